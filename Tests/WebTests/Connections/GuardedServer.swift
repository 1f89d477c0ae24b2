import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

@testable import Web

/// A listener with short limits and a few routes, on a port of its own.
struct GuardedServer: Sendable {
    static let largeAnswer = 32 * 1024 * 1024

    let port: Int
    let table: ConnectionTable
    let drain: Drain
    private let group: ServiceGroup

    static var limits: ConnectionLimits {
        var limits = ConnectionLimits()
        limits.head = .milliseconds(300)
        limits.request = .milliseconds(500)
        limits.stall = .milliseconds(500)
        limits.idle = .milliseconds(700)
        limits.linger = .milliseconds(200)
        return limits
    }

    static func run(_ limits: ConnectionLimits = limits, _ body: @Sendable @escaping (GuardedServer) async throws -> Void) async throws {
        let table = ConnectionTable(limits: limits)
        let drain = Drain()
        let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: router.buildResponder(),
            server: .guarded(limits: limits, table: table, drain: drain),
            configuration: .init(address: .hostname("127.0.0.1", port: 0), serverName: nil),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let server = GuardedServer(port: await ports.first { _ in true } ?? 0, table: table, drain: drain, group: group)
            do {
                try await body(server)
            } catch {
                await server.stop()
                throw error
            }
            await server.stop()
            try await tasks.waitForAll()
        }
    }

    /// Returns before it has stopped.
    func stop() async {
        await group.triggerGracefulShutdown()
    }

    private static var router: Router<APIContext> {
        let router = Router(context: APIContext.self)
        router.add(middleware: RequestObservation())
        router.add(middleware: ErrorMapping(routes: RouteTable(routes: [])))
        router.get("/now") { _, _ in "now" }
        router.get("/late") { _, _ in
            try await Task.sleep(for: .milliseconds(900))
            return "late"
        }
        router.get("/large") { _, _ in
            Response(status: .ok, body: .init(byteBuffer: ByteBuffer(repeating: 0x61, count: largeAnswer)))
        }
        router.post("/body") { request, _ in
            var request = request
            try await request.receiveBody()
            return "read"
        }
        router.post("/unread") { _, _ in "unread" }
        return router
    }

    /// Waits until so many connections are open; false after three seconds.
    func waits(forConnections count: Int) async throws -> Bool {
        for _ in 0..<300 {
            if table.count == count { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}

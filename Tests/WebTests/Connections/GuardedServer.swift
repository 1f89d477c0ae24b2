import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

@testable import Web

/// What a listener's handlers have been given to do.
final class Served: Sendable {
    private let count = Atomic<Int>(0)

    /// Requests to `/body`, read to the end.
    var bodies: Int { count.load(ordering: .relaxed) }

    func body() { count.wrappingAdd(1, ordering: .relaxed) }
}

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

    /// For tests of something else: however busy the machine is, no connection is closed for its slowness.
    static var unhurried: ConnectionLimits {
        var limits = ConnectionLimits()
        (limits.head, limits.request, limits.stall) = (.seconds(60), .seconds(60), .seconds(60))
        (limits.idle, limits.linger) = (.seconds(60), .seconds(60))
        return limits
    }

    /// With a gate requests come through its door.
    static func run(
        _ limits: ConnectionLimits = limits,
        gate: AdmissionGate? = nil,
        served: Served = Served(),
        logger: Logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() },
        _ body: @Sendable @escaping (GuardedServer) async throws -> Void
    ) async throws {
        let table = ConnectionTable(limits: limits)
        let drain = Drain()
        let record = RequestRecord()
        let routes = routes(served)
        let door = gate.map { AdmissionDoor(gate: $0, routes: routes, record: record, logger: logger) }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: router(record, door, routes).buildResponder(),
            server: .guarded(limits: limits, table: table, drain: drain, door: door),
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

    private static func router(_ record: RequestRecord, _ door: AdmissionDoor?, _ routes: RouteTable) -> Router<APIContext> {
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestObservation(record: record, door: door))
        router.add(middleware: ErrorMapping(routes: routes))
        for route in routes.routes {
            router.group().serve(route, gate: door?.gate)
        }
        return router
    }

    private static func routes(_ served: Served) -> RouteTable {
        RouteTable(routes: [
            .get("/now", .reads) { _, _ in text("now") },
            .get("/late", .reads) { _, _ in
                try await Task.sleep(for: .milliseconds(900))
                return text("late")
            },
            .get("/large", .reads) { _, _ in
                Response(status: .ok, body: .init(byteBuffer: ByteBuffer(repeating: 0x61, count: largeAnswer)))
            },
            .get("/file", .files) { _, _ in
                Response(status: .ok, body: .init(byteBuffer: ByteBuffer(repeating: 0x61, count: largeAnswer)))
            },
            .post("/body", .filings) { request, _ in
                var request = request
                try await request.receiveBody()
                served.body()
                return text("read")
            },
            .post("/unread", .filings) { _, _ in text("unread") },
        ])
    }

    private static func text(_ text: String) -> Response {
        Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// Waits until so many connections are open; false after half a minute.
    func waits(forConnections count: Int) async throws -> Bool {
        try await waits { table.count == count }
    }

    /// Waits until something holds; false after half a minute.
    func waits(until holds: () -> Bool) async throws -> Bool {
        for _ in 0..<3_000 {
            if holds() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}

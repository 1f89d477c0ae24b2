import NIOCore
import NIOPosix

/// TCP connections spoken over byte by byte.
enum RawConnection {
    struct Ending: Sendable {
        let text: String
        let duration: Duration

        /// The statuses of the answers.
        var statuses: [String] { text.split(separator: "HTTP/1.1 ").filter { $0.count > 3 }.map { String($0.prefix(3)) } }
    }

    /// Sends the pieces with pauses after them, and reads until the other side has ended.
    static func converse(_ port: Int, _ pieces: [String], every pause: Duration = .zero) async throws -> Ending {
        let start = ContinuousClock.now
        let connection = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for piece in pieces {
                        // Whoever is read from may close at any time.
                        guard (try? await outbound.write(ByteBuffer(string: piece))) != nil else { return }
                        try? await Task.sleep(for: pause)
                    }
                }
                var text = ""
                do {
                    for try await bytes in inbound { text += String(buffer: bytes) }
                } catch is IOError {
                    // A reset is an end too.
                }
                group.cancelAll()
                return Ending(text: text, duration: start.duration(to: .now))
            }
        }
    }

    /// Sends a request and leaves the answer unread while `body` runs.
    static func unread<Value: Sendable>(_ port: Int, _ request: String, _ body: () async throws -> Value) async throws -> Value {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.autoRead, value: false)
            .connect(host: "127.0.0.1", port: port).get()
        try await channel.writeAndFlush(ByteBuffer(string: request))
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        try? await channel.close()
        return try result.get()
    }
}

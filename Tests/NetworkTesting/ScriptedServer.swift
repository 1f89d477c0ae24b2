internal import Foundation
internal import Glibc
internal import Synchronization

/// A server on this machine that answers each request as a test says, byte by byte.
package final class ScriptedServer: Sendable {
    /// What a test writes on a connection, having seen the request's head and body.
    package typealias Script = @Sendable (_ request: String, _ connection: Connection) -> Void
    /// The same for bodies that are no text.
    package typealias ByteScript = @Sendable (_ request: [UInt8], _ connection: Connection) -> Void

    /// One end of a connection; writing to one that the client has closed does nothing.
    package struct Connection: Sendable {
        fileprivate let descriptor: Int32

        /// Sends bytes.
        package func write(_ text: String) {
            write(Array(text.utf8))
        }

        /// Sends bytes.
        package func write(_ bytes: [UInt8]) {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }

        /// Returns when the client has closed the connection.
        package func waitForEnd() {
            var byte: UInt8 = 0
            while recv(descriptor, &byte, 1, 0) > 0 {}
        }
    }

    package let port: Int
    private let listener: Int32
    /// Whether the listener is still this server's: its number is another's as soon as it is closed.
    private let isListening = Mutex(true)
    private let script: ByteScript
    private let requests = Mutex<[String]>([])

    /// Listens at a port of its own; each connection is answered once.
    package convenience init(_ script: @escaping Script) throws {
        try self.init(answer: Answer(script: { script(String(decoding: $0, as: UTF8.self), $1) }))
    }

    /// The same for bodies that are no text.
    package static func answering(_ script: @escaping ByteScript) throws -> ScriptedServer {
        try ScriptedServer(answer: Answer(script: script))
    }

    private struct Answer {
        let script: ByteScript
    }

    private init(answer: Answer) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, pointer, &length) == 0
            }
        }
        guard isBound else { throw NoServer() }
        port = Int(UInt16(bigEndian: address.sin_port))
        script = answer.script
        Self.start { [self] in accept() }
    }

    /// The system has no port left.
    package struct NoServer: Error {}

    /// `http://127.0.0.1:PORT`
    package var url: String { "http://127.0.0.1:\(port)" }
    /// `127.0.0.1:PORT`
    package var endpoint: String { "127.0.0.1:\(port)" }
    /// What has been asked, in order of arrival.
    package var asked: [String] { requests.withLock { $0 } }

    /// Refuses connections from now on, however often it is called.
    package func stop() {
        isListening.withLock { isListening in
            if isListening { shutdown(listener, Int32(SHUT_RDWR)) }
        }
    }

    private func accept() {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            Self.start { [self] in
                serve(descriptor)
                close(descriptor)
            }
        }
        isListening.withLock { isListening in
            isListening = false
            close(listener)
        }
    }

    private func serve(_ descriptor: Int32) {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while !Self.isWhole(bytes) {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count <= 0 { return }
            bytes += chunk[0..<count]
        }
        requests.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
        script(bytes, Connection(descriptor: descriptor))
    }

    /// The first bytes of TLS are all that ever come of it.
    private static func isWhole(_ bytes: [UInt8]) -> Bool {
        if bytes.first == 0x16 { return true }
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).filter(\.isNumber)) }
        return bytes.count - end.upperBound >= length ?? 0
    }

    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        pthread_create(
            &thread,
            nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            },
            Unmanaged.passRetained(Work(body)).toOpaque()
        )
        pthread_detach(thread)
    }
}

extension ScriptedServer {
    /// One that answers everything with 200 and this text.
    package static func saying(_ text: String) throws -> ScriptedServer {
        try ScriptedServer { _, connection in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\nConnection: close\r\n\r\n\(text)")
        }
    }
}

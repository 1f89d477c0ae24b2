import Glibc

/// One connection, and the request under way on it.
struct Connection {
    enum Received {
        case incomplete
        case closed
        /// `toldWhen`: with Retry-After.
        case answered(Outcome, toldWhen: Bool, isLast: Bool)
    }

    var descriptor: Int32
    private(set) var arrival: Arrival?
    private var request: [UInt8] = []
    private var received: [UInt8] = []

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    mutating func begin(_ request: [UInt8], _ arrival: Arrival) {
        self.request = request
        self.arrival = arrival
    }

    /// The request that was under way.
    mutating func end() -> Arrival? {
        defer {
            arrival = nil
            received.removeAll(keepingCapacity: true)
        }
        return arrival
    }

    /// false when the kernel does not take the whole request.
    mutating func transmit() -> Bool {
        arrival?.sent = monotonicSeconds()
        return send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count
    }

    mutating func receive() -> Received {
        let count = withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { buffer in
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { received += buffer[..<count] }
            return count
        }
        if count < 0, errno == EAGAIN { return .incomplete }
        guard count > 0, arrival != nil else { return .closed }
        guard let head = AnswerHead(received), received.count >= head.end + head.contentLength else { return .incomplete }
        return .answered(Outcome(status: head.status), toldWhen: head.hasRetryAfter, isLast: head.closes)
    }
}

/// What a load generator needs to know of an answer's head.
private struct AnswerHead {
    let status: Int
    /// Where the body begins.
    let end: Int
    var contentLength = 0
    var hasRetryAfter = false
    var closes = false

    /// nil while the head is not complete.
    init?(_ bytes: [UInt8]) {
        var lines: [Range<Int>] = []
        var begin = 0
        var index = 0
        while true {
            guard index + 1 < bytes.count else { return nil }
            guard bytes[index] == 0x0D, bytes[index + 1] == 0x0A else {
                index += 1
                continue
            }
            if index == begin { break }
            lines.append(begin..<index)
            begin = index + 2
            index = begin
        }
        end = index + 2
        guard let first = lines.first else {
            // No answer of HTTP begins with an empty line; what follows it cannot be read either.
            status = 0
            closes = true
            return
        }
        status = Self.number(bytes[first].dropFirst(9).prefix(3))
        for line in lines.dropFirst() {
            let field = bytes[line]
            // Names of the fields that matter differ in their length from each other.
            if Self.has(field, "content-length:") { contentLength = Self.number(field.dropFirst(15)) }
            if Self.has(field, "retry-after:") { hasRetryAfter = true }
            if Self.has(field, "connection:") { closes = field.suffix(5).elementsEqual("close".utf8) }
        }
    }

    private static func has(_ field: ArraySlice<UInt8>, _ name: StaticString) -> Bool {
        name.withUTF8Buffer { name in field.count >= name.count && zip(field, name).allSatisfy { $0 | 0x20 == $1 | 0x20 } }
    }

    /// As many digits as surely fit.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.prefix(18).reduce(0) { (0x30...0x39).contains($1) ? $0 * 10 + Int($1 - 0x30) : $0 }
    }
}

enum Socket {
    /// A socket on its way to a port of this machine that never blocks; nil when that cannot be begun.
    static func connecting(to port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafeBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { connect(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
        }
        guard result == 0 || errno == EINPROGRESS else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}

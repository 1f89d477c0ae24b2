/// Takes a `multipart/form-data` body apart as it comes, without a socket or a clock. Strict: nothing stands before the first boundary or
/// behind the last, and lines end with CR LF.
struct MultipartParser {
    /// What a body tells, in this order: a part, its bytes in pieces, its end, the next part, …, the body's end.
    enum Event: Equatable {
        case part(MultipartPart)
        case bytes(ArraySlice<UInt8>)
        case partEnd
        case end
    }

    /// Of the headers of one part.
    static let longestHeaders = 2_048

    private enum State {
        case beforeFirst
        case afterBoundary
        case headers
        case content
        case over
    }

    /// What ends a part: CR LF, two hyphens, the boundary.
    private let delimiter: [UInt8]
    private var state = State.beforeFirst
    private var buffer: [UInt8]
    /// What of the buffer is not told yet.
    private var start = 0

    init(_ boundary: MultipartBoundary) {
        delimiter = Array("\r\n--".utf8) + boundary.bytes
        // The first boundary has no line to end.
        buffer = Array("\r\n".utf8)
    }

    /// More of the body.
    mutating func append(_ bytes: some Collection<UInt8>) {
        buffer.removeSubrange(..<start)
        start = 0
        buffer.append(contentsOf: bytes)
    }

    /// What the bytes so far tell next; nil when more are needed.
    mutating func next() throws(MultipartFault) -> Event? {
        while true {
            switch state {
            case .beforeFirst:
                guard let begins = begins(with: delimiter) else { return nil }
                guard begins else { throw MultipartFault() }
                start += delimiter.count
                state = .afterBoundary
            case .afterBoundary:
                guard buffer.count - start >= 2 else { return nil }
                let next = buffer[start..<start + 2]
                start += 2
                if next.elementsEqual("\r\n".utf8) {
                    state = .headers
                } else if next.elementsEqual("--".utf8) {
                    state = .over
                    return .end
                } else {
                    throw MultipartFault()
                }
            case .headers: return try part()
            case .content: return content()
            case .over:
                // Some clients end the last line too.
                let rest = buffer[start...]
                guard "\r\n".utf8.starts(with: rest) || rest.elementsEqual("\r\n".utf8) else { throw MultipartFault() }
                return nil
            }
        }
    }

    /// The body is at its end.
    func finish() throws(MultipartFault) {
        guard case .over = state, buffer.count == start || buffer[start...].elementsEqual("\r\n".utf8) else { throw MultipartFault() }
    }

    /// Whether what is left begins so; nil while that may still be.
    private func begins(with expected: [UInt8]) -> Bool? {
        let rest = buffer[start...].prefix(expected.count)
        guard expected.starts(with: rest) else { return false }
        return rest.count == expected.count ? true : nil
    }

    private mutating func part() throws(MultipartFault) -> Event? {
        let rest = buffer[start...].prefix(Self.longestHeaders)
        let end = rest.indices.first { index in
            buffer[index] == UInt8(ascii: "\r") && buffer[index...].prefix(4).elementsEqual("\r\n\r\n".utf8)
        }
        guard let end else {
            if rest.count == Self.longestHeaders { throw MultipartFault() }
            return nil
        }
        guard let part = MultipartPart(headers: buffer[start..<end]) else { throw MultipartFault() }
        start = end + 4
        state = .content
        return .part(part)
    }

    private mutating func content() -> Event? {
        var searched = start
        while let found = buffer[searched...].firstIndex(of: UInt8(ascii: "\r")) {
            let candidate = buffer[found...].prefix(delimiter.count)
            if delimiter.starts(with: candidate) {
                // What comes before it is the part's in any case.
                if found > start { return bytes(upTo: found) }
                guard candidate.count == delimiter.count else { return nil }
                start += delimiter.count
                state = .afterBoundary
                return .partEnd
            }
            searched = found + 1
        }
        return start < buffer.count ? bytes(upTo: buffer.count) : nil
    }

    private mutating func bytes(upTo end: Int) -> Event {
        defer { start = end }
        return .bytes(buffer[start..<end])
    }
}

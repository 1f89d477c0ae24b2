/// Which bytes of a file a request asks for (RFC 9110, section 14).
enum ByteRange: Equatable {
    /// All of them: none are named, or more than one range, or what is no range.
    case whole
    case part(Range<Int>)
    /// None that there are.
    case unsatisfiable

    /// `header` is `Range`, of a file of `size` bytes, at least one.
    init(_ header: String?, size: Int) {
        guard let header, header.utf8.count <= 64, header.lowercased().hasPrefix("bytes=") else {
            self = .whole
            return
        }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }) else {
            self = .whole
            return
        }
        // A number too large to be read is past any end.
        let (first, last) = (Int(ends[0]) ?? .max, Int(ends[1]) ?? .max)
        switch (ends[0].isEmpty, ends[1].isEmpty) {
        case (true, true): self = .whole
        case (true, false): self = last == 0 ? .unsatisfiable : .part(size - min(last, size)..<size)
        case (false, true): self = first < size ? .part(first..<size) : .unsatisfiable
        case (false, false):
            if first > last {
                self = .whole
            } else {
                self = first < size ? .part(first..<min(last, size - 1) + 1) : .unsatisfiable
            }
        }
    }
}

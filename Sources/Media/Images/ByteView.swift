/// Bytes that are read at places which a file itself names. What lies outside them is nil.
struct ByteView {
    private let bytes: ArraySlice<UInt8>
    private let isLittleEndian: Bool

    init(_ bytes: ArraySlice<UInt8>, isLittleEndian: Bool = false) {
        self.bytes = bytes
        self.isLittleEndian = isLittleEndian
    }

    var count: Int { bytes.count }

    /// `count` bytes from a place on.
    func slice(_ offset: Int, _ count: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else { return nil }
        return bytes[(bytes.startIndex + offset)..<(bytes.startIndex + offset + count)]
    }

    func byte(_ offset: Int) -> UInt8? {
        slice(offset, 1)?.first
    }

    /// A number of two bytes.
    func short(_ offset: Int) -> Int? {
        number(offset, bytes: 2)
    }

    /// A number of four bytes.
    func long(_ offset: Int) -> Int? {
        number(offset, bytes: 4)
    }

    private func number(_ offset: Int, bytes count: Int) -> Int? {
        guard let slice = slice(offset, count) else { return nil }
        return isLittleEndian ? slice.reversed().reduce(0) { $0 << 8 | Int($1) } : slice.reduce(0) { $0 << 8 | Int($1) }
    }
}

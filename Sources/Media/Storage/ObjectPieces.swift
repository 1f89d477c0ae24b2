/// How a long range of an object is read: piece by piece.
package enum ObjectPieces {
    /// Long enough that a server is not asked often, and short enough for many readers' memory.
    package static let mostBytes = 512 * 1024

    /// The ranges that make up one, in their order.
    package static func ranges(of range: Range<Int>, by bytes: Int = mostBytes) -> [Range<Int>] {
        stride(from: range.lowerBound, to: range.upperBound, by: bytes).map { $0..<min($0 + bytes, range.upperBound) }
    }
}

/// A request, with a place for a key of its own if it needs one.
struct RequestTemplate {
    /// Stands where the key goes.
    private static let mark = UInt8(0x1F)
    /// Stands between two templates of a file.
    private static let separator = UInt8(0x1E)

    private let before: ArraySlice<UInt8>
    private let after: ArraySlice<UInt8>?

    private init(_ bytes: ArraySlice<UInt8>) {
        let parts = bytes.split(separator: Self.mark, maxSplits: 1, omittingEmptySubsequences: false)
        before = parts[0]
        after = parts.count > 1 ? parts[1] : nil
    }

    static func all(in file: [UInt8]) -> [RequestTemplate] {
        file.split(separator: separator).map { RequestTemplate($0) }
    }

    /// The bytes to send; the key is a UUID.
    func request(using random: inout Xorshift) -> [UInt8] {
        guard let after else { return Array(before) }
        let (high, low) = (random.next(), random.next())
        var bytes = [UInt8]()
        bytes.reserveCapacity(before.count + 36 + after.count)
        bytes += before
        Self.append(high >> 32, 8, to: &bytes)
        bytes += "-0000-4000-8000-".utf8
        Self.append(low >> 16, 12, to: &bytes)
        bytes += after
        return bytes
    }

    private static func append(_ number: UInt64, _ digits: Int, to bytes: inout [UInt8]) {
        for index in (0..<digits).reversed() {
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(4 * index) & 0xF)
            bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }
}

/// Upper bounds of histogram buckets, chosen by the unit that ends a family's name, so that one name always has one set.
enum BucketBounds {
    // From a fast indexed read to the longest a client waits.
    static let seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    // Powers of four from a short JSON answer to the largest upload, 64 MiB.
    static let bytes = (4...13).map { Double(1 << ($0 * 2)) }
    // Rows, attempts, batch sizes: 1-2-5 steps to ten thousand.
    static let plain: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]

    static func suited(to family: String) -> [Double] {
        if family.hasSuffix("_seconds") { return seconds }
        if family.hasSuffix("_bytes") { return bytes }
        return plain
    }

    /// Finite, ascending and without repetition; the open last bucket is always there and is not named.
    static func normalised(_ bounds: [Double]) -> [Double] {
        Set(bounds.filter(\.isFinite)).sorted()
    }
}

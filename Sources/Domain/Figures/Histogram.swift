/// Durations in buckets whose bounds grow by a constant factor, so that any quantile is right within 2 % and histograms can be added
/// (DDSketch: Masson, Rim and Lee 2019).
package struct Histogram: Hashable, Sendable {
    /// No duration is farther from what its bucket stands for than this share of it.
    package static let accuracy = 0.02
    private static let growth = (1 + accuracy) / (1 - accuracy)
    /// The longest duration of each bucket but the first, which is for none at all: 1 s, and up to 3,000 years.
    private static let bounds = Array(sequence(first: 1.0) { $0 < 1e11 ? $0 * growth : nil })

    /// How many durations each bucket has; no entry is 0.
    package private(set) var counts: [Int: Int] = [:]
    /// How many durations there are.
    package private(set) var total = 0

    /// An empty one.
    package init() {}

    /// The bucket of a duration in seconds: 0 of none at all; that of a longer one is never less.
    package static func bucket(ofSeconds seconds: Int64) -> Int {
        guard seconds > 0 else { return 0 }
        var range = 0..<bounds.count - 1
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            if bounds[middle] < Double(seconds) { range = middle + 1..<range.upperBound } else { range = range.lowerBound..<middle }
        }
        return range.lowerBound + 1
    }

    /// Adds so many durations of a bucket, or takes them away where there are fewer than none.
    package mutating func add(_ count: Int, inBucket bucket: Int) {
        let sum = counts[bucket, default: 0] + count
        counts[bucket] = sum == 0 ? nil : sum
        total += count
    }

    /// Adds all durations of another one.
    package mutating func add(_ other: Histogram) {
        for (bucket, count) in other.counts { add(count, inBucket: bucket) }
    }

    /// The duration in seconds that so large a share of all is not longer than, within 2 %; nil if there are none.
    package func quantile(_ share: Double) -> Double? {
        guard total > 0 else { return nil }
        var left = max(1, Int((Double(total) * share).rounded(.up)))
        for (bucket, count) in counts.sorted(by: { $0.key < $1.key }) {
            left -= count
            if left <= 0 { return Self.value(of: bucket) }
        }
        return nil
    }

    /// The mean in seconds, within 2 %; nil if there are none.
    package var mean: Double? {
        total > 0 ? counts.reduce(0) { $0 + Self.value(of: $1.key) * Double($1.value) } / Double(total) : nil
    }

    /// What stands for all durations of a bucket.
    private static func value(of bucket: Int) -> Double {
        bucket == 0 ? 0 : bounds[min(bucket, bounds.count) - 1] * 2 / (1 + growth)
    }
}

internal import CoreMetrics
internal import Synchronization

/// A distribution over fixed buckets: the timers, and the recorders that aggregate, of swift-metrics.
final class HistogramSeries: Series, RecorderHandler, TimerHandler {
    /// One bucket. A class, because an array cannot hold an `Atomic` itself.
    private final class Bucket: Sendable {
        let count = Atomic<UInt64>(0)
    }

    static let kind = MetricKind.histogram

    let id: SeriesID
    private let bounds: [Double]
    private let buckets: [Bucket]
    private let sum = Atomic<Double>(0)

    /// `bounds` are upper limits, inclusive, finite and strictly ascending.
    init(id: SeriesID, bounds: [Double]) {
        self.id = id
        self.bounds = bounds
        self.buckets = (0...bounds.count).map { _ in Bucket() }
    }

    func record(_ value: Int64) {
        record(Double(value))
    }

    /// Values that are not finite are dropped: one of them would spoil the sum for good.
    func record(_ value: Double) {
        guard value.isFinite else { return }
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        buckets[index].count.wrappingAdd(1, ordering: .relaxed)
        sum.add(value)
    }

    /// A clock set back gives negative durations; they count as zero.
    func recordNanoseconds(_ duration: Int64) {
        record(Double(max(0, duration)) / 1e9)
    }

    /// A scrape amid recordings may see a value counted and not yet summed; the next one has both.
    func reading() -> Reading {
        .distribution(
            bounds: bounds,
            counts: buckets.map { $0.count.load(ordering: .relaxed) },
            sum: sum.load(ordering: .relaxed)
        )
    }
}

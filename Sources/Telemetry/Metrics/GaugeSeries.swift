internal import CoreMetrics
internal import Synchronization

/// A value that goes up and down: the meters, and the recorders that do not aggregate, of swift-metrics.
final class GaugeSeries: Series, MeterHandler, RecorderHandler {
    static let kind = MetricKind.gauge

    let id: SeriesID
    private let value = Atomic<Double>(0)

    init(id: SeriesID) {
        self.id = id
    }

    func set(_ newValue: Int64) { set(Double(newValue)) }
    func set(_ newValue: Double) { value.store(newValue, ordering: .relaxed) }

    func record(_ newValue: Int64) { set(Double(newValue)) }
    func record(_ newValue: Double) { set(newValue) }

    /// Amounts that are not finite are dropped: infinity minus infinity would leave NaN for good.
    func increment(by amount: Double) {
        guard amount.isFinite else { return }
        value.add(amount)
    }

    func decrement(by amount: Double) {
        increment(by: -amount)
    }

    func reading() -> Reading {
        .value(value.load(ordering: .relaxed))
    }
}

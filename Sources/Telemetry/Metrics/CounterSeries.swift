internal import CoreMetrics
internal import Synchronization

/// A counter that takes whole and fractional amounts, so that both counter types of swift-metrics may share a name.
///
/// Amounts that are negative or not finite are dropped: a counter never falls. Past 2^64 it wraps, which Prometheus reads as a restart.
final class CounterSeries: Series, CounterHandler, FloatingPointCounterHandler {
    static let kind = MetricKind.counter

    let id: SeriesID
    private let whole = Atomic<UInt64>(0)
    private let fractional = Atomic<Double>(0)

    init(id: SeriesID) {
        self.id = id
    }

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        fractional.add(amount)
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        fractional.store(0, ordering: .relaxed)
    }

    func reading() -> Reading {
        .value(Double(whole.load(ordering: .relaxed)) + fractional.load(ordering: .relaxed))
    }
}

package import CoreMetrics

/// How each metric type of swift-metrics is exposed.
extension PrometheusRegistry: MetricsFactory {
    /// A counter `<label>_total`.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(MetricName.counter(label), dimensions, label: label, make: CounterSeries.init)
    }

    /// A counter `<label>_total`; may share its name with a whole-number counter.
    package func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        series(MetricName.counter(label), dimensions, label: label, make: CounterSeries.init)
    }

    /// A gauge `<label>`.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(MetricName.plain(label), dimensions, label: label, make: GaugeSeries.init)
    }

    /// A histogram `<label>` if it aggregates, else a gauge `<label>`.
    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        let name = MetricName.plain(label)
        guard aggregate else { return series(name, dimensions, label: label, make: GaugeSeries.init) }
        return histogram(name, dimensions, label: label)
    }

    /// A histogram `<label>_seconds`; the preferred display unit is not heeded, for Prometheus knows seconds only.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(MetricName.timer(label), dimensions, label: label)
    }

    /// Stops showing the series; a metric made later under the same name starts from zero.
    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    /// Stops showing the series; a metric made later under the same name starts from zero.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    /// Stops showing the series; a metric made later under the same name starts from zero.
    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    /// Stops showing the series; a metric made later under the same name starts from zero.
    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    /// Stops showing the series; a metric made later under the same name starts from zero.
    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }
}

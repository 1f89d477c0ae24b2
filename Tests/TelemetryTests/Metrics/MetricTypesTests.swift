import CoreMetrics
import Testing

@testable import Telemetry

@Suite("How each metric type is exposed")
struct MetricTypesTests {
    let fixture = RegistryFixture()
    var registry: PrometheusRegistry { fixture.registry }

    @Test func `an empty registry shows nothing`() {
        #expect(registry.render() == "")
    }

    @Test func `the exposition is ordered and exact`() {
        Timer(label: "http.request.duration", dimensions: [("method", "GET")], factory: registry).recordMilliseconds(30)
        Counter(label: "reports.filed", dimensions: [("channel", "web")], factory: registry).increment(by: 3)
        Counter(label: "reports.filed", dimensions: [("channel", "app")], factory: registry).increment()
        #expect(
            registry.render() == """
                # HELP http_request_duration_seconds http.request.duration
                # TYPE http_request_duration_seconds histogram
                http_request_duration_seconds_bucket{method="GET",le="0.005"} 0
                http_request_duration_seconds_bucket{method="GET",le="0.01"} 0
                http_request_duration_seconds_bucket{method="GET",le="0.025"} 0
                http_request_duration_seconds_bucket{method="GET",le="0.05"} 1
                http_request_duration_seconds_bucket{method="GET",le="0.1"} 1
                http_request_duration_seconds_bucket{method="GET",le="0.25"} 1
                http_request_duration_seconds_bucket{method="GET",le="0.5"} 1
                http_request_duration_seconds_bucket{method="GET",le="1"} 1
                http_request_duration_seconds_bucket{method="GET",le="2.5"} 1
                http_request_duration_seconds_bucket{method="GET",le="5"} 1
                http_request_duration_seconds_bucket{method="GET",le="10"} 1
                http_request_duration_seconds_bucket{method="GET",le="+Inf"} 1
                http_request_duration_seconds_sum{method="GET"} 0.03
                http_request_duration_seconds_count{method="GET"} 1
                # HELP reports_filed_total reports.filed
                # TYPE reports_filed_total counter
                reports_filed_total{channel="app"} 1
                reports_filed_total{channel="web"} 3

                """
        )
    }

    @Test func `whole and fractional amounts add up in one counter, which never falls`() throws {
        let whole = Counter(label: "work", factory: registry)
        let fractional = FloatingPointCounter(label: "work", factory: registry)
        whole.increment(by: 3)
        fractional.increment(by: 0.5)
        whole.increment(by: -2)
        for amount in [-1, Double.infinity, .nan] { fractional.increment(by: amount) }
        #expect(try fixture.scrape().value("work_total") == 3.5)
        whole.reset()
        #expect(try fixture.scrape().value("work_total") == 0)
    }

    @Test func `a meter and a gauge set, a meter moves`() throws {
        let meter = Meter(label: "active", factory: registry)
        meter.set(5)
        meter.increment(by: 2.5)
        meter.decrement()
        meter.increment(by: Double.infinity)
        Gauge(label: "level", factory: registry).record(-0.25)
        Gauge(label: "undefined", factory: registry).record(Double.nan)
        let exposition = try fixture.scrape()
        #expect(exposition.value("active") == 6.5)
        #expect(exposition.value("level") == -0.25)
        #expect(exposition.value("undefined")?.isNaN == true)
        #expect(exposition.families.map(\.type) == ["gauge", "gauge", "gauge"])
    }

    @Test func `the same name and dimensions are the same series, in whatever order`() throws {
        Counter(label: "a", dimensions: [("x", "1"), ("y", "2")], factory: registry).increment()
        Counter(label: "a", dimensions: [("y", "2"), ("x", "1")], factory: registry).increment()
        #expect(try fixture.scrape().value("a_total", ["x": "1", "y": "2"]) == 2)
    }

    @Test func `a destroyed metric is gone, and starts from zero when made again`() throws {
        let counter = Counter(label: "a", factory: registry)
        let timer = Timer(label: "b", factory: registry)
        let meter = Meter(label: "c", factory: registry)
        let gauge = Gauge(label: "d", factory: registry)
        let fractional = FloatingPointCounter(label: "e", factory: registry)
        counter.increment(by: 7)
        counter.destroy()
        timer.destroy()
        meter.destroy()
        gauge.destroy()
        fractional.destroy()
        #expect(registry.render() == "")

        counter.increment()
        Counter(label: "a", factory: registry).increment()
        counter.destroy()
        #expect(try fixture.scrape().value("a_total") == 1)
    }

    @Test func `a name set free by the last destruction may be taken by another kind`() throws {
        Timer(label: "queue", factory: registry).destroy()
        Gauge(label: "queue_seconds_count", factory: registry).record(4)
        #expect(try fixture.scrape().value("queue_seconds_count") == 4)
        #expect(fixture.notices.isEmpty)
    }
}

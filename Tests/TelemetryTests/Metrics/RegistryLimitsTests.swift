import CoreMetrics
import Logging
import Testing

@testable import Telemetry

@Suite("Limits and conflicts")
struct RegistryLimitsTests {
    @Test func `series beyond the limit are counted together, and that is said once`() throws {
        let fixture = RegistryFixture(seriesLimit: 10)
        for number in 0..<1_000 {
            Counter(label: "hits", dimensions: [("path", "/\(number)")], factory: fixture.registry).increment()
        }
        Counter(label: "hits", dimensions: [("path", "/3")], factory: fixture.registry).increment()
        let exposition = try fixture.scrape()
        #expect(exposition["hits_total"]?.samples.count == 11)
        #expect(exposition.value("hits_total", ["path": "/3"]) == 2)
        #expect(exposition.value("hits_total", ["overflow": "true"]) == 990)
        #expect(fixture.notices == [["metric": "hits_total"]])
    }

    @Test func `destroying one that overflowed leaves the others their series`() throws {
        let fixture = RegistryFixture(seriesLimit: 1)
        let counters = (0..<3).map { Counter(label: "a", dimensions: [("n", "\($0)")], factory: fixture.registry) }
        counters[1].destroy()
        counters[2].increment()
        #expect(try fixture.scrape().value("a_total", ["overflow": "true"]) == 1)
    }

    @Test func `a name asked for as another kind keeps the first`() throws {
        let fixture = RegistryFixture()
        let first = Counter(label: "x", factory: fixture.registry)
        for _ in 0..<3 { Gauge(label: "x_total", factory: fixture.registry).record(9) }
        Recorder(label: "x_total", factory: fixture.registry).record(9)
        first.increment()
        let exposition = try fixture.scrape()
        #expect(exposition.families.map(\.name) == ["x_total"])
        #expect(exposition.value("x_total") == 1)
        #expect(fixture.notices == [["metric": "x_total", "taken_by": "x_total"]])
    }

    @Test func `a sample name inside a histogram is taken, whichever comes first`() throws {
        let fixture = RegistryFixture()
        Recorder(label: "batch", factory: fixture.registry).record(1)
        Gauge(label: "batch_count", factory: fixture.registry).record(9)
        Gauge(label: "rows_sum", factory: fixture.registry).record(9)
        Recorder(label: "rows", factory: fixture.registry).record(1)
        #expect(try fixture.scrape().families.map(\.name) == ["batch", "rows_sum"])
        #expect(fixture.notices == [["metric": "batch_count", "taken_by": "batch"], ["metric": "rows", "taken_by": "rows_sum"]])
    }

    @Test func `a metric whose name is taken may be used and destroyed`() throws {
        let fixture = RegistryFixture()
        Counter(label: "x", factory: fixture.registry).increment()
        let refused = Gauge(label: "x_total", factory: fixture.registry)
        refused.record(5)
        refused.destroy()
        #expect(try fixture.scrape().value("x_total") == 1)
    }

    @Test func `names made from input end at a thousand`() throws {
        let fixture = RegistryFixture()
        for number in 0..<1_500 { Meter(label: "m\(number)", factory: fixture.registry).set(1) }
        #expect(try fixture.scrape().families.count == 1_000)
        #expect(fixture.notices == [[:]])
    }
}

import CoreMetrics
import RandomTesting
import Testing

@testable import Telemetry

@Suite("Names and labels")
struct NamesAndLabelsTests {
    @Test(
        arguments: [
            ("http.server.active-requests", "http_server_active_requests"), ("9lives", "_9lives"), ("", "_"), ("a:b", "a_b"),
            ("số phản ánh", "s__ph_n__nh"),
            ("ok_Name_1", "ok_Name_1"),
        ]
    )
    func `names are brought into the grammar`(label: String, name: String) {
        #expect(MetricName.plain(label) == name)
    }

    @Test func `suffixes are not doubled`() {
        #expect(MetricName.counter("reports_total") == "reports_total")
        #expect(MetricName.counter("reports.total") == "reports_total")
        #expect(MetricName.timer("wait.seconds") == "wait_seconds")
    }

    @Test func `label values come back as they were given`() throws {
        let fixture = RegistryFixture()
        let value = #"C:\new "file" {a="b",c} phường Cửa Nam"# + "\nline\u{2028}two"
        Counter(label: "a", dimensions: [("path", value)], factory: fixture.registry).increment()
        #expect(try fixture.scrape().value("a_total", ["path": value]) == 1)
    }

    @Test func `control characters are replaced`() throws {
        let fixture = RegistryFixture()
        Counter(label: "a", dimensions: [("x", "\0\u{1B}[31m\r")], factory: fixture.registry).increment()
        #expect(try fixture.scrape().value("a_total", ["x": "\u{FFFD}\u{FFFD}[31m\u{FFFD}"]) == 1)
    }

    @Test func `reserved, repeated and empty labels do no harm`() throws {
        let fixture = RegistryFixture()
        let dimensions = [("le", "1"), ("__name__", "evil"), ("a.b", "first"), ("a-b", "second"), ("empty", "")]
        Timer(label: "t", dimensions: dimensions, factory: fixture.registry).recordSeconds(1)
        let labels = ["exported_le": "1", "exported___name__": "evil", "a_b": "first"]
        #expect(try fixture.scrape().value("t_seconds_count", labels) == 1)
    }

    @Test func `long values are cut`() throws {
        let fixture = RegistryFixture()
        Counter(label: "a", dimensions: [("x", String(repeating: "ệ", count: 100_000))], factory: fixture.registry).increment()
        #expect(try fixture.scrape().value("a_total", ["x": String(repeating: "ệ", count: 256)]) == 1)
        Counter(label: String(repeating: "b", count: 100_000), factory: fixture.registry).increment()
        #expect(fixture.registry.render().utf8.count < 3_000)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `no label and no dimension breaks the exposition`(seed: UInt64) throws {
        let fixture = RegistryFixture(seriesLimit: 5)
        var random = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let label = random.hostileText(length: 4)
            let dimensions = (0..<3).map { _ in (random.hostileText(length: 2), random.hostileText(length: 20)) }
            switch Int.random(in: 0..<5, using: &random) {
            case 0: Counter(label: label, dimensions: dimensions, factory: fixture.registry).increment()
            case 1: Timer(label: label, dimensions: dimensions, factory: fixture.registry).recordSeconds(1)
            case 2: Meter(label: label, dimensions: dimensions, factory: fixture.registry).increment()
            case 3: Recorder(label: label, dimensions: dimensions, factory: fixture.registry).record(1)
            default: FloatingPointCounter(label: label, dimensions: dimensions, factory: fixture.registry).increment()
            }
        }
        let exposition = try fixture.scrape()
        #expect(exposition.families.count > 5)
        for family in exposition.families where family.type == "histogram" { expectSound(family) }
    }

    @Test func `help is one line`() throws {
        let fixture = RegistryFixture(descriptions: ["a_total": MetricDescription(help: "back\\slash\nand\0more")])
        Counter(label: "a", factory: fixture.registry).increment()
        #expect(try fixture.scrape()["a_total"]?.help == #"back\\slash\nand"# + "\u{FFFD}more")
    }
}

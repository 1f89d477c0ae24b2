import CoreMetrics
import RandomTesting
import Testing

@testable import Telemetry

@Suite("Histograms")
struct HistogramTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `buckets count what a sort counts`(seed: UInt64) throws {
        let fixture = RegistryFixture()
        var random = SplitMix64(seed: seed)
        let recorder = Recorder(label: "rows", dimensions: [("table", "report")], factory: fixture.registry)
        // Quarters add without rounding, so the sum is exact in whatever order.
        let values = (0..<500).map { _ in Double(Int.random(in: -100...60_000, using: &random)) / 4 }
        for value in values { recorder.record(value) }
        let family = try #require(try fixture.scrape()["rows"])
        expectSound(family)
        for sample in family.samples where sample.name == "rows_bucket" {
            let bound = sample.labels["le"].flatMap(Double.init) ?? .infinity
            #expect(sample.value == Double(values.count { $0 <= bound }))
        }
        #expect(family.samples.first { $0.name == "rows_sum" }?.value == values.reduce(0, +))
    }

    @Test func `a value on a bound belongs to its bucket`() throws {
        let fixture = RegistryFixture()
        Timer(label: "t", factory: fixture.registry).recordMilliseconds(5)
        let exposition = try fixture.scrape()
        #expect(exposition.value("t_seconds_bucket", ["le": "0.005"]) == 1)
    }

    @Test func `negative durations count as zero and values that are not finite not at all`() throws {
        let fixture = RegistryFixture()
        Timer(label: "t", factory: fixture.registry).recordNanoseconds(-5)
        Timer(label: "t", factory: fixture.registry).recordNanoseconds(Int64.max)
        let recorder = Recorder(label: "r", factory: fixture.registry)
        for value in [Double.nan, .infinity, -.infinity, 1] { recorder.record(value) }
        let exposition = try fixture.scrape()
        #expect(exposition.value("t_seconds_bucket", ["le": "0.005"]) == 1)
        #expect(exposition.value("t_seconds_count") == 2)
        #expect(exposition.value("r_count") == 1)
        #expect(exposition.value("r_sum") == 1)
    }

    @Test(arguments: [("body_bytes", "67108864"), ("wait_seconds", "10"), ("attempts", "10000")])
    func `buckets suit the unit at the end of the name`(label: String, largest: String) throws {
        let fixture = RegistryFixture()
        Recorder(label: label, factory: fixture.registry).record(1)
        let family = try #require(try fixture.scrape()[label])
        #expect(family.samples.compactMap { $0.labels["le"] }.dropLast().last == largest)
        expectSound(family)
    }

    @Test func `described buckets are put in order`() throws {
        let description = MetricDescription(help: "Time until delivery.", buckets: [3_600, 60, .infinity, .nan, 60])
        let fixture = RegistryFixture(descriptions: ["delivery_seconds": description])
        Timer(label: "delivery", factory: fixture.registry).recordSeconds(61)
        let family = try #require(try fixture.scrape()["delivery_seconds"])
        #expect(family.help == "Time until delivery.")
        #expect(family.samples.compactMap { $0.labels["le"] } == ["60", "3600", "+Inf"])
        expectSound(family)
    }
}

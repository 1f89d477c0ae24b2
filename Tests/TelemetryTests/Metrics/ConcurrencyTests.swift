import CoreMetrics
import Testing

@testable import Telemetry

@Suite("Concurrent recording")
struct ConcurrencyTests {
    static let tasks = 16
    static let rounds = 2_000

    @Test func `no increment is lost while metrics are made, destroyed and scraped`() async throws {
        let fixture = RegistryFixture()
        let registry = fixture.registry
        let malformed = await withTaskGroup(of: Int.self) { group in
            for task in 0..<Self.tasks {
                group.addTask {
                    Self.record(task: task, in: registry)
                    return 0
                }
            }
            group.addTask {
                (0..<50).count { _ in (try? Exposition(parsing: registry.render())) == nil }
            }
            return await group.reduce(0, +)
        }
        #expect(malformed == 0)
        let total = Double(Self.tasks * Self.rounds)
        let exposition = try fixture.scrape()
        #expect(exposition.value("hits_total", ["kind": "shared"]) == total)
        #expect(exposition.value("work_total") == total * 0.25)
        #expect(exposition.value("active") == 0)
        #expect(exposition.value("wait_seconds_count") == total)
        #expect(exposition.value("wait_seconds_sum") == total * 0.5)
        #expect(exposition.value("wait_seconds_bucket", ["le": "0.25"]) == 0)
        #expect(exposition["short_lived"] == nil)
    }

    private static func record(task: Int, in registry: PrometheusRegistry) {
        let work = FloatingPointCounter(label: "work", factory: registry)
        let wait = Timer(label: "wait", factory: registry)
        for _ in 0..<rounds {
            Counter(label: "hits", dimensions: [("kind", "shared")], factory: registry).increment()
            work.increment(by: 0.25)
            let active = Meter(label: "active", factory: registry)
            active.increment()
            active.decrement()
            wait.recordMilliseconds(500)
        }
        let shortLived = Meter(label: "short_lived", dimensions: [("task", "\(task)")], factory: registry)
        shortLived.destroy()
    }
}

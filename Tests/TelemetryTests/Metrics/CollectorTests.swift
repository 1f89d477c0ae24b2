import CoreMetrics
import Logging
import Synchronization
import Testing

@testable import Telemetry

@Suite("Collectors")
struct CollectorTests {
    let fixture = RegistryFixture()
    var registry: PrometheusRegistry { fixture.registry }

    @Test func `values are read at each scrape`() throws {
        let level = Mutex(1.0)
        registry.register {
            [.gauge("level", help: "The level.", samples: [.init(level.withLock { $0 })])]
        }
        #expect(try fixture.scrape().value("level") == 1)
        level.withLock { $0 = 2 }
        #expect(try fixture.scrape().value("level") == 2)
    }

    @Test func `collectors of one name share one family`() throws {
        for pool in ["app_rw", "app_public_ro"] {
            registry.register {
                [.gauge("pool_connections", help: "Open connections.", samples: [.init(3, labels: [("pool", pool)])])]
            }
        }
        Gauge(label: "pool_connections", dimensions: [("pool", "own")], factory: registry).record(1)
        let exposition = try fixture.scrape()
        #expect(exposition["pool_connections"]?.samples.compactMap { $0.labels["pool"] } == ["app_public_ro", "app_rw", "own"])
    }

    @Test func `of equal labels the first is shown`() throws {
        Gauge(label: "g", factory: registry).record(1)
        registry.register { [.gauge("g", help: "", samples: [.init(2)])] }
        registry.register { [.counter("c", help: "", samples: [.init(1), .init(2)])] }
        let exposition = try fixture.scrape()
        #expect(exposition.value("g") == 1)
        #expect(exposition.value("c_total") == 1)
    }

    @Test func `a family that conflicts is left out, and that is said once`() throws {
        Recorder(label: "batch", factory: registry).record(1)
        registry.register {
            [
                .gauge("batch", help: "", samples: [.init(1)]), .gauge("batch_sum", help: "", samples: [.init(1)]),
                .gauge("other_total", help: "", samples: [.init(1)]), .counter("other", help: "", samples: [.init(2)]),
            ]
        }
        _ = try fixture.scrape()
        #expect(try fixture.scrape().families.map(\.name) == ["batch", "other_total"])
        #expect(fixture.notices.compactMap { $0["metric"] } == ["batch", "batch_sum", "other_total"])
    }

    @Test func `a collector may itself use the registry`() throws {
        let registry = registry
        registry.register {
            Counter(label: "scrapes", factory: registry).increment()
            return []
        }
        _ = try fixture.scrape()
        #expect(try fixture.scrape().value("scrapes_total") == 1)
    }

    @Test func `a family without samples is not shown`() {
        registry.register { [.gauge("none", help: "", samples: [])] }
        #expect(registry.render() == "")
    }
}

import Store
import Telemetry

extension ProcessMetrics {
    /// What is read at the moment of a scrape: the process, the log, the pools.
    static func register(with registry: PrometheusRegistry, pools: [String: DatabasePool]) {
        registry.register(collector: ProcessMetrics().families)
        registry.register {
            [
                .counter(
                    "log_lines_dropped",
                    help: "Log lines that could not be written.",
                    samples: [.init(Double(LogOutput.standardError.droppedLines))]
                )
            ]
        }
        for (name, pool) in pools {
            registry.register { families(of: pool.load, named: name) }
        }
    }

    private static func families(of load: PoolLoad, named name: String) -> [MetricFamily] {
        let labels = [("pool", name)]
        return [
            .gauge("postgres_pool_size", help: "Connections the pool may open.", samples: [.init(Double(load.size), labels: labels)]),
            .gauge("postgres_pool_open", help: "Connections open.", samples: [.init(Double(load.open), labels: labels)]),
            .gauge("postgres_pool_leased", help: "Connections in use.", samples: [.init(Double(load.leased), labels: labels)]),
            .gauge("postgres_pool_waiting", help: "Requests that wait for one.", samples: [.init(Double(load.waiting), labels: labels)]),
            .counter(
                "postgres_pool_timeouts",
                help: "Requests that waited in vain.",
                samples: [.init(Double(load.timeouts), labels: labels)]
            ),
        ]
    }
}

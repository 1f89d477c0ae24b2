import Store
import Telemetry
import Web

extension ProcessMetrics {
    /// What is read at the moment of a scrape: the process, the log, the pools.
    static func register(with registry: PrometheusRegistry, pools: [String: DatabasePool]) {
        registry.register(collector: ProcessMetrics().families)
        registry.register {
            let dropped = Double(LogBuffer.standardError.droppedLines)
            return [.counter("log_lines_dropped", help: "Log lines that could not be written.", samples: [.init(dropped)])]
        }
        for (name, pool) in pools {
            registry.register { families(of: pool.load, named: name) }
        }
    }

    /// What keeps the service from being held up.
    static func register(with registry: PrometheusRegistry, connections: ConnectionTable, gate: AdmissionGate) {
        registry.register {
            [.gauge("http_connections", help: "Connections of the API's clients.", samples: [.init(Double(connections.count))])]
        }
        registry.register { gate.metrics }
    }

    private static func families(of load: PoolLoad, named name: String) -> [MetricFamily] {
        func gauge(_ metric: String, _ help: String, _ value: Int) -> MetricFamily {
            .gauge("postgres_pool_\(metric)", help: help, samples: [.init(Double(value), labels: [("pool", name)])])
        }
        func counter(_ metric: String, _ help: String, _ value: Double) -> MetricFamily {
            .counter("postgres_pool_\(metric)", help: help, samples: [.init(value, labels: [("pool", name)])])
        }
        return [
            gauge("size", "Connections the pool may open.", load.size),
            gauge("open", "Connections open.", load.open),
            gauge("leased", "Connections in use.", load.leased),
            gauge("waiting", "Requests that wait for one.", load.waiting),
            counter("timeouts", "Requests that waited in vain.", Double(load.timeouts)),
            counter("connects", "Connections made.", Double(load.connects)),
            counter("connect_failures", "Attempts to connect that failed.", Double(load.connectFailures)),
            counter("waits", "Requests that got a connection.", Double(load.waits)),
            counter("wait_seconds", "Seconds they waited for it.", load.waitSeconds),
        ]
    }
}

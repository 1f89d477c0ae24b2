package import Logging
internal import Postgres
internal import ServiceLifecycle

/// The roles of the database. None of the service's own owns anything.
package enum DatabaseRole: String, Sendable {
    /// Owns the schema: migrations, reference data, boundaries.
    case owner = "migrator"
    /// Reads and writes reports.
    case service = "app_rw"
    /// Reads what is public, and has no grant on anything else.
    case publicRead = "app_public_ro"
}

/// How long the parts of an operation may take.
package struct DatabaseLimits: Sendable {
    /// Any one statement.
    package let statement: Duration
    /// Any one lock a statement waits for.
    package let lock: Duration
    /// A connection to come free.
    package let wait: Duration

    package init(statement: Duration, lock: Duration, wait: Duration) {
        self.statement = statement
        self.lock = lock
        self.wait = wait
    }

    /// For requests: somebody is waiting.
    package static let request = DatabaseLimits(statement: .seconds(5), lock: .seconds(2), wait: .seconds(2))
    /// For commands an operator runs: the import of 64 MB of polygons took 205 s.
    package static let administration = DatabaseLimits(statement: .seconds(600), lock: .seconds(30), wait: .seconds(60))
}

/// A pool of connections that all act in one role.
package struct DatabasePool: Service {
    let pool: ConnectionPool

    /// `url` is a libpq connection string (several hosts and TLS as libpq reads them) of a user who may act as `role`.
    package init(url: String, role: DatabaseRole, size: Int, limits: DatabaseLimits = .request, logger: Logger) {
        var options = PoolOptions(connectionString: url)
        options.role = role.rawValue
        options.applicationName = "phananh"
        options.size = size
        options.statementTimeout = limits.statement
        options.lockTimeout = limits.lock
        options.waitTimeout = limits.wait
        pool = ConnectionPool(options, logger: logger)
    }

    /// Keeps the pool until graceful shutdown; then leased connections come home and all are closed.
    package func run() async throws {
        try await pool.run()
    }

    /// Waits for leased connections and closes all.
    package func close() async {
        await pool.close()
    }

    /// How busy the pool is.
    package var load: PoolLoad {
        let gauges = pool.gauges
        return PoolLoad(
            size: gauges.size,
            open: gauges.open,
            leased: gauges.leased,
            waiting: gauges.waiting,
            timeouts: gauges.timeouts,
            connects: gauges.connects,
            connectFailures: gauges.connectFailures,
            waits: gauges.waits.count,
            waitSeconds: gauges.waits.sum
        )
    }
}

/// Connections of a pool at one moment, and totals since the start.
package struct PoolLoad: Sendable {
    package let size: Int
    package let open: Int
    package let leased: Int
    package let waiting: Int
    package let timeouts: Int
    /// Connections made, and attempts that failed.
    package let connects: Int
    package let connectFailures: Int
    /// Requests that waited for a connection and got one, and the seconds they waited in all.
    package let waits: Int
    package let waitSeconds: Double
}

/// How to reach the server, and the limits of a pool and its connections.
package struct PoolOptions: Sendable {
    /// A libpq URI (`postgresql://…`) or keywords (`host=… dbname=…`); several hosts and TLS as libpq reads them.
    package var connectionString: String
    /// The role to `SET ROLE` to after connecting; nil keeps the one logged in.
    package var role: String?
    /// Shown in `pg_stat_activity`.
    package var applicationName: String
    /// How many connections the pool has at most. Each has a thread of its own.
    package var size = 8
    /// How many callers may wait for others to return a connection; more get `.poolExhausted`.
    package var maximumWaiters = 256
    /// How long a caller may wait for a connection before `.poolTimeout`.
    package var waitTimeout: Duration = .seconds(2)
    /// How long a statement may take before `.timedOut`; zero for no limit. The server enforces it, and a second later the client.
    /// Scripts are left to the server alone.
    package var statementTimeout: Duration = .seconds(5)
    /// How long a statement may wait for a lock before the server refuses it (55P03); zero for no limit.
    package var lockTimeout: Duration = .seconds(2)
    /// How long a transaction may do nothing before the server ends the connection; zero for no limit.
    package var idleInTransactionTimeout: Duration = .seconds(10)
    /// After this time, ± 10 %, a connection is replaced.
    package var maximumLifetime: Duration = .seconds(1800)

    /// Options with the defaults shown at each property.
    package init(connectionString: String, role: String? = nil, applicationName: String = "phananh") {
        self.connectionString = connectionString
        self.role = role
        self.applicationName = applicationName
    }
}

extension Duration {
    /// Whole milliseconds within the 32 bits that PostgreSQL's settings and `poll` have; at least one unless the duration is zero or
    /// less, as PostgreSQL reads zero as no limit.
    var milliseconds: Int32 {
        guard self > .zero else { return 0 }
        return Int32(min(max(1, self / .milliseconds(1)), Double(Int32.max)))
    }
}

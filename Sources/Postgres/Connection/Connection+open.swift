internal import CLibPQ
internal import Glibc

extension Connection {
    /// Blocks until a host answers or all have been tried.
    ///
    /// libpq's blocking call is the one that honours `connect_timeout` for each host, and it runs on our own thread.
    func connect() throws(PostgresError) -> OpaquePointer {
        guard let parsed = PQconninfoParse(options.connectionString, nil) else {
            // libpq's own words quote the string, and with it the password.
            throw PostgresError(.connectionFailed, message: "libpq cannot read the connection string")
        }
        PQconninfoFree(parsed)
        let handle = withParameters { keywords, values in
            PQconnectdbParams(keywords, values, 1)
        }
        guard let handle else { throw PostgresError(.connectionFailed, message: "out of memory") }
        guard PQstatus(handle) == CONNECTION_OK else {
            defer { PQfinish(handle) }
            throw PostgresError(.connectionFailed, message: PQerrorMessage(handle).map { String(cString: $0) } ?? "")
        }
        return handle
    }

    /// The last value of a keyword counts, so what stands before the connection string can be overridden by it.
    private var parameters: [(keyword: String, value: String)] {
        [
            ("connect_timeout", "5"),
            // A peer that went away without a word is noticed after 30 s idle, or 10 s after something was sent.
            ("keepalives_idle", "30"),
            ("tcp_user_timeout", "10000"),
            ("dbname", options.connectionString),
            ("client_encoding", "UTF8"),
            ("application_name", options.applicationName),
        ]
    }

    private func withParameters<R>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> R
    ) -> R {
        let copies = parameters.map { (strdup($0.keyword), strdup($0.value)) }
        defer {
            for (keyword, value) in copies {
                free(keyword)
                free(value)
            }
        }
        let keywords = copies.map { UnsafePointer($0.0) } + [nil]
        let values = copies.map { UnsafePointer($0.1) } + [nil]
        return body(keywords, values)
    }

    /// Every setting of the session, in one round trip. Compiling a plan takes longer than any of the service's statements, however dear
    /// the planner takes it to be.
    var sessionSetup: SQL {
        let role: SQL = options.role.map { ", set_config('role', \($0), false)" } ?? ""
        return """
            SELECT set_config('statement_timeout', \(String(options.statementTimeout.milliseconds)), false),
                set_config('lock_timeout', \(String(options.lockTimeout.milliseconds)), false),
                set_config('idle_in_transaction_session_timeout', \(String(options.idleInTransactionTimeout.milliseconds)), false),
                set_config('TimeZone', 'UTC', false),
                set_config('jit', 'off', false),
                set_config('synchronous_commit', 'on', false)\(role)
            """
    }
}

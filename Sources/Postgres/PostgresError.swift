/// What went wrong with a statement, its connection or the pool.
///
/// `description` never contains SQL, bound values or row contents, so it may be logged as it is.
/// Cancellation is reported as `CancellationError`, not here.
package struct PostgresError: Error, Sendable, Equatable {
    /// The kinds of failure a caller may tell apart.
    package enum Code: Sendable, Equatable {
        /// The server refused the statement with this five-character SQLSTATE; it had no effect.
        case server(sqlState: String)
        /// The server's `statement_timeout` or the client's deadline ended the statement; it had no effect.
        case timedOut
        /// No connection could be made, or the last attempt failed so recently that none is made now.
        case connectionFailed
        /// The connection broke before anything could be committed: nothing has changed. (A COMMIT written by hand, outside
        /// `withTransaction`, is not told apart.)
        case connectionLost
        /// The connection broke, or a synchronous standby did not confirm, after a COMMIT or an autocommitting statement was sent:
        /// it may or may not last. Only an idempotent repetition can tell.
        case outcomeUnknown
        /// As many callers wait for a connection as `PoolOptions.maximumWaiters` allows.
        case poolExhausted
        /// No connection became free within `PoolOptions.waitTimeout`.
        case poolTimeout
        /// `ConnectionPool.close()` was called.
        case poolClosed
        /// The column (from 0) has a type, a NULL or bytes that do not fit the Swift type.
        case decoding(column: Int, expected: String)
        /// The result has another number of columns than the tuple it was to be decoded into.
        case columnCount(expected: Int, found: Int)
        /// The bind (from 1; 0 for a script) holds a NUL byte, which PostgreSQL's text cannot, or is beyond the 65,535 a statement
        /// may have. Nothing was sent.
        case invalidParameter(Int)
        /// The statement starts a COPY, which this client does not speak.
        case copyNotSupported
    }

    /// What a caller may branch on.
    package let code: Code
    /// The constraint a server error names, if any.
    package let constraint: String?
    /// The table a server error names, if any.
    package let table: String?
    /// The column a server error names, if any.
    package let column: String?
    /// libpq's or the server's own words. May contain values of the statement: never show it to a client.
    package let message: String

    init(_ code: Code, message: String = "", constraint: String? = nil, table: String? = nil, column: String? = nil) {
        self.code = code
        self.message = message
        self.constraint = constraint
        self.table = table
        self.column = column
    }

    /// The SQLSTATE of a server error, otherwise nil.
    package var sqlState: String? {
        if case .server(let sqlState) = code { sqlState } else { nil }
    }
}

extension PostgresError: CustomStringConvertible {
    /// The code and the names of constraint, table and column: no SQL, no values.
    package var description: String {
        let names = [("constraint", constraint), ("table", table), ("column", column)]
        let details = names.compactMap { label, name in name.map { " \(label)=\($0)" } }
        return "PostgresError.\(code)" + details.joined()
    }
}

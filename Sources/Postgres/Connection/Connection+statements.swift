internal import CLibPQ

extension Connection {
    /// Runs one statement, prepared and kept for the next time, and returns its rows.
    ///
    /// Outside a transaction it commits by itself; a connection lost on the way is then `.outcomeUnknown`.
    /// Cancelling the task ends the statement on the server, throws `CancellationError` and closes the connection.
    package func query(_ sql: SQL) throws -> Rows {
        try exchange([sql])[0]
    }

    /// Runs one statement and decodes its rows, column by column.
    package func query<each Column: PostgresDecodable>(
        _ sql: SQL,
        as type: (repeat each Column).Type
    ) throws -> [(repeat each Column)] {
        try query(sql).decode(type)
    }

    /// Runs one statement and decodes its only column.
    package func query<Column: PostgresDecodable>(_ sql: SQL, as type: Column.Type) throws -> [Column] {
        try query(sql).decode(type)
    }

    /// Runs one statement and returns how many rows it touched.
    @discardableResult
    package func execute(_ sql: SQL) throws -> Int {
        try query(sql).affected
    }

    /// Runs the statements in one network round trip.
    ///
    /// Outside a transaction they form one of their own: all or nothing. The first server error is thrown; what follows it is not run.
    package func pipeline(_ statements: [SQL]) throws -> [Rows] {
        try exchange(statements)
    }

    /// Runs a script of several statements; outside a transaction they form one, unless the script says otherwise.
    ///
    /// Only the server's own timeouts apply.
    package func run(_ script: SQLScript) throws {
        if pendingBegin != nil {
            _ = try exchange([])
        }
        try simpleExchange(script)
    }
}

extension ConnectionPool {
    /// Lends a connection to `body`, which runs on the connection's thread.
    ///
    /// Cancelling the task ends the statement that runs, on the server too. Throws `.poolTimeout`, `.poolExhausted`, `.poolClosed` or
    /// `.connectionFailed` if there is no connection to lend; otherwise what `body` throws.
    package func withConnection<Value: Sendable>(
        _ body: @Sendable (isolated Connection) async throws -> Value
    ) async throws -> Value {
        while true {
            let lease = try await lease()
            // An idle connection may have been closed by the server: then nothing has been sent yet, and the next one is tried.
            if let value = try await lend(lease, to: lease.resource, body) { return value }
        }
    }

    /// Runs `body` in a transaction: COMMIT when it returns, ROLLBACK when it throws.
    ///
    /// Only a serialization failure (40001) or a deadlock (40P01) is retried, the whole body, at most three times; so `body` should
    /// have no effects besides the database. A COMMIT whose answer was lost throws `.outcomeUnknown`.
    package func withTransaction<Value: Sendable>(
        isolation: Isolation = .readCommitted,
        _ body: @Sendable (isolated Connection) async throws -> Value
    ) async throws -> Value {
        var attempt = 0
        while true {
            attempt += 1
            let outcome = try await withConnection { connection in
                try await connection.transaction(isolation, body)
            }
            switch outcome {
            case .committed(let value): return value
            case .conflicted(let error) where attempt > Self.maximumRetries: throw error
            // Spread out, so that the same transactions do not meet again.
            case .conflicted: try await Task.sleep(for: .milliseconds(Int.random(in: 1...20) * attempt))
            }
        }
    }

    /// Runs one statement on its own and decodes its rows.
    package func query<each Column: PostgresDecodable>(
        _ sql: SQL,
        as type: (repeat each Column).Type
    ) async throws -> [(repeat each Column)] {
        try await withConnection { try $0.query(sql, as: type) }
    }

    /// Runs one statement on its own and decodes its only column.
    package func query<Column: PostgresDecodable>(_ sql: SQL, as type: Column.Type) async throws -> [Column] {
        try await withConnection { try $0.query(sql, as: type) }
    }

    /// Runs one statement on its own and returns how many rows it touched.
    @discardableResult
    package func execute(_ sql: SQL) async throws -> Int {
        try await withConnection { try $0.execute(sql) }
    }

    private static let maximumRetries = 3

    /// nil if the connection was found closed before its use.
    private func lend<Value: Sendable>(
        _ lease: Lease<Connection>,
        to connection: isolated Connection,
        _ body: @Sendable (isolated Connection) async throws -> Value
    ) async throws -> Value? {
        defer { release(lease, isReusable: connection.isReusable) }
        guard connection.isAlive() else { return nil }
        let use = connection.beginUse()
        return try await withTaskCancellationHandler {
            try await body(connection)
        } onCancel: {
            connection.interrupt.request(use)
        }
    }
}

internal import CLibPQ

/// How a transaction is kept apart from others that run at the same time; see PostgreSQL's manual, chapter 13.2.
package enum Isolation: Sendable {
    /// Each statement sees what was committed before it began. PostgreSQL's default.
    case readCommitted
    /// The whole transaction sees one snapshot; a conflicting update is retried.
    case repeatableRead
    /// As if transactions ran one after another; conflicts are retried.
    case serializable

    fileprivate var begin: SQL {
        switch self {
        case .readCommitted: "BEGIN ISOLATION LEVEL READ COMMITTED"
        case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
        case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
        }
    }
}

/// What became of one attempt at a transaction.
enum TransactionAttempt<Value: Sendable>: Sendable {
    case committed(Value)
    /// Rolled back because of another transaction: worth another attempt.
    case conflicted(any Error)
}

extension Connection {
    /// Runs `body` between BEGIN, which goes out with its first statement, and COMMIT, unless that went out with its last; rolls back if it
    /// throws.
    func transaction<Value: Sendable>(
        _ isolation: Isolation,
        _ body: (isolated Connection) async throws -> Value
    ) async throws -> TransactionAttempt<Value> {
        pendingBegin = isolation.begin
        closing = []
        lastRefusal = nil
        defer { (closing, hasEnded) = (nil, false) }
        do {
            let value = try await body(self)
            if !hasEnded { try commit() }
            return .committed(value)
        } catch {
            let isConflict = hasConflicted
            rollBack()
            guard isConflict else { throw error }
            return .conflicted(error)
        }
    }

    /// Serialization failure or deadlock. Asked of the connection and not of the error, as the body may have translated that.
    private var hasConflicted: Bool {
        !isBroken && transactionStatus != PQTRANS_INTRANS && (lastRefusal == "40001" || lastRefusal == "40P01")
    }

    /// Runs a statement together with the transaction's COMMIT, in one round trip: after whatever else `body` does, and only if it
    /// returns. If it fails nothing is committed. Outside a transaction it is run at once.
    package func atCommit(_ sql: SQL) throws {
        if closing == nil {
            try execute(sql)
        } else {
            closing?.append(sql)
        }
    }

    /// Runs the last statements of a transaction that has only read together with its COMMIT, in one round trip: nothing may be run after
    /// them. Outside a transaction, and in one that has something for its COMMIT, they are run as they are.
    package func finishReading(_ statements: [SQL]) throws -> [Rows] {
        guard closing?.isEmpty == true else { return try exchange(statements) }
        let answers = try exchange(statements + ["COMMIT"])
        try checkCommit(answers.last)
        hasEnded = true
        return Array(answers.dropLast())
    }

    private func commit() throws {
        let last = closing ?? []
        guard pendingBegin == nil || !last.isEmpty else {
            pendingBegin = nil
            return
        }
        try checkCommit(try exchange(last + ["COMMIT"], isFinal: true).last)
    }

    private func checkCommit(_ answer: Rows?) throws {
        guard answer?.commandTag == "COMMIT" else {
            throw PostgresError(.server(sqlState: "25P02"), message: "the transaction had failed and was rolled back")
        }
    }

    /// Whatever happens here, the pool lends the connection again only if it is in no transaction.
    private func rollBack() {
        pendingBegin = nil
        guard !isBroken, transactionStatus != PQTRANS_IDLE else { return }
        do {
            _ = try exchange(["ROLLBACK"], isFinal: true)
        } catch {
            isBroken = true
        }
    }
}

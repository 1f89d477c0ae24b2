internal import CLibPQ

/// One message of a pipeline.
private enum Step {
    case prepare(SQL, name: String, key: StatementCache.Key)
    case execute(SQL, name: String, key: StatementCache.Key, isCached: Bool)
    case deallocate(String)
    /// Ends an implicit transaction.
    case sync
}

/// What the server answered to the steps of one exchange.
private struct Answers {
    var rows: [Rows] = []
    var refusal: PostgresError?
    /// The refusal is of the cached plan, not of the statement.
    var isStalePlan = false
}

extension Connection {
    /// Sends the statements, and a pending BEGIN before them, in one round trip, and returns one `Rows` for each of them.
    ///
    /// The connection is always in pipeline mode, so that one statement and many take the same way. `isFinal` is for COMMIT and
    /// ROLLBACK: they ignore cancellation, and a connection lost during them leaves the outcome unknown.
    func exchange(_ statements: [SQL], isFinal: Bool = false) throws -> [Rows] {
        precondition(!hasEnded, "a statement after the COMMIT of its transaction")
        for sql in statements { try validate(sql) }
        guard isFinal || !interrupt.isRequested(use) else { throw CancellationError() }
        guard !isBroken else { throw PostgresError(.connectionLost, message: "the connection is closed") }
        let begin = pendingBegin.map { [$0] } ?? []
        pendingBegin = nil
        let commitsItself = begin.isEmpty && transactionStatus == PQTRANS_IDLE
        var wait = Wait(limit: options.statementTimeout, ignoresInterrupt: isFinal)
        do {
            var answers = try attempt(begin + statements, &wait)
            // The whole exchange was rolled back, so it can be repeated; within a transaction that is the caller's to decide.
            if answers.isStalePlan, commitsItself, !wait.wasInterrupted {
                answers = try attempt(statements, &wait)
            }
            try conclude(answers, wait, mayHaveCommitted: isFinal || commitsItself)
            return Array(answers.rows.dropFirst(begin.count))
        } catch let loss as Loss {
            throw error(for: loss, mayHaveCommitted: isFinal || commitsItself)
        }
    }

    /// A script goes by the simple protocol, which pipeline mode does not allow.
    func simpleExchange(_ script: SQLScript) throws {
        guard !script.text.utf8.contains(0) else { throw PostgresError(.invalidParameter(0), message: "script with a NUL byte") }
        guard !interrupt.isRequested(use) else { throw CancellationError() }
        guard !isBroken else { throw PostgresError(.connectionLost, message: "the connection is closed") }
        let commitsItself = transactionStatus == PQTRANS_IDLE
        var wait = Wait(limit: .zero, ignoresInterrupt: false)
        do {
            guard PQexitPipelineMode(handle) == 1, PQsendQuery(handle, script.text) == 1 else { throw Loss.connection(lastMessage) }
            var answers = Answers()
            while let result = try nextResult(&wait) {
                try collect(result, into: &answers)
            }
            guard PQenterPipelineMode(handle) == 1 else { throw Loss.connection(lastMessage) }
            try conclude(answers, wait, mayHaveCommitted: commitsItself)
        } catch let loss as Loss {
            throw error(for: loss, mayHaveCommitted: commitsItself)
        }
    }

    private func conclude(_ answers: Answers, _ wait: Wait, mayHaveCommitted: Bool) throws {
        if let refusal = answers.refusal {
            lastRefusal = refusal.sqlState
            throw wait.wasInterrupted && refusal.code == .timedOut ? CancellationError() : refusal
        }
        if notices.takeUnreplicatedCommit(), mayHaveCommitted {
            throw PostgresError(.outcomeUnknown, message: "committed here, but no standby confirmed it")
        }
    }

    private func error(for loss: Loss, mayHaveCommitted: Bool) -> any Error {
        isBroken = true
        if mayHaveCommitted { return PostgresError(.outcomeUnknown, message: loss.message) }
        return switch loss {
        case .connection(let message): PostgresError(.connectionLost, message: message)
        case .deadline: PostgresError(.timedOut, message: loss.message)
        case .interrupted: CancellationError()
        }
    }

    private func validate(_ sql: SQL) throws(PostgresError) {
        guard sql.binds.count <= Int(UInt16.max) else { throw PostgresError(.invalidParameter(Int(UInt16.max) + 1)) }
        for (index, bind) in sql.binds.enumerated() where bind.format == .text {
            if let bytes = bind.bytes, sql.values[bytes].contains(0) {
                throw PostgresError(.invalidParameter(index + 1), message: "text with a NUL byte")
            }
        }
    }
}

// MARK: - Sending

extension Connection {
    private func attempt(_ statements: [SQL], _ wait: inout Wait) throws -> Answers {
        let steps = plan(statements)
        for step in steps {
            guard send(step) else { throw Loss.connection(lastMessage) }
        }
        return try receive(steps, &wait)
    }

    private func plan(_ statements: [SQL]) -> [Step] {
        var steps: [Step] = []
        steps.reserveCapacity(2 * statements.count + 1)
        // Each in a transaction of its own: what becomes of the caller's must not depend on housekeeping.
        if transactionStatus == PQTRANS_IDLE {
            for name in cache.takeDropped() { steps += [.deallocate(name), .sync] }
        }
        for sql in statements {
            let key = StatementCache.Key(sql)
            let (name, isNew) = cache.name(for: key)
            if isNew { steps.append(.prepare(sql, name: name, key: key)) }
            steps.append(.execute(sql, name: name, key: key, isCached: !isNew))
        }
        steps.append(.sync)
        return steps
    }

    private func send(_ step: Step) -> Bool {
        let status =
            switch step {
            case .prepare(let sql, let name, let key): sendPrepare(sql, name, key.types)
            case .execute(let sql, let name, _, _): sendExecute(sql, name)
            case .deallocate(let name): PQsendQueryParams(handle, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 1)
            case .sync: PQpipelineSync(handle)
            }
        return status == 1
    }

    private func sendPrepare(_ sql: SQL, _ name: String, _ types: [UInt32]) -> Int32 {
        (sql.text + [0]).withUnsafeBytes { text in
            PQsendPrepare(handle, name, text.bindMemory(to: CChar.self).baseAddress, Int32(types.count), types)
        }
    }

    private func sendExecute(_ sql: SQL, _ name: String) -> Int32 {
        let lengths = sql.binds.map { Int32(truncatingIfNeeded: $0.bytes?.count ?? 0) }
        let formats = sql.binds.map(\.format.rawValue)
        return sql.values.withUnsafeBytes { values in
            let start = values.bindMemory(to: CChar.self).baseAddress
            let pointers = sql.binds.map { bind in bind.bytes.flatMap { start?.advanced(by: $0.lowerBound) } }
            return PQsendQueryPrepared(handle, name, Int32(pointers.count), pointers, lengths, formats, 1)
        }
    }
}

// MARK: - Receiving

extension Connection {
    private func receive(_ steps: [Step], _ wait: inout Wait) throws -> Answers {
        var answers = Answers()
        for step in steps {
            guard let result = try nextResult(&wait) else { throw Loss.connection("an answer is missing") }
            switch step {
            case .prepare(_, _, let key):
                let isPrepared = PQresultStatus(result) == PGRES_COMMAND_OK
                if !isPrepared { cache.forget(key, isOnServer: false) }
                try isPrepared ? PQclear(result) : collect(result, into: &answers)
            case .execute(_, _, let key, let isCached):
                let failedBefore = answers.refusal != nil
                try collect(result, into: &answers)
                if isCached, !failedBefore, let refusal = answers.refusal {
                    answers.isStalePlan = dropStalePlan(key, refusal)
                }
            case .deallocate:
                PQclear(result)
            case .sync:
                try endTransaction(result, into: &answers)
                // A null result ends each statement, but not a sync.
                continue
            }
            // Nothing comes before the null but what went wrong.
            while let extra = try nextResult(&wait) { try collect(extra, into: &answers) }
        }
        return answers
    }

    /// The end of an implicit transaction. Every statement was answered before the server commits, so an error in the place of the
    /// sync is the commit's own, and nothing that was answered before it holds.
    private func endTransaction(_ result: OpaquePointer, into answers: inout Answers) throws {
        guard PQresultStatus(result) != PGRES_PIPELINE_SYNC else { return PQclear(result) }
        // libpq loses count of the pipeline here.
        isBroken = true
        try collect(result, into: &answers)
        guard answers.refusal != nil else { throw Loss.connection("an answer that is no end of a transaction") }
    }

    /// 26000: the server lost the statement. 0A000: a table has changed and the cached plan would have other columns.
    private func dropStalePlan(_ key: StatementCache.Key, _ refusal: PostgresError) -> Bool {
        guard refusal.sqlState == "26000" || refusal.sqlState == "0A000" else { return false }
        cache.forget(key, isOnServer: refusal.sqlState == "0A000")
        return true
    }

    /// Takes over one result: rows to keep, or the first refusal.
    private func collect(_ result: OpaquePointer, into answers: inout Answers) throws {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            answers.rows.append(Rows(owning: result))
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            PQclear(result)
            isBroken = true
            throw PostgresError(.copyNotSupported)
        case PGRES_PIPELINE_ABORTED:
            PQclear(result)
        default:
            defer { PQclear(result) }
            let message = ServerMessage(result)
            guard !message.isFatal, !message.sqlState.isEmpty else { throw Loss.connection(message.text) }
            answers.refusal = answers.refusal ?? message.error
        }
    }
}

package import Domain
package import FoundationEssentials
internal import Postgres

extension FilingStore {
    /// Files a report for somebody who called or came, in one transaction with its entry in the audit and the name of who filed it. `decide`
    /// is told who that is until then; it runs on the connection's thread and must not wait for anything.
    package func file<Decision: Sendable>(
        _ request: FilingRequest,
        by account: UUID,
        decide: @Sendable (FilingRead, StaffPrincipal) -> (entry: FilingEntry?, audit: AuditRecord?, decision: Decision)
    ) async throws(StoreError) -> FilingResult<Decision> {
        try await storing {
            try await pool.withTransaction { connection in
                // The lock of routing first, in a statement of its own, so that what is read after it stands.
                _ = try connection.query("SELECT pg_advisory_xact_lock_shared(\(AdvisoryLock.routing))")
                let principal = try connection.standing(of: account)
                let (entry, audit, decision) = decide(try Self.read(request, on: connection), principal)
                guard let entry else { return FilingResult(outcome: .nothingWritten, taking: nil, decision: decision) }
                let insert = FilingInsert(entry, request)
                let answers = try connection.pipeline([TextRows.naming(insert.report)] + insert.naming + [insert.statement])
                guard let (isCurrent, isFiled) = try answers.last?.first((Bool, Bool).self) else { throw StoreError.fault("filing write") }
                guard isFiled else { return FilingResult(outcome: isCurrent ? .keyTaken : .outdated, taking: nil, decision: decision) }
                try connection.execute(TextRows.insert(principal.name.text, for: [1], of: insert.report))
                if let audit { try connection.audit(audit) }
                return FilingResult(outcome: .filed, taking: nil, decision: decision)
            }
        }
    }
}

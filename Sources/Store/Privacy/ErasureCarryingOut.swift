internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Carries an erasure out that two people agreed on.
enum ErasureCarryingOut {
    /// Everything of the person goes in one transaction with the request's end, or nothing: of reports under a legal hold nothing goes, and
    /// of citizens who have filed since it was proposed neither.
    static func carryOut(
        _ erasure: DataErasure,
        _ approval: Approval,
        at now: Instant,
        on connection: isolated Connection
    ) throws -> ApprovalRefusal? {
        guard var request = try DataRequestRows.lock(erasure.request, on: connection) else { return .unfit }
        guard request.version == approval.baseVersion else { return .outdated }
        let reports = try connection.query(
            "SELECT id, code FROM report WHERE code = ANY (\(erasure.reports)::text[]) ORDER BY id FOR NO KEY UPDATE",
            as: (UUID, String).self
        )
        let followed = try FollowerRows.reports(of: erasure.follows, on: connection)
        guard try HoldRows.held(reports.map(\.0) + followed.map(\.id), on: connection).isEmpty else { return .underHold }
        guard try hasAllReports(of: erasure, on: connection) else { return .outdated }
        if request.perform(.fulfil, by: approval.proposedBy, reason: nil, at: now) != nil { return .outdated }
        for (id, code) in reports {
            try ErasureWrite.everything(of: id, at: now, on: connection)
            let why = ["why": AuditRecord.Detail.code(request.id.uuidString.lowercased())]
            try connection.audit(AuditRecord(AuditActor(approval.proposedBy), .personErased, AuditObject(.report, code), why))
        }
        if !followed.isEmpty {
            try connection.execute(FollowerRows.erase("id = ANY (\(erasure.follows))"))
            for (_, code) in followed {
                let why = ["why": AuditRecord.Detail.code(request.id.uuidString.lowercased())]
                try connection.audit(AuditRecord(AuditActor(approval.proposedBy), .followersErased, AuditObject(.report, code), why))
            }
        }
        for citizen in erasure.citizens { try erase(citizen, for: request.id, by: approval.proposedBy, on: connection) }
        try connection.execute(DataRequestRows.update(request))
        return nil
    }

    /// Whether the citizens have no other reports, and will have none until the transaction ends: who files or signs in waits for it.
    private static func hasAllReports(of erasure: DataErasure, on connection: isolated Connection) throws -> Bool {
        guard !erasure.citizens.isEmpty else { return true }
        _ = try connection.query("SELECT FROM citizen WHERE id = ANY (\(erasure.citizens)) ORDER BY id FOR UPDATE")
        return try connection.query(
            """
            SELECT code
            FROM report
            WHERE id IN (SELECT reports_of_citizens(\(erasure.citizens)))
                AND code <> ALL (\(erasure.reports)::text[])
            LIMIT 1
            """,
            as: String.self
        ).isEmpty
    }

    private static func erase(
        _ citizen: UUID,
        for request: UUID,
        by person: PrincipalName,
        on connection: isolated Connection
    ) throws {
        try connection.execute("DELETE FROM citizen_session WHERE citizen_id = \(citizen)")
        guard try connection.execute("DELETE FROM citizen WHERE id = \(citizen)") == 1 else { return }
        let why: [String: AuditRecord.Detail] = ["why": .code(request.uuidString.lowercased())]
        try connection.audit(AuditRecord(AuditActor(person), .citizenErased, AuditObject(.citizen, citizen), why))
    }
}

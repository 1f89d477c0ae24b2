internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Carries an erasure out that two people agreed on.
enum ErasureCarryingOut {
    /// Everything of the person goes in one transaction with the request's end, or nothing: of reports under a legal hold nothing goes.
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
        guard try HoldRows.held(reports.map(\.0), on: connection).isEmpty else { return .underHold }
        if request.perform(.fulfil, by: approval.proposedBy, reason: nil, at: now) != nil { return .outdated }
        for (id, code) in reports {
            try ErasureWrite.everything(of: id, at: now, on: connection)
            let why = ["why": AuditRecord.Detail.code(request.id.uuidString.lowercased())]
            try connection.audit(AuditRecord(AuditActor(approval.proposedBy), .personErased, AuditObject(.report, code), why))
        }
        try connection.execute(DataRequestRows.update(request))
        return nil
    }
}

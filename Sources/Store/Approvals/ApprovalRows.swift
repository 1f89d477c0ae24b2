internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Approvals as rows.
enum ApprovalRows {
    typealias Columns = (
        UUID, String, String, Int, String, String, Instant, String?, String?, Instant?, String?
    )

    static let columns: SQL = """
        id, kind, proposal::text, base_version, reason, proposed_by, proposed_at, decision, decided_by, decided_at, comment
        """

    /// The open proposal about a subject.
    static func open(_ kind: ApprovalKind, _ subject: String, on connection: isolated Connection) throws -> Approval? {
        try connection.query(
            "SELECT \(columns) FROM approval WHERE kind = \(kind.rawValue) AND subject = \(subject) AND decision IS NULL",
            as: Columns.self
        ).first.map(Approval.init)
    }

    /// Proposes something, in the transaction that looked at what it would follow. Throws `violated` with `approval_open_key` where
    /// another proposal about the subject is open.
    static func propose(
        _ proposal: Proposal,
        after base: Int,
        reason: String,
        by person: PrincipalName,
        id: UUID,
        at now: Instant,
        on connection: isolated Connection
    ) throws -> Approval {
        try connection.execute(
            """
            INSERT INTO approval (id, kind, subject, proposal, base_version, reason, proposed_by, proposed_at)
            VALUES (
                \(id), \(proposal.kind.rawValue), \(proposal.subject), \(JSONB(text: try ProposalRecord.text(proposal))), \(base), \(reason),
                \(person.text), \(now)
            )
            """
        )
        let approval = Approval(id: id, proposal: proposal, baseVersion: base, reason: reason, proposedBy: person, proposedAt: now)
        try connection.audit(approval.audit(.approvalProposed, by: person))
        return approval
    }
}

extension Approval {
    init(_ row: ApprovalRows.Columns) throws {
        guard let kind = ApprovalKind(rawValue: row.1), let proposal = ProposalRecord.proposal(kind, row.2),
            let proposedBy = PrincipalName(row.5)
        else { throw StoreError.fault("approval \(row.0)") }
        var decision: Decision?
        if let verdict = row.7.flatMap(ApprovalVerdict.init), let by = row.8.flatMap({ PrincipalName($0) }), let at = row.9 {
            decision = Decision(verdict: verdict, by: by, at: at, comment: row.10)
        }
        self.init(
            id: row.0,
            proposal: proposal,
            baseVersion: row.3,
            reason: row.4,
            proposedBy: proposedBy,
            proposedAt: row.6,
            decision: decision
        )
    }
}

extension Approval {
    /// What the audit tells of a step of it.
    func audit(_ action: AuditAction, by person: PrincipalName) -> AuditRecord {
        AuditRecord(
            AuditActor(person),
            action,
            AuditObject(.approval, id),
            ["kind": .code(proposal.kind.rawValue), "subject": .code(proposal.subject), "base_version": .number(baseVersion)]
        )
    }
}

extension ApprovalVerdict {
    /// What it is to the audit.
    var action: AuditAction {
        switch self {
        case .approved: .approvalApproved
        case .rejected: .approvalRejected
        case .withdrawn: .approvalWithdrawn
        }
    }
}

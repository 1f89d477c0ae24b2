internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Puts what two people agreed on in force. The lock of reference data is held exclusively, which filings hold shared while they write: a
/// filing decided with the version before is committed before, or decided again.
enum PolicyPublishing {
    /// Carries an approved change out, if it still follows what it was based on and fits in with the rest as it stands now.
    static func carryOut(
        _ change: PolicyChange,
        _ approval: Approval,
        at now: Instant,
        on connection: isolated Connection
    ) throws -> ApprovalRefusal? {
        let newest = try PolicyRows.newest(change.code, on: connection)
        guard newest?.version ?? 0 == approval.baseVersion else { return .outdated }
        guard let catalog = try CatalogStore.read(connection), change.faults(in: catalog, at: now).isEmpty else { return .unfit }
        switch change {
        case .publish(let policy):
            let next = policy.numbered(approval.baseVersion + 1)
            _ = try connection.pipeline(PolicyRows.replace(next, digest: newest?.referenceHash, approval: approval))
        case .retire(let code): _ = try connection.execute(PolicyRows.retire(code))
        // Report by report afterwards: too many for one transaction.
        case .migrate: break
        }
        return nil
    }
}

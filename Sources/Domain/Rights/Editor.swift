/// Who changes something that takes a right.
package enum Editor: Sendable {
    /// Somebody of staff: what they may do is looked at in the transaction that does it, by what they are then.
    case staff(StaffPrincipal)
    /// Whoever may act as the database's owner, by the name they give, if they give one.
    case commandLine(PrincipalName?)

    /// Whose deed the audit tells of.
    package var auditActor: AuditActor {
        switch self {
        case .staff(let principal): AuditActor(.staff, principal.name.text)
        case .commandLine(let name): name.map { AuditActor($0) } ?? .unnamed
        }
    }

    /// The name that stands in records.
    package var name: PrincipalName {
        switch self {
        case .staff(let principal): principal.name
        case .commandLine(let name): name ?? .commandLine
        }
    }
}

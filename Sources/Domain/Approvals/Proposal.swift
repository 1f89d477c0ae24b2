internal import FoundationEssentials

/// What kind of thing two people have to agree on; raw values are stored and sent.
package enum ApprovalKind: String, Hashable, Sendable, CaseIterable {
    /// The next version of a working calendar that changes days already counted.
    case calendar
    /// The next version of a policy's time limits.
    case policy
    /// The erasure of somebody's data at their request.
    case erasure
}

/// A change that waits for a second person, whole: what is approved is carried out exactly as it was proposed.
///
/// Another kind is a case here, its stored form in Store's `ProposalRecord`, and its carrying out in `ApprovalStore`.
package enum Proposal: Hashable, Sendable {
    /// Publish a calendar's next version.
    case calendar(CalendarChange)
    /// Publish a policy's next version, or retire it.
    case policy(PolicyChange)
    /// Carry a request for erasure out.
    case erasure(DataErasure)

    /// The kind.
    package var kind: ApprovalKind {
        switch self {
        case .calendar: .calendar
        case .policy: .policy
        case .erasure: .erasure
        }
    }

    /// What would change: at most one proposal about it is open at a time.
    package var subject: String {
        switch self {
        case .calendar(let change): change.calendar
        case .policy(let change): change.code
        case .erasure(let erasure): erasure.request.uuidString.lowercased()
        }
    }
}

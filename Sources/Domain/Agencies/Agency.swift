package import FoundationEssentials

/// The kinds of desk that handle reports.
package enum AgencyKind: String, Sendable, CaseIterable {
    case committee
    case police
    case department
    case company
    case coordinator
    /// Where people practise as a ward does, on reports that nobody filed.
    case training
    /// Where they practise as the coordinator does.
    case trainingCoordinator = "training_coordinator"

    /// Whether it has reports for practice alone, and none in earnest.
    package var isForPractice: Bool { self == .training || self == .trainingCoordinator }
}

/// A desk that handles reports.
package struct Agency: Hashable, Sendable {
    package let id: UUID
    package let code: String
    package let kind: AgencyKind
    package let name: BilingualText
    /// The unit whose committee or police desk it is; none for city-level desks.
    package let unitID: UUID?
    /// The desk it stands below; none for the coordinator alone.
    package let parentID: UUID?
    /// Since when somebody with an account has worked there; nil while nobody does.
    package let staffedSince: Instant?
    /// Whether a leader has to approve its answers before they are given.
    package let needsApproval: Bool

    package init(
        id: UUID,
        code: String,
        kind: AgencyKind,
        name: BilingualText,
        unitID: UUID? = nil,
        parentID: UUID? = nil,
        staffedSince: Instant? = nil,
        needsApproval: Bool = false
    ) {
        self.id = id
        self.code = code
        self.kind = kind
        self.name = name
        self.unitID = unitID
        self.parentID = parentID
        self.staffedSince = staffedSince
        self.needsApproval = needsApproval
    }

    /// Whether somebody there can take reports in: where nobody can, none is left lying (see `RoutingTable.receiver`). Nobody waits for one
    /// that lies at a desk for practice.
    package var isStaffed: Bool { staffedSince != nil || kind.isForPractice }

    /// Whether it is a unit's desk, or practises as one.
    package var isOfUnit: Bool { unitID != nil || kind == .training }
}

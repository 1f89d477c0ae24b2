package import FoundationEssentials

/// Whether a rule routes; raw values are stored and sent.
package enum RoutingRuleStatus: String, Hashable, Sendable, CaseIterable {
    /// Waits for the desk it names: until then the unit's committee has the reports.
    case proposed
    case active
    /// Does not route any more.
    case retired

    /// Where it may go from here. What was in force once is not proposed again.
    package var successors: Set<RoutingRuleStatus> {
        switch self {
        case .proposed: [.active, .retired]
        case .active: [.retired]
        case .retired: [.active]
        }
    }
}

/// A rule as it stands, in force or not.
package struct RoutingRuleVersion: Hashable, Sendable, Identifiable {
    /// A change that somebody made here.
    package struct Change: Hashable, Sendable {
        package let by: PrincipalName
        package let at: Instant
        /// Why.
        package let reason: String

        package init(by: PrincipalName, at: Instant, reason: String) {
            self.by = by
            self.at = at
            self.reason = reason
        }
    }

    package let id: UUID
    package let rule: RoutingRule
    package let status: RoutingRuleStatus
    /// What whoever proposed it has noted.
    package let note: String?
    /// Grows with every change.
    package let version: Int
    /// The last one; nil of a rule as it was loaded.
    package let change: Change?

    package init(id: UUID, rule: RoutingRule, status: RoutingRuleStatus, note: String?, version: Int, change: Change?) {
        self.id = id
        self.rule = rule
        self.status = status
        self.note = note
        self.version = version
        self.change = change
    }
}

/// Why a rule's status is not changed; raw values are sent.
package enum RoutingRuleRefusal: String, Error, Hashable, Sendable, CaseIterable {
    /// It does not go there from where it is.
    case badStatus = "bad_rule_status"
    /// Another rule routes the same category in the same unit: two would be a tie.
    case taken = "rule_taken"

    /// What people read.
    package var text: BilingualText {
        switch self {
        case .badStatus:
            BilingualText(
                vi: "Từ proposed chuyển sang active hoặc retired, từ active sang retired, từ retired sang active.",
                en: "A rule goes from proposed to active or retired, from active to retired, and from retired to active."
            )
        case .taken:
            BilingualText(
                vi: "Đã có quy tắc khác đang áp dụng cho lĩnh vực và đơn vị này; hãy ngừng quy tắc đó trước.",
                en: "Another rule is active for this category and unit: retire that one first."
            )
        }
    }
}

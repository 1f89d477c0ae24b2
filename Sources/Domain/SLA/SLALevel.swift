/// The office an escalation reaches, each above the one before.
package enum EscalationRank: String, Hashable, Sendable, CaseIterable {
    case unitAdmin = "unit_admin"
    case cityCoordinator = "city_coordinator"
    case cityAdmin = "city_admin"
}

extension EscalationRank: Comparable {
    /// By how far above it is.
    package static func < (left: EscalationRank, right: EscalationRank) -> Bool { left.height < right.height }

    private var height: Int {
        switch self {
        case .unitAdmin: 0
        case .cityCoordinator: 1
        case .cityAdmin: 2
        }
    }
}

/// A share of a clock's target whose passing is an event (R11).
package struct SLALevel: Hashable, Sendable {
    /// What the passing means.
    package enum Kind: Hashable, Sendable {
        /// Time runs short.
        case warn
        /// The target is used up.
        case breach
        /// Somebody above has to know.
        case escalate(EscalationRank)
    }

    /// What passing it means.
    package let kind: Kind
    /// Share of the target, 100 being all of it.
    package let percent: Int

    /// A level; `SLALevels` says which make sense.
    package init(_ kind: Kind, percent: Int) {
        self.kind = kind
        self.percent = percent
    }

    /// The end of the target; every policy has it.
    package static let breach = SLALevel(.breach, percent: 100)

    /// Unique within a policy and stored: `warn_75`, `breach_100`, `escalate_150`.
    package var key: String {
        switch kind {
        case .warn: "warn_\(percent)"
        case .breach: "breach_\(percent)"
        case .escalate: "escalate_\(percent)"
        }
    }

    /// Whom an escalation reaches; nil for other levels.
    package var reaches: EscalationRank? {
        if case .escalate(let rank) = kind { rank } else { nil }
    }

    /// What the passing is called in a report's history.
    package var eventType: ReportEventType {
        switch kind {
        case .warn: .slaWarned
        case .breach: .slaBreached
        case .escalate: .slaEscalated
        }
    }

    /// Working seconds that may be used without passing the level: its share of the target, rounded up.
    package func threshold(ofTarget seconds: Int64) -> Int64 { seconds.percent(percent) }
}

/// The levels of a policy, in the order they are passed; the breach is always among them.
package struct SLALevels: Hashable, Sendable {
    /// By percent; at the same percent warnings first, then the breach, then escalations.
    package let all: [SLALevel]

    /// 75 and 90 % warn, 100, 150 and 200 % escalate (R11).
    package static let standard = SLALevels(
        warnings: [75, 90],
        escalations: [100: .unitAdmin, 150: .cityCoordinator, 200: .cityAdmin]
    )

    /// Percents of the target; those that are not positive are left out, and so are repetitions.
    package init(warnings: [Int], escalations: [Int: EscalationRank]) {
        let warn = Set(warnings).filter { $0 > 0 }.sorted().map { SLALevel(.warn, percent: $0) }
        let escalate = escalations.filter { $0.key > 0 }.sorted { $0.key < $1.key }.map { SLALevel(.escalate($1), percent: $0) }
        // `sorted` is stable.
        all = (warn + [.breach] + escalate).sorted { $0.percent < $1.percent }
    }

    /// Percents of the warnings, smallest first.
    package var warnings: [Int] { all.filter { $0.kind == .warn }.map(\.percent) }

    /// Percents of the escalations and whom they reach, smallest first.
    package var escalations: [(percent: Int, rank: EscalationRank)] {
        all.compactMap { level in level.reaches.map { (level.percent, $0) } }
    }

    /// The same by percent.
    package var escalationRanks: [Int: EscalationRank] {
        Dictionary(escalations.map { ($0.percent, $0.rank) }) { first, _ in first }
    }
}

extension Int64 {
    /// So many percent of an amount, rounded up; an amount too large for the answer counts as the largest.
    func percent(_ percent: Int) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: Int64(percent))
        if overflow { return .max }
        return product / 100 + (product % 100 > 0 ? 1 : 0)
    }
}

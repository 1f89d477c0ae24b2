internal import FoundationEssentials

/// What a policy would have meant for reports that have their history already, gathered report by report.
///
/// Every history is folded as it was, and once more as if the policy had held from its filing on, instead of any other. More time that was
/// granted then was granted on another limit, and is no part of this one. Both as of one instant. What is kept does not grow with the histories: figures, and the first differences.
package struct PolicySimulation: Sendable {
    /// Clocks that would stand otherwise and are listed; all are counted.
    package static let mostListed = 200

    /// Reports that could be folded.
    package private(set) var reports = 0
    /// Reports whose clocks cannot be computed, as they were or under the policy: in no other figure.
    package private(set) var uncomputed = 0
    /// What happened.
    package private(set) var was = SimulatedClocks()
    /// What would have.
    package private(set) var wouldBe = SimulatedClocks()
    /// Clocks that would stand otherwise, by what they were and would be.
    package private(set) var changes: [SimulatedChange: Int] = [:]
    /// The first of them, in the order of the reports, by cycle.
    package private(set) var differences: [SimulatedDifference] = []
    /// Limits somebody has confirmed that the policy would replace by others, and for how many of the reports.
    package private(set) var overruled: [OverruledLimit: Int] = [:]

    private let policy: SLAPolicy
    private let now: Instant
    private let rules: SLARules

    /// Nothing folded yet. `rules` are those in force, without the policy.
    package init(of policy: SLAPolicy, at now: Instant, by rules: SLARules) {
        self.policy = policy
        self.now = now
        self.rules = rules.adding(policy)
    }

    /// Folds the history of a report, which is listed by its code.
    package mutating func add(_ history: [ClockEvent], of report: String) {
        do throws(SLAFault) {
            guard case .filed = history.first?.change else { throw .notFiled }
            let real = try ReportClocks(folding: history, by: rules).advanced(to: now, by: rules)
            let other = try ReportClocks(folding: history.map { $0.under(policy.id) }, by: rules).advanced(to: now, by: rules)
            try compare(real, other, of: report)
            reports += 1
        } catch {
            uncomputed += 1
        }
    }

    private mutating func compare(_ real: ReportClocks, _ other: ReportClocks, of report: String) throws(SLAFault) {
        var replaced: [OverruledLimit] = []
        for clock in real.clocks where clock.cycle == 1 {
            let before = try rules.policy(clock.policy)
            guard let was = before.limit(of: clock.kind), let wouldBe = policy.limit(of: clock.kind), was.confirmed, was != wouldBe else {
                continue
            }
            replaced.append(OverruledLimit(clock: clock.kind, code: before.code, version: before.version, was: was, wouldBe: wouldBe))
        }
        for limit in replaced { overruled[limit, default: 0] += 1 }
        for clock in real.clocks {
            guard policy.limit(of: clock.kind) != nil, let otherClock = other.clock(clock.kind, cycle: clock.cycle) else { continue }
            was.count(clock)
            wouldBe.count(otherClock)
            if clock.outcome != otherClock.outcome { note(clock, otherClock, of: report) }
        }
    }

    private mutating func note(_ clock: ReportClock, _ other: ReportClock, of report: String) {
        let change = SimulatedChange(clock: clock.kind, was: clock.outcome, wouldBe: other.outcome)
        changes[change, default: 0] += 1
        if differences.count < Self.mostListed {
            differences.append(SimulatedDifference(report: report, cycle: clock.cycle, change: change))
        }
    }
}

/// How a clock stands, and would stand under a policy; outcomes as `ReportClock.outcome`.
package struct SimulatedChange: Hashable, Sendable {
    /// `acknowledge` or `resolve`.
    package let clock: ClockKind
    /// As it happened.
    package let was: ClockState
    /// Under the policy.
    package let wouldBe: ClockState

    /// A change.
    package init(clock: ClockKind, was: ClockState, wouldBe: ClockState) {
        self.clock = clock
        self.was = was
        self.wouldBe = wouldBe
    }
}

/// A clock that would stand otherwise.
package struct SimulatedDifference: Hashable, Sendable {
    /// The report's code.
    package let report: String
    /// The clock's cycle.
    package let cycle: Int
    /// What is different.
    package let change: SimulatedChange
}

/// A limit that somebody has confirmed, and what a policy says instead: another time, another basis, or nothing confirmed.
package struct OverruledLimit: Hashable, Sendable {
    /// `acknowledge` or `resolve`.
    package let clock: ClockKind
    /// The policy it comes from.
    package let code: String
    /// That policy's version.
    package let version: Int
    /// What holds.
    package let was: SLAPolicy.Limit
    /// What would.
    package let wouldBe: SLAPolicy.Limit
}

extension SLAPolicy {
    /// The limit of a clock that every report has; nil for an agency's own.
    package func limit(of clock: ClockKind) -> Limit? {
        switch clock {
        case .acknowledge: acknowledge
        case .resolve: resolve
        case .handle: nil
        }
    }
}

extension ReportClock {
    /// How the clock counts in figures: as missed from its breach on, also while it runs (R18); otherwise its state.
    package var outcome: ClockState { breach == nil ? state : .missed }
}

extension ClockEvent {
    fileprivate func under(_ policy: UUID) -> ClockEvent {
        switch change {
        case .filed: ClockEvent(seq: seq, at: at, holder: holder, change: .filed(policy: policy))
        case .retargeted, .extended: ClockEvent(seq: seq, at: at, holder: holder, change: nil)
        default: self
        }
    }
}

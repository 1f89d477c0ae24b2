internal import FoundationEssentials

/// What a policy would have meant for reports that have their history already.
package struct PolicySimulation: Hashable, Sendable {
    /// How clocks of one kind stand. A running clock past its limit counts as missed (R18).
    package struct Tally: Hashable, Sendable {
        /// Stopped in time.
        package internal(set) var met = 0
        /// Over the limit, stopped or not.
        package internal(set) var missed = 0
        /// Nothing was left to do.
        package internal(set) var cancelled = 0
        /// Not decided yet: pending, running in time, or paused.
        package internal(set) var undecided = 0
    }

    /// The clocks that every report has.
    package struct Tallies: Hashable, Sendable {
        /// Clocks to acknowledge.
        package internal(set) var acknowledge = Tally()
        /// Clocks to resolve, of every cycle.
        package internal(set) var resolve = Tally()
    }

    /// A clock that would stand otherwise.
    package struct Difference: Hashable, Sendable {
        /// Which of the histories given, from 0.
        package let history: Int
        /// The clock's cycle.
        package let cycle: Int
        /// The clock.
        package let clock: ClockKind
        /// Its outcome as it happened.
        package let was: ClockState
        /// Its outcome under the policy.
        package let wouldBe: ClockState
    }

    /// What happened.
    package private(set) var was = Tallies()
    /// What would have.
    package private(set) var wouldBe = Tallies()
    /// In the order of the histories, by cycle.
    package private(set) var differences: [Difference] = []

    /// Folds every history as it was, and once more as if the policy had held from its filing on, instead of any other. Both as of `now`.
    package init(of policy: SLAPolicy, for histories: [[ClockEvent]], at now: Instant, by rules: SLARules) throws(SLAFault) {
        let otherRules = rules.adding(policy)
        for (number, history) in histories.enumerated() {
            let real = try ReportClocks(folding: history, by: rules).advanced(to: now, by: rules)
            let events = history.map { $0.under(policy.id) }
            let other = try ReportClocks(folding: events, by: otherRules).advanced(to: now, by: otherRules)
            for clock in real.clocks where clock.kind == .acknowledge || clock.kind == .resolve {
                guard let otherClock = other.clock(clock.kind, cycle: clock.cycle) else { continue }
                was.count(clock)
                wouldBe.count(otherClock)
                if clock.outcome != otherClock.outcome {
                    differences.append(
                        Difference(
                            history: number,
                            cycle: clock.cycle,
                            clock: clock.kind,
                            was: clock.outcome,
                            wouldBe: otherClock.outcome
                        )
                    )
                }
            }
        }
    }
}

extension ReportClock {
    /// How the clock counts in figures: as missed from its breach on, also while it runs (R18); otherwise its state.
    package var outcome: ClockState { breach == nil ? state : .missed }
}

extension PolicySimulation.Tallies {
    mutating func count(_ clock: ReportClock) {
        if clock.kind == .acknowledge { acknowledge.count(clock.outcome) } else { resolve.count(clock.outcome) }
    }
}

extension PolicySimulation.Tally {
    mutating func count(_ outcome: ClockState) {
        switch outcome {
        case .met: met += 1
        case .missed: missed += 1
        case .cancelled: cancelled += 1
        case .pending, .running, .paused: undecided += 1
        }
    }
}

extension ClockEvent {
    fileprivate func under(_ policy: UUID) -> ClockEvent {
        switch change {
        case .filed: ClockEvent(seq: seq, at: at, holder: holder, change: .filed(policy: policy))
        case .retargeted: ClockEvent(seq: seq, at: at, holder: holder, change: nil)
        default: self
        }
    }
}

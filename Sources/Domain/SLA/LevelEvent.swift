package import FoundationEssentials

/// Which promise a clock measures (R1).
package enum ClockKind: Hashable, Sendable {
    /// Receipt to a person's acknowledgement or refusal.
    case acknowledge
    /// To the solution.
    case resolve
    /// How long one agency had the report, or took for an opinion, in a cycle. Internal.
    case handle(agency: UUID)

    /// Whose `handle` clock it is.
    package var handler: UUID? {
        if case .handle(let agency) = self { agency } else { nil }
    }

    /// The stored name: `acknowledge`, `resolve` or `handle`.
    package var name: String {
        switch self {
        case .acknowledge: "acknowledge"
        case .resolve: "resolve"
        case .handle: "handle"
        }
    }
}

/// A level that a clock has passed. There is at most one for each cycle, clock and level, and which there are is a function of the
/// report's history alone, whoever notices when.
package struct LevelEvent: Hashable, Sendable {
    /// What identifies it within a report.
    package struct Key: Hashable, Sendable {
        /// The clock's cycle.
        package let cycle: Int
        /// The clock.
        package let clock: ClockKind
        /// See `SLALevel.key`.
        package let level: String

        /// The key of a level of a clock.
        package init(cycle: Int, clock: ClockKind, level: String) {
            self.cycle = cycle
            self.clock = clock
            self.level = level
        }
    }

    /// When it was passed and whose doing that was: what is recorded of it besides when it was noticed.
    package struct Passing: Hashable, Sendable {
        /// See `LevelEvent.occurredAt`.
        package let occurredAt: Instant
        /// See `LevelEvent.agency`.
        package let agency: UUID
        /// See `LevelEvent.byReclassification`.
        package let byReclassification: Bool

        /// A passing.
        package init(occurredAt: Instant, agency: UUID, byReclassification: Bool) {
            self.occurredAt = occurredAt
            self.agency = agency
            self.byReclassification = byReclassification
        }
    }

    /// The clock's cycle.
    package let cycle: Int
    /// The clock.
    package let clock: ClockKind
    /// The level passed.
    package let level: SLALevel
    /// The last instant at which the level was not passed: its `fire_at`, however late it is noticed (R13).
    package let occurredAt: Instant
    /// Who was responsible at that instant: whom a breach is blamed on (R8).
    package let agency: UUID
    /// A shorter limit passed it, not time (R7); then `occurredAt` is when the limit changed.
    package let byReclassification: Bool

    /// What identifies it within the report.
    package var key: Key { Key(cycle: cycle, clock: clock, level: level.key) }

    /// What is recorded of it.
    package var passing: Passing { Passing(occurredAt: occurredAt, agency: agency, byReclassification: byReclassification) }
}

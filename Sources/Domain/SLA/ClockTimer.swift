/// When the sweeper has to look at a clock next, if nothing else happens (R12).
package struct ClockTimer: Hashable, Sendable {
    /// What happens then.
    package enum Kind: Hashable, Sendable {
        /// The level is passed after `fireAt`, not at it.
        case level(SLALevel)
        /// The pause is over at `fireAt` (R4).
        case resume
    }

    /// The clock's cycle.
    package let cycle: Int
    /// The clock.
    package let clock: ClockKind
    /// What happens.
    package let kind: Kind
    /// For a level the `occurredAt` of its event.
    package let fireAt: Instant

    /// Unique within a cycle and clock, and stored: the level's key, or `resume`.
    package var key: String {
        switch kind {
        case .level(let level): level.key
        case .resume: "resume"
        }
    }
}

extension ReportClock {
    /// Of a running clock the levels still to be passed, always forward from the start of its segment (R11), as far as its calendar
    /// reaches; of a paused one the end of the pause; none of others.
    package func timers(by rules: SLARules) throws(SLAFault) -> [ClockTimer] {
        if let resumesAt { return [ClockTimer(cycle: cycle, clock: kind, kind: .resume, fireAt: resumesAt)] }
        guard state == .running else { return [] }
        var timers: [ClockTimer] = []
        for level in try levelsAhead(by: rules) {
            guard let fireAt = try passing(of: level, by: rules) else { break }
            timers.append(ClockTimer(cycle: cycle, clock: kind, kind: .level(level), fireAt: fireAt))
        }
        return timers
    }

    /// The earliest of `timers`: what is stored as the clock's `fire_at`.
    package func nextFire(by rules: SLARules) throws(SLAFault) -> Instant? {
        if let resumesAt { return resumesAt }
        guard state == .running, let next = try levelsAhead(by: rules).first else { return nil }
        return try passing(of: next, by: rules)
    }

    /// The last instant at which a level is not passed; nil without a target, and where the calendar does not reach so far: a later
    /// version of it will say.
    private func passing(of level: SLALevel, by rules: SLARules) throws(SLAFault) -> Instant? {
        guard let target = targetSeconds, let open = segments.last else { return nil }
        do throws(SLAFault) {
            return try rules.breach(open.calendar, after: open.start, working: level.threshold(ofTarget: target) - usedSeconds)
        } catch .beyondHorizon {
            return nil
        }
    }
}

extension ReportClocks {
    /// The timers of all clocks, if nothing else happens.
    package func timers(by rules: SLARules) throws(SLAFault) -> [ClockTimer] {
        var timers: [ClockTimer] = []
        for clock in clocks { timers += try clock.timers(by: rules) }
        return timers
    }
}

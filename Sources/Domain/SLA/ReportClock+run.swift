internal import FoundationEssentials

/// Who is responsible from an instant on, and by which calendar.
struct ClockHolding {
    let at: Instant
    let agency: UUID
    let calendar: CalendarID
}

extension ReportClock {
    var isLive: Bool { state == .running || state == .paused }

    mutating func start(_ holding: ClockHolding) {
        startedAt = startedAt ?? holding.at
        run(holding, .running)
    }

    /// Opens a segment. One that continues the last is part of it, so that two changes at one instant leave no trace.
    mutating func run(_ holding: ClockHolding, _ mode: ClockSegment.Mode) {
        if case .paused = mode { state = .paused } else { state = .running }
        stoppedAt = nil
        let segment = ClockSegment(start: holding.at, mode: mode, agency: holding.agency, calendar: holding.calendar)
        if let last = segments.last, segment.continues(last), mode == .running || pause.map({ last.start >= $0.since }) ?? false {
            segments[segments.count - 1].end = nil
            segments[segments.count - 1].workingSeconds = 0
        } else {
            segments.append(segment)
        }
    }

    /// Ends the open segment.
    mutating func halt(at instant: Instant, by rules: SLARules) throws(SLAFault) {
        guard let open = segments.last, open.end == nil else { return }
        if open.start == instant {
            segments.removeLast()
            return
        }
        let worked = try rules.elapsed(open.calendar, from: open.start, to: instant)
        if open.mode == .running, let target = targetSeconds, reached.breach == nil {
            let remaining = target - usedSeconds
            if worked >= remaining, reached.due == nil {
                reached.due = try rules.due(open.calendar, after: open.start, working: remaining)
            }
            if worked > remaining {
                reached.breach = try rules.breach(open.calendar, after: open.start, working: remaining)
            }
        }
        segments[segments.count - 1].end = instant
        segments[segments.count - 1].workingSeconds = worked
    }

    /// Records the levels passed before an instant, given that nothing changed since the last event.
    mutating func passLevels(before instant: Instant, by rules: SLARules) throws(SLAFault) {
        guard state == .running, let target = targetSeconds, let open = segments.last else { return }
        let used = usedSeconds
        let worked = try rules.elapsed(open.calendar, from: open.start, to: instant)
        for level in try levelsAhead(by: rules) where used + worked > level.threshold(ofTarget: target) {
            let budget = level.threshold(ofTarget: target) - used
            let passedAt = try rules.breach(open.calendar, after: open.start, working: budget)
            levelEvents.append(event(level, at: passedAt, agency: open.agency))
        }
    }

    /// Ends a pause that has lasted as long as R4 allows.
    mutating func endPause(by instant: Instant, _ rules: SLARules) throws(SLAFault) {
        guard state == .paused, let open = segments.last else { return }
        let left = pauseSecondsLeft
        guard try rules.elapsed(open.calendar, from: open.start, to: instant) >= left else { return }
        let end = try rules.due(open.calendar, after: open.start, working: left)
        try halt(at: end, by: rules)
        run(ClockHolding(at: end, agency: open.agency, calendar: open.calendar), .running)
    }

    /// Begins a pause of its own, also where another one has just ended.
    mutating func pause(_ holding: ClockHolding, _ reason: PauseReason, longest seconds: Int64, by rules: SLARules) throws(SLAFault) {
        try halt(at: holding.at, by: rules)
        segments.append(ClockSegment(start: holding.at, mode: .paused(reason), agency: holding.agency, calendar: holding.calendar))
        state = .paused
        pauses += 1
        pause = Pause(since: holding.at, longestSeconds: seconds)
    }

    /// Working seconds the pause may still last, counted from the start of its open segment.
    var pauseSecondsLeft: Int64 {
        guard let pause else { return 0 }
        return segments.reduce(pause.longestSeconds) { left, segment in
            segment.mode != .running && segment.start >= pause.since ? left - segment.workingSeconds : left
        }
    }

    /// Hands a live clock over: from now on the other agency's calendar counts (R8).
    mutating func handOver(_ holding: ClockHolding, by rules: SLARules) throws(SLAFault) {
        guard isLive, let open = segments.last, open.agency != holding.agency || open.calendar != holding.calendar else { return }
        try halt(at: holding.at, by: rules)
        run(holding, open.mode)
    }

    /// Sets another target; start and used time stay (R7). Levels the used time exceeds are passed at this instant.
    mutating func retarget(to seconds: Int64?, by policy: SLAPolicy, at instant: Instant, _ rules: SLARules) throws(SLAFault) {
        let open = segments.last
        if isLive { try halt(at: instant, by: rules) }
        let used = usedSeconds
        self.policy = policy.id
        targetSeconds = seconds
        guard isLive, let seconds, let open else {
            reached = (nil, nil)
            if let open, isLive { run(ClockHolding(at: instant, agency: open.agency, calendar: open.calendar), open.mode) }
            return
        }
        reached.due = used >= seconds ? reached.due ?? instant : nil
        reached.breach = used > seconds ? reached.breach ?? instant : nil
        run(ClockHolding(at: instant, agency: open.agency, calendar: open.calendar), open.mode)
        for level in try levelsAhead(by: rules) where used > level.threshold(ofTarget: seconds) {
            levelEvents.append(event(level, at: instant, agency: open.agency, byReclassification: true))
        }
    }

    /// Stops for good: what was not passed in time is missed.
    mutating func stop(at instant: Instant, as outcome: ClockState, by rules: SLARules) throws(SLAFault) {
        try halt(at: instant, by: rules)
        state = breach == nil ? outcome : .missed
        stoppedAt = instant
    }

    /// The levels of the policy in force that were not passed yet.
    func levelsAhead(by rules: SLARules) throws(SLAFault) -> [SLALevel] {
        let passed = Set(levelEvents.map(\.level.key))
        return try rules.policy(policy).levels.all.filter { !passed.contains($0.key) }
    }

    private func event(_ level: SLALevel, at instant: Instant, agency: UUID, byReclassification: Bool = false) -> LevelEvent {
        LevelEvent(
            cycle: cycle,
            clock: kind,
            level: level,
            occurredAt: instant,
            agency: agency,
            byReclassification: byReclassification
        )
    }
}

extension ReportClock {
    /// Forgets what depends on the future.
    mutating func unsettle() {
        (deadline, countsFrom, resumesAt, projectedDue) = (nil, nil, nil, nil)
    }

    /// Works out what depends on the future, for a clock that still has one.
    mutating func settle(by rules: SLARules) throws(SLAFault) {
        unsettle()
        guard isLive, let startedAt, let first = segments.first, let open = segments.last else { return }
        countsFrom = try rules.breach(first.calendar, after: startedAt, working: 0)
        if state == .paused {
            resumesAt = try rules.due(open.calendar, after: open.start, working: pauseSecondsLeft)
        } else if let remaining = remainingSeconds {
            let due = reached.due == nil ? try rules.due(open.calendar, after: open.start, working: remaining) : reached.due
            let breach = reached.breach == nil ? try rules.breach(open.calendar, after: open.start, working: remaining) : reached.breach
            if let due, let breach { deadline = Deadline(due: due, breach: breach) }
        }
    }
}

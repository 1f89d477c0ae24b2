internal import FoundationEssentials

extension ReportClocks {
    mutating func change(by event: ClockEvent, _ rules: SLARules) throws(SLAFault) {
        guard movesClocks(event) else { return try advance(to: event.at, rules) }
        if case .undone(seq) = event.change, let earlier = before.first {
            let now = max(event.at, at)
            self = earlier
            try advance(to: now, rules)
            try handOver(to: event.holder, rules)
            return try settleHandling(rules)
        } else {
            var earlier = self
            for index in earlier.before.indices { earlier.before[index].before = [] }
            for index in earlier.clocks.indices { earlier.clocks[index].unsettle() }
            try advance(to: event.at, rules)
            if case .filed(let id) = event.change, cycle == 0 { policy = id }
            try handOver(to: event.holder, rules)
            if let change = event.change { try take(change, rules) }
            // A filing cannot be undone: there would be no report.
            before = earlier.cycle == 0 ? [] : [earlier]
        }
        try settleHandling(rules)
        seq = event.seq
    }

    /// What moved none moves none when it is taken back, so that what was before it can be taken back, too.
    private func movesClocks(_ event: ClockEvent) -> Bool {
        if case .undone(let other) = event.change, other != seq || before.isEmpty, event.holder == holder { return false }
        return event.change != nil || event.holder != holder
    }

    /// Lets time pass without an event.
    mutating func advance(to instant: Instant, _ rules: SLARules) throws(SLAFault) {
        at = max(at, instant)
        if let index = index(.acknowledge) {
            try clocks[index].passLevels(before: at, by: rules)
            if let breach = clocks[index].breach { try startResolve(at: breach.occurredAt, rules) }
        }
        for index in clocks.indices where clocks[index].cycle == cycle && clocks[index].kind != .acknowledge {
            try clocks[index].endPause(by: at, rules)
            try clocks[index].passLevels(before: at, by: rules)
        }
    }

    mutating func settle(by rules: SLARules) throws(SLAFault) {
        for index in clocks.indices { try clocks[index].settle(by: rules) }
        guard let waiting = index(.resolve), clocks[waiting].state == .pending, let first = index(.acknowledge),
            let latest = clocks[first].deadline?.breach, let open = clocks[first].segments.last, let target = clocks[waiting].targetSeconds
        else { return }
        do throws(SLAFault) {
            clocks[waiting].projectedDue = try rules.due(open.calendar, after: latest, working: target)
        } catch .beyondHorizon {
            // Nobody can say yet when it would be due: the calendar is to be extended before it starts.
        }
    }

    private mutating func take(_ change: ClockEvent.Change, _ rules: SLARules) throws(SLAFault) {
        if case .filed = change, cycle == 0 { return try file(rules) }
        if case .reopened = change, cycle > 0, !isOpen { return try reopen(rules) }
        guard cycle > 0 else { throw .notFiled }
        guard isOpen else { return }
        switch change {
        case .filed, .reopened, .undone: break
        case .acknowledged: try acknowledge(rules)
        case .cancelled(let reason): try cancel(reason, rules)
        case .paused(let reason): try pause(reason, rules)
        case .resumed: try resume(rules) { _ in true }
        case .answered: try resume(rules) { $0 == .paused(.awaitingCitizen) }
        case .retargeted(let id): try retarget(to: id, rules)
        case .extended(let seconds): try extend(by: seconds, rules)
        case .resolved: try resolve(rules)
        case .opinionRequested(let agency): asked.insert(agency)
        case .opinionGiven(let agency): asked.remove(agency)
        }
    }

    private mutating func file(_ rules: SLARules) throws(SLAFault) {
        let policy = try policyInForce(rules)
        (cycle, isOpen) = (1, true)
        var first = ReportClock(cycle: 1, kind: .acknowledge, policy: policy.id, targetSeconds: policy.acknowledgeSeconds)
        first.start(try holding(rules))
        clocks.append(first)
        clocks.append(ReportClock(cycle: 1, kind: .resolve, policy: policy.id, targetSeconds: policy.resolveSeconds))
        if policy.resolveStarts == .receipt { try startResolve(at: at, rules) }
    }

    private mutating func reopen(_ rules: SLARules) throws(SLAFault) {
        let policy = try policyInForce(rules)
        (cycle, isOpen) = (cycle + 1, true)
        clocks.append(ReportClock(cycle: cycle, kind: .resolve, policy: policy.id, targetSeconds: policy.reopenedResolveSeconds))
        try startResolve(at: at, rules)
    }

    private mutating func acknowledge(_ rules: SLARules) throws(SLAFault) {
        guard let index = index(.acknowledge), clocks[index].isLive else { return }
        try clocks[index].stop(at: at, as: .met, by: rules)
        try startResolve(at: at, rules)
    }

    /// An answer is also an acknowledgement, for whoever forgot to give one.
    private mutating func resolve(_ rules: SLARules) throws(SLAFault) {
        try acknowledge(rules)
        if let index = index(.resolve) { try clocks[index].stop(at: at, as: .met, by: rules) }
        close()
    }

    /// R9.
    private mutating func cancel(_ reason: ClockEvent.CancelReason, _ rules: SLARules) throws(SLAFault) {
        if let index = index(.acknowledge), clocks[index].isLive { try clocks[index].stop(at: at, as: .met, by: rules) }
        if let index = index(.resolve) {
            try clocks[index].stop(at: at, as: .cancelled, by: rules)
            clocks[index].cancelReason = reason
        }
        close()
    }

    private mutating func close() {
        isOpen = false
        asked = []
    }

    private mutating func pause(_ reason: PauseReason, _ rules: SLARules) throws(SLAFault) {
        guard let index = index(.resolve), clocks[index].state == .running, clocks[index].pauses < ReportClock.mostPauses else { return }
        let longest = try policyInForce(rules).longestPauseSeconds
        try clocks[index].pause(try holding(rules), reason, longest: longest, by: rules)
    }

    private mutating func resume(_ rules: SLARules, if isOver: (ClockSegment.Mode) -> Bool) throws(SLAFault) {
        guard let index = index(.resolve), clocks[index].state == .paused, let open = clocks[index].segments.last, isOver(open.mode)
        else { return }
        try clocks[index].halt(at: at, by: rules)
        clocks[index].run(try holding(rules), .running)
    }

    /// R7. Extensions that were granted stay on top of the new target; whether the clock to resolve starts with the receipt or waits was
    /// settled at the filing.
    private mutating func retarget(to id: UUID, _ rules: SLARules) throws(SLAFault) {
        policy = id
        let policy = try policyInForce(rules)
        for index in clocks.indices where clocks[index].cycle == cycle && !clocks[index].state.isFinal {
            if case .handle(let agency) = clocks[index].kind, !handling.contains(agency) { continue }
            let seconds: Int64? =
                switch clocks[index].kind {
                case .acknowledge: policy.acknowledgeSeconds
                case .resolve: (cycle == 1 ? policy.resolveSeconds : policy.reopenedResolveSeconds) + clocks[index].extendedSeconds
                case .handle: policy.handleSeconds
                }
            try clocks[index].retarget(to: seconds, by: policy, at: at, rules)
            try clocks[index].handOver(try holding(rules, of: clocks[index].segments.last?.agency), by: rules)
            if clocks[index].kind == .acknowledge, let breach = clocks[index].breach { try startResolve(at: breach.occurredAt, rules) }
        }
    }

    private mutating func extend(by seconds: Int64, _ rules: SLARules) throws(SLAFault) {
        guard seconds > 0, let index = index(.resolve), let target = clocks[index].targetSeconds else { return }
        clocks[index].extendedSeconds += seconds
        try clocks[index].retarget(to: target + seconds, by: try rules.policy(clocks[index].policy), at: at, rules)
    }

    private mutating func startResolve(at instant: Instant, _ rules: SLARules) throws(SLAFault) {
        guard let index = index(.resolve), clocks[index].state == .pending else { return }
        let present = try holding(rules)
        clocks[index].start(ClockHolding(at: instant, agency: present.agency, calendar: present.calendar))
    }

    private mutating func handOver(to agency: UUID, _ rules: SLARules) throws(SLAFault) {
        holder = agency
        guard isOpen else { return }
        for kind in [ClockKind.acknowledge, .resolve] {
            if let index = index(kind) { try clocks[index].handOver(try holding(rules), by: rules) }
        }
    }

    /// The agencies whose clocks run: the holder of the open report and those that owe an opinion on it.
    private var handling: Set<UUID> { isOpen ? asked.union([holder].compactMap(\.self)) : [] }

    private mutating func settleHandling(_ rules: SLARules) throws(SLAFault) {
        let wanted = handling
        for index in clocks.indices where clocks[index].cycle == cycle {
            guard case .handle(let agency) = clocks[index].kind, clocks[index].isLive != wanted.contains(agency) else { continue }
            if clocks[index].isLive { try clocks[index].stop(at: at, as: .met, by: rules) } else { try takeUp(index, agency, rules) }
        }
        for agency in wanted.sorted() where index(.handle(agency: agency)) == nil {
            let policy = try policyInForce(rules)
            let kind = ClockKind.handle(agency: agency)
            clocks.append(ReportClock(cycle: cycle, kind: kind, policy: policy.id, targetSeconds: policy.handleSeconds))
            clocks[clocks.count - 1].start(try holding(rules, of: agency))
        }
    }

    private mutating func takeUp(_ index: Int, _ agency: UUID, _ rules: SLARules) throws(SLAFault) {
        clocks[index].start(try holding(rules, of: agency))
        if clocks[index].policy != policy {
            let policy = try policyInForce(rules)
            try clocks[index].retarget(to: policy.handleSeconds, by: policy, at: at, rules)
        }
    }

    private func index(_ kind: ClockKind) -> Int? {
        clocks.firstIndex { $0.cycle == cycle && $0.kind == kind }
    }

    private func policyInForce(_ rules: SLARules) throws(SLAFault) -> SLAPolicy {
        guard let policy else { throw .notFiled }
        return try rules.policy(policy)
    }

    private func holding(_ rules: SLARules, of agency: UUID? = nil) throws(SLAFault) -> ClockHolding {
        let policy = try policyInForce(rules)
        guard let agency = agency ?? holder else { throw .notFiled }
        return ClockHolding(at: at, agency: agency, calendar: rules.calendarID(policy, for: agency))
    }
}

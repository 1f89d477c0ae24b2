package import FoundationEssentials

/// A stretch in which a report was open and nothing that figures tell of it changed.
package struct FigureSpan: Hashable, Sendable {
    /// How it stood throughout. Instants follow from what was known then: they tell what happens if nothing else does, and of a stretch that is
    /// over nothing after its end.
    package struct State: Hashable, Sendable {
        /// One of those that are open.
        package var status: ReportStatus
        /// Who had it.
        package var agency: UUID
        /// After this instant the clock to acknowledge is over its limit; nil: it has stopped.
        package var acknowledgeBy: Instant?
        /// Until then the clock to resolve stands still; nil: it does not.
        package var pausedUntil: Instant?
        /// After these instants more than `shares` of the target to resolve is used; nil: no calendar reaches so far.
        package var usedAt: [Instant?]

        package init(status: ReportStatus, agency: UUID, acknowledgeBy: Instant?, pausedUntil: Instant?, usedAt: [Instant?]) {
            self.status = status
            self.agency = agency
            self.acknowledgeBy = acknowledgeBy
            self.pausedUntil = pausedUntil
            self.usedAt = usedAt
        }
    }

    /// Percents of the target to resolve that `usedAt` tells of, in that order.
    package static let shares = [50, 75, 90, 100]

    /// Included.
    package let from: Instant
    /// Not included; nil: it lasts.
    package let to: Instant?
    package let state: State

    package init(from: Instant, to: Instant?, state: State) {
        self.from = from
        self.to = to
        self.state = state
    }
}

extension [FigureSpan] {
    /// Goes on in a state from an instant on, nil where the report is not open.
    mutating func go(on state: FigureSpan.State?, at now: Instant) {
        if let last, last.to == nil {
            if last.state == state { return }
            removeLast()
            if last.from < now { append(FigureSpan(from: last.from, to: now, state: last.state.ending(at: now))) }
        }
        if let state { append(FigureSpan(from: now, to: nil, state: state)) }
    }
}

extension FigureSpan.State {
    /// Without what was expected for later: rules for then may change, and nobody would look at it again.
    fileprivate func ending(at end: Instant) -> FigureSpan.State {
        func past(_ instant: Instant?) -> Instant? { instant.flatMap { $0 < end ? $0 : nil } }
        var state = self
        state.acknowledgeBy = past(acknowledgeBy)
        state.pausedUntil = pausedUntil.map { min($0, end) }
        state.usedAt = usedAt.map(past)
        return state
    }
}

extension FigureSpan.State {
    /// How an open report with such clocks stands at the instant of their last event; `before` is how it stood until then.
    init(_ status: ReportStatus, _ clocks: ReportClocks, holder: UUID, after before: FigureSpan.State?, by rules: SLARules) throws(SLAFault)
    {
        let acknowledge = clocks.clock(.acknowledge)
        let resolve = clocks.clock(.resolve)
        self.init(
            status: status,
            agency: holder,
            acknowledgeBy: acknowledge?.state == .running ? acknowledge?.deadline?.breach : nil,
            pausedUntil: resolve?.state == .paused ? resolve?.resumesAt : nil,
            usedAt: try Self.usedAt(clocks, after: before, by: rules)
        )
    }

    private static func usedAt(_ clocks: ReportClocks, after before: FigureSpan.State?, by rules: SLARules) throws(SLAFault) -> [Instant?] {
        do throws(SLAFault) {
            let running = try clocks.advanced(to: clocks.runsToResolve, by: rules)
            guard let clock = running.clock(.resolve) else { return FigureSpan.shares.map { _ in nil } }
            var instants: [Instant?] = []
            for (index, share) in FigureSpan.shares.enumerated() {
                instants.append(try clock.instant(atShare: share, by: rules) ?? min(before?.usedAt[index] ?? clocks.at, clocks.at))
            }
            return instants
        } catch .beyondHorizon {
            return FigureSpan.shares.map { _ in nil }
        }
    }
}

extension ReportClocks {
    /// When the clock to resolve runs at the latest: a pause ends by itself, and what nobody accepts is counted all the same.
    fileprivate var runsToResolve: Instant {
        switch clock(.resolve)?.state {
        case .paused: clock(.resolve)?.resumesAt ?? at
        case .pending: clock(.acknowledge)?.deadline?.breach.adding(seconds: 1) ?? at
        default: at
        }
    }
}

extension ReportClock {
    /// The last instant at which no more than a share of the target is used, if it runs on; nil: more than that is used up already.
    fileprivate func instant(atShare percent: Int, by rules: SLARules) throws(SLAFault) -> Instant? {
        if percent == SLALevel.breach.percent, let deadline { return deadline.breach }
        guard let target = targetSeconds, let open = segments.last, open.end == nil else { return nil }
        let left = target.percent(percent) - usedSeconds
        return left < 0 ? nil : try rules.breach(open.calendar, after: open.start, working: left)
    }
}

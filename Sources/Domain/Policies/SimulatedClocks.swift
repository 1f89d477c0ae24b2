/// Figures of the clocks that every report has.
package struct SimulatedClocks: Hashable, Sendable {
    /// Clocks to acknowledge.
    package private(set) var acknowledge = SimulatedTally()
    /// Clocks to resolve, of every cycle.
    package private(set) var resolve = SimulatedTally()

    mutating func count(_ clock: ReportClock) {
        if clock.kind == .acknowledge { acknowledge.count(clock) } else { resolve.count(clock) }
    }
}

/// How clocks of one kind stand. A running clock past its limit counts as missed (R18).
package struct SimulatedTally: Hashable, Sendable {
    /// Stopped in time, without an extension.
    package private(set) var met = 0
    /// Stopped in time that had been extended: no result that was on time (R4), and none that was late.
    package private(set) var extended = 0
    /// Over the limit, stopped or not.
    package private(set) var missed = 0
    /// Nothing was left to do.
    package private(set) var cancelled = 0
    /// Not decided yet: pending, running in time, or paused.
    package private(set) var undecided = 0
    private var ended: [SimulatedUsage.Clock] = []

    /// On time over decided, never as a quotient alone; extended clocks are counted apart (R18).
    package var onTime: (numerator: Int, denominator: Int) { (met, met + missed) }

    /// What the clocks used that were stopped, those cancelled left out; nil when there are none.
    package var usage: SimulatedUsage? { SimulatedUsage(of: ended) }

    mutating func count(_ clock: ReportClock) {
        switch clock.outcome {
        case .met where clock.extendedSeconds > 0: extended += 1
        case .met: met += 1
        case .missed: missed += 1
        case .cancelled: cancelled += 1
        case .pending, .running, .paused: undecided += 1
        }
        if clock.stoppedAt != nil, clock.state != .cancelled, let target = clock.targetSeconds {
            ended.append(SimulatedUsage.Clock(used: clock.usedSeconds, target: target))
        }
    }
}

/// How much of their time clocks took that came to an end. Quantiles are values that occurred: the smallest that so many do not exceed.
package struct SimulatedUsage: Hashable, Sendable {
    struct Clock: Hashable {
        let used: Int64
        let target: Int64
    }

    /// Clocks.
    package let clocks: Int
    /// Working seconds.
    package let medianSeconds: Int64
    /// Working seconds.
    package let p90Seconds: Int64
    /// Of the clock's own target, what was granted included; 1 is all of it.
    package let medianShare: Double
    /// See `medianShare`.
    package let p90Share: Double

    init?(of ended: [Clock]) {
        let seconds = ended.map(\.used).sorted()
        let shares = ended.map { Double($0.used) / Double($0.target) }.sorted()
        guard let medianSeconds = seconds.quantile(percent: 50), let p90Seconds = seconds.quantile(percent: 90),
            let medianShare = shares.quantile(percent: 50), let p90Share = shares.quantile(percent: 90)
        else { return nil }
        clocks = ended.count
        self.medianSeconds = medianSeconds
        self.p90Seconds = p90Seconds
        self.medianShare = medianShare
        self.p90Share = p90Share
    }
}

extension Array {
    /// Of a sorted array.
    fileprivate func quantile(percent: Int) -> Element? { isEmpty ? nil : self[(count * percent + 99) / 100 - 1] }
}

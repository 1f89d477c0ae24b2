internal import FoundationEssentials

/// A clock that stands otherwise under another calendar.
package struct ClockMove: Hashable, Sendable {
    /// How a clock stands at an instant.
    package struct Standing: Hashable, Sendable {
        /// Its outcome so far (see `ReportClock.outcome`).
        package let outcome: ClockState
        /// By when it is due; of a pending clock if it starts as late as it can; nil when it is paused or has stopped.
        package let due: Instant?
        /// When a pause ends by itself.
        package let resumes: Instant?
        /// Working seconds used, of a clock that has stopped.
        package let used: Int64?
    }

    /// The report's code.
    package let report: String
    /// The clock's cycle.
    package let cycle: Int
    /// The clock.
    package let clock: ClockKind
    /// Under the calendar in force.
    package let before: Standing
    /// Under the other.
    package let after: Standing
    /// From the old due date to the new, negative when it is earlier; nil unless there are both.
    package let seconds: Int64?
    /// The working seconds among them as they count today: what people plan with. nil also beyond today's horizon.
    package let workingSeconds: Int64?
}

/// What a calendar's next version would mean for reports: the figures are of all, the list is of the greatest moves.
package struct CalendarImpact: Hashable, Sendable {
    /// Reports looked at, and those of them with a clock that moves.
    package private(set) var reports = 0
    package private(set) var movedReports = 0
    /// Their clocks.
    package private(set) var clocks = 0
    package private(set) var movedClocks = 0
    /// Clocks that would be missed and are not, and the other way round.
    package private(set) var newlyMissed = 0
    package private(set) var noLongerMissed = 0
    /// Reports whose clocks cannot be computed, before or after.
    package private(set) var faults = 0
    /// The clocks that move furthest, at most `limit`; the first is the worst.
    package private(set) var moves: [ClockMove] = []
    /// How many are listed.
    package let limit: Int

    /// Of no report yet.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Takes a report in: its clocks at an instant, if nothing else happens until then, under both rules.
    package mutating func add(_ report: String, _ history: [ClockEvent], from old: SLARules, to new: SLARules, at now: Instant) {
        reports += 1
        do throws(SLAFault) {
            let before = try ReportClocks(folding: history, by: old).advanced(to: now, by: old)
            let after = try ReportClocks(folding: history, by: new).advanced(to: now, by: new)
            var moved: [ClockMove] = []
            for clock in before.clocks {
                guard let other = after.clock(clock.kind, cycle: clock.cycle), clock.standing != other.standing else { continue }
                // One that waits counts as the clock it waits for.
                let calendar = clock.segments.last?.calendar ?? before.clock(.acknowledge)?.segments.last?.calendar
                moved.append(clock.move(of: report, to: other, in: try calendar.map(old.calendar)))
            }
            clocks += before.clocks.count
            take(moved)
        } catch {
            faults += 1
        }
    }

    /// Takes the figures of other reports in.
    package mutating func add(_ other: CalendarImpact) {
        reports += other.reports
        movedReports += other.movedReports
        clocks += other.clocks
        movedClocks += other.movedClocks
        newlyMissed += other.newlyMissed
        noLongerMissed += other.noLongerMissed
        faults += other.faults
        list(other.moves)
    }

    private mutating func take(_ moved: [ClockMove]) {
        guard !moved.isEmpty else { return }
        movedReports += 1
        movedClocks += moved.count
        newlyMissed += moved.count { $0.after.outcome == .missed && $0.before.outcome != .missed }
        noLongerMissed += moved.count { $0.before.outcome == .missed && $0.after.outcome != .missed }
        list(moved)
    }

    private mutating func list(_ more: [ClockMove]) {
        moves = Array((moves + more).sorted { $0.rank < $1.rank }.prefix(limit))
    }
}

extension ClockMove {
    /// Clocks whose outcome changes first, then the longest way; what is equally far in the order of codes.
    fileprivate var rank: (Int, Int64, String, Int, String) {
        (before.outcome == after.outcome ? 1 : 0, -(seconds?.magnitudeOrMax ?? 0), report, cycle, clock.name)
    }
}

extension Int64 {
    fileprivate var magnitudeOrMax: Int64 { Int64(clamping: magnitude) }
}

extension ReportClock {
    fileprivate var standing: ClockMove.Standing {
        ClockMove.Standing(
            outcome: outcome,
            due: deadline?.due ?? projectedDue,
            resumes: resumesAt,
            used: state.isFinal ? usedSeconds : nil
        )
    }

    fileprivate func move(of report: String, to other: ReportClock, in calendar: WorkingCalendar?) -> ClockMove {
        let (before, after) = (standing, other.standing)
        var working: Int64?
        if let from = before.due, let to = after.due { working = try? calendar?.elapsed(from: from, to: to) }
        return ClockMove(
            report: report,
            cycle: cycle,
            clock: kind,
            before: before,
            after: after,
            seconds: before.due.flatMap { from in after.due.map { from.seconds(to: $0) } },
            workingSeconds: working
        )
    }
}

/// A published calendar expanded to UTC intervals with running totals: every answer is a binary search.
///
/// `W(t)` is the working time from the start of the horizon to `t`. Outside the horizon nothing is
/// known, so nothing is answered: each function throws `BeyondHorizon` there.
package struct WorkingCalendar: Sendable {
    /// An interval of work and the working seconds before it.
    private struct Span {
        let start: Int64
        let end: Int64
        let before: Int64

        var total: Int64 { before + end - start }
    }

    private let spans: [Span]
    /// What was expanded: names and decisions of days, for people.
    package let definition: CalendarDefinition
    /// 00:00 local of the first day covered.
    package let horizonStart: Instant
    /// 00:00 local after the last day covered.
    package let horizonEnd: Instant

    /// Expands a definition; throws what `structuralFindings` says when it cannot be computed with.
    package init(expanding definition: CalendarDefinition) throws(InvalidCalendar) {
        let findings = definition.structuralFindings()
        guard findings.isEmpty else { throw InvalidCalendar(findings: findings) }
        self.definition = definition
        let offset = definition.utcOffsetSeconds
        horizonStart = definition.firstDay.midnight(utcOffsetSeconds: offset)
        horizonEnd = definition.lastDay.midnight(utcOffsetSeconds: offset).adding(seconds: 86_400)
        spans = Self.spans(of: definition)
    }

    /// Working seconds in `[from, to)`, negative when `to` is the earlier one.
    package func elapsed(from: Instant, to: Instant) throws(BeyondHorizon) -> Int64 {
        try work(before: to) - work(before: from)
    }

    /// `addL`: the first instant at or after `start` by which `seconds` have been worked, the date shown to
    /// people. `start` itself when `seconds` is not positive.
    package func due(after start: Instant, working seconds: Int64) throws(BeyondHorizon) -> Instant {
        let worked = try work(before: start)
        if seconds <= 0 { return start }
        return try instant(atWork: worked, plus: seconds) { $0.total >= $1 }
    }

    /// `addR`: the last instant at which no more than `seconds` have been worked since `start`; a clock is
    /// breached after it, never at it. Zero gives the next opening, or `start` itself within working
    /// hours; a budget already overdrawn (negative) gives `start`.
    package func breach(after start: Instant, working seconds: Int64) throws(BeyondHorizon) -> Instant {
        let worked = try work(before: start)
        if seconds < 0 { return start }
        return try instant(atWork: worked, plus: seconds) { $0.total > $1 }
    }

    /// `W(t)`.
    private func work(before instant: Instant) throws(BeyondHorizon) -> Int64 {
        guard horizonStart <= instant, instant <= horizonEnd else { throw beyondHorizon }
        let time = instant.secondsSince1970
        let later = firstSpan { $0.start > time }
        guard later > 0 else { return 0 }
        let span = spans[later - 1]
        return span.before + min(time, span.end) - span.start
    }

    /// Where `W` reaches `worked + seconds`, in the first span that `reaches` it.
    private func instant(
        atWork worked: Int64,
        plus seconds: Int64,
        reaches: (Span, Int64) -> Bool
    ) throws(BeyondHorizon) -> Instant {
        let (goal, overflow) = worked.addingReportingOverflow(seconds)
        guard !overflow else { throw beyondHorizon }
        let index = firstSpan { reaches($0, goal) }
        guard index < spans.count else { throw beyondHorizon }
        return Instant(secondsSince1970: spans[index].start + goal - spans[index].before)
    }

    private var beyondHorizon: BeyondHorizon { BeyondHorizon(start: horizonStart, end: horizonEnd) }

    /// Index of the first span for which the predicate holds, given that it holds for all after it.
    private func firstSpan(where holds: (Span) -> Bool) -> Int {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if holds(spans[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static func spans(of definition: CalendarDefinition) -> [Span] {
        var spans: [Span] = []
        for number in definition.firstDay.daysSince1970...definition.lastDay.daysSince1970 {
            let midnight = Int64(number) * 86_400 - Int64(definition.utcOffsetSeconds)
            for hours in definition.hours(on: CivilDate(daysSince1970: number)) {
                let (start, end) = (midnight + Int64(hours.start), midnight + Int64(hours.end))
                spans.append(Span(start: start, end: end, before: spans.last?.total ?? 0))
            }
        }
        return spans
    }
}

/// A question about time the calendar does not cover. The calendar must be extended; nobody may guess.
package struct BeyondHorizon: Error, Hashable, Sendable {
    /// The time covered is `[start, end]`.
    package let start: Instant
    /// See `start`.
    package let end: Instant

    /// The error of a calendar that covers `[start, end]`.
    package init(start: Instant, end: Instant) {
        self.start = start
        self.end = end
    }
}

/// A calendar that cannot be computed with.
package struct InvalidCalendar: Error, Hashable, Sendable {
    /// What is wrong with it, never empty.
    package let findings: [CalendarFinding]

    /// The error of a calendar with these findings.
    package init(findings: [CalendarFinding]) {
        self.findings = findings
    }
}

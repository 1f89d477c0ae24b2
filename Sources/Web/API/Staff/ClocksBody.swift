import Domain
import Foundation
import JSON
import Services

/// The clocks of a report, explained: how each came to its sum, and what comes next.
struct ClocksBody: JSONWritable {
    let code: ReportCode
    let clocks: StaffReports.Clocks
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code.description)
            json.member("version", clocks.version)
            json.member("as_of", clocks.now.rfc3339)
            json.array("clocks", clocks.explanations.map { ExplainedClockBody(explanation: $0, clocks: clocks, language: language) })
        }
    }
}

private struct ExplainedClockBody: JSONWritable {
    let explanation: ClockExplanation
    let clocks: StaffReports.Clocks
    let language: Language

    private var clock: ReportClock { explanation.clock }
    private var names: ReferenceCatalog { clocks.catalog }

    func write(to json: inout JSONWriter) {
        let clock = clock
        json.object { json in
            json.member("clock", clock.kind.name)
            json.member("cycle", clock.cycle)
            json.member("agency", clock.kind.handler.flatMap { names.agencies[$0] }.map { AgencyBody($0, language) })
            json.member("state", clock.state.rawValue)
            json.member("outcome", clock.outcome.isFinal ? clock.outcome.rawValue : nil)
            json.member("cancel_reason", clock.cancelReason?.rawValue)
            json.member("policy", PolicyBody(policy: PolicySummary(explanation.policy), language: language))
            json.member("calendar", calendar)
            writeTimes(to: &json)
            json.nullable("target_s", clock.targetSeconds)
            json.member("extended_s", clock.extendedSeconds)
            json.member("used_s", explanation.usedSeconds)
            json.member("remaining_s", clock.targetSeconds.map { $0 - explanation.usedSeconds })
            json.array("segments", segments)
            json.array("levels", levels)
            json.member("explanation", explanation.text(in: language, agencies: names.agencies.mapValues(\.name)))
        }
    }

    private func writeTimes(to json: inout JSONWriter) {
        json.member("started_at", clock.startedAt?.rfc3339)
        json.member("counts_from", clock.countsFrom?.rfc3339)
        json.member("due_at", clock.deadline?.due.rfc3339)
        json.member("breach_at", clock.deadline?.breach.rfc3339)
        json.member("projected_due_at", clock.projectedDue?.rfc3339)
        json.member("resumes_at", clock.resumesAt?.rfc3339)
        json.member("stopped_at", clock.stoppedAt?.rfc3339)
    }

    private var calendar: CalendarVersionBody? {
        names.calendars[explanation.policy.calendarKey].map { CalendarVersionBody(calendar: $0, unit: nil, language: language) }
    }

    /// The last may still run: what it has used until now is what is left of the sum.
    private var segments: [SegmentBody] {
        let closed = clock.usedSeconds
        return clock.segments.map { segment in
            let working = segment.end == nil && segment.mode == .running ? explanation.usedSeconds - closed : segment.workingSeconds
            return SegmentBody(segment: segment, workingSeconds: working, names: names, language: language)
        }
    }

    private var levels: [LevelBody] {
        guard clock.targetSeconds != nil else { return [] }
        return explanation.policy.levels.all.map { level in
            let key = LevelEvent.Key(cycle: clock.cycle, clock: clock.kind, level: level.key)
            return LevelBody(
                level: level,
                event: clock.levelEvents.first { $0.key == key },
                detectedAt: clocks.detected[key],
                firesAfter: explanation.timers.first { $0.kind == .level(level) }?.fireAt,
                names: names,
                language: language
            )
        }
    }
}

/// A working calendar, or a unit's variant of it, in the version that counts.
private struct CalendarVersionBody: JSONWritable {
    let calendar: PublishedCalendar
    let unit: AdministrativeUnit?
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", calendar.code)
            json.member("version", calendar.version)
            json.member("unit", unit.map { UnitBody($0, language) })
        }
    }
}

/// A stretch in which nothing about a clock changed. `used_s` of all of them sum to the clock's.
private struct SegmentBody: JSONWritable {
    let segment: ClockSegment
    let workingSeconds: Int64
    let names: ReferenceCatalog
    let language: Language

    func write(to json: inout JSONWriter) {
        let pause: PauseReason? = if case .paused(let reason) = segment.mode { reason } else { nil }
        json.object { json in
            json.member("from", segment.start.rfc3339)
            json.nullable("to", segment.end?.rfc3339)
            json.member("state", (pause == nil ? ClockState.running : .paused).rawValue)
            json.member("agency", names.agencies[segment.agency].map { AgencyBody($0, language) })
            json.member("calendar", calendar)
            json.member("used_s", pause == nil ? workingSeconds : 0)
            json.member("not_counted_s", pause == nil ? 0 : workingSeconds)
            json.member("why", pause?.rawValue ?? "counts")
        }
    }

    private var calendar: CalendarVersionBody? {
        names.calendars[segment.calendar.code].map {
            CalendarVersionBody(calendar: $0, unit: segment.calendar.unit.flatMap { names.units[$0] }, language: language)
        }
    }
}

/// A share of the target, whom its passing reaches, and when it passed or will.
private struct LevelBody: JSONWritable {
    let level: SLALevel
    let event: LevelEvent?
    let detectedAt: Instant?
    let firesAfter: Instant?
    let names: ReferenceCatalog
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("level", level.key)
            json.member("percent", level.percent)
            json.member("reaches", reaches)
            json.member("passed_at", event?.occurredAt.rfc3339)
            json.member("noticed_at", event == nil ? nil : detectedAt?.rfc3339)
            json.member("agency", event.flatMap { names.agencies[$0.agency] }.map { AgencyBody($0, language) })
            json.member("by_reclassification", event?.byReclassification)
            json.member("passes_after", firesAfter?.rfc3339)
        }
    }

    private var reaches: String {
        level.reaches?.rawValue ?? "agency"
    }
}

import ClockTesting
import Domain
import Foundation
import RandomTesting

/// A small city for random histories: three agencies with hours of their own, four policies, everything on whole ticks.
struct RandomCity {
    /// A history and the tick it is looked at.
    struct History {
        var events: [(at: Int, event: ClockEvent)]
        var end: Int
    }

    let tick: Int64
    let agencies: [UUID]
    let policies: [SLAPolicy]
    let rules: SLARules
    let hours: TimelineWalk.Hours
    let policiesByID: [UUID: SLAPolicy]

    init(tick: Int64, days: Int) throws {
        self.tick = tick
        let first = OfficeCalendar.date("2026-03-04")
        func definition(_ week: [Int: [DayInterval]]) -> CalendarDefinition {
            CalendarDefinition(
                name: "random city",
                nominalDaySeconds: 28_800,
                week: week,
                exceptions: [first.adding(days: 5): CalendarException(kind: .holiday, name: "Hội")],
                firstDay: first,
                lastDay: first.adding(days: days - 1)
            )
        }
        let office = definition(OfficeCalendar.week)
        let always = definition(Dictionary(uniqueKeysWithValues: (1...7).map { ($0, [.wholeDay]) }))
        let (one, two, three) = (testID(1), testID(2), testID(3))
        let (ward, commune) = (testID(4), testID(5))
        agencies = [one, two, three]
        let early = [DayInterval(start: 25_200, end: 41_400), DayInterval(start: 46_800, end: 61_200)]
        let overlays = [
            CalendarID(code: "office", unit: ward): CalendarOverlay(week: [1: early, 2: early, 6: [early[0]]]),
            CalendarID(code: "office", unit: commune): CalendarOverlay(
                week: [3: []],
                laterWeeks: [first.adding(days: 4): [5: [.wholeDay]]],
                exceptions: [first.adding(days: 2): CalendarException(kind: .special, hours: [.wholeDay], name: "Trực")]
            ),
        ]
        policies = [
            Self.policy(6, "office", acknowledge: 20, resolve: 120, tick: tick),
            Self.policy(7, "office", acknowledge: 40, resolve: 40, handle: 60, starts: .receipt, tick: tick),
            Self.policy(8, "always", acknowledge: 20, resolve: 80, handle: 20, tick: tick),
            Self.policy(
                9,
                "office",
                acknowledge: 20,
                resolve: 200,
                levels: SLALevels(warnings: [50], escalations: [150: .cityAdmin]),
                tick: tick
            ),
        ]
        rules = try SLARules(
            policies: policies,
            calendars: ["office": WorkingCalendar(expanding: office), "always": WorkingCalendar(expanding: always)],
            overlays: overlays,
            unitOfAgency: [two: ward, three: commune]
        )
        policiesByID = Dictionary(uniqueKeysWithValues: policies.map { ($0.id, $0) })
        let variants = [nil, ward, commune].map { unit in
            office.applying(overlays[CalendarID(code: "office", unit: unit)] ?? CalendarOverlay())
        }
        hours = TimelineWalk.Hours(["office": variants, "always": [always, always, always]], agencies: agencies, tick: tick)
    }

    private static func policy(
        _ number: UInt8,
        _ calendar: String,
        acknowledge: Int64,
        resolve: Int64,
        handle: Int64? = nil,
        starts: SLAPolicy.ResolveStart = .acknowledge,
        levels: SLALevels = .standard,
        tick: Int64
    ) -> SLAPolicy {
        SLAPolicy(
            id: testID(number),
            code: calendar,
            version: 1,
            nameVi: calendar,
            nameEn: calendar,
            scope: SLAPolicy.Scope(),
            acknowledge: SLAPolicy.Limit(seconds: acknowledge * tick),
            resolve: SLAPolicy.Limit(seconds: resolve * tick),
            handleSeconds: handle.map { $0 * tick },
            calendarKey: calendar,
            resolveStarts: starts,
            nominalDaySeconds: 6 * tick,
            levels: levels,
            reopening: SLAPolicy.ReopenTarget(percent: 50, minimumSeconds: 20 * tick)
        )
    }

    func instant(_ tick: Int) -> Instant { hours.instant(tick) }

    /// Up to twelve events, many at one instant, and a look at some instant from the last on.
    func history(_ random: inout SplitMix64) -> History {
        let hour = Int(3_600 / tick)
        var now = Int.random(in: 0..<24 * hour, using: &random)
        var holder = pick(agencies, &random)
        var events = [(now, ClockEvent(seq: 1, at: hours.instant(now), holder: holder, change: .filed(policy: pick(policies, &random).id)))]
        for seq in 2...Int.random(in: 2...12, using: &random) {
            if Int.random(in: 0..<4, using: &random) > 0 { now += Int.random(in: 0...10 * hour, using: &random) }
            let change = change(after: seq, &random)
            if Int.random(in: 0..<5, using: &random) == 0 { holder = pick(agencies, &random) }
            events.append((now, ClockEvent(seq: seq, at: hours.instant(now), holder: holder, change: change)))
        }
        return History(events: events, end: now + Int.random(in: 0...20 * hour, using: &random))
    }

    private func change(after seq: Int, _ random: inout SplitMix64) -> ClockEvent.Change? {
        switch Int.random(in: 0..<24, using: &random) {
        case 0..<4: .acknowledged
        case 4..<8: .paused(pick(PauseReason.allCases, &random))
        case 8, 9: .resumed
        case 10: .answered
        case 11, 12: .retargeted(policy: pick(policies, &random).id)
        case 13: .extended(seconds: 20 * tick)
        case 14: .resolved
        case 15, 16: .reopened
        case 17: .cancelled(pick(ClockEvent.CancelReason.allCases, &random))
        case 18: .opinionRequested(agency: pick(agencies, &random))
        case 19: .opinionGiven(agency: pick(agencies, &random))
        case 20: .undone(seq: seq - 1)
        default: nil
        }
    }

    private func pick<Element>(_ elements: [Element], _ random: inout SplitMix64) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    /// What the fold says otherwise than the walk, incremental and anew.
    func disagreements(_ history: History, _ number: Int) throws -> [String] {
        let events = history.events.map(\.event)
        let now = hours.instant(history.end)
        let folded = try ReportClocks(folding: events, by: rules)
        var stepwise = ReportClocks()
        for event in events { try stepwise.apply(event, by: rules) }
        var found: [String] = []
        if stepwise != folded { found.append("\(number): stepwise") }
        let clocks = try folded.advanced(to: now, by: rules)

        var walk = TimelineWalk(hours, policies: policiesByID)
        walk.walk(TimelineWalk.withoutUndone(history.events), to: history.end)
        let present = walk
        walk.walkOn(from: history.end)
        if clocks.clocks.count != present.counts.count { found.append("\(number): \(clocks.clocks.count) for \(present.counts.count)") }
        for one in clocks.clocks {
            let key = TimelineWalk.Key(cycle: one.cycle, kind: one.kind)
            guard let count = present[key], let later = walk[key] else {
                found.append("\(number): no \(key)")
                continue
            }
            found += try differences(one, count, later, now).map { "\(number) \(key.cycle) \(key.kind.name): \($0)" }
        }
        return found
    }

    private func differences(
        _ one: ReportClock,
        _ count: TimelineWalk.Count,
        _ later: TimelineWalk.Count,
        _ now: Instant
    ) throws -> [String] {
        let used = try one.usedSeconds(at: now, by: rules)
        let passed = one.levelEvents.map {
            TimelineWalk.Passed(
                level: $0.level.key,
                at: hours.index($0.occurredAt),
                agency: $0.agency,
                byReclassification: $0.byReclassification
            )
        }
        let isRunning = one.state == .running && one.targetSeconds != nil
        let facts: [(String, Bool)] = [
            ("state \(one.state) \(count.state)", one.state == count.state),
            ("used \(used / tick) \(count.used)", used == Int64(count.used) * tick),
            ("target", one.targetSeconds == count.target.map { Int64($0) * tick }),
            ("start", one.startedAt == count.startedAt.map(hours.instant)),
            ("stop", one.stoppedAt == count.stoppedAt.map(hours.instant)),
            ("levels \(passed) \(count.passed)", Set(passed) == Set(count.passed) && passed.count == count.passed.count),
            ("due", isRunning ? one.deadline?.due == later.due.map(hours.instant) : one.deadline == nil),
            ("breach", isRunning ? one.deadline?.breach == later.breach.map(hours.instant) : one.deadline == nil),
            (
                "shares",
                one.state == .running || one.usedSecondsByAgency == count.usedBy.mapValues { Int64($0) * tick }
                    || one.usedSeconds == 0
            ),
            ("segments", Self.hasSoundSegments(one)),
            ("pauses", one.kind != .resolve || one.pauses == count.pauses),
            ("projection", one.state != .pending || one.projectedDue == later.due.map(hours.instant)),
        ]
        return facts.filter { !$0.1 }.map(\.0)
    }

    /// Segments follow each other, the last may be open, and those that ran sum to the total.
    private static func hasSoundSegments(_ one: ReportClock) -> Bool {
        let pairs = zip(one.segments, one.segments.dropFirst())
        let ran = one.segments.filter { $0.mode == .running }.reduce(0) { $0 + $1.workingSeconds }
        let isHandle = if case .handle = one.kind { true } else { false }
        return ran == one.usedSeconds
            && pairs.allSatisfy { left, right in left.end.map { isHandle ? $0 <= right.start : $0 == right.start } ?? false }
            && one.segments.allSatisfy { $0.end.map { [start = $0.start] in start < $0 } ?? true }
            && (one.segments.last?.end == nil) == (one.segments.isEmpty || one.state == .running || one.state == .paused)
    }
}

/// An id of a test, the same in every run.
func testID(_ number: UInt8) -> UUID {
    UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number))
}

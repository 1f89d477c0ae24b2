import ClockTesting
import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

/// Clocks and levels as they are stored, beside what a walk over every minute of the histories makes of them. Nothing may be due any more,
/// and everything has happened on whole minutes.
struct WalkedClocks {
    private static let tick: Int64 = 60
    /// Days after the present in which all limits end.
    private static let ahead = 200

    /// What an entry says about clocks, by the tables alone.
    private struct Entry {
        let report: String
        let seq: Int
        let at: Instant
        let type: String
        let holder: UUID
        let policy: UUID?
        let reason: String?
        let seconds: Int64?
        let agency: UUID?
        let undone: Int?
    }

    /// A row of `sla_clock`: instants in seconds.
    private struct Stored {
        let state: String
        let target: Int?
        let used: Int
        let startedAt: Int64?
        let stoppedAt: Int64?
        let due: Int64?
        let breach: Int64?
        let projected: Int64?
    }

    private let hours: TimelineWalk.Hours
    private let policies: [UUID: SLAPolicy]
    private let now: Instant

    /// What is stored otherwise than it is walked, and how many limits are ahead.
    static func differences(in database: TestDatabase, at now: Instant) async throws -> (found: [String], ahead: Int) {
        let entries = Dictionary(grouping: try await entries(database), by: \.report)
        let clocks = Dictionary(grouping: try await clocks(database), by: \.report)
        let levels = Dictionary(grouping: try await levels(database), by: \.report)
        let walked = try await WalkedClocks(entries.values.flatMap(\.self), database, now)
        var found: [String] = []
        var ahead = 0
        for (code, history) in entries {
            let (present, later) = walked.walk(history)
            let stored = Dictionary(uniqueKeysWithValues: (clocks[code] ?? []).map { ($0.key, $0.clock) })
            if Set(stored.keys) != Set(present.counts.map(\.key)) { found.append("\(code): other clocks") }
            for count in present.counts {
                guard let clock = stored[count.key], let end = later[count.key] else { continue }
                found += walked.differences(clock, count, end).map { "\(code) \(count.key.cycle) \(count.key.kind.name): \($0)" }
                if clock.due != nil { ahead += 1 }
                let passed = Set((levels[code] ?? []).filter { $0.key == count.key }.map { walked.passed($0) })
                if passed != Set(count.passed) { found.append("\(code) \(count.key): levels \(passed) for \(count.passed)") }
            }
        }
        return (found, ahead)
    }

    private init(_ entries: [Entry], _ database: TestDatabase, _ now: Instant) async throws {
        let rules = try await database.withStore(.service) { try await CatalogCache(store: CatalogStore($0)).newest().rules }
        let agencies = Array(Set(entries.map(\.holder) + entries.compactMap(\.agency)))
        // As many as the walk tells apart.
        try #require(agencies.count <= UInt8.bitWidth)
        policies = try Dictionary(uniqueKeysWithValues: Set(entries.compactMap(\.policy)).map { ($0, try rules.policy($0)) })
        let first = HanoiDay(containing: entries.map(\.at).min() ?? now).date
        let last = HanoiDay(containing: now).date.adding(days: Self.ahead)
        let calendars = try policies.values.map { policy in
            (
                policy.calendarKey,
                try agencies.map { try rules.calendar(rules.calendarID(policy, for: $0)).definition.covering(first, last) }
            )
        }
        hours = TimelineWalk.Hours(Dictionary(calendars) { one, _ in one }, agencies: agencies, tick: Self.tick)
        self.now = now
    }

    /// Now, and when every limit has been reached.
    private func walk(_ history: [Entry]) -> (present: TimelineWalk, later: TimelineWalk) {
        let events = history.map { entry in
            (hours.index(entry.at), ClockEvent(seq: entry.seq, at: entry.at, holder: entry.holder, change: Self.change(entry)))
        }
        var walk = TimelineWalk(hours, policies: policies)
        walk.walk(TimelineWalk.withoutUndone(events), to: hours.index(now))
        let present = walk
        walk.walkOn(from: hours.index(now))
        return (present, walk)
    }

    /// What an entry means, said once more.
    private static func change(_ entry: Entry) -> ClockEvent.Change? {
        switch entry.type {
        case "filed": entry.policy.map { .filed(policy: $0) }
        case "acknowledged": .acknowledged
        case "refused": .cancelled(.refused)
        case "withdrawn": .cancelled(.withdrawn)
        case "marked_duplicate": .cancelled(.duplicate)
        case "information_requested": .paused(.awaitingCitizen)
        case "paused": entry.reason.flatMap(PauseReason.init).map { .paused($0) }
        case "resumed": .resumed
        case "message_added": .answered
        case "corrected", "classified", "relocated", "retargeted": entry.policy.map { .retargeted(policy: $0) }
        case "extended": entry.seconds.map { .extended(seconds: $0) }
        case "resolved": .resolved
        case "disputed", "reopened", "unmerged": .reopened
        case "opinion_requested": entry.agency.map { .opinionRequested(agency: $0) }
        case "opinion_given": entry.agency.map { .opinionGiven(agency: $0) }
        case "undone": entry.undone.map { .undone(seq: $0) }
        default: nil
        }
    }

    private func differences(_ clock: Stored, _ count: TimelineWalk.Count, _ end: TimelineWalk.Count) -> [String] {
        func seconds(_ tick: Int?) -> Int64? { tick.map { hours.instant($0).secondsSince1970 } }
        let isRunning = count.state == .running
        let facts: [(String, Bool)] = [
            ("state \(clock.state) for \(count.state)", clock.state == count.state.rawValue),
            ("target", clock.target == count.target.map { $0 * Int(Self.tick) }),
            // What a running clock has used by now is in its limits.
            ("used \(clock.used) for \(count.used * 60)", isRunning || clock.used == count.used * Int(Self.tick)),
            ("start", clock.startedAt == seconds(count.startedAt)),
            ("stop", clock.stoppedAt == seconds(count.stoppedAt)),
            ("due \(clock.due, default: "never")", clock.due == (isRunning && count.target != nil ? seconds(end.due) : nil)),
            ("breach \(clock.breach, default: "never")", clock.breach == (isRunning && count.target != nil ? seconds(end.breach) : nil)),
            ("projection", clock.projected == (count.state == .pending ? seconds(end.due) : nil)),
        ]
        return facts.filter { !$0.1 }.map(\.0)
    }

    private func passed(_ level: LevelColumns) -> TimelineWalk.Passed {
        TimelineWalk.Passed(level: level.level, at: hours.index(level.at), agency: level.agency, byReclassification: level.isReclassified)
    }
}

// MARK: - The tables

extension WalkedClocks {
    private typealias LevelColumns = (
        report: String, key: TimelineWalk.Key, level: String, at: Instant, agency: UUID, isReclassified: Bool
    )

    private static func entries(_ database: TestDatabase) async throws -> [Entry] {
        try await database.pool(.superuser).query(
            """
            SELECT
                report.code, event.seq, extract(epoch FROM event.at)::bigint, event.type, event.agency_id, (event.data ->> 'policy')::uuid,
                event.data ->> 'reason', (event.data ->> 'seconds')::bigint,
                CASE WHEN event.type LIKE 'opinion%' THEN (event.data ->> 'agency')::uuid END, (event.data ->> 'undone')::integer
            FROM report_event AS event
            JOIN report ON report.id = event.report_id
            WHERE event.type NOT LIKE 'sla%'
                AND event.type <> 'resumed_automatically'
            ORDER BY report.code, event.seq
            """,
            as: (String, Int, Int64, String, UUID, UUID?, String?, Int64?, UUID?, Int?).self
        ).map { row in
            Entry(
                report: row.0,
                seq: row.1,
                at: Instant(secondsSince1970: row.2),
                type: row.3,
                holder: row.4,
                policy: row.5,
                reason: row.6,
                seconds: row.7,
                agency: row.8,
                undone: row.9
            )
        }
    }

    private static func clocks(_ database: TestDatabase) async throws -> [(report: String, key: TimelineWalk.Key, clock: Stored)] {
        try await database.pool(.superuser).query(
            """
            SELECT
                report.code, clock.cycle, clock.clock, clock.handler_id, clock.state, clock.target_s, clock.used_s,
                extract(epoch FROM clock.started_at)::bigint, extract(epoch FROM clock.stopped_at)::bigint,
                extract(epoch FROM clock.due_at)::bigint, extract(epoch FROM clock.breach_at)::bigint,
                extract(epoch FROM clock.projected_due_at)::bigint
            FROM sla_clock AS clock
            JOIN report ON report.id = clock.report_id
            """,
            as: (String, Int, String, UUID?, String, Int?, Int, Int64?, Int64?, Int64?, Int64?, Int64?).self
        ).map { row in
            let clock = Stored(
                state: row.4,
                target: row.5,
                used: row.6,
                startedAt: row.7,
                stoppedAt: row.8,
                due: row.9,
                breach: row.10,
                projected: row.11
            )
            return (row.0, try key(row.1, row.2, row.3), clock)
        }
    }

    private static func levels(_ database: TestDatabase) async throws -> [LevelColumns] {
        try await database.pool(.superuser).query(
            """
            SELECT
                report.code, event.cycle, event.clock, event.handler_id, event.level, extract(epoch FROM event.occurred_at)::bigint,
                event.agency_id, event.by_reclassification
            FROM sla_event AS event
            JOIN report ON report.id = event.report_id
            WHERE event.voided_at IS NULL
            """,
            as: (String, Int, String, UUID?, String, Int64, UUID, Bool).self
        ).map { row in (row.0, try key(row.1, row.2, row.3), row.4, Instant(secondsSince1970: row.5), row.6, row.7) }
    }

    private static func key(_ cycle: Int, _ clock: String, _ handler: UUID?) throws -> TimelineWalk.Key {
        let kinds = ["acknowledge": ClockKind.acknowledge, "resolve": .resolve]
        return TimelineWalk.Key(cycle: cycle, kind: try #require(handler.map { ClockKind.handle(agency: $0) } ?? kinds[clock]))
    }
}

extension CalendarDefinition {
    /// The same, from one day to another.
    fileprivate func covering(_ first: CivilDate, _ last: CivilDate) -> CalendarDefinition {
        var covering = self
        covering.weeks = WorkingWeeks(weeks.week(on: first), later: weeks.later.filter { $0.key > first })
        (covering.firstDay, covering.lastDay) = (first, min(last, lastDay))
        return covering
    }
}

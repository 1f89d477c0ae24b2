import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Web

/// The clocks explained. The clock stands at Monday 2026-03-02 08:00.
@Suite struct StaffClocksTests {
    private func clocks(_ code: String, _ api: APITest, _ headers: [String: String] = [:]) async throws -> JSONAnswer {
        try await api.get("/v1/staff/reports/\(code)/sla", Officer.desk.headers.merging(headers) { $1 })
    }

    @Test func segmentsSumToTheTotalWhateverHappens() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let other = try await api.agency("committee-00070-2025-07-01")
            let steps: [(at: String, action: String, members: [String: Any], by: Officer)] = [
                ("2026-03-02 09:30", "request_information", ["message": "Ở đâu?"], .desk), ("2026-03-02 11:00", "resume", [:], .desk),
                ("2026-03-03 14:00", "transfer", ["agency": other, "reason": "x"], .desk), ("2026-03-04 08:00", "start", [:], .neighbour),
                ("2026-03-04 09:00", "pause", ["reason": "legal"], .neighbour), ("2026-03-13 09:00", "note", ["text": "x"], .neighbour),
                ("2026-03-16 09:00", "resolve", [:], .neighbour), ("2026-03-17 09:00", "reopen", ["reason": "x"], .neighbour),
                ("2026-03-17 10:00", "pause", ["reason": "force_majeure"], .neighbour),
            ]
            for step in steps {
                try await api.at(step.at)
                let done = try await api.act(step.action, on: code, step.members, by: step.by)
                #expect(done.status == 200, "\(step.action) \(done.text)")
                let answer = try await clocks(code, api)
                #expect(answer.number("version") == done.number("version"))
                for index in 0..<(answer.count("clocks") ?? 0) {
                    let segments = answer.count("clocks.\(index).segments") ?? 0
                    let sum = (0..<segments).reduce(0.0) { $0 + (answer.number("clocks.\(index).segments.\($1).used_s") ?? .nan) }
                    #expect(sum == answer.number("clocks.\(index).used_s"), "\(step.action) \(index)")
                    for next in 1..<max(segments, 1) {
                        let (before, after) = ("clocks.\(index).segments.\(next - 1).to", "clocks.\(index).segments.\(next).from")
                        if answer.string("clocks.\(index).clock") != "handle" { #expect(answer.string(before) == answer.string(after)) }
                    }
                }
                try await storedAgrees(answer, code, api)
            }
            let last = try await clocks(code, api)
            #expect(last.string("clocks.1.segments.1.why") == "awaiting_citizen")
            #expect(last.number("clocks.1.segments.1.not_counted_s") == 5_400)
            #expect(
                last.string("clocks.1.segments.0.calendar.code") == "hanoi-office"
                    && last.number("clocks.1.segments.0.calendar.version") == 1
            )
            #expect(last.number("clocks.1.cycle") == 1)
        }
    }

    /// What the answer says of closed clocks is what is stored of them.
    private func storedAgrees(_ answer: JSONAnswer, _ code: String, _ api: APITest) async throws {
        let stored = try await api.database.pool(.superuser).query(
            """
            SELECT clock.clock || ' ' || clock.cycle || ' ' || clock.state || ' ' || coalesce(clock.target_s::text, 'null')
                || ' ' || CASE WHEN clock.state = 'running' THEN '' ELSE clock.used_s::text END
            FROM sla_clock AS clock
            JOIN report ON report.id = clock.report_id
            WHERE report.code = \(code)
            """,
            as: String.self
        )
        let told = (0..<(answer.count("clocks") ?? 0)).map { index in
            func text(_ name: String) -> String {
                answer.number("clocks.\(index).\(name)").map { "\(Int($0))" } ?? answer.string("clocks.\(index).\(name)") ?? ""
            }
            let used = text("state") == "running" ? "" : text("used_s")
            return "\(text("clock")) \(text("cycle")) \(text("state")) \(text("target_s")) \(used)"
        }
        #expect(told.sorted() == stored.sorted())
    }

    @Test func levelsSayWhomTheyReachAndWhen() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            try await api.at("2026-03-02 16:00")
            try await api.database.withStore(.service) { service in
                _ = try await SLASweeper(store: SweepStore(service), catalogs: CatalogCache(store: CatalogStore(service))).sweep()
            }
            let answer = try await clocks(code, api)
            #expect(answer.count("clocks.0.levels") == 6)
            #expect(answer.string("clocks.0.levels.0.level") == "warn_75" && answer.string("clocks.0.levels.0.reaches") == "agency")
            #expect(answer.string("clocks.0.levels.0.passed_at") == "2026-03-02T15:30:00+07:00")
            #expect(answer.string("clocks.0.levels.0.noticed_at") == "2026-03-02T16:00:00+07:00")
            #expect(answer.string("clocks.0.levels.2.passes_after") == "2026-03-03T08:00:00+07:00")
            #expect(answer.string("clocks.0.levels.3.reaches") == "unit_admin")
            // The clock to resolve has not begun: nothing is ahead of it yet.
            #expect(answer["clocks.1.levels.0.passes_after"] == nil)
            let report = try await api.read(code)
            #expect(report.string("history.2.type") == "sla_warned" && report.string("history.2.level.level") == "warn_75")
        }
    }

    @Test func theWordsAreTheReadersAndTheTagHoldsForAMinute() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let answer = try await clocks(code, api)
            #expect(answer.string("clocks.0.explanation")?.hasPrefix("Thời hạn tiếp nhận: đang tính") == true)
            #expect(answer.header("cache-control") == "private, no-store")
            let english = try await clocks(code, api, ["accept-language": "en"])
            #expect(english.string("clocks.0.explanation")?.hasPrefix("Time to accept: running") == true)
            let tag = try #require(answer.header("etag"))
            #expect(tag.hasPrefix("\"1-sla-") && english.header("etag") != tag)
            try await api.database.setClock(try #require(Instant(rfc3339: "2026-03-02T08:00:59+07:00")))
            #expect(try await clocks(code, api, ["if-none-match": tag]).status == 304)
            try await api.at("2026-03-02 08:01")
            let later = try await clocks(code, api, ["if-none-match": tag])
            #expect(later.status == 200 && later.number("clocks.0.used_s") == 60)
            // Its version is the report's.
            #expect(try await api.act("acknowledge", on: code, ifMatch: later.header("etag")).status == 200)
        }
    }
}

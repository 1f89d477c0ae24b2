import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Web

/// R17: what answers say of clocks, and the history people read.
@Suite struct ClockReadingTests {
    private func act(_ command: ReportCommand, on code: String, _ api: APITest) async throws {
        guard case .code(let code) = ReportCode.read(code) else { throw CancellationError() }
        let holder = try await api.database.pool(.superuser).query("SELECT agency_id FROM report", as: UUID.self)
        _ = try await api.useCases.actions.perform(command, on: code, by: .agency(try #require(holder.first)))
    }

    @Test func aClockSaysWhatItsStateHasToSay() async throws {
        try await APITest.run(.standingCity) { api in
            let key = UUID().uuidString
            let receipt = try await api.file(key: key)
            let code = try #require(receipt.string("code"))
            try await act(.acknowledge, on: code, api)
            let running = try await api.get("/v1/reports/\(code)")
            #expect(running.string("status") == "acknowledged")
            #expect(running.string("sla.acknowledge") == "state,used_s")
            #expect(running.number("sla.acknowledge.used_s") == 0)
            #expect(running.string("sla.resolve.due_at") == "2026-03-06T17:30:00+07:00")
            try await api.database.setClock(try #require(Instant(rfc3339: "2026-03-02T09:00:00+07:00")))
            try await act(.pause(.legal), on: code, api)
            let paused = try await api.get("/v1/reports/\(code)")
            #expect(paused.string("sla.resolve") == "remaining_s,state")
            #expect(paused.number("sla.resolve.remaining_s") == 140_400)
            #expect(paused.header("etag") != running.header("etag"))
            // The receipt stays as it was first told.
            #expect(try await api.file(key: key).text == receipt.text)
        }
    }

    @Test func aLimitThatHasPassedIsSaidAndOnTheTimeline() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try #require(try await api.file().string("code"))
            let before = try await api.get("/v1/reports/\(code)")
            try await api.database.setClock(try #require(Instant(rfc3339: "2026-03-02T16:00:00+07:00")))
            try await sweep(api)
            // A warning is no news to the public.
            #expect(try await api.get("/v1/reports/\(code)").header("etag") == before.header("etag"))
            try await api.database.setClock(try #require(Instant(rfc3339: "2026-03-04T09:00:00+07:00")))
            try await sweep(api)
            let late = try await api.get("/v1/reports/\(code)")
            #expect(late.string("sla.acknowledge.state") == "running")
            #expect(late.number("sla.acknowledge.overdue") == 1 && late.number("sla.acknowledge.missed") == 1)
            #expect(late.string("sla.resolve.state") == "running" && late.number("sla.resolve.overdue") == nil)
            let timeline = try await api.get("/v1/reports/\(code)/timeline")
            #expect(timeline.count("items") == 3)
            #expect(timeline.string("items.2.type") == "sla_breached")
            #expect(timeline.string("items.2.label") == "Quá hạn tiếp nhận")
            #expect(timeline.string("items.2.at") == "2026-03-04T09:00:00+07:00")
            #expect(timeline.string("items.2.occurred_at") == "2026-03-03T08:00:00+07:00")
            let english = try await api.get("/v1/reports/\(code)/timeline", ["accept-language": "en"])
            #expect(english.string("items.2.label") == "The limit to accept has passed")
        }
    }

    /// R18: overdue is what runs past its limit now, in a report as in lists; missed is what was once.
    @Test func whatWasLateAndIsNotNowIsMissedAndNotOverdue() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try #require(try await api.file().string("code"))
            try await act(.acknowledge, on: code, api)
            func clock(_ time: String) async throws -> String {
                try await api.database.setClock(try #require(Instant(rfc3339: time)))
                try await sweep(api)
                let overdue = try await api.get("/v1/staff/reports?overdue=true", Officer.coordinator.headers).count("items") ?? 0
                let answer = try await api.get("/v1/reports/\(code)")
                return "\(answer.string("sla.resolve") ?? "") \(overdue)"
            }
            #expect(try await clock("2026-03-09T09:00:00+07:00") == "counts_from,due_at,missed,overdue,state 1")
            try await act(.extend(seconds: 28_800), on: code, api)
            let coordinator = try await api.database.pool(.superuser).query(
                "SELECT id FROM agency WHERE kind = 'coordinator'",
                as: UUID.self
            )
            guard case .code(let read) = ReportCode.read(code) else { throw CancellationError() }
            _ = try await api.useCases.actions.perform(.approve, on: read, by: .agency(try #require(coordinator.first)))
            #expect(try await clock("2026-03-09T09:01:00+07:00") == "counts_from,due_at,missed,state 0")
            try await act(.pause(.legal), on: code, api)
            #expect(try await clock("2026-03-09T09:02:00+07:00") == "missed,remaining_s,state 0")
            try await act(.resume, on: code, api)
            #expect(try await clock("2026-03-10T10:00:00+07:00") == "counts_from,due_at,missed,overdue,state 1")
        }
    }

    @Test func everyPublicEntryHasALabelInBothLanguages() async throws {
        try await APITest.run(.standingCity) { api in
            let catalog = try await api.database.withStore(.publicRead) { try await CatalogStore($0).load() }
            let holder = try #require(catalog?.routing.coordinator)
            for type in ReportEventType.allCases where type.isPublic || type == .undone {
                let label = TimelineItem(at: .earliest, type: type.rawValue, by: .system, holder: holder).label
                #expect(label.vi != type.rawValue && label.en != type.rawValue && label.vi != label.en, "\(type)")
            }
        }
    }

    private func sweep(_ api: APITest) async throws {
        try await api.database.withStore(.service) { service in
            let sweeper = SLASweeper(store: SweepStore(service), catalogs: CatalogCache(store: CatalogStore(service)))
            let faults = try await sweeper.sweep().faults
            #expect(faults.isEmpty)
        }
    }
}

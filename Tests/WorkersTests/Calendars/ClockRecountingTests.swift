import DatabaseTesting
import Domain
import Foundation
import Services
import Store
import Testing

@testable import Workers

@Suite struct ClockRecountingTests {
    @Test func aPublicationIsCarriedThroughAndTold() async throws {
        try await withTestDatabase(.standingCity) { database in
            try await database.withStore(.service) { service in
                let instance = try WorkingInstance(service)
                try await instance.file()
                let recounting = ClockRecounting(
                    CalendarRecount(store: RecountStore(service), calendars: CalendarStore(service), catalogs: instance.catalogs),
                    logger: .silent
                )
                #expect(try await recounting.round() == .idle)
                var change = CalendarChange(calendar: "hanoi-office")
                change.week = [1: [DayInterval(start: 28_800, end: 43_200)], 3: [.wholeDay]]
                change.weekFrom = CivilDate("2025-01-01")
                change.exceptions = [:]
                let today = try #require(CivilDate("2026-03-02"))
                let units = try await instance.useCases.units.units(on: today).units
                change.unit = units.first?.id
                let publisher = try #require(PrincipalName("lan"))
                let other = try #require(PrincipalName("minh"))
                guard
                    case .proposed(let approval, _) = try await instance.useCases.calendars.publish(
                        change,
                        by: .commandLine(publisher),
                        reason: "thử"
                    )
                else {
                    Issue.record("not proposed")
                    return
                }
                _ = try await instance.useCases.approvals.decide(approval.id, .approved, by: .commandLine(other))
                let later = try #require(Instant(rfc3339: "2026-03-02T08:01:00+07:00"))
                try await database.setClock(later)
                _ = try await recounting.round()
                #expect(scrape { recounting.metrics }.contains("\ncalendar_recount_publications_waiting 1\n"))
                #expect(scrape { recounting.metrics }.contains("\ncalendar_recount_oldest_age_seconds 60\n"))
                // Transactions of other tests are waited for.
                for _ in 0..<10_000 where !scrape({ recounting.metrics }).contains("\ncalendar_recount_publications_waiting 0\n") {
                    if try await recounting.round() == .idle { try await Task.sleep(for: .milliseconds(10)) }
                }
                #expect(scrape { recounting.metrics }.contains("\ncalendar_horizon_seconds{calendar=\"hanoi-office\"} \(669 * 86_400)\n"))
                let text = scrape { recounting.metrics }
                #expect(text.contains("\ncalendar_recount_publications_waiting 0\n"))
                #expect(text.contains("\ncalendar_recount_reports_waiting 0\n"))
                #expect(text.contains("\ncalendar_recount_faults_total 0\n"))
                #expect(text.contains("\ncalendar_recount_clocks_total 3\n"))
            }
        }
    }
}

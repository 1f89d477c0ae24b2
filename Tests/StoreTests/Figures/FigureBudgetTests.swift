import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Store

/// What counting's queries cost where 100,000 reports are counted.
@Suite struct FigureBudgetTests {
    @Test func noStepReadsTheWholeHistory() async throws {
        try await withTestDatabase(.countedHistory) { database in
            let queries: [SQL] = [
                FigureStore.nextQuery(after: 90_000, limit: 1_000), FigureStore.staleQuery(300),
                FigureStore.remapQuery(after: FigureCursor.beginning, limit: 300), FigureStore.reportsQuery(after: nil, limit: 200),
            ]
            for query in queries {
                let plan = try await database.explain(query, as: .app)
                #expect(plan.scanned.isSubset(of: ["figure_stale"]))
                #expect(plan.cost < 2_000)
            }
            let reports = try await database.pool(.superuser).query("SELECT report_id FROM figure_report LIMIT 200", as: UUID.self)
            for query in FigureRows.queries(of: reports) {
                let plan = try await database.explain(query, as: .app)
                #expect(plan.scanned.isSubset(of: ["figure_slice"]))
                #expect(plan.cost < 6_000)
            }
        }
    }

    /// A day is compared by its own facts, and what was open is found without what was closed.
    @Test func aDayIsReadByItself() async throws {
        try await withTestDatabase(.countedHistory) { database in
            let date = CivilDate(daysSince1970: 20_600)
            let queries: [SQL] = [
                FigureStore.dayQuery(.activity, date), FigureStore.dayQuery(.cohort, date),
                FigureStore.hoursQuery(date, from: HanoiDay(date).from),
                "SELECT slice_id FROM figure_span WHERE tstzrange(from_at, to_at) @> '2026-05-26 12:00:00+07'::timestamptz",
            ]
            for query in queries {
                let plan = try await database.explain(query, as: .app)
                #expect(plan.scanned.isEmpty)
                #expect(plan.cost < 15_000)
            }
        }
    }
}

extension TestTemplate {
    fileprivate static let countedHistory = TestTemplate("countedHistory") { database in
        try await database.seed(reports: 100_000)
        try await database.withStore(.service) { service in
            while try await EventPositionStore(service).number(from: .everything, limit: 20_000)?.count ?? 0 > 0 {}
        }
        try await database.pool(.superuser).withConnection { connection in
            try connection.run(
                SQLScript(
                    trusted: """
                        INSERT INTO figure_slice (filed_unit_id, today_unit_id, agency_id, category_id, severity, channel)
                        SELECT unit_id, unit_id, agency_id, category_id, severity, channel
                        FROM report
                        LIMIT 100;
                        INSERT INTO figure_report
                        SELECT
                            id, '2026-01-01'::timestamptz + row_number() OVER () * interval '3 minutes', unit_id, unit_id, category_id, severity,
                            channel, 2, boundary_version_id
                        FROM report;
                        INSERT INTO figure_fact
                        SELECT
                            report_id, ordinal, (ARRAY['filed', 'acknowledged', 'acknowledge.met', 'resolved'])[1 + ordinal],
                            filed_at + ordinal * interval '5 hours', 1, NULL, 0
                        FROM figure_report
                        CROSS JOIN generate_series(0, 3) AS ordinal;
                        INSERT INTO figure_day
                        SELECT 'activity', at::date, slice_id, measure, 0, count(*)
                        FROM figure_fact
                        GROUP BY 2, 3, 4;
                        INSERT INTO figure_hour
                        SELECT date_trunc('hour', at), slice_id, measure, 0, count(*)
                        FROM figure_fact
                        GROUP BY 1, 2, 3;
                        INSERT INTO figure_span
                        SELECT report_id, filed_at, filed_at + interval '15 hours', 1, 'submitted'
                        FROM figure_report;
                        ANALYZE;
                        """
                )
            )
        }
    }
}

import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Store

/// What counting's queries cost, and those of dashboards, where 100,000 reports of four years are counted.
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

extension FigureBudgetTests {
    private static let now = HanoiDay(CivilDate(daysSince1970: 20_600)).from
    private static let month = FigurePeriod(endingBefore: CivilDate(daysSince1970: 20_600))
    private static let years = FigurePeriod(endingBefore: CivilDate(daysSince1970: 20_600), days: 1_000)

    /// All of the city, a category, and a unit as filed.
    private static func scopes(_ database: TestDatabase) async throws -> [FigureScope] {
        let categories = try await database.pool(.superuser).query(
            "SELECT category_id FROM figure_slice ORDER BY id LIMIT 1",
            as: UUID.self
        )
        var (ofCategory, ofUnit) = (FigureScope(), FigureScope())
        (ofCategory.categories, ofUnit.units, ofUnit.era) = (Set(categories), [UUID()], .filed)
        return [FigureScope(), ofCategory, ofUnit]
    }

    private static let sights: [FigureSight] = [.everything, .allButSecrets]

    /// A page of the reports behind a figure is a stretch of an index, by whichever day they count, and so is the next.
    @Test func theReportsBehindAFigureAreReadByThemselves() async throws {
        try await withTestDatabase(.countedHistory) { database in
            for scope in try await Self.scopes(database) {
                for (basis, period) in FigureBasis.allCases.flatMap({ basis in [(basis, Self.month), (basis, Self.years)] }) {
                    for place in [nil, FigureFact.Place(at: period.start.adding(seconds: 86_400), report: UUID(), ordinal: 3)] {
                        for sight in Self.sights {
                            let query = FigureFactReader.query([.resolved], scope, basis, period, seen: sight, after: place, limit: 101)
                            let pages = try await database.pool(.app).withConnection { try $0.pagesRead(by: query) }
                            // Of what is rare the others are passed on the way.
                            #expect(pages < (scope.isWhole ? 20_000 : 100_000), "\(basis) \(period.days) \(sight): \(pages)")
                        }
                    }
                }
            }
        }
    }

    /// What is open, and was, is read without what was over by then.
    @Test func theBacklogIsReadWithoutWhatIsOver() async throws {
        try await withTestDatabase(.countedHistory) { database in
            for scope in try await Self.scopes(database) {
                for past in [nil, Self.now] {
                    let queries =
                        [FigureFactReader.backlogQuery(at: past, Self.now, scope, [0, 1, 3, 7])]
                        + Self.sights.map { FigureFactReader.worstQuery(at: past, Self.now, scope, seen: $0, limit: 20) }
                        + FigureStock.allCases.map {
                            FigureFactReader.stockQuery(
                                $0,
                                at: past,
                                now: Self.now,
                                filedIn: nil,
                                scope,
                                seen: .allButSecrets,
                                after: nil,
                                limit: 101
                            )
                        }
                    for query in queries {
                        let pages = try await database.pool(.app).withConnection { try $0.pagesRead(by: query) }
                        #expect(pages < 40_000, "\(String(describing: past)): \(pages)")
                    }
                }
            }
        }
    }

    /// Sums over days are read from those days, and places from the reports of the last months.
    @Test func sumsAndPlacesAreReadFromTheirDays() async throws {
        try await withTestDatabase(.countedHistory) { database in
            for scope in try await Self.scopes(database) {
                let days = Self.month.dayNumbers
                let questions =
                    FigureBasis.allCases.flatMap { basis in
                        [
                            FigureQuery.tallies(by: .severity, scope, basis, days), FigureQuery.days(scope, basis, days),
                        ]
                    } + [FigureQuery.hours(scope, from: Self.month.start, to: Self.month.end)]
                for question in questions {
                    let plan = try await database.explain(question.query, as: .publicReader)
                    #expect(plan.scanned.isSubset(of: ["figure_slice"]))
                    let pages = try await database.pool(.publicReader).withConnection { try $0.pagesRead(by: question.query) }
                    #expect(pages < 3_000, "\(pages)")
                }
                let sites = FigureReader.sitesQuery(before: Self.now, scope, limit: 50)
                #expect(try await database.explain(sites, as: .publicReader).scanned.isDisjoint(with: ["report"]))
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
                            id, '2022-11-01'::timestamptz + row_number() OVER () * interval '21 minutes', unit_id, unit_id, category_id,
                            severity, channel, 2, boundary_version_id
                        FROM report;
                        SET session_replication_role = replica;
                        UPDATE report
                        SET created_at = filed_at
                        FROM figure_report
                        WHERE report_id = id;
                        RESET session_replication_role;
                        INSERT INTO figure_fact
                        SELECT
                            report_id, ordinal, (ARRAY['filed', 'acknowledged', 'acknowledge.met', 'resolved'])[1 + ordinal],
                            filed_at + ordinal * interval '5 hours', 1 + abs(hashtext(report_id::text)) % 100, NULL, 0
                        FROM figure_report
                        CROSS JOIN generate_series(0, 3) AS ordinal;
                        INSERT INTO figure_day
                        SELECT 'activity', at::date, slice_id, measure, 0, count(*)
                        FROM figure_fact
                        GROUP BY 2, 3, 4
                        UNION ALL
                        SELECT 'cohort', filed_at::date, slice_id, measure, 0, count(*)
                        FROM figure_fact
                        JOIN figure_report USING (report_id)
                        GROUP BY 2, 3, 4;
                        INSERT INTO figure_hour
                        SELECT date_trunc('hour', at), slice_id, measure, 0, count(*)
                        FROM figure_fact
                        GROUP BY 1, 2, 3;
                        INSERT INTO figure_span
                        SELECT
                            report_id, filed_at, CASE WHEN filed_at < '2026-09-01' THEN filed_at + interval '15 hours' ELSE 'infinity' END,
                            1 + abs(hashtext(report_id::text)) % 100, 'submitted', filed_at + interval '10 hours'
                        FROM figure_report;
                        ANALYZE;
                        """
                )
            )
        }
    }
}

import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Store

/// The queries every request makes, explained on a database of 100,000 reports: budgets in PostgreSQL's cost units, and no table of
/// reports is ever read from end to end.
@Suite struct QueryBudgetTests {
    private static let growing = ["report", "report_content", "report_private", "report_event", "sla_clock", "idempotency_key"]

    @Test func readingForAFilingStaysCheap() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let key = FilingKey(key: UUID().uuidString, fingerprint: Data(count: 32))
            let query = FilingStore.readQuery(key, pin: Pin(latitude: 21.0285, longitude: 105.8542))
            let plan = try await database.explain(query, as: .app)
            #expect(plan.scanned.isDisjoint(with: Self.growing))
            #expect(plan.cost < 300)
        }
    }

    @Test func thePublicViewStaysCheap() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let code = try #require(
                try await database.pool(.app).query("SELECT code FROM report OFFSET 77777 LIMIT 1", as: String.self).first
            )
            let query = ReportReader.view(of: "public_report", "public_sla_clock", "report.code = \(code)")
            let plan = try await database.explain(query, as: .publicReader)
            #expect(plan.scanned.isDisjoint(with: Self.growing))
            #expect(plan.cost < 100)
        }
    }

    @Test func theReportersViewStaysCheap() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let id = try #require(try await database.pool(.app).query("SELECT id FROM report OFFSET 77777 LIMIT 1", as: UUID.self).first)
            for query in [
                ReportReader.view(of: "report", "sla_clock", "report.id = \(id)"), ReportReader.own(id), ReportReader.receiptQuery(id),
            ] {
                let plan = try await database.explain(query, as: .app)
                #expect(plan.scanned.isDisjoint(with: Self.growing))
                #expect(plan.cost < 100)
            }
        }
    }

    @Test func theTimelineStaysCheap() async throws {
        try await withTestDatabase(.hundredThousandReports) { database in
            let row = try await database.pool(.app).query("SELECT code FROM report OFFSET 77777 LIMIT 1", as: String.self).first
            let plan = try await database.explain(ReportReader.publicTimelineQuery(try #require(row)), as: .publicReader)
            #expect(plan.scanned.isDisjoint(with: Self.growing))
            #expect(plan.cost < 100)
        }
    }
}

extension TestTemplate {
    /// 100,000 reports of one category, spread over the units, in the tables a request touches.
    fileprivate static let hundredThousandReports = TestTemplate("hundredThousandReports", from: .city) { database in
        try await database.pool(.superuser).withConnection { connection in
            try connection.run(SQLScript(trusted: seed))
        }
        for table in ["report", "report_content", "report_private", "report_event", "sla_clock", "idempotency_key"] {
            try await database.pool(.superuser).withConnection { connection in
                try connection.run(SQLScript(trusted: "VACUUM ANALYZE \(table)"))
            }
        }
    }

    /// Keys and history triggers are not checked: what is inserted is right, and checking took four fifths of the time.
    private static let seed = """
        SET session_replication_role = replica;

        INSERT INTO report (
            id, code, version, status, created_at, updated_at, last_seq, category_id, category_version, severity, sensitivity, unit_id,
            agency_id, boundary_version_id, routing_method, routing_confidence, publication, channel, source, tracking_key_id
        )
        SELECT
            gen_random_uuid(), 'HN-26-' || translate(lpad(number::text, 6, '0'), 'U', 'V') || '-0', 1, 'submitted', now(), now(), 2,
            category.id, category.version, 'normal', 0, unit.id, agency.id, version.id, 'point', 'medium', 'pending', 'api', 'public', '1'
        FROM generate_series(1, 100000) AS number
        JOIN (SELECT id, row_number() OVER (ORDER BY code) AS rank FROM unit WHERE valid_to IS NULL) AS unit ON unit.rank = number % 126 + 1
        JOIN agency ON agency.unit_id = unit.id AND agency.kind = 'committee'
        CROSS JOIN (SELECT id, version FROM category WHERE code = 'road.pothole') AS category
        CROSS JOIN (SELECT id FROM boundary_version WHERE status = 'active') AS version;

        INSERT INTO report_content (report_id, description, attributes)
        SELECT id, 'Ổ gà', '{}'
        FROM report;

        INSERT INTO report_private (report_id, key_id, show_name_to, lookup_key_id)
        SELECT id, '1', 'nobody', '1'
        FROM report;

        INSERT INTO report_event (report_id, seq, at, type, actor_kind, agency_id, is_public, data)
        SELECT report.id, seq, report.created_at, 'filed', 'citizen', report.agency_id, true, '{}'
        FROM report
        CROSS JOIN generate_series(1, 2) AS seq;

        INSERT INTO sla_clock (
            report_id, cycle, clock, state, policy_id, calendar_code, calendar_version, target_s, used_s, started_at, due_at, breach_at,
            projected_due_at
        )
        SELECT
            report.id, 1, clock.name, clock.state, policy.id, 'hanoi-office', 1, 28800, 0,
            CASE WHEN clock.state = 'running' THEN now() END, CASE WHEN clock.state = 'running' THEN now() END,
            CASE WHEN clock.state = 'running' THEN now() END, CASE WHEN clock.state = 'pending' THEN now() END
        FROM report
        CROSS JOIN (VALUES ('acknowledge', 'running'), ('resolve', 'pending')) AS clock (name, state)
        CROSS JOIN (SELECT id FROM sla_policy WHERE code = 'normal') AS policy;

        INSERT INTO idempotency_key (route, key, fingerprint, report_id, created_at)
        SELECT 'POST /v1/reports', gen_random_uuid()::text, sha256(''), id, created_at
        FROM report;

        SET session_replication_role = origin;
        """
}

import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Store

/// What requests about data and retention ask, explained on 100,000 reports of 50,000 citizens who have 50,000 requests and as many sessions,
/// none of which is over its time: nothing that grows is read from end to end, neither a table nor an index.
@Suite struct PrivacyBudgetTests {
    private static let growing = [
        "report", "report_content", "report_private", "report_event", "idempotency_key", "citizen", "citizen_session", "staff_session",
        "account_activation", "data_request", "legal_hold",
    ]

    private func holds(_ queries: [(name: String, query: SQL)], _ database: TestDatabase, cost: Double, pages: Int) async throws {
        for (name, query) in queries {
            let plan = try await database.explain(query, as: .app)
            #expect(plan.scanned.isDisjoint(with: Self.growing), "\(name) \(plan)")
            #expect(plan.cost < cost, "\(name) \(plan.cost)")
            let read = try await database.pool(.app).withConnection { connection in
                // The session's first reads the catalogue too.
                _ = try connection.pagesRead(by: query)
                return try connection.pagesRead(by: query)
            }
            #expect(read < pages, "\(name) \(read)")
        }
    }

    @Test func theRegisterIsReadAlongIndexes() async throws {
        try await withTestDatabase(.fiftyThousandCitizens) { database in
            let (citizen, request) = (try await database.one("citizen"), try await database.one("data_request"))
            try await holds(
                [
                    ("open", DataRequestStore.openQuery(after: nil, limit: 51)),
                    ("open, on", DataRequestStore.openQuery(after: request, limit: 51)),
                    ("all", DataRequestStore.newestQuery(of: nil, after: nil, limit: 51)),
                    ("all, on", DataRequestStore.newestQuery(of: nil, after: request, limit: 51)),
                    ("own", DataRequestStore.newestQuery(of: citizen, after: nil, limit: 51)),
                    ("own, on", DataRequestStore.newestQuery(of: citizen, after: request, limit: 51)),
                    ("another open", DataRequestStore.openQuery(of: citizen, .access, but: request)),
                ],
                database,
                cost: 300,
                pages: 200
            )
        }
    }

    @Test func whatIsKeptOfSomebodyIsFoundByLookUps() async throws {
        try await withTestDatabase(.fiftyThousandCitizens) { database in
            let citizen = try await database.one("citizen")
            let phone = try #require(
                try await database.pool(.superuser).query("SELECT phone_lookup FROM citizen WHERE id = \(citizen)", as: Data.self).first
            )
            let code = try await database.pool(.app).query("SELECT code FROM report OFFSET 777 LIMIT 1", as: String.self).first
            try await holds(
                [
                    ("citizens", ConcernedReader.citizensQuery(phones: [phone, phone], citizen)),
                    ("citizens, named by nothing", ConcernedReader.citizensQuery(phones: [phone], nil)),
                    ("reports", ConcernedReader.reportsQuery(phones: [phone], emails: [phone], named: code, of: [citizen])),
                ],
                database,
                cost: 2_000,
                pages: 500
            )
        }
    }

    @Test func aRoundOfRetentionLooksAtWhatIsDueAlone() async throws {
        try await withTestDatabase(.fiftyThousandCitizens) { database in
            let now = Instant(secondsSince1970: 1_700_000_000)
            let citizens = try await database.pool(.superuser).query("SELECT id FROM citizen LIMIT 200", as: UUID.self)
            try await holds(
                [
                    ("persons", RetentionStore.dueQuery("person_erased_at", before: now, 200)),
                    ("followers", RetentionStore.followersQuery(before: now, 200)),
                    ("words", RetentionStore.dueQuery("words_reduced_at", before: now, 200)),
                    ("late pictures", RetentionStore.latePicturesQuery(at: now, 200)),
                    ("practice", RetentionStore.practiceQuery(200)),
                    ("requesters", RetentionStore.eraseRequesters(365, 200)), ("staff sessions", AccessRows.dropStaffSessions(200)),
                    ("citizens' sessions", AccessRows.dropCitizenSessions(200)), ("links", AccessRows.dropActivationLinks(200)),
                    ("clients' tokens", AccessRows.dropClientTokens(200)), ("citizens", CitizenReview.claim(200)),
                    ("citizens put off", CitizenReview.postpone(Array(citizens.prefix(1)))), ("keys", RetentionStore.dropKeys(200)),
                ] + SignInStore.forgetting(200).map { ("what signs in", $0) },
                database,
                cost: 2_000,
                pages: 200
            )
            let report = try await database.one("report")
            try await holds([("keys of a report", ErasureWrite.keys(of: report))], database, cost: 300, pages: 50)
            // All that there might be of two hundred people, in bounded look-ups for each.
            try await holds([("reasons", CitizenReview.drop(citizens))], database, cost: 20_000, pages: 12_000)
        }
    }

    @Test func aRoundTakesTheOldestKeysWithoutLookingAtTheOthers() async throws {
        try await withTestDatabase(.fiftyThousandCitizens) { database in
            try await database.pool(.superuser).withConnection { connection in
                try connection.execute("UPDATE idempotency_key SET created_at = created_at - 8 * interval '1 day'")
                try connection.run(SQLScript(trusted: "VACUUM ANALYZE idempotency_key"))
            }
            try await holds([("keys", RetentionStore.dropKeys(200))], database, cost: 2_000, pages: 1_500)
        }
    }
}

extension TestDatabase {
    fileprivate func one(_ table: SQL) async throws -> UUID {
        try #require(try await pool(.superuser).query("SELECT id FROM \(table) ORDER BY id OFFSET 777 LIMIT 1", as: UUID.self).first)
    }
}

extension TestTemplate {
    /// Citizens with two reports, a session and a request each; the reports are of this year, a tenth of the requests is open.
    fileprivate static let fiftyThousandCitizens = TestTemplate("fiftyThousandCitizens", from: .hundredThousandReports) { database in
        try await database.pool(.superuser).withConnection { connection in
            try connection.run(SQLScript(trusted: seed))
        }
        try await database.pool(.superuser).withConnection { connection in
            try connection.run(SQLScript(trusted: "VACUUM ANALYZE"))
        }
    }

    private static let seed = """
        SET session_replication_role = replica;

        INSERT INTO citizen (id, phone_sealed, key_id, phone_lookup, created_at, review_at)
        SELECT gen_random_uuid(), '\\x00', 'k', sha256(convert_to(number::text, 'UTF8')), now(), now() + interval '1 minute' * number
        FROM generate_series(1, 50000) AS number;

        INSERT INTO citizen_session (digest, citizen_id, created_at, last_used_at, expires_at)
        SELECT sha256(convert_to(id::text, 'UTF8')), id, now(), now(), now() + interval '180 days'
        FROM citizen;

        UPDATE report_private
        SET citizen_id = citizen.id, phone_lookup = citizen.phone_lookup
        FROM (SELECT report_id, row_number() OVER (ORDER BY report_id) % 50000 AS rank FROM report_private) AS numbered
        JOIN (SELECT id, phone_lookup, row_number() OVER (ORDER BY id) - 1 AS rank FROM citizen) AS citizen ON citizen.rank = numbered.rank
        WHERE report_private.report_id = numbered.report_id;

        INSERT INTO data_request (
            id, fingerprint, version, kind, state, received_at, citizen_id, acknowledge_due_at, due_at, acknowledged_at, closed_at, closed_by,
            key_id, data_key, lookup_key_id
        )
        SELECT
            gen_random_uuid(), sha256('x'), 1, 'access', CASE WHEN number % 10 = 0 THEN 'registered' ELSE 'fulfilled' END,
            now() - interval '1 minute' * number, id, now(), now() + interval '1 minute' * number,
            CASE WHEN number % 10 > 0 THEN now() END, CASE WHEN number % 10 > 0 THEN now() END, CASE WHEN number % 10 > 0 THEN 'x' END,
            'k', '\\x00', 'l'
        FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM citizen) AS citizen;

        TRUNCATE idempotency_key;
        INSERT INTO idempotency_key (route, key, fingerprint, report_id, created_at)
        SELECT 'POST /v1/reports', gen_random_uuid()::text, sha256(''), id, now() - interval '5 seconds' * (100000 - number)
        FROM (SELECT id, row_number() OVER () AS number FROM report) AS report
        ORDER BY number;

        INSERT INTO legal_hold (id, report_id, reason, placed_by, placed_at)
        SELECT gen_random_uuid(), id, 'x', 'x', now()
        FROM report
        LIMIT 1000;

        INSERT INTO account (id, username, display_name, agency_id, status, created_by, created_at)
        SELECT gen_random_uuid(), 'a-' || number, 'x', (SELECT id FROM agency LIMIT 1), 'invited', 'x', now()
        FROM generate_series(1, 20000) AS number;

        INSERT INTO staff_session (digest, account_id, created_at, last_used_at, expires_at)
        SELECT sha256(convert_to(id::text, 'UTF8')), id, now(), now(), now() + interval '12 hours'
        FROM account;

        INSERT INTO account_activation
        SELECT id, sha256(convert_to(id::text, 'UTF8')), now(), now() + interval '14 days'
        FROM account;

        SET session_replication_role = origin;
        """
}

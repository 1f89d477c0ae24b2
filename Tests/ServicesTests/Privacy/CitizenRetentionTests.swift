import DatabaseTesting
import Domain
import Foundation
import Postgres
import Store
import Testing

@testable import Services

/// Whoever there is no reason to keep any more goes, and nobody else.
@Suite struct CitizenRetentionTests {
    @Test func whoHasNoSessionNoReportAndNoOpenRequestGoesAndTheAuditTells() async throws {
        try await Desk.run { desk in
            let (gone, later) = (try await desk.citizen("subject-1"), try await desk.citizen("subject-2", isDue: false))
            #expect(try await desk.letGo().citizens == 1)
            #expect(try await desk.letGo() == RetentionStep())
            #expect(try await desk.citizens() == [later])
            let told = try await desk.database.pool(.superuser).query(
                "SELECT object FROM audit_entry WHERE action = 'citizen_erased' AND actor_kind = 'system' AND details ->> 'why' = 'retention'",
                as: String.self
            )
            #expect(told == [gone.uuidString.lowercased()])
        }
    }

    /// What keeps somebody, and what ends it.
    private static let reasons: [(name: String, begin: SQL, end: SQL)] = [
        (
            "a session",
            """
            INSERT INTO citizen_session
            SELECT sha256('x'), id, clock_timestamp(), clock_timestamp(), clock_timestamp() + interval '1 day' FROM citizen
            """,
            "DELETE FROM citizen_session"
        ),
        (
            "a report of theirs", "UPDATE report_private SET citizen_id = citizen.id FROM citizen",
            "UPDATE report_private SET citizen_id = NULL"
        ),
        (
            "a report with their phone", "UPDATE report_private SET phone_lookup = sha256('0912345678')",
            "UPDATE report_private SET phone_lookup = NULL"
        ),
        (
            "a request of theirs", request("NULL", "citizen.id", "NULL"),
            "UPDATE data_request SET state = 'fulfilled', closed_at = received_at, closed_by = 'x'"
        ),
        (
            "a request that a desk has registered", request("'dieu-phoi'", "NULL", "citizen.phone_lookup"),
            "UPDATE data_request SET state = 'fulfilled', closed_at = received_at, closed_by = 'x'"
        ),
    ]

    private static func request(_ registrar: SQL, _ citizen: SQL, _ lookup: SQL) -> SQL {
        """
        INSERT INTO data_request (
            id, fingerprint, version, kind, state, received_at, registered_by, citizen_id, phone_lookup, acknowledge_due_at, due_at, key_id,
            data_key, lookup_key_id
        )
        SELECT
            gen_random_uuid(), sha256('x'), 1, 'erasure', 'registered', now(), \(registrar), \(citizen), \(lookup), now() + interval '1 day',
            now() + interval '1 day', 'k', '\\x00', 'l'
        FROM citizen
        """
    }

    @Test(arguments: reasons.indices) func whoIsNeededStaysAsLongAsThatLasts(_ index: Int) async throws {
        try await Desk.run { desk in
            _ = try await desk.file()
            let reason = Self.reasons[index]
            _ = try await desk.citizen("subject-1", phone: "0912345678")
            try await desk.change(reason.begin)
            #expect(try await desk.letGo().citizens == 0, "\(reason.name)")
            // Nobody is looked at twice in a month.
            try await desk.change(reason.end)
            #expect(try await desk.letGo().citizens == 0)
            try await desk.change("UPDATE citizen SET review_at = review_at - interval '30 days'")
            #expect(try await desk.letGo().citizens == 1, "\(reason.name)")
            #expect(try await desk.citizens() == [])
        }
    }

    /// Whatever else is over: a report that is held keeps who filed it, and with that whom they have signed in as.
    @Test func aLegalHoldKeepsWhoFiledTheReport() async throws {
        try await Desk.run { desk in
            let code = try await desk.file()
            try await desk.act(.withdraw, on: code)
            let citizen = try await desk.citizen("subject-1")
            try await desk.change("UPDATE report_private SET citizen_id = \(citizen)")
            let person = try #require(PrincipalName("phap-che"))
            let holds = LegalHolds(store: HoldStore(desk.service))
            let hold = try await holds.place(UUID(), on: code, reason: "Tòa án yêu cầu", by: .commandLine(person), until: nil).hold
            try await desk.at("2030-01-01 08:00")
            #expect(try await desk.letGo().citizens == 0)
            try await holds.lift(hold.id, reason: "Xong", by: .commandLine(person))
            #expect(try await desk.letGo().persons == 1)
            try await desk.change("UPDATE citizen SET review_at = now()")
            #expect(try await desk.letGo().citizens == 1)
        }
    }

    @Test func roundsAreBoundedAndTwoAtOnceShareTheWork() async throws {
        try await Desk.run { desk in
            for number in 0..<12 { _ = try await desk.citizen("subject-\(number)") }
            let retention = Retention(store: RetentionStore(desk.service), policy: RetentionPolicy())
            let first = try await retention.round(limit: 5)
            #expect(first.citizens == 5 && first.hasMore)
            let gone = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await retention.round(limit: 5).citizens } }
                return try await group.reduce(first.citizens, +)
            }
            #expect(gone == 12)
        }
    }

    /// Who signs in at the very moment does so, as who they were or as somebody new.
    @Test func whoSignsInMeanwhileIsKeptOrMadeAnew() async throws {
        try await Desk.run { desk in
            let (retention, store) = (
                Retention(store: RetentionStore(desk.service), policy: RetentionPolicy()), ProviderSignInStore(desk.service)
            )
            let identity = ProviderIdentity(issuer: "https://id.example", subject: "subject-1")
            for round in 0..<20 {
                try await desk.change("DELETE FROM citizen_session")
                try await desk.change("UPDATE citizen SET review_at = now()")
                let session = NewSession(digest: Data(repeating: UInt8(round), count: 32), newCitizen: .next())
                async let step = retention.round()
                async let opened = store.open(session, for: identity, of: "city")
                _ = try await step
                let citizen: UUID
                do { citizen = try await opened.citizen } catch StoreError.busy { continue }
                #expect(try await desk.citizens() == [citizen])
            }
        }
    }
}

extension Desk {
    fileprivate func letGo() async throws -> RetentionStep {
        var step = try await Retention(store: RetentionStore(service), policy: RetentionPolicy()).round()
        // Keys of filings have a test of their own.
        step.keys = 0
        return step
    }

    fileprivate func change(_ statement: SQL) async throws {
        try await database.pool(.superuser).execute(statement)
    }

    /// Somebody who has signed in before; to be looked at now unless told.
    fileprivate func citizen(_ subject: String, phone: String? = nil, isDue: Bool = true) async throws -> UUID {
        let id = UUID()
        try await change(
            """
            INSERT INTO citizen (id, phone_sealed, key_id, phone_lookup, issuer, subject, created_at, review_at)
            VALUES (
                \(id), CASE WHEN \(phone)::text IS NOT NULL THEN '\\x00'::bytea END, CASE WHEN \(phone)::text IS NOT NULL THEN 'k' END,
                sha256(convert_to(\(phone)::text, 'UTF8')), 'https://id.example', \(subject), now() - interval '1 year',
                now() + \(isDue ? "interval '0'" as SQL : "interval '1 day'")
            )
            """
        )
        return id
    }

    fileprivate func citizens() async throws -> [UUID] {
        try await database.pool(.superuser).query("SELECT id FROM citizen ORDER BY id", as: UUID.self)
    }
}

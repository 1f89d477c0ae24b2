import DatabaseTesting
import Foundation
import Postgres
import Testing

@Suite struct IdempotencyTests {
    @Test func fiftyPostsOfOneKeyMakeOneReport() async throws {
        try await APITest.run { api in
            let key = UUID().uuidString
            let answers = try await withThrowingTaskGroup(of: JSONAnswer.self) { group in
                for _ in 0..<50 { group.addTask { try await api.file(key: key) } }
                return try await group.reduce(into: [JSONAnswer]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 })
            #expect(Set(answers.map(\.text)).count == 1)
            #expect(answers.filter { $0.header("idempotent-replay") == nil }.count == 1)
            #expect(try await api.rowCounts() == [1, 1, 1, 2, 3, 1])
        }
    }

    @Test func theAnswerIsToldAgainInTheLanguageAskedFor() async throws {
        try await APITest.run { api in
            let key = UUID().uuidString
            let first = try await api.file(key: key)
            let again = try await api.file(key: key.lowercased())
            #expect(again.text == first.text)
            #expect(again.header("idempotent-replay") == "true")
            let english = try await api.file(key: key, headers: ["accept-language": "en"])
            #expect(english.string("status_label") == "Waiting to be accepted")
            #expect(english.string("tracking_token") == first.string("tracking_token"))
        }
    }

    /// The receipt is the first moment's, whatever has happened to the report or the reference data since.
    @Test func aReplayIsNotTouchedByWhatHappenedSince() async throws {
        try await APITest.run { api in
            let key = UUID().uuidString
            let first = try await api.file(key: key)
            try await api.database.pool(.superuser).withTransaction { connection in
                try connection.execute("UPDATE report SET status = 'acknowledged', version = 2, unit_id = NULL, boundary_version_id = NULL")
                try connection.execute(
                    """
                    UPDATE sla_clock
                    SET state = 'met', outcome = 'met', used_s = 60, due_at = NULL, breach_at = NULL, fire_at = NULL, stopped_at = now()
                    WHERE clock = 'acknowledge'
                    """
                )
                try connection.execute("UPDATE category SET retired_at = now() WHERE code = 'road.pothole'")
            }
            #expect(try await api.file(key: key).text == first.text)
        }
    }

    @Test func anotherBodyUnderTheSameKeyIsRefused() async throws {
        try await APITest.run { api in
            let key = UUID().uuidString
            _ = try await api.file(key: key)
            let other = try await api.file(["description": "Khác"], key: key)
            #expect(other.status == 422)
            #expect(other.string("code") == "idempotency_key_reused")
            #expect(try await api.rowCounts() == [1, 1, 1, 2, 3, 1])
        }
    }

    @Test func aKeyIsFreeAgainAfterSevenDays() async throws {
        try await APITest.run { api in
            let key = UUID().uuidString
            let first = try await api.file(key: key)
            try await api.database.pool(.superuser).execute(
                "UPDATE idempotency_key SET created_at = created_at - interval '7 days 1 second'"
            )
            let second = try await api.file(["description": "Khác"], key: key)
            #expect(second.status == 201)
            #expect(second.string("code") != first.string("code"))
            #expect(try await api.rowCounts() == [2, 2, 2, 4, 6, 1])
        }
    }

    @Test func aKeyIsRequiredAndMustBeAUUID() async throws {
        try await APITest.run { api in
            let without = try await api.post("/v1/reports", ["content-type": "application/json"], body: Array(try APITest.report().utf8))
            #expect(without.status == 400)
            #expect(without.string("code") == "idempotency_key_required")
            let short = try await api.file(key: "1")
            #expect(short.status == 400)
            #expect(short.string("code") == "idempotency_key_invalid")
            #expect(try await api.file(key: "00000000-0000-0000-0000-000000000000").status == 400)
            #expect(try await api.rowCounts() == [0, 0, 0, 0, 0, 0])
        }
    }
}

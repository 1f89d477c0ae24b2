import Crypto
import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// Reporting periods that are closed. The clock stands at Monday 2026-03-02 08:00 until a test moves it.
@Suite struct PeriodTests {
    private func close(_ period: String, _ api: APITest, key: String? = UUID().uuidString, as officer: Officer = .coordinator) async throws
        -> JSONAnswer
    {
        let headers = key.map { ["idempotency-key": $0] } ?? [:]
        return try await api.post("/v1/admin/periods/\(period)/close", officer.headers.merging(headers) { $1 }, body: [])
    }

    @Test func figuresAreKeptAsTheyStoodAndDifferencesAreTold() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            _ = try await api.filed()
            try await api.at("2026-04-01 08:00")
            try await api.counted()
            let key = UUID().uuidString
            let closed = try await close("2026-03", api, key: key)
            #expect(closed.status == 201 && closed.string("period") == "2026-03", "\(closed.text)")
            #expect(closed.header("location") == "/v1/admin/periods/2026-03" && closed.string("closed_by") == "coordinator")
            let again = try await close("2026-03", api, key: key)
            #expect(again.status == 201 && again.header("idempotent-replay") == "true" && again.text == closed.text)
            #expect(try await close("2026-03", api).string("code") == "period_closed")
            #expect(try await close("2026-02", api, key: key).string("code") == "idempotency_key_reused")

            let read = try await api.get("/v1/admin/periods/2026-03", Officer.coordinator.headers)
            #expect(read.number("genuine") == 1 && read.count("differences") == 0, "\(read.text)")
            let figures = try #require(read.string("figures"))
            #expect(figures.contains("activity\tcity\t-\tfiled\t2"))
            let kinds = Set(figures.split(separator: "\n").compactMap { $0.split(separator: "\t").dropFirst().first.map(String.init) })
            #expect(kinds == ["city", "filed_unit", "today_unit", "category", "agency"])
            // Anybody can check it with what is written of it.
            let closedAt = try #require(read.string("closed_at").flatMap { Instant(rfc3339: $0) })
            let lines = [
                "phananh-period-1", "2026-03", "\(Int(try #require(read.number("position"))))", "\(closedAt.secondsSince1970)",
                "coordinator",
                try #require(read.string("key_id")), figures,
            ]
            let signature = try #require(read.string("signature").flatMap { Data(hexadecimal: $0) })
            let publicKey = try #require(read.string("public_key").flatMap { Data(hexadecimal: $0) })
            let verifier = try Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
            #expect(verifier.isValidSignature(signature, for: Data(lines.joined(separator: "\n").utf8)))

            try await api.act("classify", on: code, ["category": "road.sidewalk", "reason": "Sai lĩnh vực"])
            try await api.counted()
            let later = try await api.get("/v1/admin/periods/2026-03", Officer.coordinator.headers)
            #expect(later.string("figures") == figures && later.number("genuine") == 1)
            #expect((later.count("differences") ?? 0) >= 2 && later.header("etag") != read.header("etag"), "\(later.text)")
            let told = try await api.database.pool(.superuser).query(
                "SELECT object FROM audit_entry WHERE action = 'period_closed'",
                as: String.self
            )
            #expect(told == ["2026-03"])
        }
    }

    @Test func nothingIsClosedBeforeItIsOverAndCounted() async throws {
        try await APITest.run(.standingCity) { api in
            _ = try await api.filed()
            try await api.counted()
            for period in ["2026-03", "2026-Q1", "2026", "2099"] {
                #expect(try await close(period, api).string("code") == "period_running", "\(period)")
            }
            try await api.at("2026-03-31 23:59")
            _ = try await api.filed()
            try await api.at("2026-04-01 00:00")
            // What has happened in it is not yet counted.
            #expect(try await close("2026-03", api).string("code") == "period_running")
            try await api.counted()
            for period in ["2026-03", "2026-Q1", "2026-01"] { #expect(try await close(period, api).status == 201, "\(period)") }
            let list = try await api.get("/v1/admin/periods?limit=2", Officer.coordinator.headers)
            #expect((0..<2).map { list.string("items.\($0).period") } == ["2026-Q1", "2026-03"], "\(list.text)")
            let rest = try await api.get(
                "/v1/admin/periods?limit=2&cursor=\(try #require(list.string("next")))",
                Officer.coordinator.headers
            )
            #expect(rest.count("items") == 1 && rest.string("items.0.period") == "2026-01" && rest.string("next") == "null")
        }
    }

    /// Nothing is signed that will be another figure without anything having happened.
    @Test func nothingIsClosedWhileItIsCountedAnew() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            try await api.at("2026-04-01 08:00")
            _ = try await api.filed()
            try await api.counted()
            let database = api.database.pool(.superuser)
            let version = try await database.query("SELECT boundary_version_id FROM figure_cursor", as: UUID?.self).first.flatMap(\.self)
            let causes: [(SQL, undone: SQL)] = [
                (
                    "INSERT INTO figure_stale (report_id, due_at) SELECT id, '2027-01-01' FROM report WHERE code = \(code)",
                    "DELETE FROM figure_stale"
                ),
                ("UPDATE figure_cursor SET remapped_to = gen_random_uuid()", "UPDATE figure_cursor SET remapped_to = NULL"),
                (
                    "UPDATE figure_cursor SET boundary_version_id = NULL",
                    "UPDATE figure_cursor SET boundary_version_id = \(version)"
                ),
            ]
            for (cause, undone) in causes {
                try await database.execute(cause)
                #expect(try await close("2026-03", api).string("code") == "period_running")
                try await database.execute(undone)
            }
            // What was filed after it has nothing to do with it.
            try await database.execute(
                "INSERT INTO figure_stale (report_id, due_at) SELECT id, '2027-01-01' FROM report WHERE code <> \(code)"
            )
            #expect(try await close("2026-03", api).status == 201)
            // Figures may change without an event.
            let read = try await api.get("/v1/admin/periods/2026-03", Officer.coordinator.headers)
            try await database.execute(
                "UPDATE figure_day SET n = n + 1 WHERE basis = 'activity' AND measure = 'filed' AND day < '2026-04-01'"
            )
            try await database.execute("UPDATE figure_cursor SET revision = revision + 1")
            let known = Officer.coordinator.headers.merging(["if-none-match": try #require(read.header("etag"))]) { $1 }
            let later = try await api.get("/v1/admin/periods/2026-03", known)
            #expect(later.status == 200 && later.count("differences") == 5, "\(later.text)")
        }
    }

    @Test func whatIsWrongIsRefused() async throws {
        try await APITest.run(.standingCity) { api in
            try await api.counted()
            for period in ["2026-13", "2026-q1", "today", "1999-01"] {
                #expect(try await close(period, api).status == 404)
                #expect(try await api.get("/v1/admin/periods/\(period)", Officer.coordinator.headers).status == 404)
            }
            #expect(try await close("2026-01", api, key: nil).string("code") == "idempotency_key_required")
            #expect(try await close("2026-01", api, key: "x").string("code") == "idempotency_key_invalid")
            #expect(try await close("2026-01", api, as: .desk).status == 403)
            #expect(try await api.get("/v1/admin/periods/2026-01", Officer.coordinator.headers).status == 404)
            #expect(try await api.get("/v1/admin/periods?cursor=x", Officer.coordinator.headers).refusals == ["cursor unknown_value"])
            #expect(try await api.get("/v1/admin/periods", Officer.desk.headers).status == 403)
            let count = try await api.database.pool(.superuser).query("SELECT count(*) FROM closed_period", as: Int.self)
            #expect(count == [0])
        }
    }

    @Test func nobodyChangesWhatIsClosed() async throws {
        try await APITest.run(.standingCity) { api in
            try await api.counted()
            #expect(try await close("2026-01", api).status == 201)
            for statement: SQL in ["UPDATE closed_period SET position = 0", "DELETE FROM closed_period", "TRUNCATE closed_period"] {
                await #expect(throws: (any Error).self) { try await api.database.pool(.superuser).execute(statement) }
            }
        }
    }
}

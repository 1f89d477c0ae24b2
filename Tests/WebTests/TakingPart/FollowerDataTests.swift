import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Web

/// What is kept of followers is theirs, as what is kept of reporters. The clock stands at Monday 2026-03-02 08:00.
@Suite struct FollowerDataTests {
    private static let phone = ["phone": "0987 654 321"]

    @Test func whoAsksIsToldWhatTheyFollow() async throws {
        try await APITest.run(.standingCity) { api in
            let (code, other) = (try await api.filed(), try await api.filed(["reporter": ["phone": "0912345678"]]))
            _ = try await api.takePart("follow", in: code, Self.phone)
            _ = try await api.takePart("follow", in: other, ["email": "x@example.com"])
            let id = try await api.asked(#"{"kind":"access","requester":{"phone":"+84987654321","email":"X@example.com"}}"#)
            let read = try await api.get("/v1/admin/data-requests/\(id)", Officer.coordinator.headers)
            #expect(read.count("reports") == 0 && read.string("follows.0") == code && read.string("follows.1") == other)
            let export = try await api.get("/v1/admin/data-requests/\(id)/export", Officer.coordinator.headers)
            #expect(export.string("follows.0.report") == code && export.string("follows.0.phone") == "+84987654321", "\(export.text)")
            #expect(export.string("follows.0.since") == "2026-03-02T08:00:00+07:00" && export.string("follows.0.email") == "null")
            #expect(export.string("follows.1.email") == "x@example.com" && export.count("reports") == 0)
            #expect(!export.text.contains("912345678"))
            let told = try await api.database.audit().filter { $0.action == "private_export" }
            #expect(told.count == 2 && told.allSatisfy { !$0.details.contains("987654321") })
        }
    }

    @Test func whoAsksForItIsForgottenAndStillCounted() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            _ = try await api.takePart("follow", in: code, Self.phone)
            _ = try await api.takePart("follow", in: code, ["phone": "0912345678"])
            let id = try await api.asked(#"{"kind":"erasure","requester":{"phone":"0987654321"}}"#)
            let hold = try await api.hold(code)
            #expect(try await api.act("fulfil", onRequest: id).string("rule") == "under_legal_hold")
            try await api.lift(hold)
            let approval = try #require(try await api.act("fulfil", onRequest: id).string("approval"))
            let decided = try await api.decide(approval, by: .deputy)
            #expect(
                decided.status == 200 && decided.count("proposal.follows") == 1 && decided.count("proposal.reports") == 0,
                "\(decided.text)"
            )
            #expect(try await api.get("/v1/reports/\(code)").number("followers") == 2)
            let left = try await api.database.pool(.superuser).query(
                "SELECT data_key IS NOT NULL, phone_lookup IS NOT NULL FROM report_follower ORDER BY followed_at, id",
                as: (Bool, Bool).self
            )
            #expect(left.count == 2 && left.count { $0.0 && $0.1 } == 1 && left.count { !$0.0 && !$0.1 } == 1)
            let told = try await api.database.audit().filter { $0.action == "followers_erased" }
            #expect(told.count == 1 && told[0].object.contains(code), "\(told)")
            // The reporter's data are not the follower's.
            let again = try await api.asked(#"{"kind":"access","requester":{"phone":"0987654321"}}"#)
            #expect(try await api.get("/v1/admin/data-requests/\(again)", Officer.coordinator.headers).count("follows") == 0)
        }
    }

    @Test func afterTheirTimeFollowersAreForgotten() async throws {
        try await APITest.run(.standingCity) { api in
            let (done, open, held) = (try await api.filed(), try await api.filed(), try await api.filed())
            for code in [done, open, held] { _ = try await api.takePart("follow", in: code, Self.phone) }
            for code in [done, held] { try await api.act("refuse", on: code, ["code": "spam", "explanation": "x"]) }
            _ = try await api.hold(held)
            #expect(try await retain(api).followers == 0)
            try await api.at("2027-03-03 09:00")
            #expect(try await retain(api).followers == 1)
            #expect(try await retain(api).followers == 0)
            let left = try await api.database.pool(.superuser).query(
                """
                SELECT report.code
                FROM report_follower AS follower
                JOIN report ON report.id = follower.report_id
                WHERE follower.phone_lookup IS NOT NULL OR follower.phone_sealed IS NOT NULL OR follower.data_key IS NOT NULL
                ORDER BY report.code
                """,
                as: String.self
            )
            #expect(left == [open, held].sorted())
            #expect(try await api.get("/v1/reports/\(done)").number("followers") == 1)
        }
    }

    private func retain(_ api: APITest) async throws -> RetentionStep {
        try await api.database.withStore(.service) { service in
            try await Retention(store: RetentionStore(service), policy: RetentionPolicy()).round()
        }
    }
}

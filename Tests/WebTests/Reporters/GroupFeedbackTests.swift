import DatabaseTesting
import Postgres
import Testing

@testable import Web

/// What reporters say of an answer that several of them got. The clock stands at Monday 2026-03-02 08:00.
@Suite struct GroupFeedbackTests {
    nonisolated(unsafe) private static let disputing: [String: Any] = ["rating": "unsatisfied", "dispute": true, "comment": "Vẫn ngập"]

    /// An original and two duplicates, answered together.
    private func answered(_ api: APITest) async throws -> (original: Filed, copies: [Filed]) {
        let (original, copies) = (try await api.filedReport(), [try await api.filedReport(), try await api.filedReport()])
        for copy in copies { try await api.act("mark_duplicate", on: copy.code, ["of": original.code]) }
        #expect(try await api.reporter("feedback", on: copies[0], Self.disputing).string("rule") == "status")
        try await api.resolve(original)
        return (original, copies)
    }

    @Test func eachReporterOfAGroupRatesTheAnswerTheyGot() async throws {
        try await APITest.run(.standingCity) { api in
            let (original, copies) = try await answered(api)
            let rated = try await api.reporter("feedback", on: copies[0], ["rating": "acceptable", "comment": "Hơi chậm"])
            #expect(rated.status == 201 && rated.string("type") == "rated" && rated.string("status") == "duplicate", "\(rated.text)")
            #expect(try await api.reporter("feedback", on: copies[0], ["rating": "satisfied"]).string("rule") == "already_rated")
            // It is theirs alone: the others say what they think, and the report is not closed by it.
            #expect(try await api.read(original.code).string("status") == "resolved")
            #expect(try await api.reporter("feedback", on: copies[1], ["rating": "satisfied"]).status == 201)
            #expect(try await api.reporter("feedback", on: original, ["rating": "satisfied"]).string("status") == "closed")
            let staff = try await api.read(copies[0].code)
            #expect(staff.text.contains("\"rating\":\"acceptable\"") && staff.text.contains("Hơi chậm"), "\(staff.text)")
        }
    }

    @Test func aDisputeOfOneOfThemReopensTheOriginalOnce() async throws {
        try await APITest.run(.standingCity) { api in
            let (original, copies) = try await answered(api)
            _ = try await api.reporter("feedback", on: original, ["rating": "satisfied"])
            let first = try await api.reporter("feedback", on: copies[0], Self.disputing)
            #expect(first.status == 201 && first.string("type") == "rated", "\(first.text)")
            let reopened = try await api.read(original.code)
            #expect(reopened.string("status") == "acknowledged" && reopened.string("sla.resolve.state") == "running", "\(reopened.text)")
            #expect(reopened.text.contains("\"member\":\"\(copies[0].code)\""), "\(reopened.text)")
            #expect(try await api.get("/v1/staff/inbox", Officer.desk.headers).number("disputed") == 1)
            // The second says the same of the same answer.
            let second = try await api.reporter("feedback", on: copies[1], Self.disputing)
            #expect(second.status == 201, "\(second.text)")
            #expect(try await api.read(original.code).number("version") == reopened.number("version"))
            try await api.act("resolve", on: original.code)
            // Another answer may be disputed again: the city looks at it, with all of the group.
            let third = try await api.reporter("feedback", on: copies[1], Self.disputing)
            #expect(third.status == 201, "\(third.text)")
            for code in [original.code, copies[0].code, copies[1].code] {
                #expect(try await api.read(code, as: .coordinator).string("agency.kind") == "coordinator")
            }
            #expect(try await api.reporter("feedback", on: original, ["rating": "satisfied"]).string("rule") == "under_review")
            #expect(try await api.act("resolve", on: original.code, by: .coordinator).status == 200)
            #expect(try await api.reporter("feedback", on: copies[0], Self.disputing).string("rule") == "reviewed")
            #expect(try await api.reporter("feedback", on: copies[0], ["rating": "satisfied"]).status == 201)
        }
    }

    @Test func afterFourteenDaysItIsTooLateForAll() async throws {
        try await APITest.run(.standingCity) { api in
            let (_, copies) = try await answered(api)
            try await api.at("2026-03-16 07:59")
            #expect(try await api.reporter("feedback", on: copies[0], ["rating": "satisfied"]).status == 201)
            try await api.at("2026-03-16 08:00")
            #expect(try await api.reporter("feedback", on: copies[1], Self.disputing).string("rule") == "feedback_time")
        }
    }

    /// Who joins a group whose answer was disputed has had no answer yet.
    @Test func whoWasNotAnsweredYetRatesNothing() async throws {
        try await APITest.run(.standingCity) { api in
            let (original, copies) = try await answered(api)
            _ = try await api.reporter("feedback", on: original, Self.disputing)
            try await api.at("2026-03-02 09:00")
            let late = try await api.filedReport()
            try await api.act("mark_duplicate", on: late.code, ["of": original.code])
            #expect(try await api.reporter("feedback", on: late, Self.disputing).string("rule") == "status")
            #expect(try await api.reporter("feedback", on: copies[0], ["rating": "acceptable"]).status == 201)
        }
    }

    /// All at once, the original is disputed once, and nobody waits for the other for good.
    @Test func manyDisputeAtOnceWhileTheGroupMoves() async throws {
        try await APITest.run(.standingCity) { api in
            let original = try await api.filedReport()
            var copies: [Filed] = []
            for _ in 0..<6 { copies.append(try await api.filedReport()) }
            for copy in copies { try await api.act("mark_duplicate", on: copy.code, ["of": original.code]) }
            try await api.resolve(original)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for copy in copies {
                    group.addTask {
                        let answer = try await api.reporter("feedback", on: copy, Self.disputing)
                        #expect(answer.status == 201, "\(answer.text)")
                    }
                }
                group.addTask {
                    for _ in 0..<3 { _ = try await api.act("escalate", on: original.code) }
                }
                try await group.waitForAll()
            }
            let disputes = try await api.database.pool(.superuser).query(
                "SELECT count(*) FROM report_event WHERE type = 'disputed'",
                as: Int.self
            )
            #expect(disputes == [1])
        }
    }
}

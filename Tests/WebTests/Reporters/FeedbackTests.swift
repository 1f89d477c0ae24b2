import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Web

/// What reporters say of a solution. The clock stands at 2026-03-02 08:00.
@Suite struct FeedbackTests {
    @Test func aSolutionIsRatedOnce() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            #expect(try await api.reporter("feedback", on: report, ["rating": "satisfied"]).string("rule") == "status")
            try await api.resolve(report)
            let rated = try await api.reporter("feedback", on: report, ["rating": "acceptable", "comment": "Hơi chậm"])
            #expect(rated.status == 201 && rated.string("type") == "rated" && rated.string("status") == "resolved", "\(rated.text)")
            #expect(try await api.reporter("feedback", on: report, ["rating": "satisfied"]).string("rule") == "already_rated")
            let staff = try await api.read(report.code)
            #expect(staff.text.contains("\"rating\":\"acceptable\"") && staff.text.contains("Hơi chậm"))
            #expect(try await api.get("/v1/reports/\(report.code)/timeline", report.headers).text.contains("Hơi chậm"))
            #expect(!(try await api.get("/v1/reports/\(report.code)/timeline").text.contains("rated")))
        }
    }

    /// The second time the city looks at it, and its word is the last.
    @Test func aDisputeReopensOnceAndThenTheCityAnswersForGood() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            try await api.resolve(report)
            let disputing: [String: Any] = ["rating": "unsatisfied", "dispute": true, "comment": "Chưa vá"]
            let first = try await api.reporter("feedback", on: report, disputing)
            #expect(first.string("type") == "disputed" && first.string("status") == "acknowledged", "\(first.text)")
            #expect(try await api.get("/v1/reports/\(report.code)").string("sla.resolve.state") == "running")
            #expect(try await api.act("resolve", on: report.code).status == 200)
            let second = try await api.reporter("feedback", on: report, disputing)
            #expect(second.string("status") == "resolved")
            let review = try await api.get("/v1/reports/\(report.code)")
            #expect(review.string("agency.kind") == "coordinator")
            #expect(try await api.reporter("feedback", on: report, disputing).string("rule") == "already_rated")
            // It does not close while the city owes its word.
            try await api.at("2026-03-20 08:00")
            #expect(try await api.closeDue() == 0)
            let answer = try await api.act("resolve", on: report.code, by: .coordinator)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try await api.reporter("feedback", on: report, disputing).string("rule") == "reviewed")
            #expect(try await api.reporter("feedback", on: report, ["rating": "acceptable"]).status == 201)
        }
    }

    @Test func whatIsResolvedAndNotReviewedIsNotResolvedAgain() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            try await api.resolve(report)
            #expect(try await api.act("resolve", on: report.code, by: .coordinator).string("rule") == "status")
        }
    }

    @Test func afterFourteenDaysItIsTooLateAndTheReportCloses() async throws {
        try await APITest.run(.standingCity) { api in
            let (report, answered) = (try await api.filedReport(), try await api.filedReport())
            try await api.resolve(report)
            try await api.resolve(answered)
            #expect(try await api.reporter("feedback", on: answered, ["rating": "unsatisfied", "dispute": true]).status == 201)
            try await api.at("2026-03-16 07:59")
            #expect(try await api.closeDue() == 0)
            try await api.at("2026-03-16 08:00")
            #expect(try await api.reporter("feedback", on: report, ["rating": "satisfied"]).string("rule") == "feedback_time")
            #expect(try await api.closeDue() == 1)
            #expect(try await api.get("/v1/reports/\(report.code)").string("status") == "closed")
            #expect(try await api.get("/v1/reports/\(answered.code)").string("status") == "acknowledged")
            #expect(try await api.closeDue() == 0)
            // It may be opened again, and does not close then.
            #expect(try await api.act("reopen", on: report.code, ["reason": "x"]).status == 200)
            #expect(try await api.closeDue() == 0)
        }
    }

    @Test(
        arguments: [
            ([:], ["/rating required"]), (["rating": "good"], ["/rating unknown_value"]), (["rating": 5], ["/rating wrong_type"]),
            (["rating": "satisfied", "dispute": "yes"], ["/dispute wrong_type"]),
            (["rating": "satisfied", "comment": " "], ["/comment blank"]),
            (["rating": "satisfied", "dispute": true], ["/dispute out_of_range"]),
        ] as [([String: any Sendable], [String])]
    )
    func whatMakesNoSenseIsRefused(_ feedback: [String: any Sendable], _ refusals: [String]) async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            try await api.resolve(report)
            #expect(try await api.reporter("feedback", on: report, feedback).refusals == refusals)
        }
    }
}

extension APITest {
    /// Closes what is to close; how many reports.
    func closeDue() async throws -> Int {
        try await database.withStore(.service) { service in
            let catalogs = CatalogCache(store: CatalogStore(service))
            let closing = ReportClosing(
                store: ClosingStore(service),
                actions: ReportActions(store: ActionStore(service), catalogs: catalogs)
            )
            let round = try await closing.close()
            #expect(round.refused.isEmpty)
            return round.closed
        }
    }
}

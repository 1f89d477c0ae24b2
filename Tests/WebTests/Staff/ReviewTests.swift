import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// What the city looks at again each month. The clock stands at Monday 2026-03-02 08:00.
@Suite struct ReviewTests {
    private func page(_ query: String, _ api: APITest) async throws -> JSONAnswer {
        try await api.get("/v1/staff/reviews?\(query)", Officer.coordinator.headers)
    }

    private func items(_ answer: JSONAnswer) -> [String] {
        (0..<(answer.count("items") ?? 0)).map { "\(answer.string("items.\($0).kind") ?? "") \(answer.string("items.\($0).code") ?? "")" }
    }

    @Test func theUnsatisfiedTheWithheldAndSomeOfTheRefusedAreListed() async throws {
        try await APITest.run(.standingCity) { api in
            let unhappy = try await api.filedReport()
            let happy = try await api.filedReport()
            for report in [unhappy, happy] {
                try await api.act("acknowledge", on: report.code)
                try await api.act("resolve", on: report.code)
            }
            _ = try await api.reporter("feedback", on: unhappy, ["rating": "unsatisfied"])
            _ = try await api.reporter("feedback", on: happy, ["rating": "satisfied"])
            let (withheld, shownAgain, refused) = (try await api.filed(), try await api.filed(), try await api.filed())
            try await api.act("withhold", on: withheld, ["reason": "Có thông tin riêng"])
            try await api.act("withhold", on: shownAgain, ["reason": "Nhầm"])
            try await api.act("undo", on: shownAgain)
            try await api.act("refuse", on: refused, ["code": "spam", "explanation": "x"])
            let answer = try await page("month=2026-03", api)
            #expect(answer.status == 200, "\(answer.text)")
            let expected = ["unsatisfied \(unhappy.code)", "withheld \(withheld)", "refused \(refused)"]
            #expect(Set(items(answer)) == Set(expected), "\(answer.text)")
            #expect(answer.number("counts.unsatisfied") == 1 && answer.number("counts.withheld") == 1)
            #expect(answer.number("counts.refused") == 1 && answer.number("counts.drawn") == 1)
            let last = try #require(items(answer).firstIndex { $0.hasPrefix("refused") })
            #expect(answer.string("items.\(last).refusal") == "spam" && answer.string("items.\(last).agency.name") != nil)
            #expect(!answer.text.contains("thông tin riêng") && !answer.text.contains("Ổ gà sâu"))
            for month in ["2026-02", "2026-04", "2099-01"] { #expect(items(try await page("month=\(month)", api)) == []) }
            // Page by page the same.
            var (found, path): ([String], String?) = ([], "month=2026-03&limit=1")
            while let query = path {
                let one = try await page(query, api)
                found += items(one)
                path = one.header("link").map { String($0.dropFirst().prefix { $0 != ">" }).replacing("/v1/staff/reviews?", with: "") }
            }
            #expect(found == items(answer))
        }
    }

    /// Each dispute under the desk that had answered, and what is withheld once, if it is still when the month ends.
    @Test func disputesAreListedUnderWhoAnswered() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            try await api.act("acknowledge", on: report.code)
            for _ in 0..<2 {
                try await api.act("resolve", on: report.code)
                let disputed = try await api.reporter("feedback", on: report, ["rating": "unsatisfied", "dispute": true])
                #expect(disputed.status == 201, "\(disputed.text)")
            }
            let withheld = try await api.filed()
            try await api.act("acknowledge", on: withheld)
            for act in ["withhold", "publish", "withhold"] {
                try await api.act(act, on: withheld, act == "withhold" ? ["reason": "Riêng tư"] : [:])
            }
            let shown = try await api.filed()
            try await api.act("acknowledge", on: shown)
            try await api.act("withhold", on: shown, ["reason": "Riêng tư"])
            try await api.act("publish", on: shown)
            let answer = try await page("month=2026-03", api)
            let expected = ["disputed \(report.code)", "disputed \(report.code)", "withheld \(withheld)"]
            #expect(items(answer).sorted() == expected.sorted(), "\(answer.text)")
            #expect(answer.number("counts.disputed") == 2 && answer.number("counts.withheld") == 1)
            let ward = try await api.agency("committee-00004-2025-07-01")
            for index in items(answer).indices { #expect(answer.string("items.\(index).agency.id") == ward, "\(answer.text)") }
        }
    }

    @Test func aSampleOfRefusalsIsTheSameWhoeverAsks() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            try await api.act("refuse", on: code, ["code": "spam", "explanation": "x"])
            try await api.database.pool(.superuser).execute(
                """
                INSERT INTO report_event (report_id, seq, at, type, actor_kind, actor_agency_id, agency_id, is_public, data)
                SELECT event.report_id, event.seq + number, event.at, 'refused', 'agency', event.actor_agency_id, event.agency_id, true, event.data
                FROM report_event AS event
                CROSS JOIN generate_series(1, 299) AS number
                WHERE event.type = 'refused'
                ORDER BY number
                """
            )
            let first = try await page("month=2026-03&limit=200", api)
            #expect(first.number("counts.refused") == 300 && first.number("counts.drawn") == 30 && first.count("items") == 30)
            let second = try await api.get("/v1/staff/reviews?month=2026-03&limit=200", Officer.deputy.headers)
            #expect(second.text == first.text)
            let drawn = (0..<30).compactMap { first.number("items.\($0).seq") }
            #expect(drawn == drawn.sorted() && drawn.max() ?? 0 > 100)
        }
    }

    @Test func whatIsWrongIsRefused() async throws {
        try await APITest.run(.standingCity) { api in
            let none = try await page("", api)
            #expect(none.refusals == ["month required"])
            for month in ["2026", "2026-13", "2026-00", "2026-3", "03-2026", "2026-03-01", "1999-01", "x"] {
                #expect(try await page("month=\(month)", api).refusals == ["month time_invalid"], "\(month)")
            }
            for cursor in ["x", "1.2", "1.2.x", "01.2.\(UUID())", "1.2.3.4"] {
                #expect(try await page("month=2026-03&cursor=\(cursor)", api).refusals == ["cursor unknown_value"], "\(cursor)")
            }
            #expect(try await page("month=2026-03&limit=0", api).refusals == ["limit out_of_range"])
            #expect(try await api.get("/v1/staff/reviews?month=2026-03", Officer.desk.headers).status == 403)
        }
    }
}

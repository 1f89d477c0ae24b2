import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// One action on many reports.
@Suite struct BulkActionTests {
    private func send(_ body: String, _ officer: Officer = .desk, _ api: APITest) async throws -> JSONAnswer {
        let headers = ["content-type": "application/json"].merging(officer.headers) { $1 }
        return try await api.post("/v1/staff/reports/actions", headers, body: Array(body.utf8))
    }

    private func items(_ codes: [(String, Int)]) -> String {
        codes.map { #"{"code": "\#($0.0)", "version": \#($0.1)}"# }.joined(separator: ", ")
    }

    @Test func eachIsDoneOrNotForItself() async throws {
        try await APITest.run(.standingCity) { api in
            let codes = try await [api.filed(), api.filed(), api.filed()]
            try await api.act("acknowledge", on: codes[1])
            let other = try await api.filed(["category": "service.conduct"])
            let order = items(
                [(codes[0], 1), (codes[1], 1), (codes[1].lowercased().replacing("hn-", with: ""), 2)].dropLast() + [
                    (codes[2].lowercased(), 1), (other, 1),
                ]
            )
            let answer = try await send(#"{"action": {"action": "acknowledge"}, "reports": [\#(order)]}"#, .desk, api)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.number("items.0.done") == 1 && answer.number("items.0.version") == 2)
            #expect(answer.string("items.0.status") == "acknowledged" && answer.string("items.2.code") == codes[2])
            #expect(answer.string("items.1.problem.code") == "version_differs" && answer.number("items.1.done") == 0)
            #expect(answer.number("items.2.done") == 1 && answer.string("items.3.problem.code") == "not_found")
            let again = try await send(#"{"action": {"action": "acknowledge"}, "reports": [\#(items([(codes[0], 2)]))]}"#, .desk, api)
            #expect(again.string("items.0.problem.rule") == "status", "\(again.text)")
            let acts = try await api.database.audit().filter { $0.action == "report_act" }
            #expect(acts.count == 3)
            #expect(
                try await send(#"{"action": {"action": "note", "text": "x"}, "reports": [\#(items([(other, 1)]))]}"#, .desk, api).status
                    == 404
            )
        }
    }

    /// A slip of the hand in one code is no reason to leave the others.
    @Test func aCodeThatIsNoneStopsNoOther() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let typo = String(code.dropLast()) + (code.last == "0" ? "1" : "0")
            let order = items([("HN-26-7K3F9Q-3", 1), (typo, 1), ("x", 1), (code, 1)])
            let answer = try await send(#"{"action": {"action": "acknowledge"}, "reports": [\#(order)]}"#, .desk, api)
            #expect(answer.status == 200 && answer.string("items.0.problem.code") == "not_found", "\(answer.text)")
            #expect(answer.string("items.1.problem.code") == "check_digit" && answer.string("items.1.code") == typo)
            #expect(answer.string("items.2.problem.code") == "not_found" && answer.string("items.2.code") == "x")
            #expect(answer.number("items.3.done") == 1)
        }
    }

    @Test(arguments: [
        ("{}", ["/action required"]), (#"{"action": {"action": "acknowledge"}}"#, ["/reports required"]),
        (#"{"action": {"action": "acknowledge"}, "reports": []}"#, ["/reports required"]),
        (
            #"{"action": {"action": "fly"}, "reports": [{"code": "x"}]}"#,
            ["/action/action unknown_value", "/reports/0/version required"]
        ),
        (
            #"{"action": {"action": "note"}, "reports": [{"code": "HN-26-0000", "version": 1}], "x": 1}"#,
            ["/action/text required", "/x unknown_field"]
        ),
        (#"{"action": "acknowledge", "reports": [1]}"#, ["/action wrong_type", "/reports/0 wrong_type"]),
    ])
    func whatCannotBeReadChangesNothing(body: String, refusals: [String]) async throws {
        try await APITest.run { api in
            let answer = try await send(body, .desk, api)
            #expect(answer.status == 422 && answer.refusals == refusals, "\(answer.text)")
        }
    }

    /// What goes with one goes with each: publication, and what shows one thing shows it of the first alone.
    @Test func whatGoesWithAnActionGoesWithEach() async throws {
        try await APITest.run(.standingCity) { api in
            let codes = [try await api.filed(), try await api.filed()]
            let publish = #"{"action": {"action": "acknowledge", "publish": true}, "reports": [\#(items(codes.map { ($0, 1) }))]}"#
            #expect(try await send(publish, .desk, api).number("items.1.done") == 1)
            for code in codes { #expect(try await api.read(code).string("publication") == "published") }
            var versions: [(String, Int)] = []
            for code in codes { versions.append((code, Int(try #require(try await api.read(code).number("version"))))) }
            let picture = try await api.staffPicture(Officer.desk.headers)
            let action = #"{"action": "resolve", "summary": "\#(APITest.summary)", "evidence": ["\#(picture)"]}"#
            let answer = try await send(#"{"action": \#(action), "reports": [\#(items(versions))]}"#, .desk, api)
            #expect(answer.string("items.0.status") == "resolved", "\(answer.text)")
            #expect(answer.string("items.1.problem.code") == "invalid_fields", "\(answer.text)")
            #expect(try await api.read(codes[0]).string("attachments.0.id") == picture)
        }
    }

    @Test func aReportIsNamedOnceAndNotTooManyAtATime() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            for (count, refusal) in [(2, "/reports/1/code taken"), (51, "/reports too_many")] {
                let order = items(Array(repeating: (code, 1), count: count))
                let answer = try await send(#"{"action": {"action": "acknowledge"}, "reports": [\#(order)]}"#, .desk, api)
                #expect(answer.status == 422 && answer.refusals.first == refusal, "\(answer.text)")
            }
            #expect(try await api.read(code).number("version") == 1)
        }
    }
}

import DatabaseTesting
import Foundation
import Testing

@testable import Web

/// What the coordinator alone sees, and the public takes for out of scope. The clock stands at Monday 2026-03-02 08:00.
@Suite struct StateSecretTests {
    @Test func aStateSecretIsKeptApartAndCalledOutOfScope() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.filedReport()
            let code = filed.code
            try await api.act("acknowledge", on: code, ["publish": true])
            try await api.act("request_opinion", on: code, ["agency": try await api.agency("committee-00070-2025-07-01"), "question": "?"])
            let shown = try await api.staffPicture(Officer.desk.headers)
            let members: [String: Any] = ["code": "state_secret", "explanation": "Zeisig", "evidence": [shown]]
            #expect(try await api.act("refuse", on: code, members).refusals == ["/referred_to required"])
            let refused = try await api.act("refuse", on: code, members.merging(["referred_to": "Bộ Quốc phòng"]) { $1 })
            #expect(refused.string("status") == "refused" && refused.string("publication") == "withheld", "\(refused.text)")
            for officer in [Officer.desk, .colleague, .neighbour] { #expect(try await api.read(code, as: officer).status == 404) }
            #expect(try await api.read(code, as: .coordinator).text.contains(#""refusal":"state_secret""#))
            for headers in [[:], filed.headers] {
                let timeline = try await api.get("/v1/reports/\(code)/timeline", headers)
                #expect(timeline.string("items.4.refusal.code") == "outside_city_competence", "\(timeline.text)")
                #expect(!timeline.text.contains("Zeisig") && !timeline.text.contains("state_secret") && !timeline.text.contains("Bí mật"))
                let report = try await api.get("/v1/reports/\(code)", headers)
                #expect(report.string("text") == "null" && !report.text.contains("Zeisig") && !report.text.contains("state_secret"))
                #expect(timeline["items.4.evidence"] == nil && !timeline.text.contains(shown) && !report.text.contains(shown))
            }
            // Its reporter reads words and who is competent, as of whatever is out of scope; nobody else does.
            let told = try await api.get("/v1/reports/\(code)/timeline", filed.headers).string("items.4.note")
            #expect(told?.hasSuffix("\n\nBộ Quốc phòng") == true, "\(told ?? "")")
            #expect(try await api.get("/v1/reports/\(code)/timeline")["items.4.note"] == nil)
            #expect(try await api.act("publish", on: code, by: .coordinator).string("rule") == "status")
        }
    }

    private func listed(_ query: String, _ officer: Officer, _ api: APITest) async throws -> [String] {
        let answer = try await api.get("/v1/staff/reports?\(query)", officer.headers)
        return (0..<(answer.count("items") ?? 0)).compactMap { answer.string("items.\($0).code") }
    }

    /// Whoever has reported the same knows the same.
    @Test func itsDuplicatesAreSecretsToo() async throws {
        try await APITest.run(.standingCity) { api in
            let (original, copy, plain) = (try await api.filedReport(), try await api.filedReport(), try await api.filedReport())
            try await api.act("acknowledge", on: copy.code, ["publish": true])
            try await api.act("mark_duplicate", on: copy.code, ["of": original.code])
            try await api.act("refuse", on: original.code, ["code": "state_secret", "explanation": "Zeisig", "referred_to": "x"])
            for code in [original.code, copy.code] {
                for officer in [Officer.desk, .colleague, .neighbour] {
                    #expect(try await api.read(code, as: officer).status == 404)
                    #expect(try await api.act("note", on: code, ["text": "x"], by: officer).status == 404)
                    #expect(try await api.get("/v1/staff/reports/\(code)/duplicates", officer.headers).status == 404)
                }
                #expect(try await api.read(code, as: .coordinator).status == 200)
                #expect(try await api.get("/v1/reports/\(code)").string("text") == "null")
            }
            for query in ["status=refused,duplicate", "q=\(copy.code)", "q=cho", "sort=created_at"] {
                #expect(Set(try await listed(query, .desk, api)).isDisjoint(with: [original.code, copy.code]), "\(query)")
                let all = query.hasPrefix("q=HN") ? [copy.code] : [original.code, copy.code]
                #expect(Set(try await listed(query, .coordinator, api)).isSuperset(of: all), "\(query)")
            }
            // Its desk is told no more of it than of what is not there.
            #expect(try await api.act("mark_duplicate", on: plain.code, ["of": original.code]).refusals == ["/of unknown_report"])
            let ended = try await api.act("mark_duplicate", on: plain.code, ["of": original.code], by: .coordinator)
            #expect(ended.string("rule") == "original_ended", "\(ended.text)")
            // What is none any more its desk sees again, with all that was put together with it.
            #expect(try await api.act("reopen", on: original.code, ["reason": "Nhầm"], by: .coordinator).status == 200)
            for code in [original.code, copy.code, plain.code] { #expect(try await api.read(code).status == 200) }
            #expect(try await api.act("unmerge", on: copy.code).string("status") == "acknowledged")
        }
    }

    /// Its own desks may have published it, and that they withheld it may be taken back: a secret it is all the same.
    @Test func nothingMakesADuplicateOfASecretPublic() async throws {
        try await APITest.run(.standingCity) { api in
            let (original, copy) = (try await api.filedReport(), try await api.filedReport())
            try await api.act("acknowledge", on: copy.code, ["publish": true])
            try await api.act("mark_duplicate", on: copy.code, ["of": original.code])
            #expect(try await api.get("/v1/reports/\(copy.code)").string("text") != "null")
            try await api.act("refuse", on: original.code, ["code": "state_secret", "explanation": "x", "referred_to": "x"])
            #expect(try await api.act("withhold", on: copy.code, ["reason": "x"], by: .coordinator).status == 200)
            #expect(try await api.act("undo", on: copy.code, by: .coordinator).string("publication") == "withheld")
            #expect(try await api.get("/v1/reports/\(copy.code)").string("text") == "null")
        }
    }

    /// What people see outside is what they would see of a report that is plainly out of scope.
    @Test func nothingMovesForWhoeverLooksOnFromOutside() async throws {
        try await APITest.run(.standingCity) { api in
            var shown: [[String]] = []
            for code in ["state_secret", "outside_city_competence"] {
                let (original, copy) = (try await api.filedReport(), try await api.filedReport())
                try await api.act("mark_duplicate", on: copy.code, ["of": original.code])
                let members = ["code": code, "explanation": "x", "referred_to": "Bộ Xây dựng"]
                let refused = try await api.act("refuse", on: original.code, members)
                #expect(refused.string("status") == "refused", "\(refused.text)")
                var seen: [String] = []
                for report in [original, copy] {
                    for headers in [[:], report.headers] {
                        let answer = try await api.get("/v1/reports/\(report.code)", headers)
                        let timeline = try await api.get("/v1/reports/\(report.code)/timeline", headers)
                        seen += ["agency.id", "stands_in_for", "status", "sla.resolve.state"].map { answer.text($0) }
                        seen += (0..<(timeline.count("items") ?? 0)).map {
                            "\(timeline.text("items.\($0).type")) \(timeline.text("items.\($0).holder.id"))"
                        }
                        seen.append("\(timeline.count("held_by") ?? 0)")
                    }
                }
                shown.append(seen)
            }
            #expect(shown[0] == shown[1])
        }
    }
}

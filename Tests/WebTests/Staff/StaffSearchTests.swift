import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Web

/// What desks find by words, codes and phones.
@Suite struct StaffSearchTests {
    private func found(_ question: String, _ officer: Officer = .desk, _ api: APITest, _ more: String = "") async throws -> JSONAnswer {
        let q = question.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try await api.get("/v1/staff/reports?q=\(q)\(more)", officer.headers)
    }

    private func codes(_ answer: JSONAnswer) -> [String] {
        (0..<(answer.count("items") ?? 0)).compactMap { answer.string("items.\($0).code") }
    }

    @Test func wordsAreFoundWithMarksAndWithout() async throws {
        try await APITest.run(.standingCity) { api in
            let pit = try await api.filed(["description": "Ổ gà sâu trước cổng chợ Đồng Xuân", "address": "Số 12 ngõ Thuỵ Khuê"])
            let tree = try await api.filed(["description": "Cây đổ chắn HẾT lối đi"])
            for (question, expected) in [
                ("ổ gà", [pit]), ("O GA", [pit]), ("o\u{309}\u{302} ga\u{300}", [pit]), ("chợ đồng xuân", [pit]),
                ("thuy khue 12", [pit]), ("cổng, chợ!", [pit]), ("het loi", [tree]), ("cây rác", []), ("á", []),
            ] {
                let answer = try await found(question, .desk, api)
                #expect(answer.status == 200 && codes(answer) == expected, "\(question): \(answer.text)")
                #expect(answer["alike"] == nil || expected == [])
            }
            // A slip of the hand, or the beginning of a word, and only where nothing says it right.
            for question in ["truoc conh cho dong xuan", "cho dong xua", "trước cổgn chợ", "chodong xuan", "cho do ng xuan", "thuy kheu"] {
                let slip = try await found(question, .desk, api)
                #expect(codes(slip) == [pit] && slip.number("alike") == 1, "\(question): \(slip.text)")
                #expect(codes(try await found(question, .neighbour, api)) == [])
            }
            #expect(codes(try await found("trucs conh cho dong xuan", .desk, api)) == [])
            // Patterns are not the asker's.
            #expect(codes(try await found("% _ \\", .desk, api)) == [])
            #expect(codes(try await found("o ga", .neighbour, api)) == [])
            #expect(codes(try await found("o ga", .coordinator, api)) == [pit])
        }
    }

    @Test func aCodeIsReadLenientlyAndAPhoneExactly() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["reporter": ["phone": "0912 345 678"]])
            _ = try await api.filed(["reporter": ["phone": "0912 345 679"]])
            for question in [code, code.lowercased().replacing("-", with: " ")] {
                #expect(codes(try await found(question, .desk, api)) == [code], "\(question)")
                #expect(codes(try await found(question, .neighbour, api)) == [])
            }
            #expect(codes(try await found("+84 912.345.678", .desk, api)) == [code])
            #expect(codes(try await found("0912345678", .neighbour, api)) == [])
            // Whoever is only asked for an opinion does not learn who reported.
            let asked = try await api.get("/v1/staff/reports?attention=asked_for_opinion&q=0912345678", Officer.neighbour.headers)
            #expect(asked.status == 403)
            let entries = try await api.database.audit().filter { $0.action == "contact_searched" }
            #expect(entries.map(\.actor) == ["staff desk", "staff neighbour"])
            #expect(entries.allSatisfy { !$0.details.contains("912345678") && !$0.details.contains("912.345") })
        }
    }

    /// What is erased is not found any more, whoever reduces the words.
    @Test func whatIsErasedIsNotFound() async throws {
        try await APITest.run(.standingCity) { api in
            let members: [String: Any] = ["description": "Kanarienvogel, hỏi Zeisig@example.com", "address": "Ngõ Spatz"]
            let (over, asked) = (
                try await api.filedReport(members), try await api.filedReport(members.merging(["reporter": ["phone": "0912345678"]]) { $1 })
            )
            for question in ["kanarienvogel", "zeisig", "spatz"] {
                #expect(Set(codes(try await found(question, .desk, api))) == [over.code, asked.code], "\(question)")
            }
            let (_, approval) = try await api.proposedErasure(#"{"phone":"0912345678"}"#)
            #expect(try await api.decide(approval, by: .deputy).status == 200)
            for question in ["kanarienvogel", "zeisig", "spatz"] {
                #expect(codes(try await found(question, .desk, api)) == [over.code], "\(question)")
            }
            // Two years after its end only what might be published is left of the other.
            #expect(try await api.reporter("withdraw", on: over).status == 200)
            try await api.at("2028-03-03 08:00")
            let reduced = try await api.database.withStore(.service) { service in
                try await Retention(store: RetentionStore(service), policy: RetentionPolicy()).round().words
            }
            #expect(reduced == 1)
            for (question, left) in [("kanarienvogel", [over.code]), ("zeisig", []), ("spatz", [])] {
                #expect(codes(try await found(question, .desk, api)) == left, "\(question)")
            }
            let words = try await api.database.pool(.superuser).query("SELECT words::text FROM report_words", as: String.self)
            #expect(words.count == 2 && words.allSatisfy { !$0.contains("zeisig") && !$0.contains("spatz") })
        }
    }

    /// Whoever has a report finds it, and by whatever it is about now.
    @Test func whatMovesIsFoundWhereItIs() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["description": "Kanarienvogel ngõ 5"])
            try await api.act("classify", on: code, ["category": "road.sidewalk", "reason": "x"])
            #expect(codes(try await found("kanarienvogel", .desk, api, "&category=road.sidewalk")) == [code])
            #expect(codes(try await found("kanarienvogel", .desk, api, "&category=road.pothole")) == [])
            let neighbour = try await api.agency("committee-00070-2025-07-01")
            #expect(try await api.act("transfer", on: code, ["agency": neighbour, "reason": "x"]).status == 200)
            #expect(codes(try await found("kanarienvogel", .desk, api)) == [])
            #expect(codes(try await found("kanarienvogel", .neighbour, api)) == [code])
            #expect(codes(try await found("kanarienvogel", .coordinator, api, "&agency=\(neighbour)")) == [code])
        }
    }

    /// Nobody but two functions sees the words by which reports are found.
    @Test func theWordsAreNobodys() async throws {
        try await APITest.run(.standingCity) { api in
            _ = try await api.filed()
            for pool in [api.database.pool(.app), api.database.pool(.publicReader)] {
                await #expect(throws: PostgresError.self) { try await pool.query("SELECT report_id FROM report_words", as: UUID.self) }
            }
        }
    }

    @Test func pagesOfWhatIsFoundHoldWhileOthersWrite() async throws {
        try await APITest.run(.standingCity) { api in
            var filed: [String] = []
            for _ in 0..<7 { filed.append(try await api.filed(["description": "Rác thải đầu ngõ"])) }
            for (question, isAlike) in [("rac thai", false), ("rac thia dau ngo", true)] {
                var (listed, path): ([String], String?) = (
                    [], "/v1/staff/reports?q=\(question.replacing(" ", with: "+"))&sort=created_at&limit=2"
                )
                while let next = path {
                    let answer = try await api.get(next, Officer.desk.headers)
                    listed += codes(answer)
                    #expect((answer.number("alike") == 1) == isAlike, "\(answer.text)")
                    path = answer.header("link").map { String($0.dropFirst().prefix { $0 != ">" }) }
                    if !isAlike { _ = try await api.filed(["description": "Đèn hỏng"]) }
                    try await api.act("note", on: filed[3], ["text": "x"])
                }
                #expect(listed.count == filed.count && Set(listed) == Set(filed), "\(question)")
            }
        }
    }

    /// The database makes of what was reported the same words as the service of a question.
    @Test func bothFoldAlike() async throws {
        try await APITest.run(.standingCity) { api in
            let vowels = "aăâeêioôơuưy"
            let tones = ["", "\u{300}", "\u{301}", "\u{309}", "\u{303}", "\u{323}"]
            let letters = vowels.flatMap { vowel in tones.map { "\(vowel)\($0)" } } + ["đ", "ð"]
            let texts =
                [letters.joined(), letters.joined().uppercased(), letters.joined(separator: " ").precomposedStringWithCanonicalMapping]
                + ["Số 12/3-A, “Nhà”… ngõ", "1.000.000 đ", "  ", "Đường\tThuỵ\nKhuê"]
            for text in texts {
                let said = try await api.database.pool(.superuser).query("SELECT search_words(\(text))", as: String.self).first
                let words = SearchWords(text).words.filter { $0.unicodeScalars.allSatisfy(\.isASCII) }
                #expect(said?.split(separator: " ").map(String.init).filter { $0.unicodeScalars.allSatisfy(\.isASCII) } == words, "\(text)")
            }
        }
    }
}

import DatabaseTesting
import Domain
import Foundation
import NIOCore
import Postgres
import Testing

@testable import Web

/// Lists for spreadsheets.
@Suite struct StaffTableTests {
    private static let mark = "\u{FEFF}"

    private func table(_ query: String, _ officer: Officer, _ api: APITest, _ more: [String: String] = [:]) async throws -> JSONAnswer {
        try await api.get("/v1/staff/reports?\(query)", officer.headers.merging(["accept": "text/csv"]) { $1 }.merging(more) { $1 })
    }

    private func rows(_ answer: JSONAnswer) -> [String] {
        String(decoding: answer.body.readableBytesView, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    @Test func cellsAreQuotedAndNeverFormulas() {
        var table = CSVTable(headings: ["Mã", "Đơn vị"])
        for (cell, written) in [
            ("HN-26", "HN-26"), ("=1+1", "'=1+1"), ("+84", "'+84"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""), ("＝1", "'＝1"), ("a,b", "\"a,b\""), ("nói \"không\"", "\"nói \"\"không\"\"\""), ("a\nb", "\"a\nb\""),
            ("=\"a\",b", "\"'=\"\"a\"\",b\""), (" =1", " =1"),
        ] {
            table.append([cell, nil])
            #expect(String(buffer: table.bytes).hasSuffix("\r\n\(written),\r\n"), "\(cell)")
        }
        #expect(String(buffer: table.bytes).hasPrefix("\(Self.mark)Mã,Đơn vị\r\n"))
        #expect(Array(table.bytes.readableBytesView.prefix(3)) == [0xEF, 0xBB, 0xBF])
    }

    @Test func aListIsATableWithTheSameRightsAndFilters() async throws {
        try await APITest.run(.standingCity) { api in
            let secret: [String: Any] = ["name": "Kanarienvogel", "phone": "0912 345 678", "show_name_to": "agency"]
            let codes = [
                try await api.filed(["description": "Zeisig ở đây", "reporter": secret]), try await api.filed(), try await api.filed(),
            ]
            try await api.act("acknowledge", on: codes[1])
            let all = try await table("sort=created_at", .desk, api)
            #expect(all.status == 200 && all.header("content-type") == "text/csv; charset=utf-8; header=present")
            #expect(all.header("content-disposition")?.contains(".csv") == true && all.header("cache-control") == "private, no-store")
            #expect(rows(all)[0].hasPrefix("\(Self.mark)Mã,Trạng thái,Lĩnh vực,"))
            #expect(Set(rows(all).dropFirst().map { String($0.prefix(14)) }) == Set(codes))
            #expect(rows(all).dropFirst().allSatisfy { $0.contains("Phường Ba Đình") && $0.contains(",2026-03-02 ") })
            let text = String(decoding: all.body.readableBytesView, as: UTF8.self)
            for word in ["Zeisig", "Kanarienvogel", "912345678", "21.03"] { #expect(!text.contains(word), "\(word)") }
            let accepted = try await table("status=acknowledged", .desk, api, ["accept-language": "en"])
            #expect(rows(accepted).count == 2 && rows(accepted)[1].hasPrefix("\(codes[1]),Accepted,"))
            #expect(rows(accepted)[0].hasPrefix("\(Self.mark)Code,Status,"))
            for (officer, count) in [(Officer.neighbour, 1), (.coordinator, 4)] {
                let listed = rows(try await table("", officer, api))
                #expect(listed.count == count)
            }
        }
    }

    @Test func aTableHasAnEndAndAWayOn() async throws {
        try await APITest.run(.standingCity) { api in
            for _ in 0..<5 { _ = try await api.filed() }
            var (found, path): ([String], String?) = ([], "limit=2&sort=created_at")
            while let query = path {
                let answer = try await table(query, .desk, api)
                found += rows(answer).dropFirst().map { String($0.prefix(14)) }
                path = answer.header("link").map { String($0.dropFirst().prefix { $0 != ">" }).replacing("/v1/staff/reports?", with: "") }
            }
            #expect(found.count == 5 && Set(found).count == 5)
            for limit in ["0", "5001", "x"] {
                #expect(try await table("limit=\(limit)", .desk, api).refusals == ["limit out_of_range"], "\(limit)")
            }
            #expect(try await table("limit=5000", .desk, api).status == 200)
            #expect(try await table("colour=red", .desk, api).refusals == ["colour unknown_field"])
            // Who would rather have nothing of it is answered in JSON.
            #expect(try await table("", .desk, api, ["accept": "text/csv;q=0, application/json"]).string("next") == "null")
        }
    }

    /// A phone is looked for in the same manner, and the audit keeps it.
    @Test func lookingForAPhoneIsKept() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["reporter": ["phone": "0912 345 678"]])
            let loaded = try await api.database.audit().count
            let found = rows(try await table("q=0912345678", .desk, api))
            #expect(found.count == 2 && found[1].hasPrefix(code))
            #expect(try await api.database.audit().dropFirst(loaded).map(\.action) == ["contact_searched"])
        }
    }
}

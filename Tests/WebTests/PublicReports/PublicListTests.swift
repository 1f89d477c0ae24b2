import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// Lists of reports for anybody. The clock stands at Monday 2026-03-02 08:00.
@Suite struct PublicListTests {
    private static let words = "Ổ gà sâu trước cổng chợ Đồng Xuân, gọi 0912 345 678"

    /// Reports of three units and four categories, some of them published, solved, refused or nobody's business.
    private func fill(_ api: APITest) async throws -> [String] {
        let places = [(21.039446, 105.836365), (21.0412, 105.8381), (21.0285, 105.8542)]
        var codes: [String] = []
        for hour in 8..<14 {
            try await api.at("2026-03-02 \(hour < 10 ? "0" : "")\(hour):00")
            for (number, category) in ["road.pothole", "road.sidewalk", "safety.noise", "service.conduct"].enumerated() {
                let place = places[(hour + number) % 3]
                codes.append(
                    try await api.filed([
                        "category": category, "description": Self.words, "location": ["lat": place.0, "lon": place.1],
                    ])
                )
            }
        }
        try await api.at("2026-03-02 15:00")
        for code in codes[4..<7] { try await api.act("acknowledge", on: code, ["publish": true], by: .coordinator) }
        try await api.act("refuse", on: codes[8], ["code": "spam", "explanation": "x"], by: .coordinator)
        try await api.act("acknowledge", on: codes[9], by: .coordinator)
        try await api.act("resolve", on: codes[9], by: .coordinator)
        return codes
    }

    private func codes(_ answer: JSONAnswer) -> [String] {
        (0..<(answer.count("items") ?? 0)).compactMap { answer.string("items.\($0).code") }
    }

    /// All pages, walked by the links; `between` happens after each.
    private func walk(_ query: String, _ api: APITest, between: () async throws -> Void = {}) async throws -> [String] {
        var (found, path): ([String], String?) = ([], "/v1/reports?\(query)")
        while let next = path {
            let answer = try await api.get(next)
            #expect(answer.status == 200, "\(answer.text)")
            found += codes(answer)
            path = answer.header("link").map { String($0.dropFirst().prefix { $0 != ">" }) }
            #expect((path == nil) == (answer.string("next") == "null"))
            try await between()
        }
        return found
    }

    private func expected(_ condition: SQL, _ api: APITest) async throws -> [String] {
        try await api.database.pool(.superuser).query(
            """
            SELECT code
            FROM report
            WHERE sensitivity < 2
                AND NOT is_training
                AND (\(condition))
            ORDER BY created_at DESC, id DESC
            """,
            as: String.self
        )
    }

    @Test func filtersFitTogether() async throws {
        try await APITest.run(.standingCity) { api in
            _ = try await fill(api)
            let unit = try #require(try await api.get("/v1/units/00004").string("id"))
            let isRoad: SQL = "category_id IN (SELECT id FROM category WHERE code LIKE 'road.%')"
            let cases: [(String, SQL)] = [
                ("", "true"), ("status=submitted", "status = 'submitted'"),
                ("status=acknowledged,refused,resolved", "status IN ('acknowledged', 'refused', 'resolved')"),
                ("status=withdrawn", "false"), ("unit=00004", "unit_id IN (SELECT id FROM unit WHERE code = '00004')"),
                ("unit=\(unit)", "unit_id = \(unit)::uuid"),
                ("unit=00004,00070", "unit_id IN (SELECT id FROM unit WHERE code IN ('00004', '00070'))"),
                ("category=road.pothole", "category_id IN (SELECT id FROM category WHERE code = 'road.pothole')"),
                ("category=road", isRoad), ("category=service.conduct", "false"),
                (
                    "from=2026-03-02T09:00:00%2B07:00&to=2026-03-02T11:00:00%2B07:00",
                    "created_at >= '2026-03-02 09:00+07' AND created_at < '2026-03-02 11:00+07'"
                ),
                ("to=2026-03-02", "false"), ("updated_since=2026-03-02T15:00:00%2B07:00", "public_updated_at >= '2026-03-02 15:00+07'"),
                ("bbox=105.83,21.03,105.85,21.05", "public_point && ST_MakeEnvelope(105.83, 21.03, 105.85, 21.05, 4326)"),
                ("bbox=-180,-90,180,90", "true"), ("bbox=105.0,20.0,105.1,20.1", "false"),
                ("q=cho+dong+xuan&unit=00004", "published_text IS NOT NULL AND unit_id IN (SELECT id FROM unit WHERE code = '00004')"),
                (
                    "bbox=105.83,21.03,105.85,21.05&category=road&status=submitted,acknowledged&from=2026-03-02&limit=1",
                    """
                    public_point && ST_MakeEnvelope(105.83, 21.03, 105.85, 21.05, 4326) AND \(isRoad)
                        AND status IN ('submitted', 'acknowledged')
                    """
                ),
            ]
            for (query, condition) in cases {
                let all = try await expected(condition, api)
                for limit in query.contains("limit") ? [""] : ["&limit=1", "&limit=4", ""] {
                    #expect(try await walk("\(query)\(limit)", api) == all, "\(query)\(limit)")
                }
            }
            #expect(try await expected("public_point && ST_MakeEnvelope(105.83, 21.03, 105.85, 21.05, 4326)", api).count > 4)
        }
    }

    /// Each report is listed as it is read by itself: snapped, with its words once they are published, and nothing private.
    @Test func whatIsListedIsWhatAnybodyReads() async throws {
        try await Practising.run { practising in
            let api = practising.api
            let codes = try await fill(api)
            let practised = try await practising.beginOne("pothole")
            _ = try await api.filed(["reporter": ["name": "Kanarienvogel", "phone": "0912 345 679"], "address": "Ngõ Kanarienvogel"])
            let answer = try await api.get("/v1/reports?limit=200")
            for number in 0..<(answer.count("items") ?? 0) {
                let code = try #require(answer.string("items.\(number).code"))
                let alone = try await api.get("/v1/reports/\(code)")
                for path in ["status", "point.lat", "point.lon", "text", "publication", "unit.code", "updated_at", "sla.resolve.state"] {
                    #expect("\(answer["items.\(number).\(path)"] ?? "")" == "\(alone[path] ?? "")", "\(code) \(path)")
                }
            }
            #expect(answer.count("items") == 19)
            for secret in [
                "Kanarienvogel", "345 67", "91234567", "21.039446, 105", practised, codes[3], "conduct", "\"own\"", "reporter\"",
            ] {
                #expect(!answer.text.contains(secret), "\(secret)")
            }
            #expect(answer.text.contains("[đã ẩn số điện thoại]"))
            #expect(answer.header("cache-control") == "no-cache" && answer.header("vary")?.contains("Accept-Language") == true)
            // What somebody else shows of themselves changes nothing.
            #expect(try await api.get("/v1/reports?limit=200", Officer.coordinator.headers).text == answer.text)
        }
    }

    @Test func wordsAreFoundWithMarksAndWithoutWhereTheyArePublished() async throws {
        try await APITest.run(.standingCity) { api in
            let pit = try await api.filed(["description": Self.words, "address": "Ngõ Thuỵ Khuê"])
            let tree = try await api.filed(["description": "Cây đổ chắn HẾT lối đi"])
            for question in ["ổ gà", "cay do"] { #expect(try await found(question, api) == [], "\(question)") }
            for code in [pit, tree] { try await api.act("acknowledge", on: code, ["publish": true]) }
            for (question, expected) in [
                ("ổ gà", [pit]), ("O GA", [pit]), ("o\u{309}\u{302} ga\u{300}", [pit]), ("cho dong xua", [pit]), ("cổng, chợ!", [pit]),
                ("het loi", [tree]), ("cây rác", []), ("thuy khue", []), ("0912 345 678", []), ("345 678", []), ("% _", nil),
            ] {
                #expect(try await found(question, api) == expected, "\(question)")
            }
            try await api.act("withhold", on: tree, ["reason": "x"])
            #expect(try await found("het loi", api) == [])
            #expect(try await found("cho", api) == [pit])
        }
    }

    /// nil where the question is refused.
    private func found(_ question: String, _ api: APITest) async throws -> [String]? {
        let answer = try await api.get("/v1/reports?q=\(question.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")")
        return answer.status == 200 ? codes(answer) : nil
    }

    @Test func pagesHoldWhileOthersWrite() async throws {
        try await APITest.run(.standingCity) { api in
            _ = try await fill(api)
            for query in ["", "q=cho&", "unit=00004&", "updated_since=2026-03-02&", "bbox=105,20,106,22&"] {
                let before = try await walk("\(query)limit=200", api)
                #expect(before.count > 2)
                let listed = try await walk("\(query)limit=2", api) {
                    let code = try await api.filed(["description": Self.words])
                    try await api.act("acknowledge", on: code, ["publish": true])
                }
                #expect(listed == before, "\(query)")
            }
        }
    }

    @Test func aMapIsGivenFeatures() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let nowhere = try await api.filed(["location": nil, "address": "Phường Ba Đình"])
            _ = try await api.filed(["category": "service.conduct"])
            let answer = try await api.get("/v1/reports?limit=2", ["accept": "application/geo+json"])
            #expect(answer.header("content-type") == "application/geo+json; charset=utf-8")
            #expect(answer.string("type") == "FeatureCollection" && answer.count("features") == 2 && answer.string("next") == "null")
            let features = (0..<2).map { answer.string("features.\($0).id") }
            let number = try #require(features.firstIndex(of: code))
            let alone = try await api.get("/v1/reports/\(code)")
            #expect(answer.number("features.\(number).geometry.coordinates.0") == alone.number("point.lon"))
            #expect(answer.number("features.\(number).geometry.coordinates.1") == alone.number("point.lat"))
            #expect(answer.string("features.\(number).properties.status") == "submitted")
            let other = try #require(features.firstIndex(of: nowhere))
            #expect(
                (answer.string("features.\(other).geometry") == "null")
                    == (try await api.get("/v1/reports/\(nowhere)").string("point") == "null")
            )
            let first = try await api.get("/v1/reports?limit=1", ["accept": "application/geo+json"])
            #expect(first.header("link")?.contains("limit=1&cursor=\(try #require(first.string("next")))>; rel=\"next\"") == true)
        }
    }

    @Test func aListThatHasNotChangedIsNotSentAgain() async throws {
        try await APITest.run(.standingCity) { api in
            _ = try await api.filed()
            for accept in ["application/json", "application/geo+json"] {
                let tag = try #require(try await api.get("/v1/reports", ["accept": accept]).header("etag"))
                let again = try await api.get("/v1/reports", ["accept": accept, "if-none-match": tag])
                #expect(again.status == 304 && again.text.isEmpty)
                #expect(try await api.get("/v1/reports", ["accept": accept, "if-none-match": tag, "accept-language": "en"]).status == 200)
                _ = try await api.filed()
                #expect(try await api.get("/v1/reports", ["accept": accept, "if-none-match": tag]).status == 200)
            }
        }
    }

    @Test(arguments: [
        ("bbox=105.8,21.0,105.9", "bbox wrong_type"), ("bbox=105.8,21.0,105.9,x", "bbox wrong_type"), ("bbox=", "bbox wrong_type"),
        ("bbox=nan,21.0,105.9,21.1", "bbox wrong_type"), ("bbox=105.9,21.0,105.8,21.1", "bbox out_of_range"),
        ("bbox=105.8,21.0,105.8,21.1", "bbox out_of_range"), ("bbox=105.8,21.0,181,21.1", "bbox out_of_range"),
        ("bbox=21.0,105.8,21.1,105.9", "bbox coordinates_swapped"), ("status=open", "status unknown_value"),
        ("status=submitted,", "status unknown_value"), ("unit=99999", "unit unknown_value"), ("unit=%CC%81", "unit unknown_value"),
        ("category=no.such", "category unknown_value"), ("category=", "category unknown_value"), ("from=2026-02-30", "from time_invalid"),
        ("to=2026-03-02T08:00:00", "to time_invalid"), ("updated_since=now", "updated_since time_invalid"), ("q=", "q unknown_value"),
        ("q=%25", "q unknown_value"), ("q=\(String(repeating: "a", count: 201))", "q unknown_value"), ("limit=0", "limit out_of_range"),
        ("limit=201", "limit out_of_range"), ("cursor=", "cursor unknown_value"), ("cursor=u10000", "cursor unknown_value"),
        ("sort=created_at", "sort unknown_field"), ("agency=coordinator", "agency unknown_field"),
    ])
    func whatIsNoQuestionIsRefused(_ query: String, _ refusal: String) async throws {
        try await APITest.run { api in
            let answer = try await api.get("/v1/reports?\(query)")
            #expect(answer.status == 422 && answer.refusals == [refusal], "\(answer.text)")
        }
    }

    @Test func aCursorGoesWithItsList() async throws {
        try await APITest.run(.standingCity) { api in
            for _ in 0..<2 { _ = try await api.filed() }
            let next = try #require(try await api.get("/v1/reports?limit=1&unit=00004").string("next"))
            #expect(try await api.get("/v1/reports?unit=00004&limit=7&cursor=\(next)").count("items") == 1)
            #expect(try await api.get("/v1/reports?cursor=\(next)").refusals == ["cursor unknown_value"])
            let staff = try #require(try await api.get("/v1/staff/reports?limit=1", Officer.coordinator.headers).string("next"))
            #expect(try await api.get("/v1/reports?unit=00004&cursor=\(staff)").refusals == ["cursor unknown_value"])
            #expect(try await api.get("/v1/reports?status=submitted&status=closed").status == 400)
        }
    }
}

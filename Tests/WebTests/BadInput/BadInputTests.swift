import DatabaseTesting
import Foundation
import Testing

@Suite struct BadInputTests {
    /// What is wrong, and what the client is told: pointers and codes in order.
    static let fields: [(members: [String: Data?], refusals: [String])] = [
        (["category": nil], ["/category required"]),
        (["category": json("road")], ["/category category_is_group"]),
        (["category": json("road.nothing")], ["/category unknown_category"]),
        (["description": nil], ["/description required"]),
        (["description": json(" \n\u{200B} ")], ["/description blank"]),
        (["description": json(String(repeating: "ổ", count: 4_001))], ["/description too_long"]),
        (["description": json("a" + String(repeating: "\u{301}", count: 20_000))], ["/description too_long"]),
        (["description": json("a\u{0}b")], ["/description control_character"]),
        (["description": json("a\u{202E}b")], ["/description bidi_character"]),
        (["description": json(1)], ["/description wrong_type"]),
        (["location": nil], ["/location required"]),
        (["location": json(["lat": 105.8, "lon": 21.0])], ["/location coordinates_swapped"]),
        (["location": json(["lat": 91, "lon": 10])], ["/location out_of_range"]),
        (["location": json(["lat": 21.0])], ["/location/lon required"]),
        (["location": json(["lat": "21", "lon": 105.8])], ["/location/lat wrong_type"]),
        (["location": json(["lat": 21.03, "lon": 105.83, "accuracy_m": -1])], ["/location/accuracy_m out_of_range"]),
        (["location": json([21, 105])], ["/location wrong_type"]),
        (
            ["location": json(["lat": 105.8, "lon": 21.0, "alt": 3])],
            ["/location/alt unknown_field", "/location coordinates_swapped"]
        ),
        (["occurred_at": json("hôm qua")], ["/occurred_at time_invalid"]),
        (["occurred_at": json("2026-11-23T16:30:00")], ["/occurred_at time_invalid"]),
        (["occurred_at": json("2999-01-01T00:00:00Z")], ["/occurred_at in_future"]),
        (["attributes": json(["size": "huge"])], ["/attributes/size unknown_value"]),
        (["attributes": json(["size": ["large"]])], ["/attributes/size wrong_type"]),
        (["attributes": json(["a/b": 1])], ["/attributes/a~1b unknown_field"]),
        (["attachments": json(["x"])], ["/attachments/0 attachment_unknown"]),
        (["attachments": json([1])], ["/attachments wrong_type"]),
        (["reporter": json(["phone": "113"])], ["/reporter/phone phone_invalid"]),
        (["reporter": json(["phone": "gọi tôi nhé"])], ["/reporter/phone phone_invalid"]),
        (["reporter": json(["email": "a@b"])], ["/reporter/email email_invalid"]),
        (["reporter": json(["kind": "robot", "cccd": "001"])], ["/reporter/cccd unknown_field", "/reporter/kind unknown_value"]),
        (["reporter": json(["kind": "robot"])], ["/reporter/kind unknown_value"]),
        (["channel": json("hotline")], ["/channel staff_only"]),
        (["channel": json("fax")], ["/channel unknown_value"]),
        (["status": json("resolved")], ["/status unknown_field"]),
        (
            ["category": json("zz"), "foo": json(1), "location": json(["lat": 1]), "description": json("")],
            ["/location/lon required", "/foo unknown_field", "/category unknown_category", "/description blank"]
        ),
        (
            ["category": nil, "description": json(""), "reporter": json(["phone": "x", "email": "y"])],
            ["/category required", "/description blank", "/reporter/phone phone_invalid", "/reporter/email email_invalid"]
        ),
    ]

    @Test func everyFaultIsNamedAtOnceAndChangesNothing() async throws {
        try await APITest.run { api in
            for (members, refusals) in Self.fields {
                let values = try members.mapValues { try $0.map { try JSONSerialization.jsonObject(with: $0, options: .fragmentsAllowed) } }
                let answer = try await api.file(values)
                #expect(answer.status == 422, "\(refusals)")
                #expect(answer.header("content-type") == "application/problem+json; charset=utf-8")
                #expect(answer.refusals == refusals)
            }
            #expect(try await api.rowCounts() == [0, 0, 0, 0, 0, 0])
        }
    }

    static let unreadable: [(body: [UInt8], code: String)] = [
        (Array(#"{"category":"#.utf8), "malformed_json"),
        (Array(#"{"category":"a","category":"b"}"#.utf8), "malformed_json"),
        ([0xEF, 0xBB, 0xBF] + Array("{}".utf8), "malformed_json"),
        ([0xFF, 0xFE] + "{}".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, "malformed_json"),
        (Array(#"{"description":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8), "malformed_json"),
        (Array(#"{"location":{"lat":NaN,"lon":1}}"#.utf8), "malformed_json"),
        (Array(#"{"location":{"lat":1e999,"lon":1}}"#.utf8), "malformed_json"),
        (Array((String(repeating: "[", count: 33) + String(repeating: "]", count: 33)).utf8), "malformed_json"),
        (Array("[]".utf8), "invalid_fields"),
        (Array(#"{"description":"\#(String(repeating: "x", count: 70_000))"}"#.utf8), "body_too_large"),
        ([], "malformed_json"),
    ]

    @Test func whatIsNotJSONIsRefused() async throws {
        try await APITest.run { api in
            for (body, code) in Self.unreadable {
                let answer = try await api.post(
                    "/v1/reports",
                    ["content-type": "application/json", "idempotency-key": UUID().uuidString],
                    body: body
                )
                #expect(answer.string("code") == code)
                #expect(answer.status < 500)
            }
            #expect(try await api.rowCounts() == [0, 0, 0, 0, 0, 0])
        }
    }

    /// Canonical equivalence is expensive on long runs of combining marks: codes are never compared by it.
    @Test func floodsOfCombiningMarksAreRefused() async throws {
        try await APITest.run { api in
            let flood = String(repeating: "\u{301}\u{316}", count: 15_000)
            for members: [String: Any?] in [
                ["category": flood], ["channel": flood], ["attributes": [flood: 1]], ["attributes": ["size": flood]], [flood: 1],
                ["reporter": ["kind": flood]],
            ] {
                let answer = try await api.file(members)
                #expect(answer.status == 422)
                #expect(answer.text.utf8.count < 2_000)
            }
        }
    }

    @Test func thousandsOfFaultsAreNotAllRepeated() async throws {
        try await APITest.run { api in
            let many = Dictionary((0..<5_000).map { ("x\($0)", 1) }) { first, _ in first }
            let answer = try await api.file(["attributes": many])
            #expect(answer.status == 422)
            #expect(answer.refusals.count == 50)
        }
    }

    @Test func otherMediaTypesAreRefused() async throws {
        try await APITest.run { api in
            for type in ["text/plain", "application/json; charset=utf-16", "application/x-www-form-urlencoded"] {
                let answer = try await api.file(headers: ["content-type": type])
                #expect(answer.status == 415)
                #expect(answer.string("code") == "unsupported_media_type")
            }
            // Taken as it comes, a packed body would be misread.
            let packed = try await api.file(headers: ["content-encoding": "gzip"])
            #expect(packed.status == 415)
            #expect(try await api.rowCounts() == [0, 0, 0, 0, 0, 0])
        }
    }

    @Test func methodsPathsAndQueriesOutsideTheContractAreRefused() async throws {
        try await APITest.run { api in
            let method = try await api.delete("/v1/reports/HN-26-7K3F9Q-4")
            #expect(method.status == 405)
            #expect(method.header("allow") == "GET, PATCH, HEAD")
            #expect(try await api.post("/v1/units/locate", [:], body: []).header("allow") == "GET, HEAD")
            #expect(try await api.post("/v1/categories", [:], body: []).status == 405)
            #expect(try await api.get("/v1/nothing").string("code") == "not_found")
            #expect(try await api.get("/v1/reports/HN-26-7K3F9Q-5").status == 404)
            #expect(try await api.get("/v1/units?colour=red").refusals == ["colour unknown_field"])
            #expect(try await api.get("/v1/units?limit=0").refusals == ["limit out_of_range"])
            #expect(try await api.get("/v1/units?cursor=zz").refusals == ["cursor unknown_value"])
            #expect(try await api.get("/v1/units?at=gestern").refusals == ["at time_invalid"])
            #expect(try await api.get("/v1/units?at=%FF").status == 400)
            #expect(try await api.get("/v1/units?limit=1&limit=2").status == 400)
            #expect(try await api.get("/v1/units?at=" + String(repeating: "9", count: 5_000)).status == 414)
            #expect(try await api.get("/v1/units/locate?lat=nan&lon=0x1").refusals == ["lat wrong_type", "lon wrong_type"])
        }
    }

    /// A body after an answer to HEAD would be read as the next answer on the connection.
    @Test(arguments: ["/v1/units/00004", "/v1/nothing", "/v1/reports", "/v1/reports/HN-26-7K3F9Q-5", "/v1/units?limit=0"])
    func answersToHeadHaveNoBody(path: String) async throws {
        try await APITest.run { api in
            let answer = try await api.head(path)
            #expect(answer.text.isEmpty)
            #expect(answer.header("content-length").flatMap { Int($0) } ?? 0 > 0)
        }
    }

    @Test func problemsAreToldInBothLanguages() async throws {
        try await APITest.run { api in
            let vietnamese = try await api.get("/v1/nothing", ["x-request-id": "abc-1"])
            #expect(vietnamese.string("title") == "Không tìm thấy")
            #expect(vietnamese.string("request_id") == "abc-1")
            #expect(vietnamese.header("x-request-id") == "abc-1")
            let english = try await api.get("/v1/nothing", ["accept-language": "fr, en;q=0.8, vi;q=0.5", "x-request-id": "a b"])
            #expect(english.string("title") == "Not found")
            #expect(english.string("request_id") != "a b")
        }
    }
}

private func json(_ value: Any) -> Data? {
    try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
}

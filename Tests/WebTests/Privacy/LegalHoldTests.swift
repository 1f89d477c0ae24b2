import DatabaseTesting
import Foundation
import Postgres
import Testing

/// The clock stands at Monday 2026-03-02 08:00 until a test moves it.
@Suite struct LegalHoldTests {
    @Test func aHoldIsPlacedOnceListedAndLifted() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let key = UUID().uuidString
            let placed = try await api.place(#"{"report":"\#(code.lowercased())","reason":"Tòa án yêu cầu"}"#, key: key)
            #expect(placed.status == 201 && placed.string("report") == code && placed.string("id") == key.lowercased(), "\(placed.text)")
            #expect(placed.header("location") == "/v1/admin/legal-holds/\(key.lowercased())" && placed.number("in_force") == 1)
            #expect(placed.string("placed_by") == "coordinator" && placed.string("placed_at") == "2026-03-02T08:00:00+07:00")
            let again = try await api.place(#"{"report":"\#(code)","reason":"Tòa án yêu cầu"}"#, key: key)
            #expect(again.status == 201 && again.header("idempotent-replay") == "true")
            for other in [
                #"{"report":"\#(code)","reason":"Thanh tra"}"#, #"{"report":"\#(try await api.filed())","reason":"Tòa án yêu cầu"}"#,
            ] {
                #expect(try await api.place(other, key: key).string("code") == "idempotency_key_reused")
            }
            let read = try await api.get("/v1/admin/legal-holds/\(key)", Officer.coordinator.headers)
            #expect(read.string("reason") == "Tòa án yêu cầu" && read.header("etag") != nil)

            let lifted = try await api.lift(key, #"{"reason":"Vụ việc đã kết thúc"}"#)
            #expect(lifted.status == 200 && lifted.string("lifted_by") == "coordinator" && lifted.number("in_force") == 0)
            let twice = try await api.lift(key, #"{"reason":"Lần nữa"}"#)
            #expect(twice.status == 200 && twice.string("lift_reason") == "Vụ việc đã kết thúc")
            #expect(try await api.get("/v1/admin/legal-holds", Officer.coordinator.headers).count("items") == 0)
            let after = try await api.get("/v1/admin/legal-holds/\(key)", Officer.coordinator.headers)
            #expect(after.header("etag") != read.header("etag"))
            let told = try await api.database.pool(.superuser).query(
                "SELECT action FROM audit_entry WHERE action LIKE 'hold_%' AND object = \(code) AND details ->> 'hold' = \(key.lowercased()) ORDER BY id",
                as: String.self
            )
            #expect(told == ["hold_placed", "hold_lifted"])
        }
    }

    @Test func theListIsPagedAndOfOneReportIfAsked() async throws {
        try await APITest.run(.standingCity) { api in
            let codes = [try await api.filed(), try await api.filed()]
            for (number, code) in (codes + codes).enumerated() {
                try await api.at("2026-03-02 09:0\(number)")
                #expect(
                    try await api.place(#"{"report":"\#(code)","reason":"Lý do \#(number)","until":"2026-03-03T08:00:00+07:00"}"#).status
                        == 201
                )
            }
            let first = try await api.get("/v1/admin/legal-holds?limit=3", Officer.coordinator.headers)
            #expect(first.count("items") == 3 && first.string("items.0.reason") == "Lý do 3")
            #expect(first.header("link")?.contains("/v1/admin/legal-holds?limit=3&cursor=") == true)
            let rest = try await api.get("/v1/admin/legal-holds?limit=3&cursor=\(first.string("next") ?? "")", Officer.coordinator.headers)
            #expect(rest.count("items") == 1 && rest.string("items.0.reason") == "Lý do 0" && rest.string("next") == "null")
            let one = try await api.get("/v1/admin/legal-holds?report=\(codes[0])", Officer.coordinator.headers)
            #expect(one.count("items") == 2 && one.string("items.1.report") == codes[0])
            // Over by itself.
            try await api.at("2026-03-03 08:00")
            #expect(try await api.get("/v1/admin/legal-holds", Officer.coordinator.headers).count("items") == 0)
            let all = try await api.get("/v1/admin/legal-holds?status=all", Officer.coordinator.headers)
            #expect(all.count("items") == 4 && all.number("items.0.in_force") == 0 && all.string("items.0.lifted_at") == "null")
        }
    }

    @Test(arguments: [
        (#"{}"#, ["/report required", "/reason required"]), (#"{"report":"HN-26-7K3F9Q-3","reason":"x"}"#, ["/report unknown_value"]),
        (#"{"report":"nonsense","reason":"x"}"#, ["/report unknown_value"]), (#"{"report":5,"reason":"x"}"#, ["/report wrong_type"]),
        (#"{"report":"CODE","reason":" "}"#, ["/reason blank"]), (#"{"report":"CODE","reason":null}"#, ["/reason required"]),
        (#"{"report":"CODE","reason":"x","until":"tomorrow"}"#, ["/until time_invalid"]),
        (#"{"report":"CODE","reason":"x","until":"2026-03-02T08:00:00+07:00"}"#, ["/until out_of_range"]),
        (#"{"report":"CODE","reason":"x","y":1}"#, ["/y unknown_field"]), (#"[]"#, [" wrong_type"]),
    ])
    func aBadOrderChangesNothing(_ body: String, _ refusals: [String]) async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let answer = try await api.place(body.replacing("CODE", with: code))
            #expect(answer.status == 422 && answer.refusals == refusals, "\(answer.text)")
            #expect(try await api.database.pool(.superuser).query("SELECT count(*) FROM legal_hold", as: Int.self) == [0])
        }
    }

    @Test func whatIsAskedForIsReadStrictly() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            let order = #"{"report":"\#(code)","reason":"x"}"#
            #expect(try await api.place(order, key: nil).string("code") == "idempotency_key_required")
            #expect(try await api.place(order, key: "nonsense").string("code") == "idempotency_key_invalid")
            let key = UUID().uuidString
            #expect(try await api.place(order, key: key).status == 201)
            for (body, refusal) in [
                ("{}", "/reason required"), (#"{"reason":7}"#, "/reason wrong_type"), (#"{"reason":"x","z":0}"#, "/z unknown_field"),
            ] {
                #expect(try await api.lift(key, body).refusals == [refusal])
            }
            #expect(try await api.lift(key, #"{"reason":"\#(String(repeating: "a", count: 1_001))"}"#).status == 422)
            for query in ["status=lifted", "report=nonsense", "cursor=x", "limit=0", "x=1"] {
                #expect(
                    [400, 422].contains(try await api.get("/v1/admin/legal-holds?\(query)", Officer.coordinator.headers).status),
                    "\(query)"
                )
            }
            #expect(try await api.lift(UUID().uuidString, #"{"reason":"x"}"#).status == 404)
            #expect(try await api.get("/v1/admin/legal-holds/\(UUID())", Officer.coordinator.headers).status == 404)
            #expect(try await api.get("/v1/admin/legal-holds/\(key)", Officer.coordinator.headers).number("in_force") == 1)
            // Nobody else is told, neither by the report.
            #expect(try await api.get("/v1/admin/legal-holds", Officer.desk.headers).status == 403)
            #expect(!(try await api.read(code, as: .desk).text.contains("legal_hold")))
        }
    }
}

extension APITest {
    fileprivate func place(_ body: String, key: String? = UUID().uuidString) async throws -> JSONAnswer {
        var headers = ["content-type": "application/json"].merging(Officer.coordinator.headers) { $1 }
        if let key { headers["idempotency-key"] = key }
        return try await post("/v1/admin/legal-holds", headers, body: Array(body.utf8))
    }

    fileprivate func lift(_ hold: String, _ body: String) async throws -> JSONAnswer {
        let headers = ["content-type": "application/json"].merging(Officer.coordinator.headers) { $1 }
        return try await post("/v1/admin/legal-holds/\(hold)/lift", headers, body: Array(body.utf8))
    }
}

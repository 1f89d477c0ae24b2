import HTTPTypes
import Testing

@testable import Web

@Suite struct BadRequestTests {
    /// On every path of the contract every method that it does not have.
    @Test func methodsOutsideTheContractAreRefusedEverywhere() async throws {
        try await APITest.runWithoutChange { api in
            let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"]
            for (path, operations) in Dictionary(grouping: OpenAPI.Document.v1.operations, by: \.path) {
                let path = path.replacing("{code}", with: "HN-26-7K3F9Q-4")
                let served = operations.map(\.method.rawValue)
                let allowed = (served + (served.contains("GET") ? ["HEAD"] : [])).joined(separator: ", ")
                for method in methods where !served.contains(method) {
                    let answer = try await api.send(try #require(HTTPRequest.Method(method)), path)
                    #expect(answer.status == 405, "\(method) \(path)")
                    #expect(answer.string("code") == "method_not_allowed")
                    #expect(answer.header("allow") == allowed)
                }
            }
        }
    }

    @Test(arguments: [
        "/", "/v1", "/v2/reports", "/v1/report", "/v1/reports/HN-26-7K3F9Q-4/notes", "/v1/reports/x/y/z", "/v1/units/00004/x",
        "/V1/units",
        "/v1/reports/%00", "/v1/reports/..%2F..", "/v1/units/%FF", "/v1/categories/%E1", "/docs/x", "/openapi", "/metrics", "/readyz",
        "/v1/units/" + String(repeating: "0", count: 3_000), "/v1/categories/" + String(repeating: "%CC%81", count: 1_000),
        "/v1/reports/" + String(repeating: "0", count: 3_000), "/v1/reports/HN-26-UUUUUU-U", "/v1/units/0000", "/v1/units/００００４",
    ])
    func pathsOfNothingAreNotFound(path: String) async throws {
        try await APITest.runWithoutChange { api in
            let answer = try await api.get(path.addingPercentEncodingOfLetters)
            #expect(answer.status == 404)
            #expect(answer.string("code") == "not_found")
        }
    }

    @Test func everyRouteRefusesParametersItDoesNotHave() async throws {
        try await APITest.run { api in
            let citizen = try await api.signInCitizen("0912 345 678")
            let before = try await api.rowCounts()
            for operation in OpenAPI.Document.v1.operations where operation.method == .get {
                let path = operation.path.replacing("{code}", with: "HN-26-7K3F9Q-4")
                let headers =
                    switch operation.token {
                    case .staff: Officer.desk.headers
                    case .citizen: citizen
                    case .none, .tracking, .filer, .follower, .reporter, .staffToo: [String: String]()
                    }
                let values = ["month": "2026-03", "lat": "21", "measure": "filed"]
                let needed = operation.parameters.filter { $0.place == .query && $0.isRequired }
                    .map { "\($0.name)=\(values[$0.name] ?? "105")&" }.joined()
                for (query, refusal) in [
                    ("color=red", "color unknown_field"), ("AT=1", "AT unknown_field"), ("a%2Fb=1", "a/b unknown_field"),
                ] {
                    let answer = try await api.get("\(path)?\(needed)\(query)", headers)
                    #expect(answer.status == 422, "\(path)")
                    #expect(answer.refusals == [refusal])
                }
                for query in ["%FF=1", "at=%C3", "x=%zz", "at=%00"] {
                    let answer = try await api.get("\(path)?\(query)", headers)
                    #expect(answer.status == 400, "\(path) \(query)")
                    #expect(answer.string("code") == "malformed_query")
                }
            }
            let answer = try await api.post("/v1/reports?dry_run=1", ["content-type": "application/json"], body: [])
            #expect(answer.refusals == ["dry_run unknown_field"])
            #expect(try await api.rowCounts() == before)
        }
    }

    @Test(arguments: [
        ("limit=0", "limit out_of_range"), ("limit=201", "limit out_of_range"), ("limit=-1", "limit out_of_range"),
        ("limit=1.5", "limit out_of_range"),
        ("limit=", "limit out_of_range"), ("limit=abc", "limit out_of_range"), ("limit=99999999999999999999", "limit out_of_range"),
        ("limit=%D9%A1", "limit out_of_range"), ("cursor=", "cursor unknown_value"), ("cursor=u", "cursor unknown_value"),
        ("cursor=00004", "cursor unknown_value"), ("cursor=u0000", "cursor unknown_value"), ("cursor=u000044", "cursor unknown_value"),
        ("cursor=x00004", "cursor unknown_value"), ("cursor=u%D9%A10000", "cursor unknown_value"),
        ("cursor=u0000'", "cursor unknown_value"),
        ("at=", "at time_invalid"), ("at=2026-02-30", "at time_invalid"), ("at=2026-2-3", "at time_invalid"), ("at=now", "at time_invalid"),
        ("at=2026-02-03T10:00:00", "at time_invalid"), ("at=0000-01-01", "at time_invalid"), ("at=10000-01-01", "at time_invalid"),
    ])
    func pagesAndDaysThatAreNoneAreRefused(query: String, refusal: String) async throws {
        try await APITest.run { api in
            let answer = try await api.get("/v1/units?\(query)")
            #expect(answer.status == 422)
            #expect(answer.refusals == [refusal])
        }
    }

    @Test func aParameterIsGivenOnce() async throws {
        try await APITest.run { api in
            for query in ["limit=1&limit=1", "at=2026-01-01&at=2026-01-02", "limit=1&%6Cimit=2"] {
                let answer = try await api.get("/v1/units?\(query)")
                #expect(answer.string("code") == "malformed_query")
            }
        }
    }
}

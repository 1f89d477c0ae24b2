import DatabaseTesting
import Domain
import Foundation
import Services
import Testing

@testable import Web

@Suite struct PolicyRoutesTests {
    private static let json = ["content-type": "application/json"].merging(Officer.coordinator.headers) { $1 }

    @Test func whatIsInForceIsListed() async throws {
        try await APITest.run(.standingCity) { api in
            let list = try await api.get("/v1/admin/policies", Officer.coordinator.headers)
            #expect(list.status == 200 && list.count("items") == 4 && list.string("items.0.code") == "complex")
            #expect(list.string("items.3.scope.severity") == "urgent" && list.number("items.3.reopening.target_s") == 14_400)
            #expect(list.number("items.0.levels.warn.0") == 75 && list.string("items.0.levels.escalate.2.to") == "city_admin")
            let tag = try #require(list.header("etag"))
            let again = try await api.get("/v1/admin/policies", ["if-none-match": tag].merging(Officer.coordinator.headers) { $1 })
            #expect(again.status == 304)
        }
    }

    @Test func aPolicyIsProposedApprovedAndRead() async throws {
        try await APITest.run(.standingCity) { api in
            let before = try await api.get("/v1/admin/policies/normal", Officer.coordinator.headers)
            #expect(before.status == 200 && before.count("items") == 1 && before.string("items.0.published_by") == "null")
            let proposed = try await api.propose(ifMatch: before.header("etag"))
            #expect(proposed.status == 202 && proposed.number("base_version") == 1 && proposed.string("proposed_by") == "coordinator")
            let twice = try await api.propose(ifMatch: before.header("etag"))
            #expect(twice.status == 409 && twice.string("rule") == "proposal_pending")
            let id = try #require(proposed.string("id").flatMap { UUID(uuidString: $0) })
            _ = try await api.useCases.approvals.decide(id, .approved, by: .commandLine(PrincipalName("city-office")))

            let after = try await api.get("/v1/admin/policies/normal", Officer.coordinator.headers)
            #expect(after.count("items") == 2 && after.number("items.0.version") == 2 && after.string("items.0.retired_at") == "null")
            #expect(after.header("etag")?.hasPrefix("\"2-") == true && after.number("items.0.acknowledge.target_s") == 14_400)
            let stale = try await api.propose(resolve: 90_000, ifMatch: before.header("etag"))
            #expect(stale.status == 412 && stale.string("code") == "version_differs")
            let blind = try await api.propose(resolve: 90_000)
            #expect(blind.status == 428 && blind.string("code") == "if_match_required")
            let page = try await api.get("/v1/admin/policies/normal?limit=1", Officer.coordinator.headers)
            #expect(page.count("items") == 1 && page.string("next") == "2")
            #expect(page.header("link") == "</v1/admin/policies/normal?cursor=2&limit=1>; rel=\"next\"")
            let rest = try await api.get("/v1/admin/policies/normal?limit=1&cursor=2", Officer.coordinator.headers)
            #expect(rest.number("items.0.version") == 1 && rest.string("next") == "null")
            let unit = try await api.propose(#"{"code":"ward","scope":{"unit":"00004"}}"#)
            #expect(unit.status == 202 && unit.number("base_version") == 0 && unit.string("proposal.publish.scope.unit") != "null")
        }
    }

    @Test func aPolicyIsTriedOnPastReports() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            try await api.at("2026-03-02 14:00")
            try await api.act("acknowledge", on: code)
            let answer = try await api.simulate(#"{"policy":\#(try APITest.policy())}"#)
            #expect(answer.status == 200 && answer.number("reports") == 1 && answer.number("examined") == 1)
            #expect(answer.number("acknowledge.was.on_time.rate") == 1 && answer.number("acknowledge.would_be.on_time.denominator") == 1)
            #expect(answer.number("acknowledge.would_be.used.median_s") == 16_200 && answer.string("resolve.would_be.used") == "null")
            #expect(answer.string("differences.0.code") == code && answer.string("differences.0.would_be") == "missed")
            #expect(answer.number("overruled.0.was.target_s") == 28_800 && answer.number("changes.0.clocks") == 1)
            // A whole number is an integer however it is written.
            let none = try await api.simulate(#"{"policy":\#(try APITest.policy()),"reports":5000.0,"to":"2026-03-01","category":"road"}"#)
            #expect(none.status == 200 && none.number("reports") == 0 && none.string("acknowledge.was.on_time.rate") == "null")
        }
    }

    static let bad: [(body: String, refusals: [String])] = [
        ("[]", [" wrong_type"]), ("{}", ["/policy required", "/reason required"]),
        (#"{"policy":7,"reason":"x"}"#, ["/policy wrong_type"]),
        (
            #"{"policy":{},"reason":7,"x":1}"#,
            [
                "/reason wrong_type", "/x unknown_field", "/policy/code required", "/policy/name/vi required", "/policy/name/en required",
                "/policy/calendar required", "/policy/acknowledge/target_s required", "/policy/resolve/target_s required",
            ]
        ),
        (
            #"{"policy":{"code":1,"name":{"vi":"x"},"calendar":"hanoi-office","acknowledge":[],"resolve":{"target_s":1.5}},"reason":"x"}"#,
            [
                "/policy/code wrong_type", "/policy/acknowledge wrong_type", "/policy/resolve/target_s wrong_type",
                "/policy/name/en required",
            ]
        ),
        (
            #"{"policy":{"code":"a","levels":{"warn":[1,"2"],"escalate":[{"percent":"x"}],"y":1}},"reason":"x"}"#,
            [
                "/policy/levels/warn wrong_type", "/policy/levels/escalate/0/percent wrong_type", "/policy/levels/y unknown_field",
                "/policy/name/vi required", "/policy/name/en required", "/policy/calendar required",
                "/policy/acknowledge/target_s required",
                "/policy/resolve/target_s required", "/policy/levels/escalate/0/to required",
            ]
        ),
    ]

    @Test func everythingWrongIsSaidAndNothingIsProposed() async throws {
        try await APITest.run(.standingCity) { api in
            for (body, refusals) in Self.bad {
                let answer = try await api.post("/v1/admin/policies", Self.json, body: Array(body.utf8))
                #expect(answer.status == 422 && answer.refusals == refusals, "\(body) \(answer.text)")
            }
            let simulated = try await api.simulate(#"{"policy":{},"reports":"many","when":1}"#)
            #expect(simulated.status == 422 && simulated.refusals.prefix(2) == ["/reports wrong_type", "/when unknown_field"])
            let open = try await api.useCases.approvals.list(all: true)
            #expect(open.isEmpty)
        }
    }

    @Test func onlyTheCoordinatorIsServed() async throws {
        try await APITest.run(.standingCity) { api in
            let body = Array(#"{"policy":\#(try APITest.policy())}"#.utf8)
            for (officer, status) in [(Officer.desk, 403), (.neighbour, 403)] {
                let headers = ["content-type": "application/json"].merging(officer.headers) { $1 }
                let answers = [
                    try await api.get("/v1/admin/policies", officer.headers),
                    try await api.get("/v1/admin/policies/normal", officer.headers),
                    try await api.post("/v1/admin/policies", headers, body: body),
                    try await api.post("/v1/admin/policies/simulate", headers, body: body),
                ]
                #expect(answers.map(\.status) == [status, status, status, status])
            }
            let stranger = try await api.get("/v1/admin/policies")
            #expect(stranger.status == 401)
            let nothing = try await api.get("/v1/admin/policies/nothing", Officer.coordinator.headers)
            #expect(nothing.status == 404)
            let odd = try await api.get("/v1/admin/policies/%00", Officer.coordinator.headers)
            #expect(odd.status == 404)
            let method = try await api.get("/v1/admin/policies/simulate", Officer.coordinator.headers)
            #expect(method.status == 405)
        }
    }
}

extension APITest {
    /// A policy for normal reports: 4 hours to accept, 3 days to resolve; `members` replace those of it.
    static func policy(resolve: Int = 86_400, _ members: String = "{}") throws -> String {
        var policy: [String: Any] = [
            "code": "normal", "name": ["vi": "Bình thường", "en": "Normal"], "scope": ["severity": "normal"], "calendar": "hanoi-office",
            "acknowledge": ["target_s": 14_400], "resolve": ["target_s": resolve],
        ]
        let other = try JSONSerialization.jsonObject(with: Data(members.utf8)) as? [String: Any] ?? [:]
        policy.merge(other) { $1 }
        return String(decoding: try JSONSerialization.data(withJSONObject: policy, options: [.sortedKeys]), as: UTF8.self)
    }

    func propose(_ members: String = "{}", resolve: Int = 86_400, ifMatch: String? = nil) async throws -> JSONAnswer {
        let body = #"{"policy":\#(try Self.policy(resolve: resolve, members)),"reason":"Thí điểm"}"#
        var headers = ["content-type": "application/json"].merging(Officer.coordinator.headers) { $1 }
        headers["if-match"] = ifMatch
        return try await post("/v1/admin/policies", headers, body: Array(body.utf8))
    }

    fileprivate func simulate(_ body: String) async throws -> JSONAnswer {
        let headers = ["content-type": "application/json"].merging(Officer.coordinator.headers) { $1 }
        return try await post("/v1/admin/policies/simulate", headers, body: Array(body.utf8))
    }
}

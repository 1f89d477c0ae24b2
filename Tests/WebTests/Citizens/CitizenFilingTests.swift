import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@Suite struct CitizenFilingTests {
    private static let phone = "0912 345 678"

    /// How sure the service is who reported, of all reports in the order of filing.
    private func assurances(_ api: APITest) async throws -> [String] {
        try await api.database.pool(.superuser).query("SELECT assurance FROM report ORDER BY id", as: String.self)
    }

    @Test func whoIsSignedInIsWhoReports() async throws {
        try await APITest.run { api in
            let session = try await api.signInCitizen(Self.phone)
            for reporter in [nil, ["name": "An"], ["phone": "+84912345678"], ["phone": "0987654321"]] as [[String: String]?] {
                #expect(try await api.file(["reporter": reporter], headers: session).status == 201)
            }
            #expect(try await assurances(api) == ["verified_phone", "verified_phone", "verified_phone", "contact"])
            let list = try await api.get("/v1/me/reports", session)
            #expect(list.count("items") == 4)
            #expect(list.string("items.0.own.reporter.phone")?.hasSuffix("321") == true)
            for place in 1...3 { #expect(list.string("items.\(place).own.reporter.phone")?.hasSuffix("678") == true) }
            // Whose phone was named without being theirs sees it by their own sign-in, as any report with their phone.
            #expect(try await api.get("/v1/me/reports", try await api.signInCitizen("0987654321")).count("items") == 1)
        }
    }

    @Test func aRetryIsTheSameReportForTheSameCitizenOnly() async throws {
        try await APITest.run { api in
            let (mine, other) = (try await api.signInCitizen(Self.phone), try await api.signInCitizen("0987654321"))
            let key = UUID().uuidString
            let filed = try await api.file(key: key, headers: mine)
            let again = try await api.file(key: key, headers: try await api.signInCitizen(Self.phone))
            #expect(again.string("code") == filed.string("code") && again.header("idempotent-replay") == "true")
            for headers in [other, [:]] {
                #expect(try await api.file(key: key, headers: headers).string("code") == "idempotency_key_reused")
            }
        }
    }

    @Test func aSessionThatIsOverIsToldButNeverInDanger() async throws {
        try await APITest.run { api in
            let session = try await api.signInCitizen(Self.phone)
            _ = try await api.delete("/v1/citizen/sessions/current", session)
            let refused = try await api.file(headers: session)
            #expect(refused.status == 401)
            #expect(refused.string("code") == "citizen_token_invalid")
            #expect(try await api.file(["category": "tree.fallen"], headers: session).status == 201)
            #expect(try await assurances(api) == ["none"])
        }
    }

    @Test(arguments: [
        (IdentityPolicy.none, 201, 201, 201), (.contact, 403, 201, 201), (.verifiedPhone, 403, 403, 201), (.clientAsserted, 403, 403, 201),
    ])
    func aPolicyHoldsForWhoeverFiles(_ policy: IdentityPolicy, _ nobody: Int, _ contact: Int, _ signedIn: Int) async throws {
        try await APITest.run(identity: policy) { api in
            let session = try await api.signInCitizen(Self.phone)
            let answers = [
                try await api.file(), try await api.file(["reporter": ["email": "an@example.org"]]), try await api.file(headers: session),
            ]
            #expect(answers.map(\.status) == [nobody, contact, signedIn])
            for answer in answers where answer.status == 403 {
                #expect(answer.string("code") == "identity_required")
                #expect(answer.string("rule") == policy.rawValue)
            }
            // A danger is never held back.
            #expect(try await api.file(["category": "tree.fallen"]).status == 201)
        }
    }

    /// What is wrong with a report is told before who may file it.
    @Test func aWrongReportIsWrongForEverybody() async throws {
        try await APITest.run(identity: .verifiedPhone) { api in
            let answer = try await api.file(["description": ""])
            #expect(answer.status == 422)
        }
    }
}

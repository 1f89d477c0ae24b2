import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Web

/// What each role is answered on each route, at the ward that has the report and at the city.
@Suite struct RoleRoutesTests {
    private static let ward = "committee-00004-2025-07-01"

    private struct Case {
        let name: String
        let agency: String
        let roles: Set<Role>
    }

    private static let people: [Case] = [
        Case(name: "officer", agency: ward, roles: [.officer]), Case(name: "unit-admin", agency: ward, roles: [.unitAdmin]),
        Case(name: "auditor", agency: ward, roles: [.auditor]), Case(name: "dashboard", agency: ward, roles: [.dashboard]),
        Case(name: "city-officer", agency: "coordinator", roles: [.officer]),
        Case(name: "city-coordinator", agency: "coordinator", roles: [.cityCoordinator]),
        Case(name: "city-admin", agency: "coordinator", roles: [.cityAdmin]),
        Case(name: "city-auditor", agency: "coordinator", roles: [.auditor]), Case(name: "nobody", agency: ward, roles: []),
    ]

    /// In the order of `people`.
    private static let expected: [(method: HTTPRequest.Method, path: String, statuses: [Int])] = [
        (.get, "/v1/staff/reports", [200, 200, 200, 403, 200, 200, 403, 200, 403]),
        (.get, "/v1/staff/reports/CODE", [200, 200, 200, 404, 200, 200, 404, 200, 404]),
        (.get, "/v1/staff/reports/CODE/sla", [200, 200, 200, 404, 200, 200, 404, 200, 404]),
        (.post, "/v1/staff/reports/CODE/actions", [200, 200, 403, 404, 200, 200, 404, 403, 404]),
        (.get, "/v1/admin/calendars", [403, 403, 200, 403, 403, 200, 200, 200, 403]),
        (.get, "/v1/admin/policies", [403, 403, 200, 403, 403, 200, 200, 200, 403]),
        (.get, "/v1/admin/approvals", [403, 403, 200, 403, 403, 200, 200, 200, 403]),
        (.post, "/v1/admin/policies", [403, 403, 403, 403, 403, 403, 422, 403, 403]),
        (.get, "/v1/admin/accounts", [403, 200, 200, 403, 403, 403, 200, 200, 403]),
        (.post, "/v1/admin/accounts", [403, 201, 403, 403, 403, 403, 201, 403, 403]),
        (.get, "/v1/admin/teams", [200, 200, 200, 403, 200, 200, 200, 200, 403]),
        (.post, "/v1/admin/teams", [403, 201, 403, 403, 403, 403, 201, 403, 403]),
        (.get, "/v1/admin/agencies", [200, 200, 200, 403, 200, 200, 200, 200, 403]),
    ]

    @Test func everyRoleIsAnsweredAsTheTableSays() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            for (index, person) in Self.people.enumerated() {
                let account = try await api.database.account(person.name, at: person.agency, person.roles)
                let token = try await api.database.session(of: account)
                for row in Self.expected {
                    let answer = try await api.call(
                        row.method,
                        row.path.replacing("CODE", with: code),
                        token,
                        Self.body(row.path, person.name),
                        row.method == .post ? ["if-match": try await api.read(code, as: .coordinator).header("etag") ?? ""] : [:]
                    )
                    #expect(answer.status == row.statuses[index], "\(person.name) \(row.method) \(row.path): \(answer.text.prefix(300))")
                }
            }
        }
    }

    private static func body(_ path: String, _ name: String) -> [String: Any]? {
        switch path {
        case "/v1/staff/reports/CODE/actions": ["action": "note", "text": "x"]
        case "/v1/admin/policies": ["policy": [:] as [String: Any], "reason": "x"]
        case "/v1/admin/accounts": ["username": "new-\(name)", "display_name": "x", "roles": ["officer"]]
        case "/v1/admin/teams": ["name": "Tổ \(name)"]
        default: nil
        }
    }

    /// An auditor reads all of a report but who reported.
    @Test func anAuditorIsNotToldWhoReported() async throws {
        try await APITest.run { api in
            let code = try await api.filed(["reporter": ["name": "Nguyễn Văn A", "phone": "0912 345 678"]])
            let account = try await api.database.account("city-auditor", at: "coordinator", [.auditor])
            let answer = try await api.call(.get, "/v1/staff/reports/\(code)", try await api.database.session(of: account))
            #expect(answer.status == 200 && answer["reporter"] == nil && answer.count("allowed_actions") == 0)
            #expect(!answer.text.contains("Nguyễn Văn A") && !answer.text.contains("912345678"))
        }
    }
}

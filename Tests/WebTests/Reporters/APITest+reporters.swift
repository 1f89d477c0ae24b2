import Foundation
import HTTPTypes
import Testing

/// A report and what its reporter was given.
struct Filed {
    let code: String
    let headers: [String: String]
}

extension APITest {
    /// Files a report, with the header that shows its token.
    func filedReport(_ members: [String: Any?] = [:], headers: [String: String] = [:]) async throws -> Filed {
        let filed = try await file(members, headers: headers)
        #expect(filed.status == 201, "\(filed.text)")
        return Filed(
            code: try #require(filed.string("code")),
            headers: ["authorization": "Bearer \(try #require(filed.string("tracking_token")))"]
        )
    }

    /// Posts an act of a reporter's.
    func reporter(
        _ act: String,
        on report: Filed,
        _ members: [String: Any]? = nil,
        _ headers: [String: String] = [:]
    ) async throws -> JSONAnswer {
        let body = try members.map { Array(try JSONSerialization.data(withJSONObject: $0, options: [.sortedKeys])) } ?? []
        let type = members == nil ? [:] : ["content-type": "application/json"]
        let sent = type.merging(report.headers) { $1 }.merging(headers) { $1 }
        return try await post("/v1/reports/\(report.code)/\(act)", sent, body: body)
    }

    func correct(_ report: Filed, _ members: [String: Any]) async throws -> JSONAnswer {
        try await send(
            .patch,
            "/v1/reports/\(report.code)",
            ["content-type": "application/json"].merging(report.headers) { $1 },
            Array(try JSONSerialization.data(withJSONObject: members))
        )
    }

    /// Accepts a report and resolves it.
    func resolve(_ report: Filed, by officer: Officer = .desk) async throws {
        for action in ["acknowledge", "resolve"] {
            let answer = try await act(action, on: report.code, by: officer)
            #expect(answer.status == 200, "\(answer.text)")
        }
    }
}

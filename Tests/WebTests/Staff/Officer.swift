import DatabaseTesting
import Domain
import Foundation
import Testing

@testable import Web

/// Somebody of staff, with a token.
enum Officer: String, CaseIterable {
    /// At the desk that has what `APITest.file` files.
    case desk
    /// At the same desk.
    case colleague
    /// At the desk of another unit.
    case neighbour
    case coordinator
    /// Somebody else at the coordinator's desk.
    case deputy

    /// 43 characters behind the prefix, as tokens have.
    var token: String { "hn_\(rawValue)-0123456789abcdefghijklmnopqrstuvwxyz0123456789".prefix(46).description }

    var headers: [String: String] { ["authorization": "Bearer \(token)"] }

    private var agency: String {
        switch self {
        case .desk, .colleague: "committee-00004-2025-07-01"
        case .neighbour: "committee-00070-2025-07-01"
        case .coordinator, .deputy: "coordinator"
        }
    }

    private var roles: Set<Role> {
        switch self {
        case .desk, .colleague, .neighbour: [.officer, .unitAdmin]
        case .coordinator, .deputy: [.cityCoordinator, .cityAdmin]
        }
    }

    /// Gives each an account and a session, which outlasts the run: copies of the database are made until its end.
    static func signIn(in database: TestDatabase) async throws {
        for officer in allCases {
            let account = try await database.account(officer.rawValue, at: officer.agency, officer.roles)
            try await database.session(of: account, token: officer.token, withoutUse: .seconds(43_200))
        }
    }
}

extension APITest {
    /// A report as somebody of staff sees it.
    func read(_ code: String, as officer: Officer = .desk, _ headers: [String: String] = [:]) async throws -> JSONAnswer {
        try await get("/v1/staff/reports/\(code)", officer.headers.merging(headers) { $1 })
    }

    /// Has something done to a report: on the version there is, unless told.
    @discardableResult
    func act(
        _ action: String,
        on code: String,
        _ members: [String: Any] = [:],
        by officer: Officer = .desk,
        ifMatch: String? = nil,
        _ headers: [String: String] = [:]
    ) async throws -> JSONAnswer {
        var tag = ifMatch
        if tag == nil { tag = try await read(code, as: .coordinator).header("etag") }
        let members = action == "resolve" ? try await answered(members, officer.headers) : members
        let body = try JSONSerialization.data(withJSONObject: members.merging(["action": action]) { first, _ in first })
        let sent = ["content-type": "application/json", "if-match": tag ?? ""].merging(officer.headers) { $1 }.merging(headers) { $1 }
        return try await post("/v1/staff/reports/\(code)/actions", sent, body: Array(body))
    }

    /// What a desk's answer says and shows, where nothing else is told.
    func answered(_ members: [String: Any], _ headers: [String: String]) async throws -> [String: Any] {
        var members = members
        if members["summary"] == nil { members["summary"] = Self.summary }
        if members["evidence"] == nil { members["evidence"] = [try await staffPicture(headers)] }
        return members
    }

    static let summary = "Đã vá ổ gà trước cổng chợ"

    /// The id of a picture, or another file, that somebody of staff has sent now.
    func staffPicture(_ headers: [String: String], _ bytes: [UInt8]? = nil) async throws -> String {
        let answer = try await upload(try bytes ?? SamplePicture.jpeg(), to: "/v1/staff/attachments", headers)
        return try #require(answer.string("id"), "\(answer.text)")
    }

    /// Files a report and says its code.
    func filed(_ members: [String: Any?] = [:]) async throws -> String {
        try #require(try await file(members).string("code"))
    }

    /// Moves the clock of `standingCity`, to a Hanoi time "2026-03-02 09:00".
    func at(_ time: String) async throws {
        try await database.setClock(try #require(Instant(rfc3339: time.replacing(" ", with: "T") + ":00+07:00")))
    }
}

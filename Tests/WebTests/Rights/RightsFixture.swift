import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// Somebody of each kind, and things that are one desk's or another's.
struct RightsFixture: Sendable {
    /// Where something lies, or whose it is.
    enum Place: CaseIterable {
        case baDinh
        case hoanKiem
    }

    let api: APITest
    private let headers: [Asker: [String: String]]
    private let accounts: [Asker: UUID]
    private let reports: [Place: String]
    /// The code of a report for practice.
    let practised: String

    static func run(_ body: @Sendable @escaping (RightsFixture) async throws -> Void) async throws {
        try await APITest.run(.standingCity) { api in try await body(try await RightsFixture(api)) }
    }

    private init(_ api: APITest) async throws {
        self.api = api
        let own = try await api.file()
        let foreign = try await api.file(["location": ["lat": 21.0285, "lon": 105.8542]])
        reports = [.baDinh: try #require(own.string("code")), .hoanKiem: try #require(foreign.string("code"))]
        var headers: [Asker: [String: String]] = [.anonymous: [:]]
        headers[.reporter] = Self.bearer(try #require(own.string("tracking_token")))
        headers[.stranger] = Self.bearer(try #require(foreign.string("tracking_token")))
        headers[.client] = try await api.client("matrix", scopes: ClientScope.allCases.map(\.rawValue)).headers
        var accounts: [Asker: UUID] = [:]
        for asker in Asker.allCases {
            guard let (agency, roles) = asker.post else { continue }
            let account = try await api.database.account("m-\(asker.rawValue.lowercased())", at: agency, roles)
            accounts[asker] = account
            headers[asker] = Self.bearer(try await api.database.session(of: account))
        }
        try await api.database.pool(.superuser).execute(
            "UPDATE account SET status = 'disabled' WHERE username = 'm-disabled'"
        )
        self.headers = headers
        self.accounts = accounts
        let begun = try await api.post(
            "/v1/staff/training/reports",
            ["content-type": "application/json"].merging(headers[.trainee] ?? [:]) { $1 },
            body: Array(#"{"case":"pothole"}"#.utf8)
        )
        practised = try #require(begun.string("reports.0"), "\(begun.text)")
    }

    private static func bearer(_ token: String) -> [String: String] { ["authorization": "Bearer \(token)"] }

    func headers(of asker: Asker) -> [String: String] { headers[asker] ?? [:] }

    /// Another session of an asker with an account.
    func session(of asker: Asker) async throws -> [String: String] {
        guard let account = accounts[asker] else { return [:] }
        return Self.bearer(try await api.database.session(of: account))
    }

    /// A client without tokens, made now.
    func newClient() async throws -> String {
        try #require(
            try await api.post(
                "/v1/admin/clients",
                ["content-type": "application/json"].merging(headers(of: .cityAdmin)) { $1 },
                body: Array(#"{"name":"\#(Self.name())"}"#.utf8)
            ).string("id")
        )
    }

    /// A token of a client of its own, made now.
    func newToken() async throws -> String {
        try #require(
            try await api.post(
                "/v1/admin/tokens",
                ["content-type": "application/json"].merging(headers(of: .cityAdmin)) { $1 },
                body: Array(#"{"client":"\#(try await newClient())","scopes":["reports.file"]}"#.utf8)
            ).string("id")
        )
    }

    /// A picture of the report there, made now and without its bytes. That of Hoàn Kiếm is published.
    func picture(_ place: Place) async throws -> String {
        let (id, object, code) = (UUID(), UUID().uuidString.replacing("-", with: "").lowercased(), report(place))
        try await api.database.pool(.superuser).withTransaction { connection in
            try connection.execute("DELETE FROM attachment WHERE report_id = (SELECT id FROM report WHERE code = \(code))")
            try connection.execute(
                """
                INSERT INTO stored_object (name, content_type, bytes, wanted_at)
                VALUES (\(object + object), 'image/jpeg', 9, instant_now())
                """
            )
            try connection.execute(
                """
                INSERT INTO attachment (id, kind, width, height, uploaded_at, state, claimed_at, used_as, report_id, position)
                SELECT \(id), 'picture', 40, 30, instant_now(), 'claimed', instant_now(), 'report', id, 1
                FROM report
                WHERE code = \(code)
                """
            )
            try connection.execute(
                "INSERT INTO attachment_object (attachment_id, copy, size, object) VALUES (\(id), 'original', 'full', \(object + object))"
            )
            if place == .hoanKiem {
                try connection.execute("UPDATE report SET publication = 'published', published_text = '' WHERE code = \(code)")
            }
        }
        return id.uuidString.lowercased()
    }

    /// The code of the report there.
    func report(_ place: Place) -> String { reports[place] ?? "" }

    /// The account of an asker with one.
    func account(_ asker: Asker) throws -> String { try #require(accounts[asker]).uuidString.lowercased() }

    /// The desk there.
    func desk(_ place: Place) async throws -> String {
        let code = place == .baDinh ? "committee-00004-2025-07-01" : "committee-00070-2025-07-01"
        return try await id("SELECT id FROM agency WHERE code = \(code)")
    }

    /// A team of the desk there, made now.
    func team(_ place: Place) async throws -> String {
        let (id, desk) = (UUID(), try #require(UUID(uuidString: try await desk(place))))
        try await api.database.pool(.superuser).execute(
            "INSERT INTO team (id, agency_id, name, created_at) VALUES (\(id), \(desk), \(id.uuidString), clock_timestamp())"
        )
        return id.uuidString.lowercased()
    }

    /// A template of the desk there, made now.
    func template(_ place: Place) async throws -> String {
        let (id, desk) = (UUID(), try #require(UUID(uuidString: try await desk(place))))
        try await api.database.pool(.superuser).execute(
            """
            INSERT INTO answer_template (id, agency_id, action, title, text, created_at)
            VALUES (\(id), \(desk), 'note', \(id.uuidString), 'x', clock_timestamp())
            """
        )
        return id.uuidString.lowercased()
    }

    /// An officer there, made now.
    func newcomer(_ place: Place) async throws -> String {
        let code = place == .baDinh ? "committee-00004-2025-07-01" : "committee-00070-2025-07-01"
        return try await api.database.account(Self.name(), at: code, [.officer]).uuidString.lowercased()
    }

    /// A name nobody has.
    static func name() -> String { "n-\(UUID().uuidString.lowercased().prefix(20))" }

    /// The first id that a query finds.
    func id(_ query: SQL) async throws -> String { try #require(try await firstID(query)) }

    /// The same, if there is one.
    func firstID(_ query: SQL) async throws -> String? {
        try await api.database.pool(.superuser).query(query, as: UUID.self).first?.uuidString.lowercased()
    }

    /// Asks, and says what the answer means.
    func reply(to request: RightsRequest, of asker: Asker) async throws -> (reply: Reply, status: Int) {
        var headers = request.headers.merging(self.headers(of: asker)) { given, _ in given }
        if request.body != nil { headers["content-type"] = "application/json" }
        let answer = try await api.send(request.method, request.path, headers, request.body.map { Array($0.utf8) } ?? [])
        return (Reply(status: answer.status), answer.status)
    }
}

import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Postgres
import Services
import Store
import Testing
import Transfer

@testable import Web

/// The API over a database of the test's own, spoken to through the router.
struct APITest: Sendable {
    let database: TestDatabase
    let useCases: UseCases
    let client: any TestClientProtocol
    let keys: SecretKeys
    /// Where files come in and are kept.
    let files: TestFiles

    /// Room for whatever a test sends.
    static var roomy: AdmissionGate {
        var shares = WorkShares(exports: 1_000, reads: 1_000, staff: 1_000, filings: 1_000)
        (shares.credentials, shares.visits, shares.pictures) = (1_000, 1_000, 1_000)
        (shares.uploads, shares.downloads) = (8_000, 8_000)
        return AdmissionGate(shares)
    }

    /// Runs `body` against the whole service: router, use cases, PostgreSQL.
    /// Nothing is refused for lack of room or for asking too often unless told. Every `Officer` has signed in where there is a city.
    static func run(
        _ template: TestTemplate = .city,
        gate: AdmissionGate = roomy,
        limiter: RateLimiter? = nil,
        secondFactor: SecondFactorPolicy = .optional,
        proxies: String = "::",
        identity: IdentityPolicy = .none,
        signIn: SignInSetup = SignInSetup(sendsCodes: true),
        providers: OIDCProviders = .none,
        outside: TransferClient = TransferClient(DestinationPolicy()),
        uploadQuotas: UploadQuotas? = nil,
        logger: Logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() },
        _ body: @Sendable @escaping (APITest) async throws -> Void
    ) async throws {
        let staffed = TestTemplate("\(template.name)Staffed", from: template) { try await Officer.signIn(in: $0) }
        try await withTestDatabase(staffed) { database in
            let service = database.store(.service)
            let publicRead = database.store(.publicRead)
            let outcome: Result<Void, any Error>
            do {
                let keys = try SecretKeys.new()
                let files = TestFiles()
                let useCases = UseCases(
                    service: service,
                    publicRead: publicRead,
                    catalogs: CatalogCache(store: CatalogStore(publicRead)),
                    keys: keys,
                    attachments: files.setup(uploadQuotas),
                    signInRules: try .cheap(secondFactor),
                    filingQuotas: limiter?.policy.filings,
                    identity: identity,
                    citizenSignIn: signIn,
                    providers: providers,
                    outside: outside
                )
                let proxies = try #require(AddressRanges(proxies))
                let responder = APIRouter(useCases, gate: gate, limiter: limiter, proxies: proxies).responder()
                try await Application(responder: responder, logger: logger).test(.router) { client in
                    try await body(APITest(database: database, useCases: useCases, client: client, keys: keys, files: files))
                }
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            await service.close()
            await publicRead.close()
            try outcome.get()
        }
    }

    func get(_ path: String, _ headers: [String: String] = [:]) async throws -> JSONAnswer {
        try await send(.get, path, headers, [])
    }

    func head(_ path: String) async throws -> JSONAnswer {
        try await send(.head, path, [:], [])
    }

    func delete(_ path: String, _ headers: [String: String] = [:]) async throws -> JSONAnswer {
        try await send(.delete, path, headers, [])
    }

    func post(_ path: String, _ headers: [String: String], body: [UInt8]) async throws -> JSONAnswer {
        try await send(.post, path, headers, body)
    }

    /// Sends a request and keeps the answer whole; whatever the test asks for, the answer must be one of the contract's.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ headers: [String: String] = [:],
        _ body: [UInt8] = []
    ) async throws -> JSONAnswer {
        var fields = HTTPFields()
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        let answer = try await client.execute(uri: path, method: method, headers: fields, body: ByteBuffer(bytes: body)) { response in
            JSONAnswer(status: response.status.code, headers: response.headers, body: response.body)
        }
        let isForm = headers["content-type"]?.hasPrefix("multipart/") == true
        let faults = ContractCheck.shared.faults(method, path, body: isForm ? nil : body, answer)
        #expect(faults == [], "\(method) \(path.prefix(200)) \(answer.status)")
        return answer
    }

    /// Files a report; `members` replace or (nil) remove those of a good one.
    func file(_ members: [String: Any?] = [:], key: String = UUID().uuidString, headers: [String: String] = [:]) async throws -> JSONAnswer
    {
        try await post(
            "/v1/reports",
            ["content-type": "application/json", "idempotency-key": key].merging(headers) { $1 },
            body: Array(try Self.report(members).utf8)
        )
    }

    /// A report's JSON; a pothole in Ba Đình unless told.
    static func report(_ members: [String: Any?] = [:]) throws -> String {
        var report: [String: Any] = [
            "category": "road.pothole", "description": "Ổ gà sâu trước cổng chợ", "location": ["lat": 21.039446, "lon": 105.836365],
        ]
        for (name, value) in members { report[name] = value }
        return String(decoding: try JSONSerialization.data(withJSONObject: report, options: [.sortedKeys]), as: UTF8.self)
    }

    /// Rows of the tables a filing writes to.
    func rowCounts() async throws -> [Int] {
        try await database.pool(.superuser).query(
            """
            SELECT ARRAY[
                (SELECT count(*) FROM report), (SELECT count(*) FROM report_content), (SELECT count(*) FROM report_private),
                (SELECT count(*) FROM report_event), (SELECT count(*) FROM sla_clock), (SELECT count(*) FROM idempotency_key)
            ]
            """,
            as: [Int].self
        ).first ?? []
    }
}

/// An answer and its JSON.
struct JSONAnswer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: ByteBuffer

    var text: String { String(buffer: body) }

    /// A value by its path, "routing.boundary_version.approximate" or "items.0.code".
    subscript(path: String) -> (any Sendable)? {
        let root = try? JSONSerialization.jsonObject(with: Data(body.readableBytesView), options: .fragmentsAllowed)
        let value = path.split(separator: ".").reduce(root) { value, key in
            if let index = Int(key), let list = value as? [Any] { return list.indices.contains(index) ? list[index] : nil }
            return (value as? [String: Any])?[String(key)]
        }
        switch value {
        case let text as String: return text
        case let number as NSNumber: return number.doubleValue
        case is NSNull: return "null"
        case let list as [Any]: return list.count
        case let object as [String: Any]: return object.keys.sorted().joined(separator: ",")
        default: return nil
        }
    }

    func string(_ path: String) -> String? { self[path] as? String }

    func number(_ path: String) -> Double? { self[path] as? Double }

    func count(_ path: String) -> Int? { self[path] as? Int }

    /// The refused fields: "pointer code".
    var refusals: [String] {
        (0..<(count("errors") ?? 0)).map { "\(string("errors.\($0).pointer") ?? "?") \(string("errors.\($0).code") ?? "?")" }
    }

    func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }
}

import DatabaseTesting
import Domain
import Foundation
import Postgres
import ProviderTesting
import Store
import Synchronization
import Testing

@testable import Services

/// All doors at a provider of the test's own. At a desk are `lan`, whose identity is linked, and `hoa`, who has none and has signed in.
struct ProviderStage: Sendable {
    let issuer: TestIssuer
    let database: TestDatabase
    private let useCases: UseCases
    private let session: StaffSession

    private static let password = "con meo tren mai nha"
    private static let ward = "committee-00004-2025-07-01"

    static func run(by clock: MinuteClock? = nil, _ body: (ProviderStage) async throws -> Void) async throws {
        let issuer = try TestIssuer()
        defer { issuer.stop() }
        try await withTestDatabase(.city) { database in
            try await database.withStore(.service) { service in
                try await database.withStore(.publicRead) { publicRead in
                    let useCases = UseCases(
                        service: service,
                        publicRead: publicRead,
                        catalogs: CatalogCache(store: CatalogStore(publicRead)),
                        keys: try .new(),
                        attachments: .testing,
                        signInRules: try .cheap(),
                        providers: try issuer.providers,
                        outside: issuer.client,
                        now: { clock?.now ?? .now }
                    )
                    try await body(try await ProviderStage(issuer, database, useCases))
                }
            }
        }
    }

    private init(_ issuer: TestIssuer, _ database: TestDatabase, _ useCases: UseCases) async throws {
        self.issuer = issuer
        self.database = database
        self.useCases = useCases
        let lan = try await database.account("lan", at: Self.ward, [.officer])
        let hoa = try await database.account("hoa", at: Self.ward, [.officer])
        let hash = try await PasswordHasher(logRounds: 4).hash(Self.password)
        try await database.pool(.superuser).withTransaction { [url = issuer.url] connection in
            try connection.execute(
                """
                INSERT INTO account_identity (account_id, issuer, subject, linked_at)
                VALUES (\(lan), \(url), \(ProviderDoor.staff.subject), clock_timestamp())
                """
            )
            try connection.execute("UPDATE account SET password_hash = \(hash) WHERE id = \(hoa)")
        }
        session = try #require(try await useCases.staff.session(try await database.session(of: hoa)))
    }

    /// Another account's session.
    func otherSession() async throws -> StaffSession {
        let account = try await database.account("minh", at: Self.ward, [.officer])
        return try #require(try await useCases.staff.session(try await database.session(of: account)))
    }

    func start(_ door: ProviderDoor, at provider: String? = nil) async throws -> ProviderStart {
        let provider = provider ?? door.provider
        switch door {
        case .citizens: return try await useCases.providers.start(at: provider)
        case .staff: return try await useCases.staffProviders.start(at: provider)
        case .linking:
            // Whoever has linked one before begins anew.
            try await database.pool(.superuser).execute("DELETE FROM account_identity WHERE subject = \(door.subject)")
            return try await useCases.ownIdentities.start(session, at: provider, password: Self.password)
        }
    }

    /// `of`: whose session links, `hoa`'s unless told.
    func finish(_ door: ProviderDoor, _ start: ProviderStart, _ consent: TestIssuer.Consent, of other: StaffSession? = nil) async throws {
        let returned = ProviderReturn(code: consent.code, state: consent.state, stateID: start.stateID)
        switch door {
        case .citizens: _ = try await useCases.providers.finish(at: door.provider, returned)
        case .staff: _ = try await useCases.staffProviders.finish(at: door.provider, returned, otp: nil, from: "here")
        case .linking: _ = try await useCases.ownIdentities.finish(other ?? session, at: door.provider, returned)
        }
    }

    func consent(_ door: ProviderDoor, _ start: ProviderStart) -> TestIssuer.Consent {
        issuer.consent(start.authorizationURL, as: door.subject)
    }

    /// Goes all the way.
    func pass(_ door: ProviderDoor) async throws {
        let start = try await start(door)
        try await finish(door, start, consent(door, start))
    }

    /// Goes all the way, and is let in or refused as the door refuses.
    func expect(_ door: ProviderDoor, opens: Bool, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        let start = try await start(door)
        try await expect(door, start, consent(door, start), opens: opens, comment, sourceLocation: sourceLocation)
    }

    func expect(
        _ door: ProviderDoor,
        _ start: ProviderStart,
        _ consent: TestIssuer.Consent,
        of other: StaffSession? = nil,
        opens: Bool,
        _ comment: Comment? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        do {
            try await finish(door, start, consent, of: other)
            #expect(opens, comment ?? "\(door)", sourceLocation: sourceLocation)
        } catch let refusal as ServiceError where refusal == door.refusal {
            #expect(!opens, comment ?? "\(door)", sourceLocation: sourceLocation)
        }
    }

    /// Citizens, their sessions, identities beside the one there is from the beginning, and sessions of staff beside the one there is.
    func traces() async throws -> [Int] {
        try await database.pool(.superuser).query(
            """
            SELECT ARRAY[
                (SELECT count(*) FROM citizen), (SELECT count(*) FROM citizen_session), (SELECT count(*) - 1 FROM account_identity),
                (SELECT count(*) - 1 FROM staff_session)
            ]
            """,
            as: [Int].self
        ).first ?? []
    }
}

/// A clock that goes when a test says so.
final class MinuteClock: Sendable {
    private let instant = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { instant.withLock { $0 } }

    func advance(by duration: Duration) {
        instant.withLock { $0 += duration }
    }
}

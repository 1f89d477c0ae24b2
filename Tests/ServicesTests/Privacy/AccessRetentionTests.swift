import DatabaseTesting
import Domain
import Foundation
import Postgres
import Store
import Testing

@testable import Services

/// What has let somebody in goes a month after it does not any more.
@Suite struct AccessRetentionTests {
    @Test(arguments: [("-1 hour", 0), ("1 hour", 0), ("29 days 23 hours", 0), ("30 days", 1)])
    func sessionsAndLinksOfStaffGoAMonthAfterTheirEnd(_ ago: String, _ gone: Int) async throws {
        try await Desk.run { desk in
            let account = try await desk.database.account("can-bo", at: "coordinator", [.officer])
            try await desk.database.session(of: account)
            try await desk.change("INSERT INTO account_activation VALUES (\(account), \(Data(count: 32)), now(), now() + interval '1 day')")
            for table: SQL in ["staff_session", "account_activation"] {
                try await desk.change(
                    """
                    UPDATE \(table)
                    SET created_at = clock_timestamp() - interval '90 days', expires_at = clock_timestamp() - \(ago)::interval
                    """
                )
            }
            let step = try await desk.letGo()
            #expect(step.staffSessions == gone && step.activationLinks == gone)
            #expect(try await desk.letGo() == RetentionStep())
            // Who they are stays.
            #expect(try await desk.count("account WHERE username = 'can-bo'") == 1)
        }
    }

    @Test(arguments: [("29 days", 0), ("31 days", 0), ("59 days 23 hours", 0), ("60 days", 1)])
    func sessionsOfCitizensGoAMonthAfterNobodyCanUseThem(_ ago: String, _ gone: Int) async throws {
        try await Desk.run { desk in
            let citizen = UUID()
            try await desk.change(
                "INSERT INTO citizen (id, issuer, subject, created_at) VALUES (\(citizen), 'https://id.example', 'subject-1', now())"
            )
            try await desk.change(
                """
                INSERT INTO citizen_session
                VALUES (
                    \(Data(count: 32)), \(citizen), clock_timestamp() - interval '100 days', clock_timestamp() - \(ago)::interval,
                    clock_timestamp() + interval '80 days'
                )
                """
            )
            let step = try await desk.letGo()
            #expect(step.citizenSessions == gone && step.citizens == gone)
            // Without another reason to be kept they go with their last session.
            #expect(try await desk.count("citizen") == 1 - gone)
        }
    }

    /// By the clock of limits, as their end is. The clock stands at Monday 2026-03-02 08:00.
    @Test func tokensOfClientsGoAMonthAfterTheyExpireOrAreRevoked() async throws {
        try await Desk.run { desk in
            let person = try #require(PrincipalName("quan-tri"))
            let clients = desk.useCases.clients
            let client = try await clients.create(try #require(PrincipalName("ihanoi")), by: .commandLine(person))
            let tokens = desk.useCases.clientTokens
            let lasting = try await tokens.create(for: client.id, scopes: [.fileReports], expiresAt: nil, by: .commandLine(person))
            let expiring = try await tokens.create(
                for: client.id,
                scopes: [.fileReports],
                expiresAt: hanoi("2026-03-03 08:00"),
                by: .commandLine(person)
            )
            let revoked = try await tokens.create(for: client.id, scopes: [.fileReports], expiresAt: nil, by: .commandLine(person))
            _ = try await tokens.revoke(revoked.token.id, by: .commandLine(person))
            try await desk.at("2026-04-01 07:59")
            #expect(try await desk.letGo().clientTokens == 0)
            try await desk.at("2026-04-01 08:00")
            #expect(try await desk.letGo().clientTokens == 1)
            try await desk.at("2026-04-02 08:00")
            #expect(try await desk.letGo().clientTokens == 1)
            try await desk.at("2030-01-01 08:00")
            #expect(try await desk.letGo().clientTokens == 0)
            let kept = try await desk.database.pool(.superuser).query("SELECT id FROM client_token", as: UUID.self)
            #expect(kept == [lasting.token.id])
            // The audit tells of all that was done with them.
            for token in [expiring, revoked] {
                #expect(try await desk.count("audit_entry WHERE object = \(token.token.id.uuidString.lowercased())") > 0)
            }
            _ = try await clients.revoke(client.id, by: .commandLine(person))
            try await desk.at("2030-02-01 08:00")
            #expect(try await desk.letGo().clientTokens == 1)
            #expect(try await desk.count("api_client WHERE name = 'ihanoi'") == 1)
        }
    }

    /// What took a token's place is not taken from under it.
    @Test func aTokenStaysWhileTheOneItReplacedDoes() async throws {
        try await Desk.run { desk in
            let person = try #require(PrincipalName("quan-tri"))
            let client = try await desk.useCases.clients.create(try #require(PrincipalName("ihanoi")), by: .commandLine(person))
            let tokens = desk.useCases.clientTokens
            let first = try await tokens.create(for: client.id, scopes: [.fileReports], expiresAt: nil, by: .commandLine(person))
            let second = try await tokens.rotate(first.token.id, expiresAt: nil, graceHours: 24, by: .commandLine(person))
            _ = try await tokens.revoke(second.token.id, by: .commandLine(person))
            try await desk.at("2026-04-01 08:00")
            // The second is over for a month, the first not yet.
            #expect(try await desk.letGo().clientTokens == 0)
            try await desk.at("2026-04-02 08:00")
            #expect(try await desk.letGo().clientTokens == 1)
            #expect(try await desk.letGo().clientTokens == 1)
            #expect(try await desk.count("client_token") == 0)
        }
    }

    @Test func roundsAreBoundedAndTwoAtOnceShareTheWork() async throws {
        try await Desk.run { desk in
            let account = try await desk.database.account("can-bo", at: "coordinator", [.officer])
            for _ in 0..<12 { try await desk.database.session(of: account) }
            try await desk.change(
                "UPDATE staff_session SET created_at = now() - interval '90 days', expires_at = now() - interval '31 days'"
            )
            let live = try await desk.database.session(of: account)
            let retention = Retention(store: RetentionStore(desk.service), policy: RetentionPolicy())
            let first = try await retention.round(limit: 5)
            #expect(first.staffSessions == 5 && first.hasMore)
            let gone = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<3 { group.addTask { try await retention.round(limit: 5).staffSessions } }
                return try await group.reduce(first.staffSessions, +)
            }
            #expect(gone == 12)
            #expect(try await desk.count("staff_session WHERE digest = sha256(convert_to(\(live), 'UTF8'))") == 1)
        }
    }
}

extension Desk {
    fileprivate func letGo() async throws -> RetentionStep {
        try await Retention(store: RetentionStore(service), policy: RetentionPolicy()).round()
    }

    fileprivate func change(_ statement: SQL) async throws {
        try await database.pool(.superuser).execute(statement)
    }

    /// Rows of a table, or some of them.
    fileprivate func count(_ rows: SQL) async throws -> Int {
        try await database.pool(.superuser).query("SELECT count(*) FROM \(rows)", as: Int.self).first ?? -1
    }
}

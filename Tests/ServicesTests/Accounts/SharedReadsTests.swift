import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

/// Two instances on one database, asked by many at once.
@Suite struct SharedReadsTests {
    private static func useCases(_ service: DatabasePool) throws -> UseCases {
        UseCases(
            service: service,
            publicRead: service,
            catalogs: CatalogCache(store: CatalogStore(service)),
            keys: try .new(),
            attachments: .testing,
            signInRules: try .cheap()
        )
    }

    private static func withInstances(_ body: (TestDatabase, [StaffDirectory]) async throws -> Void) async throws {
        try await withTestDatabase(.city) { database in
            try await database.withStore(.service) { first in
                try await database.withStore(.service) { second in
                    try await body(database, try [first, second].map { try useCases($0).staff })
                }
            }
        }
    }

    /// Each is told of its own session, whoever else shares the query.
    @Test func everybodyIsToldWhoTheyAre() async throws {
        try await Self.withInstances { database, instances in
            var tokens: [(name: String, token: String)] = []
            for number in 0..<20 {
                let account = try await database.account("o-\(number)", at: "committee-00004-2025-07-01", [.officer])
                tokens.append(("o-\(number)", try await database.session(of: account)))
            }
            let all = tokens
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<16 {
                    group.addTask {
                        for round in 0..<50 {
                            let (name, token) = all[(worker * 7 + round) % all.count]
                            let session = try await instances[worker % 2].session(token)
                            #expect(session?.principal.name.text == name)
                            #expect(instances[worker % 2].knows(token))
                            if round % 10 == 0 {
                                #expect(try await instances[worker % 2].session("hn_" + String(repeating: "A", count: 43)) == nil)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Once a change has been committed no request that begins afterwards sees what was before, on any instance, under load.
    @Test func whatIsTakenAwayIsGoneForWhoeverAsksNext() async throws {
        try await Self.withInstances { database, instances in
            for round in 0..<10 {
                let account = try await database.account("o-\(round)", at: "committee-00004-2025-07-01", [.officer])
                let token = try await database.session(of: account)
                let admin = database.pool(.superuser)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for worker in 0..<8 {
                        group.addTask { while try await instances[worker % 2].session(token) != nil {} }
                    }
                    group.addTask {
                        for instance in instances { #expect(try await instance.session(token) != nil) }
                        try await admin.execute("UPDATE account SET status = 'disabled' WHERE id = \(account)")
                        for instance in instances {
                            #expect(try await instance.session(token) == nil)
                            #expect(!instance.knows(token))
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }

    /// A client that goes away in the middle of a shared query takes nobody else's answer with it.
    @Test func whoGoesAwayTakesNobodyWithThem() async throws {
        try await Self.withInstances { database, instances in
            let account = try await database.account("lan", at: "committee-00004-2025-07-01", [.officer])
            let token = try await database.session(of: account)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for worker in 0..<40 {
                    group.addTask {
                        guard worker % 2 == 0 else {
                            for _ in 0..<20 where try await instances[0].session(token)?.principal.name.text != "lan" { return false }
                            return true
                        }
                        let task = Task { try await instances[0].session(token) }
                        task.cancel()
                        _ = try? await task.value
                        return true
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }
}

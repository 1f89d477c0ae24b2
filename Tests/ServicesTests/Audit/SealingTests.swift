import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@testable import Store

@Suite struct SealingTests {
    @Test func everythingIsSealedOnceInOrder() async throws {
        try await SealedHistory.run { history in
            let seals = try await SealStore(history.owner).seals(after: 0, limit: 100)
            #expect(seals.map(\.number) == Array(1...10))
            #expect(seals.map(\.extent.eventsTo) == Array(stride(from: 10, through: 100, by: 10)))
            #expect(seals.map(\.extent.entriesTo) == [10, 20, 30, 40, 40, 40, 40, 40, 40, 40])
            let outcome = try await history.verification().run()
            #expect(outcome.seals == 10 && outcome.events == 100 && outcome.entries == 40 && outcome.unsealed == 0)
            // Nothing new, no seal.
            let round = try await history.sealer.round()
            #expect(round.sealed == 0 && round.lagSeconds == 0 && !round.hasMore)
            // What comes later is unsealed, and then sealed with what was before.
            try await history.database.pool(.app).withTransaction { connection in
                try connection.audit(AuditRecord(.unnamed, .referenceLoaded, AuditObject(.reference, "sql/reference")))
            }
            #expect(try await history.verification().run().unsealed == 1)
            try await history.seal()
            let later = try await history.verification().run()
            #expect(later.seals == 11 && later.entries == 41 && later.unsealed == 0)
        }
    }

    /// Each has a sealer of its own; whoever is let seals, and nothing is sealed twice.
    @Test(.timeLimit(.minutes(30))) func severalInstancesMakeOneChain() async throws {
        try await withTestDatabase(.eventHistory) { database in
            let keys = SealKeys(try KeyRing(file: KeyRing.newFile(id: "k1")))
            try await database.withStore(.service) { try await database.number($0) }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        try await database.withStore(.service, size: 1) { service in
                            let sealer = SealedHistory.sealer(service, keys)
                            var sealed = 0
                            // Whoever is not let seals nothing in a round.
                            while try await database.reach() < 100 { sealed += try await sealer.round().sealed }
                            return sealed
                        }
                    }
                }
                let sealed = try await group.reduce(0, +)
                #expect(sealed == 100)
            }
            try await database.withStore(.owner) { owner in
                let outcome = try await AuditVerification(store: SealStore(owner), keys: keys).run()
                #expect(outcome.events == 100 && outcome.unsealed == 0 && outcome.seals >= 10)
            }
        }
    }

    @Test func aNewKeySignsAndTheOldOneIsStillGood() async throws {
        let old = KeyRing.newFile(id: "k1")
        try await SealedHistory.run(keys: old) { history in
            let both = SealKeys(try KeyRing(file: KeyRing.newFile(id: "k2") + old))
            try await history.database.withStore(.service) { service in
                try await history.database.pool(.app).withTransaction { connection in
                    try connection.audit(AuditRecord(.unnamed, .referenceLoaded, AuditObject(.reference, "sql/reference")))
                }
                let sealer = SealedHistory.sealer(service, both)
                while try await sealer.round().hasMore {}
            }
            let seals = try await SealStore(history.owner).seals(after: 0, limit: 100)
            #expect(seals.map(\.keyID) == Array(repeating: "k1", count: 10) + ["k2"])
            #expect(try await history.damage(keys: both) == nil)
            #expect(try await history.damage() == .unknownKey("k2", seal: 11))
            let impostor = SealKeys(try KeyRing(file: KeyRing.newFile(id: "k1")))
            #expect(try await history.damage(keys: impostor) == .unknownKey("k1", seal: 1))
        }
    }

    @Test func nothingIsSealedOverAGap() async throws {
        try await withTestDatabase(.eventHistory) { database in
            try await database.withStore(.service) { service in
                try await database.number(service)
                try await database.pool(.superuser).withTransaction { connection in
                    try connection.execute("SET LOCAL session_replication_role = replica")
                    try connection.execute("DELETE FROM report_event WHERE position = 4")
                }
                let sealer = SealedHistory.sealer(service, SealKeys(try KeyRing(file: KeyRing.newFile(id: "k1"))))
                let error = await #expect(throws: ServiceError.self) { try await sealer.round() }
                #expect(error == .fault("the event of position 4 is missing: nothing is sealed over a gap"))
                #expect(try await SealStore(service).seals(after: 0, limit: 1).isEmpty)
            }
        }
    }

    @Test func nobodyChangesASeal() async throws {
        try await SealedHistory.run { history in
            for role in TestDatabase.Role.allCases {
                let pool = history.database.pool(role)
                for statement: SQL in ["UPDATE audit_seal SET key_id = 'x'", "DELETE FROM audit_seal", "TRUNCATE audit_seal"] {
                    let error = await #expect(throws: PostgresError.self) { try await pool.execute(statement) }
                    #expect(["23001", "42501"].contains(error?.sqlState))
                }
            }
        }
    }
}

extension TestDatabase {
    /// The position of the last event that is sealed.
    fileprivate func reach() async throws -> Int {
        try await pool(.superuser).query("SELECT coalesce(max(events_to), 0) FROM audit_seal", as: Int.self).first ?? 0
    }
}

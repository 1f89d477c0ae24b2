import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@testable import Store

/// 100 events and 40 entries of the audit, sealed ten and ten at a time.
struct SealedHistory: Sendable {
    let database: TestDatabase
    let owner: DatabasePool
    let sealer: AuditSealer
    let keys: SealKeys

    static let limit = 10

    static func run(
        keys: String = KeyRing.newFile(id: "k1"),
        _ body: @Sendable (SealedHistory) async throws -> Void
    ) async throws {
        try await withTestDatabase(.eventHistory) { database in
            try await database.withStore(.service) { service in
                for number in 1...40 {
                    let record = AuditRecord(
                        AuditActor(.staff, "lan"),
                        .privateRead,
                        AuditObject(.report, "HN-26-\(number)"),
                        ["fields": .codes(["phone"])]
                    )
                    try await database.pool(.app).withTransaction { try $0.audit(record) }
                }
                let keys = SealKeys(try KeyRing(file: keys))
                try await database.withStore(.owner) { owner in
                    let sealer = Self.sealer(service, keys)
                    let history = SealedHistory(database: database, owner: owner, sealer: sealer, keys: keys)
                    try await database.number(service)
                    try await history.seal()
                    try await body(history)
                }
            }
        }
    }

    static func sealer(_ service: DatabasePool, _ keys: SealKeys) -> AuditSealer {
        AuditSealer(
            numbering: EventSequencer(store: EventPositionStore(service, of: .audit)),
            store: SealStore(service),
            keys: keys,
            limit: limit
        )
    }

    /// Everything there is.
    func seal() async throws {
        while try await sealer.round().hasMore {}
    }

    /// What verifying finds; nil when all is in order.
    func damage(roots: String? = nil, keys: SealKeys? = nil) async throws -> AuditDamage? {
        do {
            _ = try await verification(keys).run(roots: roots)
            return nil
        } catch let damage as AuditDamage {
            return damage
        }
    }

    func verification(_ keys: SealKeys? = nil) -> AuditVerification {
        AuditVerification(store: SealStore(owner), keys: keys ?? self.keys, batch: 3)
    }

    /// Does what only a superuser can, with every trigger off.
    func tamper(_ statements: SQL...) async throws {
        try await database.pool(.superuser).withTransaction { connection in
            try connection.execute("SET LOCAL session_replication_role = replica")
            for statement in statements { #expect(try connection.execute(statement) > 0) }
        }
    }

    /// The seals in a file, as `phananh audit export` writes them.
    func withRoots(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "roots-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        while try await SealExport(store: SealStore(owner), path: path, limit: 4).round().hasMore {}
        try await body(path)
    }
}

extension TestDatabase {
    /// Gives every event and every entry of the audit its position.
    func number(_ service: DatabasePool) async throws {
        for log in [PositionedLog.events, .audit] {
            let sequencer = EventSequencer(store: EventPositionStore(service, of: log))
            while try await sequencer.round().hasMore {}
        }
    }
}

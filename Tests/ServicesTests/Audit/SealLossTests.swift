import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@testable import Store

/// A database that came back without its newest rows, as after a failover to a standby that did not have them yet.
@Suite struct SealLossTests {
    @Test func whatIsLostIsNamedForEverAndTheExportGoesOn() async throws {
        try await SealedHistory.run { history in
            try await history.withRoots { roots in
                let lines = try Self.lines(roots)
                try await history.failOver(to: 8)
                try await history.live()
                // Before: the export cannot go on, and verifying fails.
                await #expect(throws: ServiceError.self) { try await history.export(roots) }
                #expect(try await history.damage(roots: roots) == .differsFromExport(seal: 9))
                #expect(try await history.damage() == nil)

                let loss = try await history.accept(roots)
                #expect(loss.note.keptTo == 8 && loss.note.lostTo == 10 && loss.events == 20 && loss.entries == 0)
                #expect("\(loss)".contains("seals 9 to 10") && "\(loss)".contains("lan") && "\(loss)".contains("Chuyển máy"))
                // After: what was exported stays, and whoever verifies is told.
                #expect(try Self.lines(roots).prefix(10) == lines[...])
                for _ in 0..<2 {
                    try await history.seal()
                    _ = try await history.export(roots)
                    let outcome = try await history.verification().run(roots: roots)
                    #expect(outcome.losses == [loss] && outcome.exported == outcome.seals && outcome.seals > 8)
                }
                let told = try await history.database.pool(.superuser).query(
                    """
                    SELECT actor || ' ' || object || ' ' || (details ->> 'lost_to') || ' ' || (details ->> 'lost_digest')
                    FROM audit_entry
                    WHERE action = 'seals_lost'
                        AND object_kind = 'seals'
                    """,
                    as: String.self
                )
                #expect(told == ["lan 8 10 \(loss.note.lostDigest.hexadecimal)"])
                // Nothing else is forgiven.
                try await history.tamper(#"UPDATE report_event SET data = '{"x": 1}' WHERE position = 37"#)
                #expect(try await history.damage(roots: roots) == .altered(.event, position: 37, seal: 4))
            }
        }
    }

    @Test func whatIsCutOffAndNotGoneOnFromIsNotedToo() async throws {
        try await SealedHistory.run { history in
            try await history.withRoots { roots in
                try await history.failOver(to: 3)
                #expect(try await history.damage(roots: roots) == .cutOff(seal: 4))
                let loss = try await history.accept(roots)
                #expect(loss.note.keptTo == 3 && loss.note.lostTo == 10 && loss.events == 70 && loss.entries == 10)
                #expect(try await history.verification().run(roots: roots).losses == [loss])
            }
        }
    }

    /// The second may reach further back than the first, or less far.
    @Test(arguments: [(7, 2), (9, 2), (10, 2), (5, 1)]) func anotherLossIsNotedAfterTheFirst(_ kept: Int, _ named: Int) async throws {
        try await SealedHistory.run { history in
            try await history.withRoots { roots in
                try await history.failOver(to: 7)
                let first = try await history.accept(roots)
                try await history.live()
                while try await history.export(roots).hasMore {}
                try await history.failOver(to: kept)
                try await history.live()
                if kept == 10 {
                    // Nothing of what was exported went with it.
                    #expect(try await history.verification().run(roots: roots).losses == [first])
                    return
                }
                #expect(try await history.damage(roots: roots) != nil)
                let second = try await history.accept(roots)
                #expect(second.note.keptTo == kept)
                while try await history.export(roots).hasMore {}
                let outcome = try await history.verification().run(roots: roots)
                #expect(outcome.losses == (named == 2 ? [first, second] : [second]) && outcome.exported == outcome.seals)
            }
        }
    }

    @Test func nothingIsNotedThatIsNotLost() async throws {
        try await SealedHistory.run { history in
            try await history.withRoots { roots in
                let whole = try Data(contentsOf: URL(filePath: roots))
                await #expect(throws: LossAcceptance.Refusal.nothingIsLost) { try await history.accept(roots) }
                for reason in ["", " ", "hai\ndòng", String(repeating: "x", count: 501)] {
                    await #expect(throws: ServiceError.self) { try await history.accept(roots, reason: reason) }
                }
                await #expect(throws: AuditDamage.unreadableRoots("/nowhere")) { try await history.accept("/nowhere") }
                #expect(try Data(contentsOf: URL(filePath: roots)) == whole)
                // Another database's file.
                try await history.failOver(to: 0)
                try await history.seal()
                await #expect(throws: LossAcceptance.Refusal.nothingInCommon) { try await history.accept(roots) }
                #expect(
                    try await history.database.pool(.superuser).query(
                        "SELECT count(*) FROM audit_entry WHERE action = 'seals_lost'",
                        as: Int.self
                    ) == [0]
                )
            }
        }
    }

    /// Neither a note without its signature, nor one about other seals, nor a file whose lost seals were changed.
    @Test func aFalseNoteForgivesNothing() async throws {
        try await SealedHistory.run { history in
            try await history.withRoots { roots in
                try await history.failOver(to: 8)
                _ = try await history.accept(roots)
                let lines = try Self.lines(roots)
                for (line, from, to) in [
                    (10, "Chuyển máy", "Không có gì"), (10, #""lost_to":10"#, #""lost_to":9"#), (10, #""kept_to":8"#, #""kept_to":7"#),
                    (10, #""by":"lan""#, #""by":"lam""#), (8, #""events_to":90"#, #""events_to":91"#),
                    (9, #""signature":""#, #""signature":"00"#),
                ] {
                    var changed = lines
                    changed[line] = changed[line].replacing(from, with: to)
                    #expect(changed != lines)
                    try (changed.joined(separator: "\n") + "\n").write(toFile: roots, atomically: true, encoding: .utf8)
                    #expect(try await history.damage(roots: roots) != nil, "\(from)")
                }
                // Without one of the lost seals.
                var shortened = lines
                shortened.remove(at: 9)
                try (shortened.joined(separator: "\n") + "\n").write(toFile: roots, atomically: true, encoding: .utf8)
                #expect(try await history.damage(roots: roots) == .cutOff(seal: 9))
            }
        }
    }

    private static func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }
}

extension SealedHistory {
    /// Leaves only what so many seals cover.
    fileprivate func failOver(to seal: Int) async throws {
        let kept = try await database.pool(.superuser).query(
            "SELECT coalesce(max(events_to), 0), coalesce(max(entries_to), 0) FROM audit_seal WHERE number <= \(seal)",
            as: (Int, Int).self
        ).first
        let (events, entries) = try #require(kept)
        try await database.pool(.superuser).withTransaction { connection in
            try connection.execute("SET LOCAL session_replication_role = replica")
            try connection.execute("DELETE FROM report_event WHERE position > \(events)")
            try connection.execute("DELETE FROM audit_entry WHERE position > \(entries)")
            try connection.execute("DELETE FROM audit_seal WHERE number > \(seal)")
        }
    }

    /// Something happens, and is sealed.
    fileprivate func live() async throws {
        for number in 1...25 {
            let record = AuditRecord(AuditActor(.staff, "lan"), .privateRead, AuditObject(.report, "HN-26-\(number)"))
            try await database.pool(.app).withTransaction { try $0.audit(record) }
        }
        try await seal()
    }

    fileprivate func export(_ roots: String) async throws -> SealExport.Round {
        try await SealExport(store: SealStore(owner), path: roots).round()
    }

    @discardableResult
    fileprivate func accept(_ roots: String, reason: String = "Chuyển máy dự phòng") async throws -> ExportedLoss {
        let lan = try #require(PrincipalName("lan"))
        return try await LossAcceptance(store: SealStore(owner), keys: keys, path: roots).accept(reason: reason, by: lan)
    }
}

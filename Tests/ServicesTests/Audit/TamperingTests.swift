import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@testable import Store

/// What somebody does who is superuser of the database, with every trigger off.
@Suite struct TamperingTests {
    private static let eventChanges: [SQL] = [
        #"data = '{"x": 1}'"#, "at = at + interval '1 microsecond'", "at = at + interval '1 day'", "type = 'resolved'",
        "actor_kind = 'system'", "agency_id = gen_random_uuid()", "is_public = NOT is_public", "salt = gen_random_uuid()", "seq = 2",
    ]

    private static let entryChanges: [SQL] = [
        #"details = '{"fields": ["phonf"]}'"#, "at = at + interval '1 microsecond'", "actor = 'lam'", "actor_kind = 'client'",
        "action = 'report_act'", "object = 'HN-26-1'", "object_kind = 'policy'", "request_id = 'x'", "salt = gen_random_uuid()",
    ]

    @Test(arguments: eventChanges.indices)
    func aFlippedByteOfAnEventIsFound(change: Int) async throws {
        try await SealedHistory.run { history in
            try await history.tamper("UPDATE report_event SET \(Self.eventChanges[change]) WHERE position = 37")
            #expect(try await history.damage() == .altered(.event, position: 37, seal: 4))
        }
    }

    @Test(arguments: entryChanges.indices)
    func aFlippedByteOfAnEntryIsFound(change: Int) async throws {
        try await SealedHistory.run { history in
            try await history.tamper("UPDATE audit_entry SET \(Self.entryChanges[change]) WHERE position = 27")
            #expect(try await history.damage() == .altered(.entry, position: 27, seal: 3))
        }
    }

    @Test func aDeletedRowIsFound() async throws {
        try await SealedHistory.run { history in
            try await history.tamper("DELETE FROM audit_entry WHERE position = 40")
            #expect(try await history.damage() == .missing(.entry, position: 40))
            try await history.tamper("DELETE FROM report_event WHERE position = 1")
            #expect(try await history.damage() == .missing(.event, position: 1))
        }
        // Also with the positions after it closed up.
        try await SealedHistory.run { history in
            try await history.tamper(
                "DELETE FROM report_event WHERE position = 50",
                "UPDATE report_event SET position = -position WHERE position > 50",
                "UPDATE report_event SET position = -position - 1 WHERE position < 0"
            )
            #expect(try await history.damage() == .altered(.event, position: 50, seal: 5))
        }
    }

    @Test func aSwapIsFound() async throws {
        try await SealedHistory.run { history in
            try await history.tamper(
                "UPDATE audit_entry SET position = NULL WHERE position = 12",
                "UPDATE audit_entry SET position = 12 WHERE position = 13",
                "UPDATE audit_entry SET position = 13 WHERE position IS NULL"
            )
            #expect(try await history.damage() == .altered(.entry, position: 12, seal: 2))
            try await history.tamper(
                "UPDATE report_event SET position = NULL WHERE position = 3",
                "UPDATE report_event SET position = 3 WHERE position = 4",
                "UPDATE report_event SET position = 4 WHERE position IS NULL"
            )
            #expect(try await history.damage() == .altered(.event, position: 3, seal: 1))
        }
    }

    /// With its seals: only a copy kept elsewhere tells.
    @Test func aCutTailIsFoundByWhatWasExported() async throws {
        try await SealedHistory.run { history in
            try await history.withRoots { roots in
                #expect(try await history.verification().run(roots: roots).exported == 10)
                try await history.tamper(
                    "DELETE FROM report_event WHERE position > 80",
                    "DELETE FROM audit_seal WHERE number > 8"
                )
                #expect(try await history.damage() == nil)
                #expect(try await history.damage(roots: roots) == .cutOff(seal: 9))
                try await history.tamper("DELETE FROM audit_entry WHERE position > 30", "DELETE FROM audit_seal WHERE number > 3")
                #expect(try await history.damage(roots: roots) == .cutOff(seal: 4))
            }
        }
    }

    @Test func aSealTakenOutOrChangedIsFound() async throws {
        let changes: [SQL] = [
            "root = sha256('x')", "previous = sha256('x')", "signature = sha512('x')", "sealed_at = sealed_at + interval '1 second'",
            "leaves = overlay(leaves PLACING sha256('x') FROM 33)",
        ]
        for change in changes {
            try await SealedHistory.run { history in
                try await history.tamper("UPDATE audit_seal SET \(change) WHERE number = 5")
                #expect(try await history.damage() == .sealAltered(5))
            }
        }
        try await SealedHistory.run { history in
            try await history.tamper("DELETE FROM audit_seal WHERE number = 5")
            #expect(try await history.damage() == .sealMissing(5))
            try await history.tamper("DELETE FROM audit_seal WHERE number = 1")
            #expect(try await history.damage() == .sealMissing(1))
        }
    }

    /// Whoever has the keys too can seal a false history: not the one that was exported.
    @Test func aHistorySealedAnewIsNotTheOneThatWasExported() async throws {
        try await SealedHistory.run { history in
            try await history.withRoots { roots in
                try await history.tamper(
                    #"UPDATE report_event SET data = '{"x": 1}' WHERE position = 61"#,
                    "DELETE FROM audit_seal WHERE number > 6"
                )
                try await history.seal()
                #expect(try await history.damage() == nil)
                #expect(try await history.damage(roots: roots) == .differsFromExport(seal: 7))
                // The file itself is not written on, and says so.
                let error = await #expect(throws: ServiceError.self) {
                    try await SealExport(store: SealStore(history.owner), path: roots).round()
                }
                #expect(error == .fault("the database does not have seal 10 as \(roots) has it: it was set back or rewritten"))
            }
        }
    }
}

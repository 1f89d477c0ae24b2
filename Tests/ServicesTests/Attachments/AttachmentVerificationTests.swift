import DatabaseTesting
import Domain
import Foundation
import Media
import Postgres
import Store
import Testing

@testable import Services

@Suite struct AttachmentVerificationTests {
    private static func verification(_ shelf: Shelf) -> AttachmentVerification {
        AttachmentVerification(storage: shelf.files.storage, objects: shelf.objects)
    }

    @Test func whatIsReferredToHasToBeThereAsItWas() async throws {
        try await Shelf.run { shelf in
            try await shelf.picture()
            let whole = try await Self.verification(shelf).verify(reading: true)
            #expect(whole.objects == 3 && whole.bytes == "fulllargesmall".utf8.count && whole.faults.isEmpty)
            let names = try await shelf.files.kept().sorted()
            try await shelf.files.storage.remove(try #require(ObjectName(names[0])))
            try shelf.files.overwrite(names[1], with: [])
            let last = try #require(ObjectName(names[2]))
            let size = try #require(try await shelf.files.storage.size(of: last))
            try shelf.files.overwrite(names[2], with: [UInt8](repeating: 0, count: size))
            let faults: [AttachmentVerification.Fault] = [.missing(names[0]), .wrongSize(names[1])]
            #expect(try await Self.verification(shelf).verify(reading: false).faults == faults)
            #expect(try await Self.verification(shelf).verify(reading: true).faults == faults + [.damaged(names[2])])
        }
    }

    /// What is about to be put, what nothing refers to, and what is being removed.
    @Test func whatNothingRefersToIsNotMissed() async throws {
        try await Shelf.run { shelf in
            let object = String(repeating: "a", count: 64)
            let file = StoredFile(object: object, bytes: 9, contentType: "image/jpeg")
            #expect(try await shelf.objects.want([file]))
            #expect(try await shelf.objects.takeUnknown(String(repeating: "b", count: 64)))
            try await shelf.picture()
            for _ in 0..<2 {
                let outcome = try await Self.verification(shelf).verify(reading: true)
                #expect(outcome.objects == 3 && outcome.faults.isEmpty)
                let moved = try await Self.migration(shelf).run()
                #expect(moved.copied + moved.present == 3 && moved.missing.isEmpty)
                try await shelf.desk.at("2026-03-02 09:30")
            }
        }
    }

    @Test func whatWasStoredSinceItWasUnknownStays() async throws {
        try await Shelf.run { shelf in
            try await shelf.picture()
            let faults = try await shelf.files.kept().map { AttachmentVerification.Fault.unknown($0) }
            #expect(try await Self.verification(shelf).remove(faults) == 0)
            #expect(try await shelf.files.kept().count == 3)
        }
    }

    /// Whoever sends the same bytes while they are removed has to send them again: they would be gone a moment later.
    @Test func whatIsRemovedAsUnknownCannotBeStoredMeanwhile() async throws {
        try await Shelf.run { shelf in
            _ = try await shelf.keep(["a"])
            try await shelf.desk.database.pool(.superuser).execute("DELETE FROM stored_object")
            let faults = try await shelf.files.kept().map { AttachmentVerification.Fault.unknown($0) }
            let storage = WatchedStorage(
                storage: shelf.files.storage,
                removes: { _ in await #expect(throws: ServiceError.busy) { try await shelf.picture(["a", "b", "c"]) } }
            )
            #expect(try await AttachmentVerification(storage: storage, objects: shelf.objects).remove(faults) == 1)
            #expect(try await shelf.files.kept().isEmpty)
            try await shelf.picture(["a", "b", "c"])
            #expect(try await shelf.files.kept().count == 3)
        }
    }

    /// Pictures are sent, let go of and swept all the while.
    @Test func aServiceMayBeBusyMeanwhile() async throws {
        try await Shelf.run(connections: 8) { shelf in
            let database = shelf.desk.database
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sender in 0..<3 {
                    group.addTask {
                        for round in 0..<30 {
                            do {
                                try await shelf.picture(["\(round % 5)", "\(sender)", "\(round) \(sender)"])
                            } catch ServiceError.busy {
                                continue
                            } catch StoreError.busy {
                                continue
                            }
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<30 {
                        // It may wait for those who wait for it.
                        _ = try? await database.pool(.superuser).execute(
                            """
                            WITH gone AS (DELETE FROM attachment WHERE id IN (SELECT id FROM attachment ORDER BY random() LIMIT 2))
                            UPDATE stored_object
                            SET wanted_at = wanted_at - interval '2 hours'
                            WHERE is_loose
                            """
                        )
                        _ = try await shelf.sweeper.round()
                    }
                }
                group.addTask {
                    for _ in 0..<30 {
                        let outcome = try await Self.verification(shelf).verify(reading: true)
                        #expect(outcome.faults.isEmpty)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    private static func migration(_ shelf: Shelf) -> AttachmentMigration {
        AttachmentMigration(objects: shelf.objects, from: shelf.files.storage, to: shelf.files.another, by: shelf.files.uploads)
    }

    /// A picture may be more bytes than it came with.
    @Test func whateverIsStoredCanBeBroughtElsewhere() async throws {
        try await Shelf.run { shelf in
            let large = String(repeating: "x", count: AttachmentLimits.storedBytes)
            try await shelf.picture([large, "large", "small"])
            let moved = try await Self.migration(shelf).run()
            #expect(moved.copied == 3 && moved.bytes == large.utf8.count + 10 && shelf.files.leftovers.isEmpty)
            #expect(try await shelf.files.another.list(after: nil, limit: 10).map(\.name.text) == shelf.files.kept().sorted())
            let again = try await Self.migration(shelf).run()
            #expect(again.copied == 0 && again.present == 3)
            let name = try #require(try await shelf.files.kept().min())
            for storage in [shelf.files.storage, shelf.files.another] { try await storage.remove(try #require(ObjectName(name))) }
            #expect(try await Self.migration(shelf).run().missing == [name])
        }
    }

    @Test func moreThanMayBeStoredIsNot() async throws {
        try await Shelf.run { shelf in
            let large = String(repeating: "x", count: AttachmentLimits.storedBytes + 1)
            await #expect(throws: ServiceError.uploadRefused(.tooLarge)) { try await shelf.picture([large, "large", "small"]) }
        }
    }
}

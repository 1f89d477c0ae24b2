import DatabaseTesting
import Domain
import Foundation
import Media
import Postgres
import Store
import SystemPackage
import Testing

@testable import Services

@Suite struct AttachmentSweeperTests {
    @Test func whatNobodyClaimsInADayGoesAndItsFilesWithIt() async throws {
        try await Shelf.run { shelf in
            try await shelf.picture(["a", "b", "c"])
            let kept = try await shelf.picture(["a", "d", "e"])
            _ = try await shelf.file([kept])
            try await shelf.desk.at("2026-03-03 07:59")
            #expect(try await shelf.sweep() == AttachmentSweeper.Sweep())
            try await shelf.desk.at("2026-03-03 08:00")
            let sweep = try await shelf.sweep()
            #expect(sweep.unclaimed == 1 && sweep.objects == 2)
            // The first one's "a" is the second's too.
            #expect(try await shelf.files.kept().count == 3)
            #expect(try await shelf.store.file(kept, .full, for: .staff) != nil)
            #expect(try await shelf.sweep() == AttachmentSweeper.Sweep())
        }
    }

    @Test func whatWasStoredForNothingGoesAfterAnHour() async throws {
        try await Shelf.run { shelf in
            _ = try await shelf.keep(["a", "b", "c"])
            try await shelf.desk.at("2026-03-02 09:00")
            #expect(try await shelf.sweep().objects == 0)
            // Wanted again.
            _ = try await shelf.keep(["a"])
            try await shelf.desk.at("2026-03-02 09:01")
            #expect(try await shelf.sweep().objects == 2)
            #expect(try await shelf.files.kept().count == 1)
        }
    }

    @Test func whatIsBeingRemovedCannotBeHad() async throws {
        try await Shelf.run { shelf in
            let stored = try await shelf.keep(["a"])
            try await shelf.desk.at("2026-03-02 09:01")
            let marked = try await shelf.objects.takeUnneeded(limit: 10)
            #expect(marked.objects.count == 1 && marked.looked == 1)
            await #expect(throws: ServiceError.busy) { try await shelf.keep(["a"]) }
            await #expect(throws: StoreError.busy) {
                let new = NewAttachment(id: UUID.next(), kind: .picture, width: 1, height: 1, uploadedBy: nil, files: stored)
                try await shelf.store.add(new)
            }
            // Its sweeper was killed: after ten minutes another takes it.
            #expect(try await shelf.objects.takeUnneeded(limit: 10).looked == 0)
            try await shelf.desk.at("2026-03-02 09:12")
            #expect(try await shelf.sweep().objects == 1)
            #expect(try await shelf.files.kept().isEmpty)
            try await shelf.picture(["a"])
            #expect(try await shelf.files.kept().count == 1)
        }
    }

    @Test func whateverTookTooLongRefersToNothing() async throws {
        try await Shelf.run { shelf in
            let stored = try await shelf.keep(["a"])
            try await shelf.desk.at("2026-03-02 08:30")
            await #expect(throws: StoreError.busy) {
                let new = NewAttachment(id: UUID.next(), kind: .picture, width: 1, height: 1, uploadedBy: nil, files: stored)
                try await shelf.store.add(new)
            }
        }
    }

    @Test func leftoversOfKilledUploadsGoAfterAnHour() async throws {
        try await Shelf.run { shelf in
            let root = shelf.files.uploads.path.string
            let (old, new) = ("\(root)/\(UUID().uuidString)", "\(root)/\(UUID().uuidString)")
            for folder in [old, new, "\(root)/else"] {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try Data([1]).write(to: URL(filePath: "\(folder)/file"))
            }
            let before = Date(timeIntervalSinceNow: -3_700)
            for folder in [old, "\(root)/else"] { try FileManager.default.setAttributes([.modificationDate: before], ofItemAtPath: folder) }
            #expect(try await shelf.sweep().leftovers == 1)
            #expect(FileManager.default.fileExists(atPath: new) && FileManager.default.fileExists(atPath: "\(root)/else"))
        }
    }

    @Test func leftoversGoWhateverAilsTheStorage() async throws {
        try await Shelf.run { shelf in
            let folder = shelf.files.uploads.path.appending(UUID().uuidString).string
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -3_700)], ofItemAtPath: folder)
            let storage = WatchedStorage(storage: shelf.files.storage, fault: .unavailable("ListMultipartUploads"))
            let vault = AttachmentVault(storage: storage, objects: shelf.objects)
            let sweeper = AttachmentSweeper(objects: shelf.objects, vault: vault, folder: shelf.files.uploads)
            await #expect(throws: ServiceError.self) { _ = try await sweeper.round() }
            #expect(shelf.files.leftovers.isEmpty)
        }
    }

    /// The same few bytes are sent, claimed by nobody and swept, all at once: whatever is referred to is there.
    @Test func nothingIsTakenFromWhoeverRefersToIt() async throws {
        try await Shelf.run(connections: 8) { shelf in
            let database = shelf.desk.database
            for number in 0..<3 { try await shelf.picture(["\(number)", "0", "x"]) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sender in 0..<4 {
                    group.addTask {
                        for round in 0..<40 {
                            do {
                                try await shelf.picture(["\(round % 3)", "\(sender % 2)", "x"])
                            } catch ServiceError.busy {
                                continue
                            } catch StoreError.busy {
                                continue
                            }
                        }
                    }
                }
                for _ in 0..<2 {
                    group.addTask {
                        for _ in 0..<40 {
                            // It may wait for those who wait for it.
                            _ = try? await database.pool(.superuser).execute(
                                """
                                WITH gone AS (
                                    DELETE FROM attachment
                                    WHERE id IN (SELECT id FROM attachment ORDER BY random() LIMIT 1)
                                        AND (SELECT count(*) FROM attachment) > 3
                                )
                                UPDATE stored_object
                                SET wanted_at = wanted_at - interval '2 hours'
                                WHERE is_loose
                                """
                            )
                            _ = try await shelf.sweeper.round()
                        }
                    }
                }
                try await group.waitForAll()
            }
            let referred = try await database.pool(.superuser).query("SELECT DISTINCT object FROM attachment_object", as: String.self)
            #expect(!referred.isEmpty)
            #expect(try await shelf.files.kept().isSuperset(of: referred))
        }
    }
}

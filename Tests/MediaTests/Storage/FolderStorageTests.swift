import Crypto
import Foundation
import Glibc
import Media
import MediaTesting
import Subprocess
import SystemPackage
import Testing

@Suite struct FolderStorageTests {
    private func put(_ bytes: [UInt8], _ storage: FolderStorage, _ folder: TemporaryFolder) async throws -> ObjectName {
        let name = ObjectName(SHA256.hash(data: bytes))
        try await storage.put(folder.write(bytes, "upload"), as: name, contentType: "image/jpeg")
        return name
    }

    @Test func aFileIsWhereItsNameSaysAndNobodyElseMayReadIt() async throws {
        let folder = try TemporaryFolder()
        let name = try await put([1, 2, 3], FolderStorage(folder.path), folder)
        let place = "\(name.text.prefix(2))/\(name.text.dropFirst(2).prefix(2))/\(name.text)"
        #expect(folder.files == [place, "upload"].sorted())
        for path in [place, String(place.prefix(5)), String(place.prefix(2)), "unfinished"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path.appending(path).string)
            #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o077 } == 0, "\(path)")
        }
    }

    @Test func whatACrashLeftGoesAndWhatIsUnderWayStays() async throws {
        let folder = try TemporaryFolder()
        let storage = FolderStorage(folder.path)
        let name = try await put([1], storage, folder)
        _ = try folder.write([9], "unfinished/half")
        try await storage.removeUnfinished(before: Int(Date().timeIntervalSince1970) - 60)
        #expect(folder.files.contains("unfinished/half"))
        try await storage.removeUnfinished(before: Int(Date().timeIntervalSince1970) + 60)
        #expect(!folder.files.contains("unfinished/half"))
        #expect(try await storage.size(of: name) == 1)
    }

    @Test func otherFilesInTheFolderAreNotListed() async throws {
        let folder = try TemporaryFolder()
        let storage = FolderStorage(folder.path)
        let name = try await put([1], storage, folder)
        try FileManager.default.createDirectory(atPath: folder.path.appending("zz").string, withIntermediateDirectories: true)
        _ = try folder.write([1], "zz/note")
        #expect(try await storage.list(after: nil, limit: 100).map(\.name) == [name])
    }

    @Test func aFolderThatCannotBeWrittenIsUnavailable() async throws {
        let storage = FolderStorage("/proc/phananh")
        await #expect {
            try await storage.check()
        } throws: { error in
            guard case .unavailable? = error as? StorageError else { return false }
            return true
        }
    }

    @Test func aFolderThatIsGoneIsNoObjectThatIsMissing() async throws {
        let folder = try TemporaryFolder()
        let storage = FolderStorage(folder.path.appending("a").appending("b"))
        let name = ObjectName(SHA256.hash(data: [1]))
        let file = try folder.write([1])
        await #expect(throws: StorageError.unavailable("its folder is not there")) { _ = try await storage.read(name, 0..<1) }
        await #expect(throws: StorageError.unavailable("its folder is not there")) {
            try await storage.put(file, as: name, contentType: "image/png")
        }
        // It lies on the disk of the folder above.
        #expect(try await !storage.isScarce())
    }

    /// On a file system of one megabyte, which takes a root to make.
    @Test(.enabled(if: getuid() == 0, "only root can make a disk that is full")) func aFullDiskKeepsNothingAndRecovers() async throws {
        let folder = try TemporaryFolder()
        let disk = folder.path.appending("disk")
        try FileManager.default.createDirectory(atPath: disk.string, withIntermediateDirectories: true)
        try await system("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.string)
        do {
            let storage = FolderStorage(disk)
            let first = try await put([UInt8](repeating: 1, count: 600_000), storage, folder)
            #expect(try await !storage.isScarce())
            _ = try folder.write([UInt8](repeating: 1, count: 350_000), "disk/other")
            #expect(try await storage.isScarce())
            await #expect(throws: StorageError.full) { _ = try await put([UInt8](repeating: 2, count: 600_000), storage, folder) }
            #expect(try await storage.list(after: nil, limit: 10).map(\.name) == [first])
            #expect(try FileManager.default.contentsOfDirectory(atPath: disk.appending("unfinished").string).isEmpty)
            try await storage.remove(first)
            _ = try await put([UInt8](repeating: 2, count: 600_000), storage, folder)
        } catch {
            Issue.record(error)
        }
        try await system("umount", disk.string)
    }

    private func system(_ command: String, _ arguments: String...) async throws {
        let result = try await run(.name(command), arguments: Arguments(arguments), output: .discarded)
        #expect(result.terminationStatus.isSuccess)
    }
}

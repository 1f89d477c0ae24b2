import Domain
import Foundation
import Services
import Testing

@Suite struct BoundaryFileTests {
    @Test func aRegularFileIsReadAndALinkFollowed() throws {
        try withFolder { folder in
            let file = folder.appending(path: "a.geojson")
            try Data("{\"tên\": 1}".utf8).write(to: file)
            let link = folder.appending(path: "link")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
            #expect(try BoundaryFile.read(file.path) == "{\"tên\": 1}")
            #expect(try BoundaryFile.read(link.path) == "{\"tên\": 1}")
        }
    }

    @Test func aByteOrderMarkIsDropped() throws {
        try withFolder { folder in
            let file = folder.appending(path: "a.geojson")
            try Data([0xEF, 0xBB, 0xBF, 0x7B, 0x7D]).write(to: file)
            #expect(try BoundaryFile.read(file.path) == "{}")
        }
    }

    @Test func whatIsNotAFileOfTextIsRefused() throws {
        try withFolder { folder in
            let file = folder.appending(path: "a.geojson")
            try Data([0x7B, 0xFF, 0x7D]).write(to: file)
            #expect(throws: BoundaryError.notUTF8(file.path)) { try BoundaryFile.read(file.path) }
            #expect(throws: BoundaryError.notRegularFile(folder.path)) { try BoundaryFile.read(folder.path) }
            #expect(throws: BoundaryError.notRegularFile("/dev/zero")) { try BoundaryFile.read("/dev/zero") }
            let pipe = folder.appending(path: "pipe").path
            #expect(mkfifo(pipe, 0o600) == 0)
            #expect(throws: BoundaryError.notRegularFile(pipe)) { try BoundaryFile.read(pipe) }
            let absent = folder.appending(path: "absent").path
            #expect(throws: BoundaryError.unreadableFile(absent)) { try BoundaryFile.read(absent) }
        }
    }

    @Test func theSizeIsCheckedBeforeReading() throws {
        try withFolder { folder in
            let file = folder.appending(path: "large").path
            #expect(FileManager.default.createFile(atPath: file, contents: nil))
            #expect(truncate(file, 1 << 40) == 0)
            #expect(throws: BoundaryError.fileTooLarge(file, limit: 64 << 20)) { try BoundaryFile.read(file) }
        }
    }

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "boundary-file-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }
}

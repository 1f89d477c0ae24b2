internal import Foundation
package import SystemPackage

/// A folder of a test's own, which goes with it.
package final class TemporaryFolder: Sendable {
    package let path: FilePath

    package init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "media-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = FilePath(url.path)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path.string)
    }

    /// All files in it, however deep.
    package var files: [String] {
        (FileManager.default.subpaths(atPath: path.string) ?? []).filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path.appending(name).string, isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }

    package func write(_ bytes: [UInt8], _ name: String = "file") throws -> FilePath {
        let file = path.appending(name)
        try Data(bytes).write(to: URL(filePath: file.string))
        return file
    }
}

extension FilePath {
    package func bytes() throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: string)))
    }
}

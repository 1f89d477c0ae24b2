internal import Domain
internal import Foundation
internal import SystemPackage

/// The folder of one upload. Whoever began it removes it, whatever came of it.
package struct UploadWork: Sendable {
    private let folder: FilePath

    init(_ folder: FilePath) {
        self.folder = folder
    }

    /// With everything in it.
    package func remove() {
        try? FileManager.default.removeItem(atPath: folder.string)
    }

    /// An empty file, for at most so many bytes.
    package func newFile(most: Int = AttachmentLimits.bytes) throws(ServiceError) -> IncomingFile {
        try IncomingFile(folder.appending(UUID().uuidString.lowercased()), most: most, in: self)
    }

    /// An empty folder.
    func newFolder() throws(ServiceError) -> FilePath {
        let path = folder.appending(UUID().uuidString.lowercased())
        do {
            try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: false)
        } catch {
            throw .storageFull
        }
        return path
    }
}

package import Domain
internal import Foundation
package import Media
internal import MediaTesting
package import Services
internal import SystemPackage

/// Folders of one test's files, which go with it.
package final class TestFiles: Sendable {
    private let root = FilePath(FileManager.default.temporaryDirectory.path).appending("files-\(UUID().uuidString)")

    package init() {}

    deinit {
        try? FileManager.default.removeItem(atPath: root.string)
    }

    package var uploads: UploadFolder { UploadFolder(root.appending("uploads")) }

    package var storage: FolderStorage { FolderStorage(root.appending("kept")) }

    /// Where everything may be brought.
    package var another: FolderStorage { FolderStorage(root.appending("another")) }

    package func setup(_ quotas: UploadQuotas? = nil) -> AttachmentSetup {
        AttachmentSetup(folder: uploads, storage: storage, images: ImageProcessor(limits: ImageLimits.attachments.patient), quotas: quotas)
    }

    /// Everything that lies where files come in.
    package var leftovers: [String] {
        FileManager.default.subpaths(atPath: root.appending("uploads").string) ?? []
    }

    /// Damages an object.
    package func overwrite(_ object: String, with bytes: [UInt8]) throws {
        let folder = root.appending("kept").appending(String(object.prefix(2))).appending(String(object.dropFirst(2).prefix(2)))
        try Data(bytes).write(to: URL(filePath: folder.appending(object).string))
    }

    /// Names of the objects that are kept.
    package func kept() async throws -> Set<String> {
        Set(try await storage.list(after: nil, limit: 1_000).map(\.name.text))
    }
}

extension AttachmentSetup {
    /// For tests that send no files.
    package static var testing: AttachmentSetup {
        let folder = FilePath(FileManager.default.temporaryDirectory.path).appending("no-files")
        return AttachmentSetup(folder: UploadFolder(folder), storage: FolderStorage(folder))
    }
}

internal import Domain
internal import Foundation
package import Media
package import Store
internal import SystemPackage

/// Brings everything into another storage. The service may run meanwhile, on the old one: what it stores after is brought by the next time.
package struct AttachmentMigration: Sendable {
    /// What one run has done.
    package struct Outcome: Sendable {
        package var copied = 0
        package var present = 0
        package var bytes = 0
        /// Names of those that are not where they should be.
        package var missing: [String] = []
    }

    private static let page = 500

    private let objects: StoredObjectStore
    private let source: AttachmentVault
    private let target: any ObjectStorage
    private let folder: UploadFolder

    /// `folder` is where files lie on their way.
    package init(objects: StoredObjectStore, from source: any ObjectStorage, to target: any ObjectStorage, by folder: UploadFolder) {
        self.objects = objects
        self.source = AttachmentVault(storage: source, objects: objects)
        self.target = target
        self.folder = folder
    }

    /// Copies what is not there yet; it may be repeated, and ended at any moment.
    package func run() async throws(ServiceError) -> Outcome {
        var outcome = Outcome()
        var last: String?
        while true {
            let page = try await serving { () async throws(StoreError) in try await objects.page(after: last, limit: Self.page) }
            for file in page { try await copy(file, &outcome) }
            guard page.count == Self.page, let end = page.last?.object else { return outcome }
            last = end
        }
    }

    private func copy(_ file: StoredFile, _ outcome: inout Outcome) async throws(ServiceError) {
        guard let name = ObjectName(file.object) else { throw .fault("name of an object") }
        let isThere: Bool
        do {
            if try await target.size(of: name) == file.bytes {
                outcome.present += 1
                return
            }
            isThere = try await source.storage.size(of: name) == file.bytes
        } catch {
            throw ServiceError(error)
        }
        guard isThere else {
            // Its attachment may have gone since, and with it the file.
            let isNeeded = try await serving { () async throws(StoreError) in try await objects.isNeeded(file.object) }
            if isNeeded { outcome.missing.append(file.object) }
            return
        }
        try await folder.working { work throws(ServiceError) in
            let incoming = try await work.newFile(most: AttachmentLimits.storedBytes)
            try await source.fetch(file, into: incoming)
            do throws(StorageError) {
                try await target.put(incoming.path, as: name, contentType: file.contentType)
            } catch {
                throw ServiceError(error)
            }
        }
        outcome.copied += 1
        outcome.bytes += file.bytes
    }
}

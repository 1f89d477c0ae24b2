package import Domain
package import Foundation
internal import Media
package import Store

/// Hands attachments' files out.
package struct AttachmentReading: Sendable {
    /// By what somebody may have a file.
    package enum Access: Hashable, Sendable {
        /// Anybody may. With a tag, only as long as that is the picture's.
        case published(tag: String?)
        case permit(AttachmentLinks.Permit)
    }

    package let links: AttachmentLinks
    private let store: AttachmentStore
    private let vault: AttachmentVault

    package init(links: AttachmentLinks, store: AttachmentStore, vault: AttachmentVault) {
        self.links = links
        self.store = store
        self.vault = vault
    }

    /// A file that somebody may have. Throws `notFound`, and `attachmentLinkPast` for a permit that is over.
    package func file(_ id: UUID, _ size: Attachment.Size, by access: Access) async throws(ServiceError) -> ServedFile {
        let file: ServedFile?
        switch access {
        case .published(let tag):
            let shown = try await serving { () async throws(StoreError) in try await store.published(id, size) }
            file = tag == nil || tag == shown?.tag ? shown?.file : nil
        case .permit(let permit):
            let viewer = try links.viewer(permit, id, size)
            file = try await serving { () async throws(StoreError) in try await store.file(id, size, for: viewer) }
        }
        guard let file else { throw .notFound }
        return file
    }

    /// The bytes of a range of a file, held in memory.
    package func read(_ file: StoredFile, _ range: Range<Int>) async throws(ServiceError) -> [UInt8] {
        try await vault.read(file, range)
    }

    /// The pieces of a range, of which three fit into memory for each of many clients.
    package func pieces(of range: Range<Int>) -> [Range<Int>] {
        ObjectPieces.ranges(of: range, by: ObjectPieces.mostBytes / 4)
    }
}

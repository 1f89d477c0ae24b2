internal import Foundation
internal import Media
package import Store

/// Lets go of what nobody needs: attachments that nobody has claimed, files that nothing refers to, and what killed uploads have left.
package struct AttachmentSweeper: Sendable {
    /// What one round has let go of.
    package struct Sweep: Hashable, Sendable {
        package var unclaimed = 0
        package var objects = 0
        package var leftovers = 0
        /// Whether there may be more.
        package var hasMore = false

        package init() {}
    }

    /// Older ones are nobody's any more: requests end long before.
    private static let leftoverAge = Duration.seconds(3_600)
    /// An object is removed within so long of being marked: ten minutes later another sweeper would do it again, and the bytes may be wanted anew.
    private static let removalTime = Duration.seconds(120)

    private let objects: StoredObjectStore
    private let vault: AttachmentVault
    private let folder: UploadFolder

    package init(objects: StoredObjectStore, vault: AttachmentVault, folder: UploadFolder) {
        self.objects = objects
        self.vault = vault
        self.folder = folder
    }

    /// One round; `limit` bounds what it lets go of of each kind.
    package func round(limit: Int = 100) async throws(ServiceError) -> Sweep {
        var sweep = Sweep()
        // First: whatever ails the database or the storage, the disk has to have room.
        sweep.leftovers = await folder.sweep(olderThan: Self.leftoverAge)
        sweep.unclaimed = try await serving { () async throws(StoreError) in try await objects.dropUnclaimed(limit: limit) }
        let looked = try await removeObjects(limit: limit, &sweep)
        sweep.hasMore = sweep.unclaimed == limit || looked == limit
        try await removeUnfinished()
        return sweep
    }

    /// What puts into the storage have left that were killed.
    private func removeUnfinished() async throws(ServiceError) {
        let before = Int(Date().timeIntervalSince1970) - Int(Self.leftoverAge.components.seconds)
        do {
            try await vault.storage.removeUnfinished(before: before)
        } catch {
            throw ServiceError(error)
        }
    }

    /// How many were looked at.
    private func removeObjects(limit: Int, _ sweep: inout Sweep) async throws(ServiceError) -> Int {
        let began = ContinuousClock.now
        let (marked, looked) = try await serving { () async throws(StoreError) in try await objects.takeUnneeded(limit: limit) }
        var removed: [String] = []
        do throws(StorageError) {
            for object in marked where began.duration(to: .now) < Self.removalTime {
                guard let name = ObjectName(object) else { continue }
                try await vault.storage.remove(name)
                removed.append(object)
            }
        } catch {
            try await forget(removed)
            throw ServiceError(error)
        }
        try await forget(removed)
        sweep.objects += removed.count
        return looked
    }

    private func forget(_ removed: [String]) async throws(ServiceError) {
        guard !removed.isEmpty else { return }
        try await serving { () async throws(StoreError) in try await objects.forget(removed) }
    }
}

import Media
import SystemPackage

/// A storage that says what it is about to do, and fails where it is told to.
struct WatchedStorage: ObjectStorage {
    let storage: any ObjectStorage
    var removes: @Sendable (ObjectName) async -> Void = { _ in }
    var fault: StorageError?

    func put(_ file: FilePath, as name: ObjectName, contentType: String) async throws(StorageError) {
        try await storage.put(file, as: name, contentType: contentType)
    }

    func size(of name: ObjectName) async throws(StorageError) -> Int? {
        try await storage.size(of: name)
    }

    func read(_ name: ObjectName, _ range: Range<Int>) async throws(StorageError) -> [UInt8] {
        try await storage.read(name, range)
    }

    func list(after name: ObjectName?, limit: Int) async throws(StorageError) -> [StoredObject] {
        try await storage.list(after: name, limit: limit)
    }

    func remove(_ name: ObjectName) async throws(StorageError) {
        await removes(name)
        try await storage.remove(name)
    }

    /// Fails with the fault.
    func removeUnfinished(before time: Int) async throws(StorageError) {
        if let fault { throw fault }
        try await storage.removeUnfinished(before: time)
    }

    func isScarce() async throws(StorageError) -> Bool {
        try await storage.isScarce()
    }

    func check() async throws(StorageError) {
        try await storage.check()
    }
}

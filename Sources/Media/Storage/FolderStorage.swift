internal import Foundation
package import SystemPackage

/// Files in a folder of this machine, or of a file system that all instances share: `ab/cd/abcd…`, of which nobody else may read anything.
package struct FolderStorage: ObjectStorage {
    private let folder: StorageFolder
    private let threads = FileThreads(8)

    /// The folder is made when something is put there.
    package init(_ folder: FilePath) {
        self.folder = StorageFolder(path: folder)
    }

    package func put(_ file: FilePath, as name: ObjectName, contentType: String) async throws(StorageError) {
        try await run { folder throws(StorageError) in try folder.put(file, name) }
    }

    package func size(of name: ObjectName) async throws(StorageError) -> Int? {
        try await run { folder throws(StorageError) in
            do throws(Errno) {
                return try folder.place(of: name).status()?.bytes
            } catch {
                throw StorageError(error)
            }
        }
    }

    package func read(_ name: ObjectName, _ range: Range<Int>) async throws(StorageError) -> [UInt8] {
        try await run { folder throws(StorageError) in try folder.read(name, range) }
    }

    package func list(after name: ObjectName?, limit: Int) async throws(StorageError) -> [StoredObject] {
        try await run { folder throws(StorageError) in try folder.list(after: name, limit: limit) }
    }

    package func remove(_ name: ObjectName) async throws(StorageError) {
        try await run { folder throws(StorageError) in
            do throws(Errno) {
                try folder.place(of: name).removeFile()
            } catch {
                throw StorageError(error)
            }
        }
    }

    package func removeUnfinished(before time: Int) async throws(StorageError) {
        try await run { folder throws(StorageError) in try folder.removeUnfinished(before: time) }
    }

    package func isScarce() async throws(StorageError) -> Bool {
        try await run { folder throws(StorageError) in
            do throws(Errno) {
                return try DiskSpace(at: folder.path).isScarce
            } catch {
                throw StorageError(error)
            }
        }
    }

    package func check() async throws(StorageError) {
        try await run { folder throws(StorageError) in try folder.check() }
    }

    private func run<Value: Sendable>(
        _ work: @escaping @Sendable (StorageFolder) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        let folder = folder
        return try await threads.run { () throws(StorageError) in try work(folder) }
    }
}

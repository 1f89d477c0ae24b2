package import SystemPackage

/// Files in a folder of this machine, or of a file system that all instances share.
package struct FolderStorage: ObjectStorage {
    private let folder: FilePath

    /// The folder is made if it is not there.
    package init(_ folder: FilePath) {
        self.folder = folder
    }

    package func put(_ file: FilePath, as name: ObjectName, contentType: String) async throws(StorageError) {
        throw .unavailable("not built yet")
    }

    package func size(of name: ObjectName) async throws(StorageError) -> Int? {
        throw .unavailable("not built yet")
    }

    package func read(_ name: ObjectName, _ range: Range<Int>, _ piece: (ArraySlice<UInt8>) async throws -> Void) async throws {
        throw StorageError.unavailable("not built yet")
    }

    package func list(after name: ObjectName?, limit: Int) async throws(StorageError) -> [StoredObject] {
        throw .unavailable("not built yet")
    }

    package func remove(_ name: ObjectName) async throws(StorageError) {
        throw .unavailable("not built yet")
    }

    package func check() async throws(StorageError) {
        throw .unavailable("not built yet")
    }
}

package import SystemPackage
package import Transfer

/// Objects in a bucket of an S3-compatible server.
package struct S3Storage: ObjectStorage {
    private let settings: S3Settings

    /// The server may be where the policy allows, at its own port besides. nil for settings that name no such place.
    package init?(_ settings: S3Settings, _ policy: DestinationPolicy) {
        self.settings = settings
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

internal import Domain
internal import Foundation
package import Store

/// Loads `sql/reference` into the database.
package struct ReferenceLoader: Sendable {
    private let store: ReferenceStore

    package init(store: ReferenceStore) {
        self.store = store
    }

    /// What a load did, and what an administrator should know about the data.
    package struct Outcome: Sendable {
        package let changes: ReferenceChanges
        package let warnings: [String]
    }

    /// Loads a folder. The files are read and checked whole before anything is written; loading the same files again changes nothing.
    package func load(folder: String) async throws -> Outcome {
        let reading = try ReferenceReading(
            folder: ReferenceFolder(path: folder),
            now: Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        )
        return Outcome(changes: try await store.load(reading.data), warnings: reading.warnings)
    }
}

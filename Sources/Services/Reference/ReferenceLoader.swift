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
        let changes = try await store.load(reading.data)
        let kept = changes.keptCalendars.map(Self.warning) + changes.keptPolicies.map(Self.warning)
        return Outcome(changes: changes, warnings: reading.warnings + kept)
    }

    private static func warning(_ kept: KeptCalendar) -> String {
        let calendar = "calendar \(kept.code) stays at version \(kept.version), the files say otherwise: "
        return switch kept.cause {
        case .publishedHere(let person):
            calendar + "\(person) has published it here; to take the files' days over use `phananh calendar import`"
        case .correction:
            calendar + "they change days already counted; propose that with `phananh calendar import … --reason`"
        }
    }

    private static func warning(_ kept: KeptPolicy) -> String {
        let policy = "policy \(kept.code) stays as it is, the files say otherwise: "
        return switch kept.cause {
        case .known: policy + "other limits take two people; to take the files' over use `phananh policy propose`"
        case .scopeTaken(let other): policy + "\(other) is in force for the same reports"
        }
    }
}

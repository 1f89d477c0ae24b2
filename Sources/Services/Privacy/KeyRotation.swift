package import Foundation
package import Store

/// Brings what is sealed under the keys that stand on top of their files, so that the lines below can be dropped.
package struct KeyRotation: Sendable {
    /// Raw values are those of the command line.
    package enum Ring: String, Sendable, CaseIterable {
        /// The master keys over the data keys of reports.
        case contact
        /// The keys of the digests by which phones and addresses are found.
        case lookup
    }

    /// How far it has come.
    package struct Progress: Hashable, Sendable {
        /// Contacts brought under the present key.
        package var renewed = 0
        /// Reports and requests whose contacts cannot be opened: the key they are under is missing.
        package var unreadable: [UUID] = []
    }

    /// Contacts of one transaction: some ten milliseconds.
    package static let batch = 500

    private let store: KeyRotationStore
    private let keys: SecretKeys
    private let vault: ContactVault

    package init(store: KeyRotationStore, keys: SecretKeys) {
        self.store = store
        self.keys = keys
        vault = ContactVault(keys: keys.contact, lookup: keys.lookup)
    }

    /// Renews all there is, batch by batch; told after each. May be ended at any moment and begun anew. What a service that still has
    /// the old file seals meanwhile is left to the next run.
    package func run(
        _ ring: Ring,
        batch: Int = KeyRotation.batch,
        progress: (Progress) throws -> Void = { _ in }
    ) async throws -> Progress {
        var done = Progress()
        for table in SealedTable.allCases {
            var last: UUID?
            repeat {
                let step = try await store.step(stale(ring), in: table, after: last, limit: batch) { contact, row in
                    try? ring == .contact ? vault.rewrapped(contact, of: row, in: table) : vault.redigested(contact, of: row, in: table)
                }
                done.renewed += step.renewed
                done.unreadable += step.unreadable
                last = step.last
                if step.renewed > 0 { try progress(done) }
            } while last != nil
        }
        return done
    }

    private func stale(_ ring: Ring) -> StaleKey {
        switch ring {
        case .contact: .master(current: keys.contact.current.id)
        case .lookup: .lookup(current: keys.lookup.current.id)
        }
    }
}

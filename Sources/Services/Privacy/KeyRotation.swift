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
        /// The keys that citizens' phones are sealed under.
        case citizen
    }

    /// How far it has come.
    package struct Progress: Hashable, Sendable {
        /// Contacts and citizens brought under the present key.
        package var renewed = 0
        /// Reports, requests and citizens whose contacts cannot be opened: the key they are under is missing.
        package var unreadable: [UUID] = []
    }

    /// Contacts of one transaction: some ten milliseconds.
    package static let batch = 500

    private let store: KeyRotationStore
    private let citizens: CitizenRotationStore
    private let keys: SecretKeys
    private let vault: ContactVault

    /// `owner` acts as the schema's owner.
    package init(_ owner: DatabasePool, keys: SecretKeys) {
        store = KeyRotationStore(owner)
        citizens = CitizenRotationStore(owner)
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
        for stale in stale(ring) {
            for table in SealedTable.allCases {
                try await every(&done, progress) { last in
                    try await store.step(stale, in: table, after: last, limit: batch) { contact, row in
                        try? ring == .contact ? vault.rewrapped(contact, of: row, in: table) : vault.redigested(contact, of: row, in: table)
                    }
                }
            }
        }
        // A citizen's phone is bound to its digest: both are made anew together.
        if ring != .contact {
            let vault = CitizenVault(keys: keys.citizen)
            try await every(&done, progress) { last in
                try await citizens.step(
                    keyID: keys.citizen.current.id,
                    lookupKeyID: keys.lookup.current.id,
                    after: last,
                    limit: batch
                ) { phone in try? vault.seal(try vault.open(phone), foundBy: self.vault) }
            }
        }
        return done
    }

    /// Steps until there is none any more.
    private func every(
        _ done: inout Progress,
        _ progress: (Progress) throws -> Void,
        step: (UUID?) async throws -> RotationStep
    ) async throws {
        var last: UUID?
        repeat {
            let step = try await step(last)
            done.renewed += step.renewed
            done.unreadable += step.unreadable
            last = step.last
            if step.renewed > 0 { try progress(done) }
        } while last != nil
    }

    /// What of contacts a ring's old keys stand over.
    private func stale(_ ring: Ring) -> [StaleKey] {
        switch ring {
        case .contact: [.master(current: keys.contact.current.id)]
        case .lookup: [.lookup(current: keys.lookup.current.id)]
        case .citizen: []
        }
    }
}

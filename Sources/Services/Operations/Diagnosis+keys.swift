internal import Domain
internal import Store

extension Diagnosis {
    /// Contacts under keys that are not the present ones, or not there. Looks at every report, which takes a second for each million.
    package func keyFindings(_ keys: SecretKeys) async -> [Finding] {
        await checked("keys in use") {
            let uses = try await pools[0].health.contactKeys()
            let found =
                Self.findings(Dictionary(grouping: uses, by: \.keyID), of: keys.contact, named: .contact)
                + Self.findings(Dictionary(grouping: uses, by: \.lookupKeyID), of: keys.lookup, named: .lookup)
            return found.isEmpty ? [Finding("keys in use", .good, "the present ones alone")] : found
        }
    }

    private static func findings(_ uses: [String: [ContactKeyUse]], of ring: KeyRing, named name: KeyRotation.Ring) -> [Finding] {
        uses.filter { $0.key != ring.current.id }.sorted { $0.key < $1.key }.map { id, uses in
            let reports = uses.reduce(0) { $0 + $1.reports }
            return ring.key(id) == nil
                ? Finding("keys in use", .warning, "\(reports) reports are under key \(id), WHICH IS NOT IN \(name.rawValue).keys")
                : Finding(
                    "keys in use",
                    .warning,
                    "\(reports) reports are under the old key \(id): run `phananh keys rotate \(name.rawValue)`"
                )
        }
    }
}

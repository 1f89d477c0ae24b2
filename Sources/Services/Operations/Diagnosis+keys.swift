internal import Domain
internal import Store

extension Diagnosis {
    /// Contacts and citizens under keys that are not the present ones, or not there. Looks at all of them, which takes a second for each
    /// million.
    package func keyFindings(_ keys: SecretKeys) async -> [Finding] {
        await checked("keys in use") {
            let reports = try await pools[0].health.contactKeys()
            let citizens = try await pools[0].health.citizenKeys()
            let found =
                Self.findings(reports.map { ($0.keyID, $0.reports) }, "reports", of: keys.contact, named: .contact)
                + Self.findings(reports.map { ($0.lookupKeyID, $0.reports) }, "reports", of: keys.lookup, named: .lookup)
                + Self.findings(citizens.map { ($0.lookupKeyID, $0.citizens) }, "citizens", of: keys.lookup, named: .lookup)
                + Self.findings(citizens.map { ($0.keyID, $0.citizens) }, "citizens", of: keys.citizen, named: .citizen)
            return found.isEmpty ? [Finding("keys in use", .good, "the present ones alone")] : found
        }
    }

    private static func findings(
        _ uses: [(key: String?, count: Int)],
        _ what: String,
        of ring: KeyRing,
        named name: KeyRotation.Ring
    ) -> [Finding] {
        let counts = Dictionary(uses.map { ($0.key, $0.count) }, uniquingKeysWith: +).filter { $0.key != ring.current.id }
        return counts.sorted { ($0.key ?? "") < ($1.key ?? "") }.map { id, count in
            let text =
                switch id {
                case nil: "\(count) \(what) are under a key that was not told: run `phananh keys rotate \(name.rawValue)`"
                case let id? where ring.key(id) == nil: "\(count) \(what) are under key \(id), WHICH IS NOT IN \(name.rawValue).keys"
                case let id?: "\(count) \(what) are under the old key \(id): run `phananh keys rotate \(name.rawValue)`"
                }
            return Finding("keys in use", .warning, text)
        }
    }
}

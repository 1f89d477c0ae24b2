package import Domain
internal import FoundationEssentials
package import Store

/// The administration of unit boundaries: import, look, activate, go back.
///
/// Throws `BoundaryError` for whatever the operator can mend; the store's own errors pass through.
package struct BoundaryService: Sendable {
    private let store: BoundaryStore

    /// The store must be opened as `migrator`, with statements of up to ten minutes allowed.
    package init(store: BoundaryStore) {
        self.store = store
    }

    /// Checks a GeoJSON FeatureCollection of all units valid on `effectiveFrom` (`YYYY-MM-DD`) and stores it as a version that is not
    /// active yet. Faults of the file are in the report, and then nothing was stored.
    package func importFile(
        _ geoJSON: String,
        title: String,
        legalRef: String,
        effectiveFrom: String,
        source: String,
        codeProperty: String = "code",
        tolerances: BoundaryTolerances = BoundaryTolerances()
    ) async throws -> ImportReport {
        guard isDayShaped(effectiveFrom) else { throw BoundaryError.invalidDate(effectiveFrom) }
        return try await store.importVersion(
            geoJSON,
            BoundaryImport(
                title: try checked(title, "title"),
                legalRef: try checked(legalRef, "legal reference"),
                source: try checked(source, "source"),
                effectiveFrom: effectiveFrom,
                codeProperty: try checked(codeProperty, "code property"),
                tolerances: tolerances
            )
        )
    }

    /// All versions, the newest first.
    package func list() async throws -> [BoundaryVersion] {
        try await store.versions()
    }

    /// One version, by its id or an unambiguous beginning of it of at least four digits, with what its import found.
    package func show(_ id: String) async throws -> ImportReport {
        let version = try await find(id)
        guard let report = try await store.report(of: version) else { throw BoundaryError.notFound(id) }
        return report
    }

    /// Makes a version, named as for `show`, the one reports are routed by. A retired one may come back; the active one stays as it is.
    package func activate(_ id: String) async throws -> BoundaryVersion {
        try await store.activate(find(id).id)
    }

    /// Gives a database without any version an approximate one, active at once; nil if there is a version already.
    package func buildApproximate() async throws -> BoundaryVersion? {
        try await store.buildApproximate(
            title: "Ranh giới gần đúng",
            source: "computed: power cells of the units' points, weighted by official area"
        )
    }

    private func find(_ id: String) async throws -> BoundaryVersion {
        let prefix = id.lowercased()
        guard (4...36).contains(prefix.utf8.count), prefix.utf8.allSatisfy(isIDDigit) else { throw BoundaryError.invalidID(id) }
        let versions = try await store.versions(idPrefix: prefix)
        guard let version = versions.first else { throw BoundaryError.notFound(id) }
        guard versions.count == 1 else { throw BoundaryError.ambiguous(id, versions.map(\.id)) }
        return version
    }
}

private func isIDDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "-"): true
    default: false
    }
}

/// PostgreSQL knows whether the day exists, but would also take `today`, `infinity` or 1/7/2025.
private func isDayShaped(_ text: String) -> Bool {
    let pattern = "0000-00-00".utf8
    return text.utf8.count == pattern.count
        && zip(text.utf8, pattern).allSatisfy { byte, expected in
            expected == UInt8(ascii: "-") ? byte == expected : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
}

/// Present, without control characters, and of a length that fits a line or two.
private func checked(_ text: String, _ name: String) throws(BoundaryError) -> String {
    guard (1...500).contains(text.utf8.count), !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
        throw BoundaryError.invalidText(name)
    }
    return text
}

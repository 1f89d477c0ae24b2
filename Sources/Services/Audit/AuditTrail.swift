package import Domain
package import Store

/// The audit, for those who may read it.
package struct AuditTrail: Sendable {
    /// Some of it.
    package struct Page: Sendable {
        /// The newest first.
        package let entries: [AuditEntry]
        /// The position before which there is more; nil after the last page.
        package let next: Int?
    }

    private let reader: AuditReader

    package init(reader: AuditReader) {
        self.reader = reader
    }

    /// Entries that a filter lets through, the newest first, before a position if told. What was entered in the last second or so is not in
    /// its place yet, and comes later.
    package func page(_ filter: AuditFilter, before position: Int?, limit: Int) async throws(ServiceError) -> Page {
        let found = try await serving { () async throws(StoreError) in try await reader.list(filter, before: position, limit: limit + 1) }
        let entries = Array(found.prefix(limit))
        return Page(entries: entries, next: found.count > limit ? entries.last?.position : nil)
    }

    /// Whose private data were read from an instant on and before another one, by anybody or by somebody.
    package func affected(from: Instant, to: Instant, by actor: String? = nil) async throws(ServiceError) -> AffectedData {
        AffectedData(try await serving { () async throws(StoreError) in try await reader.readings(from: from, to: to, by: actor) })
    }
}

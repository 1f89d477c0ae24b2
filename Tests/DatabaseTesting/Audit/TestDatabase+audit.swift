internal import Postgres

/// An entry of the audit, as a test looks at it.
package struct WrittenEntry: Sendable {
    /// `staff lan`
    package let actor: String
    package let action: String
    /// `report HN-26-…`
    package let object: String
    /// As JSON.
    package let details: String
    package let requestID: String?
}

extension TestDatabase {
    /// Everything in the audit, in the order in which it was written.
    package func audit() async throws -> [WrittenEntry] {
        try await pool(.superuser).query(
            """
            SELECT actor_kind || ' ' || actor, action, object_kind || ' ' || object, details::text, request_id
            FROM audit_entry
            ORDER BY id
            """,
            as: (String, String, String, String, String?).self
        ).map { WrittenEntry(actor: $0.0, action: $0.1, object: $0.2, details: $0.3, requestID: $0.4) }
    }
}

package import Domain
package import FoundationEssentials
internal import Postgres

/// A code on its way, as it is kept.
package struct CodeDelivery: Sendable {
    /// Of the code.
    package let id: UUID
    package let codeSealed: Data
    package let codeKeyID: String
    package let phoneSealed: Data
    package let phoneLookup: Data
    package let phoneKeyID: String
    package let language: Language
    /// Seconds it is good for.
    package let seconds: Int
}

/// Codes that have to be sent.
package struct CodeDeliveryStore: Sendable {
    /// Seconds an attempt may take: then another one may begin, after the first of them.
    package static let attemptSeconds = 15

    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Takes some of what is due, the oldest first; what others have taken is left to them. What is not told `done` comes back after 15
    /// seconds, then 30, 60 and so on. What is over is not sent.
    package func claim(limit: Int) async throws(StoreError) -> [CodeDelivery] {
        try await storing {
            try await pool.query(
                """
                UPDATE sign_in_code_delivery AS delivery
                SET
                    attempts = delivery.attempts + 1,
                    due_at = clock_timestamp() + \(Self.attemptSeconds) * interval '1 second' * (1 << least(delivery.attempts, 5))
                FROM sign_in_code AS code
                WHERE code.id = delivery.code_id
                    AND code.expires_at > clock_timestamp()
                    AND delivery.code_id IN (
                        SELECT code_id
                        FROM sign_in_code_delivery
                        WHERE due_at <= clock_timestamp()
                        ORDER BY due_at
                        LIMIT \(limit)
                        FOR UPDATE SKIP LOCKED
                    )
                RETURNING
                    code.id, delivery.code_sealed, delivery.key_id, code.phone_sealed, code.phone_lookup, code.key_id, delivery.language,
                    greatest(extract(epoch FROM code.expires_at - clock_timestamp()), 1)::bigint
                """,
                as: (UUID, Data, String, Data, Data, String, String, Int).self
            ).map { row in
                CodeDelivery(
                    id: row.0,
                    codeSealed: row.1,
                    codeKeyID: row.2,
                    phoneSealed: row.3,
                    phoneLookup: row.4,
                    phoneKeyID: row.5,
                    language: Language(rawValue: row.6) ?? .vi,
                    seconds: row.7
                )
            }
        }
    }

    /// These have arrived, or never will: nothing of them is kept.
    package func done(_ ids: [UUID]) async throws(StoreError) {
        try await storing { _ = try await pool.execute("DELETE FROM sign_in_code_delivery WHERE code_id = ANY (\(ids))") }
    }
}

package import Domain
package import FoundationEssentials
internal import Postgres

/// Keeps how often signing in has failed, for all instances.
package struct ThrottleStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Reckons an attempt as a failure until it is settled, so that a thousand at once do not pass as one. Comes back with the
    /// seconds it has to wait, and then reckons nothing; nil when it is to be looked at.
    package func begin(_ digests: [SignInThrottle.Scope: Data]) async throws(StoreError) -> Int64? {
        try await storing {
            try await pool.withTransaction { connection in
                try Self.forgetSome(on: connection)
                let (counts, now) = try Self.lock(digests, on: connection)
                let wait = SignInThrottle.wait(counts, at: now)
                if wait > 0 { return wait }
                for (scope, digest) in digests {
                    try Self.write(SignInThrottle.failed(counts[scope] ?? .init(), scope, at: now), digest, failedAt: now, on: connection)
                }
                return nil
            }
        }
    }

    /// The attempt that was begun has succeeded, or was none.
    package func settle(_ digests: [SignInThrottle.Scope: Data], succeeded: Bool) async throws(StoreError) {
        try await storing {
            try await pool.withTransaction { connection in
                let (counts, _) = try Self.lock(digests, on: connection)
                for (scope, digest) in digests {
                    let count = counts[scope] ?? .init()
                    let settled = succeeded ? SignInThrottle.succeeded(count, scope) : SignInThrottle.undone(count, scope)
                    try Self.write(settled, digest, knows: succeeded && scope == .pair, on: connection)
                }
            }
        }
    }

    /// The counts, which nobody else changes until the transaction ends. In one order whoever asks, so that two do not wait for each other.
    private static func lock(
        _ digests: [SignInThrottle.Scope: Data],
        on connection: isolated Connection
    ) throws -> (counts: [SignInThrottle.Scope: SignInThrottle.Count], now: Instant) {
        let sorted = digests.values.sorted { $0.lexicographicallyPrecedes($1) }
        try connection.execute(
            """
            INSERT INTO sign_in_throttle (digest, failures, forgotten_at)
            SELECT digest, 0, clock_timestamp() + make_interval(secs => \(Double(SignInThrottle.memory)))
            FROM unnest(\(sorted)) AS digest
            ON CONFLICT (digest) DO NOTHING
            """
        )
        let rows = try connection.query(
            """
            SELECT
                digest,
                CASE WHEN last_failed_at > clock_timestamp() - make_interval(secs => \(Double(SignInThrottle.memory))) THEN failures ELSE 0 END,
                opens_at,
                coalesce(succeeded_at > clock_timestamp() - make_interval(secs => \(Double(SignInThrottle.acquaintance))), false)
            FROM sign_in_throttle
            WHERE digest = ANY (\(sorted))
            ORDER BY digest
            FOR UPDATE
            """,
            as: (Data, Int, Instant?, Bool).self
        )
        let now = try connection.query("SELECT \(SQL.securityNow)", as: Instant.self).first
        guard let now else { throw StoreError.fault("clock") }
        let byDigest = Dictionary(rows.map { ($0.0, SignInThrottle.Count(failures: $0.1, opensAt: $0.2, isKnown: $0.3)) }) { first, _ in
            first
        }
        return (digests.compactMapValues { byDigest[$0] }, now)
    }

    /// `knows`: the account has just signed in from the network.
    private static func write(
        _ count: SignInThrottle.Count,
        _ digest: Data,
        failedAt: Instant? = nil,
        knows: Bool = false,
        on connection: isolated Connection
    ) throws {
        try connection.execute(
            """
            UPDATE sign_in_throttle
            SET
                failures = \(count.failures),
                opens_at = \(count.opensAt),
                last_failed_at = coalesce(\(failedAt), last_failed_at),
                succeeded_at = CASE WHEN \(knows) THEN clock_timestamp() ELSE succeeded_at END,
                forgotten_at = greatest(
                    clock_timestamp() + make_interval(secs => \(Double(SignInThrottle.memory))),
                    CASE WHEN \(knows) THEN clock_timestamp() ELSE succeeded_at END
                        + make_interval(secs => \(Double(SignInThrottle.acquaintance)))
                )
            WHERE digest = \(digest)
            """
        )
    }

    /// A few at a time, by those who sign in: an attempt makes four rows at most.
    private static func forgetSome(on connection: isolated Connection) throws {
        try connection.execute(
            """
            DELETE FROM sign_in_throttle
            WHERE digest IN (
                SELECT digest
                FROM sign_in_throttle
                WHERE forgotten_at < (SELECT clock_timestamp())
                ORDER BY forgotten_at
                LIMIT 8
                FOR UPDATE SKIP LOCKED
            )
            """
        )
    }
}

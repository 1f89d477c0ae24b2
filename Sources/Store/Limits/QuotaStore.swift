package import FoundationEssentials
internal import Postgres

/// A share of something that comes back evenly, by a digest that says whose it is and what of.
package struct QuotaCharge: Hashable, Sendable {
    /// 16 bytes.
    package let id: Data
    /// Microseconds in which one more comes back.
    package let step: Int64
    /// Microseconds in which all come back.
    package let period: Int64

    package init(id: Data, step: Int64, period: Int64) {
        self.id = id
        self.step = step
        self.period = period
    }
}

/// What came of asking for charges: all were taken, or none.
package struct QuotaTaking: Hashable, Sendable {
    package let isTaken: Bool
    /// For each charge the microseconds until all of it would have come back if it were taken.
    package let ahead: [Int64]
}

/// Who has used how much, for all instances.
package struct QuotaStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Takes charges, or none. Their ids differ.
    package func take(_ charges: [QuotaCharge]) async throws(StoreError) -> QuotaTaking {
        try await storing {
            try await pool.withConnection { connection in try Self.taking(try connection.query(Self.takeQuery(charges))) }
        }
    }

    /// Undoes a taking.
    package func giveBack(_ charges: [QuotaCharge]) async throws(StoreError) {
        try await storing { _ = try await pool.execute(Self.giveBackQuery(charges)) }
    }

    /// Forgets at most `limit` of those who have used nothing any more; how many that were.
    package func forget(limit: Int) async throws(StoreError) -> Int {
        try await storing { try await pool.execute(Self.forgetQuery(limit: limit)) }
    }

    /// The charges' ids differ. `moment` is in microseconds since 1970, of the database's own clock unless told.
    static func takeQuery(_ charges: [QuotaCharge], at moment: Int64? = nil) -> SQL {
        """
        SELECT taken, ahead
        FROM take_quota(\(charges.map(\.id)), \(charges.map(\.step)), \(charges.map(\.period)), \(moment))
        """
    }

    /// What `takeQuery` returned.
    static func taking(_ rows: Rows) throws -> QuotaTaking {
        guard let (isTaken, ahead) = try rows.first((Bool, [Int64]).self) else { throw StoreError.fault("quota taken") }
        return QuotaTaking(isTaken: isTaken, ahead: ahead)
    }

    /// Locks in the order of `take_quota`.
    static func giveBackQuery(_ charges: [QuotaCharge]) -> SQL {
        """
        WITH held AS (
            SELECT used.charge, given.step
            FROM quota_use AS used
            JOIN unnest(\(charges.map(\.id)), \(charges.map(\.step))) AS given (charge, step) ON given.charge = used.charge
            ORDER BY used.charge
            FOR UPDATE OF used
        )
        UPDATE quota_use AS used
        SET returns_us = used.returns_us - held.step
        FROM held
        WHERE used.charge = held.charge
        """
    }

    /// Waits for nobody, so that it stands in nobody's way.
    static func forgetQuery(limit: Int) -> SQL {
        """
        DELETE FROM quota_use
        WHERE charge IN (
            SELECT charge
            FROM quota_use
            WHERE returns_us < (SELECT quota_moment())
            LIMIT \(limit)
            FOR UPDATE SKIP LOCKED
        )
        """
    }
}

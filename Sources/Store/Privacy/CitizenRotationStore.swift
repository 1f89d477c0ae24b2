internal import Domain
package import FoundationEssentials
internal import Postgres

/// Brings citizens' phones and their digests under new keys, some hundred at a time.
///
/// A step is one transaction, which may be killed and repeated. A citizen who signs in meanwhile is found by the old digest or the new one.
/// Where an instance without the new key has made somebody anew who was brought under it before, there are two citizens of one phone:
/// the older one stays, with the sessions, the reports and the requests of both.
package struct CitizenRotationStore: Sendable {
    private let pool: ConnectionPool

    /// `owner` acts as the schema's owner, who sees whose all reports are.
    package init(_ owner: DatabasePool) {
        pool = owner.pool
    }

    /// Renews the next citizens after one of them whose phone is not under these keys, at most `limit`. `renew` makes of a phone what it is
    /// to be; nil where it cannot be opened.
    package func step(
        keyID: String,
        lookupKeyID: String,
        after last: UUID?,
        limit: Int,
        renew: @Sendable (SealedPhone) -> SealedPhone?
    ) async throws(StoreError) -> RotationStep {
        try await storing {
            try await pool.withTransaction { connection in
                let stale = try connection.query(
                    """
                    SELECT \(Self.columns)
                    FROM citizen
                    WHERE phone_sealed IS NOT NULL
                        AND (key_id <> \(keyID) OR lookup_key_id IS DISTINCT FROM \(lookupKeyID))
                        AND (\(last) IS NULL OR id > \(last))
                    ORDER BY id
                    LIMIT \(limit)
                    FOR UPDATE
                    """,
                    as: Columns.self
                ).map(Citizen.init)
                let renewed = stale.compactMap { citizen in
                    renew(citizen.phone).map { Citizen(id: citizen.id, since: citizen.since, phone: $0) }
                }
                let done = Set(renewed.map(\.id))
                if !renewed.isEmpty {
                    try Self.write(renewed, on: connection)
                    let renewal: [String: AuditRecord.Detail] = ["renewed": .number(renewed.count)]
                    try connection.audit(AuditRecord(.unnamed, .keysRotated, AuditObject(.keys, "citizen"), renewal))
                }
                return RotationStep(
                    renewed: renewed.count,
                    unreadable: stale.map(\.id).filter { !done.contains($0) },
                    last: stale.count < limit ? nil : stale.last?.id
                )
            }
        }
    }

    private static func write(_ renewed: [Citizen], on connection: isolated Connection) throws {
        let others = try connection.query(
            """
            SELECT \(columns)
            FROM citizen
            WHERE phone_lookup = ANY (\(renewed.map(\.phone.lookup)))
                AND id <> ALL (\(renewed.map(\.id)))
            ORDER BY id
            FOR UPDATE
            """,
            as: Columns.self
        ).map(Citizen.init)
        var kept: [Citizen] = []
        for same in Dictionary(grouping: others + renewed, by: \.phone.lookup).values {
            let byAge = same.sorted { ($0.since, $0.id.uuidString) < ($1.since, $1.id.uuidString) }
            for other in byAge.dropFirst() { try merge(other.id, into: byAge[0].id, on: connection) }
            kept.append(byAge[0])
        }
        try connection.execute(
            """
            UPDATE citizen
            SET
                phone_sealed = new.phone_sealed, key_id = new.key_id, phone_lookup = new.phone_lookup, lookup_key_id = new.lookup_key_id
            FROM unnest(
                \(kept.map(\.id)), \(kept.map(\.phone.sealed)), \(kept.map(\.phone.keyID))::text[], \(kept.map(\.phone.lookup)),
                \(kept.map(\.phone.lookupKeyID))::text[]
            ) AS new (id, phone_sealed, key_id, phone_lookup, lookup_key_id)
            WHERE citizen.id = new.id
            """
        )
    }

    private static func merge(_ other: UUID, into citizen: UUID, on connection: isolated Connection) throws {
        _ = try connection.pipeline([
            "UPDATE citizen_session SET citizen_id = \(citizen) WHERE citizen_id = \(other)",
            "UPDATE report_private SET citizen_id = \(citizen) WHERE citizen_id = \(other)",
            "UPDATE data_request SET citizen_id = \(citizen) WHERE citizen_id = \(other)",
            "DELETE FROM citizen WHERE id = \(other)",
        ])
        let into: [String: AuditRecord.Detail] = ["into": .code(citizen.uuidString.lowercased())]
        try connection.audit(AuditRecord(.unnamed, .citizenMerged, AuditObject(.citizen, other), into))
    }

    private typealias Columns = (UUID, Date, Data, String, Data, String?)

    private static let columns: SQL = "id, created_at, phone_sealed, key_id, phone_lookup, lookup_key_id"

    private struct Citizen {
        let id: UUID
        let since: Date
        let phone: SealedPhone

        init(id: UUID, since: Date, phone: SealedPhone) {
            (self.id, self.since, self.phone) = (id, since, phone)
        }

        init(_ row: Columns) {
            let phone = SealedPhone(sealed: row.2, keyID: row.3, lookup: row.4, lookupKeyID: row.5)
            self.init(id: row.0, since: row.1, phone: phone)
        }
    }
}

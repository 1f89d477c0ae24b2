package import FoundationEssentials
internal import Postgres

/// The key that somebody retries an act of theirs with.
package struct ActKey: Sendable {
    /// As the contract has it: `POST /v1/reports/{code}/messages`.
    package let route: String
    /// The registered client whose key it is; keys of others are everybody's.
    package let client: UUID?
    package let key: String
    /// SHA-256 of what is asked for, 32 bytes.
    package let fingerprint: Data

    package init(route: String, client: UUID?, key: String, fingerprint: Data) {
        self.route = route
        self.client = client
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// What a key was used for in the last seven days.
package enum EarlierAct: Hashable, Sendable {
    case nothing
    /// The same; with the entry of the history that came of it, if any.
    case same(seq: Int?)
    case other
}

/// Keys of acts, beside those of filings.
enum ActKeyRows {
    /// Of no key there is nothing to read. Written apart, as `IS NOT DISTINCT FROM` is served by no index.
    static func query(_ key: ActKey?) -> SQL {
        guard let key else { return "SELECT true, NULL::integer WHERE false" }
        let isOfClient: SQL = key.client.map { "= \($0)" } ?? "IS NULL"
        return """
            SELECT fingerprint = \(key.fingerprint), event_seq
            FROM idempotency_key
            WHERE client_id \(isOfClient)
                AND route = \(key.route)
                AND key = \(key.key)
                AND created_at > instant_now() - interval '7 days'
            """
    }

    static func earlier(_ rows: Rows) throws -> EarlierAct {
        guard let (isSame, seq) = try rows.first((Bool, Int?).self) else { return .nothing }
        return isSame ? .same(seq: seq) : .other
    }

    /// Of two who use a key at once for different reports the second finds no room for it: the whole act is to be decided anew.
    static func use(_ key: ActKey, for report: UUID, seq: Int?, on connection: isolated Connection) throws {
        let used = try connection.execute(
            """
            INSERT INTO idempotency_key AS known (client_id, route, key, fingerprint, report_id, event_seq, created_at)
            VALUES (\(key.client), \(key.route), \(key.key), \(key.fingerprint), \(report), \(seq), instant_now())
            ON CONFLICT ON CONSTRAINT idempotency_key_key DO UPDATE
            SET
                fingerprint = excluded.fingerprint, report_id = excluded.report_id, event_seq = excluded.event_seq,
                created_at = excluded.created_at
            WHERE known.created_at <= excluded.created_at - interval '7 days'
            """
        )
        guard used == 1 else { throw StoreError.violated(constraint: constraint) }
    }

    static let constraint = "idempotency_key_key"
}

extension StoreError {
    /// Somebody else has just used the key.
    package var isTakenKey: Bool { self == .violated(constraint: ActKeyRows.constraint) }
}

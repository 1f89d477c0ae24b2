internal import Domain
internal import JSON
internal import Postgres

extension Connection {
    /// Adds an entry to the audit with the transaction's commit, so that it takes no round trip of its own: both or neither are kept.
    func audit(_ record: AuditRecord) throws {
        try atCommit(AuditWrite.insert(record))
    }

    /// Adds several, in one statement.
    func audit(_ records: [AuditRecord]) throws {
        if !records.isEmpty { try atCommit(AuditWrite.insert(records)) }
    }
}

/// Entries of the audit as statements.
enum AuditWrite {
    /// Adds an entry, for whoever has a pipeline to put it in.
    static func insert(_ record: AuditRecord) -> SQL {
        """
        INSERT INTO audit_entry (actor_kind, actor, action, object_kind, object, details, request_id)
        VALUES (
            \(record.actor.kind.rawValue), \(record.actor.name), \(record.action.rawValue), \(record.object.kind.rawValue),
            \(record.object.id), \(JSONB(text: JSONWriter.text(AuditDetails(details: record.details)))), \(record.requestID)
        )
        """
    }

    /// Adds entries in their order.
    static func insert(_ records: [AuditRecord]) -> SQL {
        """
        INSERT INTO audit_entry (actor_kind, actor, action, object_kind, object, details, request_id)
        SELECT *
        FROM unnest(
            \(records.map(\.actor.kind.rawValue))::text[], \(records.map(\.actor.name))::text[],
            \(records.map(\.action.rawValue))::text[], \(records.map(\.object.kind.rawValue))::text[],
            \(records.map(\.object.id))::text[], \(records.map { JSONB(text: JSONWriter.text(AuditDetails(details: $0.details))) }),
            \(records.map(\.requestID))::text[]
        )
        """
    }

    /// Lets the transaction's later statements see the audit.
    static let reading: SQL = "SELECT set_config('app.reads_audit', 'on', true)"
}

private struct AuditDetails: JSONWritable {
    let details: [String: AuditRecord.Detail]

    func write(to json: inout JSONWriter) {
        json.dictionary(details.sorted { $0.key < $1.key }.map { ($0.key, AuditDetail(detail: $0.value)) })
    }
}

private struct AuditDetail: JSONWritable {
    let detail: AuditRecord.Detail

    func write(to json: inout JSONWriter) {
        switch detail {
        case .code(let code): code.write(to: &json)
        case .number(let number): number.write(to: &json)
        case .codes(let codes): json.array(codes)
        }
    }
}

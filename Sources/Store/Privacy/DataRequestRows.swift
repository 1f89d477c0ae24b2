internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Requests about data as rows.
enum DataRequestRows {
    typealias Columns = (
        UUID, String, Instant, String?, Instant, Int, String, Instant, Instant?, Instant?, String?, Instant?, String?, String?
    )

    static let columns: SQL = """
        id, kind, received_at, registered_by, acknowledge_due_at, version, state, due_at, acknowledged_at, extended_at, extension_reason,
        closed_at, closed_by, reason
        """

    static func request(_ row: Columns) throws -> DataRequest {
        guard let kind = DataRequestKind(rawValue: row.1), let state = DataRequestState(rawValue: row.6) else {
            throw StoreError.fault("data request \(row.0)")
        }
        return DataRequest(
            id: row.0,
            kind: kind,
            receivedAt: row.2,
            registeredBy: row.3.flatMap { PrincipalName($0) },
            acknowledgeDue: row.4,
            version: row.5,
            state: state,
            due: row.7,
            acknowledgedAt: row.8,
            extendedAt: row.9,
            extensionReason: row.10,
            closedAt: row.11,
            closedBy: row.12.flatMap { PrincipalName($0) },
            reason: row.13
        )
    }

    /// The request, which nobody else can change until the transaction ends; nil if there is none.
    static func lock(_ id: UUID, on connection: isolated Connection) throws -> DataRequest? {
        try connection.query("SELECT \(columns) FROM data_request WHERE id = \(id) FOR UPDATE", as: Columns.self).first.map(request)
    }

    static func insert(_ request: DataRequest, _ subject: SealedContact, of citizen: UUID?, report: UUID?, fingerprint: Data) -> SQL {
        """
        INSERT INTO data_request (
            id, fingerprint, version, kind, state, received_at, registered_by, citizen_id, acknowledge_due_at, due_at, report_id, key_id,
            data_key, name_sealed, phone_sealed, phone_lookup, email_sealed, email_lookup, details_sealed, lookup_key_id
        )
        VALUES (
            \(request.id), \(fingerprint), \(request.version), \(request.kind.rawValue), \(request.state.rawValue), \(request.receivedAt),
            \(request.registeredBy?.text), \(citizen), \(request.acknowledgeDue), \(request.due), \(report), \(subject.keyID),
            \(subject.dataKey), \(subject.name), \(subject.phone), \(subject.phoneLookup), \(subject.email), \(subject.emailLookup),
            \(subject.attributes), \(subject.lookupKeyID)
        )
        ON CONFLICT (id) DO NOTHING
        """
    }

    static func update(_ request: DataRequest) -> SQL {
        """
        UPDATE data_request
        SET
            version = \(request.version), state = \(request.state.rawValue), due_at = \(request.due),
            acknowledged_at = \(request.acknowledgedAt), extended_at = \(request.extendedAt),
            extension_reason = \(request.extensionReason), closed_at = \(request.closedAt), closed_by = \(request.closedBy?.text),
            reason = \(request.reason)
        WHERE id = \(request.id)
        """
    }

    static func audit(_ request: UUID, _ act: String, by actor: AuditActor) -> AuditRecord {
        AuditRecord(actor, .dataRequestAct, AuditObject(.dataRequest, request), ["act": .code(act)])
    }
}

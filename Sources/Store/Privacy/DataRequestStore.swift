package import Domain
package import FoundationEssentials
internal import Postgres

/// What registering a request led to.
package enum DataRegistration: Sendable {
    case registered
    /// The same was registered before under its id.
    case replayed(DataRequest)
    /// Something else was.
    case idTaken
    /// There is no report of the code it names.
    case unknownReport
}

/// What an act on a request led to.
package enum DataRequestOutcome: Sendable {
    case done(DataRequest)
    /// It waits for a second person.
    case proposed(DataRequest, Approval)
    case refused(DataRequestRefusal)
}

/// Keeps the register of requests about data.
package struct DataRequestStore: Sendable {
    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// The database's clock.
    package func now() async throws(StoreError) -> Instant {
        try await reading {
            guard let now = try await pool.query("SELECT instant_now()", as: Instant.self).first else { throw StoreError.fault("clock") }
            return now
        }
    }

    /// Registers a request, once for each id. `fingerprint` is the SHA-256 of what was sent.
    package func register(
        _ request: DataRequest,
        _ subject: SealedContact,
        report: ReportCode?,
        fingerprint: Data,
        by editor: Editor
    ) async throws(StoreError) -> DataRegistration {
        try await storing {
            try await pool.withTransaction { connection in
                try connection.permit(.administer, on: .city, to: editor)
                var id: UUID?
                if let report {
                    id =
                        try connection.query(
                            "SELECT id FROM report WHERE code = \(report.description) AND \(SQL.isCounted)",
                            as: UUID.self
                        ).first
                    if id == nil { return .unknownReport }
                }
                let inserted = try connection.execute(
                    DataRequestRows.insert(request, subject, report: id, fingerprint: fingerprint)
                )
                if inserted == 1 {
                    try connection.audit(DataRequestRows.audit(request.id, "register", by: request.registeredBy))
                    return .registered
                }
                let isSame = try connection.query(
                    "SELECT fingerprint = \(fingerprint) FROM data_request WHERE id = \(request.id)",
                    as: Bool.self
                )
                guard isSame == [true], let known = try DataRequestRows.lock(request.id, on: connection) else { return .idTaken }
                return .replayed(known)
            }
        }
    }

    /// A request with who asked, sealed, and the report they named; nil if there is none. What `disclosing` says is kept in the audit.
    package func request(
        _ id: UUID,
        disclosing: AuditRecord?
    ) async throws(StoreError) -> (request: DataRequest, subject: SealedContact, report: String?)? {
        try await storing {
            try await pool.withTransaction { connection in
                let request = try connection.query(
                    "SELECT \(DataRequestRows.columns) FROM data_request WHERE id = \(id)",
                    as: DataRequestRows.Columns.self
                ).first.map(DataRequestRows.request)
                let subject = try connection.query(
                    "SELECT \(SealedTable.requests.columns) FROM data_request WHERE id = \(id)",
                    as: ContactRow.Columns.self
                ).first.map(ContactRow.contact)
                guard let request, let subject else { return nil }
                let report = try connection.query(
                    "SELECT code FROM report WHERE id = (SELECT report_id FROM data_request WHERE id = \(id))",
                    as: String.self
                ).first
                if let disclosing { try connection.audit(disclosing) }
                return (request, subject, report)
            }
        }
    }

    /// At most `limit`, after one of them if told: those that are open, the first limit first; or all, the newest first.
    package func list(onlyOpen: Bool, after last: UUID?, limit: Int) async throws(StoreError) -> [DataRequest] {
        let order: SQL =
            onlyOpen
            ? """
            WHERE closed_at IS NULL
                AND (\(last) IS NULL OR (due_at, id) > (SELECT due_at, id FROM data_request WHERE id = \(last)))
            ORDER BY due_at, id
            """
            : """
            WHERE (\(last) IS NULL OR (received_at, id) < (SELECT received_at, id FROM data_request WHERE id = \(last)))
            ORDER BY received_at DESC, id DESC
            """
        return try await reading {
            try await pool.query(
                "SELECT \(DataRequestRows.columns) FROM data_request \(order) LIMIT \(limit)",
                as: DataRequestRows.Columns.self
            ).map(DataRequestRows.request)
        }
    }

    /// Does something about a request; nil if there is none. Carrying an erasure out that concerns anything is proposed to a second person.
    package func perform(
        _ action: DataRequestAction,
        on id: UUID,
        by editor: Editor,
        reason: String?,
        erasing erasure: DataErasure,
        proposal: UUID
    ) async throws(StoreError) -> DataRequestOutcome? {
        try await storing {
            try await pool.withTransaction { connection in
                let person = try connection.permit(.administer, on: .city, to: editor)
                guard var request = try DataRequestRows.lock(id, on: connection) else { return nil }
                let now = try connection.query("SELECT instant_now()", as: Instant.self).first ?? request.receivedAt
                let isErasure = request.kind == .erasure && action == .fulfil && !erasure.isEmpty && !request.state.isFinal
                if try ApprovalRows.open(.erasure, id.uuidString.lowercased(), on: connection) != nil { return .refused(.awaitingApproval) }
                if isErasure {
                    return try Self.propose(request, erasure, reason: reason, by: person, id: proposal, at: now, on: connection)
                }
                if let refusal = request.perform(action, by: person, reason: reason, at: now) { return .refused(refusal) }
                try connection.execute(DataRequestRows.update(request))
                try connection.audit(DataRequestRows.audit(id, action.rawValue, by: person))
                return .done(request)
            }
        }
    }

    private static func propose(
        _ request: DataRequest,
        _ erasure: DataErasure,
        reason: String?,
        by person: PrincipalName,
        id: UUID,
        at now: Instant,
        on connection: isolated Connection
    ) throws -> DataRequestOutcome {
        let ids = try connection.query("SELECT id FROM report WHERE code = ANY (\(erasure.reports)::text[])", as: UUID.self)
        guard try HoldRows.held(ids, on: connection).isEmpty else { return .refused(.underHold) }
        let approval = try ApprovalRows.propose(
            .erasure(erasure),
            after: request.version,
            reason: reason ?? "Decree 356/2025/ND-CP, art. 5",
            by: person,
            id: id,
            at: now,
            on: connection
        )
        return .proposed(request, approval)
    }
}

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
    /// The citizen who asks was erased a moment ago.
    case unknownCitizen
    /// The citizen has another open request of the kind.
    case alreadyOpen
}

/// A request with who asked.
package struct DataRequestRecord: Sendable {
    package let request: DataRequest
    package let subject: SealedContact
    /// The code of the report they named.
    package let report: String?
    /// The citizen who asked; nil for a request that was registered for somebody, and when they were erased.
    package let citizen: UUID?
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

    /// Registers a request, once for each id: of a citizen who has signed in, or of whom `subject` names. `fingerprint` is the SHA-256 of
    /// what was sent.
    package func register(
        _ request: DataRequest,
        _ subject: SealedContact,
        of citizen: UUID?,
        report: ReportCode?,
        fingerprint: Data,
        by editor: Editor?
    ) async throws(StoreError) -> DataRegistration {
        try await storing {
            try await pool.withTransaction { connection in
                if let editor { try connection.permit(.administer, on: .city, to: editor) }
                if let citizen, let obstacle = try Self.obstacle(to: request, of: citizen, on: connection) { return obstacle }
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
                    DataRequestRows.insert(request, subject, of: citizen, report: id, fingerprint: fingerprint)
                )
                if inserted == 1 {
                    try connection.audit(DataRequestRows.audit(request.id, "register", by: Self.registrar(request, citizen)))
                    return .registered
                }
                // Somebody else's stays unknown, whatever was sent.
                let isSame = try connection.query(
                    """
                    SELECT fingerprint = \(fingerprint) AND citizen_id IS NOT DISTINCT FROM \(citizen)
                    FROM data_request
                    WHERE id = \(request.id)
                    """,
                    as: Bool.self
                )
                guard isSame == [true], let known = try DataRequestRows.lock(request.id, on: connection) else { return .idTaken }
                return .replayed(known)
            }
        }
    }

    private static func registrar(_ request: DataRequest, _ citizen: UUID?) -> AuditActor {
        if let citizen { return AuditActor(.citizen, citizen.uuidString.lowercased()) }
        return request.registeredBy.map { AuditActor($0) } ?? .unnamed
    }

    /// Why a citizen cannot ask; nil if they can. Who asks is kept in place until the transaction ends, and one request of theirs comes after
    /// another.
    private static func obstacle(
        to request: DataRequest,
        of citizen: UUID,
        on connection: isolated Connection
    ) throws -> DataRegistration? {
        let known = try connection.query("SELECT id FROM citizen WHERE id = \(citizen) FOR NO KEY UPDATE", as: UUID.self)
        guard !known.isEmpty else { return .unknownCitizen }
        return try connection.query(openQuery(of: citizen, request.kind, but: request.id), as: UUID.self).isEmpty ? nil : .alreadyOpen
    }

    /// Another open one of the kind, unless this one was registered before.
    static func openQuery(of citizen: UUID, _ kind: DataRequestKind, but request: UUID) -> SQL {
        """
        SELECT id
        FROM data_request
        WHERE citizen_id = \(citizen)
            AND kind = \(kind.rawValue)
            AND closed_at IS NULL
            AND NOT EXISTS (SELECT FROM data_request AS same WHERE same.id = \(request))
        LIMIT 1
        """
    }

    /// A request with who asked, sealed; nil if there is none. What `disclosing` says is kept in the audit.
    package func request(_ id: UUID, disclosing: AuditRecord?) async throws(StoreError) -> DataRequestRecord? {
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
                let named = try connection.query(
                    """
                    SELECT report.code, request.citizen_id
                    FROM data_request AS request
                    LEFT JOIN report ON report.id = request.report_id
                    WHERE request.id = \(id)
                    """,
                    as: (String?, UUID?).self
                ).first
                if let disclosing { try connection.audit(disclosing) }
                return DataRequestRecord(request: request, subject: subject, report: named?.0, citizen: named?.1)
            }
        }
    }

    /// At most `limit`, after one of them if told: those that are open, the first limit first; or all, the newest first.
    package func list(onlyOpen: Bool, after last: UUID?, limit: Int) async throws(StoreError) -> [DataRequest] {
        try await requests(onlyOpen ? Self.openQuery(after: last, limit: limit) : Self.newestQuery(of: nil, after: last, limit: limit))
    }

    /// What a citizen has asked while signed in: the newest first, at most `limit`, after one of them if told.
    package func list(of citizen: UUID, after last: UUID?, limit: Int) async throws(StoreError) -> [DataRequest] {
        try await requests(Self.newestQuery(of: citizen, after: last, limit: limit))
    }

    private func requests(_ query: SQL) async throws(StoreError) -> [DataRequest] {
        try await reading { try await pool.query(query, as: DataRequestRows.Columns.self).map(DataRequestRows.request) }
    }

    static func openQuery(after last: UUID?, limit: Int) -> SQL {
        """
        SELECT \(DataRequestRows.columns)
        FROM data_request
        WHERE closed_at IS NULL
            AND (\(last) IS NULL OR (due_at, id) > (SELECT due_at, id FROM data_request WHERE id = \(last)))
        ORDER BY due_at, id
        LIMIT \(limit)
        """
    }

    static func newestQuery(of citizen: UUID?, after last: UUID?, limit: Int) -> SQL {
        """
        SELECT \(DataRequestRows.columns)
        FROM data_request
        WHERE \(citizen.map { "citizen_id = \($0)" as SQL } ?? "true")
            AND (\(last) IS NULL OR (received_at, id) < (SELECT received_at, id FROM data_request WHERE id = \(last)))
        ORDER BY received_at DESC, id DESC
        LIMIT \(limit)
        """
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
                try connection.audit(DataRequestRows.audit(id, action.rawValue, by: AuditActor(person)))
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
        let followed = try FollowerRows.reports(of: erasure.follows, on: connection)
        guard try HoldRows.held(ids + followed.map(\.id), on: connection).isEmpty else { return .refused(.underHold) }
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

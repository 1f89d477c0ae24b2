package import Domain
package import FoundationEssentials
internal import Postgres

/// The key a client retries a filing with.
package struct FilingKey: Sendable {
    /// The registered client whose key it is; keys of others are everybody's.
    package let client: UUID?
    package let key: String
    /// SHA-256 of the body, 32 bytes.
    package let fingerprint: Data
    package let route: String

    package init(client: UUID?, key: String, fingerprint: Data, route: String = "POST /v1/reports") {
        self.client = client
        self.key = key
        self.fingerprint = fingerprint
        self.route = route
    }
}

/// What one read says before a report is filed.
package struct FilingRead: Sendable {
    /// What the key was used for in the last seven days.
    package enum Earlier: Sendable {
        case nothing
        case sameBody(report: UUID)
        case otherBody
    }

    package let earlier: Earlier
    package let now: Instant
    /// The epoch of the reference tables.
    package let epoch: Int
    package let boundaryVersion: BoundaryVersionSummary?
    /// Units that cover the pin or have a border near it, by id.
    package let nearby: [(unit: UUID, covers: Bool, distanceM: Double?)]
    /// A report that this one may be a copy of.
    package let likelyOriginal: LikelyOriginal?
    /// Which of the attachments it may have.
    package let attachable: Set<UUID>
    /// What came of asking for the request's charges; nil where there are none.
    package let taking: QuotaTaking?
}

/// What is to be looked up before a report is filed.
package struct FilingRequest: Sendable {
    package let key: FilingKey
    /// Looked up nowhere if it is far outside the region.
    package let pin: Pin?
    /// The category's code as it was sent.
    package let category: String?
    package let traces: [FilingTrace]
    /// What it is to have.
    package let attachments: [UUID]
    /// What the report is counted against, taken with the reading; differing ids.
    package var charges: [QuotaCharge]

    package init(
        key: FilingKey,
        pin: Pin?,
        category: String?,
        traces: [FilingTrace],
        attachments: [UUID] = [],
        charges: [QuotaCharge]
    ) {
        self.key = key
        self.pin = pin
        self.category = category
        self.traces = traces
        self.attachments = attachments
        self.charges = charges
    }
}

/// What is to be written of a report.
package struct FilingEntry: Sendable {
    package let plan: FilingPlan
    package let contact: SealedContact
    /// How sure it is who reported.
    package let assurance: Assurance
    /// The user the client spoke for, as a digest of 32 bytes that is the client's alone.
    package let assertedUser: Data?
    /// The report that this one may be a copy of.
    package let likelyOriginal: LikelyOriginal?
    /// Who was signed in.
    package let citizen: UUID?
    /// Of the reference data the plan was made with.
    package let epoch: Int
    package let trackingKeyID: String
    /// The rows of the plan's clocks.
    let clocks: [ClockRow]

    /// `catalog` is the one the plan was made with; throws when it cannot say when a clock's next level is due.
    package init(
        plan: FilingPlan,
        contact: SealedContact,
        assurance: Assurance,
        assertedUser: Data?,
        likelyOriginal: LikelyOriginal?,
        citizen: UUID? = nil,
        catalog: ReferenceCatalog,
        trackingKeyID: String
    ) throws(SLAFault) {
        self.plan = plan
        self.contact = contact
        self.assurance = assurance
        self.assertedUser = assertedUser
        self.likelyOriginal = likelyOriginal
        self.citizen = citizen
        epoch = catalog.epoch
        self.trackingKeyID = trackingKeyID
        clocks = Array(try ClockRow.rows(plan.clocks, by: catalog.rules).values)
    }
}

/// What came of writing a report.
package enum FilingOutcome: Sendable {
    case filed
    /// Somebody with the same key was faster: read again.
    case keyTaken
    /// Boundaries or reference data changed since they were read, or somebody else has claimed an attachment: read and decide again.
    case outdated
    /// Nothing was to be written.
    case nothingWritten
    /// Nothing was written, or nobody knows whether: `outcomeUnknown`.
    case failed(StoreError)
}

/// What came of filing.
package struct FilingResult<Decision: Sendable>: Sendable {
    package let outcome: FilingOutcome
    /// Whether the charges were taken; nil where there are none. They stay taken whatever the outcome.
    package let taking: QuotaTaking?
    /// What was decided.
    package let decision: Decision
}

/// Files reports: one round trip to read, one to write, on one connection.
package struct FilingStore: Sendable {
    let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Reads everything a decision needs, and writes what `decide` makes of it: a report with its private part, its first events
    /// and its clocks, all or nothing and durably; or nothing for nil.
    ///
    /// `decide` runs on the connection's thread, so that a filing changes threads once and not three times, which took a fifth
    /// of its time; it must not wait for anything. What it returns beside the entry is handed back.
    package func file<Decision: Sendable>(
        _ request: FilingRequest,
        decide: @Sendable (FilingRead) -> (entry: FilingEntry?, decision: Decision)
    ) async throws(StoreError) -> FilingResult<Decision> {
        try await storing {
            try await pool.withConnection { connection in
                let read = try Self.read(request, on: connection)
                let (entry, decision) = decide(read)
                guard let entry else { return FilingResult(outcome: .nothingWritten, taking: read.taking, decision: decision) }
                let insert = FilingInsert(entry, request)
                return FilingResult(outcome: Self.outcome(of: insert, on: connection), taking: read.taking, decision: decision)
            }
        }
    }

    private static func earlier(_ report: UUID?, isSame: Bool?) -> FilingRead.Earlier {
        report.map { isSame == true ? .sameBody(report: $0) : .otherBody } ?? .nothing
    }

    private static func outcome(of insert: FilingInsert, on connection: isolated Connection) -> FilingOutcome {
        do {
            return try write(insert, on: connection)
        } catch let error as PostgresError {
            return .failed(StoreError(error))
        } catch {
            return .failed(error as? StoreError ?? .fault("\(type(of: error))"))
        }
    }

    /// Charges are taken last: whoever waits for the same ones waits for the end of this round trip only.
    static func read(_ request: FilingRequest, on connection: isolated Connection) throws -> FilingRead {
        let statements = naming(request) + [readQuery(request)] + (request.charges.isEmpty ? [] : [QuotaStore.takeQuery(request.charges)])
        let answers: [Rows]
        do {
            answers = try connection.pipeline(statements)
        } catch let error as PostgresError where error.code == .outcomeUnknown {
            // Nothing was written yet that could be unknown.
            throw StoreError.unavailable
        }
        let columns = (Instant, Int, UUID?, Bool?, UUID?, String?, Bool?, [UUID]?, [Bool]?, [Double?]?, UUID?, String?, [UUID]).self
        guard let row = try answers[naming(request).count].first(columns) else { throw StoreError.fault("filing read") }
        return FilingRead(
            earlier: earlier(row.2, isSame: row.3),
            now: row.0,
            epoch: row.1,
            boundaryVersion: BoundaryVersionSummary(id: row.4, title: row.5, approximate: row.6),
            nearby: nearby(row.7 ?? [], row.8 ?? [], row.9 ?? []),
            likelyOriginal: LikelyOriginal(id: row.10, code: row.11),
            attachable: Set(row.12),
            taking: request.charges.isEmpty ? nil : try answers.last.map(QuotaStore.taking)
        )
    }

    /// One implicit transaction: the lock comes first, so that the insert's snapshot is younger than any change of routing that
    /// committed before the lock was granted.
    private static func write(_ insert: FilingInsert, on connection: isolated Connection) throws -> FilingOutcome {
        let answer = try connection.pipeline(
            [
                """
                SELECT
                    pg_advisory_xact_lock_shared(\(AdvisoryLock.routing)),
                    set_config('app.report_id', \(insert.report.uuidString.lowercased()), true)
                """
            ] + insert.naming + [insert.statement]
        ).last?.first((Bool, Bool).self)
        guard let (isCurrent, isFiled) = answer else { throw StoreError.fault("filing write") }
        if isFiled { return .filed }
        return isCurrent ? .keyTaken : .outdated
    }

    /// Nothing for the reports that have no attachments, as most.
    private static func naming(_ request: FilingRequest) -> [SQL] {
        request.attachments.isEmpty ? [] : [AttachmentRows.naming(request.attachments)]
    }

    private static func attachable(_ request: FilingRequest) -> SQL {
        guard !request.attachments.isEmpty else { return "'{}'::uuid[]" }
        return "ARRAY(SELECT id \(AttachmentRows.attachable(request.attachments, at: "instant_now()")))"
    }

    static func readQuery(_ request: FilingRequest) -> SQL {
        let (key, pin) = (request.key, request.pin)
        return """
            SELECT
                instant_now(),
                (SELECT epoch FROM reference_state),
                known.report_id,
                known.fingerprint = \(key.fingerprint),
                version.id,
                version.title,
                version.approximate,
                nearby.units,
                nearby.covers,
                nearby.distances,
                likely.id,
                likely.code,
                \(attachable(request))
            FROM (SELECT) AS once
            LEFT JOIN idempotency_key AS known ON \(isKnown(key))
            LEFT JOIN boundary_version AS version ON version.status = 'active'
            LEFT JOIN LATERAL (
                SELECT array_agg(unit_id) AS units, array_agg(covers) AS covers, array_agg(distance_m) AS distances
                FROM locate_units(version.id, \(pin?.longitude), \(pin?.latitude))
                WHERE \(pin != nil)
            ) AS nearby ON true
            LEFT JOIN (\(LikelyOriginal.query(request.traces, category: request.category, near: pin))) AS likely ON true
            """
    }

    /// Whether a row `known` is a key's.
    private static func isKnown(_ key: FilingKey) -> SQL {
        """
        known.client_id \(isOf(key.client))
            AND known.route = \(key.route)
            AND known.key = \(key.key)
            AND known.created_at > instant_now() - interval '7 days'
        """
    }

    /// Written apart, as `IS NOT DISTINCT FROM` is served by no index.
    private static func isOf(_ client: UUID?) -> SQL {
        guard let client else { return "IS NULL" }
        return "= \(client)"
    }

    private static func nearby(_ units: [UUID], _ covers: [Bool], _ distances: [Double?]) -> [(
        unit: UUID, covers: Bool, distanceM: Double?
    )] {
        zip(units, zip(covers, distances)).map { (unit: $0, covers: $1.0, distanceM: $1.1) }
    }
}

package import Domain
package import FoundationEssentials
internal import Postgres

/// What somebody wants to add to a report of theirs, as far as it is to be looked up.
package struct ReporterRequest: Sendable {
    /// What makes the report theirs.
    package enum Claim: Sendable {
        /// They have shown its token.
        case token
        /// They filed it as a client.
        case client(UUID)
        /// They filed it while signed in, or with a phone that is theirs, by its digests.
        case citizen(UUID, phones: [Data])
    }

    package let code: ReportCode
    package let claim: Claim
    package let key: ActKey?
    /// What it is to have.
    package let attachments: [UUID]
    /// Of a duplicate also what it is a duplicate of.
    package let withOriginal: Bool

    package init(code: ReportCode, claim: Claim, key: ActKey?, attachments: [UUID] = [], withOriginal: Bool = false) {
        self.withOriginal = withOriginal
        self.code = code
        self.claim = claim
        self.key = key
        self.attachments = attachments
    }
}

/// A report that nobody else can change until its reporter's act is written.
package struct ReporterRead: Sendable {
    package let id: UUID
    /// Whether it is theirs who ask.
    package let isTheirs: Bool
    /// Whether an officer filed it, who was told its token.
    package let isFiledByStaff: Bool
    /// Whether the public may know of it.
    package let isListed: Bool
    /// Whether who reported was forgotten.
    package let isErased: Bool
    package let earlier: EarlierAct
    /// Its history, in order.
    package let entries: [HistoryEntry]
    /// Levels recorded and not voided.
    package let recorded: [LevelEvent.Key: LevelEvent.Passing]
    /// The database's clock, read after the lock was granted.
    package let now: Instant
    /// The epoch of the reference tables.
    package let epoch: Int
    /// Whether others are duplicates of it.
    package let hasDuplicates: Bool
    /// Which of the attachments it may have.
    package let attachable: Set<UUID>
    /// What it is corrected from.
    package let content: Content
    /// What it is a duplicate of, where that was asked for; nobody else can change it either.
    package let original: Original?

    /// The report that a duplicate is answered with.
    package struct Original: Sendable {
        package let id: UUID
        /// Its history, in order.
        package let entries: [HistoryEntry]
        /// Levels recorded and not voided.
        package let recorded: [LevelEvent.Key: LevelEvent.Passing]
    }

    /// What is kept of a report beside its facts.
    package struct Content: Sendable {
        package let pin: Pin?
        package let accuracyM: Double?
        /// The unit it was routed to last, and the desk responsible.
        package let routed: (unit: UUID?, desk: UUID)
        /// Sealed.
        package let contact: SealedContact
    }
}

extension ReporterRead {
    /// A row of `report` that is locked.
    private typealias Header = (UUID, Bool, Bool, UUID?, Bool, UUID?)

    private static func header(_ code: ReportCode) -> SQL {
        """
        SELECT
            id, sensitivity < 2, person_erased_at IS NOT NULL, client_id,
            channel = ANY (\(Channel.allCases.filter(\.isStaffOnly).map(\.rawValue))::text[]), duplicate_of
        FROM report
        WHERE code = \(code.description)
            AND \(SQL.isCounted)
        FOR NO KEY UPDATE
        """
    }

    private typealias Private = (Double?, Double?, Double?, String, Bool)

    private static func content(_ id: UUID, _ claim: ReporterRequest.Claim) -> SQL {
        let isCitizens: SQL =
            switch claim {
            case .token, .client: "false"
            case .citizen(let citizen, let phones):
                "coalesce(private.citizen_id = \(citizen), false) OR coalesce(private.phone_lookup = ANY (\(phones)), false)"
            }
        return """
            SELECT ST_Y(private.point), ST_X(private.point), private.accuracy_m, routed.data::text, \(isCitizens)
            FROM report_private AS private
            CROSS JOIN LATERAL (\(ReportReader.lastRouting("private.report_id"))) AS routed
            WHERE private.report_id = \(id)
            """
    }

    private static func attachable(_ ids: [UUID]) -> SQL {
        """
        SELECT id
        \(AttachmentRows.attachable(ids, at: "instant_now()"))
        ORDER BY id
        FOR UPDATE
        """
    }

    /// Locks the report and reads it; nil if there is none.
    static func read(_ request: ReporterRequest, on connection: isolated Connection) throws -> ReporterRead? {
        // Before the duplicate: whoever changes an original takes its duplicates along.
        if request.withOriginal { try lock("(SELECT duplicate_of FROM report WHERE code = \(request.code.description))", on: connection) }
        guard let header = try connection.query(header(request.code), as: Header.self).first else { return nil }
        let id = header.0
        let original = request.withOriginal ? header.5 : nil
        // Another one, if it was put to that meanwhile.
        if let original { try lock("\(original)", on: connection) }
        // Statements of their own, after the lock: each sees what was committed before it began.
        let answers = try connection.pipeline([
            TextRows.naming(id),
            AttachmentRows.naming(request.attachments),
            "SELECT instant_now(), epoch, EXISTS (SELECT FROM report WHERE duplicate_of = \(id)) FROM reference_state",
            CourseRead.entries(of: [id] + [original].compactMap(\.self)),
            CourseRead.levels(of: [id] + [original].compactMap(\.self)),
            content(id, request.claim),
            "SELECT \(ContactRow.columns) FROM report_private WHERE report_id = \(id)",
            ActKeyRows.query(request.key),
            attachable(request.attachments),
        ])
        guard let (now, epoch, hasDuplicates) = try answers[2].first((Instant, Int, Bool).self),
            let row = try answers[5].first(Private.self),
            let contact = try answers[6].first(ContactRow.Columns.self).map(ContactRow.contact)
        else { throw StoreError.fault("private part of a report") }
        let courses = try CourseRead.courses(answers[3], answers[4])
        let stored = try courses.course(of: id)
        let routed: RoutedRecord = try EventRecord.read(row.3)
        let isTheirs =
            switch request.claim {
            case .token: true
            case .client(let client): header.3 == client
            case .citizen: row.4
            }
        return ReporterRead(
            id: id,
            isTheirs: isTheirs,
            isFiledByStaff: header.4,
            isListed: header.1,
            isErased: header.2,
            earlier: try ActKeyRows.earlier(answers[7]),
            entries: stored.entries,
            recorded: stored.recorded,
            now: now,
            epoch: epoch,
            hasDuplicates: hasDuplicates,
            attachable: Set(try answers[8].decode(UUID.self)),
            content: Content(
                pin: Pin(latitude: row.0, longitude: row.1),
                accuracyM: row.2,
                routed: (routed.unit, routed.standsInFor ?? routed.agency),
                contact: contact
            ),
            original: try original.map { id in
                let course = try courses.course(of: id)
                return Original(id: id, entries: course.entries, recorded: course.recorded)
            }
        )
    }

    private static func lock(_ id: SQL, on connection: isolated Connection) throws {
        try connection.execute("SELECT FROM report WHERE id = \(id) FOR NO KEY UPDATE")
    }
}

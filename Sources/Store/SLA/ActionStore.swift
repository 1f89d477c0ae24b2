package import Domain
package import FoundationEssentials
internal import Postgres

/// A report that nobody else can change until the decision about it is written.
package struct LockedReport: Sendable {
    /// As it stands.
    package let version: Int
    /// Its history, in order.
    package let entries: [HistoryEntry]
    /// Levels recorded and not voided.
    package let recorded: [LevelEvent.Key: LevelEvent.Passing]
    /// The database's clock, read after the lock was granted (and never earlier than the last entry is for the rules to see to).
    package let now: Instant
    /// The epoch of the reference tables.
    package let epoch: Int
    /// The other report asked for, if there is one.
    package let original: OriginalReport?
    /// Where it is to be, and to which unit and desk it was routed last; nil where it stays.
    package let place: (read: PlaceRead, routed: (unit: UUID?, desk: UUID))?
    /// Who of staff made which entries.
    package let staff: [Int: String]
    /// Entries beside which pictures are shown.
    package let pictured: Set<Int>
    /// Who of staff asks, as their account is until the decision is written; nil for others.
    package let principal: StaffPrincipal?
    /// Whether whose work it is to be is at the desk that has it.
    package let isAssignable: Bool
    /// Whether others are duplicates of this one.
    package let hasDuplicates: Bool
    /// Whether the public may know of it at all.
    package let isListed: Bool
    /// Whether its group is a state secret.
    package let isSecret: Bool
    /// What of its words is left out when it is published; empty unless asked for.
    package let redactions: [Redaction.Span]
    /// Of the attachments named those that are there for whoever of staff asks: sent by them or somebody at their desk, and nothing's yet, or
    /// this report's and shown with nothing that stands.
    package let files: [UUID: Attachment.Kind]
    /// What its reporter does about things; none of whoever filed one in earnest.
    package let replies: [TrainingCase.Reply]

    /// The entries that somebody of staff has made.
    package func made(by principal: StaffPrincipal) -> Set<Int> {
        Set(staff.filter { $0.value == principal.name.text }.keys)
    }
}

/// What is to be written of a locked report.
package struct ReportChange: Sendable {
    /// What stands beside one of the new entries.
    package struct Aside: Sendable {
        /// The entry.
        package let seq: Int
        /// With it all new entries of whoever made it.
        package let own: [Int]
        /// Who of staff that is.
        package let name: String
        package let texts: [ActionText]
        /// What is shown with it.
        package let files: ActionFiles
        /// The entry whose words are this one's too, and, of a solution, its files.
        package let request: (seq: Int, isSolution: Bool)?

        package init(
            seq: Int,
            own: [Int],
            name: String,
            texts: [ActionText],
            files: ActionFiles,
            request: (seq: Int, isSolution: Bool)?
        ) {
            self.seq = seq
            self.own = own
            self.name = name
            self.texts = texts
            self.files = files
            self.request = request
        }
    }

    /// With its news.
    package let course: ReportCourse
    /// What the course was made by.
    package let catalog: ReferenceCatalog
    package let aside: Aside?
    /// The reporter's words, beside the first new entry that is theirs.
    package let reply: ActionText?
    /// What the audit is to tell of it.
    package let audit: AuditRecord?
    /// Where it is from now on, how it is routed there, and how openly it is shown.
    package let relocation: (pin: Pin, rerouting: Rerouting, sensitivity: Sensitivity)?
    /// What is published though it is among the redactions.
    package let kept: Set<Range<Int>>
    /// What is not published besides; nil: what was not before.
    package let hidden: [Range<Int>]?

    package init(
        course: ReportCourse,
        catalog: ReferenceCatalog,
        aside: Aside? = nil,
        reply: ActionText? = nil,
        audit: AuditRecord? = nil,
        relocation: (pin: Pin, rerouting: Rerouting, sensitivity: Sensitivity)? = nil,
        kept: Set<Range<Int>> = [],
        hidden: [Range<Int>]? = nil
    ) {
        self.course = course
        self.catalog = catalog
        self.aside = aside
        self.reply = reply
        self.audit = audit
        self.relocation = relocation
        self.kept = kept
        self.hidden = hidden
    }

    /// The entry that the reply stands beside.
    fileprivate var replied: (seq: Int, text: ActionText)? {
        guard let reply, let entry = course.news.first(where: { $0.actor == .citizen }) else { return nil }
        return (entry.seq, reply)
    }
}

/// Changes reports one at a time.
package struct ActionStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Locks a report, and the original named with it, reads it, and writes the change that `decide` makes of it, with everything that follows; all or nothing. For a nil
    /// change nothing is written. Whoever comes second waits and sees what the first has written.
    ///
    /// `decide` runs on the connection's thread, must not wait for anything, and runs again if the database asks for another try.
    /// nil, and nothing done, if there is no such report. With `disclosing` the report as staff see it comes with a change, exactly as that
    /// left it, with whoever has made it as they are then; and what `disclosing` makes of both is kept in the audit.
    package func change<Decision: Sendable>(
        _ code: ReportCode,
        original: ReportCode? = nil,
        relocatingTo pin: Pin? = nil,
        assigning assignment: Assignment? = nil,
        by account: UUID? = nil,
        showing attachments: [UUID] = [],
        withRedactions: Bool = false,
        disclosing: (@Sendable (StaffPrincipal) -> Disclosing)? = nil,
        decide: @Sendable (LockedReport) -> (change: ReportChange?, decision: Decision)
    ) async throws(StoreError) -> (decision: Decision, view: (StaffRecord, for: StaffPrincipal)?)? {
        try await storing {
            try await pool.withTransaction { connection in
                // Before the report: whoever changes the routing of many reports has this lock first, too.
                if pin != nil { _ = try connection.query("SELECT pg_advisory_xact_lock_shared(\(AdvisoryLock.routing))") }
                let locked = try Self.lock([code, original].compactMap(\.self), on: connection)
                guard let header = locked.first(where: { $0.code == code.description }) else { return nil }
                // What is practised is a duplicate of nothing real, and the other way round.
                let other = locked.first {
                    $0.code == original?.description && ($0.trainingCase == nil) == (header.trainingCase == nil)
                }
                let redactions = withRedactions ? Redaction(try PublicationWrite.words(of: header.id, on: connection)).spans : []
                let report = try Self.read(header, other, pin, assignment, account, attachments, redactions, on: connection)
                let (change, decision) = decide(report)
                guard let change else { return (decision, nil) }
                try Self.write(change, to: header.id, on: connection)
                guard let disclosing, let principal = report.principal else { return (decision, nil) }
                guard let view = try StaffRecord.read(header.id, change.catalog, on: connection) else { return (decision, nil) }
                if let entry = disclosing(principal)(view) { try connection.audit(entry) }
                return (decision, (view, principal))
            }
        }
    }

    private static func write(_ change: ReportChange, to id: UUID, on connection: isolated Connection) throws {
        // Before its unit is the former one, which may be none.
        if let seq = change.course.relocationTakenBack { _ = try connection.pipeline(PlaceRows.moveBack(id, fromEntry: seq)) }
        var write = CourseWrite(by: change.catalog)
        try write.add(id, change.course)
        try write.run(on: connection)
        if let entry = change.audit { try connection.audit(entry) }
        if let (pin, rerouting, sensitivity) = change.relocation {
            let seq = change.course.news.first { $0.type == .relocated }?.seq
            _ = try connection.pipeline([
                PlaceRows.keep(id, beforeEntry: seq), PlaceRows.move(id, to: pin, accuracyM: nil),
                PlaceRows.route(id, by: rerouting, sensitivity),
            ])
        }
        if change.course.hasNewPublication {
            try PublicationWrite.run(change.course.publication, of: id, keeping: change.kept, hiding: change.hidden, on: connection)
        }
        guard let aside = change.aside else { return }
        var statements = [TextRows.naming(id), TextRows.insert(aside.name, for: aside.own, of: id)]
        if !aside.texts.isEmpty { statements.append(TextRows.insert(aside.texts, beside: aside.seq, of: id)) }
        statements += ActionFileRows.insert(aside.files, beside: aside.seq, of: id, at: change.course.lastAt)
        if let request = aside.request {
            statements.append(TextRows.carry(from: request.seq, to: aside.seq, of: id))
            if request.isSolution { statements += ActionFileRows.carry(from: request.seq, to: aside.seq, of: id) }
        }
        if let (seq, text) = change.replied { statements.append(TextRows.insert([text], beside: seq, of: id)) }
        _ = try connection.pipeline(statements)
    }

    /// A row of `report` that is locked.
    private typealias Header = (
        id: UUID, code: String, version: Int, status: String, isListed: Bool, trainingCase: String?, holder: UUID, standsInFor: UUID?,
        isSecret: Bool, original: String?
    )

    /// In one order whoever asks, so that two who name each other's report do not wait for each other. Weaker than FOR UPDATE: whoever
    /// only adds a row that refers to a report need not wait.
    private static func lock(_ codes: [ReportCode], on connection: isolated Connection) throws -> [Header] {
        try connection.query(
            """
            SELECT
                id, code, version, status, sensitivity < 2, training_case, agency_id, stands_in_for, is_secret,
                (SELECT original.code FROM report AS original WHERE original.id = report.duplicate_of)
            FROM report
            WHERE code = ANY (\(codes.map(\.description))::text[])
            ORDER BY id
            FOR NO KEY UPDATE
            """,
            as: (UUID, String, Int, String, Bool, String?, UUID, UUID?, Bool, String?).self
        ).map {
            (
                id: $0.0, code: $0.1, version: $0.2, status: $0.3, isListed: $0.4, trainingCase: $0.5, holder: $0.6, standsInFor: $0.7,
                isSecret: $0.8, original: $0.9
            )
        }
    }

    /// Statements of their own, after the lock: each sees what was committed before it began.
    private static func read(
        _ header: Header,
        _ original: Header?,
        _ pin: Pin?,
        _ assignment: Assignment?,
        _ account: UUID?,
        _ attachments: [UUID],
        _ redactions: [Redaction.Span],
        on connection: isolated Connection
    ) throws -> LockedReport {
        let principal = if let account { try connection.standing(of: account) } else { StaffPrincipal?.none }
        let answers = try connection.pipeline([
            """
            SELECT instant_now(), epoch, EXISTS (SELECT FROM report WHERE duplicate_of = \(header.id))
            FROM reference_state
            """,
            CourseRead.entries(of: [header.id]),
            CourseRead.levels(of: [header.id]),
            TextRows.naming(header.id),
            TextRows.staffQuery(of: header.id),
            Self.isAssignable(assignment, of: header.id),
            ActionFileRows.pictured(of: header.id),
        ])
        guard let (now, epoch, hasDuplicates) = try answers[0].first((Instant, Int, Bool).self) else {
            throw StoreError.fault("reference state")
        }
        let stored = try CourseRead.courses(answers[1], answers[2]).course(of: header.id)
        return LockedReport(
            version: header.version,
            entries: stored.entries,
            recorded: stored.recorded,
            now: now,
            epoch: epoch,
            original: original.flatMap { Self.original($0, of: header.id) },
            place: try pin.map { try place($0, of: header.id, on: connection) },
            staff: try TextRows.staff(answers[4]),
            pictured: Set(try answers[6].decode(Int.self)),
            principal: principal,
            isAssignable: try answers[5].first(Bool.self) ?? false,
            hasDuplicates: hasDuplicates,
            isListed: header.isListed,
            isSecret: header.isSecret,
            redactions: redactions,
            files: try ActionFileRows.claimable(attachments, by: principal, for: header.id, on: connection),
            replies: try replies(in: header.trainingCase, on: connection)
        )
    }

    private static func original(_ header: Header, of report: UUID) -> OriginalReport? {
        guard let status = ReportStatus(rawValue: header.status) else { return nil }
        var original: ReportCode?
        if let text = header.original, case .code(let code) = ReportCode.read(text) { original = code }
        return OriginalReport(
            id: header.id,
            isItself: header.id == report,
            status: status,
            original: original,
            isListed: header.isListed,
            holder: header.holder,
            standsInFor: header.standsInFor,
            isSecret: header.isSecret
        )
    }

    private static func place(
        _ pin: Pin,
        of id: UUID,
        on connection: isolated Connection
    ) throws -> (read: PlaceRead, routed: (unit: UUID?, desk: UUID)) {
        let query: SQL = "SELECT data::text FROM (\(ReportReader.lastRouting("\(id)"))) AS routed"
        guard let text = try connection.query(query, as: String.self).first else { throw StoreError.fault("routing of a report") }
        let routed: RoutedRecord = try EventRecord.read(text)
        return (try PlaceRows.read(pin.isNearHanoi ? pin : nil, on: connection), (routed.unit, routed.standsInFor ?? routed.agency))
    }

    /// Whether there is such a person, who works, or such a team at the desk that has the report.
    private static func isAssignable(_ assignment: Assignment?, of report: UUID) -> SQL {
        switch assignment {
        case .person(let id):
            """
            SELECT EXISTS (
                SELECT
                FROM account
                JOIN report ON report.agency_id = account.agency_id
                JOIN account_role ON account_role.account_id = account.id
                WHERE account.id = \(id)
                    AND account.status = 'active'
                    AND account_role.role = ANY (\(Role.working.map(\.rawValue))::text[])
                    AND report.id = \(report)
            )
            """
        case .team(let id):
            """
            SELECT EXISTS (
                SELECT
                FROM team
                JOIN report ON report.agency_id = team.agency_id
                WHERE team.id = \(id)
                    AND report.id = \(report)
            )
            """
        case .nobody: "SELECT true"
        case nil: "SELECT false"
        }
    }

    private static func replies(in code: String?, on connection: isolated Connection) throws -> [TrainingCase.Reply] {
        guard let code else { return [] }
        return try connection.query("SELECT content::text FROM training_case WHERE code = \(code)", as: String.self)
            .flatMap { try TrainingCaseRecord.read($0).replies }
    }
}

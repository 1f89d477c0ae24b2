internal import Domain
internal import FoundationEssentials
internal import JSON
internal import Postgres

/// Writes what is new in the courses of reports, in bulk: a handful of statements for one report or for hundreds. The reports are locked.
struct CourseWrite {
    private var entries: [(report: UUID, entry: HistoryEntry)] = []
    private var passed: [(report: UUID, event: LevelEvent, seq: Int, at: Instant)] = []
    private var voided: [(report: UUID, key: LevelEvent.Key, at: Instant)] = []
    private var reports: [Header] = []
    /// Reports of which at most clocks are new.
    private var quiet: [(id: UUID, deadline: ReportClock.Deadline?)] = []
    /// Reports without news, whose clocks may be others all the same: figures have no event to count them by.
    private var uneventful: [UUID] = []
    private var clocks: ClockWrite
    private let catalog: ReferenceCatalog

    /// A report's own row, to be written whole where it may be wrong.
    private struct Header {
        let id: UUID
        let course: ReportCourse
        let attention: ReportAttention
        let isRepaired: Bool
        /// When its clocks moved without anything having happened to it.
        let movedAt: Instant?

        var isVisible: Bool { isRepaired || movedAt != nil || course.isVisiblyNew }
        var isPublic: Bool { isRepaired || movedAt != nil || course.isPubliclyNew }
        var at: Instant { max(movedAt ?? course.lastAt, course.lastAt) }

        /// Whether unit or category may be others than before.
        var hasSubject: Bool {
            isRepaired
                || course.news.contains {
                    $0.details.unit != nil || $0.details.classification != nil || $0.details.clock.undone != nil
                }
        }
    }

    init(by catalog: ReferenceCatalog) {
        clocks = ClockWrite(by: catalog)
        self.catalog = catalog
    }

    /// Adds a report's news, and the clocks named even where they are as they were. A repair writes the report's own row anyway; where
    /// only its limits have moved, at an instant, that is a new version of what people see.
    mutating func add(
        _ report: UUID,
        _ course: ReportCourse,
        always keys: Set<ClockRow.Key> = [],
        isRepair: Bool = false,
        movedAt: Instant? = nil
    ) throws(SLAFault) {
        try clocks.add(report, from: course.clocksBefore, to: course.clocks, always: keys)
        if course.news.isEmpty { uneventful.append(report) }
        guard isRepair || movedAt != nil || !course.news.isEmpty else {
            quiet.append((report, course.clocks.nextDeadline))
            return
        }
        reports.append(
            Header(id: report, course: course, attention: course.attention(catalog), isRepaired: isRepair, movedAt: movedAt)
        )
        entries += course.news.map { (report, $0) }
        for change in course.levelChanges {
            switch change {
            case .passed(let event, let seq): passed.append((report, event, seq, course.lastAt))
            case .voided(let key): voided.append((report, key, course.lastAt))
            }
        }
    }

    /// Writes everything in one round trip. A level that is recorded already is a fault: exactly once means that nothing is undone.
    mutating func run(on connection: isolated Connection) throws {
        try takeDuplicatesAlong(on: connection)
        var statements = clocks.statements
        if !entries.isEmpty { statements.append(history) }
        if !reports.isEmpty { statements.append(headers) }
        let told = reports.filter(\.isPublic)
        if !told.isEmpty { statements.append(Self.tellingDuplicates(of: told.map(\.id), at: told.map(\.at))) }
        if !quiet.isEmpty { statements.append(deadlines) }
        if !uneventful.isEmpty { statements.append(FigureStore.recount(uneventful)) }
        if reports.contains(where: \.hasSubject) { statements.append(subject) }
        if !voided.isEmpty { statements.append(void) }
        if !passed.isEmpty { statements.append(levels) }
        guard !statements.isEmpty else { return }
        let answers = try connection.pipeline(statements)
        try keepSecrets(on: connection)
        if !passed.isEmpty, answers.last?.affected != passed.count { throw StoreError.violated(constraint: "sla_event_key") }
    }

    /// Where reports go their duplicates go too. One whose history cannot be read is no reason for the others to stay.
    private mutating func takeDuplicatesAlong(on connection: isolated Connection) throws {
        let moved = Dictionary(reports.filter(\.course.hasMoved).map { ($0.id, $0.course) }) { first, _ in first }
        guard !moved.isEmpty else { return }
        let rows = try connection.query(
            "SELECT id, duplicate_of FROM report WHERE duplicate_of = ANY (\(Array(moved.keys))) ORDER BY id FOR NO KEY UPDATE",
            as: (UUID, UUID).self
        )
        guard !rows.isEmpty else { return }
        let ids = rows.map(\.0)
        let answers = try connection.pipeline([CourseRead.entries(of: ids), CourseRead.levels(of: ids)])
        let stored = try CourseRead.courses(answers[0], answers[1])
        for (id, original) in rows {
            guard let original = moved[original], let read = try? stored.course(of: id),
                var course = try? ReportCourse(read.entries, recorded: read.recorded, by: catalog.rules)
            else { continue }
            if try course.follow(original, catalog) { try add(id, course) }
        }
    }

    /// What is a duplicate of a state secret is one, too, and no longer than that is. The public sees nothing of it any more.
    private func keepSecrets(on connection: isolated Connection) throws {
        let ids = reports.filter { $0.isRepaired || $0.course.decidesOnSecrets }.map(\.id)
        guard !ids.isEmpty else { return }
        let changed = try connection.query(
            """
            UPDATE report
            SET is_secret = original.is_secret
            FROM report AS original
            WHERE original.id = report.duplicate_of
                AND report.id IN (SELECT id FROM report WHERE duplicate_of = ANY (\(ids)) UNION ALL SELECT unnest(\(ids)))
                AND report.is_secret <> original.is_secret
            RETURNING report.id, report.is_secret
            """,
            as: (UUID, Bool).self
        )
        for (id, isSecret) in changed where isSecret {
            try PublicationWrite.run(.withheld, of: id, keeping: [], hiding: nil, on: connection)
        }
    }

    /// What happens to a report has happened to its duplicates: whoever asks what has changed since is told of them, too.
    static func tellingDuplicates(of reports: [UUID], at instants: [Instant]) -> SQL {
        """
        UPDATE report
        SET updated_at = greatest(report.updated_at, new.at), public_updated_at = greatest(report.public_updated_at, new.at)
        FROM unnest(\(reports), \(instants)) AS new (id, at)
        WHERE report.duplicate_of = new.id
        """
    }

    private var history: SQL {
        """
        INSERT INTO report_event (report_id, seq, at, type, actor_kind, actor_agency_id, agency_id, is_public, data)
        SELECT *
        FROM unnest(
            \(entries.map(\.report)), \(entries.map(\.entry.seq))::integer[], \(entries.map(\.entry.at)),
            \(entries.map(\.entry.type.rawValue))::text[], \(entries.map(\.entry.actor.kind))::text[], \(entries.map(\.entry.actor.agency)),
            \(entries.map(\.entry.holder)), \(entries.map(\.entry.isPublic)),
            \(entries.map { JSONB(text: EntryRecord.text($0.entry.details)) })
        )
        """
    }

    /// Warnings and escalations are no new version: nobody's edit is refused because one went out meanwhile. Inner work is one for staff,
    /// and none for the public and the reporter.
    private var headers: SQL {
        """
        UPDATE report
        SET
            status = new.status, agency_id = new.agency_id, last_seq = new.last_seq,
            version = report.version + CASE WHEN new.is_visible THEN 1 ELSE 0 END,
            updated_at = CASE WHEN new.is_visible THEN greatest(report.updated_at, new.at) ELSE report.updated_at END,
            public_version = report.public_version + CASE WHEN new.is_public THEN 1 ELSE 0 END,
            public_updated_at = CASE
                WHEN new.is_public THEN greatest(report.public_updated_at, new.at)
                ELSE report.public_updated_at
            END,
            is_secret = CASE WHEN new.duplicate_of IS NULL THEN new.is_secret ELSE report.is_secret END,
            duplicate_of = new.duplicate_of, stands_in_for = new.stands_in_for,
            due_at = coalesce(new.due_at, 'infinity'), breach_at = coalesce(new.breach_at, 'infinity'), closes_at = new.closes_at,
            assignee_id = new.assignee_id, team_id = new.team_id, awaits = new.awaits, is_sent_back = new.is_sent_back,
            is_disputed = new.is_disputed, asked = coalesce(string_to_array(new.asked, ',')::uuid[], '{}'),
            is_arrived = new.is_arrived, has_message = new.has_message,
            known_to = coalesce(string_to_array(new.known_to, ',')::uuid[], '{}')
        FROM unnest(
            \(reports.map(\.id)), \(reports.map(\.course.status.rawValue))::text[], \(reports.map(\.course.holder)),
            \(reports.map(\.course.lastSeq)), \(reports.map(\.isVisible)), \(reports.map(\.isPublic)), \(reports.map(\.at)),
            \(reports.map(\.course.original)), \(reports.map(\.course.standsInFor)), \(reports.map(\.course.clocks.nextDeadline?.due)),
            \(reports.map(\.course.clocks.nextDeadline?.breach)), \(reports.map(\.course.closesAt)),
            \(reports.map(\.course.assignment?.person)), \(reports.map(\.course.assignment?.team)),
            \(reports.map(\.attention.awaits?.rawValue))::text[], \(reports.map(\.attention.isSentBack)),
            \(reports.map(\.attention.isDisputed)), \(reports.map(\.course.isSecret)),
            \(reports.map { $0.attention.asked.map(\.uuidString).joined(separator: ",") })::text[],
            \(reports.map(\.attention.isArrived)), \(reports.map(\.attention.hasMessage)),
            \(reports.map { $0.attention.knownTo.map(\.uuidString).joined(separator: ",") })::text[]
        ) AS new (
            id, status, agency_id, last_seq, is_visible, is_public, at, duplicate_of, stands_in_for, due_at, breach_at, closes_at,
            assignee_id, team_id, awaits, is_sent_back, is_disputed, is_secret, asked, is_arrived, has_message, known_to
        )
        WHERE report.id = new.id
        """
    }

    /// Of clocks that were written anew without news, where other rules say other times.
    private var deadlines: SQL {
        """
        UPDATE report
        SET due_at = coalesce(new.due_at, 'infinity'), breach_at = coalesce(new.breach_at, 'infinity')
        FROM unnest(\(quiet.map(\.id)), \(quiet.map(\.deadline?.due)), \(quiet.map(\.deadline?.breach))) AS new (id, due_at, breach_at)
        WHERE report.id = new.id
            AND (report.due_at, report.breach_at)
                IS DISTINCT FROM (coalesce(new.due_at, 'infinity'), coalesce(new.breach_at, 'infinity'))
        """
    }

    /// How openly a report is shown follows its category, at once where that means less; more is shown only by somebody's act. How the
    /// unit was found is told of the one that was found: another one was named by a desk, which is as sure as can be.
    private var subject: SQL {
        let subjects = reports.filter(\.hasSubject)
        return """
            UPDATE report
            SET
                unit_id = new.unit_id,
                routing_method = CASE
                    WHEN new.unit_id IS DISTINCT FROM (routed.data ->> 'unit')::uuid THEN 'manual'
                    ELSE routed.data ->> 'method'
                END,
                routing_confidence = CASE
                    WHEN new.unit_id IS DISTINCT FROM (routed.data ->> 'unit')::uuid THEN 'high'
                    ELSE routed.data ->> 'confidence'
                END,
                category_id = said.category_id, category_version = said.version, severity = new.severity, sensitivity = said.sensitivity,
                public_point = CASE
                    WHEN said.sensitivity = 2 THEN NULL
                    WHEN said.sensitivity = 1 OR report.sensitivity > 0 THEN (SELECT point FROM unit WHERE id = new.unit_id)
                    ELSE report.public_point
                END,
                publication = CASE WHEN said.sensitivity = 2 THEN 'withheld' ELSE report.publication END,
                published_text = CASE WHEN said.sensitivity = 2 THEN NULL ELSE report.published_text END,
                \(AttachmentErasure.due(since: "words_reduced_at"))
            FROM unnest(
                \(subjects.map(\.id)), \(subjects.map(\.course.unit)), \(subjects.map(\.course.classification?.category)),
                \(subjects.map(\.course.classification?.version)), \(subjects.map(\.course.classification?.severity.rawValue))::text[]
            ) AS new (id, unit_id, category_id, category_version, severity)
            JOIN category_version AS said ON said.category_id = new.category_id AND said.version = new.category_version
            CROSS JOIN LATERAL (\(ReportReader.lastRouting("new.id"))) AS routed
            WHERE report.id = new.id
            """
    }

    private var void: SQL {
        """
        UPDATE sla_event AS event
        SET voided_at = gone.at
        FROM unnest(
            \(voided.map(\.report)), \(voided.map(\.key.cycle)), \(voided.map(\.key.clock.name))::text[], \(voided.map(\.key.clock.handler)),
            \(voided.map(\.key.level))::text[], \(voided.map(\.at))
        ) AS gone (report_id, cycle, clock, handler_id, level, at)
        WHERE event.report_id = gone.report_id
            AND event.cycle = gone.cycle
            AND event.clock = gone.clock
            AND event.handler_id IS NOT DISTINCT FROM gone.handler_id
            AND event.level = gone.level
        """
    }

    private var levels: SQL {
        """
        INSERT INTO sla_event (
            report_id, cycle, clock, handler_id, level, occurred_at, detected_at, agency_id, by_reclassification, seq
        )
        SELECT *
        FROM unnest(
            \(passed.map(\.report)), \(passed.map(\.event.cycle))::integer[], \(passed.map(\.event.clock.name))::text[],
            \(passed.map(\.event.clock.handler)), \(passed.map(\.event.level.key))::text[], \(passed.map(\.event.occurredAt)),
            \(passed.map(\.at)), \(passed.map(\.event.agency)), \(passed.map(\.event.byReclassification)), \(passed.map(\.seq))::integer[]
        )
        ON CONFLICT ON CONSTRAINT sla_event_key DO UPDATE
        SET
            occurred_at = excluded.occurred_at, detected_at = excluded.detected_at, agency_id = excluded.agency_id,
            by_reclassification = excluded.by_reclassification, seq = excluded.seq, voided_at = NULL
        WHERE sla_event.voided_at IS NOT NULL
        """
    }
}

extension EntryRecord {
    /// What a report was routed to is told as at its filing.
    static func text(_ details: EntryDetails) -> String {
        details.routing.map { JSONWriter.text(RoutedRecord($0)) } ?? JSONWriter.text(EntryRecord(details: details))
    }
}

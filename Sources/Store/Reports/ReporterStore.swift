package import Domain
package import FoundationEssentials
internal import JSON
internal import Postgres

/// What is to be written of a reporter's act.
package struct ReporterChange: Sendable {
    /// What of a report is no longer as it was filed; nil: it is.
    package struct Correction: Sendable {
        package var description: String?
        package var address: String?
        package var pin: Pin?
        package var accuracyM: Double?
        /// With them the sealed ones, which may be none.
        package var attributes: (open: [(code: String, value: AttributeValue)], sealed: Data?)?
        /// How it was routed anew, and how openly it is shown.
        package var routing: (rerouting: Rerouting, sensitivity: Sensitivity)?

        package init() {}
    }

    /// With its news, one of which is the reporter's.
    package let course: ReportCourse
    /// Of a duplicate what its reporter's act makes of the original; nil: nothing.
    package let original: (id: UUID, course: ReportCourse)?
    /// What the course was made by.
    package let catalog: ReferenceCatalog
    /// The reporter's words.
    package let text: ActionText?
    /// In the order in which they are shown.
    package let attachments: [UUID]
    package let correction: Correction?

    package init(
        course: ReportCourse,
        original: (id: UUID, course: ReportCourse)? = nil,
        catalog: ReferenceCatalog,
        text: ActionText? = nil,
        attachments: [UUID] = [],
        correction: Correction? = nil
    ) {
        self.course = course
        self.original = original
        self.catalog = catalog
        self.text = text
        self.attachments = attachments
        self.correction = correction
    }
}

/// Writes what reporters add to their reports.
package struct ReporterStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Locks a report, reads it, and writes what `decide` makes of it, with everything that follows; all or nothing. For a nil change nothing
    /// is written. nil if there is no such report. `decide` runs on the connection's thread, and must not wait for anything.
    package func change<Decision: Sendable>(
        _ request: ReporterRequest,
        decide: @Sendable (ReporterRead) -> (change: ReporterChange?, decision: Decision)
    ) async throws(StoreError) -> Decision? {
        try await storing {
            try await pool.withTransaction { connection in
                guard let read = try ReporterRead.read(request, on: connection) else { return nil }
                let (change, decision) = decide(read)
                if let change { try Self.write(change, request.key, to: read.id, on: connection) }
                return decision
            }
        }
    }

    /// The same for a correction: with the place it would lie at, which `pin` says of what is kept. Nobody changes how reports are routed
    /// meanwhile.
    package func correct<Decision: Sendable>(
        _ request: ReporterRequest,
        at pin: @escaping @Sendable (ReporterRead) -> Pin?,
        decide: @Sendable (ReporterRead, PlaceRead) -> (change: ReporterChange?, decision: Decision)
    ) async throws(StoreError) -> Decision? {
        try await storing {
            try await pool.withTransaction { connection in
                // Before the report: whoever changes the routing of many reports has this lock first, too.
                _ = try connection.query("SELECT pg_advisory_xact_lock_shared(\(AdvisoryLock.routing))")
                guard let read = try ReporterRead.read(request, on: connection) else { return nil }
                let place = try PlaceRows.read(pin(read), on: connection)
                let (change, decision) = decide(read, place)
                if let change { try Self.write(change, request.key, to: read.id, on: connection) }
                return decision
            }
        }
    }

    private static func write(_ change: ReporterChange, _ key: ActKey?, to id: UUID, on connection: isolated Connection) throws {
        var write = CourseWrite(by: change.catalog)
        try write.add(id, change.course)
        try write.run(on: connection)
        let seq = change.course.news.first { $0.actor == .citizen }?.seq
        var statements = change.correction.map { corrections($0, of: id) } ?? []
        if let seq {
            if let text = change.text { statements.append(TextRows.insert([text], beside: seq, of: id)) }
            if !change.attachments.isEmpty { statements.append(claim(change.attachments, for: seq, of: id)) }
        }
        if !statements.isEmpty { _ = try connection.pipeline(statements) }
        // After the duplicate, which goes where the original goes.
        if let (original, course) = change.original {
            var write = CourseWrite(by: change.catalog)
            try write.add(original, course)
            try write.run(on: connection)
        }
        if let key { try ActKeyRows.use(key, for: id, seq: change.course.lastSeq, on: connection) }
    }

    private static func claim(_ ids: [UUID], for seq: Int, of report: UUID) -> SQL {
        """
        UPDATE attachment
        SET
            state = 'claimed', claimed_at = greatest(attachment.uploaded_at, instant_now()), used_as = 'message', report_id = \(report),
            event_seq = \(seq), position = given.position
        FROM unnest(\(ids)) WITH ORDINALITY AS given (id, position)
        WHERE attachment.id = given.id
        """
    }

    private static func corrections(_ correction: ReporterChange.Correction, of id: UUID) -> [SQL] {
        var statements: [SQL] = [
            """
            UPDATE report_content
            SET description = coalesce(\(correction.description), description), address = coalesce(\(correction.address), address)
            WHERE report_id = \(id)
            """
        ]
        if let attributes = correction.attributes {
            statements += [
                "UPDATE report_content SET attributes = \(JSONB(text: AttributeJSON.text(attributes.open))) WHERE report_id = \(id)",
                "UPDATE report_private SET attributes_sealed = \(attributes.sealed) WHERE report_id = \(id)",
            ]
        }
        if let pin = correction.pin { statements.append(PlaceRows.move(id, to: pin, accuracyM: correction.accuracyM)) }
        if let (rerouting, sensitivity) = correction.routing { statements.append(PlaceRows.route(id, by: rerouting, sensitivity)) }
        return statements
    }
}

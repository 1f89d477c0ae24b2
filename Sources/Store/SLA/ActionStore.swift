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
    package let recorded: [LevelEvent.Key: Instant]
    /// The database's clock, read after the lock was granted (and never earlier than the last entry is for the rules to see to).
    package let now: Instant
    /// The epoch of the reference tables.
    package let epoch: Int
    /// The other report asked for, if there is one.
    package let original: (id: UUID, status: ReportStatus)?
    /// Who of staff made which entries.
    package let staff: [Int: String]
}

/// What is to be written of a locked report.
package struct ReportChange: Sendable {
    /// What stands beside one of the new entries.
    package struct Aside: Sendable {
        /// The entry.
        package let seq: Int
        /// Who of staff made it.
        package let name: String
        package let texts: [ActionText]
        /// The entry whose words are this one's too.
        package let request: Int?

        package init(seq: Int, name: String, texts: [ActionText], request: Int?) {
            self.seq = seq
            self.name = name
            self.texts = texts
            self.request = request
        }
    }

    /// With its news.
    package let course: ReportCourse
    /// What the course was made by.
    package let catalog: ReferenceCatalog
    package let aside: Aside?

    package init(course: ReportCourse, catalog: ReferenceCatalog, aside: Aside? = nil) {
        self.course = course
        self.catalog = catalog
        self.aside = aside
    }
}

/// Changes reports one at a time.
package struct ActionStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Locks a report, reads it, and writes the change that `decide` makes of it, with everything that follows; all or nothing. For a nil
    /// change nothing is written. Whoever comes second waits and sees what the first has written.
    ///
    /// `decide` runs on the connection's thread, must not wait for anything, and runs again if the database asks for another try.
    /// nil, and nothing done, if there is no such report. Where `view` is asked for, the report as staff see it comes with a change,
    /// exactly as that left it.
    package func change<Decision: Sendable>(
        _ code: ReportCode,
        original: ReportCode? = nil,
        view: Bool = false,
        decide: @Sendable (LockedReport) -> (change: ReportChange?, decision: Decision)
    ) async throws(StoreError) -> (decision: Decision, view: StaffRecord?)? {
        try await storing {
            try await pool.withTransaction { connection in
                // Weaker than FOR UPDATE: whoever only adds a row that refers to the report need not wait.
                let locked = try connection.query(
                    "SELECT id, version FROM report WHERE code = \(code.description) FOR NO KEY UPDATE",
                    as: (UUID, Int).self
                ).first
                guard let (id, version) = locked else { return nil }
                let report = try Self.read(id, version, original, on: connection)
                let (change, decision) = decide(report)
                guard let change else { return (decision, nil) }
                try Self.write(change, to: id, on: connection)
                return (decision, view ? try StaffRecord.read(id, change.catalog, on: connection) : nil)
            }
        }
    }

    private static func write(_ change: ReportChange, to id: UUID, on connection: isolated Connection) throws {
        var write = CourseWrite(by: change.catalog)
        try write.add(id, change.course)
        try write.run(on: connection)
        guard let aside = change.aside else { return }
        var statements = [TextRows.naming(id), TextRows.insert(aside.name, for: aside.seq, of: id)]
        if !aside.texts.isEmpty { statements.append(TextRows.insert(aside.texts, beside: aside.seq, of: id)) }
        if let request = aside.request { statements.append(TextRows.carry(from: request, to: aside.seq, of: id)) }
        _ = try connection.pipeline(statements)
    }

    /// Statements of their own, after the lock: each sees what was committed before it began.
    private static func read(
        _ id: UUID,
        _ version: Int,
        _ original: ReportCode?,
        on connection: isolated Connection
    ) throws -> LockedReport {
        let answers = try connection.pipeline([
            """
            SELECT instant_now(), state.epoch, other.id, other.status
            FROM reference_state AS state
            LEFT JOIN report AS other ON other.code = \(original?.description) AND other.id <> \(id)
            """,
            CourseRead.entries(of: [id]),
            CourseRead.levels(of: [id]),
            TextRows.naming(id),
            TextRows.staffQuery(of: id),
        ])
        guard let facts = try answers[0].first((Instant, Int, UUID?, String?).self),
            let stored = try CourseRead.courses(answers[1], answers[2])[id]
        else { throw StoreError.fault("history of a report") }
        return LockedReport(
            version: version,
            entries: stored.entries,
            recorded: stored.recorded,
            now: facts.0,
            epoch: facts.1,
            original: facts.2.flatMap { id in facts.3.flatMap(ReportStatus.init).map { (id, $0) } },
            staff: try TextRows.staff(answers[4])
        )
    }
}

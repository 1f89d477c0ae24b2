package import Domain
package import FoundationEssentials
internal import Postgres

/// What keeps a change of a calendar from being looked at further.
package enum CalendarObstacle: Error, Hashable, Sendable {
    /// There is no such calendar.
    case unknownCalendar
    /// There is no such unit today.
    case unknownUnit
    /// The calendar has another version by now than the one the change is based on.
    case outdated
    /// It changes days already counted, and gives no reason.
    case reasonMissing
    /// Another change of it waits for a second person.
    case pending(UUID)
}

/// Reads calendars as they are published, and publishes their next versions.
package struct CalendarStore: Sendable {
    private let pool: ConnectionPool

    /// `database` acts as the service's read-write role, or as the owner.
    package init(_ database: DatabasePool) {
        pool = database.pool
    }

    /// The newest version of every calendar, by code.
    package func list() async throws(StoreError) -> [CalendarVersion] {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { try CalendarRows.newest(on: $0) }
        }
    }

    /// The newest version of a calendar, and the database's clock; nil if there is none of that code.
    package func newest(_ code: String) async throws(StoreError) -> (version: CalendarVersion, now: Instant)? {
        try await reading {
            try await pool.withTransaction(isolation: .repeatableRead) { connection in
                guard let version = try CalendarRows.newest(code, on: connection).first else { return nil }
                return (version, try connection.query("SELECT instant_now()", as: Instant.self).first ?? version.publishedAt)
            }
        }
    }

    /// Whole days that each calendar still covers after today, by code; negative once its last day has passed.
    package func daysAhead() async throws(StoreError) -> [String: Int] {
        try await reading {
            let rows = try await pool.query(
                """
                SELECT
                    calendar.code,
                    said.last_day - (instant_now() AT TIME ZONE 'UTC' + said.utc_offset_s * interval '1 second')::date
                FROM calendar
                JOIN calendar_version AS said ON said.calendar_code = calendar.code AND said.version = calendar.version
                """,
                as: (String, Int).self
            )
            return Dictionary(rows.map { ($0.0, $0.1) }) { first, _ in first }
        }
    }

    /// Publishes a change at once where it may be, proposes it where a second person has to agree; one transaction, whoever else does
    /// the same. With `expecting` only on one of those versions. `id` is the proposal's, if there is to be one.
    package func publish(
        _ change: CalendarChange,
        expecting versions: Set<Int>?,
        by editor: Editor,
        reason: String?,
        id: UUID
    ) async throws(StoreError) -> Result<CalendarPublication, CalendarObstacle> {
        try await storing {
            try await pool.withTransaction { connection in
                _ = try connection.query("SELECT pg_advisory_xact_lock(\(AdvisoryLock.routing))")
                let person = try connection.permit(.administer, on: .city, to: editor)
                guard let current = try CalendarRows.newest(change.calendar, on: connection).first else {
                    return .failure(.unknownCalendar)
                }
                if let versions, !versions.contains(current.number) { return .failure(.outdated) }
                let (now, knowsUnit) = try Self.facts(change, on: connection)
                guard knowsUnit else { return .failure(.unknownUnit) }
                let next = current.applying(change, by: person, at: now)
                let review = CalendarReview(from: current, to: next, at: now)
                if review.kind == .unchanged { return .success(.unchanged) }
                guard review.isFit else { return .success(.unfit(review)) }
                guard review.kind == .correction else {
                    try CalendarPublishing.publish(next, review, on: connection)
                    let object = AuditObject(.calendar, next.code)
                    try connection.audit(AuditRecord(AuditActor(person), .calendarPublished, object, ["version": .number(next.number)]))
                    return .success(.published(next, review))
                }
                guard let reason else { return .failure(.reasonMissing) }
                let proposal = Proposal.calendar(current.dated(change, at: now))
                if let open = try ApprovalRows.open(proposal.kind, proposal.subject, on: connection) { return .failure(.pending(open.id)) }
                let approval = try ApprovalRows.propose(
                    proposal,
                    after: current.number,
                    reason: reason,
                    by: person,
                    id: id,
                    at: now,
                    on: connection
                )
                return .success(.proposed(approval, review))
            }
        }
    }

    private static func facts(_ change: CalendarChange, on connection: isolated Connection) throws -> (now: Instant, knowsUnit: Bool) {
        let row = try connection.query(
            """
            SELECT
                instant_now(),
                \(change.unit) IS NULL OR EXISTS (SELECT FROM unit WHERE id = \(change.unit) AND valid_to IS NULL)
            """,
            as: (Instant, Bool).self
        ).first
        guard let row else { throw StoreError.fault("calendar facts") }
        return (row.0, row.1)
    }
}

package import Domain
package import FoundationEssentials
internal import Postgres

/// What came of somebody's taking part in a report.
package enum TakingPartOutcome: Sendable {
    /// In which report; `isReplay`: the key had been used for the same before.
    case done(ReportCode, isReplay: Bool)
    /// The key was used for something else.
    case keyReused
    case refused(CommandRefusal)
}

/// Writes who follows reports, and what is flagged of them. Reports that are never listed are none here.
package struct TakingPartStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Counts somebody among a report's followers, once, or among its original's where it is a duplicate; nil if there is none.
    package func follow(_ code: ReportCode, _ entry: FollowerEntry, key: ActKey?) async throws(StoreError) -> TakingPartOutcome? {
        try await act(on: code, .original, key) { report, connection in
            guard Workflow.row(.follow).moves[report.status] != nil else { return .workflow(.status) }
            let known = try connection.query(FollowerRows.known(entry.identity, of: report.id), as: UUID.self)
            guard known.isEmpty else { return nil }
            try connection.execute(FollowerRows.insert(entry, of: report.id))
            try connection.execute(
                "UPDATE report SET followers = followers + 1, followers_erased_at = NULL WHERE id = \(report.id)"
            )
            return nil
        }
    }

    /// Takes somebody from a report's followers and its original's, if they are one; nil if there is none.
    package func unfollow(_ code: ReportCode, _ identity: FollowerIdentity) async throws(StoreError) -> TakingPartOutcome? {
        guard try await unfollow(code, .itself, identity) != nil else { return nil }
        return try await unfollow(code, .original, identity)
    }

    private func unfollow(
        _ code: ReportCode,
        _ target: Target,
        _ identity: FollowerIdentity
    ) async throws(StoreError) -> TakingPartOutcome? {
        try await act(on: code, target, nil) { report, connection in
            let known = try connection.query(FollowerRows.known(identity, of: report.id), as: UUID.self)
            guard !known.isEmpty else { return nil }
            try connection.execute("DELETE FROM report_follower WHERE id = ANY (\(known))")
            try connection.execute("UPDATE report SET followers = followers - \(known.count) WHERE id = \(report.id)")
            return nil
        }
    }

    /// Counts what somebody thinks is wrong about what is public of a report, once; nil if there is none. `flagger` is a keyed digest of 16
    /// bytes.
    package func flag(
        _ code: ReportCode,
        as reason: FlagReason,
        by flagger: Data,
        key: ActKey?
    ) async throws(StoreError) -> TakingPartOutcome? {
        try await act(on: code, .itself, key) { report, connection in
            guard report.isPublished else { return .notPublished }
            let isNew = try connection.execute(
                """
                INSERT INTO report_flag (report_id, flagger, reason, flagged_at)
                VALUES (\(report.id), \(flagger), \(reason.rawValue), instant_now())
                ON CONFLICT DO NOTHING
                """
            )
            if isNew == 1 { try connection.execute("UPDATE report SET flags = flags + 1 WHERE id = \(report.id)") }
            return nil
        }
    }

    /// Whether a key was used before for the same.
    package func isDone(_ key: ActKey) async throws(StoreError) -> Bool {
        try await reading {
            let earlier = try await pool.withConnection { try ActKeyRows.earlier(try $0.query(ActKeyRows.query(key))) }
            return if case .same = earlier { true } else { false }
        }
    }

    /// Which report is meant.
    private enum Target {
        case itself
        /// Of a duplicate the one it counts with, where the public may know of that.
        case original
    }

    private typealias Header = (id: UUID, code: ReportCode, status: ReportStatus, isPublished: Bool)

    /// Locks a report and has something done to it, once for each key.
    private func act(
        on code: ReportCode,
        _ target: Target,
        _ key: ActKey?,
        _ body: @Sendable (Header, isolated Connection) throws -> CommandRefusal?
    ) async throws(StoreError) -> TakingPartOutcome? {
        try await storing {
            try await pool.withTransaction { connection in
                guard let report = try Self.lock(code, target, on: connection) else { return nil }
                let answers = try connection.pipeline([TextRows.naming(report.id), ActKeyRows.query(key)])
                switch try ActKeyRows.earlier(answers[1]) {
                case .other: return .keyReused
                case .same: return .done(report.code, isReplay: true)
                case .nothing: break
                }
                if let refusal = try body(report, connection) { return .refused(refusal) }
                if let key { try ActKeyRows.use(key, for: report.id, seq: nil, on: connection) }
                return .done(report.code, isReplay: false)
            }
        }
    }

    /// What is meant is found before anything is locked: whoever changes a report locks its duplicates after it.
    private static func lock(_ code: ReportCode, _ target: Target, on connection: isolated Connection) throws -> Header? {
        let original: SQL = target == .original ? "report.duplicate_of" : "NULL"
        let row = try connection.query(
            """
            SELECT id, code, status, publication = 'published'
            FROM report
            WHERE id = (
                    SELECT coalesce(original.id, report.id)
                    FROM report
                    LEFT JOIN report AS original ON original.id = \(original) AND original.sensitivity < 2
                    WHERE report.code = \(code.description)
                        AND report.sensitivity < 2
                )
                AND sensitivity < 2
                AND \(SQL.isCounted)
            FOR NO KEY UPDATE
            """,
            as: (UUID, String, String, Bool).self
        ).first
        guard let row else { return nil }
        guard case .code(let code) = ReportCode.read(row.1), let status = ReportStatus(rawValue: row.2) else {
            throw StoreError.fault("status of a report")
        }
        return (row.0, code, status, row.3)
    }
}

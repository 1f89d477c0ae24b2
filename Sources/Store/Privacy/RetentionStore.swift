package import Domain
internal import FoundationEssentials
internal import Postgres

/// Lets go of what was kept long enough, some hundred rows at a time. Rounds may be killed, repeated and run by several instances at once:
/// each takes what no other has, and what is gone is not taken again.
package struct RetentionStore: Sendable {
    /// Rows of one kind in one round.
    package static let batch = 200

    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// One round, a transaction for each kind.
    package func round(_ policy: RetentionPolicy, limit: Int = RetentionStore.batch) async throws(StoreError) -> RetentionStep {
        try await storing {
            var step = RetentionStep()
            step.persons = try await erasePersons(policy.personDays, limit)
            step.followers = try await eraseFollowers(policy.personDays, limit)
            step.words = try await reduceWords(policy.wordsDays, limit)
            step.pictures = try await dropLatePictures(limit)
            step.keys = try await pool.execute(Self.dropKeys(limit))
            step.requesters = try await pool.execute(Self.eraseRequesters(policy.personDays, limit))
            step.staffSessions = try await pool.execute(AccessRows.dropStaffSessions(limit))
            step.citizenSessions = try await pool.execute(AccessRows.dropCitizenSessions(limit))
            step.activationLinks = try await pool.execute(AccessRows.dropActivationLinks(limit))
            step.clientTokens = try await pool.execute(AccessRows.dropClientTokens(limit))
            let looked = try await reviewCitizens(limit)
            step.citizens = looked.gone
            step.practice = try await putPracticeAway(limit)
            step.hasMore = looked.at == limit || step.counts.values.contains(limit)
            return step
        }
    }

    private func erasePersons(_ days: Int, _ limit: Int) async throws -> Int {
        try await pool.withTransaction { connection in
            let (reports, now) = try Self.due("person_erased_at", days, limit, on: connection)
            guard !reports.isEmpty else { return 0 }
            _ = try connection.pipeline(ErasureWrite.persons(of: reports.map(\.id), at: now))
            for report in reports { try connection.audit(Self.audit(.personErased, report.code)) }
            return reports.count
        }
    }

    /// They are counted on.
    private func eraseFollowers(_ days: Int, _ limit: Int) async throws -> Int {
        try await pool.withTransaction { connection in
            let now = try connection.query("SELECT instant_now()", as: Instant.self).first ?? .earliest
            let start = now.adding(seconds: -Int64(days) * 86_400)
            let found = try connection.query(Self.followersQuery(before: start, limit), as: (UUID, String).self)
            let held = try HoldRows.held(found.map(\.0), on: connection)
            let due = found.filter { !held.contains($0.0) }
            guard !due.isEmpty else { return 0 }
            _ = try connection.pipeline([
                TextRows.naming(due.map(\.0)), FollowerRows.erase("report_id = ANY (\(due.map(\.0)))"),
                "UPDATE report SET followers_erased_at = \(now) WHERE id = ANY (\(due.map(\.0)))",
            ])
            for (_, code) in due { try connection.audit(Self.audit(.followersErased, code)) }
            return due.count
        }
    }

    static func followersQuery(before start: Instant, _ limit: Int) -> SQL {
        """
        SELECT id, code
        FROM report
        WHERE followers > 0
            AND followers_erased_at IS NULL
            AND status IN ('resolved', 'closed', 'refused', 'withdrawn', 'duplicate')
            AND updated_at < \(start)
            AND NOT \(HoldRows.isHeld)
        ORDER BY updated_at, id
        LIMIT \(limit)
        FOR NO KEY UPDATE SKIP LOCKED
        """
    }

    private func reduceWords(_ days: Int, _ limit: Int) async throws -> Int {
        try await pool.withTransaction { connection in
            let (reports, now) = try Self.due("words_reduced_at", days, limit, on: connection)
            guard !reports.isEmpty else { return 0 }
            try ErasureWrite.reduceWords(of: reports.map(\.id), at: now, on: connection)
            for report in reports { try connection.audit(Self.audit(.wordsReduced, report.code)) }
            return reports.count
        }
    }

    /// Lets go of pictures that were hidden after everything else of their reports had gone.
    private func dropLatePictures(_ limit: Int) async throws -> Int {
        try await pool.withTransaction { connection in
            let now = try connection.query("SELECT instant_now()", as: Instant.self).first ?? .earliest
            let found = try connection.query(Self.latePicturesQuery(at: now, limit), as: (UUID, Bool, Bool).self)
            guard !found.isEmpty else { return 0 }
            let held = try HoldRows.held(found.map(\.0), on: connection)
            let due = found.filter { !held.contains($0.0) }
            let reports = due.map(\.0)
            _ = try connection.pipeline(
                [TextRows.naming(reports)] + AttachmentErasure.hiddenParts(of: due.filter(\.1).map(\.0), at: now) + [
                    AttachmentErasure.unpublished(of: due.filter(\.2).map(\.0)),
                    """
                    UPDATE report
                    SET pictures_due_at = NULL, version = version + 1, public_version = public_version + 1
                    WHERE id = ANY (\(reports))
                    """,
                ]
            )
            return reports.count
        }
    }

    /// With whether their persons and their words are gone.
    static func latePicturesQuery(at now: Instant, _ limit: Int) -> SQL {
        """
        SELECT id, person_erased_at IS NOT NULL, words_reduced_at IS NOT NULL
        FROM report
        WHERE pictures_due_at <= \(now)
            AND NOT \(HoldRows.isHeld)
        ORDER BY pictures_due_at, id
        LIMIT \(limit)
        FOR NO KEY UPDATE SKIP LOCKED
        """
    }

    /// Reports at their end since so many days, and not held: locked, so that nobody can hold them any more.
    private static func due(
        _ mark: StaticString,
        _ days: Int,
        _ limit: Int,
        on connection: isolated Connection
    ) throws -> (reports: [(id: UUID, code: String)], now: Instant) {
        let now = try connection.query("SELECT instant_now()", as: Instant.self).first ?? .earliest
        let start = now.adding(seconds: -Int64(days) * 86_400)
        let found = try connection.query(dueQuery(mark, before: start, limit), as: (UUID, String).self)
        let held = try HoldRows.held(found.map(\.0), on: connection)
        return (found.filter { !held.contains($0.0) }.map { (id: $0.0, code: $0.1) }, now)
    }

    static func dueQuery(_ mark: StaticString, before start: Instant, _ limit: Int) -> SQL {
        """
        SELECT id, code
        FROM report
        WHERE \(SQL.isCounted)
            AND \(fragment: mark) IS NULL
            AND status IN ('resolved', 'closed', 'refused', 'withdrawn', 'duplicate')
            AND updated_at < \(start)
            AND NOT \(HoldRows.isHeld)
        ORDER BY updated_at, id
        LIMIT \(limit)
        FOR NO KEY UPDATE SKIP LOCKED
        """
    }

    /// Lets go of whoever there is no reason to keep any more, of so many whose turn it is to be looked at: the others are looked at again in
    /// a month. Locked, so that nobody signs in, files or asks as one of them meanwhile.
    private func reviewCitizens(_ limit: Int) async throws -> (at: Int, gone: Int) {
        try await pool.withTransaction { connection in
            let found = try connection.query(CitizenReview.claim(limit), as: UUID.self)
            guard !found.isEmpty else { return (0, 0) }
            let gone = try connection.query(CitizenReview.drop(found), as: UUID.self)
            try connection.execute(CitizenReview.postpone(found))
            for citizen in gone {
                let why: [String: AuditRecord.Detail] = ["why": .code("retention")]
                try connection.audit(AuditRecord(.unnamed, .citizenErased, AuditObject(.citizen, citizen), why))
            }
            return (found.count, gone.count)
        }
    }

    /// Of what was practised nothing is left that somebody wrote, and no desk lists it any more. Nobody reported, so that there is nothing
    /// for the audit to tell.
    private func putPracticeAway(_ limit: Int) async throws -> Int {
        try await pool.withTransaction { connection in
            let found = try connection.query(Self.practiceQuery(limit), as: (UUID, Instant).self)
            guard let now = found.first?.1 else { return 0 }
            try ErasureWrite.reduceWords(of: found.map(\.0), at: now, on: connection)
            _ = try connection.pipeline(ErasureWrite.persons(of: found.map(\.0), at: now))
            for (report, _) in found { _ = try connection.pipeline(ErasureWrite.deskWords(of: report)) }
            return found.count
        }
    }

    static func practiceQuery(_ limit: Int) -> SQL {
        """
        SELECT id, instant_now()
        FROM report
        WHERE is_training
            AND words_reduced_at IS NULL
            AND created_at < (SELECT instant_now()) - \(RetentionPolicy.practiceDays) * interval '1 day' - \(TrainingCase.longestHours) * interval '1 hour'
        ORDER BY created_at, id
        LIMIT \(limit)
        FOR NO KEY UPDATE SKIP LOCKED
        """
    }

    static func dropKeys(_ limit: Int) -> SQL {
        """
        DELETE FROM idempotency_key
        WHERE ctid = ANY (
            ARRAY(
                SELECT ctid
                FROM idempotency_key
                WHERE created_at <= (SELECT instant_now()) - \(RetentionPolicy.idempotencyDays) * interval '1 day'
                ORDER BY created_at
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED
            )
        )
        """
    }

    static func eraseRequesters(_ days: Int, _ limit: Int) -> SQL {
        """
        UPDATE data_request
        SET
            data_key = NULL, name_sealed = NULL, phone_sealed = NULL, phone_lookup = NULL, email_sealed = NULL, email_lookup = NULL,
            details_sealed = NULL, report_id = NULL, citizen_id = NULL
        WHERE id IN (
            SELECT id
            FROM data_request
            WHERE closed_at < (SELECT instant_now()) - \(days) * interval '1 day'
                AND data_key IS NOT NULL
            ORDER BY closed_at
            LIMIT \(limit)
            FOR UPDATE SKIP LOCKED
        )
        """
    }

    private static func audit(_ action: AuditAction, _ code: String) -> AuditRecord {
        AuditRecord(.unnamed, action, AuditObject(.report, code), ["why": .code("retention")])
    }
}

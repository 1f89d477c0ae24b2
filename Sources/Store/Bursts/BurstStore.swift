package import Domain
internal import FoundationEssentials
internal import JSON
internal import Postgres

/// Finds reports that came in bursts, and marks them.
package struct BurstStore: Sendable {
    private let pool: ConnectionPool

    /// `service` acts as the service's read-write role.
    package init(_ service: DatabasePool) {
        pool = service.pool
    }

    /// Looks at the next `limit` traces that nobody has looked at, and marks every report of a crowd one of them belongs to, each once and
    /// with an entry in its history, in one transaction. Any number may look at once: one of them is let. Whichever of a crowd's reports is
    /// committed last is looked at after all others can be seen, so none is missed.
    package func detect(_ policy: BurstPolicy, limit: Int) async throws(StoreError) -> BurstFindings {
        try await storing {
            try await pool.withTransaction { connection in
                // In a statement before: the next one's snapshot has to be younger than the lock, to hold what the last holder looked at.
                let locks = try connection.query("SELECT pg_try_advisory_xact_lock(\(AdvisoryLock.bursts))", as: Bool.self)
                guard locks == [true] else { return BurstFindings(checked: 0, marked: [:]) }
                let fresh = try connection.query(Self.claimQuery(limit), as: (Data, String, UUID, Instant).self)
                let traces = fresh.compactMap { key, kind, report, filedAt in
                    BurstKind(rawValue: kind).map { FreshTrace(key: key, kind: $0, report: report, filedAt: filedAt) }
                }
                guard !traces.isEmpty else { return BurstFindings(checked: fresh.count, marked: [:]) }
                let crowded = try connection.query(Self.crowdQuery(traces, policy), as: (UUID, [String], Int).self)
                guard !crowded.isEmpty else { return BurstFindings(checked: fresh.count, marked: [:]) }
                let marked = try connection.pipeline([Self.lock(crowded.map(\.0)), Self.mark(crowded)])[1].decode([String].self)
                return BurstFindings(checked: fresh.count, marked: Self.count(marked))
            }
        }
    }

    /// Forgets at most `limit` traces that are a day old; how many that were.
    package func forget(limit: Int) async throws(StoreError) -> Int {
        try await storing { try await pool.execute(Self.forgetQuery(limit)) }
    }

    static func claimQuery(_ limit: Int) -> SQL {
        """
        UPDATE filing_trace AS trace
        SET checked = true
        FROM (
            SELECT key, filed_at, report_id
            FROM filing_trace
            WHERE NOT checked
            ORDER BY filed_at
            LIMIT \(limit)
            FOR UPDATE SKIP LOCKED
        ) AS fresh
        WHERE trace.key = fresh.key
            AND trace.filed_at = fresh.filed_at
            AND trace.report_id = fresh.report_id
        RETURNING trace.key, trace.kind, trace.report_id, trace.filed_at
        """
    }

    /// The reports of crowds that are not marked yet, each with what it has in common and with how many, counted to 1,000.
    ///
    /// However large a crowd has grown, little of it is read: had as many been looked at before as make a crowd, the last look that came
    /// upon one of them has marked them all. So, besides what is new, fewer than make a crowd can be without a mark.
    static func crowdQuery(_ fresh: [FreshTrace], _ policy: BurstPolicy) -> SQL {
        """
        WITH wanted AS (
            SELECT key, kind, least, since, array_agg(report_id) FILTER (WHERE filed_at > since) AS fresh, count(*) AS looked_at
            FROM unnest(
                \(fresh.map(\.key)), \(fresh.map(\.kind.rawValue))::text[], \(fresh.map(\.report)), \(fresh.map(\.filedAt)),
                \(fresh.map { policy[$0.kind].count }), \(fresh.map { policy[$0.kind].period / .seconds(1) })
            ) AS trace (key, kind, report_id, filed_at, least, seconds)
            CROSS JOIN LATERAL (SELECT (SELECT instant_now()) - make_interval(secs => seconds) AS since) AS start
            GROUP BY key, kind, least, since
        )
        SELECT member.report_id, array_agg(DISTINCT wanted.kind ORDER BY wanted.kind), max(crowd.size)
        FROM wanted
        CROSS JOIN LATERAL (
            SELECT count(*) AS size
            FROM (
                SELECT
                FROM filing_trace AS trace
                WHERE trace.key = wanted.key
                    AND trace.filed_at > wanted.since
                LIMIT greatest(wanted.least, 1000)
            ) AS counted
        ) AS crowd
        CROSS JOIN LATERAL (
            SELECT report_id
            FROM unnest(wanted.fresh) AS fresh (report_id)
            UNION
            (
                SELECT trace.report_id
                FROM filing_trace AS trace
                WHERE trace.key = wanted.key
                    AND trace.filed_at > wanted.since
                    AND trace.checked
                LIMIT wanted.least + wanted.looked_at
            )
        ) AS member
        JOIN report ON report.id = member.report_id
        WHERE crowd.size >= wanted.least
            AND report.moderation IS NULL
        GROUP BY member.report_id
        """
    }

    /// In one order, so that two who mark never wait for each other.
    private static func lock(_ reports: [UUID]) -> SQL {
        """
        SELECT
        FROM report
        WHERE id = ANY (\(reports))
        ORDER BY id
        FOR NO KEY UPDATE
        """
    }

    /// No new version of a report: nobody's edit is refused because it came with others.
    private static func mark(_ crowded: [(report: UUID, kinds: [String], size: Int)]) -> SQL {
        """
        WITH marked AS (
            UPDATE report
            SET moderation = 'burst', last_seq = report.last_seq + 1
            FROM unnest(\(crowded.map(\.report)), \(crowded.map { BurstRecord.text($0.kinds, $0.size) })) AS crowd (report_id, data)
            WHERE report.id = crowd.report_id
                AND report.moderation IS NULL
            RETURNING report.id, report.last_seq, report.agency_id, report.updated_at, crowd.data
        ),
        noticed AS (
            INSERT INTO report_event (report_id, seq, at, type, actor_kind, agency_id, is_public, data)
            SELECT id, last_seq, greatest(updated_at, instant_now()), 'burst_noticed', 'system', agency_id, false, data
            FROM marked
        )
        SELECT ARRAY(SELECT jsonb_array_elements_text(data -> 'common'))
        FROM marked
        """
    }

    static func forgetQuery(_ limit: Int) -> SQL {
        """
        DELETE FROM filing_trace
        WHERE (key, filed_at, report_id) IN (
            SELECT key, filed_at, report_id
            FROM filing_trace
            WHERE filed_at < (SELECT instant_now()) - interval '1 day'
            LIMIT \(limit)
            FOR UPDATE SKIP LOCKED
        )
        """
    }

    private static func count(_ marked: [[String]]) -> [BurstKind: Int] {
        marked.joined().reduce(into: [:]) { counts, name in
            if let kind = BurstKind(rawValue: name) { counts[kind, default: 0] += 1 }
        }
    }
}

/// A trace that is being looked at.
struct FreshTrace {
    let key: Data
    let kind: BurstKind
    let report: UUID
    let filedAt: Instant
}

/// `burst_noticed`: what a report has in common with how many others.
private struct BurstRecord: JSONWritable {
    let kinds: [String]
    let size: Int

    static func text(_ kinds: [String], _ size: Int) -> JSONB {
        JSONB(text: JSONWriter.text(BurstRecord(kinds: kinds, size: size)))
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("moderation", Moderation.burst.rawValue)
            json.array("common", kinds)
            json.member("size", size)
        }
    }
}

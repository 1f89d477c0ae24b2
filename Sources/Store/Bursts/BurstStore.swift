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
    /// with an entry in its history, in one transaction. Whichever of a crowd's reports is committed last is looked at after all others
    /// can be seen, so none is missed however many look.
    package func detect(_ policy: BurstPolicy, limit: Int) async throws(StoreError) -> BurstFindings {
        try await storing {
            try await pool.withTransaction { connection in
                let fresh = try connection.query(Self.claimQuery(limit), as: (Data, String).self)
                let keys = Dictionary(fresh.compactMap { row in BurstKind(rawValue: row.1).map { (row.0, $0) } }) { first, _ in first }
                guard !keys.isEmpty else { return BurstFindings(checked: fresh.count, marked: [:]) }
                let crowded = try connection.query(Self.crowdQuery(keys, policy), as: (UUID, [String], Int).self)
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
        RETURNING trace.key, trace.kind
        """
    }

    /// The reports of crowds that are not marked yet, each with what it has in common and with how many at most.
    static func crowdQuery(_ keys: [Data: BurstKind], _ policy: BurstPolicy) -> SQL {
        let wanted = keys.map { (key: $0, kind: $1, window: policy[$1]) }
        return """
            SELECT member.report_id, array_agg(DISTINCT wanted.kind ORDER BY wanted.kind), max(crowd.size)
            FROM unnest(
                \(wanted.map(\.key)), \(wanted.map(\.kind.rawValue))::text[], \(wanted.map(\.window.count)),
                \(wanted.map { $0.window.period / .seconds(1) })
            ) AS wanted (key, kind, least, seconds)
            CROSS JOIN LATERAL (
                SELECT array_agg(trace.report_id) AS reports, count(*) AS size
                FROM filing_trace AS trace
                WHERE trace.key = wanted.key
                    AND trace.filed_at > (SELECT instant_now()) - make_interval(secs => wanted.seconds)
            ) AS crowd
            CROSS JOIN LATERAL unnest(crowd.reports) AS member (report_id)
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

import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

/// Facts and what was open, counted by PostgreSQL alone from the definitions: entries of the histories, clocks as they are stored, levels
/// recorded. It shares nothing with the service but those tables.
struct FigureOracle {
    let database: TestDatabase

    /// Counts everything there is by now.
    init(_ database: TestDatabase) async throws {
        self.database = database
        try await database.pool(.superuser).withConnection { try $0.run(Self.script) }
    }

    /// What enters stocks and leaves them follows from spans, and is looked at with what is answered (FigureAnswerTests).
    private static let isOfEntries: SQL = "measure NOT LIKE '%.entered' AND measure NOT LIKE '%.left'"

    /// Rows of `figure_day` or `figure_hour` that are not what the definitions say, either way.
    func wrongRows() async throws -> Int {
        try await database.pool(.superuser).query(
            """
            WITH kept AS (
                SELECT
                    day.basis, day.day::text, slice.filed_unit_id, slice.today_unit_id, slice.agency_id, slice.category_id, slice.severity,
                    slice.channel, day.measure, day.bucket::integer, day.n::bigint
                FROM (
                    SELECT basis, day::text, slice_id, measure, bucket, n FROM figure_day
                    UNION ALL
                    SELECT 'hour', hour::text, slice_id, measure, bucket, n FROM figure_hour
                ) AS day
                JOIN figure_slice AS slice ON slice.id = day.slice_id
                WHERE \(Self.isOfEntries)
            ),
            should AS (
                SELECT
                    counted.basis, counted.day, fact.filed_unit, fact.today_unit, fact.agency_id, fact.category, fact.severity, fact.channel,
                    fact.measure, fact.bucket, count(*)
                FROM oracle_fact AS fact
                CROSS JOIN LATERAL (
                    VALUES
                        ('activity', (fact.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date::text),
                        ('cohort', (fact.filed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date::text),
                        ('hour', date_trunc('hour', fact.at)::text)
                ) AS counted (basis, day)
                WHERE counted.basis <> 'hour'
                    OR fact.at >= (SELECT hours_from FROM figure_cursor)
                GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
            )
            SELECT
                (SELECT count(*) FROM (SELECT * FROM kept EXCEPT ALL SELECT * FROM should) AS surplus)
                + (SELECT count(*) FROM (SELECT * FROM should EXCEPT ALL SELECT * FROM kept) AS missing)
            """,
            as: Int.self
        ).first ?? -1
    }

    /// What differs first, for whoever looks for the reason.
    func firstDifference() async throws -> String {
        try await database.pool(.superuser).query(
            """
            WITH kept AS (
                SELECT fact.report_id, fact.measure, fact.at, slice.agency_id, fact.seconds, slice.filed_unit_id, slice.today_unit_id
                FROM figure_fact AS fact
                JOIN figure_slice AS slice ON slice.id = fact.slice_id
                WHERE \(Self.isOfEntries)
            ),
            should AS (
                SELECT report_id, measure, at, agency_id, seconds, filed_unit, today_unit
                FROM oracle_fact
            ),
            difference AS (
                (SELECT 'kept' AS side, surplus.* FROM (SELECT * FROM kept EXCEPT ALL SELECT * FROM should) AS surplus)
                UNION ALL
                (SELECT 'should', missing.* FROM (SELECT * FROM should EXCEPT ALL SELECT * FROM kept) AS missing)
            )
            SELECT string_agg(row_to_json(difference)::text, E'\\n')
            FROM (SELECT * FROM difference ORDER BY report_id, measure, side LIMIT 8) AS difference
            """,
            as: String?.self
        ).first.flatMap(\.self) ?? ""
    }

    /// What was open at an instant as "status agency: n" by the spans and by the definitions.
    func open(at instant: Instant) async throws -> (kept: [String], should: [String]) {
        let kept = try await database.pool(.superuser).query(
            """
            SELECT span.status || ' ' || slice.agency_id || ' ' || coalesce(slice.today_unit_id::text, '') || ' ' || count(*)
            FROM figure_span AS span
            JOIN figure_slice AS slice ON slice.id = span.slice_id
            WHERE tstzrange(span.from_at, span.to_at) @> to_timestamp(\(instant.secondsSince1970))
            GROUP BY span.status, slice.agency_id, slice.today_unit_id
            ORDER BY 1
            """,
            as: String.self
        )
        let should = try await database.pool(.superuser).query(
            """
            SELECT stood.status || ' ' || stood.agency_id || ' ' || coalesce(report.today_unit::text, '') || ' ' || count(*)
            FROM (
                SELECT DISTINCT ON (report_id) report_id, agency_id, status
                FROM oracle_entry
                WHERE at <= to_timestamp(\(instant.secondsSince1970))
                ORDER BY report_id, seq DESC
            ) AS stood
            JOIN oracle_report AS report ON report.report_id = stood.report_id
            WHERE stood.status IN ('submitted', 'acknowledged', 'in_progress', 'awaiting_citizen')
            GROUP BY stood.status, stood.agency_id, report.today_unit
            ORDER BY 1
            """,
            as: String.self
        )
        return (kept, should)
    }

    /// Reports over a limit at an instant by the spans and by the levels recorded, of those whose clocks only ran while they were open.
    func overdue(at instant: Instant) async throws -> (kept: [UUID], should: [UUID]) {
        let plain: SQL = """
            NOT EXISTS (
                SELECT
                FROM oracle_entry AS entry
                WHERE entry.report_id = open.report_id
                    AND entry.type IN (
                        'paused', 'information_requested', 'extended', 'retargeted', 'classified', 'corrected', 'relocated', 'disputed'
                    )
            )
            """
        let kept = try await database.pool(.superuser).query(
            """
            SELECT open.report_id
            FROM figure_span AS open
            WHERE tstzrange(from_at, to_at) @> to_timestamp(\(instant.secondsSince1970))
                AND (
                    acknowledge_by < to_timestamp(\(instant.secondsSince1970))
                    OR used_100_at < to_timestamp(\(instant.secondsSince1970))
                    AND coalesce(paused_until, '-infinity') <= to_timestamp(\(instant.secondsSince1970))
                )
                AND \(plain)
            ORDER BY open.report_id
            """,
            as: UUID.self
        )
        let should = try await database.pool(.superuser).query(
            """
            SELECT DISTINCT open.report_id
            FROM sla_event AS open
            JOIN sla_clock AS clock USING (report_id, cycle, clock)
            JOIN oracle_report USING (report_id)
            WHERE open.voided_at IS NULL
                AND open.clock IN ('acknowledge', 'resolve')
                AND open.level = 'breach_100'
                AND open.occurred_at < to_timestamp(\(instant.secondsSince1970))
                AND (clock.stopped_at IS NULL OR clock.stopped_at > to_timestamp(\(instant.secondsSince1970)))
                AND \(plain)
            ORDER BY open.report_id
            """,
            as: UUID.self
        )
        return (kept, should)
    }

    private static let script = SQLScript(
        trusted: """
            DROP TABLE IF EXISTS oracle_fact, oracle_report, oracle_cycle, oracle_entry;

            -- What stands of the histories, with who had the report before each entry, and where it stood after it.
            CREATE TABLE oracle_entry AS
            SELECT
                standing.*, coalesce(lag(agency_id) OVER history, agency_id) AS held_by,
                coalesce(
                    (
                        array_remove(array_agg(data ->> 'status') OVER history, NULL)
                    )[array_length(array_remove(array_agg(data ->> 'status') OVER history, NULL), 1)],
                    'submitted'
                ) AS status
            FROM (
                SELECT event.report_id, event.seq, event.at, event.type, event.agency_id, event.data
                FROM report_event AS event
                JOIN report ON report.id = event.report_id
                WHERE NOT report.is_training
                    AND event.position <= (SELECT position FROM figure_cursor)
                    AND NOT EXISTS (
                        SELECT
                        FROM report_event AS undone
                        WHERE undone.report_id = event.report_id
                            AND undone.type = 'undone'
                            AND (undone.data ->> 'undone')::integer = event.seq
                    )
            ) AS standing
            WINDOW history AS (PARTITION BY report_id ORDER BY seq);
            CREATE INDEX ON oracle_entry (report_id, seq);
            CREATE INDEX ON oracle_entry (at);

            CREATE TABLE oracle_report AS
            SELECT
                filing.report_id, filing.at AS filed_at, filing.data ->> 'channel' AS channel, filed.unit AS filed_unit,
                CASE
                    WHEN placed.version IS NULL OR placed.version = active.id THEN placed.unit
                    ELSE (
                        SELECT boundary.unit
                        FROM unit_boundary AS boundary
                        JOIN report_private AS private ON private.report_id = filing.report_id
                        WHERE boundary.version = active.id
                            AND ST_Covers(boundary.geom, private.point)
                        LIMIT 1
                    )
                END AS today_unit,
                about.category, about.version, about.severity
            FROM oracle_entry AS filing
            LEFT JOIN boundary_version AS active ON active.status = 'active'
            CROSS JOIN LATERAL (
                SELECT (data ->> 'category')::uuid, (data ->> 'categoryVersion')::integer, data ->> 'severity'
                FROM oracle_entry
                WHERE report_id = filing.report_id AND data ->> 'category' IS NOT NULL
                ORDER BY seq DESC
                LIMIT 1
            ) AS about (category, version, severity)
            LEFT JOIN LATERAL (
                SELECT (data ->> 'unit')::uuid
                FROM oracle_entry
                WHERE report_id = filing.report_id AND data ->> 'unit' IS NOT NULL AND type <> 'rerouted'
                ORDER BY seq DESC
                LIMIT 1
            ) AS filed (unit) ON true
            LEFT JOIN LATERAL (
                SELECT (data ->> 'unit')::uuid, (data ->> 'boundaryVersion')::uuid
                FROM oracle_entry
                WHERE report_id = filing.report_id AND data ->> 'unit' IS NOT NULL
                ORDER BY seq DESC
                LIMIT 1
            ) AS placed (unit, version) ON true
            WHERE filing.type = 'filed';
            CREATE INDEX ON oracle_report (report_id);

            CREATE TABLE oracle_cycle AS
            WITH turn AS (
                -- What opens a report to be resolved, where it is not open, and what ends that
                SELECT report_id, seq, is_opening AND NOT coalesce(lag(is_opening) OVER history, false) AS begins_cycle
                FROM (
                    SELECT report_id, seq, type IN ('filed', 'disputed', 'reopened', 'unmerged') AS is_opening
                    FROM oracle_entry
                    WHERE type IN ('filed', 'disputed', 'reopened', 'unmerged', 'resolved', 'refused', 'withdrawn', 'marked_duplicate')
                ) AS turning
                WINDOW history AS (PARTITION BY report_id ORDER BY seq)
            )
            SELECT
                entry.report_id, entry.seq, entry.at, entry.type, entry.data, entry.held_by,
                count(*) FILTER (WHERE turn.begins_cycle) OVER (PARTITION BY entry.report_id ORDER BY entry.seq) AS cycle
            FROM oracle_entry AS entry
            LEFT JOIN turn USING (report_id, seq);
            -- Or all entries would be gone through for each clock.
            CREATE INDEX ON oracle_cycle (report_id, cycle, seq);
            ANALYZE oracle_entry, oracle_report, oracle_cycle;

            CREATE TABLE oracle_fact AS
            WITH stop AS (
                SELECT
                    clock.report_id, clock.cycle, clock.clock, clock.state, clock.used_s, clock.target_s, clock.extended_s, clock.cancel_reason,
                    clock.stopped_at,
                    (
                        SELECT entry.held_by
                        FROM oracle_cycle AS entry
                        WHERE entry.report_id = clock.report_id
                            AND entry.cycle = clock.cycle
                            AND (
                                entry.type IN ('resolved', 'refused', 'withdrawn', 'marked_duplicate')
                                OR clock.clock = 'acknowledge' AND entry.type = 'acknowledged'
                            )
                        ORDER BY entry.seq
                        LIMIT 1
                    ) AS held_by
                FROM sla_clock AS clock
                WHERE clock.clock IN ('acknowledge', 'resolve')
                    AND clock.state IN ('met', 'missed', 'cancelled')
            ),
            fact AS (
                SELECT entry.report_id, told.measure, entry.at, entry.held_by AS agency_id, NULL::bigint AS seconds
                FROM oracle_cycle AS entry
                JOIN (
                    VALUES
                        ('filed', 'filed'), ('resolved', 'resolved'), ('withdrawn', 'withdrawn'), ('marked_duplicate', 'duplicate'),
                        ('unmerged', 'unmerged'), ('closed', 'closed'), ('reopened', 'reopened'), ('disputed', 'disputed'),
                        ('transferred', 'transferred'), ('declined', 'transferred'), ('escalated', 'transferred'), ('rerouted', 'rerouted'),
                        ('extended', 'extended'), ('paused', 'paused'), ('information_requested', 'paused'), ('flagged', 'flagged')
                ) AS told (type, measure) ON told.type = entry.type
                UNION ALL
                SELECT report_id, 'refused.' || (data ->> 'code'), at, held_by, NULL FROM oracle_cycle AS entry WHERE type = 'refused'
                UNION ALL
                SELECT report_id, 'rated.' || (data ->> 'rating'), at, held_by, NULL FROM oracle_cycle AS entry WHERE data ->> 'rating' IS NOT NULL
                UNION ALL
                SELECT first.report_id, 'acknowledged', first.at, first.held_by, NULL
                FROM (SELECT DISTINCT ON (report_id) * FROM oracle_cycle AS entry WHERE type = 'acknowledged' ORDER BY report_id, seq) AS first
                UNION ALL
                SELECT entry.report_id, 'evidence_owed', entry.at, entry.held_by, NULL
                FROM oracle_cycle AS entry
                JOIN oracle_report AS report ON report.report_id = entry.report_id
                JOIN category_version AS said ON said.category_id = report.category AND said.version = report.version
                WHERE entry.type = 'resolved' AND said.evidence_required
                UNION ALL
                SELECT entry.report_id, 'with_evidence', entry.at, entry.held_by, NULL
                FROM oracle_cycle AS entry
                WHERE entry.type = 'resolved' AND (entry.data ->> 'hasPictures')::boolean
                UNION ALL
                SELECT report_id, clock || '.met', stopped_at, held_by, NULL FROM stop WHERE state = 'met'
                UNION ALL
                SELECT report_id, 'resolve.met_extended', stopped_at, held_by, NULL
                FROM stop
                WHERE state = 'met' AND clock = 'resolve' AND used_s > target_s - extended_s
                UNION ALL
                SELECT report_id, 'resolve.cancelled', stopped_at, held_by, NULL FROM stop WHERE state = 'cancelled'
                UNION ALL
                SELECT report_id, clock || '.used', stopped_at, held_by, used_s FROM stop WHERE state IN ('met', 'missed') AND cancel_reason IS NULL
                UNION ALL
                SELECT report_id, clock || '.missed', occurred_at, agency_id, NULL
                FROM sla_event
                WHERE clock IN ('acknowledge', 'resolve') AND level = 'breach_100' AND voided_at IS NULL
                UNION ALL
                SELECT report_id, clock || '.voided', voided_at, agency_id, NULL
                FROM sla_event
                WHERE clock IN ('acknowledge', 'resolve') AND level = 'breach_100' AND voided_at IS NOT NULL
            )
            SELECT
                fact.report_id, fact.measure, fact.at, fact.agency_id, fact.seconds,
                CASE WHEN fact.seconds > 0 THEN 1 + ceil(ln(fact.seconds) / ln(1.02::double precision / 0.98)) ELSE 0 END::integer AS bucket,
                report.filed_at, report.filed_unit, report.today_unit, report.category, report.severity, report.channel
            FROM fact
            JOIN oracle_report AS report ON report.report_id = fact.report_id;
            ANALYZE oracle_fact;
            """
    )
}

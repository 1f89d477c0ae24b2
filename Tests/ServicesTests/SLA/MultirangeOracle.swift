import ClockTesting
import DatabaseTesting
import Domain
import Foundation
import Postgres

/// Working time by PostgreSQL alone: the calendar's tables as multiranges of time, intersected with what they are asked about. It
/// shares nothing with the service but the tables.
enum MultirangeOracle {
    /// Gives two units hours and days of their own, and the database functions that count.
    static func prepare(_ database: TestDatabase) async throws {
        try await database.pool(.superuser).withConnection { try $0.run(SQLScript(trusted: UnitHours.statement)) }
        try await database.pool(.superuser).withConnection { try $0.run(exceptions) }
        try await database.pool(.superuser).withConnection { try $0.run(functions) }
    }

    /// Besides, Ba Đình works on one holiday; Hoàn Kiếm begins early until August only, has a day off, and works on Sundays from then on. The
    /// city goes home early on Fridays from July on.
    private static let exceptions = SQLScript(
        trusted: """
            INSERT INTO calendar_unit_week (calendar_code, version, unit_id, valid_from, iso_weekday, opens_s, closes_s)
            SELECT calendar.code, calendar.version, unit.id, '2026-08-01', own.weekday, own.opens, own.closes
            FROM calendar
            JOIN unit ON unit.valid_to IS NULL AND unit.code = '00070'
            JOIN (
                VALUES (1, NULL::integer[], NULL::integer[]), (2, NULL, NULL), (7, '{32400}', '{39600}')
            ) AS own (weekday, opens, closes) ON true
            WHERE calendar.code = 'hanoi-office';
            INSERT INTO calendar_week (calendar_code, version, valid_from, iso_weekday, opens_s, closes_s)
            SELECT
                calendar_code, version, '2026-07-01', iso_weekday, CASE iso_weekday WHEN 5 THEN '{28800}' ELSE opens_s END,
                CASE iso_weekday WHEN 5 THEN '{43200}' ELSE closes_s END
            FROM calendar_week
            WHERE calendar_code = 'hanoi-office'
                AND version = (SELECT version FROM calendar WHERE code = 'hanoi-office');
            INSERT INTO calendar_unit_exception (calendar_code, version, unit_id, on_date, kind, name, decision, opens_s, closes_s)
            SELECT calendar.code, calendar.version, unit.id, own.day, 'special', 'Ngày riêng', '', own.opens, own.closes
            FROM calendar
            JOIN unit ON unit.valid_to IS NULL
            JOIN (
                VALUES
                    ('00004', '2026-04-30'::date, '{0}'::integer[], '{86400}'::integer[]),
                    ('00070', '2026-05-12', '{}', '{}'),
                    ('00070', '2026-08-22', '{28800}', '{36000}')
            ) AS own (unit, day, opens, closes) ON own.unit = unit.code
            WHERE calendar.code = 'hanoi-office';
            """
    )

    private static let functions = SQLScript(
        trusted: """
            -- Hours of a day: the unit's exception before the city's, that before the unit's week, and that before the city's; of weeks the
            -- one that began last.
            CREATE TABLE oracle_work AS
            SELECT
                variant.unit_id,
                range_agg(
                    tstzrange(day.midnight + hours.opens * interval '1 s', day.midnight + hours.closes * interval '1 s')
                ) AS work
            FROM calendar
            JOIN calendar_version AS edition ON edition.calendar_code = calendar.code AND edition.version = calendar.version
            CROSS JOIN (SELECT NULL::uuid AS unit_id UNION SELECT unit_id FROM calendar_unit_week) AS variant
            CROSS JOIN generate_series(edition.first_day::timestamp, edition.last_day, interval '1 day') AS date (day)
            CROSS JOIN LATERAL (
                SELECT date.day AT TIME ZONE 'UTC' - edition.utc_offset_s * interval '1 s' AS midnight
            ) AS day
            LEFT JOIN LATERAL (
                SELECT week.opens_s, week.closes_s
                FROM calendar_week AS week
                WHERE week.calendar_code = calendar.code
                    AND week.version = calendar.version
                    AND week.iso_weekday = extract(isodow FROM date.day)
                    AND week.valid_from <= date.day
                ORDER BY week.valid_from DESC
                LIMIT 1
            ) AS city_week ON true
            LEFT JOIN LATERAL (
                SELECT week.opens_s, week.closes_s
                FROM calendar_unit_week AS week
                WHERE week.calendar_code = calendar.code
                    AND week.version = calendar.version
                    AND week.unit_id = variant.unit_id
                    AND week.iso_weekday = extract(isodow FROM date.day)
                    AND week.valid_from <= date.day
                ORDER BY week.valid_from DESC
                LIMIT 1
            ) AS unit_week ON true
            LEFT JOIN calendar_exception AS city_day
                ON city_day.calendar_code = calendar.code AND city_day.version = calendar.version AND city_day.on_date = date.day::date
            LEFT JOIN calendar_unit_exception AS unit_day
                ON unit_day.calendar_code = calendar.code AND unit_day.version = calendar.version
                AND unit_day.unit_id = variant.unit_id AND unit_day.on_date = date.day::date
            CROSS JOIN LATERAL unnest(
                coalesce(unit_day.opens_s, city_day.opens_s, unit_week.opens_s, city_week.opens_s),
                coalesce(unit_day.closes_s, city_day.closes_s, unit_week.closes_s, city_week.closes_s)
            ) AS hours (opens, closes)
            WHERE calendar.code = 'hanoi-office'
            GROUP BY variant.unit_id;

            CREATE FUNCTION oracle_seconds(counted tstzmultirange) RETURNS bigint
                LANGUAGE sql IMMUTABLE
                AS $$
                    SELECT coalesce(sum(extract(epoch FROM upper(span) - lower(span))), 0)::bigint FROM unnest(counted) AS span
                $$;

            -- The instant at which so much has been counted: the first one, or with `last` the last.
            CREATE FUNCTION oracle_reach(counted tstzmultirange, seconds bigint, last boolean) RETURNS bigint
                LANGUAGE sql IMMUTABLE
                AS $$
                    SELECT extract(epoch FROM lower(span) + (seconds - before) * interval '1 s')::bigint
                    FROM (
                        SELECT span, total, total - extract(epoch FROM upper(span) - lower(span)) AS before
                        FROM (
                            SELECT span, sum(extract(epoch FROM upper(span) - lower(span))) OVER (ORDER BY span) AS total
                            FROM unnest(counted) AS span
                        ) AS summed
                    ) AS passing
                    WHERE CASE WHEN last THEN total > seconds ELSE total >= seconds END
                    ORDER BY span
                    LIMIT 1
                $$;
            """
    )

    /// Working seconds from each instant to another, and when a budget from the first on is used up: first instant, and last.
    static func answers(_ cases: [WorkingTimeCase]) -> SQL {
        """
        SELECT
            oracle_seconds(hours.ahead * tstzmultirange(tstzrange(asked.start, asked.finish))),
            oracle_reach(hours.ahead, asked.budget, false), oracle_reach(hours.ahead, asked.budget, true)
        FROM unnest(
            \(cases.map(\.start.secondsSince1970))::bigint[], \(cases.map(\.end.secondsSince1970))::bigint[],
            \(cases.map(\.budget))::bigint[], \(cases.map(\.unit))::uuid[]
        ) WITH ORDINALITY AS given (start_s, end_s, budget, unit_id, number)
        CROSS JOIN LATERAL (
            SELECT to_timestamp(given.start_s) AS start, to_timestamp(given.end_s) AS finish, given.budget
        ) AS asked
        LEFT JOIN oracle_work AS own ON own.unit_id = given.unit_id
        JOIN oracle_work AS city ON city.unit_id IS NULL
        CROSS JOIN LATERAL (
            SELECT coalesce(own.work, city.work) * tstzmultirange(tstzrange(asked.start, asked.start + interval '120 days')) AS ahead
            OFFSET 0 -- once, not at each mention
        ) AS hours
        ORDER BY given.number
        """
    }

    /// Seconds used, the first and the last instant at which the target is used up, whether the clock waits, and when it was given
    /// another target last.
    typealias ClockColumns = (Int64, Int64?, Int64?, Bool, Int64?)

    /// The clock to resolve of each history, as of an instant that no event follows: what is used, and for one that runs when its
    /// target is used up. The hours of whoever holds the report count, pauses do not.
    static func clocks(_ histories: [RandomDeskHistory]) -> SQL {
        let events = histories.enumerated().flatMap { number, history in history.events.map { (number, $0) } }
        return """
            WITH event AS (
                SELECT number, seq, to_timestamp(at_s) AS at, type, holder, policy
                FROM unnest(
                    \(events.map(\.0))::integer[], \(events.map(\.1.seq))::integer[], \(events.map(\.1.at.secondsSince1970))::bigint[],
                    \(events.map(\.1.type.rawValue))::text[], \(events.map(\.1.holder))::uuid[], \(events.map(\.1.policy))::uuid[]
                ) AS event (number, seq, at_s, type, holder, policy)
            ),
            stretch AS (
                SELECT number, type, holder, at, lead(at) OVER (PARTITION BY number ORDER BY seq) AS next
                FROM event
            ),
            held AS (
                SELECT number, range_agg(hours.work * tstzmultirange(tstzrange(at, coalesce(next, at + interval '150 days')))) AS counted
                FROM stretch
                JOIN agency ON agency.id = stretch.holder
                LEFT JOIN oracle_work AS own ON own.unit_id = agency.unit_id
                JOIN oracle_work AS city ON city.unit_id IS NULL
                CROSS JOIN LATERAL (SELECT coalesce(own.work, city.work) AS work) AS hours
                GROUP BY number
            ),
            pause AS (
                SELECT number, range_agg(tstzrange(at, coalesce(ended, 'infinity'))) AS paused, bool_or(ended IS NULL) AS lasts
                FROM (
                    SELECT number, type, at, lead(at) OVER (PARTITION BY number ORDER BY seq) AS ended
                    FROM event
                    WHERE type IN ('paused', 'resumed', 'resolved')
                ) AS change
                WHERE type = 'paused'
                GROUP BY number
            ),
            fact AS (
                SELECT
                    event.number, min(at) FILTER (WHERE type = 'filed') AS filed,
                    min(at) FILTER (WHERE type IN ('acknowledged', 'resolved')) AS accepted,
                    min(at) FILTER (WHERE type = 'resolved') AS resolved, max(at) FILTER (WHERE type = 'retargeted') AS retargeted,
                    (array_agg(policy.acknowledge_s ORDER BY seq) FILTER (WHERE policy.id IS NOT NULL))[1] AS to_accept,
                    (array_agg(policy.resolve_s ORDER BY seq DESC) FILTER (WHERE policy.id IS NOT NULL))[1] AS target
                FROM event
                LEFT JOIN sla_policy AS policy ON policy.id = event.policy
                GROUP BY event.number
            )
            SELECT
                oracle_seconds(life.counted * tstzmultirange(tstzrange(life.start, life.finish, '[)'))),
                CASE WHEN NOT life.is_over THEN oracle_reach(life.counted, fact.target, false) END,
                CASE WHEN NOT life.is_over THEN oracle_reach(life.counted, fact.target, true) END,
                life.start > life.now, extract(epoch FROM fact.retargeted)::bigint
            FROM fact
            JOIN held ON held.number = fact.number
            LEFT JOIN pause ON pause.number = fact.number
            JOIN unnest(\(histories.map(\.now.secondsSince1970))::bigint[]) WITH ORDINALITY AS look (now_s, place)
                ON look.place = fact.number + 1
            CROSS JOIN LATERAL (
                SELECT
                    to_timestamp(look.now_s) AS now,
                    least(
                        fact.accepted,
                        to_timestamp(
                            oracle_reach(held.counted * tstzmultirange(tstzrange(fact.filed, NULL)), fact.to_accept::bigint, true)
                        )
                    ) AS start
                OFFSET 0
            ) AS moment
            CROSS JOIN LATERAL (
                SELECT
                    moment.now, moment.start, greatest(moment.start, coalesce(fact.resolved, moment.now)) AS finish,
                    fact.resolved IS NOT NULL OR coalesce(pause.lasts, false) OR moment.start > moment.now AS is_over,
                    (held.counted - coalesce(pause.paused, '{}')) * tstzmultirange(tstzrange(moment.start, NULL)) AS counted
                OFFSET 0 -- once, not at each mention
            ) AS life
            ORDER BY fact.number
            """
    }
}

/// One question about working time; with a unit by its hours.
struct WorkingTimeCase {
    let start: Instant
    let end: Instant
    let budget: Int64
    let unit: UUID?

    /// Of 2025 to early 2027, up to 115 days long.
    init(unit: UUID?, _ random: inout some RandomNumberGenerator) {
        self.unit = unit
        start = hanoi("2025-01-02 00:00").adding(seconds: Int64.random(in: 0...70_000_000, using: &random))
        end = start.adding(seconds: Int64.random(in: 0...10_000_000, using: &random))
        budget = Int64.random(in: 1...1_000_000, using: &random)
    }
}

-- Figures: what happened to reports, counted once. All of it follows from the histories up to a position, the calendars and policies in
-- force, and the boundaries in force: it can be thrown away and counted anew. Nothing personal is in it. Rows refer to slices and counted
-- reports without keys: they are written together, and whether they agree is looked at all the time.

-- What facts are counted by; a fact and a figure name one of these. Never changed or deleted.
CREATE TABLE figure_slice (
    id             integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- By the boundaries in force at the filing, as corrected since; NULL: unknown
    filed_unit_id  uuid REFERENCES unit,
    -- Where it lies by the boundaries in force today; NULL: unknown
    today_unit_id  uuid REFERENCES unit,
    -- Who had the report when it happened; of a miss who was responsible
    agency_id      uuid NOT NULL REFERENCES agency,
    category_id    uuid NOT NULL,
    severity       text NOT NULL CHECK (severity IN ('urgent', 'normal', 'complex')),
    channel        text NOT NULL CHECK (channel IN ('api', 'app', 'web', 'zalo', 'email', 'hotline', 'counter'))
);

-- One row for each; also how counting finds them. No unit is looked up as one that there cannot be: an index knows no other equality of
-- what is NULL.
CREATE UNIQUE INDEX figure_slice_key ON figure_slice (
    category_id, agency_id, coalesce(filed_unit_id, '00000000-0000-0000-0000-000000000000'),
    coalesce(today_unit_id, '00000000-0000-0000-0000-000000000000'), severity, channel
);

-- Which slices are of a unit, as filed and of today, and of a desk.
CREATE INDEX figure_slice_filed_unit_idx ON figure_slice (filed_unit_id);
CREATE INDEX figure_slice_today_unit_idx ON figure_slice (today_unit_id);
CREATE INDEX figure_slice_agency_idx ON figure_slice (agency_id);

-- A report that is counted, as last corrected; all its facts have its slice but for the desk.
CREATE TABLE figure_report (
    report_id           uuid PRIMARY KEY REFERENCES report,
    filed_at            timestamptz NOT NULL,
    filed_unit_id       uuid,
    today_unit_id       uuid,
    category_id         uuid NOT NULL,
    severity            text NOT NULL,
    channel             text NOT NULL,
    -- The last entry of its history that is counted
    seq                 integer NOT NULL CHECK (seq >= 1),
    -- The boundaries by which `today_unit_id` was found; NULL: none are in force
    boundary_version_id uuid
);

-- Reconciliation of cohorts, and "which reports were filed in these days?"
CREATE INDEX figure_report_filed_idx ON figure_report (filed_at, report_id);

-- One countable thing that happened to one report. Figures are counts of these rows.
CREATE TABLE figure_fact (
    report_id uuid NOT NULL,
    ordinal   integer NOT NULL CHECK (ordinal >= 0),
    measure   text NOT NULL CHECK (measure ~ '^[a-z_.]+$'),
    at        timestamptz NOT NULL,
    slice_id  integer NOT NULL,
    -- Working seconds, of a duration
    seconds   bigint CHECK (seconds >= 0),
    -- Of a duration: its place in the histogram (Domain: HistogramBucket); else 0
    bucket    smallint NOT NULL CHECK (bucket >= 0),
    PRIMARY KEY (report_id, ordinal),
    CHECK (seconds IS NOT NULL OR bucket = 0)
);

-- The reports behind a figure, by time: of the city, and of a slice.
CREATE INDEX figure_fact_at_idx ON figure_fact (measure, at, report_id);
CREATE INDEX figure_fact_slice_idx ON figure_fact (slice_id, measure, at, report_id);

-- How many facts there are, by the Hanoi day they happened on (activity) or their report was filed on (cohort). No row has 0.
CREATE TABLE figure_day (
    basis    text NOT NULL CHECK (basis IN ('activity', 'cohort')),
    day      date NOT NULL,
    slice_id integer NOT NULL,
    measure  text NOT NULL,
    bucket   smallint NOT NULL,
    n        integer NOT NULL CHECK (n > 0),
    PRIMARY KEY (basis, day, slice_id, measure, bucket)
);

-- Figures of a slice over a range of days.
CREATE INDEX figure_day_slice_idx ON figure_day (slice_id, basis, day);

-- The same by the hour they happened in, from figure_cursor.hours_from on.
CREATE TABLE figure_hour (
    hour     timestamptz NOT NULL,
    slice_id integer NOT NULL,
    measure  text NOT NULL,
    bucket   smallint NOT NULL,
    n        integer NOT NULL CHECK (n > 0),
    PRIMARY KEY (hour, slice_id, measure, bucket)
);

-- A stretch in which a report was open and nothing about it changed: [from_at, to_at). Together they tell what was open at any instant.
CREATE TABLE figure_span (
    report_id      uuid NOT NULL,
    from_at        timestamptz NOT NULL,
    -- infinity: it still is
    to_at          timestamptz NOT NULL CHECK (to_at > from_at),
    slice_id       integer NOT NULL,
    status         text NOT NULL CHECK (status IN ('submitted', 'acknowledged', 'in_progress', 'awaiting_citizen')),
    -- After this instant the clock to acknowledge is over its limit; NULL: it has stopped
    acknowledge_by timestamptz,
    -- Until then the clock to resolve stands still, and nothing of it is overdue; NULL: it does not
    paused_until   timestamptz,
    -- After these instants more than that share of the target to resolve is used, if nothing changes; NULL: no calendar reaches so far
    used_50_at     timestamptz,
    used_75_at     timestamptz,
    used_90_at     timestamptz,
    used_100_at    timestamptz,
    PRIMARY KEY (report_id, from_at)
);

-- What was open at an instant; what is open now is read without the past.
CREATE INDEX figure_span_range_idx ON figure_span USING gist (tstzrange(from_at, to_at));
CREATE INDEX figure_span_open_idx ON figure_span (slice_id) WHERE to_at = 'infinity';

-- How far counting is.
CREATE TABLE figure_cursor (
    is_only             boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    -- Every event up to this position is counted
    position            bigint NOT NULL CHECK (position >= 0),
    -- When the last of them happened; NULL: none is counted
    event_at            timestamptz,
    -- Grows whenever events are counted, and with every other change of a figure
    revision            bigint NOT NULL CHECK (revision >= 0),
    changed_at          timestamptz NOT NULL,
    -- figure_hour begins here, at a Hanoi midnight
    hours_from          timestamptz NOT NULL,
    -- The boundaries of today's units, and the report up to which all have been looked up by them; NULL: all have
    boundary_version_id uuid,
    remapped_to         uuid
);

INSERT INTO figure_cursor (position, revision, changed_at, hours_from)
SELECT 0, 0, now(), date_trunc('day', now() - interval '90 days', 'Asia/Ho_Chi_Minh');

-- When a day's figures changed last, hours included: what was read of others still holds.
CREATE TABLE figure_changed_day (
    basis    text NOT NULL CHECK (basis IN ('activity', 'cohort')),
    day      date NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (basis, day)
);

CREATE INDEX figure_changed_day_revision_idx ON figure_changed_day (revision);

-- Reports whose clocks were counted anew by other calendars without an event, or cannot be counted for now: to be counted once more.
CREATE TABLE figure_stale (
    report_id uuid PRIMARY KEY REFERENCES report,
    due_at    timestamptz NOT NULL
);

-- FigureStore.step: those that are due.
CREATE INDEX figure_stale_due_idx ON figure_stale (due_at);

-- In which unit of a version reports lie by their exact points, or the nearest within 500 m as at a filing. For the service, which
-- need not see the points for it; no row: unknown.
CREATE FUNCTION units_of_reports(reports uuid[], version uuid) RETURNS TABLE (report_id uuid, unit_id uuid)
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$
        SELECT private.report_id, located.unit_id
        FROM public.report_private AS private
        CROSS JOIN LATERAL (
            SELECT near.unit_id
            FROM public.locate_units(units_of_reports.version, ST_X(private.point), ST_Y(private.point)) AS near
            ORDER BY near.covers DESC, near.distance_m, near.unit_id
            LIMIT 1
        ) AS located
        WHERE private.report_id = ANY (units_of_reports.reports)
            AND private.point IS NOT NULL
    $$;

REVOKE ALL ON FUNCTION units_of_reports(uuid[], uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION units_of_reports(uuid[], uuid) TO app_rw;

GRANT SELECT, INSERT ON figure_slice TO app_rw;
GRANT SELECT, INSERT, UPDATE, DELETE ON figure_report, figure_fact, figure_day, figure_hour, figure_span, figure_changed_day TO app_rw;
GRANT SELECT, INSERT, UPDATE, DELETE ON figure_stale TO app_rw;
GRANT SELECT, UPDATE ON figure_cursor TO app_rw;
GRANT SELECT ON figure_slice, figure_day, figure_hour, figure_cursor, figure_changed_day TO app_public_ro;

-- A policy version says of each limit what it rests on, who hears of it running out and when, and what a reopening leaves.
-- `legal_basis` and `confirmed` stay what people are told of the whole.
ALTER TABLE sla_policy
    ADD COLUMN acknowledge_basis     text,
    ADD COLUMN acknowledge_confirmed boolean,
    ADD COLUMN resolve_basis         text,
    ADD COLUMN resolve_confirmed     boolean,
    -- Percent of a target; the breach itself, at 100, needs no entry
    ADD COLUMN warn_percent          integer[] NOT NULL DEFAULT '{75,90}' CHECK (0 < ALL (warn_percent)),
    ADD COLUMN escalate_percent      integer[] NOT NULL DEFAULT '{100,150,200}' CHECK (0 < ALL (escalate_percent)),
    ADD COLUMN escalate_to           text[] NOT NULL DEFAULT '{unit_admin,city_coordinator,city_admin}'
               CHECK (escalate_to <@ '{unit_admin,city_coordinator,city_admin}'),
    ADD COLUMN reopen_percent        integer NOT NULL DEFAULT 50 CHECK (reopen_percent BETWEEN 0 AND 100),
    ADD COLUMN reopen_least_s        integer NOT NULL DEFAULT 28800 CHECK (reopen_least_s > 0),
    -- How long one agency may have a report; NULL: measured, without a limit
    ADD COLUMN handle_s              integer CHECK (handle_s > 0),
    ADD CHECK (cardinality(escalate_percent) = cardinality(escalate_to));

UPDATE sla_policy
SET acknowledge_basis = legal_basis, acknowledge_confirmed = confirmed, resolve_basis = legal_basis, resolve_confirmed = confirmed;

ALTER TABLE sla_policy
    ALTER COLUMN acknowledge_confirmed SET NOT NULL,
    ALTER COLUMN resolve_confirmed SET NOT NULL;

-- What a unit does differently from the city's calendar, in each version of it: weekdays, and days that stand above the city's.
CREATE TABLE calendar_unit_week (
    calendar_code text NOT NULL,
    version       integer NOT NULL,
    unit_id       uuid NOT NULL REFERENCES unit,
    iso_weekday   smallint NOT NULL CHECK (iso_weekday BETWEEN 1 AND 7),
    opens_s       integer[] NOT NULL,
    closes_s      integer[] NOT NULL,
    PRIMARY KEY (calendar_code, version, unit_id, iso_weekday),
    FOREIGN KEY (calendar_code, version) REFERENCES calendar_version,
    CHECK (cardinality(opens_s) = cardinality(closes_s))
);

CREATE TABLE calendar_unit_exception (
    calendar_code text NOT NULL,
    version       integer NOT NULL,
    unit_id       uuid NOT NULL REFERENCES unit,
    on_date       date NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('holiday', 'observed', 'swap_off', 'swap_work', 'special')),
    name          text NOT NULL,
    decision      text NOT NULL,
    opens_s       integer[] NOT NULL,
    closes_s      integer[] NOT NULL,
    PRIMARY KEY (calendar_code, version, unit_id, on_date),
    FOREIGN KEY (calendar_code, version) REFERENCES calendar_version,
    CHECK (cardinality(opens_s) = cardinality(closes_s)),
    CHECK (kind NOT IN ('holiday', 'observed', 'swap_off') OR cardinality(opens_s) = 0),
    CHECK (kind <> 'swap_work' OR cardinality(opens_s) > 0)
);

CREATE TRIGGER calendar_unit_week_moves_epoch
    AFTER INSERT OR UPDATE OR DELETE ON calendar_unit_week
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
CREATE TRIGGER calendar_unit_week_emptied_moves_epoch
    AFTER TRUNCATE ON calendar_unit_week
    FOR EACH STATEMENT EXECUTE FUNCTION move_reference_epoch();

CREATE TRIGGER calendar_unit_exception_moves_epoch
    AFTER INSERT OR UPDATE OR DELETE ON calendar_unit_exception
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
CREATE TRIGGER calendar_unit_exception_emptied_moves_epoch
    AFTER TRUNCATE ON calendar_unit_exception
    FOR EACH STATEMENT EXECUTE FUNCTION move_reference_epoch();

-- The report a duplicate counts with. A desk may name the unit of a report that has an address alone: no boundaries say so then.
ALTER TABLE report
    DROP CONSTRAINT report_check3,
    ADD CHECK (unit_id IS NOT NULL OR boundary_version_id IS NULL),
    ADD COLUMN duplicate_of uuid REFERENCES report,
    ADD CHECK ((status = 'duplicate') = (duplicate_of IS NOT NULL)),
    ADD CHECK (duplicate_of <> id);

-- "Which reports are duplicates of this one?", also asked by the foreign key.
CREATE INDEX report_duplicate_of_idx ON report (duplicate_of) WHERE duplicate_of IS NOT NULL;

-- Clocks of agencies beside those of the report, and all that the fold says of a clock. The keys of policies and calendars are no
-- longer checked: the rows are a cache of the events, and the checks would make the third clock of a filing cost more than the two before.
ALTER TABLE sla_clock
    DROP CONSTRAINT sla_clock_pkey,
    DROP CONSTRAINT sla_clock_clock_check,
    DROP CONSTRAINT sla_clock_policy_id_fkey,
    DROP CONSTRAINT sla_clock_calendar_code_calendar_version_fkey,
    DROP CONSTRAINT sla_clock_check1,
    DROP CONSTRAINT sla_clock_check3,
    ALTER COLUMN target_s DROP NOT NULL,
    -- Whose `handle` clock it is
    ADD COLUMN handler_id    uuid,
    -- Of the target, granted by extensions
    ADD COLUMN extended_s    integer NOT NULL DEFAULT 0 CHECK (extended_s >= 0),
    ADD COLUMN stopped_at    timestamptz,
    -- When a pause ends by itself; what is left of the target then is target_s - used_s
    ADD COLUMN resumes_at    timestamptz,
    -- How it counts in figures: missed from the breach on, also while it runs
    ADD COLUMN outcome       text CHECK (outcome IN ('met', 'missed', 'cancelled')),
    ADD COLUMN cancel_reason text CHECK (cancel_reason IN ('refused', 'withdrawn', 'duplicate')),
    -- The timer: a level is passed after this instant, or a pause ends at it; NULL while nothing is to come. A column and not a row
    -- of its own, so that filing inserts no more rows for it.
    ADD COLUMN fire_at       timestamptz;

UPDATE sla_clock
SET outcome = state, stopped_at = coalesce(breach_at, started_at)
WHERE state IN ('met', 'missed', 'cancelled');

-- When the next level is due takes the calendar to say: the sweeper looks at each running clock once and finds out.
UPDATE sla_clock
SET fire_at = started_at
WHERE state = 'running';

-- Until now nobody could do anything to a report: the desk it was routed to has it.
INSERT INTO sla_clock (
    report_id, cycle, clock, handler_id, state, policy_id, calendar_code, calendar_version, used_s, started_at, counts_from
)
SELECT
    clock.report_id, clock.cycle, 'handle', report.agency_id, 'running', clock.policy_id, clock.calendar_code, clock.calendar_version, 0,
    clock.started_at, clock.counts_from
FROM sla_clock AS clock
JOIN report ON report.id = clock.report_id
WHERE clock.clock = 'acknowledge';

ALTER TABLE sla_clock
    ADD CONSTRAINT sla_clock_key UNIQUE NULLS NOT DISTINCT (report_id, cycle, clock, handler_id),
    ADD CHECK (clock IN ('acknowledge', 'resolve', 'handle')),
    ADD CHECK ((clock = 'handle') = (handler_id IS NOT NULL)),
    ADD CHECK (clock = 'handle' OR target_s IS NOT NULL),
    ADD CHECK (clock = 'resolve' OR (state NOT IN ('pending', 'paused', 'cancelled') AND extended_s = 0 AND cancel_reason IS NULL)),
    ADD CHECK (state <> 'pending' OR started_at IS NULL),
    ADD CHECK (state IN ('pending', 'cancelled') OR started_at IS NOT NULL),
    ADD CHECK ((state = 'running' AND target_s IS NOT NULL) = (due_at IS NOT NULL)),
    ADD CHECK ((state = 'paused') = (resumes_at IS NOT NULL)),
    ADD CHECK ((state IN ('met', 'missed', 'cancelled')) = (stopped_at IS NOT NULL)),
    ADD CHECK (
        CASE
            WHEN state IN ('met', 'missed', 'cancelled') THEN outcome IS NOT DISTINCT FROM state
            ELSE outcome IS NULL OR outcome = 'missed'
        END
    ),
    ADD CHECK (state <> 'cancelled' OR cancel_reason IS NOT NULL),
    ADD CHECK (fire_at IS NULL OR state IN ('running', 'paused')),
    ADD CHECK (state <> 'paused' OR fire_at IS NOT NULL);

-- SweepStore.claim: what is due, the longest overdue first; also the sweeper's lag.
CREATE INDEX sla_clock_fire_idx ON sla_clock (fire_at) WHERE fire_at IS NOT NULL;

-- Levels passed: at most one row for each, whoever notices when. What a later correction takes back is voided, never deleted.
CREATE TABLE sla_event (
    report_id           uuid NOT NULL,
    cycle               integer NOT NULL CHECK (cycle >= 1),
    clock               text NOT NULL CHECK (clock IN ('acknowledge', 'resolve', 'handle')),
    handler_id          uuid,
    level               text NOT NULL CHECK (level ~ '^(warn|breach|escalate)_[0-9]+$'),
    -- The last instant at which the level was not passed, and the one at which that was noticed
    occurred_at         timestamptz NOT NULL,
    detected_at         timestamptz NOT NULL,
    -- Who had the report at that instant
    agency_id           uuid NOT NULL,
    -- A shorter limit passed it, not time
    by_reclassification boolean NOT NULL,
    -- The entry of the history that tells of it
    seq                 integer NOT NULL,
    voided_at           timestamptz,
    -- The exactly-once guard
    CONSTRAINT sla_event_key UNIQUE NULLS NOT DISTINCT (report_id, cycle, clock, handler_id, level),
    FOREIGN KEY (report_id, seq) REFERENCES report_event,
    CHECK ((clock = 'handle') = (handler_id IS NOT NULL)),
    CHECK (detected_at >= occurred_at),
    CHECK (voided_at >= detected_at)
);

-- A public entry about a clock names which; agencies' own clocks have none.
CREATE OR REPLACE VIEW public_report_event WITH (security_barrier) AS
SELECT
    event.report_id, event.seq, event.at, event.type, event.actor_kind, event.actor_agency_id, event.agency_id,
    CASE WHEN event.type IN ('sla_breached', 'sla_voided') THEN event.data ->> 'clock' END AS clock
FROM report_event AS event
JOIN report ON report.id = event.report_id
WHERE event.is_public
    AND report.sensitivity < 2;

CREATE OR REPLACE VIEW public_sla_clock WITH (security_barrier) AS
SELECT clock.report_id, clock.cycle, clock.clock, clock.state, clock.policy_id, clock.used_s, clock.counts_from, clock.due_at, clock.breach_at,
    clock.projected_due_at, clock.target_s, clock.outcome
FROM sla_clock AS clock
JOIN report ON report.id = clock.report_id
WHERE report.sensitivity < 2
    AND clock.clock <> 'handle';

GRANT SELECT ON calendar_unit_week, calendar_unit_exception TO app_rw, app_public_ro;
GRANT SELECT, INSERT, UPDATE ON sla_event TO app_rw;
GRANT DELETE ON sla_clock TO app_rw;

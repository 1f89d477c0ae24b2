-- The order in which events get their positions: that of the transactions that wrote them, by PostgreSQL's own numbers and not by
-- any clock. `xact` is the number of the event's transaction, or that of the event before it in the report where that is greater.
-- So it is
--   1. at least the number of the event's own transaction,
--   2. less than any number given out after the event was written,
--   3. never less than that of an event with a smaller `seq` of the same report.
-- If A's commit was acknowledged before B's transaction began, B's number was given out after A was written: by 2 and 1
-- xact(A) < xact(B). Ordered by xact, report and seq, A stands before B; and by 3 each report's events stand in the order of `seq`.
-- Number 3 needs the greater one: of two transactions that wait for one report the younger may be first.

-- Events written before this file have 0 and come first, in the order of their reports' ids, which are times. A default that
-- does not vary rewrites nothing, however many they are.
ALTER TABLE report_event ADD COLUMN xact xid8 NOT NULL DEFAULT '0';
ALTER TABLE report_event ALTER COLUMN xact SET DEFAULT pg_current_xact_id();

CREATE FUNCTION report_event_follows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE
        earlier xid8;
    BEGIN
        SELECT previous.xact
        INTO earlier
        FROM report_event AS previous
        WHERE previous.report_id = NEW.report_id AND previous.seq = NEW.seq - 1;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the event before it is missing'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'report_event_seq_has_no_gap';
        END IF;
        -- After a restore into another cluster old events may have numbers that are not given out yet: they say nothing here.
        IF earlier > NEW.xact AND earlier < pg_snapshot_xmax(pg_current_snapshot()) THEN
            NEW.xact := earlier;
        END IF;
        RETURN NEW;
    END
    $$;

CREATE TRIGGER report_event_follows
    BEFORE INSERT ON report_event
    FOR EACH ROW WHEN (NEW.seq > 1) EXECUTE FUNCTION report_event_follows();

-- The sequencer's work list. Its entries are dead as soon as their events have positions, and stay until a vacuum: reading
-- begins at the oldest transaction that may still add to it, behind all of them.
DROP INDEX report_event_unnumbered_idx;
CREATE INDEX report_event_unnumbered_idx ON report_event (xact, report_id, seq) WHERE position IS NULL;

-- Without the events that have none: their dead entries would be read, for want of a bound, in every search for such events.
ALTER TABLE report_event DROP CONSTRAINT report_event_position_key;
CREATE UNIQUE INDEX report_event_position_key ON report_event (position) WHERE position IS NOT NULL;

-- Every event is updated once. A fifth of the table would be a long wait for a vacuum; a hundred thousand is a day's events at most.
ALTER TABLE report_event SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100000);

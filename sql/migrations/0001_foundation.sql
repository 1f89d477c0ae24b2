-- The clock of every fact about time limits is the database's: whole seconds, UTC.
-- `phananh.clock_offset` (an interval) moves it for rehearsals and tests; the service names it at start-up when it is set.
CREATE FUNCTION instant_now() RETURNS timestamptz
    LANGUAGE sql
    VOLATILE
    AS $$
        SELECT date_trunc(
            'second',
            clock_timestamp() + coalesce(nullif(current_setting('phananh.clock_offset', true), '')::interval, interval '0')
        )
    $$;

-- One number that grows whenever units, agencies, categories, routing rules, calendars or policies change.
-- Every instance keeps these tables in memory and reloads them when a request sees another number.
CREATE TABLE reference_state (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch    bigint NOT NULL
);

INSERT INTO reference_state (epoch)
VALUES (0);

-- Moves the epoch once a transaction, for the tables named above, whoever may write them. It follows the clock, so that no
-- number comes twice after a restore.
CREATE FUNCTION move_reference_epoch() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$
    BEGIN
        IF current_setting('phananh.epoch_moved_by', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
            UPDATE public.reference_state SET epoch = greatest(epoch + 1, extract(epoch FROM clock_timestamp())::bigint);
            PERFORM set_config('phananh.epoch_moved_by', pg_current_xact_id()::text, true);
        END IF;
        RETURN NULL;
    END
    $$;

GRANT SELECT ON reference_state TO app_rw, app_public_ro;

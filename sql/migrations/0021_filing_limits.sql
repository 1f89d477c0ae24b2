-- How much of their quotas filers have used, for all instances at once: by the generic cell rate algorithm one number each, the
-- microsecond since 1970 at which all will have come back. `charge` is a keyed digest of whom and what it is counted for.
--
-- Not logged: it costs a filing no write-ahead log and no wait for a disk. A crash of PostgreSQL forgets it, and everybody starts
-- afresh. Every row is written again and again: half of each page is left for that.
CREATE UNLOGGED TABLE quota_use (
    charge     bytea PRIMARY KEY CHECK (octet_length(charge) = 16),
    returns_us bigint NOT NULL
) WITH (fillfactor = 50);

GRANT SELECT, INSERT, UPDATE, DELETE ON quota_use TO app_rw;

CREATE FUNCTION quota_moment() RETURNS bigint
    LANGUAGE sql
    VOLATILE
    AS $$
        SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
    $$;

-- Takes one of each charge, or none if that is too much of any. `steps` are the microseconds in which one more comes back, `periods`
-- those in which all do; charges differ. `ahead` tells how far each one's return lies ahead when it is taken: more than its period is
-- too much.
--
-- Rows are locked in the order of charges, so that two takings never wait for each other. A return farther ahead than a period is from a
-- clock that was set back, and counts as all used.
CREATE FUNCTION take_quota(charges bytea[], steps bigint[], periods bigint[], moment bigint, OUT taken boolean, OUT ahead bigint[])
    LANGUAGE plpgsql
    AS $$
    DECLARE
        present bigint := coalesce(moment, quota_moment());
    BEGIN
        WITH used AS (
            INSERT INTO quota_use AS kept (charge, returns_us)
            SELECT wanted.charge, present + wanted.step
            FROM unnest(charges, steps) AS wanted (charge, step)
            ORDER BY wanted.charge
            ON CONFLICT (charge) DO UPDATE
            SET returns_us =
                greatest(present, least(kept.returns_us, present + periods[array_position(charges, kept.charge)]))
                + steps[array_position(charges, kept.charge)]
            RETURNING kept.charge, kept.returns_us - present AS ahead
        )
        SELECT
            bool_and(used.ahead <= periods[array_position(charges, used.charge)]),
            array_agg(used.ahead ORDER BY array_position(charges, used.charge))
        INTO taken, ahead
        FROM used;

        IF NOT taken THEN
            UPDATE quota_use AS kept
            SET returns_us = kept.returns_us - steps[array_position(charges, kept.charge)]
            WHERE kept.charge = ANY (charges);
        END IF;
    END
    $$;

"""The database's clock, which alone dates what happens to reports, moved or standing still."""

import time
from datetime import timedelta, timezone

HANOI = timezone(timedelta(hours=7))


def move(database, instant):
    """Sets it for every session that begins from now on; it goes on from there."""
    database.execute(f"ALTER DATABASE {database.name} SET phananh.clock_offset = '{instant.timestamp() - time.time():.0f} s'")


def stand_still(database, instant):
    """Stops it for every session, until `stand_at` sets it."""
    database.execute(
        f"""
        CREATE TABLE standing_clock (at timestamptz NOT NULL);
        INSERT INTO standing_clock VALUES ('{instant.isoformat()}');
        GRANT SELECT ON standing_clock TO PUBLIC;
        CREATE OR REPLACE FUNCTION instant_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT at FROM public.standing_clock $$
        """
    )


def stand_at(instant):
    """The statement that sets a clock which stands still."""
    return f"UPDATE standing_clock SET at = '{instant.isoformat()}'"

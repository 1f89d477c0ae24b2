"""Reports by the thousand whose clocks fall due within a minute of one another: filings, what desks did with them, and copies."""

import itertools
import json
import threading
from datetime import datetime

from client import Client, Tally
from clocks import HANOI
from reports import ReportSource
from sandbox import SandboxError
from stock import Stock

FILED = datetime(2026, 3, 2, 8, 10, tzinfo=HANOI)  # a Monday
SAMPLES = 60
# Copies are so many seconds older than their samples, at most. No instant of a history and no limit is that near to an hour at which
# work begins or ends: all that is stored of a sample is right of its copy.
SPREAD = 40

TAKEN_UP = ("10:07", "acknowledged", {"status": "acknowledged"})
# What happens on the day of the filing. Reports nobody takes up are most.
HISTORIES = (
    (),
    (),
    (),
    (TAKEN_UP, ("10:37", "paused", {"reason": "legal"}), ("11:23", "resumed", {})),
    (TAKEN_UP, ("11:07", "paused", {"reason": "force_majeure"})),  # it ends by itself
    (TAKEN_UP, ("11:17", "transferred", {})),
)

ACT = """
    WITH changed AS (
        UPDATE report
        SET
            last_seq = last_seq + 1,
            agency_id = CASE WHEN '{type}' = 'transferred' THEN (
                SELECT id FROM agency WHERE agency.id <> report.agency_id AND kind = 'committee' ORDER BY code LIMIT 1
            ) ELSE agency_id END
        WHERE id = '{report}'
        RETURNING id, last_seq, agency_id
    )
    INSERT INTO report_event (report_id, seq, at, type, actor_kind, actor_agency_id, agency_id, is_public, data)
    SELECT id, last_seq, '{at}', '{type}', 'agency', agency_id, agency_id, true, '{data}'
    FROM changed
"""


def file_samples(service, generator):
    """Reports of all kinds, filed by the API."""
    source = ReportSource(generator)
    with Client(service.port, threading.Event(), Tally()) as client:
        for _ in range(SAMPLES):
            answer, _ = client.until_answered(lambda report=source.next(): client.post(report))
            if answer.status != 201:
                raise SandboxError(f"a report was refused: {answer}")


def fill(database, service, count):
    """Gives samples histories, and makes copies of them until there are `count` reports more; the service does not run."""
    samples = [row["id"] for row in database.rows("SELECT json_build_object('id', id) FROM report ORDER BY id")]
    for report, history in zip(samples, itertools.cycle(HISTORIES)):
        for hour, type_, data in history:
            at = f"{FILED:%Y-%m-%d} {hour}+07"
            database.execute(ACT.format(report=report, at=at, type=type_, data=json.dumps(data)))
    # Clocks, and the row of the report itself, as the histories say.
    service.administer("sla", "verify", "--repair")
    Stock(database, age=f"number % {SPREAD}", fires=True).fill(count)
    database.execute("ANALYZE")

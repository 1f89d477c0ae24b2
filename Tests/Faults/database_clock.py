#!/usr/bin/env python3
"""Moves the clock of PostgreSQL itself a day ahead and a day behind while reports are filed and limits pass.

    swift build --product phananh
    Tests/Faults/database_clock.py

The database's clock is the only one that dates what happens: while it is wrong, so are the dates, and nobody can know better. What
must hold nevertheless: within a report time never runs backwards; each limit is recorded once, with the instant that follows from
the history; and when the clock is right again nothing stays behind: every event has its position, every limit that has passed is
recorded, and the clocks stored are those of the histories.

The test runs a cluster of its own under libfaketime. Exits with 0 when all claims hold, 1 when one does not, 2 for wrong arguments,
130 when interrupted. Needs psql, libfaketime, a C compiler and Python 3.11.
"""

import sys
import time
from datetime import timedelta

import clocks
from client import Client, Stopped
from faketime import ShiftingClock
from histories import FILED
from reports import ReportSource
from sandbox import SandboxError, Service
from stage import argument_parser, perform, positive

# How wrong the clock is, one after the other; then three days and four hours pass.
SHIFTS = ("+0h", "+24h", "+0h", "-24h", "+0h", "+24h", "-24h", "+0h", "+76h")

BACKWARDS = """
    SELECT json_build_object('report', report_id, 'seq', seq)
    FROM (SELECT report_id, seq, at, lag(at) OVER (PARTITION BY report_id ORDER BY seq) AS before FROM report_event) AS event
    WHERE at < before
"""

TOLD = """
    SELECT json_build_object('report', report_id, 'level', concat_ws(' ', data ->> 'cycle', data ->> 'clock', data ->> 'level'))
    FROM report_event
    WHERE type IN ('sla_warned', 'sla_breached', 'sla_escalated')
    GROUP BY report_id, data ->> 'cycle', data ->> 'clock', data ->> 'handler', data ->> 'level'
    HAVING count(*) > 1
"""

LEVELS = """
    SELECT json_build_object('level', concat_ws(' ', report_id, cycle, clock, handler_id, level, extract(epoch FROM occurred_at)::bigint))
    FROM sla_event
"""

# The twin forgets what sweepers did, as far as anything does: entries of levels, their records, and what a clock is waiting for.
FORGET = """
    SET session_replication_role = replica;
    DELETE FROM sla_event;
    DELETE FROM report_event WHERE type LIKE 'sla%';
    UPDATE report SET last_seq = 2
"""


class Test:
    def __init__(self, stage):
        self._stage = stage
        self._clock = ShiftingClock(stage.folder, stage.stack)
        self._database = stage.database(stage.cluster(environment=self._clock.environment))
        # Monday at 11:00, so that limits of the day and of the next pass.
        clocks.move(self._database, FILED.replace(hour=11, minute=0))
        self._service = stage.serve(self._database)
        self._source = ReportSource(stage.another_generator())
        self._filed = 0

    def run(self):
        verdict = self._stage.verdict
        right = self._now()
        with Client(self._service.port, self._stage.stop, self._stage.tally) as client:
            for shift in SHIFTS:
                self._clock.set(shift)
                self._require_shift(right, shift)
                self._file(client)
                self._wait_until_nothing_waits()
        self._service.require_alive()
        levels, history = self._levels(self._database), self._database.value("SELECT count(*) FROM report_event")
        verdict.check(f"in {history} entries of {self._filed} reports time never runs backwards", self._database.rows(BACKWARDS))
        verdict.check("no limit is told of twice", self._database.rows(TOLD))
        drift = self._service.administer("sla", "verify")
        verdict.require("the stored clocks are those of the histories", drift.endswith(", 0 differences\n"))
        oracle = self._oracle()
        verdict.require(f"limits pass: {len(oracle)}", len(oracle) > self._filed)
        verdict.check("none is lost and none is made up, each has its instant", sorted(levels ^ oracle))

    def _file(self, client):
        for _ in range(self._stage.arguments.reports):
            answer, _ = client.until_answered(lambda report=self._source.next(): client.post(report))
            if answer.status != 201:
                raise SandboxError(f"a report was refused: {answer}")
            self._filed += 1

    def _now(self):
        """By the database's clock, less the time that has passed by ours."""
        return float(self._database.value("SELECT extract(epoch FROM instant_now())")) - time.time()

    def _require_shift(self, right, shift):
        hours = int(shift.rstrip("h"))
        if abs(self._now() - right - 3_600 * hours) > 60:
            raise SandboxError(f"the database's clock is not {shift}")

    def _wait_until_nothing_waits(self):
        """Nothing is due any more, and every event has its position."""
        deadline = time.monotonic() + 30
        while (
            self._database.value(
                "SELECT EXISTS (SELECT FROM sla_clock WHERE fire_at < instant_now())"
                " OR EXISTS (SELECT FROM report_event WHERE position IS NULL)"
            )
            == "t"
        ):
            if time.monotonic() > deadline:
                raise SandboxError("something waits that should not")
            if self._stage.stop.wait(0.05):
                raise Stopped

    def _oracle(self):
        """What one sweep finds, at the end, in the filings alone."""
        self._service.close()
        twin = self._stage.copy(self._database)
        clocks.move(twin, FILED.replace(hour=11, minute=0))
        twin.execute(FORGET)
        sweeper = Service(self._stage.arguments.binary, twin, self._stage.folder)
        sweeper.administer("sla", "verify", "--repair")
        sweeper.administer("sla", "sweep")
        return self._levels(twin)

    @staticmethod
    def _levels(database):
        return {row["level"] for row in database.rows(LEVELS)}


def parse_arguments():
    options = argument_parser(__doc__)
    options.add_argument("--reports", type=positive, default=25, metavar="N", help="at each shift of the clock; default: 25")
    return options.parse_args()


def main():
    arguments = parse_arguments()
    return perform(lambda stage: Test(stage).run(), arguments, f"{len(SHIFTS)} shifts of the database's clock")


if __name__ == "__main__":
    sys.exit(main())

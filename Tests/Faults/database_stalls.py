#!/usr/bin/env python3
"""Lets the database stall and proves that everybody is told to wait, in time, and that all is well afterwards.

    swift build --product phananh
    Tests/Faults/database_stalls.py

First all processes of a cluster of the test's own are stopped (SIGSTOP): it takes connections and answers nothing. A
crowd of clients beyond what the pool lets wait comes on top of writers and readers. Then a session holds a lock on the
table of reports. The service is not touched. At last the ledgers are compared with the database and with what the
service says.

Exits with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql, a
PostgreSQL server with PostGIS, and Python 3.11.
"""

import contextlib
import sys
import time

from load import Load, Supply
from outcome import Outcome
from readers import Readers
from reports import ReportSource
from session import Session
from stage import argument_parser, perform, positive
from usage import Usage

RECOVERY = 10.0  # seconds from the end of the stall until reports are filed again
# A connection to come free, and a statement of 5 s with a second of grace: twice, as a report is read and written, and what
# is asked for first may have to be looked up. Nothing waits longer, however long the database does.
BOUND = 2 * (2.0 + 6.0) + 1.0
WAITING = 256 + 8  # the most that may wait for the service's pool, with those for whom connections are opened
MEMORY_KB = 64 * 1024  # what a crowd that waits may take


def parse_arguments():
    options = argument_parser(__doc__)
    options.add_argument("--seconds", type=positive, default=20, metavar="N", help="each stall lasts; default: 20")
    options.add_argument("--crowd", type=positive, default=400, metavar="N", help="further clients; default: 400")
    options.add_argument("--readers", type=positive, default=4, metavar="N", help="default: 4")
    return options.parse_args()


class Test:
    def __init__(self, stage):
        self._stage = stage
        self._cluster = stage.cluster()
        self._database = stage.database(self._cluster)
        self._service = stage.serve(self._database)
        self._source, self._probes = ReportSource(stage.another_generator()), ReportSource(stage.another_generator())
        self._load = Load(self._service, stage.stop, stage.tally, stage.folder, patience=5.0 * stage.arguments.seconds + 60)
        self._readers = Readers(self._service, stage.stop, self._load, stage.another_generator())
        self._peak = {"waiting": 0, "leased": 0, "resident_kb": 0}
        self._rows = []

    def run(self):
        arguments, stage = self._stage.arguments, self._stage
        supply = Supply(self._source)
        with self._readers.reading(arguments.readers), self._load.writing(supply, arguments.writers):
            stage.pause(10)
            before = Usage.of(self._service.pid)
            self._suffer("stopped", self._cluster.stopped)
            stage.pause(10)
            self._suffer("table locked", self._table_locked)
            stage.pause(10)
            supply.close()
        outcome = Outcome(stage, self._database, self._load, self._readers)
        peak = self._peak
        outcome.tell(
            *self._rows,
            ("in the service's pool", f"at most {peak['leased']} at work, {peak['waiting']} waiting"),
            ("memory", f"{before.resident_kb / 1024:.1f} MB before, at most {peak['resident_kb'] / 1024:.1f} MB"),
        )
        slowest = max(stage.tally.slowest, self._readers.tally.slowest)
        stage.verdict.check(f"every answer came within {BOUND:.0f} s", [f"one took {slowest:.1f} s"] if slowest > BOUND else [])
        stage.verdict.require(f"at most {WAITING} requests waited for the pool", 0 < peak["waiting"] <= WAITING)
        stage.verdict.require(
            f"memory stayed within {MEMORY_KB // 1024} MB of what it was", peak["resident_kb"] <= before.resident_kb + MEMORY_KB
        )
        outcome.check()

    @contextlib.contextmanager
    def _table_locked(self):
        """A session that holds the strongest lock on the table of reports while the block runs."""
        with Session(self._database.url()) as session:
            session.run("BEGIN; LOCK TABLE report IN ACCESS EXCLUSIVE MODE")
            yield

    def _suffer(self, name, stall):
        """A stall, upon which a crowd files one report each, all at once."""
        arguments, verdict = self._stage.arguments, self._stage.verdict
        crowd = [self._probes.next() for _ in range(arguments.crowd)]
        with contextlib.ExitStack() as crowding:
            with stall():
                # What had been filed before may be answered after.
                self._stage.pause(0.5)
                filed, told = len(self._load.acknowledged), self._told()
                crowding.enter_context(self._load.writing(crowd, len(crowd)))
                end = time.monotonic() + arguments.seconds
                while time.monotonic() < end:
                    self._stage.pause(0.25)
                    self._look()
                filed, told = len(self._load.acknowledged) - filed, self._told() - told
            recovery = self._load.file_at_once(self._probes.next())
        self._readers.wait_until_back(self._stage.pause)
        self._rows.append((name, f"{filed} filed, {told} told to wait, {recovery:.2f} s to recover"))
        verdict.require(f"{name}: nothing was filed meanwhile", filed == 0)
        tries = {report.key: entry.tries for report, entry in self._load.acknowledged}
        verdict.check(f"{name}: each of a crowd of {len(crowd)} was told to wait", (each.key for each in crowd if tries.get(each.key, 0) < 2))
        verdict.check(
            f"{name}: within {RECOVERY:.0f} s of its end reports were filed again, without a hand",
            [f"after {recovery:.1f} s"] if recovery > RECOVERY else [],
        )

    def _told(self):
        return sum(self._stage.tally.problems.values())

    def _look(self):
        metrics = self._service.metrics()
        self._peak = {
            "waiting": max(self._peak["waiting"], int(metrics['postgres_pool_waiting{pool="app_rw"}'])),
            "leased": max(self._peak["leased"], int(metrics['postgres_pool_leased{pool="app_rw"}'])),
            "resident_kb": max(self._peak["resident_kb"], Usage.of(self._service.pid).resident_kb),
        }


def main():
    arguments = parse_arguments()
    description = (
        f"stalls of {arguments.seconds} s, {arguments.writers} writers, {arguments.readers} readers, a crowd of {arguments.crowd}"
    )
    return perform(lambda stage: Test(stage).run(), arguments, description)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Kills PostgreSQL with SIGKILL under load and proves that nothing acknowledged is lost, and that the service needs no hand.

    swift build --product phananh
    Tests/Faults/postgres_killed.py

A cluster of the test's own, with full durability, loses all its processes at once at random moments and is started
again; the service is not touched. Then single backends are killed, which PostgreSQL answers by ending all sessions and
recovering by itself. Meanwhile writers file reports, each with a ledger on disk, and readers ask for what was
acknowledged. At last the ledgers are compared with the database and with what the service says.

Exits with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql, a
PostgreSQL server with PostGIS, and Python 3.11.
"""

import contextlib
import os
import signal
import statistics
import sys
import time

from cluster import wait_until_gone
from load import Load, Supply
from outcome import Outcome
from readers import Readers
from reports import ReportSource
from stage import argument_parser, perform, positive

RECOVERY = 15.0  # seconds from the moment PostgreSQL takes connections until reports are filed again


def parse_arguments():
    options = argument_parser(__doc__)
    options.add_argument("--kills", type=positive, default=20, metavar="N", help="of all processes; default: 20")
    options.add_argument("--backend-kills", type=positive, default=10, metavar="N", help="of one backend; default: 10")
    options.add_argument("--readers", type=positive, default=4, metavar="N", help="default: 4")
    return options.parse_args()


class Test:
    def __init__(self, stage):
        self._stage = stage
        self._cluster = stage.cluster()
        self._database = stage.database(self._cluster)
        service = stage.serve(self._database)
        self._source, self._probes = ReportSource(stage.another_generator()), ReportSource(stage.another_generator())
        self._load = Load(service, stage.stop, stage.tally, stage.folder, patience=180.0)
        self._readers = Readers(service, stage.stop, self._load, stage.another_generator())
        self._met = []
        self._survivors = []
        self._starts = []
        self._recoveries = []

    def run(self):
        arguments = self._stage.arguments
        supply = Supply(self._source)
        with self._readers.reading(arguments.readers), self._load.writing(supply, arguments.writers):
            for kill in [self._kill_all] * arguments.kills + [self._kill_one] * arguments.backend_kills:
                self._wait_for_work()
                self._met.append(self._stage.tally.in_flight)
                kill()
            supply.close()
        outcome = Outcome(self._stage, self._database, self._load, self._readers)
        outcome.tell(
            ("kills", f"{arguments.kills} of all processes, {arguments.backend_kills} of a backend"),
            ("they met", f"{min(self._met)} to {max(self._met)} filings in flight"),
            ("PostgreSQL was up", f"after {statistics.median(self._starts):.2f} s, at most {max(self._starts):.2f} s"),
            ("and the service", f"{statistics.median(self._recoveries):.2f} s later, at most {max(self._recoveries):.2f} s"),
        )
        self._stage.verdict.require("every kill met requests", min(self._met) > 0)
        self._stage.verdict.check("each kill of a backend ended all sessions", self._survivors)
        self._stage.verdict.check(
            f"within {RECOVERY:.0f} s of PostgreSQL reports were filed again, without a hand",
            [f"{seconds:.1f} s" for seconds in self._recoveries if seconds > RECOVERY],
        )
        outcome.check()

    def _wait_for_work(self):
        """Until most writers, who pause as they are told after a kill, are back, and then long enough for them to be served: the
        kills would else keep step with the pauses, and meet the same writers every time."""
        tally, generator = self._stage.tally, self._stage.generator
        self._load.wait_until(lambda: tally.in_flight > self._stage.arguments.writers // 2)
        self._stage.pause(generator.uniform(0.3, 1.5))
        self._load.wait_until(lambda: tally.in_flight > 0)

    def _kill_all(self):
        self._cluster.kill()
        self._recover(self._cluster.start)

    def _kill_one(self):
        """A backend that serves the service, rather one at work; PostgreSQL ends all others too."""
        backends = self._strike_backend()
        self._recover(lambda: self._cluster.wait_until_up(self._stage.pause))
        survivors = backends & {backend["pid"] for backend in self._cluster.backends(self._database)}
        if survivors:
            self._survivors.append(f"{len(survivors)} of {len(backends)} sessions")

    def _strike_backend(self):
        """Returns once PostgreSQL has taken note: the backends there were."""
        while True:
            backends = self._cluster.backends(self._database)
            candidates = [backend["pid"] for backend in backends if backend["state"] == "active"] or [backend["pid"] for backend in backends]
            if candidates:
                victim = self._stage.generator.choice(candidates)
                with contextlib.suppress(ProcessLookupError):  # it has ended by itself: another one then
                    os.kill(victim, signal.SIGKILL)
                    wait_until_gone([victim])
                    return {backend["pid"] for backend in backends}
            self._stage.pause(0.05)

    def _recover(self, start):
        struck = time.monotonic()
        start()
        self._starts.append(time.monotonic() - struck)
        self._recoveries.append(self._load.file_at_once(self._probes.next()))
        self._readers.wait_until_back(self._stage.pause)


def main():
    arguments = parse_arguments()
    description = (
        f"{arguments.kills} kills of PostgreSQL, {arguments.backend_kills} of a backend, {arguments.writers} writers,"
        f" {arguments.readers} readers"
    )
    return perform(lambda stage: Test(stage).run(), arguments, description)


if __name__ == "__main__":
    sys.exit(main())

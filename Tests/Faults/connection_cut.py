#!/usr/bin/env python3
"""Breaks the network between the service and PostgreSQL and proves that answers stay right and the pool finds back.

    swift build --product phananh
    Tests/Faults/connection_cut.py

The service reaches a cluster of the test's own by TCP through a proxy, which cuts every connection at a random byte,
delays, throttles, and carries nothing at all without a word (half-open). Writers and readers work all the while. What
was held back on half-open connections arrives late, as it does on real ones: statements of requests that were answered
long ago. The ledgers are then compared with the database and with what the service says, and what the service uses is
compared with what it used before.

Exits with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql, a
PostgreSQL server with PostGIS, and Python 3.11.
"""

import sys
import time
from contextlib import closing

from fault_proxy import FaultProxy
from load import Load, Supply
from outcome import Outcome
from readers import Readers
from reports import ReportSource
from stage import argument_parser, perform, positive
from usage import Usage

RECOVERY = 10.0  # seconds from healing until reports are filed again
BOUND = 20.0  # seconds in which every request is answered, whatever the line carries
GROWTH = 1.05  # of memory
SPARE = 3  # connections that the pools, which are not always at their full size, may have more than before
DESCRIPTORS = 3  # of a connection, which has a thread too
FILING_BYTES = 8 * 1024  # about what a filing sends


def parse_arguments():
    options = argument_parser(__doc__)
    options.add_argument("--cuts", type=positive, default=5, metavar="N", help="of all connections; default: 5")
    options.add_argument("--seconds", type=positive, default=60, metavar="N", help="each other fault lasts; default: 60")
    options.add_argument("--readers", type=positive, default=4, metavar="N", help="default: 4")
    return options.parse_args()


class Test:
    def __init__(self, stage):
        self._stage = stage
        cluster = stage.cluster()
        cluster.listen()
        self._database = stage.database(cluster)
        proxy = FaultProxy(cluster.port, stage.another_generator())
        self._proxy = stage.stack.enter_context(closing(proxy))
        name = self._database.name
        self._service = stage.serve(self._database, lambda role: f"postgresql://{role}@127.0.0.1:{proxy.port}/{name}")
        self._source, self._probes = ReportSource(stage.another_generator()), ReportSource(stage.another_generator())
        # Longer than the longest fault: a client that does not give up.
        self._load = Load(self._service, stage.stop, stage.tally, stage.folder, patience=3.0 * stage.arguments.seconds + 60)
        self._readers = Readers(self._service, stage.stop, self._load, stage.another_generator())
        self._most_in_pools = 0
        self._cuts = []
        self._rows = []

    def run(self):
        arguments, proxy, stage = self._stage.arguments, self._proxy, self._stage
        supply = Supply(self._source)
        with self._readers.reading(arguments.readers), self._load.writing(supply, arguments.writers):
            # Every connection is open, and what is kept for good has been taken, before anything is compared.
            proxy.cut(FILING_BYTES)
            calm = len(self._load.acknowledged)
            stage.pause(30)
            calm = (len(self._load.acknowledged) - calm) / 30
            before = self._usage()
            for number in range(arguments.cuts):
                cuts = proxy.cuts
                self._suffer(f"cut {number + 1}", lambda: proxy.cut(FILING_BYTES), 3)
                self._cuts.append(proxy.cuts - cuts)
            for name, fault in (
                ("delay of 200 ms", lambda: proxy.delay(0.2)),
                ("throttle to 8 KB/s", lambda: proxy.throttle(8 * 1024)),
                ("half-open", proxy.half_open),
            ):
                rate = self._suffer(name, fault, arguments.seconds) / arguments.seconds
                stage.verdict.require(f"{name}: {rate:.0f} reports a second were filed, less than half of {calm:.0f} before", rate < calm / 2)
            stage.pause(15)
            after = self._usage()
            supply.close()
        outcome = Outcome(stage, self._database, self._load, self._readers)
        outcome.tell(
            ("connections", f"{proxy.accepted} made, {proxy.cuts} cut at a byte"),
            ("before", str(before)),
            ("after", str(after)),
            ("at most in the pools", f"{self._most_in_pools} requests"),
            *self._rows,
        )
        self._check(before, after)
        outcome.check()

    def _suffer(self, name, fault, seconds):
        """A fault for so long, then the line heals; claims how soon reports are filed again. Returns how many were meanwhile."""
        filed, told = len(self._load.acknowledged), self._told()
        fault()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._stage.pause(0.25)
            self._look_into_pools()
        filed, told = len(self._load.acknowledged) - filed, self._told() - told
        self._proxy.heal()
        recovery = self._load.file_at_once(self._probes.next())
        self._rows.append((name, f"{filed} filed, {told} told to wait, {recovery:.2f} s to recover"))
        self._stage.verdict.check(
            f"{name}: within {RECOVERY:.0f} s of healing reports were filed again",
            [f"after {recovery:.1f} s"] if recovery > RECOVERY else [],
        )
        return filed

    def _told(self):
        return sum(self._stage.tally.problems.values())

    def _look_into_pools(self):
        metrics = self._service.metrics()
        # The loops have a pool of their own, which is no request's.
        names = [f'postgres_pool_{what}{{pool="{pool}"}}' for what in ("leased", "waiting") for pool in ("app_rw", "app_public_ro")]
        waiting = sum(metrics[name] for name in names)
        self._most_in_pools = max(self._most_in_pools, int(waiting))

    def _usage(self):
        """The least of a few looks: requests under way come and go."""
        looks = []
        for _ in range(20):
            self._stage.pause(0.1)
            looks.append(Usage.of(self._service.pid))
        return Usage(*(min(getattr(look, name) for look in looks) for name in ("descriptors", "threads", "resident_kb")))

    def _check(self, before, after):
        arguments, verdict = self._stage.arguments, self._stage.verdict
        slowest = max(self._stage.tally.slowest, self._readers.tally.slowest)
        verdict.check(
            f"every request was answered within {BOUND:.0f} s", [f"one took {slowest:.1f} s"] if slowest > BOUND else []
        )
        clients = arguments.writers + arguments.readers + 1
        verdict.require("every cut ended connections", min(self._cuts) > 0)
        verdict.require("no more requests were under way than clients had sent", 0 < self._most_in_pools <= clients)
        verdict.require("memory did not grow by 5 %", after.resident_kb < GROWTH * before.resident_kb)
        verdict.require(
            "no descriptor and no thread of a broken connection stayed behind",
            after.descriptors <= before.descriptors + SPARE * DESCRIPTORS and after.threads <= before.threads + SPARE,
        )


def main():
    arguments = parse_arguments()
    description = (
        f"{arguments.cuts} cuts, then delay, throttle and half-open for {arguments.seconds} s each,"
        f" {arguments.writers} writers, {arguments.readers} readers"
    )
    return perform(lambda stage: Test(stage).run(), arguments, description)


if __name__ == "__main__":
    sys.exit(main())

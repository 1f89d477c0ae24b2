#!/usr/bin/env python3
"""Fills the disk under PostgreSQL while reports are filed and proves that nothing acknowledged is lost.

    swift build --product phananh
    sudo Tests/Faults/disk_full.py

The cluster lies on a small tmpfs of the test's own, which is filled to the last block while writers and readers work:
PostgreSQL refuses to extend its files and lives on, or it crashes for want of room for its write-ahead log, and may not
come back before there is some. Then room is made again, and PostgreSQL started where it has ended; the service is not touched.
At last the ledgers are compared with the database and with what the service says.

Exits with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql, a
PostgreSQL server with PostGIS, Python 3.11, and root to mount the tmpfs.
"""

import os
import sys
import time

from load import Load, Supply
from outcome import Outcome
from readers import Readers
from reports import ReportSource
from sandbox import SandboxError, psql, run, uninterrupted
from session import Session
from stage import argument_parser, perform, positive

MEGABYTE = 1024 * 1024
RECOVERY = 15.0  # seconds from the moment PostgreSQL takes connections until reports are filed again


def parse_arguments():
    options = argument_parser(__doc__)
    options.add_argument("--cycles", type=positive, default=3, metavar="N", help="of filling the disk; default: 3")
    options.add_argument("--seconds", type=positive, default=20, metavar="N", help="the disk stays full; default: 20")
    options.add_argument("--readers", type=positive, default=4, metavar="N", help="default: 4")
    arguments = options.parse_args()
    if os.geteuid() != 0:
        options.error("only root may mount the tmpfs this test fills")
    return arguments


class Disk:
    """A tmpfs of its own for a cluster."""

    def __init__(self, folder, megabytes):
        self.folder = folder
        self._ballast = folder / "ballast"
        folder.mkdir()
        with uninterrupted():
            run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "phananh-faults", str(folder)])

    def unmount(self):
        with uninterrupted():
            run(["umount", str(self.folder)])

    @property
    def free(self):
        status = os.statvfs(self.folder)
        return status.f_bavail * status.f_frsize

    def fill(self):
        """Takes what is left, and what comes free, to the last block."""
        with open(self._ballast, "ab", buffering=0) as file:
            for size in (MEGABYTE, 4096):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError:
                    continue  # full for pieces of this size

    def make_room(self):
        self._ballast.unlink(missing_ok=True)


class Test:
    def __init__(self, stage):
        self._stage = stage
        self._disk = Disk(stage.folder / "disk", 300)
        stage.stack.callback(self._disk.unmount)
        self._cluster = stage.cluster(self._disk.folder)
        # Little of the write-ahead log is kept for another use, so that its end is near.
        self._cluster.configure(min_wal_size="32MB", max_wal_size="48MB")
        self._database = stage.database(self._cluster)
        service = stage.serve(self._database)
        self._source, self._probes = ReportSource(stage.another_generator()), ReportSource(stage.another_generator())
        self._load = Load(service, stage.stop, stage.tally, stage.folder, patience=20.0 * stage.arguments.seconds)
        self._readers = Readers(service, stage.stop, self._load, stage.another_generator())
        self._rows = []
        self._recoveries = []

    def run(self):
        arguments, stage = self._stage.arguments, self._stage
        supply = Supply(self._source)
        with self._readers.reading(arguments.readers), self._load.writing(supply, arguments.writers):
            for number in range(arguments.cycles):
                stage.pause(5)
                self._cycle(number + 1, exhausts_log=number % 2 == 1)
            stage.pause(5)
            supply.close()
        outcome = Outcome(stage, self._database, self._load, self._readers)
        outcome.tell(*self._rows)
        stage.verdict.check(
            f"within {RECOVERY:.0f} s of PostgreSQL reports were filed again",
            [f"{seconds:.1f} s" for seconds in self._recoveries if seconds > RECOVERY],
        )
        outcome.check()

    def _cycle(self, number, exhausts_log):
        """With `exhausts_log` the files of the write-ahead log are not used again, as with a standby that has gone for good."""
        verdict = self._stage.verdict
        if exhausts_log:
            self._ask("SELECT pg_create_physical_replication_slot('gone', true)")
        filed, read, told = len(self._load.acknowledged), self._readers.right, self._told()
        crashed = self._stay_full(exhausts_log)
        filed, read, told = len(self._load.acknowledged) - filed, self._readers.right - read, self._told() - told
        ended = not self._cluster.is_running
        verdict.require(f"cycle {number}: filings were turned away while the disk was full", told > 0)
        if exhausts_log:
            verdict.require(f"cycle {number}: without room for its log PostgreSQL crashed", crashed)
        else:
            verdict.require(f"cycle {number}: PostgreSQL lived on, and what was filed could be read", not ended and read > 0)
        self._disk.make_room()
        self._cluster.start()
        self._cluster.wait_until_up(self._stage.pause)
        recovery = self._load.file_at_once(self._probes.next())
        self._recoveries.append(recovery)
        if exhausts_log:
            self._ask("SELECT pg_drop_replication_slot('gone')")
        fate = "ended, and was started by hand" if ended else "crashed, and came back by itself" if crashed else "lived on"
        self._rows.append((f"cycle {number}", f"{filed} filed, {told} told to wait, {read} read; PostgreSQL {fate}; {recovery:.2f} s"))

    def _stay_full(self, exhausts_log):
        """Keeps the disk full; with `exhausts_log` takes one file of the log after the other, and returns whether that ended the
        session."""
        crashed = False
        # A session from before: on a full disk PostgreSQL may take no others.
        with Session(self._cluster.superuser_url) as session:
            end = time.monotonic() + self._stage.arguments.seconds
            while time.monotonic() < end:
                self._disk.fill()
                if exhausts_log and not crashed:
                    try:
                        # A file with nothing in it would not be left for the next.
                        session.run("SELECT pg_logical_emit_message(false, 'disk_full', ''); SELECT pg_switch_wal()")
                    except SandboxError:
                        crashed = True
                self._stage.pause(0.5)
        return crashed

    def _ask(self, query):
        psql(self._cluster.superuser_url, "-c", query)

    def _told(self):
        return sum(self._stage.tally.problems.values())


def main():
    arguments = parse_arguments()
    description = (
        f"{arguments.cycles} times a full disk for {arguments.seconds} s, {arguments.writers} writers, {arguments.readers} readers"
    )
    return perform(lambda stage: Test(stage).run(), arguments, description)


if __name__ == "__main__":
    sys.exit(main())

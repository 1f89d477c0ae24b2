#!/usr/bin/env python3
"""Fills the disk under PostgreSQL while reports are filed and proves that nothing acknowledged is lost.

    swift build --product phananh
    sudo Tests/Faults/disk_full.py

The cluster lies on a small tmpfs of the test's own, which is filled to the last block while writers and readers work:
PostgreSQL refuses to extend its files and lives on, or it crashes for want of room for its write-ahead log, and may not
come back before there is some. Then room is made again, and PostgreSQL started where it has ended; the service is not touched.
At last the ledgers are compared with the database and with what the service says.

Exits with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql, a
PostgreSQL server with PostGIS, Python 3.11, and root to mount the tmpfs, which takes some 600 MB of memory while it is full.
"""

import os
import shutil
import sys
import time

from load import Load, Supply
from outcome import Outcome
from readers import Readers
from reports import ReportSource
from sandbox import SandboxError, psql, run, uninterrupted
from session import Session
from stage import argument_parser, perform, positive

# Files of the write-ahead log, of 16 MB, that lie ready for use behind the one being written.
SPARE_FILES = """
    SELECT count(*)
    FROM pg_ls_waldir()
    WHERE name ~ '^[0-9A-F]{24}$' AND name > pg_walfile_name(pg_current_wal_lsn())
"""
# A file with nothing in it would not be left for the next.
SWITCH_LOG = "SELECT pg_logical_emit_message(false, 'disk_full', ''), pg_switch_wal()"

MEGABYTE = 1024 * 1024
REVIVAL = 60.0  # seconds from room on the disk until PostgreSQL takes connections
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
        # Filings that fail write some 3 MB of the write-ahead log a second. A new file of it cannot be made on a full disk, and a
        # checkpoint, which makes old ones ready for use again, ends PostgreSQL there: it needs a small file of its own.
        self._files = 2 + stage.arguments.seconds // 4
        most = 3 * 16 * self._files
        self._disk = Disk(stage.folder / "disk", 250 + most)
        stage.stack.callback(self._disk.unmount)
        self._cluster = stage.cluster(self._disk.folder)
        # Beside the disk: what happens on a full one would not be told.
        log = stage.folder / "postgresql"
        log.mkdir()
        shutil.chown(log, "postgres")
        self._log = log / "log"
        self._cluster.configure(
            min_wal_size=f"{16 * (self._files + 1)}MB", max_wal_size=f"{most}MB",
            logging_collector="on", log_directory=str(log), log_filename=self._log.name,
        )  # fmt: skip
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
        verdict, postmaster, panics = self._stage.verdict, self._cluster.postmaster, len(self._panics())
        self._provide_log()
        if exhausts_log:
            self._ask("SELECT pg_create_physical_replication_slot('gone', true)")
        crashed, filed, told, read = self._stay_full(exhausts_log)
        self._disk.make_room()
        self._revive()
        ended, panics = self._cluster.postmaster != postmaster, self._panics()[panics:]
        recovery = self._load.file_at_once(self._probes.next())
        self._recoveries.append(recovery)
        if exhausts_log:
            self._ask("SELECT pg_drop_replication_slot('gone')")
        # Who was told to wait for a long time is back before the next cycle counts.
        self._readers.wait_until_back(self._stage.pause)
        fate = "ended, and was started by hand" if ended else "crashed, and came back by itself" if crashed else "lived on"
        self._rows.append((f"cycle {number}", f"{filed} filed, {told} told to wait, {read} read; PostgreSQL {fate}; {recovery:.2f} s"))
        verdict.require(f"cycle {number}: filings were turned away because the disk was full", told > 0)
        if exhausts_log:
            verdict.require(
                f"cycle {number}: without room for its log PostgreSQL crashed", crashed and any("pg_wal/" in panic for panic in panics)
            )
        else:
            verdict.check(f"cycle {number}: PostgreSQL lived on", panics or (["its sessions ended"] if crashed or ended else []))
            verdict.require(f"cycle {number}: what was filed could be read on the full disk", read > 0)

    def _provide_log(self):
        """Makes PostgreSQL have files of its log ready, and no reason for a checkpoint before they are used up."""
        for _ in range(5):
            self._ask("CHECKPOINT")
            if int(self._ask(SPARE_FILES)) >= self._files:
                return
            # As many are used at once, so that none of them is one that was ready.
            self._ask(f"{SWITCH_LOG} FROM generate_series(0, {self._files})")
        raise SandboxError("PostgreSQL keeps no files of its log for another use")

    def _stay_full(self, exhausts_log):
        """Keeps the disk full; with `exhausts_log` takes one file of the log after the other. Returns whether PostgreSQL ended its
        sessions, and of the time when the disk was full how many filings were acknowledged, how many were told that the database
        could not, and how many reads were right."""
        crashed = False
        # A session from before: on a full disk PostgreSQL may take no others.
        with Session(self._cluster.superuser_url) as session:
            self._disk.fill()
            before, end = self._counts(), time.monotonic() + self._stage.arguments.seconds
            while time.monotonic() < end:
                try:
                    session.run(SWITCH_LOG if exhausts_log else "SELECT")
                except SandboxError:
                    crashed = True
                self._stage.pause(0.5)
                self._disk.fill()
            after = self._counts()
        return crashed, *(late - early for early, late in zip(before, after))

    def _counts(self):
        problems = self._stage.tally.problems
        return len(self._load.acknowledged), problems["unavailable"] + problems["outcome_unknown"], self._readers.right

    def _revive(self):
        """Starts PostgreSQL where it has ended, or is about to."""
        deadline = time.monotonic() + REVIVAL
        while True:
            try:
                self._cluster.start()
                return self._cluster.wait_until_up(self._stage.pause)
            except SandboxError:
                if time.monotonic() > deadline:
                    raise
                self._stage.pause(0.2)

    def _panics(self):
        """What PostgreSQL has said when it crashed, each time."""
        return [line for line in self._log.read_text(encoding="utf-8", errors="replace").splitlines() if " PANIC:  " in line]

    def _ask(self, query):
        return psql(self._cluster.superuser_url, "-c", query).strip()


def main():
    arguments = parse_arguments()
    description = (
        f"{arguments.cycles} times a full disk for {arguments.seconds} s, {arguments.writers} writers, {arguments.readers} readers"
    )
    return perform(lambda stage: Test(stage).run(), arguments, description)


if __name__ == "__main__":
    sys.exit(main())

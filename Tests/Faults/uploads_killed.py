#!/usr/bin/env python3
"""Kills the service with SIGKILL at every step of uploads and proves that no attachment is without its files, and none is left behind.

    swift build --product phananh
    Tests/Faults/uploads_killed.py [--database-url 'postgresql://postgres@/postgres?host=/path/to/socket']

Writers send pictures and file reports with what was answered. The service is killed while they are at it: in turn a moment after a
file has begun to come in, when one has come in, when pictures are being made of it, when an object was put into the storage, and at
random. After each start every row of an attachment must have its files in the storage, with the bytes that their names say; what was
acknowledged must be there, and filed with the report it was named in. At last a day is let pass: what nobody has claimed goes, and with it
whatever lies in the storage and in the upload folder for nobody.

The test creates a database in the cluster and drops it at the end; without an address it starts a cluster of its own. Exits
with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql, Python 3.11 and libvips-tools.
"""

import hashlib
import http.client
import os
import sys
import threading
import time
from collections import Counter

from pictures import file_report, png, upload
from sandbox import SandboxError
from stage import add_database_url, argument_parser, perform, positive

# At what the service is killed.
MOMENTS = ("a file comes in", "a file has come in", "pictures are made", "an object is stored", "any moment")
SWEPT = 60.0  # seconds in which everything that is nobody's has to be gone


def parse_arguments():
    options = argument_parser(__doc__)
    add_database_url(options)
    options.add_argument("--kills", type=positive, default=10, metavar="N", help="default: 10")
    options.set_defaults(writers=4)
    return options.parse_args()


class Writer(threading.Thread):
    """Sends pictures, and files every third with a report, until told to end; waits out what is not answered."""

    def __init__(self, port, generator):
        super().__init__(daemon=True)
        self._port, self._generator = port, generator
        self.over = threading.Event()
        self.acknowledged, self.filed, self.met = [], {}, Counter()
        self.fault = None

    def run(self):
        try:
            while not self.over.is_set():
                self._send()
        except Exception as error:  # told to the test
            self.fault = error

    def _send(self):
        try:
            reply = upload(self._port, png(self._generator, 400, 300))
            self.met[reply.status] += 1
            if reply.status != 201:
                return self.over.wait(0.1)
            attachment = reply.members["id"]
            self.acknowledged.append(attachment)
            if len(self.acknowledged) % 3 == 0:
                reply = file_report(self._port, [attachment])
                if reply.status == 201:
                    self.filed[attachment] = reply.members["code"]
        except (OSError, http.client.HTTPException):
            self.met["no answer"] += 1
            self.over.wait(0.05)


class Test:
    def __init__(self, stage):
        self._stage = stage
        self._uploads, self._kept = stage.folder / "uploads", stage.folder / "attachments"
        self._database = stage.database_as_told()
        self._service = stage.serve(self._database)
        self._faults = []
        self._caught = Counter()

    def run(self):
        stage = self._stage
        writers = [Writer(self._service.port, stage.another_generator()) for _ in range(stage.arguments.writers)]
        for writer in writers:
            writer.start()
        for number in range(stage.arguments.kills):
            moment = MOMENTS[number % len(MOMENTS)]
            self._wait_for(moment)
            self._service.kill()
            self._faults += [f"after kill {number + 1} ({moment}): {fault}" for fault in self._torn()]
            self._service.start()
        stage.pause(1)
        for writer in writers:
            writer.over.set()
        for writer in writers:
            writer.join(60)
        self._check(writers)

    def _wait_for(self, moment):
        """Returns at such a moment; after some seconds at any, as it may be too short to be seen."""
        stage, deadline = self._stage, time.monotonic() + 5
        stage.pause(stage.generator.uniform(0.3, 1.0))
        before = len(self._objects())
        while moment != MOMENTS[-1] and time.monotonic() < deadline:
            if self._is(moment, before):
                self._caught[moment] += 1
                return
        if moment == MOMENTS[-1]:
            self._caught[moment] += 1

    def _is(self, moment, before):
        match moment:
            case "a file comes in":
                return any(0 < size < 300_000 for _, size in self._incoming())
            case "a file has come in":
                return any(size >= 300_000 for _, size in self._incoming())
            case "pictures are made":
                return any(path.count(os.sep) >= 2 for path, _ in self._incoming())
            case _:
                return len(self._objects()) > before

    def _incoming(self):
        """Files below the upload folder, by their path in it and their size."""
        found = []
        for folder, _, names in os.walk(self._uploads):
            for name in names:
                path = os.path.join(folder, name)
                try:
                    found.append((os.path.relpath(path, self._uploads), os.stat(path).st_size))
                except OSError:
                    continue  # it has just gone
        return found

    def _objects(self):
        """The objects in the storage, by their names."""
        found = {}
        for folder, _, names in os.walk(self._kept):
            found |= {name: os.path.join(folder, name) for name in names if len(name) == 64}
        return found

    def _torn(self):
        """Rows of attachments whose files are not there, or are others."""
        objects = self._objects()
        rows = self._database.rows(
            """SELECT json_build_object('id', attachment_id, 'object', object, 'bytes', bytes)
               FROM attachment_object JOIN stored_object ON name = object"""
        )
        for row in rows:
            path = objects.get(row["object"])
            if path is None:
                yield f"{row['id']} has no file {row['object']}"
                continue
            with open(path, "rb") as file:
                content = file.read()
            if len(content) != row["bytes"] or hashlib.sha256(content).hexdigest() != row["object"]:
                yield f"{row['id']} has a torn file {row['object']}"

    def _check(self, writers):
        verdict, database = self._stage.verdict, self._database
        verdict.check("the writers came to their end", [writer.fault for writer in writers if writer.fault] + [w for w in writers if w.is_alive()])
        met = sum((writer.met for writer in writers), Counter())
        acknowledged = [attachment for writer in writers for attachment in writer.acknowledged]
        filed = {attachment: code for writer in writers for attachment, code in writer.filed.items()}
        print(f"  {len(acknowledged)} pictures, {len(filed)} of them filed; {dict(met)}; killed when {dict(self._caught)}")
        verdict.require("every kill but those at short moments was at its moment", sum(self._caught.values()) > self._stage.arguments.kills // 2)
        verdict.check("at every start every attachment had its files, whole", self._faults + list(self._torn()))
        verdict.check("who was turned away got 503", [status for status in met if status not in (201, 503, "no answer")])
        rows = database.rows(
            """SELECT json_build_object('id', attachment.id, 'code', report.code)
               FROM attachment LEFT JOIN report ON report.id = report_id"""
        )
        there = {row["id"]: row["code"] for row in rows}
        verdict.check("every picture acknowledged is there", [one for one in acknowledged if one not in there])
        verdict.check(
            "and every report filed has its picture", [f"{one} {code}" for one, code in filed.items() if there.get(one) != code]
        )
        self._let_a_day_pass()
        deadline = time.monotonic() + SWEPT
        while (left := self._left()) and time.monotonic() < deadline:
            self._stage.pause(0.5)
        verdict.check(f"a day later nothing of nobody's is left after {SWEPT:.0f} s", left)
        verdict.check("and every attachment of a report has its files", list(self._torn()))
        verify = self._service.administer("attachments", "verify", "--read").splitlines()
        verdict.require("`phananh attachments verify` says so too", verify[-1].endswith(" 0 faults"))

    def _let_a_day_pass(self):
        self._database.execute(
            """UPDATE attachment
               SET uploaded_at = uploaded_at - interval '1 day', claimed_at = claimed_at - interval '1 day';
               UPDATE stored_object SET wanted_at = wanted_at - interval '1 day'"""
        )
        yesterday = time.time() - 86_400
        for name in os.listdir(self._uploads):
            os.utime(self._uploads / name, (yesterday, yesterday))

    def _left(self):
        """Attachments that nobody has claimed, objects that nothing refers to, what killed uploads have left."""
        rows = self._database.value("SELECT count(*) FROM attachment WHERE state = 'unclaimed'")
        referred = {row["object"] for row in self._database.rows("SELECT json_build_object('object', object) FROM attachment_object")}
        left = [f"object {name}" for name in self._objects() if name not in referred]
        left += [f"leftover {name}" for name in os.listdir(self._uploads)]
        known = {row["name"] for row in self._database.rows("SELECT json_build_object('name', name) FROM stored_object")}
        return left + ([f"{rows} unclaimed"] if rows != "0" else []) + [f"known {name}" for name in known - referred]


def main():
    arguments = parse_arguments()
    return perform(lambda stage: Test(stage).run(), arguments, f"{arguments.writers} writers, {arguments.kills} kills during uploads")


if __name__ == "__main__":
    sys.exit(main())

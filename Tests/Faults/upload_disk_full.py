#!/usr/bin/env python3
"""Fills the disk under the folders of uploads and of attachments, and proves that files are refused with 507 and nothing is half stored.

    swift build --product phananh
    sudo Tests/Faults/upload_disk_full.py

Both folders lie on a small tmpfs of the test's own. In each cycle it is filled to the last block while pictures are sent, at another
moment each time: before a file comes in, while one does, while pictures are made. As long as it is full pictures are answered 507 with a
problem document, and reports are filed all the same; then room is made, and pictures are taken again without anybody's help.

Exits with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql, a PostgreSQL server with
PostGIS, Python 3.11, libvips-tools, and root to mount the tmpfs.
"""

import http.client
import os
import sys
import threading
import time

from disk_full import Disk
from pictures import file_report, png, upload
from stage import add_database_url, argument_parser, perform, positive

RECOVERY = 20.0  # seconds from room on the disk until a picture is taken again


def parse_arguments():
    options = argument_parser(__doc__)
    add_database_url(options)
    options.add_argument("--cycles", type=positive, default=6, metavar="N", help="of filling the disk; default: 6")
    arguments = options.parse_args()
    if os.geteuid() != 0:
        options.error("only root may mount the tmpfs this test fills")
    return arguments


class Test:
    def __init__(self, stage):
        self._stage = stage
        self._disk = Disk(stage.folder / "disk", 128)
        stage.stack.callback(self._disk.unmount)
        self._uploads, self._kept = self._disk.folder / "uploads", self._disk.folder / "kept"
        settings = {"PHANANH_UPLOADS_DIR": str(self._uploads), "PHANANH_ATTACHMENTS_DIR": str(self._kept)}
        self._database = stage.database_as_told()
        self._service = stage.serve(self._database, settings=settings)
        self._pictures = stage.another_generator()

    def run(self):
        verdict = self._stage.verdict
        verdict.require("a picture is taken", self._send().status == 201)
        wrong, filings, slow, torn = [], [], [], []
        refused = 0
        for number in range(self._stage.arguments.cycles):
            for reply in self._fill(number % 3):
                if reply.status == 507:
                    refused += 1
                if (reply.status, reply.members.get("code")) != (507, "storage_full") and reply.status != 201:
                    wrong.append(f"cycle {number + 1}: {reply}")
                if reply.status == 507 and reply.headers.get("content-type") != "application/problem+json; charset=utf-8":
                    wrong.append(f"cycle {number + 1}: {reply.headers}")
            reply = file_report(self._service.port, [])
            if reply.status != 201:
                filings.append(reply)
            torn += self._torn()
            self._disk.make_room()
            took = self._recover()
            if took is None or took > RECOVERY:
                slow.append(f"cycle {number + 1}: {took}")
        print(f"  {refused} times 507")
        verdict.check("on a full disk a picture is taken whole or answered 507 with a problem document", wrong)
        verdict.require("every cycle met a full disk", refused >= self._stage.arguments.cycles)
        verdict.check("reports are filed meanwhile", filings)
        verdict.check("no attachment is without its files", torn + self._torn())
        verdict.check(f"within {RECOVERY:.0f} s of room pictures are taken again", slow)
        verdict.check("nothing is left where files come in", os.listdir(self._uploads))
        self._service.require_alive()

    def _fill(self, moment):
        """Fills the disk before, a moment after or some moments after pictures have begun to come in; the replies to them."""
        replies, senders = [], []
        if moment == 0:
            self._disk.fill()
        for _ in range(4):
            sender = threading.Thread(target=lambda: replies.append(self._send()), daemon=True)
            sender.start()
            senders.append(sender)
        if moment > 0:
            deadline = time.monotonic() + 5
            while not os.path.isdir(self._uploads) or not os.listdir(self._uploads):
                if time.monotonic() > deadline:
                    break
            time.sleep(0.05 if moment == 1 else 0.15)
            self._disk.fill()
        for sender in senders:
            sender.join(90)
        self._disk.fill()
        return replies + [self._send()]

    def _send(self):
        return upload(self._service.port, png(self._pictures))

    def _recover(self):
        """Seconds until a picture is taken; None for never."""
        began = time.monotonic()
        while (took := time.monotonic() - began) < 60:
            try:
                if self._send().status == 201:
                    return took
            except (OSError, http.client.HTTPException):
                pass
            self._stage.pause(0.2)
        return None

    def _torn(self):
        there = {name: os.path.join(folder, name) for folder, _, names in os.walk(self._kept) for name in names}
        rows = self._database.rows(
            """SELECT json_build_object('object', object, 'bytes', bytes)
               FROM attachment_object JOIN stored_object ON name = object"""
        )
        return [
            f"{row['object']} is not whole" for row in rows
            if row["object"] not in there or os.path.getsize(there[row["object"]]) != row["bytes"]
        ]  # fmt: skip


def main():
    arguments = parse_arguments()
    return perform(lambda stage: Test(stage).run(), arguments, f"{arguments.cycles} times a full disk under uploads")


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Kills the service with SIGKILL under load and proves that nothing it acknowledged is lost and nothing is filed twice.

    swift build --product phananh
    Tests/Faults/service_killed.py [--database-url 'postgresql://postgres@/postgres?host=/path/to/socket']

Writers file reports over HTTP, each with a key of its own, and put every answer into a ledger on disk before they send
the next one. Meanwhile the service is killed at random moments and started again; what was not answered is sent again
with the same key. Then 50 clients post one report with one key at the same moment, undisturbed and with the service
killed among them. At last the ledgers are compared with the database, which is read by queries of the test's own, and
with what the service says of every key and every report.

The test creates a database in the cluster and drops it at the end; without an address it starts a cluster of its own. Exits
with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql and Python 3.11.
"""

import json
import statistics
import sys
import time

from client import Client
from examination import examine_answers, examine_records
from load import Load
from records import Records
from reports import ReportSource
from stage import add_database_url, argument_parser, perform, positive
from storm import CLIENTS, Kill, Storm


def parse_arguments():
    options = argument_parser(__doc__)
    add_database_url(options)
    options.add_argument("--kills", type=positive, default=5, metavar="N", help="under the writers; default: 5")
    options.add_argument("--reports", type=positive, default=1000, metavar="N", help="of all writers together; default: 1000")
    arguments = options.parse_args()
    # A kill needs a part of the load in which every writer is busy.
    if arguments.reports < 2 * arguments.writers * arguments.kills:
        options.error("too few reports: at least 2 for each writer and kill")
    return arguments


class Test:
    """The scenarios, one after the other, on one service."""

    def __init__(self, stage):
        self._arguments = stage.arguments
        self._generator = stage.generator
        self._database = stage.database_as_told()
        self._service = stage.serve(self._database)
        self._stop = stage.stop
        self._tally = stage.tally
        self._load = Load(self._service, self._stop, self._tally, stage.folder)
        self._restart_times = []
        self._storms = []
        self._verdict = stage.verdict

    def run(self):
        source = ReportSource(self._generator)
        reports = [source.next() for _ in range(self._arguments.reports)]
        entries = self._load.run(reports, self._arguments.writers, self._arguments.kills, self._generator, self._strike)
        self._print_load(entries)
        self._check_load()

        storm = self._storm(source.next())
        self._verdict.require(
            f"of {CLIENTS} posts of one key at once one files and {CLIENTS - 1} are replays",
            sorted(entry.is_replay for entry in storm.entries) == [False] + [True] * (CLIENTS - 1),
        )
        self._check_reused_key(storm.report)
        # While the report is being filed, at the first answer, which proves that it is filed, and with replays under way.
        for kill in (
            Kill(answers=0, delay=self._generator.uniform(0, storm.first_answer_seconds)),
            Kill(answers=1),
            Kill(answers=self._generator.randint(2, 10)),
        ):
            self._check_killed_storm(self._killed_storm(source, kill), kill)

        reports += [storm.report for storm in self._storms]
        entries += [entry for storm in self._storms for entry in storm.entries]
        records = Records.read(self._database)
        examine_records(self._verdict, reports, entries, records)
        examine_answers(self._verdict, self._service, self._stop, self._tally, reports, entries)
        self._verdict.require("asking again changed nothing", Records.read(self._database) == records)

    def _strike(self):
        self._service.kill()
        killed = time.monotonic()
        self._service.start()
        self._restart_times.append(time.monotonic() - killed)

    def _storm(self, report, kill=None):
        storm = Storm(self._service, self._stop, self._tally).run(report, kill)
        self._storms.append(storm)
        return storm

    def _killed_storm(self, source, kill):
        """A storm that was not over when the kill came: on a busy machine the test may be told of answers too late."""
        for _ in range(5):
            storm = self._storm(source.next(), kill)
            if storm.in_flight_at_kill > 0:
                break
        return storm

    def _check_load(self):
        self._verdict.check("no report was refused", self._load.refusals)
        self._verdict.check("who was turned away got 503 with Retry-After", self._tally.faults)
        self._verdict.require("every kill met requests", all(count > 0 for count in self._load.in_flight_at_kills))

    def _check_reused_key(self, report):
        before = Records.read(self._database)
        other = json.dumps(json.loads(report.body) | {"description": "Một nội dung khác"}, ensure_ascii=False).encode()
        with Client(self._service.port, self._stop, self._tally) as client:
            answer, _ = client.until_answered(lambda: client.post(report, body=other))
        refused = answer.status == 422 and json.loads(answer.body).get("code") == "idempotency_key_reused"
        self._verdict.check("the key with another body is refused as idempotency_key_reused", [] if refused else [answer])
        self._verdict.require("and that changed nothing", Records.read(self._database) == before)

    def _check_killed_storm(self, storm, kill):
        filed = sum(not entry.is_replay for entry in storm.entries)
        faults = list(storm.refusals)
        if storm.in_flight_at_kill == 0:
            faults.append("the kill met no request")
        if len(storm.entries) != CLIENTS:
            faults.append(f"{len(storm.entries)} acknowledgements")
        # None when the one that filed was not answered any more.
        if filed > 1:
            faults.append(f"{filed} answers say that they filed the report")
        if len({entry.body for entry in storm.entries}) != 1:
            faults.append("the answers differ")
        self._verdict.check(
            f"{CLIENTS} posts of one key, killed {kill} with {storm.in_flight_at_kill} in flight, got equal answers", faults
        )

    def _print_load(self, entries):
        load, tally = self._load, self._tally
        retried = [entry for entry in entries if entry.tries > 1]
        met, restarts = load.in_flight_at_kills, self._restart_times
        rows = [
            ("acknowledged", f"{len(entries)} in {load.seconds:.1f} s, {len(entries) / load.seconds:.0f}/s"),
            ("kills", f"{len(met)}, with {min(met)} to {max(met)} requests in flight"),
            ("ready again", f"after {statistics.median(restarts):.2f} s, at most {max(restarts):.2f} s"),
            ("sent without an answer", str(tally.unanswered)),
            ("told to wait (429, 503)", str(tally.turned_away)),
            ("reports sent again", f"{len(retried)}, at most {max((entry.tries for entry in entries), default=0)} tries"),
            ("found filed by then", str(sum(entry.is_replay for entry in retried))),
        ]
        for name, value in rows:
            print(f"  {name:<26}{value}")


def main():
    arguments = parse_arguments()
    description = f"{arguments.reports} reports, {arguments.writers} writers, {arguments.kills} kills of the service"
    return perform(lambda stage: Test(stage).run(), arguments, description)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Kills one of two instances with SIGKILL, again and again, and proves that events keep their one order of commits.

    swift build --product phananh
    Tests/Faults/sequencer_killed.py [--database-url 'postgresql://postgres@/postgres?host=/path/to/socket']

Writers file reports, each by one of the instances, and note when they sent a report first and when it was acknowledged.
Both instances give positions to events; whoever is struck may be doing so. At last every event must have a position, the
positions must be 1, 2, 3, …, each report's must grow with its events, and of two reports of which one was acknowledged
before the other was sent the former must have the smaller ones.

The test creates a database in the cluster and drops it at the end; without an address it starts a cluster of its own. Exits
with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql and Python 3.11.
"""

import contextlib
import itertools
import json
import statistics
import sys
import threading
import time
from dataclasses import dataclass

from client import Client, Stopped, Tally
from crew import crew
from load import Supply
from reports import ReportSource
from sandbox import Service
from stage import add_database_url, argument_parser, perform, positive

NUMBERED = 10.0  # seconds from the last acknowledgement until every event has its position

EVENTS = """
    SELECT json_build_object('report', report_id, 'seq', seq, 'position', position)
    FROM report_event
    ORDER BY position NULLS LAST, report_id, seq
"""


@dataclass(frozen=True)
class Filing:
    """One report as its writer knows it, in seconds of one clock."""

    id: str
    sent: float  # before the first try
    acknowledged: float
    tries: int


@dataclass(frozen=True)
class Instance:
    service: Service
    tally: Tally  # what its clients met
    numbered: list  # events, by each of its lives


class Writers:
    """File reports by the instances in turn, a writer by one of them."""

    def __init__(self, stage, instances):
        self._stage = stage
        self._instances = instances
        self._lock = threading.Lock()
        self.filings = []
        self.refusals = []

    @contextlib.contextmanager
    def filing(self):
        """Until the block ends; then what was sent is still acknowledged."""
        supply = Supply(ReportSource(self._stage.another_generator()))
        instances = itertools.islice(itertools.cycle(self._instances), self._stage.arguments.writers)
        with crew(self._stage.stop, [lambda instance=instance: self._file(supply, instance) for instance in instances]):
            try:
                yield
            finally:
                supply.close()

    def _file(self, supply, instance):
        with Client(instance.service.port, self._stage.stop, instance.tally) as client:
            while (report := self._take(supply)) is not None:
                sent = time.monotonic()
                answer, tries = client.until_answered(lambda: client.post(report))
                acknowledged = time.monotonic()
                if answer.status != 201:
                    self.refusals.append(answer)
                    continue
                self.filings.append(Filing(json.loads(answer.body)["id"], sent, acknowledged, tries))

    def _take(self, supply):
        with self._lock:
            return next(supply, None)


class Test:
    def __init__(self, stage):
        self._stage = stage
        self._database = stage.database_as_told()
        one = stage.serve(self._database)
        two = stage.stack.enter_context(contextlib.closing(Service(stage.arguments.binary, self._database, stage.folder)))
        two.start()
        self._instances = [Instance(service, Tally(), []) for service in (one, two)]
        self._writers = Writers(stage, self._instances)
        self._met = []

    def run(self):
        kills, verdict = self._stage.arguments.kills, self._stage.verdict
        with self._writers.filing():
            for number in range(kills):
                instance = self._instances[number % 2]
                self._wait_for_work(instance)
                self._strike(instance)
            # Long enough for the one struck last.
            self._stage.pause(2)
        seconds = self._wait_until_numbered()
        for instance in self._instances:
            self._note_numbered(instance)
        events = self._database.rows(EVENTS)
        self._tell(events, seconds)
        filings = self._writers.filings
        verdict.check("no report was refused", self._writers.refusals)
        verdict.check("who was turned away got 503 with Retry-After", [fault for each in self._instances for fault in each.tally.faults])
        verdict.require("every kill met requests of the instance that was struck", min(self._met) > 0)
        verdict.require("both instances numbered events", all(sum(instance.numbered) > 0 for instance in self._instances))
        verdict.require(f"within {NUMBERED:.0f} s every event had its position", seconds is not None)
        verdict.require(
            f"the positions of {len(events)} events are 1, 2, 3, …, without a gap or a repetition",
            [event["position"] for event in events] == list(range(1, len(events) + 1)),
        )
        verdict.check(f"those of each of {len(filings)} reports grow with its events", disordered(events))
        verdict.check("who was acknowledged before another was sent stands before it", reversals(filings, events))

    def _wait_for_work(self, instance):
        """Long enough for both to number, and then until some request is under way at the one to be struck."""
        self._stage.pause(self._stage.generator.uniform(0.3, 1.2))
        while instance.tally.in_flight == 0:
            if self._stage.stop.is_set():
                raise Stopped
            time.sleep(0.002)

    def _strike(self, instance):
        self._note_numbered(instance)
        self._met.append(instance.tally.in_flight)
        instance.service.kill()
        instance.service.start()

    def _note_numbered(self, instance):
        """In the life that is about to end."""
        instance.numbered.append(int(instance.service.metrics()["events_numbered_total"]))

    def _wait_until_numbered(self):
        """The seconds it took; None when it took too long."""
        started = time.monotonic()
        while self._database.rows("SELECT json_build_object('any', true) FROM report_event WHERE position IS NULL LIMIT 1"):
            if time.monotonic() - started > NUMBERED:
                return None
            time.sleep(0.02)
        return time.monotonic() - started

    def _tell(self, events, seconds):
        filings, lives = self._writers.filings, [count for instance in self._instances for count in instance.numbered]
        numbered = " and ".join(str(sum(instance.numbered)) for instance in self._instances)
        for name, value in (
            ("acknowledged", f"{len(filings)} reports, {sum(filing.tries > 1 for filing in filings)} of them sent again"),
            ("kills", f"{len(self._met)}, with {min(self._met)} to {max(self._met)} requests in flight"),
            ("the instances numbered", f"{numbered} of {len(events)} events, and {sum(count > 0 for count in lives)} of {len(lives)} lives some"),
            ("the last had its position", "never" if seconds is None else f"{seconds:.2f} s after the writers' end"),
            ("from sent to acknowledged", f"{1000 * statistics.median(each.acknowledged - each.sent for each in filings):.0f} ms in the median"),
        ):
            print(f"  {name:<26}{value}")


def disordered(events):
    """Reports whose events are not 1, 2, … in the order of their positions."""
    last = {}
    for event in events:
        expected = last.get(event["report"], 0) + 1
        if event["seq"] != expected:
            yield f"{event['report']}: event {event['seq']} where {expected} was due"
        last[event["report"]] = event["seq"]


def reversals(filings, events):
    """Reports with an event before one of a report that had been acknowledged when they were first sent."""
    lowest, highest = {}, {}
    for event in events:
        position = event["position"] or 0
        lowest[event["report"]] = min(position, lowest.get(event["report"], position))
        highest[event["report"]] = max(position, highest.get(event["report"], position))
    before = sorted(filings, key=lambda filing: filing.acknowledged)
    reached, bound = 0, 0
    for filing in sorted(filings, key=lambda filing: filing.sent):
        while before[reached].acknowledged < filing.sent:
            bound = max(bound, highest.get(before[reached].id, sys.maxsize))
            reached += 1
        if lowest.get(filing.id, 0) <= bound:
            yield f"{filing.id} begins at {lowest.get(filing.id)}; {bound} had been acknowledged before it was sent"


def parse_arguments():
    options = argument_parser(__doc__)
    add_database_url(options)
    options.add_argument("--kills", type=positive, default=20, metavar="N", help="default: 20")
    return options.parse_args()


def main():
    arguments = parse_arguments()
    return perform(lambda stage: Test(stage).run(), arguments, f"{arguments.kills} kills of two instances, {arguments.writers} writers")


if __name__ == "__main__":
    sys.exit(main())

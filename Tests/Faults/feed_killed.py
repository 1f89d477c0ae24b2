#!/usr/bin/env python3
"""Kills one of two instances with SIGKILL, again and again, and proves that readers of the change feed miss nothing and hear nothing twice.

    swift build --product phananh
    Tests/Faults/feed_killed.py [--database-url 'postgresql://postgres@/postgres?host=/path/to/socket']

Writers file reports and act on them, each by one of the instances. Three readers follow the feed of the city over HTTP: one
asks again and again, one waits for its answers, one has them sent; whoever loses its instance goes on at the other from where it
was. At last each must have been told of every event once, and all in the one order in which the table has them.

The test creates a database in the cluster and drops it at the end; without an address it starts a cluster of its own. Exits
with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql and Python 3.11.
"""

import contextlib
import http.client
import itertools
import json
import sys
import threading
import time
from collections import Counter

import accounts
from client import Client, NoAnswer, Stopped, Tally, is_retryable
from crew import crew
from load import Supply
from reports import ReportSource
from sandbox import Service
from stage import add_database_url, argument_parser, perform, positive

TOLD = 20.0  # seconds from the last acknowledgement until every reader has been told of everything

UNNUMBERED = "SELECT count(*) FROM report_event WHERE position IS NULL"

ORDER = """
    SELECT json_build_object('change', concat_ws(' ', report.code, event.seq, event.type))
    FROM report_event AS event
    JOIN report ON report.id = event.report_id
    ORDER BY event.position
"""


class Reader:
    """Follows the feed until it has been told of as much as there is."""

    def __init__(self, name, ports, token, stop):
        self.name = name
        self.told = []
        self.lost = 0  # answers and streams that broke
        self.faults = []
        self.next = None
        self._turns = itertools.cycle(ports)
        self._token = token
        self._stop = stop
        self.enough = threading.Event()

    def follow(self):
        while not self.enough.is_set():
            if self._stop.is_set():
                raise Stopped
            try:
                self.read(next(self._turns))
            except (OSError, http.client.HTTPException, NoAnswer):
                self.lost += 1
                time.sleep(0.05)

    def path(self, parameters=""):
        return f"/v1/changes?scope=city{parameters}" + (f"&since={self.next}" if self.next else "")

    @property
    def headers(self):
        return {"Authorization": f"Bearer {self._token}"}

    def note(self, item):
        self.told.append(f"{item['report']['code']} {item['seq']} {item['type']}")


class Asker(Reader):
    """Asks, by one connection for as long as that holds."""

    def __init__(self, name, ports, token, stop, wait, pause):
        super().__init__(name, ports, token, stop)
        self._wait = f"&wait={wait}" if wait else ""
        self._pause = pause

    def read(self, port):
        with Client(port, self._stop, Tally()) as client:
            while not self.enough.is_set() and not self._stop.is_set():
                answer = client.send("GET", self.path(f"&limit=20{self._wait}"), self.headers)
                if answer.status != 200:
                    if not is_retryable(answer):
                        self.faults.append(answer)
                    time.sleep(0.1)
                    return
                page = json.loads(answer.body)
                for item in page["items"]:
                    self.note(item)
                self.next = page["next"]
                time.sleep(self._pause)


class Listener(Reader):
    """Has changes sent as they come."""

    def read(self, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        with contextlib.closing(connection):
            resumed = {"Last-Event-ID": self.next} if self.next else {}
            connection.request("GET", "/v1/changes?scope=city", headers=self.headers | {"Accept": "text/event-stream"} | resumed)
            answer = connection.getresponse()
            if answer.status != 200:
                if answer.status != 503:
                    self.faults.append(f"{answer.status} {answer.read()}")
                time.sleep(0.1)
                return
            event = {}
            while not self.enough.is_set() and not self._stop.is_set():
                line = answer.readline().decode()
                if not line:
                    raise http.client.IncompleteRead(b"")
                name, _, value = line.rstrip("\n").partition(": ")
                if name:
                    event[name] = value
                    continue
                # An event counts when its end is there.
                if "data" in event:
                    self.note(json.loads(event["data"]))
                self.next = event.get("id", self.next)
                event = {}


class Writers:
    """File reports and act on them, a writer by one of the instances."""

    def __init__(self, stage, services, token):
        self._stage = stage
        self._services = services
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._lock = threading.Lock()
        self.tally = Tally()
        self.refusals = []
        self.done = Counter()

    @contextlib.contextmanager
    def writing(self):
        """Until the block ends; then what was sent is still acknowledged."""
        supply = Supply(ReportSource(self._stage.another_generator()))
        services = itertools.islice(itertools.cycle(self._services), self._stage.arguments.writers)
        with crew(self._stage.stop, [lambda service=service: self._write(supply, service) for service in services]):
            try:
                yield
            finally:
                supply.close()

    def _write(self, supply, service):
        with Client(service.port, self._stage.stop, self.tally) as client:
            while (report := self._take(supply)) is not None:
                answer, _ = client.until_answered(lambda: client.post(report))
                if answer.status != 201:
                    self.refusals.append(answer)
                    continue
                self._count("filed")
                for version, action in enumerate(({"action": "acknowledge"}, {"action": "note", "text": "Đã xem"}), 1):
                    self._act(client, json.loads(answer.body)["code"], version, action)

    def _act(self, client, code, version, action):
        headers, body = self._headers | {"If-Match": f'"{version}-staff"'}, json.dumps(action).encode()
        answer, _ = client.until_answered(lambda: client.send("POST", f"/v1/staff/reports/{code}/actions", headers, body))
        # Whoever was not answered is told the second time that the version is another by now.
        if answer.status not in (200, 412):
            self.refusals.append(answer)
        self._count(action["action"])

    def _count(self, deed):
        with self._lock:
            self.done[deed] += 1

    def _take(self, supply):
        with self._lock:
            return next(supply, None)


class Test:
    def __init__(self, stage):
        self._stage = stage
        self._database = stage.database_as_told()
        one = stage.serve(self._database, settings=accounts.SETTINGS)
        two = stage.stack.enter_context(
            contextlib.closing(Service(stage.arguments.binary, self._database, stage.folder, accounts.SETTINGS))
        )
        two.start()
        self._services = [one, two]
        administrator = accounts.bootstrap(one, "quan-tri")
        token = accounts.invite(one.port, administrator, "dieu-phoi", "city_coordinator")
        self._writers = Writers(stage, self._services, token)
        ports = [service.port for service in self._services]
        self._readers = [
            Asker("asks", ports, token, stage.stop, wait=None, pause=0.05), Asker("waits", ports[::-1], token, stage.stop, wait=10, pause=0),
            Listener("is sent", ports, token, stage.stop),
        ]  # fmt: skip

    def run(self):
        kills, verdict = self._stage.arguments.kills, self._stage.verdict
        with crew(self._stage.stop, [reader.follow for reader in self._readers]):
            try:
                with self._writers.writing():
                    for number in range(kills):
                        self._stage.pause(self._stage.generator.uniform(0.3, 1.2))
                        service = self._services[number % 2]
                        service.kill()
                        service.start()
                    self._stage.pause(2)
                seconds = self._wait_until_told()
            finally:
                for reader in self._readers:
                    reader.enough.set()
        order = [row["change"] for row in self._database.rows(ORDER)]
        self._tell(order, seconds)
        verdict.check("nothing was refused", self._writers.refusals)
        verdict.check("who was turned away got 503 with Retry-After", self._writers.tally.faults)
        verdict.require("all three lost what they were reading", all(reader.lost > 0 for reader in self._readers))
        verdict.require(f"within {TOLD:.0f} s all were told of everything", seconds is not None)
        for reader in self._readers:
            verdict.check(f"who {reader.name} met no other fault", reader.faults)
            verdict.check(f"who {reader.name} was told of each of {len(order)} changes once, in their order", differences(order, reader.told))

    def _wait_until_told(self):
        """The seconds it took; None when it took too long."""
        started = time.monotonic()
        while time.monotonic() - started < TOLD:
            if self._database.value(UNNUMBERED) == "0":
                count = int(self._database.value("SELECT count(*) FROM report_event"))
                if all(len(reader.told) >= count for reader in self._readers):
                    return time.monotonic() - started
            self._stage.pause(0.05)
        return None

    def _tell(self, order, seconds):
        done = ", ".join(f"{deed} {count}" for deed, count in self._writers.done.items())
        for name, value in (
            ("written", f"{len(order)} events: {done}"),
            ("kills", f"{self._stage.arguments.kills}"),
            ("readings lost", ", ".join(f"{reader.name} {reader.lost}" for reader in self._readers)),
            ("the last was told", "never" if seconds is None else f"{seconds:.2f} s after the writers' end"),
        ):
            print(f"  {name:<26}{value}")


def differences(order, told):
    """Where two orders part."""
    for position, (expected, heard) in enumerate(itertools.zip_longest(order, told), 1):
        if expected != heard:
            yield f"at {position}: {heard} where {expected} was due"


def parse_arguments():
    options = argument_parser(__doc__)
    add_database_url(options)
    options.add_argument("--kills", type=positive, default=20, metavar="N", help="default: 20")
    return options.parse_args()


def main():
    arguments = parse_arguments()
    return perform(
        lambda stage: Test(stage).run(), arguments, f"{arguments.kills} kills of two instances, {arguments.writers} writers, 3 readers"
    )


if __name__ == "__main__":
    sys.exit(main())

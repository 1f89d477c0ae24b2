#!/usr/bin/env python3
"""Restarts two instances behind HAProxy in turn, under load, and proves that no client notices.

    swift build --product phananh
    Tests/Faults/rolling_restart.py --database-url 'postgresql://postgres@/postgres?host=/path/to/socket'

Clients that keep their connections send filings and reads at a steady rate to HAProxy, which runs deploy/haproxy.cfg. Each
instance in turn gets SIGTERM, must end with 0 within 30 seconds, and is started again. Every request must be answered with
success at the first try, and every report must be in the database once. At last a second signal must end an instance at once.

The test creates a database in the cluster and drops it at the end. Exits with 0 when all claims hold, 1 when one does
not, 2 for wrong arguments, 130 when interrupted. Needs haproxy, psql and Python 3.11.
"""

import contextlib
import signal
import statistics
import sys
import time

from client import Client, NoAnswer
from crew import crew
from proxy import Proxy
from examination import misshown
from records import Records
from reports import Entry, Refused, ReportSource
from sandbox import SandboxError, Service
from stage import add_database_url, argument_parser, perform, positive

CLIENTS = 16
EXIT_LIMIT = 30.0  # seconds
# This is not about overload: on a slow machine, too, one instance has to be able to take all clients.
ROOM = {"PHANANH_WORK_FILINGS": str(CLIENTS), "PHANANH_WORK_READS": str(CLIENTS)}


class Traffic:
    """Requests of all clients together at a steady rate, one filing to three reads of what was filed."""

    def __init__(self, stage, port, rate):
        self._stage = stage
        self._port = port
        self._rate = rate
        self._sources = [ReportSource(stage.another_generator()) for _ in range(CLIENTS)]
        self._over = False
        self.filed = []  # keys
        self.failures = []
        self.milliseconds = []

    @contextlib.contextmanager
    def flowing(self):
        jobs = [lambda number=number: self._send(number) for number in range(CLIENTS)]
        with crew(self._stage.stop, jobs):
            try:
                yield
            finally:
                self._over = True

    def _send(self, number):
        own, due, count = None, time.monotonic() + number / self._rate, 0
        with Client(self._port, self._stage.stop, self._stage.tally) as client:
            while not self._over and not self._stage.stop.is_set():
                time.sleep(max(0.0, due - time.monotonic()))
                started = time.monotonic()
                try:
                    if own is None or count % 4 == 0:
                        own = self._file(client, self._sources[number].next())
                    else:
                        report, entry = own
                        answer = client.get(f"/v1/reports/{entry.code}", entry.tracking_token)
                        self.failures.extend(misshown(entry, report, answer))
                except (NoAnswer, Refused) as error:
                    self.failures.append(error)
                self.milliseconds.append((time.monotonic() - started) * 1000)
                count += 1
                due += CLIENTS / self._rate

    def _file(self, client, report):
        entry = Entry.of(report, client.post(report), 1)
        self.filed.append(report.key)
        return report, entry


class Test:
    def __init__(self, stage, arguments):
        self._stage = stage
        self._arguments = arguments
        database = stage.database_as_told()
        self._database = database
        one = stage.serve(database, settings=ROOM)
        two = stage.stack.enter_context(contextlib.closing(Service(arguments.binary, database, stage.folder, ROOM)))
        two.start()
        self._services = [one, two]
        self._proxy = stage.stack.enter_context(contextlib.closing(Proxy(self._services, stage.folder)))
        self._proxy.start()

    def run(self):
        verdict, restarts = self._stage.verdict, self._arguments.restarts
        ends, served = [], []
        traffic = Traffic(self._stage, self._proxy.port, self._arguments.rate)
        # HAProxy has to have seen both before one goes.
        self._stage.pause(2)
        with traffic.flowing():
            self._stage.pause(2)
            for number in range(restarts):
                service = self._services[number % 2]
                served.append(requests(service))
                ends.append(self._restart(service))
                self._stage.pause(2)
        latency = statistics.quantiles(traffic.milliseconds, n=100)
        print(f"  {len(traffic.milliseconds)} requests, {len(traffic.filed)} of them filings; p50 {latency[49]:.1f} ms, p99 {latency[98]:.1f} ms")
        print(f"  ends after {min(ends)[0]:.1f} to {max(ends)[0]:.1f} s")
        verdict.require(f"each instance that was restarted had served, {min(served):.0f} requests at least", min(served) > 0)
        verdict.check(f"none of {len(traffic.milliseconds)} requests failed during {restarts} restarts", traffic.failures)
        verdict.check(
            f"{restarts} times SIGTERM led to exit code 0 within {EXIT_LIMIT:.0f} s",
            [f"{code} after {seconds:.1f} s" for seconds, code in ends if code != 0 or seconds > EXIT_LIMIT],
        )
        stored = sorted(row["key"] for row in Records.read(self._database).reports)
        verdict.require(f"{len(stored)} reports are in the database, each that was acknowledged, once", stored == sorted(traffic.filed))
        self._check_second_signal()

    def _restart(self, service):
        started = time.monotonic()
        service.signal(signal.SIGTERM)
        code = service.wait(EXIT_LIMIT + 10)
        seconds = time.monotonic() - started
        if code is None:
            raise SandboxError(f"an instance was still there {seconds:.0f} s after SIGTERM")
        service.start()
        return seconds, code

    def _check_second_signal(self):
        service = self._services[0]
        service.signal(signal.SIGTERM)
        time.sleep(0.5)
        service.signal(signal.SIGINT)
        code = service.wait(2.0)
        self._stage.verdict.check("a second signal ends an instance at once, with another code", [] if code else [f"exit code {code}"])


def requests(service):
    """How many of the API it has answered since it was started."""
    return sum(value for name, value in service.metrics().items() if name.startswith("http_server_request_duration_seconds_count"))


def parse_arguments():
    parser = argument_parser(__doc__)
    add_database_url(parser)
    parser.add_argument("--restarts", type=positive, default=10, metavar="N", help="default: 10")
    parser.add_argument("--rate", type=positive, default=200, metavar="N", help="requests a second; default: 200")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    description = f"{arguments.restarts} restarts under {arguments.rate} requests a second"
    return perform(lambda stage: Test(stage, arguments).run(), arguments, description)


if __name__ == "__main__":
    sys.exit(main())

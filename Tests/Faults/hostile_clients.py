#!/usr/bin/env python3
"""Holds the service up by all means a client has, while another client goes on as if nothing happened.

    swift build --product phananh
    Tests/Faults/hostile_clients.py --database-url 'postgresql://postgres@/postgres?host=/path/to/socket'

Slow heads, slow bodies, bodies trickled after the answer, answers nobody reads and 2,000 idle connections, all at once; then
what is not HTTP, floods of headers and chunk extensions, 10,000 requests sent without waiting, and requests without end whose
refusals nobody reads; then more connections than there is room for, and a log that nobody reads. Meanwhile a client of good manners
measures its 99th percentile, the kernel the service's memory, and at the end no row of the database may have changed. Takes about
four minutes; timing claims need a machine that does nothing else.

The test creates a database in the cluster and drops it at the end. Exits with 0 when all claims hold, 1 when one does
not, 2 for wrong arguments, 130 when interrupted. Needs psql and Python 3.11.
"""

import contextlib
import fcntl
import os
import struct
import sys
import termios
import time
from collections import Counter

import abuse
from good_client import GoodClient
from records import Records
from sandbox import SandboxError, Service
from slow_clients import Crowd
from stage import add_database_url, argument_parser, perform, positive
from usage import Usage

LIMIT = 35.0  # seconds after which nobody slow may be connected
IDLE_LIMIT = 66.0
RATIO = 2.0  # of 99th percentiles
PARSE_GROWTH = 20.0  # MB
SENDERS = 8
HOLDERS = 16  # as many exports as may be under way to their clients
LOG_PATIENCE = 2.0  # seconds a request may have to wait for a log that is not taken


class Test:
    def __init__(self, stage, arguments):
        self._stage = stage
        self._arguments = arguments
        self._verdict = stage.verdict
        self._database = stage.database_as_told()
        self._service = stage.serve(self._database)

    def run(self):
        before = Records.read(self._database)
        with contextlib.closing(GoodClient(self._service.port)) as good:
            self._good = good
            self._stage.pause(3)
            self._good.lap()  # its first answers warm the service up
            self._stage.pause(self._arguments.seconds)
            self._calm = self._good.lap()
            print(f"  undisturbed: {self._calm}", flush=True)
            self._slow()
            self._malformed()
            self._floods()
            self._pipelines()
            self._unread_refusals()
        self._full()
        self._unread_log()
        self._verdict.check("no answer was an internal error", self._internal_errors())
        self._verdict.require("no row of the database changed", Records.read(self._database) == before)

    def _slow(self):
        memory = self._megabytes()
        idle = self._arguments.idle
        # One after the other: what idle connections cost is told apart.
        resting = Crowd(self._service.port, {"idle": idle}, IDLE_LIMIT + 10)
        self._stage.pause(1)
        each = (self._megabytes() - memory) * 1024 / idle
        counts = {"head": 100, "body": 100, "chunks": 50, "body after the answer": 50, "reader": 16}
        slow = Crowd(self._service.port, counts, LIMIT + 10)
        endings = slow.endings()
        self._undisturbed(f"{sum(counts.values())} slow and {idle} idle clients")
        for kind, count in counts.items():
            self._ended(f"{count} slow clients ({kind})", LIMIT, [ending for ending in endings if ending.kind == kind])
        self._ended(f"{idle} idle connections", IDLE_LIMIT, resting.endings())
        self._good.lap()
        print(f"  an idle connection takes {each:.1f} KB; {self._megabytes() - memory:.1f} MB more than before are kept", flush=True)

    def _ended(self, who, limit, endings):
        seconds = [ending.seconds for ending in endings if ending.seconds is not None]
        self._verdict.check(
            f"{who} were disconnected after {min(seconds, default=0):.0f} to {max(seconds, default=0):.0f} s, at most {limit:.0f}",
            [ending for ending in endings if ending.seconds is None or ending.seconds > limit],
        )
        statuses = Counter(ending.status for ending in endings)
        print(f"  answered with {dict(statuses)}")

    def _malformed(self):
        # Once before it is measured: what is allocated the first time stays for the next.
        self._refused(abuse.MALFORMED)
        memory = self._megabytes()
        faults = [fault for _ in range(20) for fault in self._refused(abuse.MALFORMED)]
        self._verdict.check(f"{len(abuse.MALFORMED)} kinds of what is not HTTP, 20 of each, were refused", faults)
        self._grown("what is not HTTP", memory)

    def _floods(self):
        self._refused(abuse.FLOODS)
        memory = self._megabytes()
        faults = [fault for _ in range(5) for fault in self._refused(abuse.FLOODS)]
        self._verdict.check(f"{len(abuse.FLOODS)} kinds of floods, 5 of each, were refused", faults)
        self._grown("floods", memory)

    def _refused(self, kinds):
        for name, data in kinds.items():
            outcome = abuse.exchange(self._service.port, data)
            if not outcome.is_refusal:
                yield f"{name}: {outcome}"

    def _pipelines(self):
        """Again and again: of a moment's few answers the slowest would be the 99th percentile."""
        memory, count, times, statuses = self._megabytes(), self._arguments.pipelined, 0, Counter()
        self._good.lap()
        end = time.monotonic() + self._arguments.seconds
        while time.monotonic() < end:
            statuses += Counter(abuse.pipelined(self._service.port, count))
            times += 1
        self._verdict.require(
            f"{times} times {count} requests sent without waiting were all answered: {dict(statuses)}", statuses == {200: times * count}
        )
        self._undisturbed("pipelined requests")
        self._grown("pipelined requests", memory)

    def _unread_refusals(self):
        """Requests for what there is no room for, as fast as the service takes them, from clients that read no answer."""
        with contextlib.closing(Crowd(self._service.port, {"reader": HOLDERS}, LIMIT + 10)):
            self._wait_until_held()
            self._good.lap()
            refused, memory, peak = self._refused_exports(), self._megabytes(), 0.0
            with contextlib.closing(Crowd(self._service.port, {"sender": SENDERS}, LIMIT + 10)) as senders:
                # A service that keeps what it is sent, or its answers, is not to take the machine's memory with it.
                while not senders.ends_within(0.25) and peak < memory + 20 * PARSE_GROWTH:
                    peak = max(peak, self._megabytes())
                who = f"{SENDERS} clients that sent without end and read no refusal"
                if senders.ends_within(0):
                    self._ended(who, LIMIT, senders.endings())
                else:
                    self._verdict.check(f"{who} were disconnected", ["they were not before memory was short"])
        refused = self._refused_exports() - refused
        self._verdict.require(f"{refused:.0f} requests were refused", refused > SENDERS)
        self._verdict.require(f"{who}: memory grew by {peak - memory:.1f} MB, less than {PARSE_GROWTH:.0f}", peak - memory < PARSE_GROWTH)
        self._undisturbed(who)

    def _wait_until_held(self):
        deadline = time.monotonic() + 10
        while self._service.metrics()["exports_being_sent"] < HOLDERS:
            if time.monotonic() > deadline:
                raise SandboxError(f"there is room for an export beside {HOLDERS} that nobody reads")
            self._stage.pause(0.1)

    def _refused_exports(self):
        return self._service.metrics()['work_refused_total{class="exports"}']

    def _full(self):
        """A service with little room, all of it taken by the idle, and others that come."""
        service = Service(self._arguments.binary, self._database, self._stage.folder, {"PHANANH_CONNECTIONS": "64"})
        with contextlib.closing(service):
            service.start()
            resting = Crowd(service.port, {"idle": 500}, 20)
            with contextlib.closing(GoodClient(service.port)) as good:
                self._stage.pause(5)
                lap = good.lap()
            self._verdict.check(f"500 idle connections where there is room for 64 kept nobody out: {lap}", lap.faults)
            evicted = service.metrics()['http_connections_closed_total{reason="evicted"}']
            self._verdict.require(f"{evicted:.0f} of them made room", evicted >= 500 - 64)
            resting.endings()

    def _unread_log(self):
        """A service whose log goes into a pipe that is full after a few hundred requests."""
        pipe = self._stage.folder / "log"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        service = Service(self._arguments.binary, self._database, self._stage.folder, {"PHANANH_LOG_LEVEL": "info"}, log=pipe)
        with contextlib.closing(service):
            service.start()
            with contextlib.closing(GoodClient(service.port, rate=200)) as good:
                self._stage.pause(10)
                lap = good.lap()
        [unread] = struct.unpack("i", fcntl.ioctl(reader, termios.FIONREAD, bytes(4)))
        os.close(reader)
        self._verdict.require(f"{unread / 1024:.0f} KB of a log that nobody read filled a pipe", unread > 48 * 1024)
        self._verdict.check(f"and requests were answered: {lap}", lap.faults)
        slowest = max(lap.milliseconds) / 1000
        self._verdict.require(f"none had to wait for longer than {LOG_PATIENCE:.0f} s for it: {slowest:.2f}", slowest <= LOG_PATIENCE)

    def _undisturbed(self, by):
        lap = self._good.lap()
        ratio = lap.p99 / self._calm.p99
        self._verdict.check(f"{by}: the others were answered: {lap}", lap.faults)
        self._verdict.require(f"{by}: their 99th percentile was {ratio:.2f} times that before, at most {RATIO}", ratio < RATIO)

    def _grown(self, by, memory):
        growth = self._megabytes() - memory
        self._verdict.require(f"{by}: memory grew by {growth:.1f} MB, less than {PARSE_GROWTH:.0f}", growth < PARSE_GROWTH)

    def _megabytes(self):
        self._service.require_alive()
        return Usage.of(self._service.pid).resident_kb / 1024

    def _internal_errors(self):
        name_of_counts = "http_server_request_duration_seconds_count{"
        answers = {name: value for name, value in self._service.metrics().items() if name.startswith(name_of_counts)}
        if not any('status="200"' in name for name in answers):
            yield "the service does not tell how it has answered"
        for name, value in answers.items():
            if 'status="5' in name and 'status="503"' not in name and value > 0:
                yield f"{name} {value:.0f}"


def parse_arguments():
    parser = argument_parser(__doc__)
    add_database_url(parser)
    parser.add_argument("--seconds", type=positive, default=20, metavar="N", help="undisturbed, to compare with; default: 20")
    parser.add_argument("--idle", type=positive, default=2000, metavar="N", help="idle connections; default: 2000")
    parser.add_argument("--pipelined", type=positive, default=10_000, metavar="N", help="requests; default: 10000")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    description = f"{arguments.idle} idle connections, {arguments.pipelined} pipelined requests"
    return perform(lambda stage: Test(stage, arguments).run(), arguments, description)


if __name__ == "__main__":
    sys.exit(main())

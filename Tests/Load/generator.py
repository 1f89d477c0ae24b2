"""Sends requests at moments fixed beforehand, whether or not earlier ones were answered: as many citizens do who know nothing of
each other. A program of its own, run by open_loop.py; a second one doubles what one processor can send.

    generator.py '{"port": …, "requests": FILE, "plan": [[rate, seconds], …], "start": …, "seed": …, "output": FILE}'
"""

import contextlib
import errno
import gc
import json
import os
import random
import select
import socket
import sys
import time
from array import array
from collections import deque
from pathlib import Path

from work import KEY, SEPARATOR

PATIENCE = 10.0  # seconds after which a client gives up
CONNECTIONS = 1000  # at most; who finds none free waits, and the time counts
ACCEPTED, REFUSED, OTHER, UNANSWERED = range(4)


class Outcomes:
    """A row for each request: when it was due, how late it was sent, how long after it was due it was answered, and how."""

    COLUMNS = (("due", "d"), ("late", "d"), ("took", "d"), ("outcome", "B"), ("told_when", "B"))

    def __init__(self):
        self.columns = {name: array(code) for name, code in self.COLUMNS}

    def add(self, *row):
        for column, value in zip(self.columns.values(), row):
            column.append(value)

    def write(self, path):
        with open(path, "wb") as file:
            for column in self.columns.values():
                file.write(len(column).to_bytes(8, "little"))
                column.tofile(file)

    def read(self, path):
        """Appends what another process wrote."""
        with open(path, "rb") as file:
            for column in self.columns.values():
                column.fromfile(file, int.from_bytes(file.read(8), "little"))


class Exchange:
    """One connection, and the request under way on it."""

    __slots__ = ("socket", "due", "late", "request", "received")

    def __init__(self):
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due = None
        self.request = None
        self.received = b""


class Generator:
    def __init__(self, port, requests, plan, start, seed):
        self._address = ("127.0.0.1", port)
        self._requests = [
            [part.encode() for part in request.split(KEY)] for request in Path(requests).read_bytes().decode().split(SEPARATOR)
        ]
        self._plan = plan
        self._start = start
        self._random = random.Random(seed)
        self._epoll = select.epoll()
        self._open = {}
        self._idle = []
        self._waiting = deque()
        self._outcomes = Outcomes()

    def run(self):
        gc.disable()  # nothing here refers to itself, and a collection would make what is due wait
        next_sweep = self._start
        for due in self._moments():
            while (now := time.monotonic()) < due:
                self._handle(min(due, next_sweep) - now)
                if now > next_sweep:
                    next_sweep = now + 0.5
                    self._give_up(now)
            self._send(due, now)
        while self._waiting or len(self._idle) < len(self._open):
            self._handle(0.1)
            self._give_up(time.monotonic())
        return self._outcomes

    def _moments(self):
        """Independent arrivals: the pauses between them are exponential."""
        begin = self._start
        for rate, seconds in self._plan:
            due = begin
            while (due := due + self._random.expovariate(rate)) < begin + seconds:
                yield due
            begin += seconds

    def _handle(self, timeout):
        # epoll counts in milliseconds; select on the epoll itself keeps the microseconds.
        if timeout > 0 and not select.select([self._epoll], [], [], timeout)[0]:
            return
        for descriptor, events in self._epoll.poll(0):
            exchange = self._open[descriptor]
            if events & select.EPOLLOUT:
                self._epoll.modify(descriptor, select.EPOLLIN)
                self._transmit(exchange)
            else:
                self._receive(exchange)

    def _send(self, due, now):
        if self._idle:
            self._begin(self._idle.pop(), due, now)
        elif len(self._open) < CONNECTIONS:
            self._connect(due, now)
        else:
            self._waiting.append((due, now))

    def _connect(self, due, now):
        exchange = Exchange()
        self._prepare(exchange, due, now)
        if exchange.socket.connect_ex(self._address) not in (0, errno.EINPROGRESS):
            exchange.socket.close()
            self._outcomes.add(due, now - due, time.monotonic() - due, UNANSWERED, 0)
            return
        self._open[exchange.socket.fileno()] = exchange
        self._epoll.register(exchange.socket, select.EPOLLOUT)

    def _prepare(self, exchange, due, now):
        parts = self._random.choice(self._requests)
        bits = self._random.getrandbits
        exchange.request = b"%b%08x-0000-4000-8000-%012x%b" % (parts[0], bits(32), bits(48), parts[1]) if len(parts) > 1 else parts[0]
        exchange.due, exchange.late = due, now - due

    def _begin(self, exchange, due, now):
        self._prepare(exchange, due, now)
        self._transmit(exchange)

    def _transmit(self, exchange):
        try:
            is_sent = exchange.socket.send(exchange.request) == len(exchange.request)
        except OSError:
            is_sent = False
        if not is_sent:
            self._close(exchange)

    def _receive(self, exchange):
        try:
            data = exchange.socket.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data or exchange.due is None:
            self._close(exchange)
            return
        received = exchange.received = exchange.received + data
        end = received.find(b"\r\n\r\n")
        if end < 0:
            return
        head = received[:end].lower() + b"\r\n"
        if len(received) >= end + 4 + int(_field(head, b"content-length") or 0):
            self._conclude(exchange, head)

    def _conclude(self, exchange, head):
        status = head[9:12]
        outcome = ACCEPTED if status[:1] == b"2" else REFUSED if status == b"503" else OTHER
        self._outcomes.add(
            exchange.due, exchange.late, time.monotonic() - exchange.due, outcome, _field(head, b"retry-after") is not None
        )
        exchange.due, exchange.received = None, b""
        if _field(head, b"connection") == b"close":
            self._close(exchange)
        elif self._waiting:
            due, now = self._waiting.popleft()
            self._begin(exchange, due, now)
        else:
            self._idle.append(exchange)

    def _close(self, exchange):
        """What was under way on it stays unanswered."""
        if exchange.due is not None:
            self._outcomes.add(exchange.due, exchange.late, time.monotonic() - exchange.due, UNANSWERED, 0)
        else:
            self._idle = [other for other in self._idle if other is not exchange]
        del self._open[exchange.socket.fileno()]
        exchange.socket.close()
        if self._waiting:
            self._connect(*self._waiting.popleft())

    def _give_up(self, now):
        for exchange in [each for each in self._open.values() if each.due is not None and now - each.due > PATIENCE]:
            self._close(exchange)
        while self._waiting and now - self._waiting[0][0] > PATIENCE:
            due, sent = self._waiting.popleft()
            self._outcomes.add(due, sent - due, now - due, UNANSWERED, 0)


def _field(head, name):
    """The value of a header field in a head of lower case; None without."""
    start = head.find(b"\r\n" + name + b":")
    if start < 0:
        return None
    start += len(name) + 3
    return head[start : head.index(b"\r\n", start)].strip()


if __name__ == "__main__":
    # Citizens do not compete for the processors of what they use; where that is allowed, the generator goes first.
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    given = json.loads(sys.argv[1])
    output = given.pop("output")
    Generator(**given).run().write(output)

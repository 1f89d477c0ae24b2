#!/usr/bin/env python3
"""Tries the rules of deploy/haproxy.cfg one by one, with servers of its own in the place of the service.

    Tests/Faults/proxy_rules.py

What is not answered is sent again when it is a read or a filing with its key, and nothing else is. Heads and bodies that come too
slowly are ended before they get to a server, and a long body that comes as it should gets through. One address takes no more than its
share of connections, while others are served. Where no server is ready they are asked all the same, and where none listens
the client is told in the service's form. Takes about a minute.

Exits with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs haproxy and Python 3.11.
"""

import contextlib
import http.client
import json
import resource
import socket
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from proxy import Proxy
from slow_clients import Crowd
from stage import argument_parser, perform

SHARE = 1000  # connections of one address
LIMIT = 13.0  # seconds: 10 for a request, and the machine's own
KEY = {"Idempotency-Key": "0b3e2c52-8a3b-4e4c-9a3e-1f2d3c4b5a69"}
# What nobody answers, and how many tries it is worth.
UNANSWERED = [
    ("GET", "/v1/units", {}, 3),
    ("HEAD", "/v1/units", {}, 3),
    ("POST", "/v1/reports", KEY, 3),
    ("POST", "/v1/reports", {}, 1),
    ("POST", "/v1/staff/reports/HN-26-7K3F9Q-3/actions", KEY, 1),
    ("PUT", "/v1/me", KEY, 1),
    ("PATCH", "/v1/admin/accounts/1", KEY, 1),
    ("DELETE", "/v1/sessions/current", KEY, 1),
]


class Quiet(ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # whoever asks may go at any moment


class Server:
    """Answers everything with 200, but for what it was told to leave unanswered; counts what it gets."""

    def __init__(self):
        self.is_silent = False
        self.is_ready = True
        self.received = Counter()  # bytes of bodies, by method and path
        self.requests = Counter()
        self._http = Quiet(("127.0.0.1", 0), self._handler())
        self.port = self.operations_port = self._http.server_port
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self):
        self._http.shutdown()
        self._http.server_close()

    def _handler(self):
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.path != "/readyz":
                    server.requests[self.command, self.path] += 1
                    server.received[self.command, self.path] += len(body)
                    if server.is_silent:
                        self.close_connection = True
                        return
                self.send_response(200 if self.path != "/readyz" or server.is_ready else 503)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
            setattr(Handler, f"do_{method}", Handler._serve)
        return Handler


class Test:
    def __init__(self, stage):
        self._verdict = stage.verdict
        self._stop = stage.stop
        self._servers = [stage.stack.enter_context(contextlib.closing(Server())) for _ in range(2)]
        self._proxy = stage.stack.enter_context(contextlib.closing(Proxy(self._servers, stage.folder)))
        self._proxy.start()

    def run(self):
        self._repeats()
        self._slow()
        self._share()
        self._unready()

    def _send(self, method, path, headers=None, body=b"{}", source="127.0.0.1"):
        """The answer's status and body; None when the connection was closed instead."""
        connection = http.client.HTTPConnection("127.0.0.1", self._proxy.port, timeout=30, source_address=(source, 0))
        try:
            connection.request(method, path, None if method in ("GET", "HEAD") else body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return None, b""
        finally:
            connection.close()

    def _repeats(self):
        faults = []
        for server in self._servers:
            server.is_silent = True
        for method, path, headers, tries in UNANSWERED:
            before = self._requests(method, path)
            status, _ = self._send(method, path, headers)
            made = self._requests(method, path) - before
            if made != tries or status != 502:
                faults.append(f"{method} {path} {'with' if headers else 'without'} a key: {made} tries and not {tries}, answered with {status}")
        for server in self._servers:
            server.is_silent = False
        self._verdict.check("what is not answered is sent again when it is a read or a filing with a key, and nothing else is", faults)

    def _requests(self, method, path):
        return sum(server.requests[method, path] for server in self._servers)

    def _slow(self):
        received = sum(self._requests("POST", path) for path in ("/v1/reports", "/nothing"))
        counts = {"head": 50, "body": 50, "chunks": 50, "body after the answer": 50}
        endings = Crowd(self._proxy.port, counts, LIMIT + 10).endings()
        self._verdict.check(
            f"{len(endings)} clients that sent heads and bodies slowly were told so within {LIMIT:.0f} s",
            [ending for ending in endings if ending.seconds is None or ending.seconds > LIMIT or ending.status != 408],
        )
        received = sum(self._requests("POST", path) for path in ("/v1/reports", "/nothing")) - received
        self._verdict.require("and no server had heard of them", received == 0)
        # A photo over a slow line: for longer than a request's head and first bytes may take.
        pieces, size = 60, 4096

        def photo():
            for _ in range(pieces):
                yield bytes(size)
                self._stop.wait(0.2)

        status, _ = self._send("POST", "/photo", {"Content-Length": str(pieces * size)}, photo())
        received = sum(server.received["POST", "/photo"] for server in self._servers)
        self._verdict.require(f"a body of {received / 1024:.0f} KB in {pieces * 0.2:.0f} s got through", (status, received) == (200, pieces * size))

    def _share(self):
        extra = 200
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
        with contextlib.ExitStack() as stack:
            idle = [stack.enter_context(socket.socket()) for _ in range(SHARE + extra)]
            for connection in idle:
                # Refused ones may be closed while they are being opened.
                with contextlib.suppress(OSError):
                    connection.connect(("127.0.0.1", self._proxy.port))
            self._stop.wait(1)
            refused, _ = self._send("GET", "/v1/categories")
            other, _ = self._send("GET", "/v1/categories", source="127.0.0.2")
            at_once = sum(is_closed(connection) for connection in idle)
            self._stop.wait(LIMIT)
            later = sum(is_closed(connection) for connection in idle)
        self._verdict.require("an address that has its share of connections gets no other", refused is None)
        self._verdict.require("and another address does", other == 200)
        self._verdict.require(f"{at_once} of {SHARE + extra} connections of one address were closed at once, {extra} too many", at_once == extra)
        self._verdict.require(f"and all that asked for nothing within {LIMIT:.0f} s", later == SHARE + extra)
        self._verdict.require("then the address is served again", self._send("GET", "/v1/categories")[0] == 200)

    def _unready(self):
        for server in self._servers:
            server.is_ready = False
        time.sleep(5)
        before = [sum(server.requests.values()) for server in self._servers]
        statuses = Counter(self._send("GET", "/v1/categories")[0] for _ in range(20))
        after = [sum(server.requests.values()) for server in self._servers]
        self._verdict.require(
            f"where none is ready all are asked all the same: {dict(statuses)}",
            statuses == {200: 20} and all(then > now for now, then in zip(before, after, strict=True)),
        )
        for server in self._servers:
            server.close()
        status, body = self._send("GET", "/v1/categories")
        try:
            code = json.loads(body)["code"]
        except (KeyError, ValueError):
            code = body
        self._verdict.require(f"where none listens the client is told in the service's form: {status} {code}", (status, code) == (503, "unavailable"))


def is_closed(connection):
    """Whether the other side has closed it, whatever it had said before."""
    connection.setblocking(False)
    try:
        while connection.recv(4096):
            pass
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True


def main():
    return perform(lambda stage: Test(stage).run(), argument_parser(__doc__).parse_args(), "rules of deploy/haproxy.cfg")


if __name__ == "__main__":
    sys.exit(main())

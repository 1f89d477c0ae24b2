#!/usr/bin/env python3
"""Proves that /readyz tells whether requests can be served: not without either database login, and all the same in a rush.

    swift build --product phananh
    Tests/Faults/readiness.py

The login of public reads is taken away from a service at work, then that of the service itself: /readyz has to say so within
seconds, filings have to go on without public reads, and all is to be well within seconds of the login's return, without a hand. Then
a locked table lets filings take every connection they have: the service is as ready as before.

Exits with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql, a
PostgreSQL server with PostGIS, and Python 3.11.
"""

import http.client
import sys
import time

from client import Client
from crew import crew
from reports import ReportSource
from session import Session
from stage import argument_parser, perform

NOTICE = 5.0  # seconds from a fault to its notice
RECOVERY = 10.0
WRITERS = 32


class Test:
    def __init__(self, stage):
        self._stage = stage
        self._database = stage.database(stage.cluster())
        self._service = stage.serve(self._database)
        self._source = ReportSource(stage.another_generator())

    def run(self):
        verdict = self._stage.verdict
        self._lose("app_public_ro", and_then=self._files_without_reads)
        self._lose("app_rw", and_then=lambda: None)
        statuses = self._statuses_in_a_rush()
        verdict.require(f"in a rush that took every connection /readyz said 200 each of {len(statuses)} times", set(statuses) == {200})
        verdict.check("no other error than 503 was met", self._stage.tally.faults)

    def _lose(self, login, and_then):
        """Nobody can log in as `login` any more, and whoever has is thrown out."""
        verdict = self._stage.verdict
        self._database.execute(f"ALTER ROLE {login} NOLOGIN")
        self._database.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{login}'")
        seconds = self._seconds_until(503)
        verdict.require(f"without {login} /readyz said so after {seconds:.1f} s, at most {NOTICE:.0f}", seconds <= NOTICE)
        and_then()
        held = {self._readiness() for _ in range(40) if not self._stage.stop.wait(0.1)}
        verdict.require(f"and went on to say so: {held}", held == {503})
        self._database.execute(f"ALTER ROLE {login} LOGIN")
        seconds = self._seconds_until(200)
        verdict.require(f"{seconds:.1f} s after its return, at most {RECOVERY:.0f}, it was ready", seconds <= RECOVERY)
        held = {self._readiness() for _ in range(20) if not self._stage.stop.wait(0.1)}
        verdict.require(f"and stayed so: {held}", held == {200})

    def _files_without_reads(self):
        with Client(self._service.port, self._stage.stop, self._stage.tally) as client:
            filed = client.post(self._source.next())
            read = client.get("/v1/units/locate?lat=21.0285&lon=105.8542")
        self._stage.verdict.require(f"a filing is answered meanwhile, with {filed.status}, and a read with {read.status}", (filed.status, read.status) == (201, 503))

    def _statuses_in_a_rush(self):
        """What /readyz says while filings wait for a lock, more of them than there are connections."""
        statuses = []

        def file(source):
            with Client(self._service.port, self._stage.stop, self._stage.tally) as client:
                client.until_answered(lambda report=source.next(): client.post(report))

        sources = [ReportSource(self._stage.another_generator()) for _ in range(WRITERS)]
        with Session(self._database.url()) as session:
            session.run("BEGIN; LOCK TABLE report IN ACCESS EXCLUSIVE MODE")
            with crew(self._stage.stop, [lambda source=source: file(source) for source in sources]):
                end = time.monotonic() + 8
                while time.monotonic() < end:
                    metrics = self._service.metrics()
                    if metrics['postgres_pool_leased{pool="app_rw"}'] == metrics['postgres_pool_size{pool="app_rw"}']:
                        statuses.append(self._readiness())
                    self._stage.pause(0.1)
                session.run("ROLLBACK")
        return statuses

    def _seconds_until(self, status):
        started = time.monotonic()
        while self._readiness() != status and time.monotonic() < started + 60:
            self._stage.pause(0.1)
        return time.monotonic() - started

    def _readiness(self):
        connection = http.client.HTTPConnection("127.0.0.1", self._service.operations_port, timeout=20)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status
        finally:
            connection.close()


def main():
    return perform(lambda stage: Test(stage).run(), argument_parser(__doc__).parse_args(), "logins lost, and a rush")


if __name__ == "__main__":
    sys.exit(main())

"""Writers that file reports while the service is killed and started again under them."""

import time

from client import Client, Stopped
from crew import crew
from reports import Entry, Ledger, Refused


class Load:
    def __init__(self, service, stop, tally, folder):
        self._service = service
        self._stop = stop
        self._tally = tally
        self._folder = folder
        self._acknowledged = []  # one item for each, so that threads need no lock to count
        self.refusals = []
        self.in_flight_at_kills = []
        self.restart_times = []
        self.seconds = 0.0

    def run(self, reports, writers, kills, generator):
        """Files all reports; returns what the ledgers say, read back from disk."""
        ledgers = [self._folder / f"writer-{number}.jsonl" for number in range(writers)]
        parts = [reports[number::writers] for number in range(writers)]
        started = time.monotonic()
        with crew(self._stop, [lambda job=job: self._write(*job) for job in zip(parts, ledgers)]):
            for count, delay in kill_moments(len(reports), kills, generator):
                self._wait_until(lambda count=count: self._settled() >= count)
                time.sleep(delay)
                # After a restart all writers may be pausing before their next try.
                self._wait_until(lambda: self._tally.in_flight > 0 or self._settled() == len(reports))
                self._kill_and_restart()
            self._wait_until(lambda: self._settled() == len(reports))
        self.seconds = time.monotonic() - started
        return [entry for ledger in ledgers for entry in Ledger.read(ledger)]

    def _write(self, reports, path):
        with Client(self._service.port, self._stop, self._tally) as client, Ledger(path) as ledger:
            for report in reports:
                answer, tries = client.until_answered(lambda: client.post(report))
                try:
                    ledger.append(Entry.of(report, answer, tries))
                    self._acknowledged.append(report.key)
                except Refused as refusal:
                    self.refusals.append(refusal)

    def _settled(self):
        return len(self._acknowledged) + len(self.refusals)

    def _wait_until(self, condition):
        while not condition():
            if self._stop.is_set():
                raise Stopped
            self._service.require_alive()
            time.sleep(0.002)

    def _kill_and_restart(self):
        self.in_flight_at_kills.append(self._tally.in_flight)
        self._service.kill()
        killed = time.monotonic()
        self._service.start()
        self.restart_times.append(time.monotonic() - killed)


def kill_moments(reports, kills, generator):
    """When to kill: a number of acknowledged reports in each of `kills` equal parts of the load, so that every kill meets
    requests, and a delay of up to the time a few answers take, so that it meets them anywhere on their way."""
    part = reports / kills
    return [(int(part * (number + generator.uniform(0.1, 0.6))), generator.uniform(0, 0.02)) for number in range(kills)]

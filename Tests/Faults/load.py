"""Writers that file reports while the service, or what it stands on, is struck under them."""

import itertools
import threading
import time
from contextlib import contextmanager

from client import PATIENCE, Client, Stopped
from crew import crew
from reports import Entry, Ledger, Refused


class Supply:
    """Reports without end, until it is closed."""

    def __init__(self, source):
        self._source = source
        self._closed = threading.Event()

    def __iter__(self):
        return self

    def __next__(self):
        if self._closed.is_set():
            raise StopIteration
        return self._source.next()

    def close(self):
        self._closed.set()


class Load:
    def __init__(self, service, stop, tally, folder, patience=PATIENCE):
        self._service = service
        self._stop = stop
        self._tally = tally
        self._folder = folder
        self._patience = patience
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self.sent = []  # reports
        self.acknowledged = []  # pairs of a report and its entry
        self.refusals = []
        self.untold = []  # reports found filed by writers who had been told that nothing had happened
        self._settled = []  # keys the writers are done with, so that threads need no lock to count
        self.in_flight_at_kills = []
        self.seconds = 0.0

    @property
    def entries(self):
        """What the ledgers say, read back from disk."""
        return [entry for ledger in sorted(self._folder.glob("*.jsonl")) for entry in Ledger.read(ledger)]

    def run(self, reports, writers, kills, generator, strike):
        """Files all reports; `strike` kills, and returns when what it killed runs again. Returns what the ledgers say."""
        total = len(reports)
        with self.writing(reports, writers):
            for count, delay in kill_moments(total, kills, generator):
                self.wait_until(lambda count=count: len(self._settled) >= count)
                time.sleep(delay)
                # After a restart all writers may be pausing before their next try.
                self.wait_until(lambda: self._tally.in_flight > 0 or len(self._settled) == total)
                self.in_flight_at_kills.append(self._tally.in_flight)
                strike()
            self.wait_until(lambda: len(self._settled) == total)
        return self.entries

    @contextmanager
    def writing(self, reports, writers):
        """Files reports beside the block, as many at a time as there are writers; leaving it waits for the last of them."""
        supply = iter(reports)
        started = time.monotonic()
        ledgers = [self._folder / f"writer-{next(self._numbers)}.jsonl" for _ in range(writers)]
        with crew(self._stop, [lambda path=path: self._write(supply, path) for path in ledgers]):
            yield
        self.seconds += time.monotonic() - started

    def file_at_once(self, report):
        """Files one report by a client that does not wait as it is told; returns the seconds until it is acknowledged."""
        started = time.monotonic()
        with self._lock:
            self.sent.append(report)
        with self._client(pace=0.05) as client, Ledger(self._folder / "impatient.jsonl") as ledger:
            self._file(report, client, ledger)
        return time.monotonic() - started

    def wait_until(self, condition):
        while not condition():
            if self._stop.is_set():
                raise Stopped
            self._service.require_alive()
            time.sleep(0.002)

    def _client(self, **options):
        return Client(self._service.port, self._stop, self._tally, patience=self._patience, **options)

    def _write(self, supply, path):
        with self._client() as client, Ledger(path) as ledger:
            while (report := self._take(supply)) is not None:
                self._file(report, client, ledger)
                self._settled.append(report.key)

    def _take(self, supply):
        with self._lock:
            report = next(supply, None)
            if report is not None:
                self.sent.append(report)
            return report

    def _file(self, report, client, ledger):
        # Whether some try may have filed it: an answer that did not come, or one that leaves it open.
        is_open = False

        def post():
            nonlocal is_open
            before, is_open = is_open, True
            answer = client.post(report)
            is_open = before or answer.problem == "outcome_unknown"
            return answer

        answer, tries = client.until_answered(post)
        try:
            entry = Entry.of(report, answer, tries)
        except Refused as refusal:
            self.refusals.append(refusal)
            return
        ledger.append(entry)
        if entry.is_replay and not is_open:
            self.untold.append(f"{entry.code}, key {entry.key}, after {tries} tries")
        self.acknowledged.append((report, entry))

def kill_moments(reports, kills, generator):
    """When to kill: a number of acknowledged reports in each of `kills` equal parts of the load, so that every kill meets
    requests, and a delay of up to the time a few answers take, so that it meets them anywhere on their way."""
    part = reports / kills
    return [(int(part * (number + generator.uniform(0.1, 0.6))), generator.uniform(0, 0.02)) for number in range(kills)]

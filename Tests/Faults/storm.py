"""Many clients that post one report with one key at the same moment."""

import threading
import time
from dataclasses import dataclass

from client import Client, Stopped
from crew import crew
from reports import Entry, Refused

CLIENTS = 50


@dataclass(frozen=True)
class Kill:
    """SIGKILL when so many clients have been answered; when none has to be, after `delay` seconds."""

    answers: int
    delay: float = 0.0

    def __str__(self):
        return f"after {self.answers} answers" if self.answers else f"after {self.delay * 1000:.0f} ms"


class Storm:
    def __init__(self, service, stop, tally):
        self._service = service
        self._stop = stop
        self._tally = tally
        self._lock = threading.Lock()
        self.report = None
        self.entries = []
        self.refusals = []
        self.in_flight_at_kill = 0
        self.first_answer_seconds = 0.0

    def run(self, report, kill=None):
        """Posts until every client is answered, through a kill and a restart where one is asked for."""
        self.report = report
        ready = threading.Barrier(CLIENTS + 1)
        killed = threading.Event()
        with crew(self._stop, [lambda: self._post(ready, kill, killed)] * CLIENTS):
            ready.wait(timeout=30)
            if kill is not None:
                if kill.answers == 0:
                    time.sleep(kill.delay)
                    self._kill(killed)
                while not killed.wait(0.05):
                    if self._stop.is_set():
                        raise Stopped
                self._service.start()
        return self

    def _post(self, ready, kill, killed):
        with Client(self._service.port, self._stop, self._tally) as client:
            client.connect()
            ready.wait(timeout=30)
            started = time.monotonic()
            answer, tries = client.until_answered(lambda: client.post(self.report))
            with self._lock:
                self.first_answer_seconds = self.first_answer_seconds or time.monotonic() - started
                try:
                    self.entries.append(Entry.of(self.report, answer, tries))
                except Refused as refusal:
                    self.refusals.append(refusal)
                answered = len(self.entries) + len(self.refusals)
            # The thread that has just been answered kills: waking another would let the storm pass.
            if kill is not None and answered == kill.answers:
                self._kill(killed)

    def _kill(self, killed):
        self.in_flight_at_kill = self._tally.in_flight
        self._service.kill()
        killed.set()

"""Readers that ask for what was acknowledged: each answer is right, or says that it cannot be given now."""

import json
import random
import threading
import time
from contextlib import contextmanager

from client import Client, GaveUp, NoAnswer, Tally, is_retryable
from crew import crew
from examination import misshown


class Readers:
    def __init__(self, service, stop, load, generator):
        self._service = service
        self._stop = stop
        self._load = load
        self._generator = generator
        self._lock = threading.Lock()
        self.tally = Tally()
        self.right = 0
        self.turned_away = 0
        self.wrong = []
        self._count = 0

    @contextmanager
    def reading(self, count):
        """Reads beside the block, in `count` threads."""
        self._count = count
        enough = threading.Event()
        generators = [random.Random(self._generator.getrandbits(64)) for _ in range(count)]
        jobs = [lambda generator=generator: self._read(generator, enough) for generator in generators]
        with crew(self._stop, jobs):
            try:
                yield
            finally:
                enough.set()

    def wait_until_back(self, pause, patience=30.0):
        """Returns when one of them has been answered right who asked after this call; for use while they read."""
        right, deadline = self.right, time.monotonic() + patience
        while self.right <= right + self._count:
            if time.monotonic() > deadline:
                raise GaveUp(f"no right answer to a reader for {patience:.0f} s")
            pause(0.05)

    def _read(self, generator, enough):
        with Client(self._service.port, self._stop, self.tally) as client:
            while not enough.wait(0.02) and not self._stop.is_set():
                if self._load.acknowledged:
                    self._note(*self._ask(client, generator))

    def _ask(self, client, generator):
        """The answer to a question drawn, and what is wrong with it if it is an answer."""
        report, entry = generator.choice(self._load.acknowledged)
        place = json.loads(report.body)["location"]
        path, token, fault = generator.choice(
            (
                (f"/v1/reports/{entry.code}", entry.tracking_token, lambda answer: list(misshown(entry, report, answer))),
                (f"/v1/reports/{entry.code}/timeline", entry.tracking_token, lambda answer: mistold(entry, answer)),
                (f"/v1/units/locate?lat={place['lat']}&lon={place['lon']}", None, lambda answer: misplaced(report, answer)),
            )
        )
        try:
            answer = client.get(path, token)
        except NoAnswer as error:
            return None, [f"{path}: no answer: {error}"]
        return answer, [] if is_retryable(answer) else fault(answer)

    def _note(self, answer, faults):
        with self._lock:
            self.wrong += faults
            if answer is not None and answer.status == 503:
                self.turned_away += 1
            elif not faults:
                self.right += 1


def mistold(entry, answer):
    """What is wrong with a history."""
    types = [item.get("type") for item in json.loads(answer.body)["items"]] if answer.status == 200 else None
    return [] if types == ["filed", "routed"] else [f"{entry.code}: {answer}"]


def misplaced(report, answer):
    """What is wrong with the unit of a place."""
    code = json.loads(answer.body)["unit"]["code"] if answer.status == 200 else None
    return [] if code == report.unit else [f"{report.unit}: {answer}"]

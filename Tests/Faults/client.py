"""A client that files reports as a good one would: it keeps its connection and repeats with the same key until it is answered."""

import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass

PATIENCE = 60.0  # seconds in which every report has to be answered, restarts included
TIMEOUT = 30.0  # seconds without a byte of an answer: more than any test allows, which can so tell late from never


class NoAnswer(Exception):
    """A request was not answered whole: it may have been carried out or not."""


class Stopped(Exception):
    """The run was given up elsewhere."""


class GaveUp(Exception):
    """A report was not answered in time."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict  # names in lower case
    body: bytes

    @property
    def is_replay(self):
        return self.headers.get("idempotent-replay") == "true"

    @property
    def problem(self):
        """The code of a problem+json body; None where there is none."""
        if self.headers.get("content-type", "").partition(";")[0] != "application/problem+json":
            return None
        try:
            return json.loads(self.body)["code"]
        except (KeyError, TypeError, ValueError):
            return None

    def __str__(self):
        return f"{self.status} {self.body.decode(errors='replace')}"


def is_retryable(answer):
    """Whether this is how the service is to say that it cannot serve now."""
    return (
        answer.status == 503
        and answer.problem in ("overloaded", "busy", "unavailable", "outcome_unknown")
        and answer.headers.get("retry-after", "").isdigit()
    )


class Tally:
    """What all clients met together."""

    def __init__(self):
        self._lock = threading.Lock()
        self.in_flight = 0
        self.unanswered = 0  # sent, but not answered whole
        self.turned_away = 0  # 429 or 503
        self.slowest = 0.0  # seconds until an answer
        self.problems = Counter()  # by code
        self.faults = []  # answers that no fault of the database excuses

    def answered(self, answer, seconds):
        """Every answer passes here: 5xx may only be a 503 that says why and when to try again."""
        with self._lock:
            self.slowest = max(self.slowest, seconds)
            if answer.status >= 400:
                self.problems[answer.problem] += 1
            if answer.status >= 500 and not is_retryable(answer):
                self.faults.append(f"{answer} {answer.headers}")

    def add(self, **amounts):
        with self._lock:
            for name, amount in amounts.items():
                setattr(self, name, getattr(self, name) + amount)


class Client:
    """One connection; belongs to one thread. With a `pace` it does not wait as long as it is told, but that many seconds."""

    def __init__(self, port, stop, tally, timeout=TIMEOUT, patience=PATIENCE, pace=None):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self._stop = stop
        self._tally = tally
        self._patience = patience
        self._pace = pace

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.close()

    def connect(self):
        """Opens the connection ahead of the first request."""
        self._connection.connect()

    def send(self, method, path, headers, body=None):
        """One try. A broken connection is opened again by the next."""
        try:
            if self._connection.sock is None:
                self._connection.connect()
        except OSError as error:
            self._connection.close()
            raise NoAnswer(f"no connection: {error}") from error
        self._tally.add(in_flight=1)
        try:
            started = time.monotonic()
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
            self._tally.answered(answer, time.monotonic() - started)
            return answer
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            self._tally.add(unanswered=1)
            raise NoAnswer(str(error)) from error
        finally:
            self._tally.add(in_flight=-1)

    def post(self, report, body=None):
        """One try to file a report."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": report.key}
        return self.send("POST", "/v1/reports", headers, body or report.body)

    def get(self, path, token=None):
        return self.send("GET", path, {"Authorization": f"Bearer {token}"} if token else {})

    def until_answered(self, request):
        """The answer to `request`, a function that sends it, and how many tries it took; 429 and 503 are not an answer."""
        deadline = time.monotonic() + self._patience
        pause, tries, last = 0.05, 0, None
        while not self._stop.is_set():
            tries += 1
            try:
                answer = request()
                if answer.status not in (429, 503):
                    return answer, tries
                self._tally.add(turned_away=1)
                last, wait = answer, float(answer.headers.get("retry-after", 1))
            except NoAnswer as error:
                last, wait, pause = error, pause, min(2 * pause, 0.4)
            wait = wait if self._pace is None else self._pace
            if time.monotonic() + wait > deadline:
                raise GaveUp(f"no answer after {tries} tries in {self._patience:.0f} s, the last: {last}")
            self._stop.wait(wait)
        raise Stopped

"""Open loop: requests at given rates, and what became of them by the moment they were due."""

import json
import math
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from generator import ACCEPTED, OTHER, REFUSED, UNANSWERED, Outcomes
from sandbox import ENVIRONMENT, SandboxError

# What one generator sends without being late.
RATE_LIMIT = 4000


def percentile(values, share):
    """The value that so many of the sorted values do not exceed; None of none."""
    return values[min(len(values) - 1, math.ceil(share * len(values)) - 1)] if values else None


def milliseconds(seconds):
    return None if seconds is None else round(seconds * 1000, 2)


@dataclass(frozen=True)
class Stage:
    """A stretch of one rate."""

    rate: float
    seconds: float
    rows: list  # of (seconds since its beginning, late, took, outcome, told when to retry)

    def times(self, outcome):
        return sorted(took for _, _, took, of, _ in self.rows if of == outcome)

    def summary(self):
        accepted, refused = self.times(ACCEPTED), self.times(REFUSED)
        late = sorted(late for _, late, *_ in self.rows)
        told = sum(told for *_, outcome, told in self.rows if outcome == REFUSED)
        return {
            "rate": round(self.rate, 1),
            "seconds": self.seconds,
            "sent": len(self.rows),
            "accepted_per_s": round(len(accepted) / self.seconds, 1),
            "p50": milliseconds(percentile(accepted, 0.5)),
            "p95": milliseconds(percentile(accepted, 0.95)),
            "p99": milliseconds(percentile(accepted, 0.99)),
            "refused": len(refused),
            "refused_p50": milliseconds(percentile(refused, 0.5)),
            "refused_p99": milliseconds(percentile(refused, 0.99)),
            "refused_told_when": told,
            "other": len(self.times(OTHER)),
            "unanswered": len(self.times(UNANSWERED)),
            "sent_late_p99": milliseconds(percentile(late, 0.99)),
        }

    def seconds_to_recover(self, bearable):
        """From when on 99 of 100 requests of each second were accepted and 95 within `bearable` seconds; None: never."""
        recovered = 0
        for second in range(int(self.seconds)):
            rows = [row for row in self.rows if second <= row[0] < second + 1]
            accepted = sorted(took for _, _, took, outcome, _ in rows if outcome == ACCEPTED)
            if len(accepted) < 0.99 * len(rows) or (rows and percentile(accepted, 0.95) > bearable):
                recovered = second + 1
        return recovered if recovered < int(self.seconds) else None


def open_loop(port, requests, plan, folder):
    """Runs a plan of (rate, seconds), one after the other without a pause, and returns its stages."""
    processes = max(1, math.ceil(max(rate for rate, _ in plan) / RATE_LIMIT))
    start = time.monotonic() + 0.7  # by then all have read their requests
    outputs = [folder / f"outcomes-{number}" for number in range(processes)]
    running = []
    for output in outputs:
        given = {
            "port": port,
            "requests": str(requests),
            "plan": [[rate / processes, seconds] for rate, seconds in plan],
            "start": start,
            "seed": secrets.randbits(32),
            "output": str(output),
        }
        command = [sys.executable, str(Path(__file__).with_name("generator.py")), json.dumps(given)]
        running.append(subprocess.Popen(command, env=ENVIRONMENT | {"PYTHONPATH": ":".join(sys.path)}))
    try:
        if any([process.wait() for process in running]):
            raise SandboxError("a generator failed")
    finally:
        for process in running:
            process.kill()
    outcomes = Outcomes()
    for output in outputs:
        outcomes.read(output)
    return _stages(plan, start, list(zip(*outcomes.columns.values())))


def _stages(plan, start, rows):
    stages, begin = [], start
    for rate, seconds in plan:
        part = [(row[0] - begin, *row[1:]) for row in rows if begin <= row[0] < begin + seconds]
        stages.append(Stage(rate, seconds, part))
        begin += seconds
    return stages

"""Open loop: requests at given rates, and what became of them by the moment they were due."""

import math
import secrets
import subprocess
import time
from array import array
from dataclasses import dataclass

from sandbox import ENVIRONMENT, REPOSITORY, SandboxError

GENERATOR = REPOSITORY / ".build" / "release" / "LoadGenerator"
ACCEPTED, REFUSED, OTHER, UNANSWERED = range(4)
# Columns of what the generator writes: when a request was due, how late it was sent (because the generator could not keep up, or all
# its connections were waiting for answers), how long after it was due it was answered, how, and whether it was told when to come again.
COLUMNS = "dddBB"


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
    return open_loops(port, [(requests, plan)], folder)[0]


def open_loops(port, works, folder):
    """Runs several plans at the same time, each with requests of its own, and returns the stages of each."""
    start = time.monotonic() + 0.5  # by then they have read the requests
    outputs = [folder / f"outcomes.{number}" for number in range(len(works))]
    processes = []
    try:
        for (requests, plan), output in zip(works, outputs):
            stages = ",".join(f"{rate}:{seconds}" for rate, seconds in plan)
            given = [str(port), str(requests), stages, str(start), str(secrets.randbits(32)), str(output)]
            processes.append(subprocess.Popen([GENERATOR, *given], env=ENVIRONMENT))
        if any([process.wait() != 0 for process in processes]):
            raise SandboxError("the generator failed")
    finally:
        for process in processes:
            process.kill()
    return [_stages(plan, start, _rows(output)) for (_, plan), output in zip(works, outputs)]


def _rows(path):
    columns = []
    with open(path, "rb") as file:
        for code in COLUMNS:
            columns.append(array(code))
            columns[-1].fromfile(file, int.from_bytes(file.read(8), "little"))
    return list(zip(*columns))


def _stages(plan, start, rows):
    stages, begin = [], start
    for rate, seconds in plan:
        part = [(row[0] - begin, *row[1:]) for row in rows if begin <= row[0] < begin + seconds]
        stages.append(Stage(rate, seconds, part))
        begin += seconds
    return stages

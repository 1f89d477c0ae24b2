"""Who used the processor and how much memory, from /proc."""

import contextlib
import os
import resource
import threading
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def _times(pid):
    """Parent, and seconds of user and system: of the process, and of the children it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own, waited = (sum(int(ticks) for ticks in fields[first : first + 2]) / TICK for first in (11, 13))
    return int(fields[1]), own, waited


def _cluster_seconds(postmaster):
    """A backend that has ended counts as one the postmaster has waited for. Read again when one ended meanwhile."""
    while True:
        _, own, waited = _times(postmaster)
        total = own + waited + sum(_children_seconds(postmaster))
        if _times(postmaster)[2] == waited:
            return total


def _children_seconds(parent):
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError, IndexError):
                of, own, _ = _times(entry)
                if of == parent:
                    yield own


def _machine_seconds():
    """Of all processors: busy, and in all."""
    ticks = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    return (sum(ticks) - idle) / TICK, sum(ticks) / TICK


@dataclass(frozen=True)
class Usage:
    """Processor seconds, of parts of the machine or between two moments."""

    service: float
    postgres: float
    generator: float  # the children this test has waited for
    busy: float
    total: float

    @classmethod
    def now(cls, service, cluster):
        """Without a service, where none runs."""
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        own = 0.0 if service is None else _times(service.pid)[1]
        return cls(own, _cluster_seconds(cluster.postmaster), children.ru_utime + children.ru_stime, *_machine_seconds())

    def __sub__(self, other):
        return Usage(*(getattr(self, name) - getattr(other, name) for name in self.__dataclass_fields__))

    def __add__(self, other):
        return Usage(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    def each(self, count):
        """Milliseconds for each of so many requests."""
        return {name: 1000 * getattr(self, name) / max(1, count) for name in ("service", "postgres", "generator")}

    def as_dict(self):
        others = max(0.0, self.busy - self.service - self.postgres - self.generator)
        parts = {"service": self.service, "postgres": self.postgres, "generator": self.generator, "others": others}
        return {name: round(seconds, 2) for name, seconds in parts.items()} | {"idle": round(self.total - self.busy, 2)}


def memory_mb(pid, field="VmRSS"):
    """VmRSS: resident now; VmHWM: the most there ever was."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(pid)


class MemoryWatch:
    """The most memory a process has at a time while the block runs."""

    def __init__(self, pid):
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak = 0.0

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _watch(self):
        while True:
            self.peak = max(self.peak, memory_mb(self._pid))
            if self._over.wait(0.2):
                return

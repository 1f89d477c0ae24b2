"""libfaketime: a process that takes the time to be another than it is. Its clock of elapsed time stays right."""

from pathlib import Path

from sandbox import SandboxError

EVERYWHERE = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}


def library():
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        raise SandboxError("libfaketime is not installed: apt-get install faketime")
    return str(found[0])


def shifted(offset):
    """The environment of a process whose clock is wrong by `offset`, as +1d."""
    return EVERYWHERE | {"LD_PRELOAD": library(), "FAKETIME": offset}


class ShiftingClock:
    """The clock of processes that begin with its environment; wrong by what was set last, also while they run."""

    def __init__(self, path):
        self._path = path
        self.set("+0")
        path.chmod(0o644)  # for root the database runs as the user postgres

    @property
    def environment(self):
        return EVERYWHERE | {"LD_PRELOAD": library(), "FAKETIME_TIMESTAMP_FILE": str(self._path), "FAKETIME_NO_CACHE": "1"}

    def set(self, offset):
        self._path.write_text(offset + "\n", encoding="ascii")

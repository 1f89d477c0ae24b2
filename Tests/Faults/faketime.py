"""libfaketime: processes that take the time of day to be another than it is. Their clocks of elapsed time stay right."""

import contextlib
import shutil
import subprocess
from pathlib import Path

from sandbox import ENVIRONMENT, SandboxError, run


@contextlib.contextmanager
def shifted(offset, folder):
    """The environment of processes whose clock is wrong by `offset`, as +1d, while the block runs."""
    with _environment(folder) as environment:
        yield environment | {"FAKETIME": offset}


class ShiftingClock:
    """The clock of processes that begin with its environment; wrong by what was set last, also while they run."""

    def __init__(self, folder, stack):
        self._path = folder / "clock"
        self.set("+0")
        self._path.chmod(0o644)  # for root the database runs as the user postgres
        shared = stack.enter_context(_environment(folder))
        self.environment = shared | {"FAKETIME_TIMESTAMP_FILE": str(self._path), "FAKETIME_NO_CACHE": "1"}

    def set(self, offset):
        self._path.write_text(offset + "\n", encoding="ascii")


@contextlib.contextmanager
def _environment(folder):
    """With the memory that such processes share, which faketime's own program makes and takes away: a process that has to make it
    itself moves its environment, before which a Swift program looks for its arguments."""
    command = ["faketime", "-f", "+0", "sh", "-c", 'echo "$FAKETIME_SHARED"; exec cat']
    libraries = f"{_timers(folder)} {_library()}"
    with subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="ascii") as keeper:
        # It ends when its input does.
        shared = keeper.stdout.readline().strip()
        yield {"LD_PRELOAD": libraries, "FAKETIME_SHARED": shared, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def _library():
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        raise SandboxError("libfaketime is not installed: apt-get install faketime")
    return found[0]


def _timers(folder):
    """What timerfd.c becomes."""
    compiler = next(filter(None, map(shutil.which, ("cc", "clang"))), None)
    if compiler is None:
        raise SandboxError("there is no C compiler; Swift comes with clang")
    library = folder / "timerfd.so"
    run([compiler, "-shared", "-fPIC", "-o", str(library), str(Path(__file__).with_name("timerfd.c"))])
    library.chmod(0o755)
    return library

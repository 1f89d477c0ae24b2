"""Where a test plays: arguments, a sandbox that is gone afterwards, and an exit code that tells."""

import argparse
import contextlib
import random
import signal
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

from client import GaveUp, Stopped, Tally
from cluster import Cluster
from sandbox import REPOSITORY, Database, SandboxError, Service
from verdict import Verdict


def positive(text):
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def argument_parser(description):
    """With the arguments all tests have."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--binary",
        type=binary,
        default=str(REPOSITORY / ".build" / "debug" / "phananh"),
        metavar="PATH",
        help="default: .build/debug/phananh of this repository",
    )
    parser.add_argument("--writers", type=positive, default=16, metavar="N", help="default: 16")
    parser.add_argument("--seed", type=int, metavar="N", help="repeats reports and moments of faults; default: a new one, printed")
    return parser


def add_database_url(parser):
    """For tests that may play in a cluster that stays."""
    parser.add_argument(
        "--database-url",
        metavar="URL",
        help="a superuser of a local cluster whose roles app_rw, app_public_ro and migrator log in without a password;"
        " default: a cluster of the test's own",
    )


def binary(text):
    path = Path(text).resolve()
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"{path} does not exist: swift build --product phananh")
    return path


class Stage:
    """What it has made is undone, in reverse order, when `stack` is closed."""

    def __init__(self, arguments, seed, stack, stop, verdict):
        self.arguments = arguments
        self.generator = random.Random(seed)
        self.stop = stop
        self.tally = Tally()
        self.verdict = verdict
        self.stack = stack
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="phananh-faults-")))
        # For root the database runs as the user postgres.
        self.folder.chmod(0o711)
        self.service = None

    def another_generator(self):
        """One that others may draw from without changing what is drawn here."""
        return random.Random(self.generator.getrandbits(64))

    def cluster(self, folder=None, environment=None):
        """A cluster with full durability, started, by default in the stage's folder, with more environment than usual if told."""
        cluster = Cluster(folder or self.folder / "cluster", environment)
        self.stack.callback(cluster.stop, "immediate")
        cluster.start()
        return cluster

    def database(self, cluster):
        """An empty database of a random name, with roles and extensions, in a cluster of the stage's own."""
        return self._prepare(Database(cluster.superuser_url))

    def database_as_told(self):
        """The same in the cluster `--database-url` names, from which it is dropped at the end; without one in a cluster of its own."""
        url = self.arguments.database_url
        if not url:
            return self.database(self.cluster())
        database = Database(url)
        self.stack.callback(database.drop)
        return self._prepare(database)

    def copy(self, database):
        """A copy of a database that nobody is connected to, in the same cluster, dropped at the end."""
        copy = database.sibling()
        self.stack.callback(copy.drop)
        return self._prepare(copy, database)

    @staticmethod
    def _prepare(database, template=None):
        database.create(template)
        database.execute_file(REPOSITORY / "deploy" / "database.sql")
        return database

    def serve(self, database, route=None, settings=None):
        """The service on the database, filled and ready; `route` gives the addresses by which it reaches it."""
        self.service = self.stack.enter_context(contextlib.closing(Service(self.arguments.binary, database, self.folder, settings)))
        self.service.administer("migrate")
        self.service.administer("reference", "load")
        self.service.administer("secrets", "init", str(self.folder / "secrets"))
        if route is not None:
            self.service.reach(route)
        self.service.start()
        return self.service

    def pause(self, seconds):
        """Waits while all goes well elsewhere."""
        if self.stop.wait(seconds):
            raise Stopped
        self.service.require_alive()


def perform(test, arguments, description):
    """Runs `test(stage)` and returns the exit code: 0 when all claims hold, 1 when one does not, 130 when interrupted."""
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1 << 32)
    stop = threading.Event()
    interrupt_on_signals(stop)
    print(f"seed {seed}: {description}", flush=True)
    started = time.monotonic()
    verdict = Verdict()
    try:
        with contextlib.ExitStack() as stack:
            stage = Stage(arguments, seed, stack, stop, verdict)
            try:
                test(stage)
            except Exception as error:
                if not isinstance(error, (SandboxError, GaveUp)):
                    traceback.print_exc()
                verdict.check("the run came to its end", [error])
            if verdict.failed and stage.service is not None:
                sys.stdout.flush()
                sys.stderr.write(stage.service.log_tail())
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except SandboxError as error:
        verdict.check("what the test had made could be undone", [error])
    print(f"{time.monotonic() - started:.0f} s")
    print(f"{verdict.passed} passed, {verdict.failed} failed")
    return 1 if verdict.failed else 0


def interrupt_on_signals(stop):
    """The first Ctrl-C or SIGTERM ends the test; what is then cleaned up is not interrupted again."""

    def interrupt(*_):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        stop.set()
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)

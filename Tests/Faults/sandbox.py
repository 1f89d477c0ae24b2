"""A database and a running service of a test's own, both gone when the test ends."""

import contextlib
import http.client
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

REPOSITORY = Path(__file__).resolve().parents[2]
SQL = REPOSITORY / "sql"

# Nothing of the caller's settings may lead psql or the service to another database.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "DATABASE_", "PHANANH_"))}


class SandboxError(Exception):
    """The test cannot run, or what it runs has gone away by itself."""


def run(command, environment=ENVIRONMENT, patience=120):
    """The output of a command; its complaints are the error's text."""
    try:
        done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=patience)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SandboxError(str(error)) from error
    if done.returncode != 0:
        raise SandboxError(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def psql(url, *arguments):
    """What psql prints, one row a line, without names or frames."""
    return run(["psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1", *arguments, url])


@contextlib.contextmanager
def uninterrupted():
    """Signals wait until the block is done, also for the processes it starts: no database is left behind half made."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


class Database:
    """A database of a random name in a local cluster."""

    def __init__(self, superuser_url):
        self._superuser = urlsplit(superuser_url)
        if self._superuser.scheme not in ("postgresql", "postgres"):
            raise SandboxError("the database's address must be a postgresql:// URL")
        host = parse_qs(self._superuser.query).get("host", [self._superuser.hostname or ""])[0]
        if not (host == "" or host.startswith("/") or host in ("localhost", "127.0.0.1", "::1")):
            raise SandboxError(f"{host} is not local: databases are only created in and dropped from a cluster on this machine")
        self.name = f"phananh_faults_{secrets.token_hex(6)}"

    def create(self, template=None):
        """Empty, or a copy of another database of the cluster that nobody is connected to."""
        with uninterrupted():
            # template0 has no sessions, which would keep template1 from being copied.
            psql(self._superuser.geturl(), "-c", f"CREATE DATABASE {self.name} TEMPLATE {template.name if template else 'template0'}")

    def sibling(self):
        """Another one of the same cluster, still to be created."""
        return Database(self._superuser.geturl())

    def drop(self):
        """Ends its sessions too; a database that was never created is no fault."""
        with uninterrupted():
            psql(self._superuser.geturl(), "-c", f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def url(self, role=None):
        """The database's address for a role that logs in without a password; by default for the superuser."""
        login = self._superuser.netloc if role is None else f"{role}@{self._superuser.netloc.rpartition('@')[2]}"
        return urlunsplit(self._superuser._replace(netloc=login, path=f"/{self.name}"))

    def execute_file(self, path):
        psql(self.url(), "-f", str(path))

    def execute(self, statements):
        """Several in one call are one transaction."""
        psql(self.url(), "-c", statements)

    def value(self, query):
        """The only value of a query, as text."""
        return psql(self.url(), "-c", query).rstrip("\n")

    def rows(self, query):
        """The rows of a query that selects one JSON object a row, read past the service and its row-level security."""
        return [json.loads(line) for line in psql(self.url(), "-c", query).splitlines()]


class Service:
    """`phananh serve` on two loopback ports that stay the same over restarts."""

    def __init__(self, binary, database, folder, settings=None, log=None):
        """`log` is where its output goes, by default a file of the folder."""
        self.port, self._operations_port = free_ports(2)
        self._command = [str(binary)]
        self._log = log or folder / "service.log"
        self._process = None
        self._environment = ENVIRONMENT | {
            "DATABASE_URL": database.url("app_rw"),
            "DATABASE_PUBLIC_URL": database.url("app_public_ro"),
            "DATABASE_OWNER_URL": database.url("migrator"),
            "PHANANH_HTTP_PORT": str(self.port),
            "PHANANH_OPS_PORT": str(self._operations_port),
            "PHANANH_SECRETS_DIR": str(folder / "secrets"),
            "PHANANH_UPLOADS_DIR": str(folder / "uploads"),
            "PHANANH_ATTACHMENTS_DIR": str(folder / "attachments"),
            "PHANANH_SQL_DIR": str(SQL),
            "PHANANH_LOG_LEVEL": "error",
            "MALLOC_ARENA_MAX": "2",  # as deploy/phananh.service has it
            "PHANANH_RATE_LIMITS": "off",  # all requests come from one address
            **(settings or {}),
        }

    def reach(self, route):
        """From the next start on, by the addresses `route(role)` gives."""
        self._environment |= {"DATABASE_URL": route("app_rw"), "DATABASE_PUBLIC_URL": route("app_public_ro")}

    def administer(self, *arguments, patience=120):
        """Runs another command of the same executable."""
        return run(self._command + list(arguments), self._environment, patience)

    def begin(self, *arguments):
        """The process of another command of the same executable."""
        with open(self._log, "ab") as log:
            return subprocess.Popen(
                self._command + list(arguments), env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log
            )

    def start(self, patience=30.0):
        """Returns when /readyz says so."""
        self.launch()
        self.wait_until_ready(patience)

    def launch(self):
        """Returns at once."""
        with open(self._log, "ab") as log:
            # A session of its own: Ctrl-C reaches the test alone, which then ends the service.
            self._process = subprocess.Popen(
                self._command + ["serve"],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_ready(self, patience=30.0):
        deadline = time.monotonic() + patience
        while not self._is_ready():
            if time.monotonic() > deadline:
                raise SandboxError(f"the service was not ready after {patience:.0f} s")
            self.require_alive()
            time.sleep(0.02)

    @property
    def operations_port(self):
        return self._operations_port

    @property
    def pid(self):
        """Of the process that runs now."""
        return self._process.pid

    def metrics(self):
        """What /metrics tells, a number for each sample by its name with its labels."""
        connection = http.client.HTTPConnection("127.0.0.1", self._operations_port, timeout=10)
        try:
            connection.request("GET", "/metrics")
            lines = connection.getresponse().read().decode().splitlines()
            samples = (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
            return {name: float(value) for name, value in samples}
        finally:
            connection.close()

    def kill(self):
        """SIGKILL, which leaves the service no moment to finish anything; returns once it is gone."""
        self.require_alive()
        self._process.kill()
        self._process.wait()

    def signal(self, number):
        self.require_alive()
        self._process.send_signal(number)

    def wait(self, patience):
        """Its exit code; None when it is still there after `patience` seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(patience)

    def close(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def require_alive(self):
        if self._process.poll() is not None:
            raise SandboxError(f"the service ended by itself with {self._process.returncode}")

    def log_tail(self, lines=20):
        text = self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""
        return "".join(text.splitlines(keepends=True)[-lines:])

    def _is_ready(self):
        connection = http.client.HTTPConnection("127.0.0.1", self._operations_port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def free_ports(count):
    """Ports nobody listens on, below Linux's ephemeral range (32768 on): while the service is down, a client that keeps
    trying a port of that range can be given the same port as its own and then talks to itself."""
    held = []
    try:
        while len(held) < count:
            candidate = socket.socket()
            held.append(candidate)
            try:
                candidate.bind(("127.0.0.1", random.SystemRandom().randrange(20_000, 32_000)))
            except OSError:
                held.pop().close()
        return [candidate.getsockname()[1] for candidate in held]
    finally:
        for candidate in held:
            candidate.close()

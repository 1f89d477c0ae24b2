"""A PostgreSQL cluster of a test's own, with full durability, which the test may hurt."""

import os
import signal
import time
from contextlib import contextmanager
from pathlib import Path

from sandbox import ENVIRONMENT, REPOSITORY, SandboxError, free_ports, psql, run, uninterrupted

SCRIPT = str(REPOSITORY / "deploy" / "cluster")


class Cluster:
    """Lives in `folder`. Reached by a Unix socket, and by TCP on loopback once `listen` was called."""

    def __init__(self, folder, environment=None):
        self._folder = str(folder)
        self._environment = ENVIRONMENT | (environment or {})
        self._socket = None
        self._data = None
        self.postmaster = None  # its process
        self.port = None

    @property
    def superuser_url(self):
        return f"postgresql://postgres@/postgres?host={self._socket}&port={self.port or 5432}"

    def start(self):
        """Creates the cluster if there is none, and starts it; returns when it takes connections."""
        with uninterrupted():
            self._socket = run([SCRIPT, "start", self._folder], self._environment).strip()
            self._data = self._data or Path(self.setting("data_directory"))
            try:
                self.postmaster = int((self._data / "postmaster.pid").read_text().split()[0])
            except (OSError, IndexError) as error:
                raise SandboxError(f"the cluster has ended as soon as it was started: {error}") from error

    def wait_until_up(self, pause, patience=60.0):
        """Returns when the cluster takes connections, which it does by itself after the end of a backend. Raises SandboxError when
        its postmaster has ended."""
        deadline = time.monotonic() + patience
        while True:
            try:
                return self.setting("data_directory")
            except SandboxError:
                if not lives(self.postmaster) or time.monotonic() > deadline:
                    raise
                pause(0.05)

    def stop(self, mode="fast"):
        """Does nothing where no cluster runs."""
        with uninterrupted():
            run([SCRIPT, "stop", self._folder, mode])

    def setting(self, name):
        return psql(self.superuser_url, "-c", f"SHOW {name}").strip()

    def configure(self, **settings):
        """Restarts the cluster with other settings."""
        for name, value in settings.items():
            psql(self.superuser_url, "-c", f"ALTER SYSTEM SET {name} = '{value}'")
        self.stop()
        self.port = settings.get("port", self.port)
        self.start()

    def listen(self):
        """Takes connections on a port of loopback too, from whoever is on this machine: it holds nothing but reports of the test."""
        [port] = free_ports(1)
        with open(self._data / "pg_hba.conf", "a", encoding="utf-8") as rules:
            rules.write("host all app_rw,app_public_ro 127.0.0.1/32 trust\n")
        self.configure(listen_addresses="127.0.0.1", port=port)

    def processes(self):
        """The postmaster and all its children."""
        return [self.postmaster, *(pid for pid, parent in parents().items() if parent == self.postmaster)]

    def backends(self, database):
        """The processes that serve a database's sessions, without the one that tells."""
        return database.rows(
            "SELECT json_build_object('pid', pid, 'state', state) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )

    def kill(self):
        """SIGKILL for all processes together; returns when they are gone."""
        with uninterrupted():
            # Stopped, the postmaster starts no further process while the others are looked up.
            os.kill(self.postmaster, signal.SIGSTOP)
            pids = self.processes()
            for pid in pids:
                send(pid, signal.SIGKILL)
        wait_until_gone(pids)

    @contextmanager
    def stopped(self):
        """SIGSTOP for all processes while the block runs: the kernel still takes connections, and nobody answers."""
        pids = [self.postmaster]
        try:
            os.kill(self.postmaster, signal.SIGSTOP)
            pids = self.processes()
            for pid in pids:
                send(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in pids:
                send(pid, signal.SIGCONT)


def parents():
    """The parent of each process of this machine."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name, in brackets, may hold anything: the last bracket ends it.
            found[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has just ended
    return found


def lives(pid):
    """Also true of a process that has ended until its parent has taken note: as long pg_ctl takes it for running."""
    return Path(f"/proc/{pid}").exists()


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass  # it was faster


def wait_until_gone(pids, patience=30.0):
    deadline = time.monotonic() + patience
    while any(lives(pid) for pid in pids):
        if time.monotonic() > deadline:
            raise SandboxError(f"some of the processes {pids} do not end")
        time.sleep(0.005)

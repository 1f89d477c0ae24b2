"""What is measured: a durable cluster, a database with schema and reference data, and the service from a release binary."""

import contextlib
import re
import signal
import subprocess
import time
from functools import cached_property

import accounts
import sandbox
from sandbox import REPOSITORY, Database, SandboxError, psql, run

ADMINISTRATOR = "measured-admin"


class Cluster:
    """A PostgreSQL cluster as `deploy/run` makes it, fsync included, in a folder of its own."""

    def __init__(self, folder):
        self._folder = folder
        self._control = str(REPOSITORY / "deploy" / "cluster")
        self._data = folder / "postgres" / "data"
        # As root the server runs as another user, who has to get through; what is in there is closed by itself.
        folder.chmod(0o711)

    def start(self):
        run([self._control, "start", str(self._folder)])

    def configure(self, **settings):
        """Restarts the cluster with other settings."""
        for name, value in settings.items():
            psql(self.url, "-c", f"ALTER SYSTEM SET {name} = '{value}'")
        run([self._control, "stop", str(self._folder), "fast"])
        self.start()

    def close(self):
        """Also what has only half started."""
        run([self._control, "stop", str(self._folder), "immediate"])

    @property
    def socket(self):
        """The socket's folder."""
        return run([self._control, "socket", str(self._folder)]).strip()

    @property
    def url(self):
        """Of the superuser."""
        return f"postgresql://postgres@/postgres?host={self.socket}"

    @property
    def postmaster(self):
        return int((self._data / "postmaster.pid").read_text().split()[0])


class Service(sandbox.Service):
    """`phananh serve` as an operator runs it, with its request log, but without limits for each client."""

    def __init__(self, binary, database, folder, **environment):
        super().__init__(binary, database, folder)
        self._environment |= {"PHANANH_LOG_LEVEL": "info", "PHANANH_RATE_LIMITS": "off"} | accounts.SETTINGS | environment

    @property
    def pid(self):
        return self._process.pid

    def start(self, patience=30.0):
        """Returns the seconds until /readyz said so."""
        started = time.monotonic()
        super().start(patience)
        return time.monotonic() - started

    def close(self):
        """Asks it to end, as an operator would, and insists after 30 s."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(30)
        super().close()


class Stage:
    """One database and the service on it; several may stand on one cluster."""

    def __init__(self, cluster, binary, folder, boundaries):
        folder.mkdir()
        self.cluster = cluster
        self.binary = binary
        self.folder = folder
        self.database = Database(cluster.url)
        self.database.create()
        self.database.execute_file(REPOSITORY / "deploy" / "database.sql")
        self.service = Service(binary, self.database, folder)
        self.service.administer("migrate")
        self.service.administer("reference", "load")
        self.service.administer("secrets", "init", str(folder / "secrets"))
        if boundaries is not None:
            self._activate(boundaries)

    @cached_property
    def administrator(self):
        """The token of the city's first administrator."""
        return accounts.bootstrap(self.service, ADMINISTRATOR)

    def _activate(self, boundaries):
        self.service.administer(
            "boundaries", "import", str(boundaries),
            "--title", "Measured", "--legal-ref", "1656/NQ-UBTVQH15", "--effective-from", "2025-07-01", "--source", "measured",
        )  # fmt: skip
        validated = re.search(r"^(\S+)\s+validated\s", self.service.administer("boundaries", "list"), re.MULTILINE)
        if validated is None:
            raise SandboxError("the boundaries were imported, but not found again")
        self.service.administer("boundaries", "activate", validated[1])

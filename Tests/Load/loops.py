"""Closed loops: as many clients as told, each sending again as soon as it is answered. wrk for the service, pgbench for the database."""

import json
import os
import re
import secrets
import shutil
import time
from pathlib import Path

from sandbox import ENVIRONMENT, SandboxError, run
from work import SEPARATOR


def write_requests(path, requests):
    path.write_bytes(SEPARATOR.join(requests).encode())
    return path


def wrk(port, requests, clients, seconds):
    """Answers, and as many per second, other than refusals (4xx and 5xx), and how long all took in milliseconds."""
    output = run([
        "wrk", "--threads", str(clients), "--connections", str(clients), "--duration", f"{seconds}s", "--timeout", "10s",
        "--script", str(Path(__file__).with_name("closed_loop.lua")), f"http://127.0.0.1:{port}/",
        "--", str(requests), str(secrets.randbits(31)),
    ])  # fmt: skip
    said = json.loads(output.strip().splitlines()[-1])
    # What breaks is asked again at once, and would count as an answer.
    if said["broken"] or said["timeouts"] or said["p50"] is None:
        raise SandboxError(f"of {said['requests']} requests {said['broken']} broke and {said['timeouts']} were not answered in time")
    answers = said["requests"] - said["refused"]
    return said | {"answers": answers, "rate": said["rate"] * answers / max(1, said["requests"])}


class Pgbench:
    """Runs scripts against one database; numbers given to new reports are used once in its life."""

    # Beyond the numbers of all stored reports.
    FIRST = 1 << 22
    # More transactions than one run can make; 2^29 numbers are enough for 128 runs.
    RESERVED = 1 << 22

    def __init__(self, database, folder):
        self._url = database.url
        self._folder = folder
        self._first = self.FIRST
        self._program = shutil.which("pgbench") or str(newest_program("pgbench"))

    def run(self, weighted, clients, seconds, stored, rate=None):
        """Transactions per second of (script, weight) pairs by clients of one login, each with its connection kept; with a `rate`
        not more than so many."""
        command = [self._program, "--no-vacuum", "--protocol", "prepared", "--client", str(clients), "--jobs", "1", "--time", str(seconds)]
        if rate is not None:
            command += ["--rate", str(rate)]
        variables = {"n": 0, "first": self._first, "clients": clients, "now": int(time.time() * 1000), "count": stored}
        for number, (script, weight) in enumerate(weighted):
            path = self._folder / f"script-{number}.sql"
            path.write_text(script.text, encoding="utf-8")
            command += ["--file", f"{path}@{weight}"]
            variables |= script.constants
        for name, value in variables.items():
            command += ["--define", f"{name}={value}"]
        script = weighted[0][0]
        options = " ".join(f"-c {name}={value}" for name, value in script.settings.items())
        output = run(command + [self._url(script.user)], ENVIRONMENT | {"PGOPTIONS": options})
        self._first += self.RESERVED
        rate = re.search(r"^tps = ([\d.]+)", output, re.MULTILINE)
        if rate is None or not re.search(r"^number of failed transactions: 0 ", output, re.MULTILINE):
            raise SandboxError(f"pgbench: {output}")
        return float(rate[1])


def newest_program(name):
    """PostgreSQL's programs that stand in no PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not found or not os.access(found[-1], os.X_OK):
        raise SandboxError(f"no {name}")
    return found[-1]

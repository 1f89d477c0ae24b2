"""Whether the time of a refused sign-in tells if there is such an account: a wrong password beside a name that is nobody's, in turns."""

import http.client
import json
import secrets
import statistics
import time

from accounts import invitation, invite
from sandbox import SandboxError

# ASVS 5.0, 6.3.8: nobody learns from a refusal whether an account exists.
SAMPLES = 200
KNOWN, WAITING = "measured-known", "measured-waiting"


def sign_in(bench):
    """Medians in milliseconds of the two kinds of refusal, with those of an account that waits for its owner, which is refused too."""
    service, database = bench.service, bench.stage.database
    invite(service.port, bench.administrator, KNOWN, "officer")
    invitation(service.port, bench.administrator, WAITING, "officer")
    names = {
        "wrong password": lambda: KNOWN,
        "nobody's name": lambda: f"nobody-{secrets.token_hex(8)}",
        "not activated": lambda: WAITING,
    }
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    times, answers = {kind: [] for kind in names}, {}
    for _ in range(SAMPLES):
        for kind, name in names.items():
            # Whoever has failed before has to wait, which is not what is measured.
            database.execute("DELETE FROM sign_in_throttle")
            seconds, answer = _attempt(connection, name())
            times[kind].append(1000 * seconds)
            answers[kind] = answer
    connection.close()
    if len(set(answers.values())) != 1:
        raise SandboxError(f"refusals differ: {answers}")
    rows = [{"kind": kind, "median_ms": statistics.median(of), "mean_ms": statistics.mean(of)} for kind, of in times.items()]
    for row in rows:
        row["ratio"] = row["median_ms"] / rows[0]["median_ms"]
    return {"samples": SAMPLES, "rows": rows}


def _attempt(connection, username):
    """How long a refusal took, and what it says beside the number of the request."""
    body = json.dumps({"username": username, "password": secrets.token_urlsafe(24)})
    started = time.perf_counter()
    connection.request("POST", "/v1/sessions", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    problem = json.loads(response.read())
    seconds = time.perf_counter() - started
    if response.status != 401:
        raise SandboxError(f"a sign-in that is wrong is answered {response.status}: {problem}")
    problem.pop("request_id")
    return seconds, json.dumps(problem, sort_keys=True)

"""What city dashboards ask for: polls with what they have, and figures that have changed, beside filings."""

import http.client
import json
import time

from accounts import invite
from loops import wrk, write_requests
from measures import WARM_UP, middle
from open_loop import milliseconds, open_loops, percentile
from processes import MemoryWatch
from sandbox import SandboxError

DASHBOARDS = 4  # each polls once a second
FILINGS = 300  # a second, beside them
CHANGES = 100  # after each of which every question is asked once

SUMMARY = "/v1/metrics/summary"
# Of the whole city, of a unit, of a group of categories with what became of its reports, and day by day.
QUESTIONS = [
    SUMMARY, f"{SUMMARY}?unit=00004", f"{SUMMARY}?basis=cohort&category=road", "/v1/metrics/timeseries?measure=filed,open,on_time_resolve",
]  # fmt: skip


def wait_until_counted(database, seconds=3600):
    """Until figures say all that has happened."""
    end = time.monotonic() + seconds
    query = "SELECT position = (SELECT coalesce(max(position), 0) FROM report_event) FROM figure_cursor"
    while database.value(query) != "t":
        if time.monotonic() > end:
            raise SandboxError("figures are not counted")
        time.sleep(1)


def poll(bench, seconds, repeats):
    """Polls with a current ETag, beside an answer of the same middleware for which nothing is done, and one of a bare handler; in turns."""
    service = bench.service
    _settle(service.port)
    style = "/docs/phananh.css"
    rows = {
        "summary": _requests(bench, "poll", service.port, SUMMARY),
        "empty, same middleware": _requests(bench, "empty", service.port, style),
        "bare": write_requests(bench.stage.folder / "bare.requests", ["GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"]),
    }
    ports = {"bare": service.operations_port}
    rates = {name: [] for name in rows}
    for name, requests in rows.items():
        wrk(ports.get(name, service.port), requests, bench.clients, WARM_UP)
    for _ in range(repeats):
        for name, requests in rows.items():
            rates[name].append(wrk(ports.get(name, service.port), requests, bench.clients, seconds)["rate"])
    # What has changed meanwhile is answered whole: then nothing was measured.
    if _ask(service.port, SUMMARY, _tag(service.port, SUMMARY))[0] != 304:
        raise SandboxError("figures change while polls are measured")
    medians = {name: middle(values) for name, values in rates.items()}
    return {
        "clients": bench.clients,
        "reports": bench.stock.count,
        "rates": medians,
        "of_empty": medians["summary"] / medians["empty, same middleware"],
        "of_bare": medians["summary"] / medians["bare"],
    }


def dashboards(bench, seconds):
    """How long figures take that have just changed, and what dashboards beside filings cost these."""
    service, database = bench.service, bench.stage.database
    _settle(service.port)
    reader = invite(service.port, bench.administrator, "measured-dashboard", "dashboard")
    filings = write_requests(bench.stage.folder / "figures.requests", bench.city.requests({"create": 1}, []))
    with MemoryWatch(service.pid) as memory:
        (fresh, took), used = bench.used_by(lambda: _changes(bench, reader))
        polls = write_requests(bench.stage.folder / "dashboards.requests", [_line(question, token=reader) for question in QUESTIONS])
        plan = [(FILINGS, WARM_UP), (FILINGS, seconds)]
        alone = open_loops(service.port, [(filings, plan)], bench.stage.folder)[0][1].summary()
        together = open_loops(
            service.port,
            [(filings, plan), (polls, [(DASHBOARDS, WARM_UP), (DASHBOARDS, seconds)])],
            bench.stage.folder,
        )
    beside, asked = together[0][1].summary(), together[1][1].summary()
    return {
        "reports": bench.stock.count,
        "changed": {question: _times(values) for question, values in took.items()},
        "cost_ms": used.each(CHANGES),
        "fresh_s": {"median": middle(fresh), "most": max(fresh)},
        "filings_alone": alone,
        "filings_beside": beside,
        "polls": asked,
        "p99_ratio": beside["p99"] / alone["p99"] if alone["p99"] and beside["p99"] else None,
        "memory_peak_mb": memory.peak,
    }


def _changes(bench, reader):
    """After how many seconds each filing was in the figures, and how long each question took then."""
    port, fresh, took = bench.service.port, [], {question: [] for question in QUESTIONS}
    for number in range(CHANGES):
        before = _tag(port, SUMMARY)
        bench.city.file_one(port)
        fresh.append(_until_changed(port, before))
        for question in QUESTIONS:
            started = time.perf_counter()
            status, _ = _ask(port, question, None, reader if number % 2 else None)
            took[question].append(time.perf_counter() - started)
            if status != 200:
                raise SandboxError(f"{question}: {status}")
    return fresh, took


def _times(values):
    ordered = sorted(values)
    return {"p50": milliseconds(percentile(ordered, 0.5)), "p95": milliseconds(percentile(ordered, 0.95))}


def _line(target, tag=None, token=None):
    headers = f"If-None-Match: {tag}\r\n" if tag else ""
    headers += f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n"


def _requests(bench, name, port, target):
    return write_requests(bench.stage.folder / f"{name}.requests", [_line(target, _tag(port, target))])


def _ask(port, target, tag=None, token=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = ({"If-None-Match": tag} if tag else {}) | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        if answer.status == 200 and "json" in (answer.getheader("Content-Type") or ""):
            json.load(answer)
        return answer.status, answer.getheader("ETag")
    finally:
        connection.close()


def _tag(port, target):
    status, tag = _ask(port, target)
    if status != 200 or tag is None:
        raise SandboxError(f"{target}: {status}")
    return tag


def _settle(port, seconds=600):
    """Until figures are in memory, and do not change."""
    end, last = time.monotonic() + seconds, None
    while time.monotonic() < end:
        status, tag = _ask(port, SUMMARY)
        if status == 200 and tag == last:
            return
        last = tag
        time.sleep(2)
    raise SandboxError("figures do not come to rest")


def _until_changed(port, tag, seconds=30):
    """Seconds until a summary says something new."""
    started = time.monotonic()
    while time.monotonic() < started + seconds:
        if _ask(port, SUMMARY, tag)[0] == 200:
            return time.monotonic() - started
        time.sleep(0.02)
    raise SandboxError("a filing changes no figures")

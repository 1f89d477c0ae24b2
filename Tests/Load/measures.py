"""What is measured, and the figures that come of it."""

import statistics
import time
from dataclasses import dataclass

from accounts import invite
from loops import wrk, write_requests
from open_loop import open_loop, open_loops
from processes import MemoryWatch, Usage, memory_mb
from sandbox import SandboxError
from stage import ADMINISTRATOR

# A citizen files once and looks often; channels ask where a pin lies.
WEIGHTS = {
    "create": {"create": 1},
    "read": {"read": 1},
    "locate": {"locate": 1},
    "mixed": {"create": 1, "read": 6, "locate": 3},
}

# Officers who read at the same time.
DESKS = 4

# Requests a second of what comes beside, while it need not be there.
QUIET = 1

# Seconds before anything counts: caches, connections, prepared statements.
WARM_UP = 2


@dataclass(frozen=True)
class Bench:
    """A stage with reports in it and the service running on it, and everything needed to load it."""

    stage: object
    stock: object
    city: object
    scripts: dict  # what the service sends, for pgbench
    bare: dict
    pgbench: object
    clients: int

    @property
    def service(self):
        return self.stage.service

    @property
    def administrator(self):
        return self.stage.administrator

    def requests(self, kind):
        codes = self.stock.codes(20_000) if "read" in WEIGHTS[kind] else []
        return write_requests(self.stage.folder / f"{kind}.requests", self.city.requests(WEIGHTS[kind], codes))

    def used_by(self, work):
        """What a piece of work returned, and the processor time spent meanwhile."""
        before = Usage.now(self.service, self.stage.cluster)
        result = work()
        self.service.require_alive()
        return result, Usage.now(self.service, self.stage.cluster) - before

    def database_rate(self, scripts, kind, seconds):
        weighted = [(scripts[name], weight) for name, weight in WEIGHTS[kind].items()]
        return self.pgbench.run(weighted, self.clients, seconds, self.stock.count)

    def closed(self, requests, seconds):
        """Refusals are no answers of the kind that is measured."""
        return wrk(self.service.port, requests, self.clients, seconds)

    def capacity(self, requests, seconds, repeats):
        self.closed(requests, WARM_UP)
        return statistics.median(self.closed(requests, seconds)["rate"] for _ in range(repeats))


def middle(values):
    return statistics.median(values)


def throughput(bench, kind, seconds, repeats):
    """The service against the database doing the same and the least, in turns; then the service's answer times at half of that."""
    requests = bench.requests(kind)
    turns = {
        "same statements": lambda seconds: {"rate": bench.database_rate(bench.scripts, kind, seconds)},
        "service": lambda seconds: bench.closed(requests, seconds),
        "bare statement": lambda seconds: {"rate": bench.database_rate(bench.bare, kind, seconds)},
    }
    if kind == "mixed":
        del turns["bare statement"]  # of several logins, which one pgbench cannot be
    for turn in turns.values():
        turn(WARM_UP)
    rounds = {name: [] for name in turns}
    usage = {}
    for _ in range(repeats):
        for name, turn in turns.items():
            figures, used = bench.used_by(lambda turn=turn: turn(seconds))
            rounds[name].append(figures)
            usage[name] = usage[name] + used if name in usage else used
    rates = {name: middle([figures["rate"] for figures in of]) for name, of in rounds.items()}
    answers = {name: sum(figures.get("answers", seconds * figures["rate"]) for figures in of) for name, of in rounds.items()}
    plan = [(rates["service"] / 2, WARM_UP), (rates["service"] / 2, max(seconds, 3))]
    (_, half), used_at_half = bench.used_by(lambda: open_loop(bench.service.port, requests, plan, bench.stage.folder))
    return {
        "kind": kind,
        "clients": bench.clients,
        "seconds": seconds,
        "rounds": rounds,
        "rates": rates,
        "ratio_same": rates["service"] / rates["same statements"],
        "ratio_bare": rates["service"] / rates["bare statement"] if "bare statement" in rates else None,
        "closed_loop": {name: middle([figures[name] for figures in rounds["service"]]) for name in ("p50", "p95", "p99")},
        "refused": sum(figures["refused"] for figures in rounds["service"]),
        "half": half.summary(),
        "cost_ms": {name: usage[name].each(count) for name, count in answers.items()},
        "cpu": {name: used.as_dict() for name, used in (usage | {"open loop": used_at_half}).items()},
    }


def overload(bench, kind, seconds, repeats, factor, beside):
    """Many times what the service can do: does it still do what it can, quickly, and is it itself again afterwards? With another kind beside,
    as much of it as the service could do alone comes too while that lasts."""
    requests = bench.requests(kind)
    capacity, used = bench.used_by(lambda: bench.capacity(requests, max(3, seconds // 10), repeats))
    calm = max(5, seconds // 4)
    plan = [(capacity / 2, WARM_UP), (capacity / 2, calm), (capacity, calm), (factor * capacity, seconds), (capacity / 2, max(10, calm))]
    works = [(requests, plan)]
    if beside:
        others = bench.requests(beside)
        rate = bench.capacity(others, max(3, seconds // 10), repeats)
        works.append((others, [(rate if number == 3 else QUIET, seconds) for number, (_, seconds) in enumerate(plan)]))
    with MemoryWatch(bench.service.pid) as memory:
        (stages, *rest), used_in_all = bench.used_by(lambda: open_loops(bench.service.port, works, bench.stage.folder))
    before, at_capacity, during, after = (stage.summary() for stage in stages[1:])
    return {
        "kind": kind,
        "clients": bench.clients,
        "factor": factor,
        "capacity": capacity,
        "before": before,
        "at_capacity": at_capacity,
        "during": during,
        "after": after,
        "beside": {"kind": beside} | rest[0][3].summary() if beside else None,
        "goodput_of_capacity": during["accepted_per_s"] / at_capacity["accepted_per_s"],
        "goodput_of_closed_loop": during["accepted_per_s"] / capacity,
        "p99_of_half": during["p99"] / before["p99"] if during["p99"] and before["p99"] else None,
        "seconds_to_recover": stages[-1].seconds_to_recover(2 * before["p95"] / 1000) if before["p95"] else None,
        "memory_peak_mb": memory.peak,
        "cpu": {"capacity": used.as_dict(), "open loop": used_in_all.as_dict()},
    }


def memory(bench, seconds, repeats):
    """Start-up time of several starts, and resident memory of the last: idle, under each kind of load, and after it."""
    starts = []
    for _ in range(repeats):
        bench.service.close()
        starts.append(bench.service.start())
    time.sleep(2)
    pid = bench.service.pid
    figures = {"idle_mb": memory_mb(pid), "under_load_mb": {}}
    answered = 0
    for kind in WEIGHTS:
        requests = bench.requests(kind)
        with MemoryWatch(pid) as watch:
            answered += bench.closed(requests, seconds)["requests"]
        figures["under_load_mb"][kind] = watch.peak
    time.sleep(5)
    return figures | {
        "after_mb": memory_mb(pid),
        "peak_mb": memory_mb(pid, "VmHWM"),
        "answered": answered,
        "clients": bench.clients,
        "ready_s": {"median": middle(starts), "most": max(starts), "starts": repeats},
    }


def authenticated(bench, seconds, repeats):
    """The public view of a report, asked for by nobody and by a client that shows its token, in turns; and what a desk is shown of the
    same reports, each such read with its entry in the audit: fewer at a time, as there are fewer desks than readers."""
    service = bench.service
    coordinator = invite(service.port, bench.administrator, "measured-coordinator", "city_coordinator")
    client = service.administer("clients", "create", "measured", "--scopes", "reports.file", "--by", ADMINISTRATOR).split()[0]
    codes = bench.stock.codes(20_000)
    readers = {
        "nobody": ("/v1/reports/", None, bench.clients),
        "client": ("/v1/reports/", client, bench.clients),
        "staff": ("/v1/staff/reports/", coordinator, DESKS),
    }
    rows = []
    for name, (path, token, readers_at_once) in readers.items():
        requests = write_requests(bench.stage.folder / f"{name}.requests", bench.city.reads(path, codes, token))
        if wrk(service.port, requests, readers_at_once, WARM_UP)["refused"]:
            raise SandboxError(f"{name} is refused what is measured")
        rows.append({"reader": name, "at_once": readers_at_once, "requests": requests, "rates": [], "costs": []})
    for _ in range(repeats):
        for row in rows:
            said, used = bench.used_by(lambda: wrk(service.port, row["requests"], row["at_once"], seconds))
            row["rates"].append(said["rate"])
            cost = used.each(said["answers"])
            row["costs"].append((cost["service"], cost["postgres"]))
    for row in rows:
        del row["requests"]
        row |= {
            "rate": middle(row["rates"]),
            "service_ms": middle(service for service, _ in row["costs"]),
            "database_ms": middle(database for _, database in row["costs"]),
        }
        row["cost_ms"] = row["service_ms"] + row["database_ms"]
        row["cost_ratio"] = row["cost_ms"] / rows[0]["cost_ms"]
        row["slowdown"] = rows[0]["rate"] / row["rate"]
    return rows


def sizes(benches, seconds, repeats):
    """The same work on stocks of different sizes, in turns. A request's cost is the processor time of service and database, which
    depends less on what else the machine does than rates do."""
    turns = [(bench, kind, bench.requests(kind)) for kind in ("read", "locate", "create") for bench in benches]
    rows = [{"kind": kind, "reports": bench.stock.count, "rates": [], "costs": [], "database": []} for bench, kind, _ in turns]
    for bench, kind, requests in turns:
        bench.closed(requests, WARM_UP)
        bench.database_rate(bench.scripts, kind, WARM_UP)
    for _ in range(repeats):
        for (bench, kind, requests), row in zip(turns, rows):
            said, used = bench.used_by(lambda: bench.closed(requests, seconds))
            row["rates"].append(said["rate"])
            cost = used.each(said["answers"])
            row["costs"].append(cost["service"] + cost["postgres"])
            row["database"].append(bench.database_rate(bench.scripts, kind, seconds))
    for row in rows:
        row |= {"rate": middle(row["rates"]), "cost_ms": middle(row["costs"]), "database_rate": middle(row["database"])}
        least = next(other for other in rows if other["kind"] == row["kind"])
        row |= {
            "cost_ratio": row["cost_ms"] / least["cost_ms"],
            "slowdown": least["rate"] / row["rate"],
            "database_slowdown": least["database_rate"] / row["database_rate"],
        }
    return rows

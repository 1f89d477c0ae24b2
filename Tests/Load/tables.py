"""Figures as Markdown."""

import os
import platform
import statistics
import time
from pathlib import Path


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(_text(cell) for cell in line) + " |" for line in lines)


def _text(cell):
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell >= 100 else f"{cell:.1f}" if cell >= 10 else f"{cell:.2f}"
    return str(cell)


def machine(database, folder):
    """What the figures were measured on."""
    model = next(line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    return {
        "processor": model,
        "processors": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "kernel": platform.release(),
        "postgresql": database.value("SHOW server_version"),
        "durability": {name: database.value(f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")},
        "fsync_ms": round(_fsync_milliseconds(folder), 3),
        "generator_first": _may_go_first(),
    }


def _may_go_first():
    """Whether a real-time priority is allowed here: the generator of the open loop then takes it."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except PermissionError:
        return False
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    return True


def _fsync_milliseconds(folder):
    """What 8 KB on disk cost, at least in part what a commit costs."""
    times = []
    with open(folder / "fsync", "wb", buffering=0) as file:
        for _ in range(50):
            started = time.perf_counter()
            file.seek(0)
            file.write(os.urandom(8192))
            os.fdatasync(file.fileno())
            times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def machine_text(facts):
    durability = ", ".join(f"{name} {value}" for name, value in facts["durability"].items())
    return (
        f"{facts['processor']}, {facts['processors']} processors, {facts['memory_gb']} GB, Linux {facts['kernel']}; "
        f"PostgreSQL {facts['postgresql']} ({durability}; fsync of 8 KB {facts['fsync_ms']} ms); "
        f"{'approximate' if facts['approximate'] else 'real'} boundaries; load {facts['load_before']} before the run. "
        f"Generator, service and database share the processors; the generator of the open loop "
        f"{'goes first (SCHED_RR)' if facts['generator_first'] else 'has no priority over the others'}."
    )


BARS = {"create": "≥ 0.4", "read": "≥ 0.25", "locate": "≥ 0.3"}


def throughput_text(rows):
    closed = table(
        ["closed loop, per second", "clients", "service", "same statements", "ratio", "bar", "bare statement", "ratio", "refused"],
        [
            [
                row["kind"], row["clients"], row["rates"]["service"], row["rates"]["same statements"], row["ratio_same"], BARS.get(row["kind"]),
                row["rates"].get("bare statement"), row["ratio_bare"], row["refused"],
            ]
            for row in rows
        ],
    )  # fmt: skip
    costs = table(
        ["processor time of one, ms", "service", "its database", "same statements", "bare statement"],
        [
            [
                row["kind"], row["cost_ms"]["service"]["service"], row["cost_ms"]["service"]["postgres"],
                row["cost_ms"]["same statements"]["postgres"], row["cost_ms"].get("bare statement", {}).get("postgres"),
            ]
            for row in rows
        ],
    )  # fmt: skip
    opened = table(
        ["open loop at half capacity", "per second", "p50 ms", "p95 ms", "p99 ms", "not accepted", "sent late, p99 ms"],
        [_open_row(row["kind"], row["half"]) for row in rows],
    )
    return "\n\n".join((closed, costs, opened, cpu_text(rows)))


def _open_row(name, half):
    failed = half["refused"] + half["other"] + half["unanswered"]
    return [name, half["rate"], half["p50"], half["p95"], half["p99"], failed, half["sent_late_p99"]]


def cpu_text(rows):
    """Whose processor seconds they were: the bottleneck is who has most of them while none are idle."""
    parts = ("service", "postgres", "generator", "others", "idle")
    return table(
        ["processor time, %", *parts],
        [
            [f"{row['kind']}: {phase}", *(f"{100 * used[part] / max(sum(used.values()), 0.01):.0f}" for part in parts)]
            for row in rows
            for phase, used in row["cpu"].items()
        ],
    )


def authenticated_text(rows):
    return table(
        ["a report read by", "at once", "per second", "slowdown", "service ms", "its database ms", "cost", "bar"],
        [
            [
                row["reader"], row["at_once"], row["rate"], row["slowdown"], row["service_ms"], row["database_ms"], row["cost_ratio"],
                "≤ 1.15" if row["reader"] == "client" else None,
            ]
            for row in rows
        ],
    )  # fmt: skip


def overload_text(figures):
    stages = [
        ("half", figures["before"]), ("1 ×", figures["at_capacity"]), (f"{figures['factor']:g} ×", figures["during"]),
        ("half again", figures["after"]),
    ]  # fmt: skip
    if beside := figures["beside"]:
        stages.insert(3, (f"beside: {beside['kind']}", beside))
    rows = [
        [
            name, stage["rate"], stage["accepted_per_s"], stage["p50"], stage["p95"], stage["p99"], stage["refused"], stage["refused_p50"],
            stage["refused_p99"], stage["refused_told_when"], stage["other"], stage["unanswered"], stage["sent_late_p99"],
        ]
        for name, stage in stages
    ]  # fmt: skip
    head = [
        figures["kind"], "sent/s", "accepted/s", "p50 ms", "p95 ms", "p99 ms", "503", "503 p50 ms", "503 p99 ms", "with Retry-After", "other",
        "unanswered", "sent late, p99 ms",
    ]  # fmt: skip
    bars = table(
        ["", "measured", "bar"],
        [
            ["capacity, closed loop, per second", figures["capacity"], None],
            ["accepted, of what is at 1 ×", figures["goodput_of_capacity"], "≥ 0.8"],
            ["accepted, of closed loop", figures["goodput_of_closed_loop"], None],
            ["accepted p99, times that at half capacity", figures["p99_of_half"], "≤ 3"],
            ["503 p99, ms", figures["during"]["refused_p99"], "< 50"],
            ["seconds to recover", figures["seconds_to_recover"], "< 5"],
            ["memory at most, MB", figures["memory_peak_mb"], "< 200"],
        ],
    )
    return f"{table(head, rows)}\n\n{bars}\n\n{cpu_text([figures])}"


def memory_text(figures):
    ready = figures["ready_s"]
    return table(
        ["", "measured", "bar"],
        [
            [f"start to ready, s, median of {ready['starts']}", ready["median"], "< 2"],
            ["slowest start, s", ready["most"], None],
            ["resident idle, MB", figures["idle_mb"], None],
            *([f"under {kind}, {figures['clients']} clients, MB", peak, None] for kind, peak in figures["under_load_mb"].items()),
            [f"5 s after {figures['answered']} answers, MB", figures["after_mb"], None],
            ["at most, MB", figures["peak_mb"], "< 200"],
        ],
    )


def sequencer_text(figures):
    return table(
        ["events", "per second", "seconds", "commit to position, p50 ms", "p95 ms", "p99 ms", "bar", "most ms", *figures["cpu"]],
        [
            [
                figures["events"], figures["rate"], figures["seconds"], figures["p50"], figures["p95"], figures["p99"], "< 1000",
                figures["most"], *(f"{seconds:.1f} s" for seconds in figures["cpu"].values()),
            ]
        ],
    )  # fmt: skip


def timers_text(figures):
    return table(
        [
            f"passed by {figures['reports']:,} reports", "timers", "seconds", f"per second, {figures['sweepers']} sweepers", "bar",
            "sweepers' processor time of one, ms", "PostgreSQL's, ms",
        ],
        [
            [
                moment["moment"], moment["fired"], moment["seconds"], moment["rate"], "≥ 10000", moment["cost_ms"]["sweepers"],
                moment["cost_ms"]["postgres"],
            ]
            for moment in figures["moments"]
        ]
        + [["in all", None, None, figures["rate"], "≥ 10000", None, None]],
    )  # fmt: skip


def sign_in_text(figures):
    return table(
        [f"refused sign-in, {figures['samples']} of each", "median ms", "mean ms", "ratio of medians", "bar"],
        [[row["kind"], row["median_ms"], row["mean_ms"], row["ratio"], "0.9…1.1"] for row in figures["rows"]],
    )


def photos_text(figures):
    bar = min(15, 1 / figures["tools_seconds_each"])
    return table(
        [f"photos of {figures['photo_mb']} MB and 12 megapixels, {figures['senders']} senders", "measured", "bar"],
        [
            ["a second", figures["rate"], None],
            ["a second and processor", figures["rate_per_processor"], f"≥ {bar:.1f}"],
            ["seconds of a processor for one", figures["cpu_seconds_each"], None],
            ["of that the tools by themselves", figures["tools_seconds_each"], None],
            ["p99 of a filing alone, ms", figures["filing_p99_alone"], None],
            ["p99 of a filing meanwhile, ms", figures["filing_p99_beside"], f"≤ {2 * figures['filing_p99_alone']:.1f}"],
            ["memory of the service, MB", figures["memory_mb"], "< 300"],
        ],
    )


def sizes_text(rows):
    return table(
        [
            "stored reports", "service, per second", "processor time of one, ms", "times that at the fewest", "bar", "slowdown",
            "same statements, per second", "slowdown",
        ],
        [
            [
                f"{row['kind']} at {row['reports']:,}", row["rate"], row["cost_ms"], row["cost_ratio"], "≤ 1.3", row["slowdown"],
                row["database_rate"], row["database_slowdown"],
            ]
            for row in rows
        ],
    )  # fmt: skip


# With 1,000,000 reports and four clients.
DESK_BARS = {"list": "≥ 500, p95 < 20", "search": "p95 < 50"}


def desk_text(row):
    alone, database = row["alone"], row["database"]
    measured = table(
        ["desks", "reports", "clients", "per second", "p50 ms", "p95 ms", "p99 ms", "one client: p50 ms", "p95 ms", "bar", "service ms", "database ms"],
        [
            [
                row["kind"], row["reports"], row["clients"], row["rate"], row["p50"], row["p95"], row["p99"], alone["p50"], alone["p95"],
                DESK_BARS[row["kind"]], row["cost_ms"]["service"], row["cost_ms"]["postgres"],
            ]
        ],
    )  # fmt: skip
    rows = [["bare pages of desks", database["bare"], row["rate"] / database["bare"]]]
    if "same" in database:
        rows.append(["the same statements, of one desk", database["same"], row["rate"] / database["same"]])
    return f"{measured}\n\n{table(['PostgreSQL alone', 'per second', 'service to it'], rows)}"


def poll_text(row):
    return table(
        ["polls with a current ETag", "reports", "clients", "per second", "ratio to polls", "bar"],
        [
            ["summary", row["reports"], row["clients"], row["rates"]["summary"], None, None],
            ["empty, same middleware", None, None, row["rates"]["empty, same middleware"], row["of_empty"], 0.85],
            ["bare handler", None, None, row["rates"]["bare"], row["of_bare"], 0.5],
        ],
    )


def dashboards_text(row):
    changed = [[question, row["reports"], times["p50"], times["p95"], 20] for question, times in row["changed"].items()]
    beside = [
        ["filings alone", row["filings_alone"]["accepted_per_s"], row["filings_alone"]["p99"], None, None],
        ["filings beside dashboards", row["filings_beside"]["accepted_per_s"], row["filings_beside"]["p99"], row["p99_ratio"], 1.5],
        ["dashboards", row["polls"]["accepted_per_s"], row["polls"]["p99"], None, None],
    ]
    fresh = (
        f"Fresh after {row['fresh_s']['median']:.2f} s, at most {row['fresh_s']['most']:.2f} s (bar 2); {row['memory_peak_mb']} MB at most. A filing"
        f" counted and asked for in {len(changed)} ways costs the service {row['cost_ms']['service']:.0f} ms of processor time and the database"
        f" {row['cost_ms']['postgres']:.0f} ms (bar: 1.3 times as much with 1,000,000 reports as with 10,000)."
    )
    return "\n\n".join([
        table(["figures that have changed", "reports", "p50 ms", "p95 ms", "bar"], changed),
        table(["together", "per second", "p99 ms", "of alone", "bar"], beside),
        fresh,
    ])

"""What a desk asks for again and again: its list, and the words it looks for."""

import json
import random
import urllib.request
from statistics import median
from urllib.parse import quote

from accounts import invite, post, sign_in
from loops import wrk, write_requests
from sandbox import SandboxError
from statements import Recorder, Script

WARM_UP = 3
OFFICERS = 20  # each with a session of their own, at the desks of so many units

QUERIES = [
    "limit=50", "limit=50&sort=-created_at", "limit=50&status=submitted", "limit=50&overdue=true", "limit=50&severity=normal,urgent",
    "limit=50&assignee=none", "limit=50&confidence=low,medium",
]  # fmt: skip

# With marks and without: words of all reports, of some, and of none.
WORDS = ["mặt đường bong tróc", "mat duong", "ổ gà", "trời mưa nước lấp kín", "xe di qua nguy hiem", "phố bạch mai", "cau giay", "cột điện đổ"]
# One slip of the hand in each.
SLIPS = ["mat duogn bong troc", "phố bạhc mai", "pho thuy kheu", "cauu giay", "đồng xuâ", "o ga sauu"]


def lists(bench, seconds, repeats):
    """The list of a unit's desk, asked for by its officers."""
    tokens = _officers(bench, "listing")
    targets = [f"/v1/staff/reports?{query}" for query in QUERIES]
    asked = [(target, token) for token in tokens for target in targets]
    # Of one desk: pgbench prepares what each script sends by itself, and plans it anew the first five times.
    return _measured(bench, "list", asked, seconds, repeats, _recorded(bench, asked[: len(targets)]))


def searches(bench, seconds, repeats):
    """What officers of units and the coordinator look for."""
    draw = random.Random(20250701)
    tokens = [*_officers(bench, "searching"), invite(bench.service.port, bench.administrator, "searching-coordinator", "city_coordinator")]
    numbers = [row["number"] for row in bench.stage.database.rows(
        "SELECT json_build_object('number', substring(description FROM 'Số ([0-9]+)')) FROM report_content LIMIT 500"
    )]  # fmt: skip
    codes = bench.stock.codes(500)

    def question():
        match draw.randrange(10):
            case 0:
                return draw.choice(codes)
            case 1:
                return f"0900{draw.randrange(10**6):06d}"
            case 2:
                return draw.choice(SLIPS)
            case 3 | 4:
                return f"số {draw.choice(numbers)}"
            case _:
                return draw.choice(WORDS)

    asked = [(f"/v1/staff/reports?limit=50&q={quote(question())}", draw.choice(tokens)) for _ in range(4000)]
    return _measured(bench, "search", asked, seconds, repeats)


def _officers(bench, kind):
    """Sessions at the desks of units that have reports."""
    return [_officer(bench, f"{kind}-officer-{number}", desk) for number, desk in enumerate(_desks(bench))]


def _desks(bench):
    """Of units, those with the most reports first."""
    rows = bench.stage.database.rows(
        f"""
        SELECT json_build_object('id', agency_id)
        FROM report
        JOIN agency ON agency.id = report.agency_id
        WHERE agency.kind = 'committee'
        GROUP BY agency_id
        ORDER BY count(*) DESC
        LIMIT {OFFICERS}
        """
    )
    return [row["id"] for row in rows]


def _officer(bench, name, desk):
    account = {"username": name, "display_name": name, "roles": ["officer"], "agency": desk}
    invited = post(bench.service.port, "/v1/admin/accounts", account, bench.administrator)
    return sign_in(bench.service.port, name, invited["activation"]["token"])


def _recorded(bench, asked):
    """What the service sends the database for these questions."""
    with Recorder(bench.stage, bench.stage.folder / "desk-wire") as recorder:
        scripts = []
        for number, (target, token) in enumerate(asked):
            headers = {"Authorization": f"Bearer {token}"}
            _, _, exchanges = recorder.ask(lambda target=target, headers=headers: (None, ("GET", target, None, headers)))
            scripts.append(recorder.script(exchanges, {}, f"list_{number}"))
        return scripts


def _bare(bench):
    """The least a database can be asked for a page of a desk's list."""
    sql = "SELECT * FROM report WHERE agency_id = '{desk}' ORDER BY due_at, id LIMIT 50;\n"
    return [Script("app_rw", sql.format(desk=desk), {}, bench.scripts["read"].settings) for desk in _desks(bench)]


def _measured(bench, kind, asked, seconds, repeats, recorded=()):
    """The service, and in turns with it PostgreSQL alone with the `recorded` statements and with bare pages of desks."""
    port = bench.service.port
    for target, token in asked[:20]:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{target}", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            json.load(answer)
    lines = [f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n" for target, token in asked]
    requests = write_requests(bench.stage.folder / f"{kind}.requests", lines)
    if wrk(port, requests, bench.clients, WARM_UP)["refused"]:
        raise SandboxError(f"{kind}: something is refused")
    compared = {"bare": _bare(bench)} | ({"same": recorded} if recorded else {})
    for scripts in compared.values():
        bench.pgbench.run([(script, 1) for script in scripts], bench.clients, WARM_UP, bench.stock.count)
    turns, alone, costs, rates = [], [], [], {name: [] for name in compared}
    for _ in range(repeats):
        turn, used = bench.used_by(lambda: wrk(port, requests, bench.clients, seconds))
        if turn["refused"]:
            raise SandboxError(f"{kind}: {turn['refused']} of {turn['requests']} are refused")
        turns.append(turn)
        costs.append(used.each(turn["answers"]))
        for name, scripts in compared.items():
            rates[name].append(bench.pgbench.run([(script, 1) for script in scripts], bench.clients, seconds, bench.stock.count))
        alone.append(wrk(port, requests, 1, seconds))
    figures = {name: median(turn[name] for turn in turns) for name in ("rate", "p50", "p95", "p99")}
    return figures | {
        "kind": kind,
        "reports": bench.stock.count,
        "clients": bench.clients,
        "turns": turns,
        "alone": {name: median(turn[name] for turn in alone) for name in ("p50", "p95")},
        "cost_ms": {part: median(cost[part] for cost in costs) for part in ("service", "postgres")},
        "database": {name: median(of) for name, of in rates.items()},
    }

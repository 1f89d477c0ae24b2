"""How long after its commit an event has its position, while events are written at a steady rate.

Both moments are commit timestamps of PostgreSQL's own: that of the transaction that wrote the event, and that of the one that
gave it its position and so is the row's `xmin`.
"""

import time

from sandbox import SandboxError
from statements import Script

# Filing makes some 1,100 reports a second on two processors, of two events each, and leaves nothing for anybody else: events are
# appended by SQL alone, ten reports in a transaction. Each client has reports of its own, so that none waits for another.
BATCH = 10

APPEND = f"""
\\set first :client_id * :span + {BATCH} * random(0, :span / {BATCH} - 1)
WITH changed AS (
    UPDATE report
    SET last_seq = last_seq + 1
    FROM load_target AS target
    WHERE target.n >= :first
        AND target.n < :first + {BATCH}
        AND report.id = target.id
    RETURNING report.id, report.last_seq, report.agency_id
)
INSERT INTO report_event (report_id, seq, at, type, actor_kind, agency_id, is_public, data)
SELECT id, last_seq, instant_now(), 'measured', 'system', agency_id, false, '{{}}'
FROM changed;
"""

TARGETS = """
    DROP TABLE IF EXISTS load_target;
    CREATE TABLE load_target AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM report;
    CREATE UNIQUE INDEX ON load_target (n);
    ANALYZE load_target;
    GRANT SELECT ON load_target TO app_rw
"""

LAGS = """
    SELECT json_build_object(
        'events', count(*), 'last', max(position),
        'p50', percentile_cont(0.5) WITHIN GROUP (ORDER BY lag), 'p95', percentile_cont(0.95) WITHIN GROUP (ORDER BY lag),
        'p99', percentile_cont(0.99) WITHIN GROUP (ORDER BY lag), 'most', max(lag)
    )
    FROM (
        SELECT
            position,
            1000 * extract(epoch FROM pg_xact_commit_timestamp(xmin) - pg_xact_commit_timestamp(xact::xid)) AS lag
        FROM report_event
        WHERE position > {mark}
    ) AS event
"""

UNSEALED = "SELECT coalesce((SELECT max(position) FROM report_event), 0) > coalesce((SELECT max(events_to) FROM audit_seal), 0)"


def sequencing(bench, rate, seconds):
    """Restarts cluster and service before and after: commit timestamps are not kept unless somebody measures."""
    _restart(bench, "on")
    try:
        return _measure(bench, rate, seconds)
    finally:
        _restart(bench, "off")


def _restart(bench, commit_timestamps):
    bench.service.close()
    bench.stage.cluster.configure(track_commit_timestamp=commit_timestamps)
    bench.service.start()


def _measure(bench, rate, seconds):
    database, span = bench.stage.database, bench.stock.count // bench.clients // BATCH * BATCH
    if span == 0:
        raise SandboxError(f"{bench.stock.count} reports are too few for {bench.clients} clients")
    database.execute(TARGETS)
    wait_until_numbered(database)
    mark = int(database.value("SELECT max(position) FROM report_event"))
    script = Script("app_rw", APPEND, {"span": span}, bench.scripts["create"].settings)
    transactions, used = bench.used_by(
        lambda: bench.pgbench.run([(script, 1)], bench.clients, seconds, bench.stock.count, rate=rate / BATCH)
    )
    wait_until_numbered(database)
    [lags] = database.rows(LAGS.format(mark=mark))
    if lags["last"] != mark + lags["events"]:
        raise SandboxError(f"{lags['events']} events after position {mark}, and {lags['last']} is the last")
    return lags | {"rate": transactions * BATCH, "seconds": seconds, "reports": bench.stock.count, "cpu": used.as_dict()}


def wait_until_numbered(database, patience=30.0):
    """Until the service has given every event its position."""
    deadline = time.monotonic() + patience
    while database.value("SELECT EXISTS (SELECT FROM report_event WHERE position IS NULL)") == "t":
        if time.monotonic() > deadline:
            raise SandboxError(f"after {patience:.0f} s there are events without a position")
        time.sleep(0.05)


def wait_until_sealed(database, patience=600.0):
    """Until the service has sealed every event that has a position: a stock is more than it seals in passing."""
    deadline = time.monotonic() + patience
    while database.value(UNSEALED) == "t":
        if time.monotonic() > deadline:
            raise SandboxError(f"after {patience:.0f} s there are events without a seal")
        time.sleep(0.2)

"""How many timers two sweepers fire in a second.

Reports that nobody takes up are due within forty seconds of one another, and the clock is moved on: to the first warning of all, then
to the second, then past the limit, which two levels tell of and which starts the next clock, then to what comes after. A timer fired is
a row of `sla_event`, with its entry in the report's history, the clock's next moment and whatever else it changes, committed.
"""

import random
import time
from datetime import timedelta

import clocks
from histories import FILED, SPREAD, file_samples
from processes import Usage
from sandbox import SandboxError
from stock import Stock

SWEEPERS = 2
# By the clock of a report filed at 08:10 under the limits of most: 8 hours to accept it, 40 to resolve it.
MOMENTS = {
    "75 %": FILED.replace(hour=15, minute=45),
    "90 %": FILED.replace(hour=16, minute=58),
    "the limit": FILED.replace(hour=8, minute=15) + timedelta(days=1),
    "150 %": FILED.replace(hour=13, minute=45) + timedelta(days=1),
}


def timers(stage, reports, seed):
    """On a stage of its own whose service runs only while the samples are filed: it would sweep too."""
    clocks.move(stage.database, FILED)
    stage.service.start()
    file_samples(stage.service, random.Random(seed))
    stage.service.close()
    stock = Stock(stage.database, age=f"number % {SPREAD}", fires=True)
    stock.fill(reports)
    stock.settle()
    moments = [_moment(stage, name, instant) for name, instant in MOMENTS.items()]
    fired, seconds = (sum(moment[name] for moment in moments) for name in ("fired", "seconds"))
    return {"sweepers": SWEEPERS, "reports": reports, "moments": moments, "rate": fired / seconds}


def _moment(stage, name, instant):
    """From the start of the sweepers' processes to the end of the last."""
    clocks.move(stage.database, instant)
    before, used, started = _fired(stage), Usage.now(None, stage.cluster), time.monotonic()
    sweepers = [stage.service.begin("sla", "sweep") for _ in range(SWEEPERS)]
    if any([sweeper.wait(600) for sweeper in sweepers]):
        raise SandboxError("a sweeper failed")
    seconds, used = time.monotonic() - started, Usage.now(None, stage.cluster) - used
    fired = _fired(stage) - before
    each = used.each(fired)
    cost = {"sweepers": each["generator"], "postgres": each["postgres"]}
    return {"moment": name, "fired": fired, "seconds": seconds, "rate": fired / seconds, "cost_ms": cost}


def _fired(stage):
    return int(stage.database.value("SELECT count(*) FROM sla_event"))

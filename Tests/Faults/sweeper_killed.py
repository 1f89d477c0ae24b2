#!/usr/bin/env python3
"""Kills one of four instances with SIGKILL every half second while limits pass, and proves that each is recorded once.

    swift build --product phananh
    Tests/Faults/sweeper_killed.py [--database-url 'postgresql://postgres@/postgres?host=/path/to/socket']

Thousands of reports, some taken up, paused or passed on, are due within a minute: first their limits pass under the instances'
eyes, then those of a week are found at once. The levels recorded at the end must be those that one sweep finds in a copy
of the database in which nobody was killed, at the same instants; each must be told of once in its history; and the clocks
stored must be those of the histories.

The test creates two databases in the cluster and drops them at the end; without an address it starts a cluster of its own.
Exits with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql and Python 3.11.
"""

import contextlib
import itertools
import sys
import time
from collections import Counter
from datetime import timedelta

import clocks
from client import Stopped
from histories import FILED, SAMPLES, SPREAD, file_samples, fill
from sandbox import SandboxError, Service
from stage import add_database_url, argument_parser, perform, positive

INSTANCES = 4
PAUSE = 0.5  # seconds between kills
LAG = 10.0  # seconds
TIMERS = 20_000
# The first warnings of reports nobody has taken up pass at 15:40, the oldest copies' first.
WARNINGS = FILED.replace(hour=15, minute=40)
BEFORE_WARNINGS = WARNINGS - timedelta(seconds=SPREAD + 5)
# Pauses of five working days are over, and nothing more falls due until the next morning.
WEEK_LATER = FILED.replace(hour=18, minute=0) + timedelta(days=7)
NEARLY_DONE = 500  # clocks due when the killing ends

DUE = "SELECT count(*) FROM sla_clock WHERE fire_at < instant_now()"

LEVELS = """
    SELECT json_build_object(
        'level', concat_ws(' ', report_id, cycle, clock, handler_id, level),
        'fact', concat_ws(' ', extract(epoch FROM occurred_at)::bigint, agency_id, by_reclassification),
        'occurred', extract(epoch FROM occurred_at), 'detected', extract(epoch FROM detected_at)
    )
    FROM sla_event
    WHERE voided_at IS NULL
"""

TOLD = """
    SELECT json_build_object(
        'level', concat_ws(' ', report_id, data ->> 'cycle', data ->> 'clock', data ->> 'handler', data ->> 'level')
    )
    FROM report_event
    WHERE type IN ('sla_warned', 'sla_breached', 'sla_escalated')
"""

RESUMED = "SELECT count(*) FROM report_event WHERE type = 'resumed_automatically'"


class Test:
    def __init__(self, stage):
        self._stage = stage
        self._database = stage.database_as_told()
        clocks.move(self._database, FILED)
        self._services = [stage.serve(self._database)]
        # No desk is without anybody: reports that another loop hands over meanwhile would reach others than the sweep in the copy tells of.
        self._database.execute("UPDATE agency SET staffed_since = now(); UPDATE reference_state SET epoch = epoch + 1")
        file_samples(self._services[0], stage.another_generator())
        self._services[0].close()
        fill(self._database, self._services[0], stage.arguments.reports)
        self._twin = stage.copy(self._database)
        for _ in range(INSTANCES - 1):
            service = Service(stage.arguments.binary, self._database, stage.folder)
            self._services.append(stage.stack.enter_context(contextlib.closing(service)))
        self._turns = itertools.cycle(self._services)
        self._met = []  # clocks that were due at each kill

    def run(self):
        verdict = self._stage.verdict
        live = self._strike_from(BEFORE_WARNINGS, until=lambda seconds, due: seconds > SPREAD + 10)
        backlog = self._strike_from(WEEK_LATER, until=lambda seconds, due: due < NEARLY_DONE)
        levels, told = self._database.rows(LEVELS), Counter(row["level"] for row in self._database.rows(TOLD))
        oracle, drift = self._oracle(), self._services[0].administer("sla", "verify", patience=600)
        first, last = BEFORE_WARNINGS.timestamp(), WARNINGS.timestamp() + SPREAD
        lags = [level["detected"] - level["occurred"] for level in levels if first <= level["occurred"] <= last]
        self._tell(levels, lags, live, backlog)
        verdict.require(f"at least {TIMERS} timers fired", len(levels) >= TIMERS)
        facts = {level["level"]: level["fact"] for level in levels}
        verdict.check("no level was lost", (level for level in oracle if level not in facts))
        verdict.check("none was made up", (level for level in facts if level not in oracle))
        verdict.check("each has its instant and its agency", (level for level, fact in oracle.items() if facts.get(level, fact) != fact))
        verdict.check("each is told of once in its report's history", (level for level in facts.keys() | told.keys() if told[level] != 1))
        verdict.require("each pause that was over was ended once", self._database.value(RESUMED) == self._twin.value(RESUMED))
        verdict.require(f"what passed while instances were killed was recorded within {LAG:.0f} s", max(lags) < LAG)
        verdict.require(f"{LAG:.0f} s after the last restart nothing was due", max(live, backlog) < LAG)
        verdict.require("the stored clocks are those of the histories", drift.endswith(", 0 differences\n"))

    def _strike_from(self, instant, until):
        """Sets the clock, runs the instances and kills one after another; returns the seconds from the last restart until nothing was due."""
        for service in self._services:
            service.close()
        clocks.move(self._database, instant)
        for service in self._services:
            service.launch()
        for service in self._services:
            service.wait_until_ready()
        started = time.monotonic()
        while not until(time.monotonic() - started, due := self._due()):
            self._met.append(due)
            service = next(self._turns)
            service.kill()
            service.launch()
            self._wait(PAUSE)
        restarted = time.monotonic()
        while self._due() > 0:
            if time.monotonic() - restarted > 6 * LAG:
                raise SandboxError("the backlog does not end")
            self._wait(0.05)
        return time.monotonic() - restarted

    def _due(self):
        return int(self._database.value(DUE))

    def _wait(self, seconds):
        if self._stage.stop.wait(seconds):
            raise Stopped

    def _oracle(self):
        """What one sweeper finds at the end that nobody kills, by level."""
        clocks.move(self._twin, WEEK_LATER)
        sweeper = Service(self._stage.arguments.binary, self._twin, self._stage.folder)
        sweeper.administer("sla", "sweep", patience=900)
        return {level["level"]: level["fact"] for level in self._twin.rows(LEVELS)}

    def _tell(self, levels, lags, live, backlog):
        reports = self._database.value("SELECT count(*) FROM report")
        rolled_back = self._database.value("SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()")
        for name, value in (
            ("timers fired", f"{len(levels)} of {reports} reports, {len(lags)} of them while instances were killed"),
            ("kills", f"{len(self._met)}, {sum(due > 0 for due in self._met)} while something was due, at most {max(self._met)} clocks"),
            ("transactions cut short", rolled_back),
            ("from passing to recording", f"{max(lags):.0f} s at most, {sorted(lags)[len(lags) // 2]:.0f} s in the median"),
            ("after the last restarts", f"nothing was due after {live:.1f} s and {backlog:.1f} s"),
        ):
            print(f"  {name:<26}{value}")


def parse_arguments():
    options = argument_parser(__doc__)
    add_database_url(options)
    options.add_argument("--reports", type=positive, default=12_000, metavar="N", help=f"besides {SAMPLES} samples; default: 12000")
    return options.parse_args()


def main():
    arguments = parse_arguments()
    return perform(
        lambda stage: Test(stage).run(), arguments, f"{INSTANCES} instances, one killed every {PAUSE} s, {arguments.reports} reports"
    )


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Kills one of two instances with SIGKILL, again and again, and proves that figures count each event once.

    swift build --product phananh
    Tests/Faults/figures_killed.py [--database-url 'postgresql://postgres@/postgres?host=/path/to/socket']

Writers file reports by the instances, both of which count; whoever is struck may be counting. At last every event must be
counted, figures must tell as many reports as there are, in the day's figures, the hours' and the facts, and
`phananh metrics verify` must find nothing. Then everything is forgotten, and what is counted from the first event on must be
what was counted before.

The test creates a database in the cluster and drops it at the end; without an address it starts a cluster of its own. Exits
with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql and Python 3.11.
"""

import contextlib
import sys
import time

from client import Stopped, Tally
from sandbox import Service
from sequencer_killed import Instance, Writers
from stage import add_database_url, argument_parser, perform, positive

COUNTED = 10.0  # seconds from the last acknowledgement until every event is counted
ANEW = 120.0  # and from the first event on

BEHIND = """
    SELECT count(*)
    FROM report_event
    WHERE position IS NULL OR position > (SELECT position FROM figure_cursor)
"""

FILED = {
    "the day's figures": "SELECT coalesce(sum(n), 0) FROM figure_day WHERE basis = 'activity' AND measure = 'filed'",
    "the cohort's": "SELECT coalesce(sum(n), 0) FROM figure_day WHERE basis = 'cohort' AND measure = 'filed'",
    "the hours'": "SELECT coalesce(sum(n), 0) FROM figure_hour WHERE measure = 'filed'",
    "the facts": "SELECT count(*) FROM figure_fact WHERE measure = 'filed'",
    "what is open": "SELECT count(*) FROM figure_span WHERE to_at = 'infinity'",
}

FIGURES = """
    SELECT json_build_object('row', concat_ws(' ', basis, day, to_jsonb(slice) - 'id', measure, bucket, n))
    FROM figure_day
    JOIN figure_slice AS slice ON slice.id = slice_id
"""

# Under the lock of whoever counts (Store: AdvisoryLock.figures): what is under way would write its position over it.
FORGET = f"""
    SELECT pg_advisory_xact_lock({0x5048_414E_0040});
    TRUNCATE figure_slice, figure_report, figure_fact, figure_day, figure_hour, figure_span, figure_changed_day, figure_change;
    UPDATE figure_cursor SET position = 0, event_at = NULL, revision = 0;
"""


class Test:
    def __init__(self, stage):
        self._stage = stage
        self._database = stage.database_as_told()
        one = stage.serve(self._database)
        two = stage.stack.enter_context(contextlib.closing(Service(stage.arguments.binary, self._database, stage.folder)))
        two.start()
        self._instances = [Instance(service, Tally(), []) for service in (one, two)]
        self._writers = Writers(stage, self._instances)
        self._counted = []  # events that were counted at each kill

    def run(self):
        verdict = self._stage.verdict
        with self._writers.filing():
            for number in range(self._stage.arguments.kills):
                self._stage.pause(self._stage.generator.uniform(0.2, 1.0))
                self._strike(self._instances[number % 2].service)
            self._stage.pause(2)
        seconds = self._wait(COUNTED)
        reports, drift = self._reports(), self._verify()
        figures = self._figures()
        told = {name: int(self._database.value(query)) for name, query in FILED.items()}
        self._database.execute(FORGET)
        began = time.monotonic()
        anew = self._wait(ANEW)
        rate = int(self._database.value("SELECT count(*) FROM report_event")) / max(time.monotonic() - began, 0.001)
        for name, value in (
            ("reports", reports),
            ("kills", f"{len(self._counted)}, after {self._counted[0]} to {self._counted[-1]} events were counted"),
            ("the last was counted", "never" if seconds is None else f"{seconds:.2f} s after the writers' end"),
            ("from the first event on", "never" if anew is None else f"{anew:.1f} s, {rate:.0f} events/s"),
        ):
            print(f"  {name:<26}{value}")
        verdict.check("no report was refused", self._writers.refusals)
        verdict.require("events were counted between the kills", self._counted[0] < self._counted[-1])
        verdict.require(f"within {COUNTED:.0f} s every event was counted", seconds is not None)
        for name, count in told.items():
            verdict.require(f"{name} tell {reports} reports", count == reports)
        verdict.require("figures are those of the histories", drift.endswith(", 0 rows differ\n"))
        verdict.require("counted anew they are the same", anew is not None and self._figures() == figures)
        verdict.require("and those of the histories", self._verify().endswith(", 0 rows differ\n"))

    def _strike(self, service):
        self._counted.append(int(self._database.value("SELECT position FROM figure_cursor")))
        service.kill()
        service.start()

    def _figures(self):
        """In one order, whatever the numbers of their slices."""
        return sorted(row["row"] for row in self._database.rows(FIGURES))

    def _reports(self):
        return int(self._database.value("SELECT count(*) FROM report WHERE NOT is_training"))

    def _verify(self):
        return self._instances[0].service.administer("metrics", "verify", patience=600)

    def _wait(self, patience):
        """The seconds until every event was counted; None when it took too long."""
        started = time.monotonic()
        while self._database.value(BEHIND) != "0":
            if self._stage.stop.is_set():
                raise Stopped
            if time.monotonic() - started > patience:
                return None
            time.sleep(0.02)
        return time.monotonic() - started


def parse_arguments():
    options = argument_parser(__doc__)
    add_database_url(options)
    options.add_argument("--kills", type=positive, default=20, metavar="N", help="default: 20")
    return options.parse_args()


def main():
    arguments = parse_arguments()
    return perform(lambda stage: Test(stage).run(), arguments, f"{arguments.kills} kills of two instances, {arguments.writers} writers")


if __name__ == "__main__":
    sys.exit(main())

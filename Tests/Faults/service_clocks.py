#!/usr/bin/env python3
"""Runs instances whose clocks and time zones are wrong, and proves that no fact about a time limit depends on them.

    swift build --product phananh
    Tests/Faults/service_clocks.py [--database-url 'postgresql://postgres@/postgres?host=/path/to/socket']

The same reports are filed at the same instants of the database's clock, and their limits pass, in one database for each fault: an
instance whose clock is a day ahead or a day behind, in other zones, and sessions of the database in other zones. What the service
answers, and what is stored of clocks, levels and histories, must be what an instance without fault says.

The test creates databases in the cluster and drops them at the end; without an address it starts a cluster of its own. Exits
with 0 when all claims hold, 1 when one does not, 2 for wrong arguments, 130 when interrupted. Needs psql, libfaketime, a C compiler and Python
3.11.
"""

import contextlib
import email.utils
import http.client
import json
import random
import sys
import time
from dataclasses import dataclass
from datetime import timedelta

import clocks
from client import Client, Stopped
from faketime import shifted
from histories import FILED
from reports import ReportSource
from sandbox import SandboxError, Service
from stage import add_database_url, argument_parser, perform, positive

NO_FAULT = "no fault"


@dataclass(frozen=True)
class Fault:
    days: int = 0  # by which the service's clock is wrong
    zone: str = "UTC"  # of the service
    database_zone: str = "UTC"  # of the database's sessions


FAULTS = {
    NO_FAULT: Fault(),
    "a clock a day ahead": Fault(days=1),
    "a clock a day behind": Fault(days=-1),
    "a zone fourteen hours ahead": Fault(zone="XST-14"),
    "a zone with summer time": Fault(zone="EST5EDT,M3.2.0,M11.1.0"),
    "a database in Kiritimati": Fault(database_zone="Pacific/Kiritimati"),
    "a database in New York, a clock a day ahead": Fault(days=1, database_zone="America/New_York"),
}
# When the database's clock is moved to, after the filings: limits pass before each.
MOMENTS = [FILED.replace(hour=15, minute=45), FILED + timedelta(days=1, minutes=1), FILED + timedelta(days=8, minutes=1)]

# How late a limit is noticed, and so where it stands among the entries of a history, is no fact about it.
FACTS = """
    SELECT json_build_object(
        'report', report.source_id, 'created', extract(epoch FROM report.created_at),
        'history', (
            SELECT json_agg(json_build_array(seq, extract(epoch FROM at), type, data) ORDER BY seq)
            FROM report_event WHERE report_id = report.id AND type NOT LIKE 'sla%'
        ),
        'clocks', (
            SELECT json_agg(
                json_build_array(
                    clock, handler_id, state, used_s, extract(epoch FROM started_at), extract(epoch FROM counts_from),
                    extract(epoch FROM due_at), extract(epoch FROM breach_at), extract(epoch FROM projected_due_at),
                    extract(epoch FROM fire_at), outcome
                )
                ORDER BY clock
            )
            FROM sla_clock WHERE report_id = report.id
        ),
        'levels', (
            SELECT json_agg(
                json_build_array(clock, handler_id, level, extract(epoch FROM occurred_at), agency_id, by_reclassification)
                ORDER BY clock, level
            )
            FROM sla_event WHERE report_id = report.id
        )
    )
    FROM report
    ORDER BY report.source_id
"""


class Test:
    def __init__(self, stage):
        self._stage = stage
        self._seed = stage.generator.getrandbits(64)
        self._database = stage.database_as_told()
        service = stage.serve(self._database)
        service.close()
        clocks.stand_still(self._database, FILED)

    def run(self):
        expected = self._facts(FAULTS[NO_FAULT])
        levels = sum(len(fact["levels"] or []) for fact in expected["stored"])
        self._stage.verdict.require(f"levels pass: {levels} of {len(expected['stored'])} reports", levels > len(expected["stored"]))
        for name, fault in FAULTS.items():
            if name == NO_FAULT:
                continue
            facts = self._facts(fault)
            self._stage.verdict.check(f"{name}: answers are the same", differences(expected["told"], facts["told"]))
            self._stage.verdict.check(f"{name}: what is stored is the same", differences(expected["stored"], facts["stored"]))

    def _facts(self, fault):
        """What an instance says of the same reports, and leaves in a database of its own."""
        database = self._stage.copy(self._database)
        database.execute(f"ALTER DATABASE {database.name} SET TimeZone = '{fault.database_zone}'")
        if database.value("SHOW TimeZone") != fault.database_zone:
            raise SandboxError(f"the database's sessions are not in {fault.database_zone}")
        with contextlib.ExitStack() as stack:
            environment = stack.enter_context(shifted(f"{fault.days:+}d", self._stage.folder)) if fault.days else {}
            service = Service(self._stage.arguments.binary, database, self._stage.folder, environment | {"TZ": fault.zone})
            self._stage.service = stack.enter_context(contextlib.closing(service))
            service.start()
            require_shift(service, fault.days)
            told = list(self._file(service, database))
            for moment in MOMENTS:
                database.execute(clocks.stand_at(moment))
                self._wait_until_swept(database)
        return {"told": told, "stored": database.rows(FACTS)}

    def _file(self, service, database):
        """At one instant after the other, some outside working hours."""
        source, instant = ReportSource(random.Random(self._seed)), FILED - timedelta(days=2)
        with Client(service.port, self._stage.stop, self._stage.tally) as client:
            for _ in range(self._stage.arguments.reports):
                database.execute(clocks.stand_at(instant))
                answer, _ = client.until_answered(lambda report=source.next(): client.post(report))
                body = json.loads(answer.body)
                yield [answer.status, body.get("created_at"), body.get("sla")]
                instant += timedelta(minutes=61, seconds=7)

    def _wait_until_swept(self, database):
        deadline = time.monotonic() + 30
        while database.value("SELECT EXISTS (SELECT FROM sla_clock WHERE fire_at < instant_now())") == "t":
            if time.monotonic() > deadline:
                raise SandboxError("what is due is not swept")
            if self._stage.stop.wait(0.05):
                raise Stopped


def require_shift(service, days):
    """That the service's own clock is as wrong as it is meant to be, by the Date of its answers."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=10)
    connection.request("GET", "/v1/categories")
    date = email.utils.parsedate_to_datetime(connection.getresponse().headers["date"]).timestamp()
    connection.close()
    if abs(date - time.time() - 86_400 * days) > 60:
        raise SandboxError(f"the service's clock is off by {date - time.time():.0f} s, not {days} days")


def differences(expected, found):
    if len(expected) != len(found):
        yield f"{len(found)} for {len(expected)}"
    for left, right in zip(expected, found):
        if left != right:
            names = [name for name in left if left[name] != right[name]] if isinstance(left, dict) else [0, 1, 2]
            yield "; ".join(f"{name}: {right[name]} for {left[name]}" for name in names)


def parse_arguments():
    options = argument_parser(__doc__)
    add_database_url(options)
    options.add_argument("--reports", type=positive, default=60, metavar="N", help="in each database; default: 60")
    return options.parse_args()


def main():
    arguments = parse_arguments()
    return perform(lambda stage: Test(stage).run(), arguments, f"{len(FAULTS) - 1} faults of clocks and zones, {arguments.reports} reports each")


if __name__ == "__main__":
    sys.exit(main())

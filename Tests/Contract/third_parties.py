"""What pandas and python-holidays say of working time; run by `working_time` with the answers of a service."""

import csv
import json
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import holidays
import pandas
from sandbox import SQL
from verdict import Verdict

REFERENCE = SQL / "reference"
CALENDAR = "hanoi-office"


class Calendar:
    """The tables the service was loaded with, read here by other means."""

    def __init__(self):
        calendars = json.loads((REFERENCE / "calendar.json").read_text(encoding="utf-8"))["calendars"]
        facts = next(calendar for calendar in calendars if calendar["code"] == CALENDAR)
        first, last = date.fromisoformat(facts["first_day"]), date.fromisoformat(facts["last_day"])
        self.days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        self._worked = {int(day) for day in facts["week"]}
        self.starts, self.ends = zip(*facts["week"]["1"])  # pandas has the same hours on every day
        with open(REFERENCE / "calendar-exceptions.csv", encoding="utf-8", newline="") as file:
            self._exceptions = {date.fromisoformat(row["date"]): row for row in csv.DictReader(file) if row["calendar"] == CALENDAR}

    def is_worked(self, day):
        exception = self._exceptions.get(day)
        return bool(exception["intervals"]) if exception else day.isoweekday() in self._worked


class BusinessHours:
    """pandas' own, on a week of seven days of which all that are off are holidays: so a Saturday can be worked."""

    def __init__(self, calendar):
        days_off = [day for day in calendar.days if not calendar.is_worked(day)]
        self._facts = {"weekmask": "1111111", "holidays": days_off, "start": list(calendar.starts), "end": list(calendar.ends)}
        self._ends = set(calendar.ends)

    def after(self, start, hours):
        return start + pandas.offsets.CustomBusinessHour(hours, **self._facts)

    def opening(self, instant):
        """The first working instant at or after it; an interval's end is one to pandas, to us its time is over."""
        beyond = instant + pandas.Timedelta(seconds=1) if self.is_end(instant) else instant
        return pandas.offsets.CustomBusinessHour(**self._facts).rollforward(beyond)

    def is_end(self, instant):
        return f"{instant:%H:%M:%S}" in {f"{end}:00" for end in self._ends}


def deadlines(told, limits):
    """Of each clock the start, its hours and what the service says, in Hanoi's local time without a zone, as pandas has it."""
    for answer in told:
        filed, sla = local(answer["filed"]), answer["sla"]
        to_accept, to_resolve = limits[sla["severity"]]
        yield filed, to_accept, local(sla["acknowledge"]["due_at"])
        yield filed, to_accept + to_resolve, local(sla["resolve"]["projected_due_at"])


def local(text):
    if not text.endswith("+07:00"):
        raise ValueError(f"{text} is not of Hanoi's time")
    return pandas.Timestamp(datetime.fromisoformat(text).replace(tzinfo=None))


def limits():
    """Hours to accept and to resolve, by severity."""
    policies = json.loads((REFERENCE / "policies.json").read_text(encoding="utf-8"))["policies"]
    return {
        policy["scope"]["severity"]: tuple(policy[clock]["target_s"] // 3_600 for clock in ("acknowledge", "resolve"))
        for policy in policies
        if "severity" in policy["scope"]
    }


def against_pandas(told, calendar):
    """Where pandas says otherwise. Due at the end of an interval is, to pandas, due at the beginning of the next."""
    hours = BusinessHours(calendar)
    for start, budget, due in deadlines(told, limits()):
        theirs = hours.after(start, budget)
        if due != theirs and not (hours.is_end(due) and hours.opening(due) == theirs):
            yield f"{start} + {budget} h: {due}, by pandas {theirs}"
    for answer in told:
        filed, counts = local(answer["filed"]), local(answer["sla"]["acknowledge"]["counts_from"])
        if counts != hours.opening(filed):
            yield f"{filed} counts from {counts}, by pandas from {hours.opening(filed)}"


def against_holidays(calendar):
    """Days of which python-holidays says otherwise and no decision is named, and decisions that make no difference (any more)."""
    with open(Path(__file__).with_name("differences.csv"), encoding="utf-8", newline="") as file:
        known = {date.fromisoformat(row["date"]): row for row in csv.DictReader(file)}
    vietnam = holidays.country_holidays("VN", years=sorted({day.year for day in calendar.days}))
    for day in calendar.days:
        ours, theirs = calendar.is_worked(day), vietnam.is_working_day(day)
        decided = known.pop(day, None)
        if decided is None and ours != theirs:
            yield f"{day}: {'worked' if ours else 'off'}, by python-holidays {'worked' if theirs else 'off'}"
        elif decided is not None and (ours == theirs or ours != (decided["worked"] == "yes") or not decided["legal_reference"]):
            yield f"{day} is no difference as differences.csv has it"
    yield from (f"{day} is beyond the calendar" for day in known)


def main():
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    calendar, verdict = Calendar(), Verdict()
    verdict.check(f"{2 * len(told)} deadlines and {len(told)} first instants are pandas {pandas.__version__}'s", against_pandas(told, calendar))
    verdict.check(f"{len(calendar.days)} days are python-holidays {holidays.__version__}'s, but for those decided", against_holidays(calendar))
    print(f"{verdict.passed} passed, {verdict.failed} failed")
    sys.exit(1 if verdict.failed else 0)


if __name__ == "__main__":
    main()

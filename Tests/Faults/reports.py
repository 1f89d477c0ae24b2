"""Reports to file, what was answered to them, and the ledger that keeps the answers where no crash of the service reaches."""

import csv
import json
import os
import uuid
from dataclasses import asdict, dataclass

from sandbox import SQL


# One number, in three parts, as people write it.
PHONES = (
    "0{} {} {}", "0{}.{}.{}", "0{}{}{}", "{}{}{}", "84{}{}{}", "+84{}{}{}", "+84 {} {} {}", "0084 {}{} {}", "(+84) (0){} - {} - {}",
)  # fmt: skip
NUMBERS = 1000  # and no two of them end in the same three digits, which are what is shown of one


@dataclass(frozen=True)
class Report:
    key: str
    unit: str  # the code of the unit whose own point is the pin
    body: bytes
    own: dict  # what its reporter is to be shown of it
    phone: int  # which of the numbers
    sealed: frozenset  # of the attributes, those that are kept like contact data

    @property
    def content(self):
        """What is to be stored for the desk."""
        open_ = {name: value for name, value in self.own["attributes"].items() if name not in self.sealed}
        return {name: self.own[name] for name in ("description", "address", "occurred_at")} | {"attributes": open_}

    @property
    def private(self):
        """What is to be stored of the reporter, as far as it can be read."""
        pin = {name: self.own[name] for name in ("location", "accuracy_m")}
        return pin | {"kind": "person", "phone": True, "attributes": not self.sealed.isdisjoint(self.own["attributes"])}


class ReportSource:
    """Makes reports of all units and categories, each with a phone, and with whatever else a report may hold but people's names; the
    same generator makes the same reports."""

    def __init__(self, generator):
        self._generator = generator
        with open(SQL / "reference" / "units.csv", encoding="utf-8", newline="") as file:
            self._units = list(csv.DictReader(file))
        with open(SQL / "reference" / "categories.json", encoding="utf-8") as file:
            self._categories = [category for group in json.load(file)["groups"] for category in group["children"]]

    def next(self):
        """The key stands in the report as `external_id` and in its text too: reports are counted by it whatever the service
        remembers of its keys."""
        draw = self._generator
        key = str(uuid.UUID(int=draw.getrandbits(128), version=4))
        unit, category, number = draw.choice(self._units), draw.choice(self._categories), draw.randrange(NUMBERS)
        own = {
            "description": f"Phản ánh thử tại {unit['full_name']}, khóa {key}",
            "address": self._sometimes(lambda: f"Số {draw.randint(1, 200)}, {unit['full_name']}"),
            # Before whatever moment a test sets the clock to.
            "occurred_at": self._sometimes(lambda: f"2024-12-{draw.randint(1, 31):02}T{draw.randint(0, 23):02}:{draw.randint(0, 59):02}:00+07:00"),
            "location": {"lat": float(unit["point_lat"]), "lon": float(unit["point_lon"])},
            "accuracy_m": self._sometimes(lambda: draw.randint(1, 100) / 2),
            "attributes": self._answers(category["attributes"]),
            "reporter": {"kind": "person", "name": None, "phone": f"••• ••• {number:03}", "email": None, "show_name_to": "nobody"},
            "external_id": key,
            "channel": "api",
        }
        body = _submission(category["code"], own, draw.choice(PHONES).format("900", "000", f"{number:03}"))
        sealed = frozenset(attribute["code"] for attribute in category["attributes"] if attribute["private"])
        return Report(key, unit["code"], json.dumps(body, ensure_ascii=False).encode(), own, number, sealed)

    def _sometimes(self, make):
        return make() if self._generator.random() < 0.5 else None

    def _answers(self, attributes):
        """To what a category asks; not everybody answers everything."""
        return {
            attribute["code"]: self._answer(attribute) for attribute in attributes if attribute["required"] or self._generator.random() < 0.8
        }

    def _answer(self, attribute):
        draw = self._generator
        match attribute["type"]:
            case "choice":
                return draw.choice(attribute["options"])["code"]
            case "boolean":
                return draw.random() < 0.5
            case "integer":
                return draw.randint(attribute["min"], attribute["max"])
            case "number":
                return draw.randint(2 * attribute["min"], 2 * attribute["max"]) / 2
            case "text":
                return f"Thử {draw.randrange(10**6)}"[: attribute["max_length"]]


def _submission(category, own, phone):
    """The body of a report of which `own` will be shown."""
    body = {name: own[name] for name in ("description", "address", "occurred_at", "external_id", "attributes")}
    place = own["location"] | {"accuracy_m": own["accuracy_m"]}
    body |= {"category": category, "location": _given(place), "reporter": {"phone": phone}}
    return _given(body)


def _given(members):
    return {name: value for name, value in members.items() if value is not None}


def due_times(sla):
    """When the two clocks of an answer run out, or are expected to."""
    return [clock.get("due_at") or clock.get("projected_due_at") for clock in (sla["acknowledge"], sla["resolve"])]


class Refused(Exception):
    """The answer to a post is not that of a filing."""


@dataclass(frozen=True)
class Entry:
    """One acknowledged report."""

    key: str
    id: str
    code: str
    tracking_token: str
    unit: str
    due_at: list  # of the clocks `acknowledge` and `resolve`
    tries: int
    is_replay: bool
    body: str

    @classmethod
    def of(cls, report, answer, tries):
        """Raises Refused for any other answer than a complete 201."""
        try:
            if answer.status != 201:
                raise ValueError("not 201")
            content = json.loads(answer.body)
            return cls(
                key=report.key,
                id=content["id"],
                code=content["code"],
                tracking_token=content["tracking_token"],
                unit=content["unit"]["code"],
                due_at=due_times(content["sla"]),
                tries=tries,
                is_replay=answer.is_replay,
                body=answer.body.decode(),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Refused(f"{report.key}: {answer} ({error!r})") from error


class Ledger:
    """One writer's acknowledged reports in a file, one JSON object a line."""

    def __init__(self, path):
        self._file = open(path, "ab")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def append(self, entry):
        """Returns when the entry is on disk."""
        self._file.write(json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    @staticmethod
    def read(path):
        with open(path, encoding="utf-8") as file:
            return [Entry(**json.loads(line)) for line in file]

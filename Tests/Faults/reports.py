"""Reports to file, what was answered to them, and the ledger that keeps the answers where no crash of the service reaches."""

import csv
import json
import os
import uuid
from dataclasses import asdict, dataclass

from sandbox import SQL


@dataclass(frozen=True)
class Report:
    key: str
    unit: str  # the code of the unit whose own point is the pin
    description: str
    body: bytes


class ReportSource:
    """Makes reports of all units and categories; the same generator makes the same reports."""

    def __init__(self, generator):
        self._generator = generator
        with open(SQL / "reference" / "units.csv", encoding="utf-8", newline="") as file:
            self._units = list(csv.DictReader(file))
        with open(SQL / "reference" / "categories.json", encoding="utf-8") as file:
            categories = [category for group in json.load(file)["groups"] for category in group["children"]]
        self._categories = [
            category["code"] for category in categories if not any(attribute["required"] for attribute in category["attributes"])
        ]

    def next(self):
        """The key stands in the report as `external_id` and in its text too: reports are counted by it whatever the service
        remembers of its keys."""
        key = str(uuid.UUID(int=self._generator.getrandbits(128), version=4))
        unit = self._generator.choice(self._units)
        description = f"Phản ánh thử tại {unit['full_name']}, khóa {key}"
        content = {
            "category": self._generator.choice(self._categories),
            "description": description,
            "location": {"lat": float(unit["point_lat"]), "lon": float(unit["point_lon"])},
            "external_id": key,
        }
        return Report(key, unit["code"], description, json.dumps(content, ensure_ascii=False).encode())


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

"""What a filing must be true to and the document cannot say: which categories there are, what each asks, where the city lies.
Read from the service itself."""

import json
import os
import urllib.request
import uuid
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Facts:
    categories: dict  # code → attributes as the API defines them
    points: list  # a place in each unit, as `location` has it
    reports: list  # code and tracking token of reports that exist

    @classmethod
    def gather(cls, port, count):
        """Asks the service, and files `count` reports."""
        groups = _get(port, "/v1/categories")["items"]
        categories = {leaf["code"]: leaf["attributes"] for group in groups for leaf in group["children"]}
        points = [unit["point"] for unit in _get(port, "/v1/units?limit=200")["items"]]
        codes = sorted(categories)
        reports = [_file(port, codes[index % len(codes)], points[index % len(points)]) for index in range(count)]
        return cls(categories, points, reports)

    def write(self, path):
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls):
        with open(os.environ["PHANANH_CONTRACT_FACTS"], encoding="utf-8") as file:
            return cls(**json.load(file))


def _file(port, category, point):
    content = {"category": category, "description": "Phản ánh thử", "location": point}
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/reports", json.dumps(content).encode(), headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        filed = json.load(answer)
    return {"code": filed["code"], "token": filed["tracking_token"]}


def _get(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return json.load(answer)

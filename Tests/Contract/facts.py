"""What a filing must be true to and the document cannot say: which categories there are, what each asks, where the city lies.
Read from the service itself."""

import json
import os
import random
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import asdict, dataclass
from typing import ClassVar

from pictures import form, png


@dataclass(frozen=True)
class Facts:
    categories: dict  # code → attributes as the API defines them
    points: list  # a place in each unit, as `location` has it
    reports: list  # code and tracking token of reports that exist
    originals: list  # codes of reports that nobody acts on
    units: list  # ids
    agencies: list  # ids
    address: str  # of the service
    staff_token: str  # of somebody who may act on any report
    client_token: str  # of a registered client with every scope
    client: str  # its id
    spares: dict  # ids that must stay what they are → ids of the same kind that need not
    password: str  # of the account `USERNAME`
    account: str  # id of an account that is reset whenever somebody needs a link
    citizen_token: str  # of a citizen who has signed in
    team: str  # id of one at the desk of whoever may act on any report
    colleague: str  # id of an account there
    trainee_token: str  # of somebody at a desk for practice
    cases: list  # codes of what is practised

    USERNAME: ClassVar[str] = "contract-2"

    @classmethod
    def gather(cls, port, count, staff_token, client_token, password, account, code_file):
        """Asks the service, files `count` reports, and signs a citizen in by a code that goes to `code_file`."""
        groups = _get(port, "/v1/categories")["items"]
        categories = {leaf["code"]: leaf["attributes"] for group in groups for leaf in group["children"]}
        units = _get(port, "/v1/units?limit=200")["items"]
        points = [unit["point"] for unit in units]
        codes = sorted(categories)
        reports = [_file(port, codes[index % len(codes)], points[index % len(points)]) for index in range(count)]
        originals = [report["code"] for report in reports[: count // 4]]
        agencies = sorted({report["agency"] for report in reports})
        ids = [unit["id"] for unit in units]
        address = f"http://127.0.0.1:{port}"
        client = _get(port, "/v1/admin/clients", staff_token)["items"][0]["id"]
        token = _get(port, "/v1/admin/tokens", staff_token)["items"][0]["id"]
        other = _post(address, "/v1/admin/clients", {"name": "contract-spare"}, staff_token)["id"]
        spares = {client: other, token: _token(address, other, staff_token)}
        invitation = {"username": "contract-spare", "display_name": "contract-spare", "roles": ["officer"]}
        spare = _post(address, "/v1/admin/accounts", invitation, staff_token)["account"]["id"]
        trainee = _trainee(address, password, staff_token)
        cases = [case["code"] for case in _get(port, "/v1/staff/training/cases", trainee)["items"]]
        accounts = _get(port, "/v1/admin/accounts", staff_token)["items"]
        team, other_team = (_post(address, "/v1/admin/teams", {"name": name, "members": []}, staff_token)["id"] for name in ("a", "b"))
        colleague = next(account["id"] for account in accounts if account["username"] == cls.USERNAME)
        spares |= {team: other_team} | {needed["id"]: spare for needed in accounts if needed["id"] != spare}
        return cls(
            categories, points, reports[count // 4 :], originals, ids, agencies, address, staff_token, client_token, client,
            spares, password, account, _sign_in(address, code_file), team, colleague, trainee, cases,
        )

    def session(self):
        """The token of a new session, for whatever ends it."""
        return _post(self.address, "/v1/sessions", {"username": self.USERNAME, "password": self.password})["token"]

    def link(self):
        """A one-time token that sets an account's password."""
        return _post(self.address, f"/v1/admin/accounts/{self.account}/activation", None, self.staff_token)["activation"]["token"]

    def token(self):
        """The id of a new token of the client's."""
        return _token(self.address, self.client, self.staff_token)

    def report(self):
        """A new report's code and tracking token."""
        category = next(code for code, asked in sorted(self.categories.items()) if not any(attribute["required"] for attribute in asked))
        return _file(int(self.address.rpartition(":")[2]), category, self.points[0])

    def picture(self):
        """The id of a picture that somebody of staff has sent now."""
        kind, body = form([("file", "image/png", png(random.Random(1), 32, 24))])
        headers = {"Content-Type": kind, "Authorization": f"Bearer {self.staff_token}"}
        with urllib.request.urlopen(urllib.request.Request(f"{self.address}/v1/staff/attachments", body, headers), timeout=20) as answer:
            return json.load(answer)["id"]

    def tag(self, path):
        """The entity tag of what staff read there, as it stands; None where there is nothing."""
        headers = {"Authorization": f"Bearer {self.staff_token}"}
        request = urllib.request.Request(f"{self.address}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.headers["ETag"]
        except urllib.error.HTTPError as error:
            with error:
                if error.code != 404:
                    raise
            return None

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
    return {"code": filed["code"], "token": filed["tracking_token"], "agency": filed["agency"]["id"]}


def _trainee(address, password, staff_token):
    """The token of somebody at the desk that plays a ward."""
    port = int(address.rpartition(":")[2])
    desks = _get(port, "/v1/admin/agencies?cursor=training&limit=2", staff_token)["items"]
    desk = next(desk["id"] for desk in desks if desk["kind"] == "training")
    name = "contract-trainee"
    invitation = {"username": name, "display_name": name, "agency": desk, "roles": ["officer"]}
    link = _post(address, "/v1/admin/accounts", invitation, staff_token)["activation"]["token"]
    _post(address, "/v1/activations", {"token": link, "password": password})
    return _post(address, "/v1/sessions", {"username": name, "password": password})["token"]


def _token(address, client, staff_token):
    return _post(address, "/v1/admin/tokens", {"client": client, "scopes": ["reports.file"]}, staff_token)["id"]


def _sign_in(address, code_file):
    asked = _post(address, "/v1/citizen/otp", {"phone": "0912 345 678"})
    deadline = time.monotonic() + 60
    while not code_file.exists() or not code_file.read_text().endswith("\n"):
        if time.monotonic() > deadline:
            raise TimeoutError("no code was sent")
        time.sleep(0.1)
    code = code_file.read_text().split()[1]
    return _post(address, "/v1/citizen/sessions", {"request_id": asked["request_id"], "code": code})["token"]


def _get(port, path, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def _post(address, path, members, token=None):
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = b"" if members is None else json.dumps(members).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{address}{path}", body, headers), timeout=20) as answer:
        return json.load(answer)

"""Makes generated requests that are right by the document right by the facts too, so that they must be accepted.

Only requests that the tool means to be accepted are touched; those that are to be refused go out as they were made. A member
is changed only where the document says in words what no schema can: that a category exists, that a place lies in the city, that
a time has passed, that a text shows something, that a phone can be called.
"""

import base64
import random
import unicodedata
import uuid
import zlib
from copy import deepcopy
from datetime import datetime, timezone

import schemathesis
from facts import Facts
from pictures import png
from schemathesis.transport.serialization import Binary

FACTS = Facts.read()
CODES = sorted(FACTS.categories)
CALENDAR = "hanoi-office"
PLACES = {"unit": FACTS.units, "category": CODES}
TIMES = ("at", "due_before", "from", "to", "updated_since")
WORDS = ("message", "reason", "summary", "explanation", "referred_to", "question", "text")
# Stretches of days that have an end.
STRETCHES = [("2026-01-01", "2026-02-01"), ("2025-07-01", "2026-07-01"), ("2026-03-01T00:00:00+07:00", "2026-03-02")]
BOXES = ["105.8,21.0,105.9,21.1", "-180,-90,180,90"]
# Of signs alone there is nothing to look for.
QUESTIONS = ["phản ánh thử", "o ga"]
PHONES = ["0912 345 678", "+84 24 3825 1234", "(+84) (0)912.345.678", "0163-345-6789", "+44 20 7946 0958"]


@schemathesis.auth().apply_to(path_regex="^/v1/(staff/(reports|attachments|reviews|inbox|colleagues)|admin/|audit$|me$|me/identities|metrics/)")
class StaffToken:
    """Of somebody who may act on any report, and administer."""

    def get(self, case, context):
        return FACTS.staff_token

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.auth().apply_to(path_regex="^/v1/staff/training/")
class TraineeToken:
    """Of somebody at a desk for practice."""

    def get(self, case, context):
        return FACTS.trainee_token

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.auth().apply_to(path_regex="^/v1/(me/(password|totp)$|sessions/current)")
class SessionToken:
    """Of a session that may be ended."""

    def get(self, case, context):
        return FACTS.session()

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.auth().apply_to(method=["POST", "DELETE"], path_regex="^/v1/reports(/{code}/(follow|flags))?$")
class ClientToken:
    """Of a registered client with every scope."""

    def get(self, case, context):
        return FACTS.client_token

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.auth().apply_to(path_regex="^/v1/me/(reports$|data-requests)")
class CitizenToken:
    """Of a citizen who has signed in."""

    def get(self, case, context):
        return FACTS.citizen_token

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.auth(refresh_interval=None).apply_to(method=["PATCH", "POST"], path_regex="^/v1/reports/{code}(/(messages|withdraw|feedback))?$")
class ReporterToken:
    """Of a report that exists, at which the request goes."""

    def get(self, case, context):
        return FACTS.report()

    def set(self, case, data, context):
        case.path_parameters = {"code": data["code"]}
        case.headers["Authorization"] = f"Bearer {data['token']}"


# Passwords and links are right or wrong as a whole: nothing that is made up would ever be accepted.
SIGNING_IN = {
    "POST /v1/sessions": lambda: {"username": FACTS.USERNAME, "password": FACTS.password},
    "POST /v1/activations": lambda: {"token": FACTS.link(), "password": FACTS.password},
    "POST /v1/me/password": lambda: {"current": FACTS.password, "new": FACTS.password},
    "POST /v1/me/totp": lambda: {"action": "begin", "password": FACTS.password},
}


# Of these only the version that was seen is changed.
VERSIONED = (
    "PATCH /v1/admin/accounts/{id}",
    "PATCH /v1/admin/agencies/{id}",
    "PATCH /v1/admin/teams/{id}",
    "DELETE /v1/admin/teams/{id}",
    "PATCH /v1/admin/templates/{id}",
    "DELETE /v1/admin/templates/{id}",
    "POST /v1/admin/routing-rules/{id}/status",
)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Bytes are put into forms below: the tool takes a file for a text, as it cannot hold bytes against a schema. A filing is made as
    JSON only: with a condition in its schema a form's bytes cannot even be made up, and the form's report is the same schema."""
    del raw_schema["components"]["schemas"]["UploadForm"]["properties"]["file"]["format"]
    del raw_schema["paths"]["/v1/reports"]["post"]["requestBody"]["content"]["multipart/form-data"]


@schemathesis.hook
def before_call(context, case, kwargs):
    spare_what_is_needed(case)
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    pick = Pick(case)
    # What was generated may be shared with other cases: only copies are changed.
    case.query, case.headers, case.body = deepcopy(case.query), deepcopy(case.headers), deepcopy(case.body)
    if case.headers and "PhanAnh-Client" in case.headers:
        # What is made up is nobody's.
        case.headers["PhanAnh-Client"] = FACTS.client_token
    if isinstance(case.query, dict):
        true_query(case, pick)
    if case.operation.path == "/v1/changes":
        true_following(case)
    if case.operation.label in VERSIONED:
        tag = FACTS.tag(case.formatted_path.removesuffix("/status"))
        if tag is not None:
            case.headers["If-Match"] = tag
    if case.media_type == "multipart/form-data" and isinstance(case.body, dict):
        # No bytes that are made up are a picture.
        case.body["file"] = Binary(png(random.Random(1), 32, 24))
        if case.headers and "Idempotency-Key" in case.headers:
            # A key names one file.
            case.headers["Idempotency-Key"] = str(uuid.uuid4())
    if case.operation.label == "POST /v1/reports":
        # A key names one report: with another body it would rightly be refused.
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
        true_assertion(case, pick)
        if isinstance(case.body, dict):
            true_filing(case.body, pick)
    elif case.operation.label == "POST /v1/me/data-requests":
        # A key names one request, and one of a kind is open at a time.
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
        if isinstance(case.body, dict):
            true_text(case.body, "details")
    elif case.operation.label == "POST /v1/citizen/otp":
        # Each phone gets a few codes only.
        case.body = {"phone": f"09{uuid.uuid4().int % 100_000_000:08}"}
    elif case.operation.label == "POST /v1/staff/reports/{code}/actions":
        report = pick.one_of(FACTS.reports)
        case.path_parameters = {"code": report["code"]}
        case.headers["If-Match"] = FACTS.tag(f"/v1/staff/reports/{report['code']}")
        if isinstance(case.body, dict):
            true_action(case.body, pick)
    elif case.operation.label == "POST /v1/staff/reports":
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
        if isinstance(case.body, dict):
            channel = case.body.get("channel")
            true_filing(case.body, pick)
            case.body["channel"] = channel
    elif case.operation.label == "POST /v1/staff/reports/actions":
        if isinstance(case.body, dict) and isinstance(case.body.get("action"), dict):
            true_action(case.body["action"], pick)
            reports = FACTS.reports[: 1 + len(FACTS.reports) % 3]
            case.body["reports"] = [
                {"code": report["code"], "version": int(FACTS.tag(f"/v1/staff/reports/{report['code']}").strip('"').split("-")[0])}
                for report in reports
            ]
    elif case.operation.label == "POST /v1/staff/attachments/{id}/redact":
        # Of whichever report the picture is; its top left corner is in any picture.
        case.headers["If-Match"] = ", ".join(f'"{version}-staff"' for version in range(1, 40))
        if isinstance(case.body, dict):
            case.body["regions"] = [{"x": 0, "y": 0, "width": 1, "height": 1}]
    elif case.operation.label == "POST /v1/staff/training/reports":
        if isinstance(case.body, dict):
            case.body["case"] = pick.one_of(FACTS.cases)
    elif case.operation.label in SIGNING_IN and isinstance(case.body, dict):
        case.body = SIGNING_IN[case.operation.label]()
    elif case.operation.path.startswith(("/v1/admin/accounts", "/v1/admin/teams", "/v1/admin/templates", "/v1/admin/agencies")):
        if isinstance(case.body, dict):
            true_desk(case.body, pick)
    elif case.operation.path.startswith("/v1/admin/"):
        true_administration(case, pick)
    elif case.operation.path.startswith("/v1/staff/reports/") and pick.one_of([True, False]):
        case.path_parameters = {"code": pick.one_of(FACTS.reports)["code"]}
    elif case.operation.path.startswith("/v1/reports/") and case.method != "GET":
        true_participation(case, pick)
    elif case.operation.path.startswith("/v1/reports/") and pick.one_of([True, False]):
        report = pick.one_of(FACTS.reports)
        case.path_parameters = {"code": report["code"]}
        # Its own token opens it, another report's is refused with 401.
        token = pick.one_of([None, report["token"], pick.one_of(FACTS.reports)["token"]])
        if token is not None:
            case.headers["Authorization"] = f"Bearer {token}"


class Pick:
    """Chooses by what the case holds, so that the same case is always the same request."""

    def __init__(self, case):
        self._state = zlib.crc32(repr((case.path_parameters, case.query, dict(case.headers or {}), case.body)).encode("utf-8", "replace"))

    def one_of(self, choices):
        self._state = (self._state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        return choices[(self._state >> 8) % len(choices)]


def spare_what_is_needed(case):
    """An account, a client and a token that other requests go by stay as they are, whatever is asked for: another takes their place."""
    if case.method == "GET" or not isinstance(case.path_parameters, dict):
        return
    spare = FACTS.spares.get(str(case.path_parameters.get("id")).lower())
    if spare is not None:
        case.path_parameters = {"id": spare}


def true_participation(case, pick):
    if case.headers is not None and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    if case.operation.label.endswith(("/follow", "/flags")):
        case.path_parameters = {"code": pick.one_of(FACTS.reports)["code"]}
        true_assertion(case, pick)
    if not isinstance(case.body, dict):
        return
    if isinstance(case.body.get("phone"), str):
        case.body["phone"] = pick.one_of(PHONES)
    if case.operation.label.endswith("/messages"):
        # Ids that are made up are of nothing that was sent.
        case.body.pop("attachments", None)
        case.body["text"] = case.body.get("text") or "Thêm"
        true_text(case.body, "text")
    elif case.operation.label.startswith("PATCH"):
        # Whether other categories ask for answers, and where places lie, is tried by filings.
        case.body = {"description": case.body.get("description") or "Khác"}
        true_text(case.body, "description")
    else:
        true_text(case.body, "comment")
        if case.body.get("dispute"):
            case.body["rating"] = "unsatisfied"


def true_query(case, pick):
    query = case.query
    for name in TIMES:
        if isinstance(query.get(name), str) and "T" in query[name].upper() and query[name][:4] in ("0001", "9999"):
            # On the edge of the calendar the day in Hanoi may not exist.
            query[name] = "2025" + query[name][4:]
    lists = (
        "/v1/reports", "/v1/reports/similar", "/v1/staff/reports", "/v1/staff/reviews", "/v1/me/reports", "/v1/me/data-requests",
        "/v1/audit",
    )  # fmt: skip
    if case.operation.path in lists or case.operation.path.startswith("/v1/admin/"):
        # A cursor goes with the list it was given for.
        query.pop("cursor", None)
        known = {"unit": FACTS.units, "agency": FACTS.agencies, "category": CODES, "assignee": ["me", "none"], "team": FACTS.agencies}
        query |= {name: pick.one_of(values) for name, values in known.items() if name in query}
        if "bbox" in query:
            # A box lies between its corners.
            query["bbox"] = pick.one_of(BOXES)
        if "lat" in query and "lon" in query:
            query |= pick.one_of(FACTS.points)
        if isinstance(query.get("q"), str):
            query["q"] = pick.one_of(QUESTIONS)
        if "report" in query:
            query["report"] = pick.one_of(FACTS.reports)["code"]
    elif case.operation.path.startswith("/v1/metrics/"):
        true_figures(case.operation.path, query, pick)
    elif case.operation.path == "/v1/attachments/{id}" and ("expires" in query) != ("signature" in query):
        # A signature says until when it holds.
        query |= {"expires": 1_800_000_000, "signature": "0" * 43}
    elif isinstance(query.get("cursor"), str):
        query["cursor"] = "u10000"


def true_figures(path, query, pick):
    """Of places, categories and desks there are, of days that have an end, and of hours that are kept."""
    query.pop("cursor", None)
    known = {"unit": [*FACTS.units, "district:002"], "agency": FACTS.agencies, "category": CODES}
    query |= {name: pick.one_of(values) for name, values in known.items() if name in query}
    if "from" in query or "to" in query:
        query |= dict(zip(("from", "to"), pick.one_of(STRETCHES)))
    query |= {name: "2026-03-01T08:00:00+07:00" for name in ("at", "hour") if name in query}
    if path.endswith("/timeseries") and "measure" in query:
        query["measure"] = pick.one_of(["filed", "open,on_time_resolve", "refused,hours_to_resolve"])
    if query.get("interval") == "hour":
        for name in ("from", "to", "basis"):
            query.pop(name, None)


def true_following(case):
    """By the token that the scope asks for, and from no cursor that is made up."""
    token = {"client": FACTS.client_token, "agency": FACTS.staff_token, "city": FACTS.staff_token}.get(case.query.get("scope"))
    if token is not None:
        case.headers["Authorization"] = f"Bearer {token}"
    case.headers.pop("Last-Event-ID", None)
    if "since" in case.query:
        case.query["since"] = "now"
    if "wait" in case.query:
        case.query["wait"] = 1


def true_desk(body, pick):
    """Of an account, a team, a template, or whom to call."""
    for name in ("display_name", "name", "text"):
        true_text(body, name)
    if isinstance(body.get("title"), str):
        # A desk has a title once.
        body["title"] = uuid.uuid4().hex
    if isinstance(body.get("agency"), str):
        body["agency"] = pick.one_of(FACTS.agencies)
    if isinstance(body.get("duty"), dict):
        true_text(body["duty"], "note")
        body["duty"] |= {name: value for name, value in (("phone", PHONES[0]), ("email", "truc@example.org")) if name in body["duty"]}


def true_action(body, pick):
    for name in WORDS:
        # The reason of a pause is one of a list.
        if body.get("action") != "pause":
            true_text(body, name)
    # Nobody knows what of a text was left out before it was published.
    body.pop("keep", None)
    if body.get("hide"):
        # Any text has one character at least.
        body["hide"] = [{"from": 0, "to": 1}]
    if body.get("evidence") or body.get("action") == "resolve":
        # Nobody has sent files of made-up ids, a file shows one thing, and what is resolved may have to be shown.
        body["evidence"] = [FACTS.picture()]
    for document in body.get("documents") or []:
        document.pop("attachment", None)
        for name in ("number", "issuer", "title"):
            true_text(document, name)
    if body.get("action") == "relocate":
        # Within the city.
        body |= pick.one_of(FACTS.points)
    if isinstance(body.get("taken_at"), str):
        # After the report was filed.
        body["taken_at"] = datetime.now(timezone.utc).isoformat(timespec="seconds")
    if isinstance(body.get("summary"), str):
        # Says something, whatever else it says.
        body["summary"] = f"Đã vá ổ gà trước chợ. {body['summary'][:200]}"
    known = {"unit": FACTS.units, "agency": FACTS.agencies, "of": FACTS.originals, "category": CODES}
    for name, values in known.items():
        if isinstance(body.get(name), str):
            body[name] = pick.one_of(values)
    if body.get("action") == "transfer" and isinstance(body.get("unit"), str):
        body.pop("agency", None)
    if body.get("action") == "assign":
        # To one or the other.
        given = "team" if isinstance(body.get("team"), str) else "assignee"
        for name in ("assignee", "team"):
            body.pop(name, None)
        body[given] = {"team": FACTS.team, "assignee": FACTS.colleague}[given]


def true_administration(case, pick):
    """What is asked for there changes what all reports are held to: calendars are only tried, and policies never approved."""
    body, label = case.body, case.operation.label
    if label == "POST /v1/admin/periods/{period}/close":
        # A key names one closing.
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    if label == "POST /v1/admin/tokens/{id}/rotate" and pick.one_of([True, False]):
        case.path_parameters = {"id": FACTS.token()}
    if not isinstance(body, dict):
        return
    for name in ("comment", "reason"):
        true_text(body, name)
    if label == "POST /v1/admin/clients":
        # A name is given once.
        body["name"] = uuid.uuid4().hex
    elif label == "POST /v1/admin/tokens":
        body["client"] = FACTS.client
    elif label == "POST /v1/admin/data-requests":
        # A key names one request.
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
        body["requester"] = {"phone": pick.one_of(PHONES)}
        true_text(body, "details")
        if isinstance(body.get("received_at"), str):
            body["received_at"] = "2026-03-02T08:00:00+07:00"
    elif label == "POST /v1/admin/legal-holds":
        # A key names one hold.
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
        body["report"] = pick.one_of(FACTS.reports)["code"]
        if isinstance(body.get("until"), str):
            body["until"] = "2027-12-31T00:00:00+07:00"
    if isinstance(body.get("expires_at"), str):
        body["expires_at"] = "2027-12-31T00:00:00+07:00"
    if label == "POST /v1/admin/calendars/{code}/versions":
        case.headers["If-Match"] = FACTS.tag(f"/v1/admin/calendars/{CALENDAR}")
        case.path_parameters = {"code": CALENDAR}
        true_calendar(body, pick)
    elif isinstance(body.get("policy"), dict):
        # Of a code that has no version nobody has seen one.
        case.headers.pop("If-Match", None)
        true_policy(body["policy"], pick)
        for name in ("from", "to"):
            body.pop(name, None)
        body |= {name: pick.one_of(values) for name, values in PLACES.items() if isinstance(body.get(name), str)}


def true_assertion(case, pick):
    """Any text may be generated for a header; what it says has a syntax of its own."""
    if "Reporter-Assertion" in case.headers:
        user = base64.b64encode(pick.one_of(FACTS.reports)["code"].encode()[:16].ljust(16)).decode()
        level = pick.one_of(["anonymous", "contact", "verified_phone", "verified_identity"])
        case.headers["Reporter-Assertion"] = f"user=:{user}:, assurance={level}"


def true_calendar(body, pick):
    body["dry_run"] = True
    for name in ("name", "name_en", "source"):
        true_text(body, name)
    if isinstance(body.get("unit"), str):
        body["unit"] = pick.one_of(FACTS.units)
        for name in ("first_day", "last_day", "name", "name_en", "source"):
            body.pop(name, None)
    body |= {name: day for name, day in (("first_day", "2025-01-01"), ("last_day", "2028-12-31")) if name in body}
    if isinstance(body.get("week"), dict):
        body["week"] = {day: ["08:00-12:00"][: len(hours)] for day, hours in body["week"].items()}
    else:
        body.pop("week_from", None)
    if "week_from" in body:
        body["week_from"] = pick.one_of(["2025-01-01", "2027-03-01"])
    for number, day in enumerate(body.get("exceptions") or []):
        day["date"] = f"{2026 + number // 336}-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
        for name in ("name", "decision"):
            true_text(day, name)
        if "hours" in day:
            day["hours"] = ["08:00-12:00"][: len(day["hours"])]


def true_policy(policy, pick):
    policy["code"] = f"contract-{zlib.crc32(repr(policy).encode()):08x}"
    policy["calendar"] = CALENDAR
    policy["scope"] = {"category": pick.one_of(CODES)}
    policy.pop("levels", None)
    policy["name"] = {"vi": "Thử", "en": "A trial"}
    for limit in (policy["acknowledge"], policy["resolve"]):
        limit["target_s"] = min(limit["target_s"], 288_000)
        true_text(limit, "legal_basis")
        if limit.get("legal_basis") is None:
            limit["confirmed"] = False
    # 1.0 is an integer too.
    if policy.get("handle_s") is not None:
        policy["handle_s"] = min(policy["handle_s"], 288_000)


def true_filing(body, pick):
    body["category"] = pick.one_of(CODES)
    # Nobody has sent files of made-up ids.
    body.pop("attachments", None)
    for name in ("description", "address"):
        true_text(body, name)
    if isinstance(body.get("location"), dict):
        body["location"] |= pick.one_of(FACTS.points)
    if isinstance(body.get("external_id"), str):
        # A client's name for a report is given once.
        body["external_id"] = uuid.uuid4().hex
    if isinstance(body.get("occurred_at"), str) and not has_passed(body["occurred_at"]):
        body["occurred_at"] = "2026-02-13T16:30:00+07:00"
    # A category takes its own attributes and no others.
    asked = FACTS.categories[body["category"]]
    if isinstance(body.get("attributes"), dict) or any(attribute["required"] for attribute in asked):
        body["attributes"] = {attribute["code"]: true_answer(attribute, pick) for attribute in asked}
    if isinstance(body.get("reporter"), dict):
        true_text(body["reporter"], "name")
        if isinstance(body["reporter"].get("phone"), str):
            body["reporter"]["phone"] = pick.one_of(PHONES)


def true_text(members, name):
    text = members.get(name)
    if isinstance(text, str):
        lines = "\n\t" if name == "description" or name in WORDS and name != "referred_to" else ""
        kept = "".join(letter for letter in text if letter in lines or is_plain(letter))
        # Coordinates written in an address are a pin, which may lie anywhere.
        members[name] = "Phố Huế" if name == "address" and any(letter.isdigit() for letter in kept) else kept
        if not any(letter.isprintable() and not letter.isspace() for letter in members[name]):
            members[name] = "x"


def is_plain(letter):
    """Neither control nor format character, and its own composed form: normalising changes no length."""
    return unicodedata.category(letter) not in ("Cc", "Cf", "Cn", "Co", "Zl", "Zp", "Mn", "Me") and (
        unicodedata.normalize("NFC", letter) == letter
    )


def has_passed(text):
    try:
        return datetime(2, 1, 1, tzinfo=timezone.utc) < datetime.fromisoformat(text.upper()) < datetime.now(timezone.utc)
    except (ValueError, OverflowError):
        return False


def true_answer(attribute, pick):
    match attribute["type"]:
        case "choice":
            return pick.one_of(attribute["options"])["code"]
        case "boolean":
            return pick.one_of([True, False])
        case "text":
            return "29A-123.45"
        case _:
            return attribute.get("min", 1)

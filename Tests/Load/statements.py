"""The service's own statements, turned into pgbench scripts that do the same work."""

import contextlib
import http.client
import json
import re
from dataclasses import dataclass

from sandbox import SandboxError
from stage import Service
from wire import Wire
from work import SCATTER, new_key

# Ids are of version 7, as the service's; keys as long as a UUID. Numbers are odd and beyond every stored report's.
IDENTITY = r"""
\set n :n + 1
\set number 2 * (:first + :n * :clients + :client_id) + 1
\set high ((:now + :n) << 16) | 28672 | random(0, 4095)
\set low random(1152921504606846976, 9223372036854775807)
\set key_high random(1152921504606846976, 9223372036854775807)
\set key_low random(1152921504606846976, 9223372036854775807)
"""
ID = "lpad(to_hex(:high::bigint), 16, '0') || to_hex(:low::bigint)"
KEY = "to_hex(:key_high::bigint) || '----' || to_hex(:key_low::bigint)"
NEW_CODE = "load_report_code(:number::bigint)"
STORED_CODE = "load_report_code(:stored::bigint)"


@dataclass(frozen=True)
class Script:
    """One transaction for pgbench, who runs it, and the constants it names."""

    user: str
    text: str
    constants: dict
    settings: dict  # of the session


class Recorder:
    """The service behind a wire that keeps what it sends for one request at a time. Holds for as long as the block runs."""

    def __init__(self, stage, folder):
        self._stage = stage
        self._wire = Wire(folder, stage.cluster.socket)

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            stack.enter_context(self._wire)
            urls = {
                name: self._stage.database.url(role).replace(self._stage.cluster.socket, str(self._wire.folder))
                for name, role in (("DATABASE_URL", "app_rw"), ("DATABASE_PUBLIC_URL", "app_public_ro"))
            }
            service = stack.enter_context(
                contextlib.closing(Service(self._stage.binary, self._stage.database, self._stage.folder, **urls))
            )
            service.start()
            self._connection = stack.enter_context(
                contextlib.closing(http.client.HTTPConnection("127.0.0.1", service.port, timeout=15))
            )
            self.settings = self._session_settings()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    def _session_settings(self):
        """The settings of the service's sessions, which pgbench's get too. The role is the one logged in."""
        settings = {}
        for exchange in self._wire.exchanges:
            for statement in exchange.statements:
                for name, number, text in re.findall(r"set_config\('(\w+)', (?:\$(\d+)|'([^']*)'), false\)", statement.sql):
                    settings[name] = statement.parameters[int(number) - 1].value if number else text
        if "statement_timeout" not in settings:
            raise SandboxError("the service set up no session")
        settings.pop("role", None)
        return settings

    def ask(self, make):
        """The exchanges of a request that `make` returns with what was sent. Repeated: now and then one request looks whether
        the reference tables have changed, or a loop asks for something meanwhile, which is not what a request costs: what it costs
        is the least that was sent, three times over."""
        seen, counts = [], []
        while len(seen) < 12 or counts.count(min(counts)) < 3:
            if len(seen) == 60:
                raise SandboxError("no three of 60 requests alike were served without something else meanwhile")
            before = len(self._wire.exchanges)
            sent, (method, target, body, headers) = make()
            self._connection.request(method, target, body, headers)
            response = self._connection.getresponse()
            answer = response.read()
            if response.status not in (200, 201):
                raise SandboxError(f"{method} {target}: {response.status} {answer.decode(errors='replace')}")
            seen.append((sent, json.loads(answer), self._wire.exchanges[before:]))
            counts.append(sum(len(exchange.statements) for exchange in seen[-1][2]))
        return seen[counts.index(min(counts))]

    def script(self, exchanges, replaced, name):
        """The exchanges as they were, with `replaced` values drawn anew each time and the others as constants."""
        users = {exchange.user for exchange in exchanges}
        if len(users) != 1:
            raise SandboxError(f"{name}: sent by {users or 'nobody'}, which one pgbench cannot repeat")
        constants, parts, used = {}, [], set()
        for exchange in exchanges:
            texts = []
            for statement in exchange.statements:
                values = [self._value(parameter, replaced, constants, name, used) for parameter in statement.parameters]
                texts.append(re.sub(r"\$(\d+)", lambda match: values[int(match[1]) - 1], statement.sql).strip() + ";")
            if len(texts) > 1:
                texts = ["\\startpipeline", *texts, "\\endpipeline"]
            parts += texts
        if missing := replaced.keys() - used:
            raise SandboxError(f"{name}: {missing} were not found among what the service sent")
        return Script(users.pop(), "\n".join(parts) + "\n", constants, self.settings)

    @staticmethod
    def _value(parameter, replaced, constants, name, used):
        cast = f"::{parameter.type}" if parameter.type else ""
        if parameter.value is None:
            return f"NULL{cast}"
        if parameter.value in replaced:
            used.add(parameter.value)
            return f"({replaced[parameter.value]}){cast}"
        constant = f"{name}_{len(constants) + 1}"
        constants[constant] = parameter.value
        return f":{constant}{cast}"


class Capture:
    """What the service sent for one request of each kind."""

    def __init__(self, stage, city):
        self._city = city
        with Recorder(stage, stage.folder / "wire") as recorder:
            self._recorder = recorder
            self.scripts = {"create": self._create(), "read": self._read(), "locate": self._locate()}

    def _create(self):
        def make():
            pin, key = self._city.pin(), new_key()
            body = self._city.report(pin).encode()
            return (pin, key), ("POST", "/v1/reports", body, {"Content-Type": "application/json", "Idempotency-Key": key})

        (pin, key), answer, exchanges = self._recorder.ask(make)
        self.created = answer
        fresh = {answer["id"]: ID, answer["code"]: NEW_CODE, key: KEY}
        script = self._recorder.script(exchanges, fresh | {str(pin.lon): ":lon", str(pin.lat): ":lat"}, "create")
        return _with_prelude(script, IDENTITY + self._pin())

    def _read(self):
        code = self.created["code"]
        _, _, exchanges = self._recorder.ask(lambda: (None, ("GET", f"/v1/reports/{code}", None, {})))
        return _with_prelude(self._recorder.script(exchanges, {code: STORED_CODE}, "read"), "\\set stored random(0, :count - 1)\n")

    def _locate(self):
        def make():
            pin = self._city.pin()
            return pin, ("GET", f"/v1/units/locate?lat={pin.lat}&lon={pin.lon}", None, {})

        pin, _, exchanges = self._recorder.ask(make)
        return _with_prelude(self._recorder.script(exchanges, {str(pin.lon): ":lon", str(pin.lat): ":lat"}, "locate"), self._pin())

    def _pin(self):
        """The places the service is asked for, equally likely, by nested choice: pgbench has no arrays."""

        def choice(values, first=0):
            if len(values) == 1:
                return str(values[0])
            half = len(values) // 2
            return f"case when :place < {first + half} then {choice(values[:half], first)} else {choice(values[half:], first + half)} end"

        places = self._city.places
        lines = [f"\\set place random(0, {len(places) - 1})"]
        for name in ("lon", "lat"):
            lines.append(f"\\set {name} {choice([getattr(place, name) for place in places])} + random(-{SCATTER}, {SCATTER}) / 1000000.0")
        return "\n".join(lines) + "\n"

    def bare_scripts(self, database):
        """The least a database can be asked for the same: one row inserted, one row by its code, one point in polygons."""
        version = database.value("SELECT id FROM boundary_version WHERE status = 'active'")
        return {
            "create": Script("app_rw", IDENTITY + _bare_insert(database, self.created["id"]), {}, self._recorder.settings),
            "read": Script(
                "app_rw",
                f"\\set stored random(0, :count - 1)\nSELECT * FROM report WHERE code = {STORED_CODE};\n",
                {},
                self._recorder.settings,
            ),
            "locate": Script(
                "app_public_ro",
                f"{self._pin()}SELECT unit FROM unit_boundary_part WHERE version = '{version}'"
                " AND ST_Covers(geom, ST_SetSRID(ST_MakePoint(:lon::float8, :lat::float8), 4326));\n",
                {},
                self._recorder.settings,
            ),
        }


def _with_prelude(script, prelude):
    return Script(script.user, prelude + script.text, script.constants, script.settings)


def _bare_insert(database, report):
    """Inserts a report's row once more, under another id and code."""
    columns = database.rows(
        f"""
        SELECT json_build_object('name', column_name, 'literal', CASE column_name
            WHEN 'id' THEN $text$({ID})::uuid$text$
            WHEN 'code' THEN $text${NEW_CODE}$text$
            ELSE quote_nullable(CASE data_type WHEN 'ARRAY' THEN translate(fact, '[]', '{{}}') ELSE fact END) || '::' || udt_name
        END)
        FROM information_schema.columns
        CROSS JOIN (
            SELECT to_jsonb(report) || jsonb_build_object('public_point', public_point::text) AS facts FROM report WHERE id = '{report}'
        ) AS filed
        CROSS JOIN LATERAL (SELECT filed.facts ->> column_name) AS value (fact)
        WHERE table_schema = 'public' AND table_name = 'report' AND is_generated = 'NEVER'
        ORDER BY ordinal_position
        """
    )
    names = ", ".join(column["name"] for column in columns)
    return f"INSERT INTO report ({names}) VALUES ({', '.join(column['literal'] for column in columns)});\n"

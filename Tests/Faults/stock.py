"""Stored reports by the thousand: real filings, copied by SQL into every table a filing writes."""

from dataclasses import dataclass

from sandbox import SandboxError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

# Odd, so that multiplying by it modulo 2^30 visits every code once, in no order one could see.
SPREAD = 387_420_489

BATCH = 50_000

# The tables of a filing: the report and whatever names one, but for what the service counts by itself.
TABLES = """
    SELECT json_build_object(
        'table', column_.table_name,
        'columns', json_agg(json_build_array(column_.column_name, column_.udt_name) ORDER BY column_.ordinal_position)
    )
    FROM information_schema.columns AS column_
    JOIN information_schema.tables AS table_ USING (table_schema, table_name)
    WHERE table_.table_type = 'BASE TABLE'
        AND column_.table_schema = 'public'
        AND column_.is_generated = 'NEVER'
        AND column_.table_name NOT LIKE 'figure%'
    GROUP BY column_.table_name
    HAVING column_.table_name = 'report' OR bool_or(column_.column_name = 'report_id')
    ORDER BY column_.table_name <> 'report', column_.table_name
"""

# Whether the service's loops would have something to do while something is measured; no run lasts longer than an hour.
WORK = """
    SELECT EXISTS (SELECT FROM report_event WHERE position IS NULL)
        OR EXISTS (SELECT FROM sla_clock WHERE fire_at < instant_now() + interval '1 hour')
"""

AGE = "(copy.age * interval '1 second')"

# A report every forty seconds, the newest an hour old: a day has as many of a small stock as of a large one, and a million are all within
# the calendars.
MOST = 1_000_000
ONE_EACH_40_S = "3600 + 40 * ({count} - number)"


def times_alpha(element):
    return element << 1 if element < 16 else element << 1 ^ 0b10_0101


def weighted(element, position):
    """What the symbol at a position, 0 to 7, adds to a code's check character; see ReportCode."""
    for _ in range(8 - position):
        element = times_alpha(element)
    return element


def code_function(year):
    """SQL that makes `load_report_code(number)`, a code for each number below 2^30: an even one's is of the year, an odd one's
    of the year before. One expression, so that a query naming it gets it inlined."""
    digits = [f"((number * {SPREAD} >> {5 * (5 - index)}) & 31)::integer" for index in range(6)]

    def checked(year):
        return weighted(year // 10 % 10, 0) ^ weighted(year % 10, 1)

    def table(index):
        return bytes(weighted(element, index + 2) for element in range(32)).hex()

    characters = " || ".join(f"substr('{ALPHABET}', {digit} + 1, 1)" for digit in digits)
    sums = " # ".join(f"get_byte('\\x{table(index)}'::bytea, {digit})" for index, digit in enumerate(digits))
    return f"""
        CREATE FUNCTION load_report_code(number bigint) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN CASE WHEN number & 1 = 0 THEN 'HN-{year % 100:02}-' ELSE 'HN-{(year - 1) % 100:02}-' END || {characters} || '-' || substr(
            '{ALPHABET}',
            1 + ((CASE WHEN number & 1 = 0 THEN {checked(year)} ELSE {checked(year - 1)} END) # {sums}),
            1
        );
        GRANT EXECUTE ON FUNCTION load_report_code TO PUBLIC
    """


@dataclass(frozen=True)
class Table:
    name: str
    columns: list  # of [name, type]
    fires: bool

    def copies(self):
        """SQL that copies the rows of each sample report for each row of load_copy."""
        names = ", ".join(name for name, _ in self.columns)
        values = ", ".join(self._copied(name, type_) for name, type_ in self.columns)
        link = "id" if self.name == "report" else "report_id"
        return f"INSERT INTO {self.name} ({names}) SELECT {values} FROM load_copy AS copy JOIN {self.name} AS source ON source.{link} = copy.sample"

    def _copied(self, name, type_):
        replaced = {
            ("report", "id"): "copy.id",
            ("report", "code"): "load_report_code(copy.number)",
            # What is this old has its place in the one order of all events, which has no gaps: they go on where it ends.
            ("report_event", "position"): "(SELECT max(position) FROM report_event) + row_number() OVER (ORDER BY copy.number, source.seq)",
            ("idempotency_key", "key"): "gen_random_uuid()::text",
        }
        if (self.name, name) == ("sla_clock", "fire_at") and not self.fires:
            return "NULL"
        if (self.name, name) in replaced:
            return replaced[self.name, name]
        if name == "report_id":
            return "copy.id"
        return f"source.{name} - {AGE}" if type_ == "timestamptz" else f"source.{name}"


class Stock:
    """The stored reports of one database. Every instant of a copy is `age` seconds before its sample's: SQL of the copy's number, and of the
    {count} that the stock is filled to.

    Unless they are to fire, their clocks have nothing to come, or the sweeper would be busy with them.
    """

    def __init__(self, database, age=ONE_EACH_40_S, fires=False):
        self._database = database
        self._age = age
        self._fires = fires
        self._tables = [Table(row["table"], row["columns"], fires) for row in database.rows(TABLES)]
        self.count = 0
        year = int(database.value("SELECT extract(year FROM instant_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')"))
        database.execute(code_function(year))

    def fill(self, count):
        """Brings the stock to `count` reports. The samples, filed through the API, are what is there at the first call; their events
        have positions."""
        self._database.execute(
            """
            CREATE TABLE IF NOT EXISTS load_sample AS
            SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM report;
            CREATE UNLOGGED TABLE IF NOT EXISTS load_copy (number bigint, age bigint, sample uuid, id uuid)
            """
        )
        while self.count < count:
            end = min(count, self.count + BATCH)
            self._database.execute(self._batch(self.count, end, self._age.format(count=count)))
            self.count = end

    def settle(self):
        """Leaves nothing of the filling to be done while something is measured, by the database or by the service's loops. Timers
        that are to fire are what is measured."""
        self._database.execute("VACUUM (ANALYZE)")
        self._database.execute("CHECKPOINT")
        if not self._fires and self._database.value(WORK) == "t":
            raise SandboxError("the stock leaves work to the service's loops")

    def codes(self, count):
        """Codes of stored reports, of all ages."""
        step = max(1, self.count // count)
        return self._database.value(
            f"SELECT string_agg(load_report_code(number), ' ') FROM generate_series(0, {self.count - 1}, {step}) AS number"
        ).split()

    def _batch(self, start, end, age):
        # Ids are of version 7, as the service makes them.
        return f"""
            SET session_replication_role = replica;
            TRUNCATE load_copy;
            INSERT INTO load_copy
            SELECT number, aged.age, sample.id, (
                lpad(to_hex((extract(epoch FROM instant_now())::bigint - aged.age) * 1000), 12, '0')
                || '7' || substr(md5(number::text), 1, 3) || '8' || substr(md5(number::text), 4, 15)
            )::uuid
            FROM generate_series({start}, {end - 1}) AS number
            CROSS JOIN LATERAL (SELECT {age}) AS aged (age)
            JOIN load_sample AS sample ON sample.n = number % (SELECT count(*) FROM load_sample)
            -- A sample, or what was filed beside the stock, may have the code by chance.
            WHERE NOT EXISTS (SELECT FROM report WHERE code = load_report_code(number));
            ANALYZE load_copy;
            {"; ".join(table.copies() for table in self._tables)}
        """

"""The work that is measured: reports of places all over the city, and the requests made of them."""

import http.client
import json
import random
import uuid
from dataclasses import dataclass

from sandbox import SQL, SandboxError

KEY = "\x1f"  # where a request's own key goes
SEPARATOR = "\x1e"

# Places in each unit, a hundred metres inside where it is wide enough: more people, smaller units, more reports. So many, and each report in
# words of its own, because what is the same many times in an hour is a burst, which costs more.
PLACES = """
    SELECT json_build_object('lon', ST_X(place.geom), 'lat', ST_Y(place.geom))
    FROM unit_boundary
    JOIN boundary_version AS version ON version.id = unit_boundary.version AND version.status = 'active'
    CROSS JOIN LATERAL ST_Buffer(unit_boundary.geom, -0.001) AS inside
    CROSS JOIN LATERAL ST_Dump(
        CASE WHEN ST_IsEmpty(inside) THEN ST_PointOnSurface(unit_boundary.geom) ELSE ST_GeneratePoints(inside, 10, 20250701) END
    ) AS place
    ORDER BY unit_boundary.unit, place.path
"""

# In millionths of a degree, about 50 m.
SCATTER = 500

DESCRIPTION = (
    "Mặt đường trong ngõ bong tróc thành nhiều ổ gà, trời mưa nước lấp kín nên xe đi qua rất nguy hiểm. "
    "Bà con trong khu rất bức xúc, đề nghị cơ quan chức năng sớm kiểm tra, xử lý. Số {}, phố {}."
)

# In words that many reports have and most have not.
STREETS = [
    "Đồng Xuân", "Thuỵ Khuê", "Hàng Bông", "Láng Hạ", "Giải Phóng", "Trần Duy Hưng", "Nguyễn Trãi", "Lê Văn Lương", "Cầu Giấy", "Kim Mã",
    "Đội Cấn", "Hoàng Hoa Thám", "Bạch Mai", "Minh Khai", "Tam Trinh", "Nguyễn Văn Cừ", "Ngọc Lâm", "Quang Trung", "Tố Hữu", "Vạn Phúc",
    "Phùng Hưng", "Phạm Văn Đồng", "Xuân La", "Võ Chí Công", "Lạc Long Quân", "Âu Cơ", "Nghi Tàm", "Yên Phụ", "Trúc Bạch", "Linh Đàm",
]


@dataclass(frozen=True)
class Place:
    lon: float
    lat: float


class City:
    """Where reports may lie and what they may be about."""

    def __init__(self, database, seed):
        self._generator = random.Random(seed)
        self.places = [Place(**row) for row in database.rows(PLACES)]
        with open(SQL / "reference" / "categories.json", encoding="utf-8") as file:
            groups = json.load(file)["groups"]
        # Listed ones that ask for nothing more: all of them are written by one and the same statement.
        self.categories = [
            category["code"]
            for group in groups
            for category in group["children"]
            if category["sensitivity"] == 0 and not any(attribute["required"] for attribute in category["attributes"])
        ]

    def pin(self):
        place = self._generator.choice(self.places)
        scatter = [self._generator.randint(-SCATTER, SCATTER) / 1e6 for _ in range(2)]
        return Place(round(place.lon + scatter[0], 6), round(place.lat + scatter[1], 6))

    def report(self, pin=None):
        """The body of a report with a phone number of its own."""
        pin = pin or self.pin()
        content = {
            "category": self._generator.choice(self.categories),
            "description": DESCRIPTION.format(self._generator.randrange(10**6, 10**7), self._generator.choice(STREETS)),
            "location": {"lat": pin.lat, "lon": pin.lon, "accuracy_m": 8},
            "reporter": {"phone": f"0900{self._generator.randrange(10**6):06d}"},
        }
        return json.dumps(content, ensure_ascii=False)

    def create(self):
        body = self.report()
        return (
            f"POST /v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nIdempotency-Key: {KEY}\r\n"
            f"Content-Length: {len(body.encode())}\r\n\r\n{body}"
        )

    def file_one(self, port):
        """Files a report, which must be taken; what the service answers."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            headers = {"Content-Type": "application/json", "Idempotency-Key": new_key()}
            connection.request("POST", "/v1/reports", self.report().encode(), headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 201:
                raise SandboxError(f"a filing: {answer.status}")
            return json.loads(body)
        finally:
            connection.close()

    def locate(self):
        pin = self.pin()
        return _get(f"/v1/units/locate?lat={pin.lat}&lon={pin.lon}")

    def requests(self, weights, codes, count=20_000):
        """Requests of several kinds, as often as their weights say; reads ask for one of `codes`."""
        make = {"create": self.create, "locate": self.locate, "read": lambda: _get(f"/v1/reports/{self._generator.choice(codes)}")}
        kinds = self._generator.choices(list(weights), list(weights.values()), k=count)
        return [make[kind]() for kind in kinds]

    def reads(self, path, codes, token, count=4000):
        """Requests for what is shown of reports, by whoever has the token."""
        return [_get(path + self._generator.choice(codes), token) for _ in range(count)]


def _get(target, token=None):
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}\r\n"


def new_key():
    return str(uuid.uuid4())



#!/usr/bin/env python3
"""Compares the unit the service finds for random places with the one shapely finds in the GeoJSON file.

    pip install shapely
    Tests/Geography/against_shapely.py http://127.0.0.1:8080 boundaries.geojson [--points 10000] [--seed 1] [--code-property code]

The file must be the one the active boundary version was imported from. Asks GET /v1/units/locate?lat=&lon= over one
connection kept alive. Exits with 1 if any answer differs farther than 1 m from a border of the file, with 2 if the
service does not answer as expected.
"""

import argparse
import http.client
import json
import math
import random
import sys
import time
from urllib.parse import urlencode, urlsplit

import shapely

METRES_PER_DEGREE = 111_320.0


def read_polygons(path, code_property):
    with open(path, encoding="utf-8") as file:
        features = json.load(file)["features"]
    codes = [feature["properties"][code_property] for feature in features]
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    return codes, shapes


def places_around(shapes, count, seed):
    """Uniform in the rectangle around the polygons, so that places outside the city are among them."""
    west, south, east, north = shapely.total_bounds(shapes)
    generator = random.Random(seed)
    # Seven decimals are what goes over the wire: a centimetre.
    return [(round(generator.uniform(west, east), 7), round(generator.uniform(south, north), 7)) for _ in range(count)]


def expected_codes(codes, tree, place):
    """The codes of the polygons that hold a place, its borders included."""
    return sorted(codes[index] for index in tree.query(shapely.Point(place), predicate="intersects"))


def metres_to_border(borders, place):
    """Distance to the nearest border, with longitudes shrunk to the place's latitude."""
    longitude, latitude = place
    shrink = math.cos(math.radians(latitude))
    nearby = shapely.box(longitude - 0.001, latitude - 0.001, longitude + 0.001, latitude + 0.001)
    point = shapely.Point(longitude * shrink, latitude)
    distances = [
        shapely.distance(shapely.transform(shapely.intersection(borders.geometries[index], nearby), lambda c: c * [shrink, 1]), point)
        for index in borders.query(nearby, predicate="intersects")
    ]
    return min(distances, default=math.inf) * METRES_PER_DEGREE


class Service:
    def __init__(self, base):
        parts = urlsplit(base)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.connection = kind(parts.hostname, parts.port, timeout=10)
        self.path = parts.path.rstrip("/") + "/v1/units/locate?"

    def locate(self, place):
        """The code of the unit at a place, or None outside the city."""
        longitude, latitude = place
        self.connection.request("GET", self.path + urlencode({"lat": f"{latitude:.7f}", "lon": f"{longitude:.7f}"}))
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise ValueError(f"status {response.status} at {latitude}, {longitude}: {body[:200]!r}")
        unit = json.loads(body)["unit"]
        return None if unit is None else unit["code"]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("base", help="the service's base URL")
    arguments.add_argument("file", help="the GeoJSON file")
    arguments.add_argument("--points", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--code-property", default="code")
    given = arguments.parse_args()

    codes, shapes = read_polygons(given.file, given.code_property)
    tree = shapely.STRtree(shapes)
    borders = shapely.STRtree([shape.boundary for shape in shapes])
    service = Service(given.base)
    same = near = inside = 0
    differing = []
    began = time.monotonic()
    for place in places_around(shapes, given.points, given.seed):
        expected = expected_codes(codes, tree, place)
        found = service.locate(place)
        inside += bool(expected)
        if found == (expected[0] if expected else None):
            same += 1
            continue
        distance = metres_to_border(borders, place)
        if distance <= 1:
            near += 1
        else:
            differing.append((place, expected, found, distance))
    seconds = time.monotonic() - began

    print(f"{given.points} places, {inside} inside: {same} agree, {near} differ within 1 m of a border, {len(differing)} farther away")
    print(f"{seconds:.1f} s, {given.points / seconds:.0f} requests/s including the comparison")
    for (longitude, latitude), expected, found, distance in differing[:20]:
        print(f"  {latitude}, {longitude}: shapely {expected or None}, service {found}, {distance:.1f} m from a border")
    return 1 if differing else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as problem:
        print(f"the service or the file is not as expected: {problem!r}", file=sys.stderr)
        sys.exit(2)

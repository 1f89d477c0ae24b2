#!/usr/bin/env python3
"""Checks seals and what they cover without any of the service's code, after the README's text alone.

    Tests/Audit/verify.py seals FILE                               exported seals: numbers, links, signatures, and which are lost
    Tests/Audit/verify.py proof http://127.0.0.1:8080 CODE [FILE]  a report's timeline against its seals, and those against FILE
    Tests/Audit/verify.py rows FILE --database-url URL             every event and entry in the database against FILE

`--key HEX` names a public key that may have signed; without it any may, and the keys found are printed. `--token` shows a report's tracking
token, for one that is not public. Exits with 0 when
everything is in order, 1 and the first fault when not. Needs Python 3.11, and psql for rows.
"""

import argparse
import json
import subprocess
import sys
import urllib.request
from datetime import datetime
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from ed25519 import verifies


class Fault(Exception):
    """Something that is not in order."""


def seconds(time):
    return str(int(datetime.fromisoformat(time).timestamp())) if time else ""


def statement(seal):
    """What is signed of a seal."""
    bounds = [seal[name] for name in ("number", "events_after", "events_to", "entries_after", "entries_to")]
    lines = ["phananh-seal-1", *bounds, seconds(seal["sealed_at"]), seal["root"], seal["previous"], seal["key_id"]]
    return "\n".join(map(str, lines)).encode()


def loss_statement(loss):
    """What is signed of a note that seals are lost."""
    names = ("kept_to", "kept_digest", "lost_to", "lost_digest")
    lines = ["phananh-loss-1", *(loss[name] for name in names), seconds(loss["noted_at"]), loss["by"], loss["key_id"], loss["reason"]]
    return "\n".join(map(str, lines)).encode()


def leaf(content):
    return sha256(b"\x00" + content.encode()).digest()


def node(left, right):
    return sha256(b"\x01" + left + right).digest()


def root(leaves):
    """Level by level; a last one without a partner rises as it is, which gives the same tree as the standard's halving."""
    while len(leaves) > 1:
        pairs = [node(*leaves[index : index + 2]) for index in range(0, len(leaves) - 1, 2)]
        leaves = pairs + leaves[len(leaves) & ~1 :]
    return leaves[0]


def size(seal):
    return seal["events_to"] - seal["events_after"] + seal["entries_to"] - seal["entries_after"]


class Chain:
    """Seals one after another, each checked against the one before."""

    def __init__(self, keys):
        self._keys = keys
        self._last = None
        self.keys = set()
        self.count = 0

    def add(self, seal):
        last, number = self._last, seal["number"]
        if not verifies(bytes.fromhex(seal["public_key"]), bytes.fromhex(seal["signature"]), statement(seal)):
            raise Fault(f"seal {number} is not as it was signed")
        if self._keys and seal["public_key"] not in self._keys:
            raise Fault(f"seal {number} is signed by an unknown key")
        previous = sha256(statement(last)).hexdigest() if last else "0" * 64
        # A copy may begin late.
        if (last or number == 1) and seal["previous"] != previous:
            raise Fault(f"seal {number} does not follow the one before")
        if last and (number, seal["events_after"], seal["entries_after"]) != (last["number"] + 1, last["events_to"], last["entries_to"]):
            raise Fault(f"seal {number} does not begin where the one before ends")
        self._last, self.count = seal, self.count + 1
        self.keys.add(seal["public_key"])

    def lose(self, loss, kept):
        """Goes on from a seal that was kept, as somebody has noted."""
        if not verifies(bytes.fromhex(loss["public_key"]), bytes.fromhex(loss["signature"]), loss_statement(loss)):
            raise Fault(f"the loss of seals after {loss['kept_to']} is not as it was signed")
        if self._keys and loss["public_key"] not in self._keys:
            raise Fault(f"the loss of seals after {loss['kept_to']} is signed by an unknown key")
        ends = [(seal["number"], sha256(statement(seal)).hexdigest()) for seal in (kept, self._last) if seal]
        if ends != [(loss["kept_to"], loss["kept_digest"]), (loss["lost_to"], loss["lost_digest"])]:
            raise Fault(f"the loss of seals after {loss['kept_to']} is noted of others")
        self._last = kept
        self.keys.add(loss["public_key"])
        print(f"seals {loss['kept_to'] + 1} to {loss['lost_to']} are lost, as {loss['by']} noted at {loss['noted_at']}: {loss['reason']}")


def seals_of(path, keys):
    """The seals of a file that are not lost, checked with those that are."""
    chain, kept = Chain(keys), []
    with open(path, encoding="utf-8") as file:
        for line in file:
            if not line.endswith("\n"):
                break
            entry = json.loads(line)
            if "lost_to" in entry:
                while kept and kept[-1]["number"] > entry["kept_to"]:
                    kept.pop()
                chain.lose(entry, kept[-1] if kept else None)
            else:
                chain.add(entry)
                kept.append(entry)
    print(f"{chain.count} seals are in order, signed by {', '.join(sorted(chain.keys)) or 'nobody'}")
    return kept


def get(address, path, token):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(f"{address.rstrip('/')}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def climb(digest, index, count, path):
    """The root that a leaf's path leads to (RFC 9162, section 2.1.3.2)."""
    last = count - 1
    for sibling in map(bytes.fromhex, path):
        if index & 1 or index == last:
            digest = node(sibling, digest)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            digest = node(digest, sibling)
        index, last = index >> 1, last >> 1
    if last:
        raise Fault("a path is too short")
    return digest


def check_proof(address, code, known, token):
    proof, timeline = (get(address, f"/v1/reports/{code}/{part}", token) for part in ("proof", "timeline"))
    seals = {seal["number"]: seal for seal in proof["seals"]}
    for number, seal in seals.items():
        if known and known.get(number, seal) != seal:
            raise Fault(f"seal {number} is not the one that was kept")
        if not verifies(bytes.fromhex(seal["public_key"]), bytes.fromhex(seal["signature"]), statement(seal)):
            raise Fault(f"seal {number} is not as it was signed")
    if len(proof["items"]) != len(timeline["items"]):
        raise Fault("the timeline has other items than the proof")
    pending = 0
    for expected, (item, told) in enumerate(zip(proof["items"], timeline["items"]), 1):
        same = all(item[name] == told[name] for name in ("seq", "at", "type")) and item["by"]["kind"] == told["by"]["kind"]
        if item["seq"] != expected or not same or item["occurred_at"] != told.get("occurred_at"):
            raise Fault(f"item {expected} is told otherwise than it is proved")
        if item["sealed"] is None:
            pending += 1
            continue
        lines = [
            "event", proof["code"], str(item["seq"]), seconds(item["at"]), item["type"], item["by"]["kind"], item["by"]["agency"] or "",
            item["agency"], item["clock"] or "", seconds(item["occurred_at"]), item["digest"],
        ]
        seal = seals[item["sealed"]["seal"]]
        if climb(leaf("\n".join(lines)), item["sealed"]["index"], size(seal), item["sealed"]["path"]).hex() != seal["root"]:
            raise Fault(f"item {expected} is not what seal {seal['number']} has sealed")
    print(f"{len(proof['items']) - pending} items are sealed as they are told, {pending} not yet")


# A row's values as JSON, in the order in which they are hashed.
EVENTS = """
    SELECT json_build_array(
        event.position, report.code, event.is_public, floor(extract(epoch FROM event.at))::bigint, event.type, event.actor_kind,
        event.actor_agency_id, event.agency_id, event.data ->> 'clock', event.data ->> 'occurredAt', event.salt, event.report_id, event.seq,
        (extract(epoch FROM event.at) * 1000000)::bigint, event.data::text
    )
    FROM report_event AS event
    JOIN report ON report.id = event.report_id
    ORDER BY event.position
"""
ENTRIES = """
    SELECT json_build_array(
        position, salt, id, (extract(epoch FROM at) * 1000000)::bigint, actor_kind, actor, action, object_kind, object, request_id,
        details::text
    )
    FROM audit_entry
    ORDER BY position
"""


def rows(url, query):
    command = ["psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1", "-c", query, url]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return (json.loads(line) for line in done.stdout.splitlines())


def text(values):
    return "\n".join("" if value is None else str(value) for value in values)


def event_leaves(url):
    """Of every event that has a position, by it. A public one has its number among the public ones of its report."""
    read = [row for row in rows(url, EVENTS) if row[0] is not None]
    numbers, counts = {}, {}
    for row in sorted(read, key=lambda row: (row[1], row[12])):
        if row[2]:
            counts[row[1]] = counts.get(row[1], 0) + 1
        numbers[row[1], row[12]] = counts[row[1]] if row[2] else 0
    leaves = {}
    for position, code, is_public, at, kind, actor, desk, agency, clock, occurred, salt, report, seq, precise, data in read:
        inner = sha256(text([salt, report, seq, precise, "t" if is_public else "f", data]).encode()).hexdigest()
        named = (clock, occurred) if kind in ("sla_breached", "sla_voided") else ("", "")
        leaves[position] = leaf(text(["event", code, numbers[code, seq], at, kind, actor, desk, agency, *named, inner]))
    return leaves


def entry_leaves(url):
    read = (row for row in rows(url, ENTRIES) if row[0] is not None)
    return {position: leaf(f"entry\n{sha256(text(values).encode()).hexdigest()}") for position, *values in read}


def check_rows(url, seals):
    events, entries = event_leaves(url), entry_leaves(url)
    covered = 0
    for seal in seals:
        try:
            leaves = [events[position] for position in range(seal["events_after"] + 1, seal["events_to"] + 1)]
            leaves += [entries[position] for position in range(seal["entries_after"] + 1, seal["entries_to"] + 1)]
        except KeyError as error:
            raise Fault(f"position {error} of seal {seal['number']} is missing") from error
        if root(leaves).hex() != seal["root"]:
            raise Fault(f"what is there is not what seal {seal['number']} has sealed")
        covered += len(leaves)
    print(f"{covered} events and entries are what was sealed")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--key", action="append", default=[], metavar="HEX")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("seals").add_argument("file")
    proof = commands.add_parser("proof")
    proof.add_argument("address")
    proof.add_argument("code")
    proof.add_argument("file", nargs="?")
    proof.add_argument("--token", metavar="trk_…")
    stored = commands.add_parser("rows")
    stored.add_argument("file")
    stored.add_argument("--database-url", required=True, metavar="URL")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    try:
        kept = seals_of(arguments.file, arguments.key) if arguments.file else []
        match arguments.command:
            case "proof":
                check_proof(arguments.address, arguments.code, {seal["number"]: seal for seal in kept}, arguments.token)
            case "rows":
                check_rows(arguments.database_url, kept)
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Compares what was acknowledged with what the database holds and with what the service says of it."""

import json
from collections import Counter
from datetime import datetime

from client import Client
from crew import share
from reports import due_times


def examine_records(verdict, reports, entries, records):
    """The database against the ledger, without the service."""
    sent = {report.key: report for report in reports}
    filed = {row["id"]: row for row in records.reports}
    verdict.check(f"each of {len(sent)} reports was acknowledged", sent.keys() - {entry.key for entry in entries})
    verdict.check(f"each of {len(entries)} acknowledgements is in the database", lost(entries, filed))
    verdict.check(f"{len(records.reports)} reports for {len(sent)} keys, one for each", not_once(sent, records.reports))
    verdict.check("each key is remembered with the report that was acknowledged", misremembered(entries, records.keys))
    verdict.check(
        "each report has events 1…n, three clocks, and its text, answers, pin, phone and sealed answers as they were sent",
        torn(sent, records.reports),
    )
    verdict.check("one number has one look-up digest however it was written, and no two have the same", mixed_up(sent, records.reports))
    verdict.check("unit and due times were acknowledged as they are stored", misreported(entries, filed))
    verdict.check(
        "each report went to the unit of its point",
        (f"{entry.code}: {entry.unit}, not {sent[entry.key].unit}" for entry in entries if entry.unit != sent[entry.key].unit),
    )


def lost(entries, filed):
    for entry in entries:
        row = filed.get(entry.id)
        if row is None:
            yield f"{entry.code} ({entry.id}, key {entry.key}) is lost"
        elif (row["code"], row["key"]) != (entry.code, entry.key):
            yield f"{entry.id}: {row['code']} of key {row['key']} is stored, {entry.code} of key {entry.key} was acknowledged"


def not_once(sent, rows):
    counts = Counter(row["key"] for row in rows)
    for key in sent.keys() | counts.keys():
        if key not in sent:
            yield f"{counts[key]} reports of key {key}, which was never sent"
        elif counts[key] != 1:
            yield f"{counts[key]} reports of key {key}"


def misremembered(entries, keys):
    remembered = {row["key"]: row["report"] for row in keys}
    acknowledged = {entry.key: entry.id for entry in entries}
    if len(remembered) != len(keys):
        yield f"{len(keys)} rows for {len(remembered)} keys"
    for key in remembered.keys() | acknowledged.keys():
        if remembered.get(key) != acknowledged.get(key):
            yield f"{key}: {acknowledged.get(key)} was acknowledged, {remembered.get(key)} is remembered"


def torn(sent, rows):
    for row in rows:
        faults = []
        if row["last_seq"] < 1 or row["events"] != list(range(1, row["last_seq"] + 1)):
            faults.append(f"events {row['events']} up to {row['last_seq']}")
        if row["clocks"] != ["acknowledge", "handle", "resolve"]:
            faults.append(f"clocks {row['clocks']}")
        if report := sent.get(row["key"]):
            for part, expected in (("contents", report.content), ("privates", report.private)):
                if row[part] != [expected]:
                    faults.append(f"{part} {row[part]}, not {expected}")
        if faults:
            yield f"{row['code']}: {', '.join(faults)}"


def mixed_up(sent, rows):
    pairs = {(sent[row["key"]].phone, row["phone"]) for row in rows if row["key"] in sent}
    for which, what in ((0, "number"), (1, "digest")):
        for value, count in Counter(pair[which] for pair in pairs).items():
            if count != 1:
                yield f"{what} {value}: {sorted(map(str, (pair for pair in pairs if pair[which] == value)))}"


def misreported(entries, filed):
    for entry in entries:
        row = filed.get(entry.id)
        if row is None:
            continue  # counted as lost
        due_at = [datetime.fromisoformat(instant).timestamp() for instant in entry.due_at]
        if (entry.unit, due_at) != (row["unit"], row["due_at"]):
            yield f"{entry.code}: {entry.unit}, {due_at} acknowledged; {row['unit']}, {row['due_at']} stored"


def examine_answers(verdict, service, stop, tally, reports, entries):
    """Every report asked for once more, by its key and by its code."""
    sent = {report.key: report for report in reports}
    answers = {}
    for entry in entries:
        answers.setdefault(entry.key, []).append(entry)
    differing, misread = [], []

    def ask(part):
        with Client(service.port, stop, tally) as client:
            for of_key in part:
                first = of_key[0]
                again, _ = client.until_answered(lambda: client.post(sent[first.key]))
                differing.extend(differences(of_key, again))
                shown, _ = client.until_answered(lambda: client.get(f"/v1/reports/{first.code}", first.tracking_token))
                misread.extend(misshown(first, sent[first.key], shown))

    share(stop, list(answers.values()), 8, ask)
    retried = sum(any(entry.tries > 1 for entry in of_key) for of_key in answers.values())
    verdict.check(f"each of {len(answers)} keys, {retried} of them retried before, gets one and the same answer again", differing)
    verdict.check(
        f"each of {len(answers)} tracking tokens opens its report, with the same unit and due times and all its reporter gave", misread
    )


def differences(entries, again):
    """`again` is the answer to a repeated post, `entries` what the key was answered with before."""
    bodies = {entry.body for entry in entries} | {again.body.decode(errors="replace")}
    if again.status != 201 or not again.is_replay:
        yield f"{entries[0].key}: {'a replay' if again.is_replay else 'not a replay'}: {again}"
    elif len(bodies) != 1:
        yield f"{entries[0].key}: " + " / ".join(sorted(bodies))


def misshown(entry, report, answer):
    if answer.status != 200:
        yield f"{entry.code}: {answer}"
        return
    try:
        shown = json.loads(answer.body)
        said = [shown["id"], shown["code"], shown["unit"]["code"], due_times(shown["sla"]), shown["own"]]
    except (KeyError, TypeError, ValueError) as error:
        yield f"{entry.code}: {answer} ({error!r})"
        return
    expected = [entry.id, entry.code, entry.unit, entry.due_at, report.own]
    if said != expected:
        yield f"{entry.code}: {said} shown, {expected} acknowledged"

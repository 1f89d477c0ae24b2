"""What has to be true after every fault of the database: the claims all its tests share."""

import json

from examination import examine_answers, examine_records
from records import Records


class Outcome:
    """What the writers and readers of a stage met, and what became of it."""

    def __init__(self, stage, database, load, readers):
        self._stage = stage
        self._database = database
        self._load = load
        self._readers = readers

    def tell(self, *rows):
        """Prints what the clients met; `rows` are pairs of a name and a text."""
        entries, tally, readers = self._load.entries, self._stage.tally, self._readers
        retried = [entry for entry in entries if entry.tries > 1]
        for name, value in (
            ("acknowledged", f"{len(entries)} in {self._load.seconds:.0f} s"),
            *rows,
            ("writers were told", json.dumps(tally.problems)),
            ("sent without an answer", str(tally.unanswered)),
            ("reports sent again", f"{len(retried)}, at most {max((entry.tries for entry in entries), default=0)} tries"),
            ("found filed by then", str(sum(entry.is_replay for entry in retried))),
            ("slowest answer", f"{tally.slowest:.1f} s to a writer, {readers.tally.slowest:.1f} s to a reader"),
            ("reads", f"{readers.right} right, {readers.turned_away} told to wait"),
        ):
            print(f"  {name:<26}{value}")

    def check(self):
        """The ledger against the database and against the service, and every answer on the way."""
        verdict, load, readers, tally = self._stage.verdict, self._load, self._readers, self._stage.tally
        verdict.check("no report was refused", load.refusals)
        verdict.check("every request was answered", [f"{tally.unanswered} were not"] if tally.unanswered else [])
        verdict.check(
            "who was turned away got 503, overloaded, busy, unavailable or outcome_unknown, with Retry-After", tally.faults + readers.tally.faults
        )
        verdict.check("what was told not to have happened had not", load.untold)
        verdict.check(f"{readers.right} reads were right, and none was wrong", readers.wrong)
        verdict.require("some were", readers.right > 0)
        entries, records = load.entries, Records.read(self._database)
        examine_records(verdict, load.sent, entries, records)
        examine_answers(verdict, self._stage.service, self._stage.stop, self._stage.tally, load.sent, entries)
        verdict.require("asking again changed nothing", Records.read(self._database) == records)

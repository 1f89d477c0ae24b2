"""What the database holds, read by the test's own queries."""

from dataclasses import dataclass

REPORTS = """
    SELECT json_build_object(
        'id', report.id, 'code', report.code, 'key', report.source_id, 'version', report.version, 'status', report.status,
        'last_seq', report.last_seq, 'unit', unit.code,
        'events', (SELECT coalesce(json_agg(seq ORDER BY seq), '[]') FROM report_event WHERE report_id = report.id),
        'clocks', (SELECT coalesce(json_agg(clock ORDER BY clock), '[]') FROM sla_clock WHERE report_id = report.id),
        'due_at', (
            SELECT json_agg(extract(epoch FROM coalesce(due_at, projected_due_at))::bigint ORDER BY clock)
            FROM sla_clock WHERE report_id = report.id AND clock <> 'handle'
        ),
        'descriptions', (SELECT coalesce(json_agg(description), '[]') FROM report_content WHERE report_id = report.id),
        'privates', (SELECT count(*) FROM report_private WHERE report_id = report.id)
    )
    FROM report
    LEFT JOIN unit ON unit.id = report.unit_id
    ORDER BY report.id
"""

KEYS = """
    SELECT json_build_object('key', key, 'report', report_id, 'fingerprint', encode(fingerprint, 'hex'))
    FROM idempotency_key
    ORDER BY key, report_id
"""


@dataclass(frozen=True)
class Records:
    """Everything filed so far; two of them are equal when nothing was filed or changed in between."""

    reports: list
    keys: list

    @classmethod
    def read(cls, database):
        return cls(reports=database.rows(REPORTS), keys=database.rows(KEYS))

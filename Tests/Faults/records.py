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
        'contents', (
            SELECT coalesce(json_agg(json_build_object(
                'description', description, 'address', address, 'attributes', attributes,
                'occurred_at', to_char(occurred_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"')
            )), '[]')
            FROM report_content
            WHERE report_id = report.id
        ),
        'privates', (
            SELECT coalesce(json_agg(json_build_object(
                'location', json_build_object('lat', ST_Y(point), 'lon', ST_X(point)), 'accuracy_m', accuracy_m, 'kind', reporter_kind,
                'phone', phone_sealed IS NOT NULL, 'attributes', attributes_sealed IS NOT NULL
            )), '[]')
            FROM report_private
            WHERE report_id = report.id
        ),
        'phone', (SELECT encode(phone_lookup, 'hex') FROM report_private WHERE report_id = report.id),
        -- Whatever else there is may not change either.
        'digest', (
            SELECT md5(concat(report, content, private))
            FROM report_content AS content
            JOIN report_private AS private USING (report_id)
            WHERE report_id = report.id
        )
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

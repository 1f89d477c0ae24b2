-- What keeps anybody from guessing what an event says by its digest. Rewrites the table once, some seconds for a million events.
ALTER TABLE report_event ADD COLUMN salt uuid NOT NULL DEFAULT gen_random_uuid();

-- Events and entries of the audit, sealed in the order of their positions. A seal covers the events of positions events_after + 1 to
-- events_to, then the entries likewise. `leaves` are their digests, 32 bytes each; `root` is that of the Merkle tree over them (RFC 6962);
-- `previous` is the digest of what was signed of the seal before, so that no seal can be changed or taken out without all after it.
CREATE TABLE audit_seal (
    number        bigint PRIMARY KEY CHECK (number >= 1),
    events_after  bigint NOT NULL CHECK (events_after >= 0),
    events_to     bigint NOT NULL CHECK (events_to >= events_after),
    entries_after bigint NOT NULL CHECK (entries_after >= 0),
    entries_to    bigint NOT NULL CHECK (entries_to >= entries_after),
    sealed_at     timestamptz NOT NULL,
    root          bytea NOT NULL CHECK (octet_length(root) = 32),
    previous      bytea NOT NULL CHECK (octet_length(previous) = 32),
    key_id        text NOT NULL CHECK (key_id ~ '^[!-~]{1,64}$'),
    -- Ed25519
    public_key    bytea NOT NULL CHECK (octet_length(public_key) = 32),
    signature     bytea NOT NULL CHECK (octet_length(signature) = 64),
    leaves        bytea NOT NULL,
    CHECK (octet_length(leaves) = 32 * (events_to - events_after + entries_to - entries_after) AND octet_length(leaves) > 0)
);

-- Digests do not compress.
ALTER TABLE audit_seal ALTER COLUMN leaves SET STORAGE EXTERNAL;

-- ProofReader: which seal an event is in.
CREATE INDEX audit_seal_events_idx ON audit_seal (events_to, number);

CREATE FUNCTION audit_seal_stands() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        RAISE EXCEPTION 'audit_seal is append-only' USING ERRCODE = 'restrict_violation';
    END
    $$;

CREATE TRIGGER audit_seal_append_only
    BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_seal_stands();

CREATE TRIGGER audit_seal_no_truncate
    BEFORE TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_seal_stands();

GRANT SELECT, INSERT ON audit_seal TO app_rw;
GRANT SELECT ON audit_seal TO app_public_ro;

-- With what it takes to find a public event in its seal: its position, and the digest of what of it is not public (as LeafRows has it).
CREATE OR REPLACE VIEW public_report_event WITH (security_barrier) AS
SELECT
    event.report_id, event.seq, event.at, event.type, event.actor_kind, event.actor_agency_id, event.agency_id,
    CASE WHEN event.type IN ('sla_breached', 'sla_voided') THEN event.data ->> 'clock' END AS clock,
    CASE WHEN event.type IN ('sla_breached', 'sla_voided') THEN to_timestamp((event.data ->> 'occurredAt')::bigint) END AS occurred_at,
    event.position,
    sha256(
        convert_to(
            concat_ws(
                E'\n', event.salt, event.report_id, event.seq, (extract(epoch FROM event.at) * 1000000)::bigint, event.is_public, event.data
            ),
            'UTF8'
        )
    ) AS digest
FROM report_event AS event
JOIN report ON report.id = event.report_id
WHERE event.is_public
    AND report.sensitivity < 2;

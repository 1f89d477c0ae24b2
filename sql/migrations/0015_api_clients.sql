-- Who registered a client, and since when it is shut out for good. Names are plain, for logs and records.
ALTER TABLE api_client
    ADD COLUMN created_by text NOT NULL DEFAULT 'system' CHECK (created_by ~ '^[a-z0-9-]{1,32}$'),
    ADD COLUMN revoked_at timestamptz CHECK (revoked_at >= created_at),
    ADD COLUMN revoked_by text CHECK (revoked_by ~ '^[a-z0-9-]{1,32}$'),
    ADD CHECK (name ~ '^[a-z0-9-]{1,32}$'),
    ADD CHECK ((revoked_at IS NULL) = (revoked_by IS NULL));

ALTER TABLE api_client ALTER COLUMN created_by DROP DEFAULT;

-- What clients show to be known by. A token is 256 random bits, of which only the digest is kept.
CREATE TABLE client_token (
    id           uuid PRIMARY KEY,
    client_id    uuid NOT NULL REFERENCES api_client,
    -- SHA-256 of the token. ClientReader.holder: one look-up by it tells whose it is.
    digest       bytea NOT NULL CONSTRAINT client_token_digest_key UNIQUE CHECK (octet_length(digest) = 32),
    scopes       text[] NOT NULL CHECK (cardinality(scopes) > 0 AND scopes <@ '{reports.file,reports.assert}'),
    created_at   timestamptz NOT NULL,
    created_by   text NOT NULL CHECK (created_by ~ '^[a-z0-9-]{1,32}$'),
    -- NULL: it holds until it is revoked
    expires_at   timestamptz CONSTRAINT client_token_ends_later CHECK (expires_at >= created_at),
    revoked_at   timestamptz CHECK (revoked_at >= created_at),
    revoked_by   text CHECK (revoked_by ~ '^[a-z0-9-]{1,32}$'),
    -- The one that took its place; it expires when the other one has had time to be put in
    replaced_by  uuid REFERENCES client_token,
    -- Written at most once a minute
    last_used_at timestamptz CHECK (last_used_at >= created_at),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
    CHECK (replaced_by IS NULL OR expires_at IS NOT NULL)
);

-- ClientStore: a client's tokens, in the order of their making.
CREATE INDEX client_token_client_idx ON client_token (client_id, id);

GRANT INSERT ON api_client TO app_rw;
GRANT UPDATE (revoked_at, revoked_by) ON api_client TO app_rw;
GRANT SELECT, INSERT ON client_token TO app_rw;
GRANT UPDATE (expires_at, revoked_at, revoked_by, replaced_by, last_used_at) ON client_token TO app_rw;

-- How sure it is who reported. A client may vouch for its user (`report_private.asserted_user` is then set); what is not vouched for
-- is `contact` with a phone or an e-mail address nobody has proved, else `none`.
ALTER TABLE report
    ADD COLUMN assurance text NOT NULL DEFAULT 'none'
               CHECK (assurance IN ('none', 'contact', 'verified_phone', 'verified_identity'));

-- A client's own name for a report is given once. Others' names may be anybody's invention and are only kept.
CREATE UNIQUE INDEX report_client_source_key ON report (client_id, source_id) WHERE client_id IS NOT NULL AND source_id IS NOT NULL;

-- The user a client spoke for, as a digest under a key of ours and bound to the client: two clients' users cannot be joined.
ALTER TABLE report_private
    ADD COLUMN asserted_user bytea CHECK (octet_length(asserted_user) = 32);

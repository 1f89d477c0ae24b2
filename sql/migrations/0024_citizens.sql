-- Citizens who have signed in, known by a phone that they have shown to be theirs or by the subject an issuer has for them (OpenID Connect):
-- never by a name or a number of the state's. Times here are the server's true clock, never `instant_now()`: a rehearsal that moves the
-- clock of limits must not open or end a session.
CREATE TABLE citizen (
    id            uuid PRIMARY KEY,
    -- Sealed and bound to its digest
    phone_sealed  bytea,
    key_id        text,
    phone_lookup  bytea CONSTRAINT citizen_phone_key UNIQUE CHECK (octet_length(phone_lookup) = 32),
    issuer        text CHECK (octet_length(issuer) BETWEEN 1 AND 512),
    subject       text CHECK (octet_length(subject) BETWEEN 1 AND 255),
    created_at    timestamptz NOT NULL,
    CONSTRAINT citizen_identity_key UNIQUE (issuer, subject),
    CHECK (num_nulls(phone_sealed, key_id, phone_lookup) IN (0, 3)),
    CHECK ((issuer IS NULL) = (subject IS NULL)),
    CHECK (phone_lookup IS NOT NULL OR issuer IS NOT NULL)
);

-- A code somebody has asked for to show that a phone is theirs. It opens what it was asked for once, and is gone then.
CREATE TABLE sign_in_code (
    id           uuid PRIMARY KEY,
    phone_sealed bytea NOT NULL,
    phone_lookup bytea NOT NULL CHECK (octet_length(phone_lookup) = 32),
    -- Of the code and the id, under a key of ours: the codes are few enough to be tried one by one
    code_digest  bytea NOT NULL CHECK (octet_length(code_digest) = 32),
    key_id       text NOT NULL,
    tries        smallint NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL CHECK (expires_at > created_at AND expires_at <= created_at + interval '10 minutes')
);

-- SignInStore.forget
CREATE INDEX sign_in_code_expires_idx ON sign_in_code (expires_at);

-- Codes on their way to a phone; gone when they have arrived, or are refused, or over.
CREATE TABLE sign_in_code_delivery (
    code_id     uuid PRIMARY KEY REFERENCES sign_in_code ON DELETE CASCADE,
    code_sealed bytea NOT NULL,
    key_id      text NOT NULL,
    language    text NOT NULL CHECK (language IN ('vi', 'en')),
    attempts    smallint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- The next attempt; while one is under way, when it is given up
    due_at      timestamptz NOT NULL
);

-- CodeDeliveryStore.claim: what is due, the oldest first.
CREATE INDEX sign_in_code_delivery_due_idx ON sign_in_code_delivery (due_at);

-- Who may come back without another code. Of tokens only SHA-256 is kept.
CREATE TABLE citizen_session (
    digest       bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    citizen_id   uuid NOT NULL REFERENCES citizen,
    created_at   timestamptz NOT NULL,
    -- To the hour: written at most once in it
    last_used_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL CHECK (expires_at > created_at)
);

-- SessionRows.open: the oldest of a citizen end when there are many.
CREATE INDEX citizen_session_citizen_idx ON citizen_session (citizen_id, created_at);
-- SignInStore.forget
CREATE INDEX citizen_session_expires_idx ON citizen_session (expires_at);

-- How often somebody has asked for or tried codes, by the generic cell rate algorithm, over all instances. Subjects are digests under a
-- key of ours: of a phone, a network, or both.
CREATE TABLE sign_in_quota (
    subject bytea PRIMARY KEY CHECK (octet_length(subject) = 32),
    -- When all of the quota has come back, and the row tells nothing any more
    full_at timestamptz NOT NULL
);

-- SignInStore.forget
CREATE INDEX sign_in_quota_full_idx ON sign_in_quota (full_at);

-- Sign-ins under way at an issuer. What must be secret is made from the state and a key of ours, and not kept.
CREATE TABLE oidc_sign_in (
    -- SHA-256 of the state, which travels through the browser, and of what whoever began has kept for themselves
    state_digest   bytea PRIMARY KEY CHECK (octet_length(state_digest) = 32),
    starter_digest bytea NOT NULL CHECK (octet_length(starter_digest) = 32),
    provider       text NOT NULL CHECK (provider ~ '^[a-z0-9-]{1,32}$'),
    key_id         text NOT NULL,
    expires_at     timestamptz NOT NULL
);

-- SignInStore.forget
CREATE INDEX oidc_sign_in_expires_idx ON oidc_sign_in (expires_at);

-- Who was signed in when they filed; NULL for anybody else.
ALTER TABLE report_private
    ADD COLUMN citizen_id uuid REFERENCES citizen;

-- CitizenReportReader.ids: the reports of a phone and of a citizen, the newest first (ids begin with the time). The index on phones alone
-- has nothing that the wider one has not.
DROP INDEX report_private_phone_idx;
CREATE INDEX report_private_phone_idx ON report_private (phone_lookup, report_id) WHERE phone_lookup IS NOT NULL;
CREATE INDEX report_private_citizen_idx ON report_private (citizen_id, report_id) WHERE citizen_id IS NOT NULL;

-- A citizen who has signed in sees the reports that are theirs: a session names them, and the digests of their phone.
CREATE POLICY report_private_of_citizen ON report_private
    FOR SELECT
    USING (
        citizen_id = nullif(current_setting('app.citizen_id', true), '')::uuid
        OR phone_lookup = ANY (nullif(current_setting('app.phone_lookups', true), '')::bytea[])
    );

GRANT SELECT, INSERT ON citizen TO app_rw;
GRANT SELECT, INSERT, DELETE ON sign_in_code, sign_in_code_delivery, citizen_session, sign_in_quota, oidc_sign_in TO app_rw;
GRANT UPDATE (tries) ON sign_in_code TO app_rw;
GRANT UPDATE (attempts, due_at) ON sign_in_code_delivery TO app_rw;
GRANT UPDATE (last_used_at) ON citizen_session TO app_rw;
GRANT UPDATE (full_at) ON sign_in_quota TO app_rw;

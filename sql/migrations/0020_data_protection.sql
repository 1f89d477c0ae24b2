-- Requests of people about their own data, a register with clocks of its own (Law 91/2025/QH15, art. 4 and 14; Decree 356/2025/ND-CP,
-- art. 5). Who asks is sealed as reporters are; whose data are meant is kept as digests and, where they have named it, a report.
CREATE TABLE data_request (
    id                 uuid PRIMARY KEY,
    -- SHA-256 of what registered it: the same id again is the same request
    fingerprint        bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    version            integer NOT NULL CHECK (version >= 1),
    kind               text NOT NULL CHECK (kind IN ('access', 'correction', 'erasure', 'objection')),
    state              text NOT NULL CHECK (state IN ('registered', 'acknowledged', 'fulfilled', 'refused')),
    received_at        timestamptz NOT NULL,
    registered_by      text NOT NULL CHECK (registered_by ~ '^[a-z0-9-]{1,32}$'),
    acknowledge_due_at timestamptz NOT NULL CHECK (acknowledge_due_at > received_at),
    due_at             timestamptz NOT NULL CHECK (due_at > received_at),
    acknowledged_at    timestamptz CHECK (acknowledged_at >= received_at),
    -- Once
    extended_at        timestamptz CHECK (extended_at >= received_at),
    extension_reason   text CHECK (octet_length(extension_reason) BETWEEN 1 AND 16000),
    closed_at          timestamptz CHECK (closed_at >= received_at),
    closed_by          text CHECK (closed_by ~ '^[a-z0-9-]{1,32}$'),
    -- Of a refusal
    reason             text CHECK (octet_length(reason) BETWEEN 1 AND 16000),
    report_id          uuid REFERENCES report,
    key_id             text NOT NULL,
    data_key           bytea,
    name_sealed        bytea,
    phone_sealed       bytea,
    phone_lookup       bytea,
    email_sealed       bytea,
    email_lookup       bytea,
    details_sealed     bytea,
    lookup_key_id      text NOT NULL,
    CHECK ((extended_at IS NULL) = (extension_reason IS NULL)),
    CHECK ((state IN ('fulfilled', 'refused')) = (closed_at IS NOT NULL)),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
    CHECK ((state = 'refused') = (reason IS NOT NULL)),
    CHECK (state <> 'registered' OR acknowledged_at IS NULL),
    CHECK (state <> 'acknowledged' OR acknowledged_at IS NOT NULL),
    -- Whose data are meant, until that is forgotten
    CHECK (data_key IS NULL OR num_nonnulls(phone_lookup, email_lookup, report_id) > 0)
);

-- DataRequestStore.list: the first limit first.
CREATE INDEX data_request_open_idx ON data_request (due_at, id) WHERE closed_at IS NULL;
CREATE INDEX data_request_received_idx ON data_request (received_at DESC, id DESC);

GRANT SELECT, INSERT, UPDATE ON data_request TO app_rw;

-- Reports whose data are kept whatever their age, and whoever asks for their erasure: a court's or an inspection's.
CREATE TABLE legal_hold (
    id        uuid PRIMARY KEY,
    report_id uuid NOT NULL REFERENCES report,
    reason    text NOT NULL CHECK (octet_length(reason) BETWEEN 1 AND 4000),
    placed_by text NOT NULL CHECK (placed_by ~ '^[a-z0-9-]{1,32}$'),
    placed_at timestamptz NOT NULL,
    until     timestamptz CHECK (until > placed_at),
    lifted_by text CHECK (lifted_by ~ '^[a-z0-9-]{1,32}$'),
    lifted_at timestamptz CHECK (lifted_at >= placed_at),
    CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
);

-- "Is this report held?"
CREATE INDEX legal_hold_report_idx ON legal_hold (report_id) WHERE lifted_at IS NULL;

GRANT SELECT, INSERT ON legal_hold TO app_rw;
GRANT UPDATE (lifted_by, lifted_at) ON legal_hold TO app_rw;

-- When who reported, and where exactly, was forgotten; and when the words were reduced to what might be published.
ALTER TABLE report
    ADD COLUMN person_erased_at timestamptz CHECK (person_erased_at >= created_at),
    ADD COLUMN words_reduced_at timestamptz CHECK (words_reduced_at >= created_at);

-- RetentionStore: reports at their end whose turn has come, the oldest first.
CREATE INDEX report_person_kept_idx ON report (updated_at, id)
    WHERE person_erased_at IS NULL AND status IN ('resolved', 'closed', 'refused', 'withdrawn', 'duplicate');
CREATE INDEX report_words_kept_idx ON report (updated_at, id)
    WHERE words_reduced_at IS NULL AND status IN ('resolved', 'closed', 'refused', 'withdrawn', 'duplicate');

-- Words of desks to reporters lose what tells of people when the person is erased.
GRANT UPDATE (text) ON report_event_text TO app_rw;

ALTER TABLE approval
    DROP CONSTRAINT approval_kind_check,
    ADD CHECK (kind IN ('calendar', 'policy', 'erasure'));

-- Reports by the digests of their reporter's phone or address, for requests of that person.
CREATE INDEX report_private_phone_idx ON report_private (phone_lookup) WHERE phone_lookup IS NOT NULL;
CREATE INDEX report_private_email_idx ON report_private (email_lookup) WHERE email_lookup IS NOT NULL;

CREATE FUNCTION reports_of_contact(phones bytea[], emails bytea[]) RETURNS SETOF uuid
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$
        SELECT report_id FROM public.report_private WHERE phone_lookup = ANY (phones)
        UNION
        SELECT report_id FROM public.report_private WHERE email_lookup = ANY (emails)
    $$;

REVOKE ALL ON FUNCTION reports_of_contact(bytea[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reports_of_contact(bytea[], bytea[]) TO app_rw;

-- Requests are sealed under the same keys as reports.
CREATE OR REPLACE FUNCTION contact_keys_in_use() RETURNS TABLE (key_id text, lookup_key_id text, reports bigint)
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$
        SELECT sealed.key_id, sealed.lookup_key_id, count(*)
        FROM (
            SELECT private.key_id, private.lookup_key_id FROM public.report_private AS private WHERE private.data_key IS NOT NULL
            UNION ALL
            SELECT request.key_id, request.lookup_key_id FROM public.data_request AS request WHERE request.data_key IS NOT NULL
        ) AS sealed
        GROUP BY sealed.key_id, sealed.lookup_key_id
    $$;

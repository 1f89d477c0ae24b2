-- What anybody does about reports: finds them, follows them, and says what is wrong about what is public.

-- Beside what is published and made of it: gone with it.
ALTER TABLE report
    ADD COLUMN published_words text GENERATED ALWAYS AS (public.search_words(published_text)) STORED;

-- What public lists are walked by: no words, and the point that anybody sees. No barrier, as behind one no index of places is used; what is
-- shown of a report comes from `public_report`, which has one.
CREATE VIEW public_report_key AS
SELECT id, status, created_at, public_updated_at AS updated_at, category_id, unit_id, public_point
FROM report
WHERE sensitivity < 2
    AND NOT is_training;

GRANT SELECT ON public_report_key TO app_public_ro;

-- PublicReportReader.list: those of a unit, of a category, of a status, changed lately; and by place, as for StaffReader.duplicates.
CREATE INDEX report_public_unit_idx ON report (unit_id, created_at, id) WHERE sensitivity < 2 AND NOT is_training;
CREATE INDEX report_public_category_idx ON report (category_id, created_at, id) WHERE sensitivity < 2 AND NOT is_training;
CREATE INDEX report_public_status_idx ON report (status, created_at, id) WHERE sensitivity < 2 AND NOT is_training;
CREATE INDEX report_public_updated_idx ON report (public_updated_at) WHERE sensitivity < 2 AND NOT is_training;
DROP INDEX report_near_idx;
CREATE INDEX report_point_idx ON report USING gist (public_point);
CREATE INDEX report_published_words_idx ON report USING gin (published_words gin_trgm_ops) WHERE published_words IS NOT NULL;

-- Which reports say in public what fits all patterns, at most so many; among some, if told. As for `reports_saying`: an index cannot be used
-- behind the barrier of a view.
CREATE FUNCTION public_reports_saying(patterns text[], among uuid[], most integer) RETURNS SETOF uuid
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, public
    SET enable_seqscan = off
    AS $$
    DECLARE
        condition text := (SELECT string_agg(format('published_words LIKE %L', pattern), ' AND ') FROM unnest(patterns) AS pattern);
    BEGIN
        IF among IS NULL THEN
            RETURN QUERY EXECUTE format(
                'SELECT id
                FROM public.report
                WHERE published_words IS NOT NULL AND sensitivity < 2 AND NOT is_training AND %s
                LIMIT %s',
                condition, most
            );
        ELSE
            RETURN QUERY EXECUTE format(
                'SELECT report.id
                FROM unnest($1) AS named (id)
                CROSS JOIN LATERAL (SELECT * FROM public.report WHERE report.id = named.id OFFSET 0) AS report
                WHERE report.sensitivity < 2 AND NOT report.is_training AND %s',
                condition
            ) USING among;
        END IF;
    END
    $$;

REVOKE ALL ON FUNCTION public_reports_saying(text[], uuid[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public_reports_saying(text[], uuid[], integer) TO app_public_ro;

-- How many follow a report, and how many have flagged what is public of it since its desk has last said what is. Written without a new
-- version: nobody's edit is refused because of either.
ALTER TABLE report
    ADD COLUMN followers           integer NOT NULL DEFAULT 0 CHECK (followers >= 0),
    -- When it was last forgotten who they are
    ADD COLUMN followers_erased_at timestamptz,
    ADD COLUMN flags               integer NOT NULL DEFAULT 0 CHECK (flags >= 0);

-- RetentionStore: who follows what is at its end.
CREATE INDEX report_followers_kept_idx ON report (updated_at, id) WHERE followers > 0 AND followers_erased_at IS NULL;
-- InboxReader, StaffReader.list: the few that were flagged.
CREATE INDEX report_flagged_idx ON report (agency_id, due_at, id) WHERE flags > 0;

-- Who wants to hear of a report, once: by a contact, sealed as reporters' are, or by the client that tells them, with a digest of its user
-- where it names one. What is erased of somebody leaves the row, which is counted.
CREATE TABLE report_follower (
    id            uuid PRIMARY KEY,
    report_id     uuid NOT NULL REFERENCES report,
    followed_at   timestamptz NOT NULL,
    client_id     uuid REFERENCES api_client,
    client_user   bytea CHECK (octet_length(client_user) = 32),
    key_id        text NOT NULL,
    data_key      bytea,
    phone_sealed  bytea,
    phone_lookup  bytea CHECK (octet_length(phone_lookup) = 32),
    email_sealed  bytea,
    email_lookup  bytea CHECK (octet_length(email_lookup) = 32),
    lookup_key_id text NOT NULL,
    CHECK ((phone_sealed IS NULL) = (phone_lookup IS NULL)),
    CHECK ((email_sealed IS NULL) = (email_lookup IS NULL)),
    CHECK (data_key IS NOT NULL OR num_nonnulls(phone_lookup, email_lookup) = 0),
    CHECK (client_user IS NULL OR client_id IS NOT NULL)
);

-- FollowStore: whether somebody follows already; followers_of_contact.
CREATE INDEX report_follower_phone_idx ON report_follower (phone_lookup, report_id) WHERE phone_lookup IS NOT NULL;
CREATE INDEX report_follower_email_idx ON report_follower (email_lookup, report_id) WHERE email_lookup IS NOT NULL;
CREATE INDEX report_follower_client_idx ON report_follower (report_id, client_id, client_user);

-- As for `report_private`: a session sees only what it has named, and by default nothing.
ALTER TABLE report_follower ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_follower FORCE ROW LEVEL SECURITY;

CREATE POLICY report_follower_of_named_report ON report_follower
    USING (report_id = nullif(current_setting('app.report_id', true), '')::uuid);
CREATE POLICY report_follower_of_named_reports ON report_follower
    USING (report_id = ANY ((SELECT string_to_array(current_setting('app.report_ids', true), ',')::uuid[])::uuid[]));
CREATE POLICY report_follower_named ON report_follower
    USING (id = ANY ((SELECT string_to_array(current_setting('app.follower_ids', true), ',')::uuid[])::uuid[]));
CREATE POLICY report_follower_of_owner ON report_follower TO migrator
    USING (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON report_follower TO app_rw;

-- Followers with a phone or an address, for requests of that person.
CREATE FUNCTION followers_of_contact(phones bytea[], emails bytea[]) RETURNS SETOF uuid
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, public
    ROWS 10
    AS $$
        SELECT follower.id FROM public.report_follower AS follower WHERE follower.phone_lookup = ANY (phones)
        UNION
        SELECT follower.id FROM public.report_follower AS follower WHERE follower.email_lookup = ANY (emails)
    $$;

REVOKE ALL ON FUNCTION followers_of_contact(bytea[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION followers_of_contact(bytea[], bytea[]) TO app_rw;

-- Followers are sealed under the same keys as reporters and requesters.
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
            UNION ALL
            SELECT follower.key_id, follower.lookup_key_id FROM public.report_follower AS follower WHERE follower.data_key IS NOT NULL
        ) AS sealed
        GROUP BY sealed.key_id, sealed.lookup_key_id
    $$;

-- What somebody thinks is wrong about what is public of a report: one of each device or client, told apart by a keyed digest, until the
-- desk has said again what is public.
CREATE TABLE report_flag (
    report_id  uuid NOT NULL REFERENCES report,
    flagger    bytea NOT NULL CHECK (octet_length(flagger) = 16),
    reason     text NOT NULL CHECK (reason IN ('personal_data', 'offensive', 'false_information', 'spam', 'illegal')),
    flagged_at timestamptz NOT NULL,
    PRIMARY KEY (report_id, flagger)
);

GRANT SELECT, INSERT, DELETE ON report_flag TO app_rw;

CREATE OR REPLACE VIEW public_report WITH (security_barrier) AS
SELECT
    id, code, public_version AS version, status, created_at, public_updated_at AS updated_at, category_id, category_version, severity,
    unit_id, agency_id, boundary_version_id, CASE routing_method WHEN 'border' THEN 'point' ELSE routing_method END AS routing_method,
    NULL::text AS routing_confidence, public_point, publication, published_text, sensitivity, duplicate_of, stands_in_for, followers
FROM report
WHERE sensitivity < 2
    AND NOT is_training;

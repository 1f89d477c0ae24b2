-- What a report asks of its desk besides status and limits, kept beside it by whoever writes its history. No keys: what these columns say is
-- what the history says, also of a team that is no more.
ALTER TABLE report
    ADD COLUMN assignee_id  uuid,
    ADD COLUMN team_id      uuid,
    -- What waits for a leader's word
    ADD COLUMN awaits       text CHECK (awaits IN ('resolution', 'more_time')),
    ADD COLUMN is_sent_back boolean NOT NULL DEFAULT false,
    ADD COLUMN is_disputed  boolean NOT NULL DEFAULT false,
    -- Desks that owe an opinion
    ADD COLUMN asked        uuid[] NOT NULL DEFAULT '{}',
    ADD CHECK (num_nonnulls(assignee_id, team_id) <= 1);

UPDATE report
SET asked = owed.agencies
FROM (
    SELECT clock.report_id, array_agg(clock.handler_id) AS agencies
    FROM sla_clock AS clock
    JOIN report ON report.id = clock.report_id
    WHERE clock.clock = 'handle'
        AND clock.state = 'running'
        AND clock.handler_id <> report.agency_id
    GROUP BY clock.report_id
) AS owed
WHERE owed.report_id = report.id;

-- The last entry that asks a leader or is answered by one, but for what was taken back.
UPDATE report
SET awaits = CASE WHEN last.type = 'extension_requested' THEN 'more_time' END,
    is_sent_back = last.type = 'extension_refused'
FROM (
    SELECT DISTINCT ON (event.report_id) event.report_id, event.type
    FROM report_event AS event
    WHERE event.type IN (
            'extension_requested', 'extended', 'extension_refused', 'resolved', 'refused', 'marked_duplicate', 'transferred', 'declined',
            'escalated', 'rerouted', 'reopened', 'unmerged'
        )
        AND NOT EXISTS (
            SELECT
            FROM report_event AS undone
            WHERE undone.report_id = event.report_id
                AND undone.type = 'undone'
                AND (undone.data ->> 'undone')::integer = event.seq
        )
    ORDER BY event.report_id, event.seq DESC
) AS last
WHERE last.report_id = report.id
    AND last.type IN ('extension_requested', 'extension_refused')
    AND report.status IN ('submitted', 'acknowledged', 'in_progress', 'awaiting_citizen');

-- InboxReader: the open reports of a desk, counted from the index alone.
CREATE INDEX report_inbox_idx ON report (agency_id, status, due_at, breach_at)
    WHERE status IN ('submitted', 'acknowledged', 'in_progress', 'awaiting_citizen') AND NOT is_training;
-- The same, and StaffReader.list: the few that ask for more.
CREATE INDEX report_attention_idx ON report (agency_id, due_at, id)
    WHERE is_sent_back OR is_disputed OR awaits IS NOT NULL;
CREATE INDEX report_asked_idx ON report USING gin (asked) WHERE asked <> '{}';
-- StaffReader.list: whose work it is.
CREATE INDEX report_assignee_idx ON report (assignee_id, due_at, id) WHERE assignee_id IS NOT NULL;
CREATE INDEX report_team_idx ON report (team_id, due_at, id) WHERE team_id IS NOT NULL;

-- Text as it is looked for: without marks and case, words apart by one space, one more at either end. What `SearchWords` makes of a
-- question. Immutable, though dictionaries can be changed: nobody changes this one.
CREATE FUNCTION search_words(said text) RETURNS text
    LANGUAGE sql
    IMMUTABLE
    STRICT
    PARALLEL SAFE
    AS $$
        SELECT ' ' || btrim(
            regexp_replace(
                lower(public.unaccent('public.unaccent'::regdictionary, normalize(said, NFC)) COLLATE "C"), '[\x01-\x2F\x3A-\x60\x7B-\x7F]+',
                ' ', 'g'
            ),
            ' '
        ) || ' '
    $$;

-- Beside the words themselves and made of them: as private as they are, and gone with them.
ALTER TABLE report_content
    ADD COLUMN words text NOT NULL GENERATED ALWAYS AS (public.search_words(description || ' ' || coalesce(address, ''))) STORED;

CREATE INDEX report_content_words_idx ON report_content USING gin (words gin_trgm_ops);

CREATE POLICY report_content_of_owner ON report_content TO migrator
    USING (true);

-- Which reports say something, at most so many: each of these patterns, or something like these words; among some, if told. Ids alone: what
-- they say is seen only by whoever may name them. An index cannot be used beneath the row level security of whoever asks, and reading the
-- table from end to end is never quicker than the index.
CREATE FUNCTION reports_saying(patterns text[], alike text, among uuid[], most integer) RETURNS SETOF uuid
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, public
    SET enable_seqscan = off
    SET pg_trgm.word_similarity_threshold = 0.6
    AS $$
    DECLARE
        condition text := concat_ws(
            ' AND ',
            (SELECT string_agg(format('content.words LIKE %L', pattern), ' AND ') FROM unnest(patterns) AS pattern),
            CASE WHEN alike IS NOT NULL THEN format('content.words %%> %L', alike) END
        );
    BEGIN
        IF among IS NULL THEN
            RETURN QUERY EXECUTE format(
                'SELECT content.report_id FROM public.report_content AS content WHERE %s LIMIT %s', condition, most
            );
        ELSE
            RETURN QUERY EXECUTE format(
                'SELECT named.id
                FROM unnest($1) AS named (id)
                CROSS JOIN LATERAL (SELECT words FROM public.report_content WHERE report_id = named.id OFFSET 0) AS content
                WHERE %s',
                condition
            ) USING among;
        END IF;
    END
    $$;

REVOKE ALL ON FUNCTION reports_saying(text[], text, uuid[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reports_saying(text[], text, uuid[], integer) TO app_rw;

-- What a desk says often, for its client to offer.
CREATE TABLE answer_template (
    id         uuid PRIMARY KEY,
    agency_id  uuid NOT NULL REFERENCES agency,
    action     text NOT NULL CHECK (action ~ '^[a-z_]{1,40}$'),
    title      text NOT NULL CHECK (title = normalize(title, NFC) AND octet_length(title) BETWEEN 1 AND 400),
    text       text NOT NULL CHECK (text = normalize(text, NFC) AND octet_length(text) BETWEEN 1 AND 16000),
    version    integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    created_at timestamptz NOT NULL,
    CONSTRAINT answer_template_title_key UNIQUE (agency_id, title)
);

GRANT SELECT, INSERT, DELETE ON answer_template TO app_rw;
GRANT UPDATE (action, title, text, version) ON answer_template TO app_rw;

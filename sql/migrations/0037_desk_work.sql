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
-- The same: of which it is not sure where they belong.
CREATE INDEX report_unsure_idx ON report (agency_id, due_at, id) WHERE routing_confidence <> 'high';
-- The same: of one desk by the other orders, and over the whole city of a unit and of a category.
CREATE INDEX report_agency_created_idx ON report (agency_id, created_at, id);
CREATE INDEX report_agency_updated_idx ON report (agency_id, updated_at, id);
CREATE INDEX report_unit_due_idx ON report (unit_id, due_at, id);
CREATE INDEX report_category_due_idx ON report (category_id, due_at, id);

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

-- By which words reports are found, beside the desk, the unit and the category of each: what a desk looks for is looked up among its own.
-- As private as what was reported, and kept up with it: nobody but the functions below reads or writes it.
CREATE TABLE report_words (
    report_id uuid PRIMARY KEY REFERENCES report ON DELETE CASCADE,
    words     tsvector NOT NULL
);

CREATE FUNCTION words_of_report(report report, content report_content) RETURNS tsvector
    LANGUAGE sql
    STABLE
    AS $$
        SELECT array_to_tsvector(
            ARRAY(
                SELECT left(word, 100)
                FROM string_to_table(btrim(search_words(concat_ws(' ', content.description, content.address)), ' '), ' ') AS word
                WHERE word <> ''
            )
            || array_remove(ARRAY['agency:' || report.agency_id, 'category:' || report.category_id, 'unit:' || report.unit_id], NULL)
        )
    $$;

CREATE FUNCTION report_words_follow() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$
    DECLARE
        changed uuid;
    BEGIN
        IF TG_TABLE_NAME = 'report' THEN
            changed := NEW.id;
        ELSE
            changed := NEW.report_id;
        END IF;
        INSERT INTO report_words (report_id, words)
        SELECT report.id, words_of_report(report, content)
        FROM report
        JOIN report_content AS content ON content.report_id = report.id
        WHERE report.id = changed
        ON CONFLICT (report_id) DO UPDATE SET words = excluded.words;
        RETURN NULL;
    END
    $$;

CREATE POLICY report_content_of_owner ON report_content TO migrator
    USING (true);

INSERT INTO report_words (report_id, words)
SELECT report.id, words_of_report(report, content)
FROM report
JOIN report_content AS content ON content.report_id = report.id;

-- Each filing pays for its own words: nobody who looks for some walks through what others have left to be sorted in.
CREATE INDEX report_words_idx ON report_words USING gin (words) WITH (fastupdate = off);

CREATE TRIGGER report_words_follow
    AFTER UPDATE OF agency_id, category_id, unit_id ON report
    FOR EACH ROW
    WHEN ((OLD.agency_id, OLD.category_id, OLD.unit_id) IS DISTINCT FROM (NEW.agency_id, NEW.category_id, NEW.unit_id))
    EXECUTE FUNCTION report_words_follow();
CREATE TRIGGER report_words_follow
    AFTER INSERT OR UPDATE OF description, address ON report_content
    FOR EACH ROW
    EXECUTE FUNCTION report_words_follow();

-- Which reports say something, at most so many: what any of these questions asks for; among some, if told. Ids alone: what they say is seen
-- only by whoever may name them. An index cannot be used beneath the row level security of whoever asks, and reading the table from end to
-- end is never quicker than the index.
CREATE FUNCTION reports_saying(questions tsquery[], among uuid[], most integer) RETURNS SETOF uuid
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, public
    SET enable_seqscan = off
    AS $$
    BEGIN
        IF among IS NOT NULL THEN
            RETURN QUERY
                SELECT named.id
                FROM unnest(among) AS named (id)
                CROSS JOIN LATERAL (SELECT words FROM report_words WHERE report_id = named.id OFFSET 0) AS said
                WHERE said.words @@ ANY (questions)
                LIMIT most;
        ELSE
            RETURN QUERY
                SELECT DISTINCT said.report_id
                FROM unnest(questions) AS asked (question)
                CROSS JOIN LATERAL (SELECT report_id FROM report_words WHERE words @@ asked.question LIMIT most) AS said
                LIMIT most;
        END IF;
    END
    $$;

REVOKE ALL ON FUNCTION words_of_report(report, report_content), report_words_follow(), reports_saying(tsquery[], uuid[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reports_saying(tsquery[], uuid[], integer) TO app_rw;

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

-- ReviewReader: what the city looks at again each month.
CREATE INDEX report_event_review_idx ON report_event (at, report_id, seq) WHERE type IN ('rated', 'withheld', 'refused');

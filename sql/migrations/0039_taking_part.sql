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

-- PublicReportReader.list: those of a unit, of a category, changed lately; and by place, as for StaffReader.duplicates.
CREATE INDEX report_public_unit_idx ON report (unit_id, created_at, id) WHERE sensitivity < 2 AND NOT is_training;
CREATE INDEX report_public_category_idx ON report (category_id, created_at, id) WHERE sensitivity < 2 AND NOT is_training;
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

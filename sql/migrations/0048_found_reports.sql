-- Which reports are found by the index of their words, at most so many: for which both questions of a pair are true, or the first, where it
-- has no second. The second is about words that very many reports have, or about one of many words: as one question with the first, it would
-- be gone into for each report that has one word of it. Ids alone, as of `reports_saying`, which is asked of reports that are at hand;
-- instances of before look up whole questions by it.
CREATE FUNCTION reports_found(narrow tsquery[], wide tsquery[], most integer) RETURNS SETOF uuid
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, public
    SET enable_seqscan = off
    AS $$
    BEGIN
        RETURN QUERY
            SELECT DISTINCT found.report_id
            FROM unnest(narrow, wide) AS asked (narrow, wide)
            CROSS JOIN LATERAL (
                SELECT report_id
                FROM report_words
                WHERE words @@ asked.narrow AND asked.wide IS NULL
                UNION ALL
                SELECT report_id
                FROM report_words
                WHERE words @@ asked.narrow AND words @@ asked.wide
                LIMIT most
            ) AS found
            LIMIT most;
    END
    $$;

REVOKE ALL ON FUNCTION reports_found(tsquery[], tsquery[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reports_found(tsquery[], tsquery[], integer) TO app_rw;

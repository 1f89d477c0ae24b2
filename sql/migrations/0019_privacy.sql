-- What the published text leaves out of the description: for the desk, which reads it whole. NULL while nothing is published.
ALTER TABLE report_content
    ADD COLUMN redactions jsonb CHECK (jsonb_typeof(redactions) = 'object');

-- What the citizen wrote is as private as who wrote it, until an officer publishes it: a session sees the words of the report it has
-- named, and where a list is read, of those it has named together. Reading the list once a statement keeps a page of 50 from reading it 50 times.
ALTER TABLE report_content ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_content FORCE ROW LEVEL SECURITY;

CREATE POLICY report_content_of_named_report ON report_content
    USING (report_id = nullif(current_setting('app.report_id', true), '')::uuid);
CREATE POLICY report_content_of_named_reports ON report_content
    USING (report_id = ANY ((SELECT string_to_array(current_setting('app.report_ids', true), ',')::uuid[])::uuid[]));

-- Batches of erasure and of retention work on the contacts of several reports at once.
CREATE POLICY report_private_of_named_reports ON report_private
    USING (report_id = ANY ((SELECT string_to_array(current_setting('app.report_ids', true), ',')::uuid[])::uuid[]));

-- The owner of the schema changes keys and looks people up by digest, in commands and in the two functions below. It could take the
-- policies away; the service never acts as it.
CREATE POLICY report_private_of_owner ON report_private TO migrator
    USING (true);

-- How many reports' contacts stand under which keys: for `phananh doctor`, who may not see the rows. A second for each million.
CREATE FUNCTION contact_keys_in_use() RETURNS TABLE (key_id text, lookup_key_id text, reports bigint)
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$
        SELECT private.key_id, private.lookup_key_id, count(*)
        FROM public.report_private AS private
        WHERE private.data_key IS NOT NULL
        GROUP BY private.key_id, private.lookup_key_id
    $$;

REVOKE ALL ON FUNCTION contact_keys_in_use() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION contact_keys_in_use() TO app_rw;

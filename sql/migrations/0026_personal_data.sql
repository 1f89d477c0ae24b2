-- Which key the digest of a citizen's phone is made with. NULL: not told, so that a rotation makes it anew.
ALTER TABLE citizen
    ADD COLUMN lookup_key_id text,
    ADD CHECK (lookup_key_id IS NULL OR phone_lookup IS NOT NULL);

-- An erasure takes citizens out. Whoever opens a session or files for one keeps the row in place meanwhile (FOR KEY SHARE), which takes
-- the right to write something of it.
GRANT DELETE ON citizen TO app_rw;
GRANT UPDATE (lookup_key_id) ON citizen TO app_rw;

-- Reports that citizens have filed while signed in: for requests of that person.
CREATE FUNCTION reports_of_citizens(citizens uuid[]) RETURNS SETOF uuid
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$
        SELECT report_id FROM public.report_private WHERE citizen_id = ANY (citizens)
    $$;

REVOKE ALL ON FUNCTION reports_of_citizens(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reports_of_citizens(uuid[]) TO app_rw;

-- RetentionStore: what has been over for a month, the first to end first.
CREATE INDEX staff_session_expires_idx ON staff_session (expires_at);
CREATE INDEX citizen_session_used_idx ON citizen_session (last_used_at);
CREATE INDEX account_activation_expires_idx ON account_activation (expires_at);

GRANT DELETE ON client_token TO app_rw;

-- Why a hold was lifted; NULL for one that is in force, or over by itself.
ALTER TABLE legal_hold
    ADD COLUMN lift_reason text CHECK (octet_length(lift_reason) BETWEEN 1 AND 4000),
    ADD CHECK (lift_reason IS NULL OR lifted_at IS NOT NULL);

-- HoldStore.list: the newest first.
CREATE INDEX legal_hold_placed_idx ON legal_hold (placed_at DESC, id DESC);

GRANT UPDATE (lift_reason) ON legal_hold TO app_rw;

-- Policies published here, each agreed on by two people, beside those loaded from sql/reference.
ALTER TABLE sla_policy
    -- Who proposed the version, and the decision it came into force by; NULL for what was loaded, which never replaces what people have
    -- published here.
    ADD COLUMN published_by text CHECK (published_by ~ '^[a-z0-9-]{1,32}$'),
    ADD COLUMN approval_id  uuid REFERENCES approval,
    ADD CHECK ((published_by IS NULL) = (approval_id IS NULL)),
    -- Of the entry last loaded for the code; NULL where there was none
    ALTER COLUMN reference_hash DROP NOT NULL,
    ADD CHECK (published_by IS NOT NULL OR reference_hash IS NOT NULL);

-- One version of a code at a time is in force.
CREATE UNIQUE INDEX sla_policy_in_force_key ON sla_policy (code) WHERE retired_at IS NULL;

GRANT INSERT ON sla_policy TO app_rw;
GRANT UPDATE (retired_at) ON sla_policy TO app_rw;

-- There is always a policy without a scope (R6). At the end of the transaction, as the next version follows the one before within it.
CREATE FUNCTION sla_policy_keeps_default() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM sla_policy
            WHERE retired_at IS NULL
                AND category_id IS NULL
                AND severity IS NULL
                AND unit_id IS NULL
        ) THEN
            RAISE EXCEPTION 'the default policy stays in force'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'sla_policy_default';
        END IF;
        RETURN NULL;
    END
    $$;

CREATE CONSTRAINT TRIGGER sla_policy_keeps_default
    AFTER UPDATE OF retired_at OR DELETE ON sla_policy
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION sla_policy_keeps_default();

-- What two people have to agree on: somebody proposes a change of something, somebody else decides, and what is approved is carried
-- out in the transaction of the decision. Nothing is deleted, and a decision stands.
CREATE TABLE approval (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('calendar', 'policy')),
    -- What would change: the code of the calendar, or of the policy
    subject      text NOT NULL CHECK (octet_length(subject) BETWEEN 1 AND 64),
    proposal     jsonb NOT NULL CHECK (jsonb_typeof(proposal) = 'object'),
    -- The version that the proposal would follow; once there is another, it cannot be approved any more
    base_version integer NOT NULL CHECK (base_version >= 0),
    reason       text NOT NULL CHECK (octet_length(reason) BETWEEN 1 AND 4000),
    proposed_by  text NOT NULL CHECK (proposed_by ~ '^[a-z0-9-]{1,32}$'),
    proposed_at  timestamptz NOT NULL,
    decision     text CHECK (decision IN ('approved', 'rejected', 'withdrawn')),
    decided_by   text CHECK (decided_by ~ '^[a-z0-9-]{1,32}$'),
    decided_at   timestamptz CHECK (decided_at >= proposed_at),
    comment      text CHECK (octet_length(comment) BETWEEN 1 AND 4000),
    CHECK ((decision IS NULL) = (decided_by IS NULL)),
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK (decision IS NOT NULL OR comment IS NULL),
    -- Two people: one's own proposal is withdrawn, another's approved or rejected
    CONSTRAINT approval_two_people CHECK ((decision = 'withdrawn') = (decided_by = proposed_by))
);

-- One question at a time about one thing.
CREATE UNIQUE INDEX approval_open_key ON approval (kind, subject) WHERE decision IS NULL;

-- ApprovalStore.list: the newest first.
CREATE INDEX approval_list_idx ON approval (proposed_at DESC, id DESC);

CREATE FUNCTION approval_stands() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.decision IS NULL THEN
            OLD.decision := NEW.decision;
            OLD.decided_by := NEW.decided_by;
            OLD.decided_at := NEW.decided_at;
            OLD.comment := NEW.comment;
            IF NEW IS NOT DISTINCT FROM OLD THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'an approval is decided once, and kept' USING ERRCODE = 'restrict_violation';
    END
    $$;

CREATE TRIGGER approval_stands
    BEFORE UPDATE OR DELETE ON approval
    FOR EACH ROW EXECUTE FUNCTION approval_stands();

CREATE TRIGGER approval_no_truncate
    BEFORE TRUNCATE ON approval
    FOR EACH STATEMENT EXECUTE FUNCTION approval_stands();

GRANT SELECT, INSERT ON approval TO app_rw;
GRANT UPDATE (decision, decided_by, decided_at, comment) ON approval TO app_rw;

-- Who published a version: NULL for what was loaded from sql/reference, which never replaces what a person has published here.
ALTER TABLE calendar_version
    ADD COLUMN published_by text CHECK (published_by ~ '^[a-z0-9-]{1,32}$'),
    -- A version that changes days already counted was approved by a second person
    ADD COLUMN approval_id uuid REFERENCES approval;

-- Versions whose clocks have not all been counted anew, and how far that has come.
CREATE TABLE calendar_recount (
    calendar_code   text NOT NULL,
    version         integer NOT NULL,
    -- The unit whose hours alone changed; NULL: the city's, and with them everybody's
    unit_id         uuid REFERENCES unit,
    published_at    timestamptz NOT NULL,
    -- The stretch of days already counted that changed, if any: clocks that stopped in it count too
    corrects_from   timestamptz,
    corrects_to     timestamptz,
    -- A transaction that began after the publication. The last pass is one that began when all before it had ended.
    first_later     xid8,
    -- Passes over all reports that are over, and whether the one under way may be the last
    passes          integer NOT NULL DEFAULT 0 CHECK (passes >= 0),
    is_last         boolean NOT NULL DEFAULT false,
    -- Reports up to this id have been looked at in this pass
    reached         uuid,
    -- Reports still to be looked at in this pass; a million stands for that many or more
    ahead           integer NOT NULL DEFAULT 0 CHECK (ahead >= 0),
    -- Reports of this pass that somebody else was working on: another pass follows
    skipped         integer NOT NULL DEFAULT 0 CHECK (skipped >= 0),
    -- Clocks counted anew
    recounted       integer NOT NULL DEFAULT 0 CHECK (recounted >= 0),
    -- Reports whose clocks cannot be computed
    faults          integer NOT NULL DEFAULT 0 CHECK (faults >= 0),
    finished_at     timestamptz CHECK (finished_at >= published_at),
    PRIMARY KEY (calendar_code, version),
    FOREIGN KEY (calendar_code, version) REFERENCES calendar_version,
    CHECK ((corrects_from IS NULL) = (corrects_to IS NULL)),
    CHECK (corrects_to > corrects_from)
);

-- RecountStore.claim: what is left to do, the oldest first; also the age of the oldest.
CREATE INDEX calendar_recount_open_idx ON calendar_recount (published_at, calendar_code, version) WHERE finished_at IS NULL;

GRANT SELECT, INSERT ON calendar_recount TO app_rw;
GRANT UPDATE (first_later, passes, is_last, reached, ahead, skipped, recounted, faults, finished_at) ON calendar_recount TO app_rw;
GRANT INSERT ON calendar_version, calendar_week, calendar_exception, calendar_unit_week, calendar_unit_exception TO app_rw;
GRANT UPDATE (version, name_vi, name_en) ON calendar TO app_rw;

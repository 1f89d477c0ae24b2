-- A citizen who has signed in asks about their own data as who they are: no phone has to be named, and there may be none. Nobody of staff
-- registers such a request, and it outlives the citizen, whom its own carrying out may erase.
ALTER TABLE data_request
    ADD COLUMN citizen_id uuid REFERENCES citizen ON DELETE SET NULL,
    -- NULL: by the citizen
    ALTER COLUMN registered_by DROP NOT NULL,
    DROP CONSTRAINT data_request_check11,
    ADD CONSTRAINT data_request_citizen_check CHECK (citizen_id IS NULL OR registered_by IS NULL),
    -- Whose data are meant, until that is forgotten
    ADD CONSTRAINT data_request_subject_check CHECK (
        data_key IS NULL OR registered_by IS NULL OR num_nonnulls(phone_lookup, email_lookup, report_id) > 0
    );

-- DataRequestStore.list: a citizen's own, the newest first.
CREATE INDEX data_request_citizen_idx ON data_request (citizen_id, received_at DESC, id DESC) WHERE citizen_id IS NOT NULL;
-- RetentionStore: requests closed so long ago that nobody need know any more who asked.
CREATE INDEX data_request_kept_idx ON data_request (closed_at) WHERE data_key IS NOT NULL;

-- When retention looks next whether there still is a reason to keep somebody: a session, a report, an open request.
ALTER TABLE citizen ADD COLUMN review_at timestamptz NOT NULL DEFAULT now();

CREATE INDEX citizen_review_idx ON citizen (review_at);

GRANT UPDATE (review_at) ON citizen TO app_rw;

-- Somebody has some reports, and not the thousand that is assumed unless told: each is looked up then, and the table not read.
ALTER FUNCTION reports_of_contact(bytea[], bytea[]) ROWS 10;
ALTER FUNCTION reports_of_citizens(uuid[]) ROWS 10;

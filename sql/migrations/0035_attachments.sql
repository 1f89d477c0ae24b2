-- What the attachments' storage holds, by the SHA-256 of the bytes. A row is there before its object is and goes after it, so that nothing
-- lies in the storage that is not known here, and equal bytes are one object however often they are sent.
CREATE TABLE stored_object (
    name           text PRIMARY KEY CHECK (name ~ '^[0-9a-f]{64}$'),
    -- NULL, as the next, of something that nothing here has stored: it is known for as long as it takes to remove it
    content_type   text CHECK (content_type IN ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
    -- At most AttachmentLimits.storedBytes
    bytes          integer CHECK (bytes BETWEEN 1 AND 16777216),
    -- When something last wanted it stored: it is left alone for an hour, in which whatever that was refers to it or fails
    wanted_at      timestamptz NOT NULL,
    -- Perhaps nothing refers to it: sweepers look
    is_loose       boolean NOT NULL DEFAULT true,
    -- It is being taken out of the storage, and nothing may refer to it
    removing_since timestamptz,
    CHECK (removing_since IS NULL OR is_loose),
    CHECK (removing_since IS NOT NULL OR (content_type IS NOT NULL AND bytes IS NOT NULL))
);

-- StoredObjectStore.takeUnneeded: those nothing has wanted lately, the oldest first.
CREATE INDEX stored_object_loose_idx ON stored_object (wanted_at, name) WHERE is_loose;

GRANT SELECT, INSERT, DELETE ON stored_object TO app_rw;
GRANT UPDATE (wanted_at, is_loose, removing_since) ON stored_object TO app_rw;

-- A picture or document that somebody sent. Whoever knows the id of one that nobody has claimed yet may have it in a report or message of
-- theirs, once; it goes after a day without that.
CREATE TABLE attachment (
    id                 uuid PRIMARY KEY,
    kind               text NOT NULL CHECK (kind IN ('picture', 'document')),
    -- Of a picture, in pixels
    width              integer CHECK (width > 0),
    height             integer CHECK (height > 0),
    uploaded_at        timestamptz NOT NULL,
    -- Who of staff sent it, by the name of their account; NULL for anybody else
    uploaded_by        text CHECK (uploaded_by ~ '^[a-z0-9-]{1,32}$'),
    state              text NOT NULL CHECK (state IN ('unclaimed', 'claimed')),
    claimed_at         timestamptz CHECK (claimed_at >= uploaded_at),
    -- What it is part of: the report as it was filed, or an entry of its history that is a message or an act of a desk
    used_as            text CHECK (used_as IN ('report', 'message', 'action')),
    report_id          uuid REFERENCES report,
    event_seq          integer,
    position           smallint CHECK (position BETWEEN 1 AND 5),
    -- What the public must not see of it: rectangles in pixels, and copies without them
    regions            jsonb CHECK (jsonb_typeof(regions) = 'array'),
    redacted_at        timestamptz CHECK (redacted_at >= claimed_at),
    redacted_by        text CHECK (redacted_by ~ '^[a-z0-9-]{1,32}$'),
    -- Only the redacted copies are left
    original_erased_at timestamptz CHECK (original_erased_at >= redacted_at),
    FOREIGN KEY (report_id, event_seq) REFERENCES report_event,
    CHECK ((kind = 'picture') = (width IS NOT NULL)),
    CHECK ((width IS NULL) = (height IS NULL)),
    CHECK (kind = 'picture' OR uploaded_by IS NOT NULL),
    CHECK ((state = 'claimed') = (claimed_at IS NOT NULL)),
    CHECK ((claimed_at IS NULL) = (used_as IS NULL)),
    CHECK ((claimed_at IS NULL) = (report_id IS NULL)),
    CHECK ((claimed_at IS NULL) = (position IS NULL)),
    CHECK ((coalesce(used_as, 'report') = 'report') = (event_seq IS NULL)),
    -- Citizens report and write, desks act
    CHECK (used_as IS NULL OR (used_as = 'action') = (uploaded_by IS NOT NULL)),
    CHECK (redacted_at IS NULL OR (kind = 'picture' AND state = 'claimed')),
    CHECK ((redacted_at IS NULL) = (redacted_by IS NULL)),
    CHECK ((redacted_at IS NULL) = (regions IS NULL)),
    CHECK (original_erased_at IS NULL OR redacted_at IS NOT NULL)
);

-- The attachments of a report, in their order; each place is taken once.
CREATE UNIQUE INDEX attachment_report_key ON attachment (report_id, coalesce(event_seq, 0), position) WHERE report_id IS NOT NULL;
-- AttachmentStore.dropUnclaimed: those that are over, the oldest first.
CREATE INDEX attachment_unclaimed_idx ON attachment (uploaded_at) WHERE state = 'unclaimed';

-- The files of an attachment: of a picture three sizes, and three more once it is redacted. Says nothing of a report or a person.
CREATE TABLE attachment_object (
    attachment_id uuid NOT NULL REFERENCES attachment ON DELETE CASCADE,
    copy          text NOT NULL CHECK (copy IN ('original', 'redacted')),
    size          text NOT NULL CHECK (size IN ('full', '1280', '320')),
    object        text NOT NULL CONSTRAINT attachment_object_stored_fkey REFERENCES stored_object,
    PRIMARY KEY (attachment_id, copy, size)
);

-- "Does anything refer to this object?"
CREATE INDEX attachment_object_object_idx ON attachment_object (object);

-- Whoever begins to refer to an object has its row until that is committed, so that no sweeper looks at it meanwhile.
CREATE FUNCTION attachment_object_refers() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            UPDATE stored_object SET is_loose = false WHERE name = NEW.object;
        ELSE
            UPDATE stored_object SET is_loose = true WHERE name = OLD.object;
        END IF;
        RETURN NULL;
    END
    $$;

CREATE TRIGGER attachment_object_refers
    AFTER INSERT OR DELETE ON attachment_object
    FOR EACH ROW EXECUTE FUNCTION attachment_object_refers();

GRANT SELECT, INSERT, DELETE ON attachment, attachment_object TO app_rw;
GRANT UPDATE (
    state, claimed_at, used_as, report_id, event_seq, position, regions, redacted_at, redacted_by, original_erased_at
) ON attachment TO app_rw;

-- As private as the words of the report it is of: a session names reports, or attachments by their ids.
ALTER TABLE attachment ENABLE ROW LEVEL SECURITY;
ALTER TABLE attachment FORCE ROW LEVEL SECURITY;

CREATE POLICY attachment_of_named_report ON attachment
    USING (report_id = nullif(current_setting('app.report_id', true), '')::uuid);
CREATE POLICY attachment_of_named_reports ON attachment
    USING (report_id = ANY ((SELECT string_to_array(current_setting('app.report_ids', true), ',')::uuid[])::uuid[]));
CREATE POLICY attachment_named ON attachment
    USING (id = ANY ((SELECT string_to_array(current_setting('app.attachment_ids', true), ',')::uuid[])::uuid[]));
-- Whatever nobody has claimed is nobody's: sweepers may let it go.
CREATE POLICY attachment_unclaimed ON attachment
    USING (state = 'unclaimed' AND current_setting('app.sweeps_attachments', true) = 'on');
-- The owner of the views below. The service never acts as it.
CREATE POLICY attachment_of_owner ON attachment TO migrator
    USING (true);

-- Something was hidden of the report's pictures, or the report of the public, after its time was over: at this moment they go. Its desk may
-- think better of it until then.
ALTER TABLE report ADD COLUMN pictures_due_at timestamptz;

-- RetentionStore.latePicturesQuery.
CREATE INDEX report_pictures_due_idx ON report (pictures_due_at, id) WHERE pictures_due_at IS NOT NULL;

-- What whoever may see a report sees of its attachments, a row for each size: the originals while they are kept.
CREATE VIEW report_attachment WITH (security_invoker) AS
SELECT
    attachment.id, attachment.report_id, attachment.kind, attachment.width, attachment.height, attachment.uploaded_at, attachment.uploaded_by,
    attachment.used_as, attachment.event_seq, attachment.position, attachment.regions, attachment.redacted_at IS NOT NULL AS is_redacted,
    file.copy, file.size, file.object, stored.bytes, stored.content_type
FROM attachment
JOIN attachment_object AS file
    ON file.attachment_id = attachment.id
    AND file.copy = CASE WHEN attachment.original_erased_at IS NULL THEN 'original' ELSE 'redacted' END
JOIN stored_object AS stored ON stored.name = file.object;

-- What anybody sees: those of a report that is published, without what was redacted. What reporters write to their desk later stays between them.
CREATE VIEW public_attachment WITH (security_barrier) AS
SELECT
    attachment.id, attachment.report_id, attachment.kind, attachment.width, attachment.height, attachment.used_as, attachment.event_seq,
    attachment.position, attachment.redacted_at IS NOT NULL AS is_redacted, file.size, file.object, stored.bytes, stored.content_type
FROM attachment
JOIN report ON report.id = attachment.report_id
JOIN attachment_object AS file
    ON file.attachment_id = attachment.id
    AND file.copy = CASE WHEN attachment.redacted_at IS NULL THEN 'original' ELSE 'redacted' END
JOIN stored_object AS stored ON stored.name = file.object
WHERE report.publication = 'published'
    AND report.sensitivity < 2
    AND NOT report.is_training
    AND attachment.used_as IN ('report', 'action');

GRANT SELECT ON report_attachment TO app_rw;
GRANT SELECT ON public_attachment TO app_public_ro;

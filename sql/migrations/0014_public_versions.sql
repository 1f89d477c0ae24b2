-- What the public and the reporter see has a version and a time of its own: notes, questions between desks and other inner work are
-- new to staff only.
ALTER TABLE report
    ADD COLUMN public_version    integer NOT NULL DEFAULT 1 CHECK (public_version BETWEEN 1 AND version),
    ADD COLUMN public_updated_at timestamptz;

UPDATE report
SET public_version = version, public_updated_at = updated_at;

ALTER TABLE report
    ALTER COLUMN public_updated_at SET NOT NULL,
    ADD CHECK (public_updated_at BETWEEN created_at AND updated_at);

-- Also the original of a duplicate, which is looked up in this same view: of one that is never listed nothing is told.
CREATE OR REPLACE VIEW public_report WITH (security_barrier) AS
SELECT
    id, code, public_version AS version, status, created_at, public_updated_at AS updated_at, category_id, category_version, severity,
    unit_id, agency_id, boundary_version_id, CASE routing_method WHEN 'border' THEN 'point' ELSE routing_method END AS routing_method,
    NULL::text AS routing_confidence, public_point, publication, published_text, sensitivity, duplicate_of
FROM report
WHERE sensitivity < 2;

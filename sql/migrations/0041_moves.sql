-- Where a report was, and where the public saw it, before it was moved last: whoever moved it may take that back.
ALTER TABLE report_private
    ADD COLUMN moved_seq integer CHECK (moved_seq >= 1),
    ADD COLUMN point_before geometry(Point, 4326),
    ADD COLUMN accuracy_before_m double precision,
    ADD COLUMN public_point_before geometry(Point, 4326),
    ADD COLUMN boundary_version_before uuid REFERENCES boundary_version;

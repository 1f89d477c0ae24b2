-- breaking
-- Weekly hours hold from a day on: a version of a calendar holds a template of the week from its beginning and others that follow it.
ALTER TABLE calendar_week
    ADD COLUMN valid_from date NOT NULL DEFAULT '-infinity',
    -- NULL: the template does not name the weekday: the city is closed, a unit works as the city does
    ALTER COLUMN opens_s DROP NOT NULL,
    ALTER COLUMN closes_s DROP NOT NULL,
    DROP CONSTRAINT calendar_week_pkey,
    ADD PRIMARY KEY (calendar_code, version, valid_from, iso_weekday),
    ADD CHECK ((opens_s IS NULL) = (closes_s IS NULL));

ALTER TABLE calendar_unit_week
    ADD COLUMN valid_from date NOT NULL DEFAULT '-infinity',
    ALTER COLUMN opens_s DROP NOT NULL,
    ALTER COLUMN closes_s DROP NOT NULL,
    DROP CONSTRAINT calendar_unit_week_pkey,
    ADD PRIMARY KEY (calendar_code, version, unit_id, valid_from, iso_weekday),
    ADD CHECK ((opens_s IS NULL) = (closes_s IS NULL));

-- Who of staff made an entry of a report's history, by the plain name of their token or account: for the desk's own record and for what
-- takes a second person. Beside the history and never in it, as the words are.
CREATE TABLE report_event_staff (
    report_id uuid NOT NULL,
    seq       integer NOT NULL,
    name      text NOT NULL CHECK (name ~ '^[a-z0-9-]{1,32}$'),
    PRIMARY KEY (report_id, seq),
    FOREIGN KEY (report_id, seq) REFERENCES report_event
);

ALTER TABLE report_event_staff ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_event_staff FORCE ROW LEVEL SECURITY;

CREATE POLICY report_event_staff_of_named_report ON report_event_staff
    USING (report_id = nullif(current_setting('app.report_id', true), '')::uuid);

GRANT SELECT, INSERT ON report_event_staff TO app_rw;

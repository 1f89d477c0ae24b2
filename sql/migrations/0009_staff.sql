-- Words that go with actions, beside the entries of the history and never in them: `report_event` is read by feeds and figures.
CREATE TABLE report_event_text (
    report_id uuid NOT NULL,
    seq       integer NOT NULL,
    role      text NOT NULL CHECK (
        role IN ('message', 'summary', 'explanation', 'referred_to', 'reason', 'question', 'opinion', 'note')
    ),
    text      text NOT NULL CHECK (text <> '' AND octet_length(text) <= 16000),
    PRIMARY KEY (report_id, seq, role),
    FOREIGN KEY (report_id, seq) REFERENCES report_event
);

-- As for `report_private`: a session sees only the report it has named, and by default none.
ALTER TABLE report_event_text ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_event_text FORCE ROW LEVEL SECURITY;

CREATE POLICY report_event_text_of_named_report ON report_event_text
    USING (report_id = nullif(current_setting('app.report_id', true), '')::uuid);

GRANT SELECT, INSERT ON report_event_text TO app_rw;

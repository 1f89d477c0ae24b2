-- Keys that are over their time go some at a time, the oldest first: without an order to walk along, each time all of them were sorted.
DROP INDEX idempotency_key_age_idx;
CREATE INDEX idempotency_key_age_idx ON idempotency_key (created_at);

-- public_act, and every reading that leaves out what was taken back: "has this been?", without the rest of the history.
CREATE INDEX report_event_undone_idx ON report_event (report_id, ((data ->> 'undone')::integer)) WHERE type = 'undone';

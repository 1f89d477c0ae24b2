-- A clock that waits near the end of its calendar cannot be told when it would be due.
ALTER TABLE sla_clock
    DROP CONSTRAINT sla_clock_check,
    ADD CHECK (state = 'pending' OR projected_due_at IS NULL);

-- A clock that waits near the end of its calendar cannot be told when it would be due. Looked at for the clocks there are by 0034.
ALTER TABLE sla_clock
    DROP CONSTRAINT sla_clock_check,
    ADD CONSTRAINT sla_clock_projection_check CHECK (state = 'pending' OR projected_due_at IS NULL) NOT VALID;

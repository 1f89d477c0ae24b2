-- What 0032 demands of every clock, looked at without keeping those who write.
ALTER TABLE sla_clock VALIDATE CONSTRAINT sla_clock_projection_check;

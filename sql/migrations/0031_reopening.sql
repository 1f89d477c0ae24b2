-- What a reopening leaves is half the limit and at least so much; a minimum above the whole limit was cut to it where it was used. It now
-- stands as it is used, so that what the published limits mean stays.
UPDATE sla_policy SET reopen_least_s = resolve_s WHERE reopen_least_s > resolve_s;

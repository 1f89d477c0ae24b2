-- StaffingStore.misplacedQuery: the open reports of a desk that nobody works at.
CREATE INDEX report_open_at_desk_idx ON report (agency_id, id)
    WHERE status IN ('submitted', 'acknowledged', 'in_progress', 'awaiting_citizen');

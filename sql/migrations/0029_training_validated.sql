-- What 0028 demands of every report, looked at without keeping those who write.
ALTER TABLE report VALIDATE CONSTRAINT report_training_check;
ALTER TABLE report VALIDATE CONSTRAINT report_agency_id_fkey;

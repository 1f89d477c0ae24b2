-- Where somebody had withheld a duplicate of a state secret and taken that back, it was as public as before.
UPDATE report
SET publication = 'withheld', published_text = NULL, version = version + 1, public_version = public_version + 1
WHERE is_secret AND publication <> 'withheld';

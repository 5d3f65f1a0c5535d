-- How many bytes of a log were there and not read when it was read last, and since when there have always been
-- some (store/src/sources/status.rs). NULL is not known, such as of a compressed file.
ALTER TABLE source_log ADD COLUMN unread INTEGER;
ALTER TABLE source_log ADD COLUMN unread_since INTEGER;

-- How long a recording is, read from its file: NULL while the file was not read (recordings stored before
-- this column are read in the background), 0 where it does not say it.
ALTER TABLE recording ADD COLUMN length_ms BIGINT;

-- The recordings whose file has to be read.
CREATE INDEX recording_unmeasured ON recording (interaction_id) WHERE length_ms IS NULL;

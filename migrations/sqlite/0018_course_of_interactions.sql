-- What a source says about the course of an interaction besides its times; NULL where it does not say it.
-- outcome and ended_by are the codes of domain::Outcome and domain::EndedBy, seconds are whole,
-- first_reply_at is in UTC milliseconds. follows is the external_id of the leg before, in the same source.
-- version is the number of the correction, 0 for what was sent first.
ALTER TABLE interaction ADD COLUMN hold_s INTEGER CHECK (hold_s >= 0);
ALTER TABLE interaction ADD COLUMN wrap_up_s INTEGER CHECK (wrap_up_s >= 0);
ALTER TABLE interaction ADD COLUMN ended_by INTEGER CHECK (ended_by BETWEEN 1 AND 3);
ALTER TABLE interaction ADD COLUMN outcome INTEGER CHECK (outcome BETWEEN 1 AND 8);
ALTER TABLE interaction ADD COLUMN follows TEXT;
ALTER TABLE interaction ADD COLUMN first_reply_at INTEGER;
ALTER TABLE interaction ADD COLUMN version INTEGER NOT NULL DEFAULT 0 CHECK (version >= 0);

-- The legs after a leg.
CREATE INDEX interaction_follows ON interaction (source, follows) WHERE follows IS NOT NULL;

-- The files that came with a message: position is that of the message, file counts from 0. blob is NULL until
-- the bytes are there; uploaded_at tells since when they are.
CREATE TABLE message_media (
    interaction_id INTEGER NOT NULL REFERENCES interaction (id),
    position       INTEGER NOT NULL,
    file           INTEGER NOT NULL,
    name           TEXT NOT NULL,
    content_type   TEXT NOT NULL,
    size           INTEGER NOT NULL CHECK (size >= 0),
    sha256         TEXT NOT NULL,
    blob           TEXT,
    uploaded_at    INTEGER,
    PRIMARY KEY (interaction_id, position, file),
    CHECK ((blob IS NULL) = (uploaded_at IS NULL))
) STRICT, WITHOUT ROWID;

-- Files of messages that a source asks to be fetched, until the interaction of their message is recorded
-- (store/src/sources/media.rs). download is what is fetched, as JSON; key is that of the memory that says it
-- was. due_at is when to try next; blob, sha256 and fetched_at are there once it was fetched.
CREATE TABLE source_media (
    id           INTEGER PRIMARY KEY,
    source_id    INTEGER NOT NULL REFERENCES source (id),
    key          TEXT NOT NULL,
    download     TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    due_at       INTEGER,
    sha256       TEXT,
    blob         TEXT,
    fetched_at   INTEGER,
    UNIQUE (source_id, key),
    CHECK ((blob IS NULL) = (sha256 IS NULL) AND (blob IS NULL) = (fetched_at IS NULL))
) STRICT;
CREATE INDEX source_media_due_at ON source_media (source_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX source_media_sha256 ON source_media (source_id, sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX source_media_requested_at ON source_media (requested_at);

-- Sources: other systems whose conversations are read (store/src/sources/). kind is the code of
-- domain::settings::SourceKind, settings is JSON. content_hash is that of the settings with which
-- interactions were made last: with others, reading the same again may conflict.
CREATE TABLE source (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    kind          INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
    settings      TEXT NOT NULL,
    active        INTEGER NOT NULL,
    revision      INTEGER NOT NULL DEFAULT 1,
    content_hash  TEXT,
    last_event_at INTEGER,
    read_at       INTEGER,
    problem       TEXT,
    problem_at    INTEGER
) STRICT;

-- Secrets are set and not shown. They are computed with, so they are kept as they are.
CREATE TABLE source_secret (
    source_id INTEGER NOT NULL REFERENCES source (id),
    name      TEXT NOT NULL,
    value     TEXT NOT NULL,
    set_at    INTEGER NOT NULL,
    PRIMARY KEY (source_id, name)
) STRICT, WITHOUT ROWID;

-- How far each log of a source was read, and what is remembered of it. Both are written in the transaction
-- of the interactions that were made of it. sequence counts these transactions.
CREATE TABLE source_log (
    source_id INTEGER NOT NULL REFERENCES source (id),
    log       TEXT NOT NULL,
    state     TEXT NOT NULL,
    position  TEXT NOT NULL,
    sequence  INTEGER NOT NULL,
    PRIMARY KEY (source_id, log)
) STRICT, WITHOUT ROWID;

-- What is remembered by key: conversations that have not ended, persons, messages that were seen. due_at is
-- when to look at it again.
CREATE TABLE source_memory (
    source_id INTEGER NOT NULL REFERENCES source (id),
    key       TEXT NOT NULL,
    value     TEXT NOT NULL,
    due_at    INTEGER,
    PRIMARY KEY (source_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_memory_due_at ON source_memory (source_id, due_at) WHERE due_at IS NOT NULL;

-- What other systems delivered is in a file of its own (store/src/sources/inbox.sql), so that taking it never
-- waits for an import.

-- How many interactions of each outcome there were, and how much was skipped of each kind.
CREATE TABLE source_count (
    source_id INTEGER NOT NULL REFERENCES source (id),
    what      TEXT NOT NULL,
    count     INTEGER NOT NULL,
    PRIMARY KEY (source_id, what)
) STRICT, WITHOUT ROWID;

-- What could not be used, with its place. reason is JSON.
CREATE TABLE source_reject (
    id        INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source (id),
    at        INTEGER NOT NULL,
    file      TEXT,
    line      INTEGER,
    reason    TEXT NOT NULL,
    text      TEXT NOT NULL
) STRICT;
CREATE INDEX source_reject_source ON source_reject (source_id, id);

-- Queues and agents that a source named and that were created for it: perhaps they have another name here.
CREATE TABLE source_name (
    source_id INTEGER NOT NULL REFERENCES source (id),
    role      TEXT NOT NULL CHECK (role IN ('queue', 'agent')),
    name      TEXT NOT NULL,
    met_at    INTEGER NOT NULL,
    PRIMARY KEY (source_id, role, name)
) STRICT, WITHOUT ROWID;

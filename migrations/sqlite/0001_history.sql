-- People, groups, queues, reasons, customers, cases and the history of interactions.
-- Instants are INTEGER UTC milliseconds; civil days are ISO dates in the operation's time zone.
-- The same file stands under migrations/postgres with that engine's types.

CREATE TABLE operation (
    only_row   INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
    time_zone  TEXT NOT NULL,
    demo       INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE user_account (
    id            INTEGER PRIMARY KEY,
    login         TEXT NOT NULL,
    login_key     TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'administrator')),
    password_hash TEXT,
    active        INTEGER NOT NULL,
    locale        TEXT,
    created_at    INTEGER NOT NULL,
    last_seen_at  INTEGER
) STRICT;

CREATE TABLE session (
    token_hash   BLOB PRIMARY KEY,
    user_id      INTEGER NOT NULL REFERENCES user_account (id),
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    address      TEXT,
    user_agent   TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX session_user_id ON session (user_id);

-- Failed sign-ins by account and by address, for throttling.
CREATE TABLE sign_in_failure (
    subject       TEXT PRIMARY KEY,
    failures      INTEGER NOT NULL,
    last_at       INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_failure_last ON sign_in_failure (last_at);

CREATE TABLE api_key (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL,
    prefix       TEXT NOT NULL,
    key_hash     BLOB NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at   INTEGER
) STRICT;

CREATE TABLE monitoring_group (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE group_agent (
    group_id INTEGER NOT NULL REFERENCES monitoring_group (id),
    agent_id INTEGER NOT NULL REFERENCES user_account (id),
    PRIMARY KEY (group_id, agent_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_agent_agent ON group_agent (agent_id, group_id);

CREATE TABLE group_supervisor (
    supervisor_id INTEGER NOT NULL REFERENCES user_account (id),
    group_id      INTEGER NOT NULL REFERENCES monitoring_group (id),
    PRIMARY KEY (supervisor_id, group_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE queue (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    active INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE contact_reason (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    active INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE queue_contact_reason (
    queue_id          INTEGER NOT NULL REFERENCES queue (id),
    contact_reason_id INTEGER NOT NULL REFERENCES contact_reason (id),
    position          INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (queue_id, contact_reason_id)
) STRICT, WITHOUT ROWID;

-- Which agents have served which queues: what a supervisor's filter offers.
CREATE TABLE agent_queue (
    agent_id INTEGER NOT NULL,
    queue_id INTEGER NOT NULL,
    PRIMARY KEY (agent_id, queue_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer (
    id          INTEGER PRIMARY KEY,
    source      TEXT,
    external_id TEXT,
    name        TEXT,
    phone       TEXT,
    email       TEXT,
    document    TEXT,
    whatsapp    TEXT,
    chat        TEXT,
    custom      TEXT NOT NULL DEFAULT '{}',
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    UNIQUE (source, external_id)
) STRICT;

-- The addresses under which a customer is recognised; kind is phone, whatsapp or chat.
CREATE TABLE customer_address (
    kind        TEXT NOT NULL,
    address     TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    PRIMARY KEY (kind, address, customer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_address_customer ON customer_address (customer_id);

CREATE TABLE service_case (
    id          INTEGER PRIMARY KEY,
    source      TEXT,
    external_id TEXT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    queue_id    INTEGER REFERENCES queue (id),
    kind        TEXT,
    subject     TEXT,
    status      TEXT NOT NULL,
    agent_id    INTEGER REFERENCES user_account (id),
    opened_at   INTEGER NOT NULL,
    closed_at   INTEGER,
    updated_at  INTEGER NOT NULL,
    merged_into INTEGER REFERENCES service_case (id),
    custom      TEXT NOT NULL DEFAULT '{}',
    UNIQUE (source, external_id)
) STRICT;
CREATE INDEX service_case_customer ON service_case (customer_id, opened_at, id);
CREATE INDEX service_case_agent ON service_case (agent_id, status, updated_at, id);

CREATE TABLE interaction (
    id                INTEGER PRIMARY KEY,
    protocol          TEXT NOT NULL UNIQUE,
    source            TEXT NOT NULL,
    external_id       TEXT NOT NULL,
    fingerprint       BLOB NOT NULL,
    case_id           INTEGER NOT NULL REFERENCES service_case (id),
    customer_id       INTEGER NOT NULL REFERENCES customer (id),
    channel           INTEGER NOT NULL CHECK (channel BETWEEN 1 AND 3),
    direction         INTEGER NOT NULL CHECK (direction BETWEEN 1 AND 2),
    queue_id          INTEGER NOT NULL REFERENCES queue (id),
    agent_id          INTEGER REFERENCES user_account (id),
    number            TEXT,
    number_digits     TEXT,
    queued_at         INTEGER NOT NULL,
    answered_at       INTEGER,
    ended_at          INTEGER NOT NULL,
    day               TEXT NOT NULL,
    contact_reason_id INTEGER REFERENCES contact_reason (id),
    notes             TEXT,
    created_at        INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX interaction_source ON interaction (source, external_id);
CREATE INDEX interaction_time ON interaction (queued_at, id);
CREATE INDEX interaction_agent ON interaction (agent_id, queued_at, id, channel, queue_id);
CREATE INDEX interaction_queue ON interaction (queue_id, channel, queued_at, id, agent_id);
CREATE INDEX interaction_number ON interaction (number_digits, queued_at, id) WHERE number_digits IS NOT NULL;
CREATE INDEX interaction_reason ON interaction (contact_reason_id, queued_at, id, agent_id, channel, queue_id)
    WHERE contact_reason_id IS NOT NULL;
CREATE INDEX interaction_case ON interaction (case_id);

-- Every suffix (three digits and more) of every number met, so that "any part of the number" is a
-- range scan over prefixes of suffixes.
CREATE TABLE number_part (
    part   TEXT NOT NULL,
    number TEXT NOT NULL,
    PRIMARY KEY (part, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
    interaction_id INTEGER NOT NULL REFERENCES interaction (id),
    position       INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    sender         INTEGER NOT NULL CHECK (sender BETWEEN 1 AND 4),
    name           TEXT,
    text           TEXT NOT NULL,
    PRIMARY KEY (interaction_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE call_attempt (
    interaction_id INTEGER NOT NULL REFERENCES interaction (id),
    position       INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    number         TEXT NOT NULL,
    status         TEXT NOT NULL,
    duration_s     INTEGER NOT NULL,
    PRIMARY KEY (interaction_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE recording (
    interaction_id INTEGER PRIMARY KEY REFERENCES interaction (id),
    blob           TEXT NOT NULL,
    content_type   TEXT NOT NULL,
    size           INTEGER NOT NULL,
    sha256         TEXT NOT NULL,
    uploaded_at    INTEGER NOT NULL
) STRICT;

-- What happened to a case: who did what, when. Qualification is the first action; more follow.
CREATE TABLE case_event (
    id             INTEGER PRIMARY KEY,
    case_id        INTEGER NOT NULL REFERENCES service_case (id),
    interaction_id INTEGER REFERENCES interaction (id),
    at             INTEGER NOT NULL,
    actor_id       INTEGER REFERENCES user_account (id),
    action         TEXT NOT NULL,
    detail         TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX case_event_case ON case_event (case_id, at, id);
CREATE INDEX case_event_interaction ON case_event (interaction_id, at, id);

-- Settled numbers, written in the transaction of the interaction. Agent 0 is "no agent".
CREATE TABLE interaction_day (
    agent_id INTEGER NOT NULL,
    day      TEXT NOT NULL,
    channel  INTEGER NOT NULL,
    queue_id INTEGER NOT NULL,
    n        INTEGER NOT NULL,
    PRIMARY KEY (agent_id, day, channel, queue_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE interaction_queue_day (
    queue_id INTEGER NOT NULL,
    channel  INTEGER NOT NULL,
    day      TEXT NOT NULL,
    n        INTEGER NOT NULL,
    PRIMARY KEY (queue_id, channel, day)
) STRICT, WITHOUT ROWID;

-- The day of an agent in one row, whatever the queue: what every chart and most totals are made of.
-- The database keeps it by itself from what is written to interaction_day.
CREATE TABLE interaction_agent_day (
    agent_id INTEGER NOT NULL,
    day      TEXT NOT NULL,
    voice    INTEGER NOT NULL,
    webchat  INTEGER NOT NULL,
    whatsapp INTEGER NOT NULL,
    PRIMARY KEY (agent_id, day)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER interaction_day_written AFTER INSERT ON interaction_day BEGIN
    INSERT INTO interaction_agent_day (agent_id, day, voice, webchat, whatsapp)
    VALUES (new.agent_id, new.day, iif(new.channel = 1, new.n, 0), iif(new.channel = 2, new.n, 0),
            iif(new.channel = 3, new.n, 0))
    ON CONFLICT (agent_id, day) DO UPDATE SET
        voice = voice + excluded.voice, webchat = webchat + excluded.webchat, whatsapp = whatsapp + excluded.whatsapp;
END;
CREATE TRIGGER interaction_day_changed AFTER UPDATE OF n ON interaction_day BEGIN
    UPDATE interaction_agent_day SET
        voice = voice + iif(new.channel = 1, new.n - old.n, 0),
        webchat = webchat + iif(new.channel = 2, new.n - old.n, 0),
        whatsapp = whatsapp + iif(new.channel = 3, new.n - old.n, 0)
    WHERE agent_id = new.agent_id AND day = new.day;
END;

-- The last sequence given out for protocols of a day.
CREATE TABLE protocol_sequence (
    day  TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

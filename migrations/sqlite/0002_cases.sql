-- The case window: what a case goes through, its service levels, files, surveys and merges.

-- How long after its close a case is reopened by a further interaction: seven days unless said
-- otherwise; later ones open a new case that continues it.
ALTER TABLE operation ADD COLUMN reopen_window_ms INTEGER NOT NULL DEFAULT 604800000;

-- How often somebody has edited the record: who edits an older one is told what changed meanwhile.
ALTER TABLE customer ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
-- Name and document as searches compare them: without accents and case, without marks.
ALTER TABLE customer ADD COLUMN name_key TEXT;
ALTER TABLE customer ADD COLUMN document_key TEXT;
CREATE INDEX customer_document ON customer (document_key) WHERE document_key IS NOT NULL;
-- Who was there before these two: they are filled when the program starts (store/src/cases/keys.rs).
CREATE INDEX customer_unkeyed ON customer (id)
    WHERE (name IS NOT NULL AND name_key IS NULL) OR (document IS NOT NULL AND document_key IS NULL);

ALTER TABLE service_case ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
-- The closed case that this one follows: it came too late to reopen that one.
ALTER TABLE service_case ADD COLUMN continues INTEGER REFERENCES service_case (id);
CREATE INDEX service_case_updated ON service_case (updated_at, id);
CREATE INDEX service_case_opened ON service_case (opened_at, id);
CREATE INDEX service_case_status ON service_case (status, updated_at, id);
CREATE INDEX service_case_queue ON service_case (queue_id, status, updated_at, id);
CREATE INDEX service_case_kind ON service_case (kind, status, updated_at, id) WHERE kind IS NOT NULL;
CREATE INDEX service_case_closed ON service_case (agent_id, closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX service_case_merged ON service_case (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX service_case_continues ON service_case (continues) WHERE continues IS NOT NULL;

-- Whether a case lies within a scope is asked of every row of a list: the index alone answers it.
DROP INDEX interaction_case;
CREATE INDEX interaction_case ON interaction (case_id, agent_id);

-- The timeline: what was done, on which channel, what was said about it, where the case stood
-- afterwards, and which other case it is about.
ALTER TABLE case_event ADD COLUMN channel INTEGER;
ALTER TABLE case_event ADD COLUMN comment TEXT;
ALTER TABLE case_event ADD COLUMN status TEXT;
ALTER TABLE case_event ADD COLUMN other_case INTEGER REFERENCES service_case (id);

-- The ledger of merges: what was folded into what, and what an undo restores. A line without
-- undone_at is in force; a case is the source of one such line at most.
CREATE TABLE case_merge (
    id              INTEGER PRIMARY KEY,
    source_id       INTEGER NOT NULL REFERENCES service_case (id),
    target_id       INTEGER NOT NULL REFERENCES service_case (id),
    previous_status TEXT NOT NULL,
    merged_at       INTEGER NOT NULL,
    merged_by       INTEGER REFERENCES user_account (id),
    undone_at       INTEGER,
    undone_by       INTEGER REFERENCES user_account (id)
) STRICT;
CREATE UNIQUE INDEX case_merge_source ON case_merge (source_id) WHERE undone_at IS NULL;
CREATE INDEX case_merge_target ON case_merge (target_id) WHERE undone_at IS NULL;

-- When the operation works; the definition is domain::sla::BusinessCalendar as JSON.
CREATE TABLE business_calendar (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    definition TEXT NOT NULL
) STRICT;

-- What is promised to the cases of a queue and kind; what is NULL may be anything.
CREATE TABLE sla_policy (
    id                INTEGER PRIMARY KEY,
    name              TEXT NOT NULL UNIQUE,
    queue_id          INTEGER REFERENCES queue (id),
    kind              TEXT,
    calendar_id       INTEGER NOT NULL REFERENCES business_calendar (id),
    first_response_ms INTEGER,
    resolution_ms     INTEGER,
    at_risk_percent   INTEGER NOT NULL DEFAULT 80,
    active            INTEGER NOT NULL DEFAULT 1
) STRICT;

-- domain::sla::SlaClock in columns; kind is first_response or resolution, pauses are JSON.
CREATE TABLE sla_clock (
    case_id       INTEGER NOT NULL REFERENCES service_case (id),
    kind          TEXT NOT NULL,
    policy_id     INTEGER NOT NULL REFERENCES sla_policy (id),
    started       INTEGER NOT NULL,
    stopped       INTEGER,
    carried_until INTEGER,
    carried_ms    INTEGER,
    pauses        TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (case_id, kind)
) STRICT, WITHOUT ROWID;

-- A file of a case. A removed one keeps its row as a trace, without its blob.
CREATE TABLE attachment (
    id             INTEGER PRIMARY KEY,
    case_id        INTEGER NOT NULL REFERENCES service_case (id),
    interaction_id INTEGER REFERENCES interaction (id),
    name           TEXT NOT NULL,
    content_type   TEXT NOT NULL,
    size           INTEGER NOT NULL,
    sha256         TEXT NOT NULL,
    blob           TEXT,
    uploaded_at    INTEGER NOT NULL,
    uploaded_by    INTEGER REFERENCES user_account (id),
    removed_at     INTEGER,
    removed_by     INTEGER REFERENCES user_account (id)
) STRICT;
CREATE INDEX attachment_case ON attachment (case_id, uploaded_at, id);
CREATE UNIQUE INDEX attachment_content ON attachment (case_id, sha256) WHERE removed_at IS NULL;

-- What customers are asked after a case of a queue (of any, where it is NULL); scale is csat or nps,
-- questions are JSON.
CREATE TABLE survey (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    queue_id   INTEGER REFERENCES queue (id),
    scale      TEXT NOT NULL CHECK (scale IN ('csat', 'nps')),
    questions  TEXT NOT NULL,
    valid_days INTEGER NOT NULL DEFAULT 7,
    active     INTEGER NOT NULL DEFAULT 1
) STRICT;

-- A survey that was asked for. The token of its public address is there while it can be answered.
CREATE TABLE survey_response (
    id           INTEGER PRIMARY KEY,
    survey_id    INTEGER NOT NULL REFERENCES survey (id),
    case_id      INTEGER NOT NULL REFERENCES service_case (id),
    agent_id     INTEGER REFERENCES user_account (id),
    token        TEXT UNIQUE,
    requested_at INTEGER NOT NULL,
    requested_by INTEGER REFERENCES user_account (id),
    expires_at   INTEGER NOT NULL,
    answered_at  INTEGER,
    declined_at  INTEGER,
    score        INTEGER,
    answers      TEXT NOT NULL DEFAULT '[]',
    comment      TEXT
) STRICT;
CREATE INDEX survey_response_case ON survey_response (case_id, requested_at, id);

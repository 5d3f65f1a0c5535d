-- Webhooks: other systems that are notified of what happens (store/src/webhooks/). Events are written by the
-- triggers below, in the transaction of what they report, and only if a webhook in use wants the kind.

-- last_seq is the number of its last delivery. failures counts the failures in a row since failing_since;
-- the first waiting delivery is tried at next_attempt_at. off_reason says why it was switched off without a
-- person. lease is the process that is sending, until leased_until.
CREATE TABLE webhook (
    id              INTEGER PRIMARY KEY,
    name            TEXT NOT NULL UNIQUE,
    url             TEXT NOT NULL,
    full_body       INTEGER NOT NULL,
    active          INTEGER NOT NULL,
    revision        INTEGER NOT NULL DEFAULT 1,
    last_seq        INTEGER NOT NULL DEFAULT 0,
    failures        INTEGER NOT NULL DEFAULT 0,
    failing_since   INTEGER,
    next_attempt_at INTEGER NOT NULL DEFAULT 0,
    delivered_at    INTEGER,
    problem         TEXT,
    problem_at      INTEGER,
    off_reason      TEXT CHECK (off_reason IN ('failing', 'gone')),
    lease           TEXT,
    leased_until    INTEGER
) STRICT;

-- The events of a webhook, by their words.
CREATE TABLE webhook_kind (
    webhook_id INTEGER NOT NULL REFERENCES webhook (id),
    kind       TEXT NOT NULL,
    PRIMARY KEY (kind, webhook_id)
) STRICT, WITHOUT ROWID;

-- The monitoring groups whose work a webhook is notified of; without any, of everything.
CREATE TABLE webhook_group (
    webhook_id INTEGER NOT NULL REFERENCES webhook (id),
    group_id   INTEGER NOT NULL REFERENCES monitoring_group (id),
    PRIMARY KEY (webhook_id, group_id)
) STRICT, WITHOUT ROWID;

-- Secrets sign what is sent, so they are kept as they are. One that was replaced signs too until it expires.
CREATE TABLE webhook_secret (
    id         INTEGER PRIMARY KEY,
    webhook_id INTEGER NOT NULL REFERENCES webhook (id),
    value      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) STRICT;
CREATE INDEX webhook_secret_webhook ON webhook_secret (webhook_id);

-- What happened; message_id is the header webhook-id. other_case is that of a merge or its undo. Events refer
-- to rows that are never deleted, without constraints, which would cost intake a lookup each.
CREATE TABLE webhook_event (
    id                 INTEGER PRIMARY KEY,
    message_id         TEXT NOT NULL DEFAULT ('msg_' || lower(hex(randomblob(16)))),
    kind               TEXT NOT NULL,
    at                 INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER)),
    interaction_id     INTEGER,
    case_id            INTEGER,
    other_case         INTEGER,
    survey_response_id INTEGER,
    distributed_at     INTEGER
) STRICT;
CREATE INDEX webhook_event_waiting ON webhook_event (id) WHERE distributed_at IS NULL;
CREATE INDEX webhook_event_distributed_at ON webhook_event (distributed_at) WHERE distributed_at IS NOT NULL;

-- The events that each webhook gets, in the order of their commits. done_at is when it was accepted.
CREATE TABLE webhook_delivery (
    webhook_id INTEGER NOT NULL REFERENCES webhook (id),
    seq        INTEGER NOT NULL,
    event_id   INTEGER NOT NULL REFERENCES webhook_event (id),
    done_at    INTEGER,
    PRIMARY KEY (webhook_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (webhook_id, seq) WHERE done_at IS NULL;
CREATE INDEX webhook_delivery_event ON webhook_delivery (event_id);

-- The last attempts. status is that of the answer, answer the beginning of its body.
CREATE TABLE webhook_attempt (
    id          INTEGER PRIMARY KEY,
    webhook_id  INTEGER NOT NULL REFERENCES webhook (id),
    seq         INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    at          INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    status      INTEGER,
    problem     TEXT,
    answer      TEXT
) STRICT;
CREATE INDEX webhook_attempt_webhook ON webhook_attempt (webhook_id, id);

-- The kinds that a webhook in use wants.
CREATE VIEW webhook_wanted AS
SELECT k.kind FROM webhook_kind AS k JOIN webhook AS w ON w.id = k.webhook_id WHERE w.active;

CREATE TRIGGER webhook_interaction_recorded AFTER INSERT ON interaction
WHEN EXISTS (SELECT 1 FROM webhook_wanted WHERE kind = 'interaction.recorded') BEGIN
    INSERT INTO webhook_event (kind, interaction_id, case_id)
    VALUES ('interaction.recorded', NEW.id, NEW.case_id);
END;
CREATE TRIGGER webhook_case_opened AFTER INSERT ON service_case
WHEN EXISTS (SELECT 1 FROM webhook_wanted WHERE kind = 'case.opened') BEGIN
    INSERT INTO webhook_event (kind, case_id) VALUES ('case.opened', NEW.id);
END;
CREATE TRIGGER webhook_recording_stored AFTER INSERT ON recording
WHEN EXISTS (SELECT 1 FROM webhook_wanted WHERE kind = 'recording.stored') BEGIN
    INSERT INTO webhook_event (kind, interaction_id) VALUES ('recording.stored', NEW.interaction_id);
END;
CREATE TRIGGER webhook_recording_replaced AFTER UPDATE OF sha256 ON recording
WHEN OLD.sha256 IS NOT NEW.sha256 AND EXISTS (SELECT 1 FROM webhook_wanted WHERE kind = 'recording.stored') BEGIN
    INSERT INTO webhook_event (kind, interaction_id) VALUES ('recording.stored', NEW.interaction_id);
END;
CREATE TRIGGER webhook_survey_answered AFTER UPDATE OF answered_at ON survey_response
WHEN OLD.answered_at IS NULL AND NEW.answered_at IS NOT NULL
    AND EXISTS (SELECT 1 FROM webhook_wanted WHERE kind = 'survey.answered') BEGIN
    INSERT INTO webhook_event (kind, case_id, survey_response_id) VALUES ('survey.answered', NEW.case_id, NEW.id);
END;

-- What is done with cases and interactions is on the timeline. Of the two entries of a merge, that of the case
-- that was merged is reported.
CREATE TRIGGER webhook_case_event AFTER INSERT ON case_event
WHEN NEW.action IN ('qualified', 'closed', 'reopened', 'merged_into', 'unmerged_from') BEGIN
    INSERT INTO webhook_event (kind, interaction_id, case_id, other_case)
    SELECT w.kind, CASE NEW.action WHEN 'qualified' THEN NEW.interaction_id END, NEW.case_id, NEW.other_case
    FROM (SELECT CASE NEW.action
        WHEN 'qualified' THEN 'interaction.qualified'
        WHEN 'closed' THEN 'case.finished'
        WHEN 'reopened' THEN 'case.reopened'
        WHEN 'merged_into' THEN 'case.merged'
        ELSE 'case.unmerged'
    END AS kind) AS w
    WHERE EXISTS (SELECT 1 FROM webhook_wanted AS x WHERE x.kind = w.kind);
END;

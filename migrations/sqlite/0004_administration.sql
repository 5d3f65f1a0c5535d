-- People and administration: what is set up in the browser, and what people did.

-- Who runs this, in which language strangers are greeted, and which files cases take; what is NULL
-- is as the server was started. The token lets the first administrator in, once.
ALTER TABLE operation ADD COLUMN name TEXT;
ALTER TABLE operation ADD COLUMN locale TEXT;
ALTER TABLE operation ADD COLUMN logo BLOB;
ALTER TABLE operation ADD COLUMN logo_type TEXT;
ALTER TABLE operation ADD COLUMN logo_hash TEXT;
ALTER TABLE operation ADD COLUMN largest_attachment INTEGER;
ALTER TABLE operation ADD COLUMN attachment_types TEXT;
ALTER TABLE operation ADD COLUMN setup_token_hash TEXT;
ALTER TABLE operation ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operation ADD COLUMN files_revision INTEGER NOT NULL DEFAULT 0;

-- How often somebody has edited a record: who edits an older one is told what changed meanwhile.
ALTER TABLE user_account ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE monitoring_group ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contact_reason ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE api_key ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE business_calendar ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sla_policy ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE survey ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

ALTER TABLE monitoring_group ADD COLUMN active INTEGER NOT NULL DEFAULT 1;
ALTER TABLE business_calendar ADD COLUMN active INTEGER NOT NULL DEFAULT 1;

-- The theme a person chose (light, dark; NULL follows the system), and who they are to the identity
-- provider that signs them in.
ALTER TABLE user_account ADD COLUMN theme TEXT;
ALTER TABLE user_account ADD COLUMN subject TEXT;
CREATE UNIQUE INDEX user_account_subject ON user_account (subject) WHERE subject IS NOT NULL;

-- Whether a case of the queue can only be finished with a contact reason.
ALTER TABLE queue ADD COLUMN reason_required INTEGER NOT NULL DEFAULT 0;

-- What a key may do: the words of domain::settings::ApiScope, with spaces between them.
ALTER TABLE api_key ADD COLUMN scopes TEXT NOT NULL DEFAULT 'interactions recordings';

-- When the customer is asked: closed (as soon as a case is) or request (when somebody says so).
ALTER TABLE survey ADD COLUMN asked TEXT NOT NULL DEFAULT 'closed' CHECK (asked IN ('closed', 'request'));

-- Until when a wait stands in the audit trail already: every knock during it would fill the trail.
ALTER TABLE sign_in_failure ADD COLUMN noted_until INTEGER NOT NULL DEFAULT 0;

-- One-time addresses under which a person chooses another password.
CREATE TABLE password_reset (
    token_hash TEXT PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES user_account (id),
    created_at INTEGER NOT NULL,
    created_by INTEGER REFERENCES user_account (id),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX password_reset_user ON password_reset (user_id);

-- By which hours a policy was measured until an instant, where that changed (domain::sla::BusinessCalendar
-- as JSON): clocks that had been stopped by then go by them.
CREATE TABLE sla_policy_hours (
    policy_id  INTEGER NOT NULL REFERENCES sla_policy (id),
    until      INTEGER NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (policy_id, until)
) STRICT, WITHOUT ROWID;
-- The clocks that go on, which a change of hours touches.
CREATE INDEX sla_clock_running ON sla_clock (policy_id, case_id, kind) WHERE stopped IS NULL;

-- The kinds that are offered for cases; a case keeps the name of its kind.
CREATE TABLE case_kind (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    active   INTEGER NOT NULL DEFAULT 1,
    revision INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO case_kind (name) SELECT DISTINCT kind FROM service_case WHERE kind IS NOT NULL ORDER BY kind;

-- What else is known of customers and cases. A record keeps the value under the field's key;
-- options are a JSON list, for choices.
CREATE TABLE custom_field (
    id       INTEGER PRIMARY KEY,
    owner    TEXT NOT NULL CHECK (owner IN ('customer', 'case')),
    key      TEXT NOT NULL,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice')),
    options  TEXT NOT NULL DEFAULT '[]',
    required INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL DEFAULT 0,
    active   INTEGER NOT NULL DEFAULT 1,
    revision INTEGER NOT NULL DEFAULT 0,
    UNIQUE (owner, key)
) STRICT;
CREATE UNIQUE INDEX custom_field_name ON custom_field (owner, name);

-- What agents are asked when they finish a case of a queue and kind (of any, where it is NULL);
-- questions are JSON.
CREATE TABLE questionnaire (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,
    queue_id  INTEGER REFERENCES queue (id),
    kind      TEXT,
    questions TEXT NOT NULL,
    active    INTEGER NOT NULL DEFAULT 1,
    revision  INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What was answered; answers carry the words of their questions.
CREATE TABLE questionnaire_answer (
    id               INTEGER PRIMARY KEY,
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaire (id),
    case_id          INTEGER NOT NULL REFERENCES service_case (id),
    interaction_id   INTEGER REFERENCES interaction (id),
    at               INTEGER NOT NULL,
    agent_id         INTEGER REFERENCES user_account (id),
    answers          TEXT NOT NULL
) STRICT;
CREATE INDEX questionnaire_answer_case ON questionnaire_answer (case_id, at, id);

-- What people did, in the order in which it was done. Every entry carries the hash of the one before
-- it and its own (store/src/audit/chain.rs); audit_head says which one is the last.
CREATE TABLE audit_event (
    seq           INTEGER PRIMARY KEY,
    at            INTEGER NOT NULL,
    actor_id      INTEGER REFERENCES user_account (id),
    actor         TEXT NOT NULL,
    address       TEXT NOT NULL,
    user_agent    TEXT NOT NULL,
    action        TEXT NOT NULL,
    object        TEXT NOT NULL,
    object_id     TEXT NOT NULL,
    label         TEXT NOT NULL,
    before        TEXT,
    after         TEXT,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL
) STRICT;
CREATE INDEX audit_event_at ON audit_event (at, seq);
CREATE INDEX audit_event_actor ON audit_event (actor_id, seq);
CREATE INDEX audit_event_object ON audit_event (object, object_id, seq);
CREATE INDEX audit_event_action ON audit_event (action, seq);

CREATE TABLE audit_head (
    only_row INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
    seq      INTEGER NOT NULL,
    hash     TEXT NOT NULL
) STRICT;
INSERT INTO audit_head (only_row, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_event_fixed BEFORE UPDATE ON audit_event BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;

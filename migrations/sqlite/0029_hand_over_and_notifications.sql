-- Cases that were handed to a person who has not continued them yet (store/src/cases/hand_over.rs). The
-- row goes when the case takes its next step; what happened stays in the timeline.
CREATE TABLE case_hand_over (
    case_id INTEGER PRIMARY KEY REFERENCES service_case (id),
    from_id INTEGER NOT NULL REFERENCES user_account (id),
    to_id   INTEGER NOT NULL REFERENCES user_account (id),
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX case_hand_over_to ON case_hand_over (to_id, at, case_id);

-- What users are notified of (store/src/notifications/). A row says what it is about and holds nothing of it.
-- cause is the key of what happened: a user is notified of it once, by whichever server. settled_at is when
-- there was nothing left to do about it.
CREATE TABLE notification (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES user_account (id),
    kind       TEXT NOT NULL,
    cause      TEXT NOT NULL,
    case_id    INTEGER REFERENCES service_case (id),
    job_id     INTEGER REFERENCES job (id) ON DELETE CASCADE,
    queue_id   INTEGER REFERENCES queue (id),
    at         INTEGER NOT NULL,
    read_at    INTEGER,
    settled_at INTEGER,
    UNIQUE (user_id, kind, cause)
) STRICT;
CREATE INDEX notification_user ON notification (user_id, at, id);
CREATE INDEX notification_unread ON notification (user_id) WHERE read_at IS NULL AND settled_at IS NULL;
CREATE INDEX notification_case ON notification (case_id) WHERE settled_at IS NULL;
CREATE INDEX notification_job ON notification (job_id) WHERE job_id IS NOT NULL;

-- The clocks at risk or missed that a notification of a queue stands for, each until it is settled
-- (store/src/notifications/service_levels.rs).
CREATE TABLE notification_clock (
    notification_id INTEGER NOT NULL REFERENCES notification (id) ON DELETE CASCADE,
    case_id         INTEGER NOT NULL REFERENCES service_case (id),
    clock           TEXT NOT NULL,
    settled_at      INTEGER,
    PRIMARY KEY (notification_id, case_id, clock)
) STRICT, WITHOUT ROWID;
CREATE INDEX notification_clock_case ON notification_clock (case_id) WHERE settled_at IS NULL;
CREATE INDEX sla_clock_open ON sla_clock (case_id, kind) WHERE stopped IS NULL;

-- Which process looks at the clocks, until when.
CREATE TABLE service_level_watch (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    lease        TEXT,
    leased_until INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO service_level_watch (id) VALUES (1);

-- The highest score of a survey of which supervisors are notified.
ALTER TABLE survey ADD COLUMN low_score INTEGER;

-- Jobs: work in the background, row by row (store/src/jobs/).

-- parameters is what is done with every row, as JSON; NULL until the person has confirmed it. done counts the
-- rows that were done, failures those among them that did not become as wanted. lease is the process that
-- does the job, until leased_until. attempts counts failures in a row of the job as a whole; the next one is
-- at next_attempt_at, and problem says why the last one failed.
CREATE TABLE job (
    id               INTEGER PRIMARY KEY,
    kind             TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('proposed', 'waiting', 'running', 'done', 'failed', 'cancelled')),
    parameters       TEXT,
    asked_by         INTEGER NOT NULL REFERENCES user_account (id),
    created_at       INTEGER NOT NULL,
    started_at       INTEGER,
    finished_at      INTEGER,
    heartbeat_at     INTEGER,
    lease            TEXT,
    leased_until     INTEGER,
    attempts         INTEGER NOT NULL DEFAULT 0,
    next_attempt_at  INTEGER NOT NULL DEFAULT 0,
    total            INTEGER NOT NULL,
    done             INTEGER NOT NULL DEFAULT 0,
    failures         INTEGER NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    problem          TEXT
) STRICT;
CREATE INDEX job_due ON job (next_attempt_at) WHERE state IN ('waiting', 'running');
CREATE INDEX job_asked_by ON job (asked_by, id);
CREATE INDEX job_finished_at ON job (finished_at) WHERE finished_at IS NOT NULL;

-- The rows of a job. subject_id is the interaction or case, which are never deleted; label is its protocol or
-- number. seen is the value that the person saw: one that was changed since is left alone. outcome is what
-- became of the row, written in the transaction of the change itself.
CREATE TABLE job_row (
    job_id      INTEGER NOT NULL REFERENCES job (id),
    position    INTEGER NOT NULL,
    subject_id  INTEGER NOT NULL,
    label       TEXT NOT NULL,
    seen        TEXT,
    outcome     TEXT,
    finished_at INTEGER,
    PRIMARY KEY (job_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_row_open ON job_row (job_id, position) WHERE outcome IS NULL;
CREATE INDEX job_row_failed ON job_row (job_id, position)
    WHERE outcome IS NOT NULL AND outcome <> 'done' AND outcome <> 'unchanged';

-- A job that undoes another one (store/src/jobs/undo.rs); at most one does. Old jobs are deleted, the undone
-- one perhaps before the other.
ALTER TABLE job ADD COLUMN undoes INTEGER REFERENCES job (id) ON DELETE SET NULL;
CREATE UNIQUE INDEX job_undoes ON job (undoes) WHERE undoes IS NOT NULL;

-- The order of the history by duration and by wait is read from its indexes alone: PostgreSQL takes the value of
-- an expression from an index only if the columns of the expression are there as well. SQLite needs no such
-- columns, and has no migration of this number.
DROP INDEX interaction_agent_duration;
CREATE INDEX interaction_agent_duration ON interaction
    (agent_id, (ended_at - coalesce(answered_at, queued_at)), id, queued_at) INCLUDE (answered_at, ended_at);
DROP INDEX interaction_agent_wait;
CREATE INDEX interaction_agent_wait ON interaction
    (agent_id, (coalesce(answered_at, ended_at) - queued_at), id, queued_at) INCLUDE (answered_at, ended_at);

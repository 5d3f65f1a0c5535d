-- The order of the history by duration and by wait: each agent's interactions from the longest to the
-- shortest (store/src/history/ordered.rs). The expressions are those of store/src/history/filtered.rs.
CREATE INDEX interaction_agent_duration ON interaction
    (agent_id, (ended_at - coalesce(answered_at, queued_at)), id, queued_at);
CREATE INDEX interaction_agent_wait ON interaction
    (agent_id, (coalesce(answered_at, ended_at) - queued_at), id, queued_at);

-- Interactions by number with what the scope, the queues and the channels of a filter ask, so that the rows of
-- many numbers are found in the index alone (store/src/history/bounded.rs).
DROP INDEX interaction_number;
CREATE INDEX interaction_number ON interaction (number_digits, queued_at, id, agent_id, channel, queue_id)
    WHERE number_digits IS NOT NULL;

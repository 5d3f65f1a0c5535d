-- The cases that an agent had to do with in a period, of whatever queue and status (store/src/cases/list/source.rs).
CREATE INDEX service_case_agent_opened ON service_case (agent_id, opened_at, id, queue_id, status);

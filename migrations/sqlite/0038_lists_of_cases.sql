-- Long lists of open cases, in each order: the open ones are few among all (store/src/cases/list/source.rs).
CREATE INDEX service_case_open_id ON service_case (id, status, agent_id)
    WHERE status IN ('waiting', 'in_service', 'on_hold');
CREATE INDEX service_case_open_opened ON service_case (opened_at, id, status, agent_id)
    WHERE status IN ('waiting', 'in_service', 'on_hold');
CREATE INDEX service_case_open_updated ON service_case (updated_at, id, status, agent_id)
    WHERE status IN ('waiting', 'in_service', 'on_hold');
-- Who is responsible is part of the index: whether a case is in scope is mostly known without the case.
DROP INDEX service_case_status;
CREATE INDEX service_case_status ON service_case (status, updated_at, id, agent_id);
-- How many cases an agent has closed today is counted by the index alone (store/src/cases/list/agents.rs).
DROP INDEX service_case_closed;
CREATE INDEX service_case_closed ON service_case (agent_id, closed_at, status) WHERE closed_at IS NOT NULL;

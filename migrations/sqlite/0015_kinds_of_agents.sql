-- Which kinds the cases of a person have: the filter of a list offers those and no others.
CREATE INDEX service_case_agent_kind ON service_case (agent_id, kind) WHERE kind IS NOT NULL;

-- When the target of a clock was used up before its case changed its policy, queue or calendar: an overdue case
-- stays overdue since then (domain/src/sla/clock.rs).
ALTER TABLE sla_clock ADD COLUMN carried_due BIGINT;

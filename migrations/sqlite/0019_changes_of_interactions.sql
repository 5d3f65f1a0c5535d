-- When what the read API shows of an interaction last changed, in UTC milliseconds of the database's clock;
-- NULL for what was recorded before this column and has not changed since: it counts as changed when it was
-- recorded. Intake writes it, everything else is noticed by the triggers below. What is not noticed, because
-- it concerns any number of interactions: names of queues, agents and contact reasons, data of customers.
ALTER TABLE interaction ADD COLUMN updated_at INTEGER;
CREATE INDEX interaction_changed ON interaction (coalesce(updated_at, created_at), id);

CREATE TRIGGER interaction_changed AFTER UPDATE OF
    protocol, source, external_id, case_id, customer_id, channel, direction, queue_id, agent_id, number,
    queued_at, answered_at, ended_at, contact_reason_id, notes, hold_s, wrap_up_s, ended_by, outcome,
    follows, first_reply_at, version
ON interaction WHEN
    OLD.protocol IS NOT NEW.protocol OR OLD.source IS NOT NEW.source OR
    OLD.external_id IS NOT NEW.external_id OR OLD.case_id IS NOT NEW.case_id OR
    OLD.customer_id IS NOT NEW.customer_id OR OLD.channel IS NOT NEW.channel OR
    OLD.direction IS NOT NEW.direction OR OLD.queue_id IS NOT NEW.queue_id OR
    OLD.agent_id IS NOT NEW.agent_id OR OLD.number IS NOT NEW.number OR
    OLD.queued_at IS NOT NEW.queued_at OR OLD.answered_at IS NOT NEW.answered_at OR
    OLD.ended_at IS NOT NEW.ended_at OR OLD.contact_reason_id IS NOT NEW.contact_reason_id OR
    OLD.notes IS NOT NEW.notes OR OLD.hold_s IS NOT NEW.hold_s OR OLD.wrap_up_s IS NOT NEW.wrap_up_s OR
    OLD.ended_by IS NOT NEW.ended_by OR OLD.outcome IS NOT NEW.outcome OR OLD.follows IS NOT NEW.follows OR
    OLD.first_reply_at IS NOT NEW.first_reply_at OR OLD.version IS NOT NEW.version
BEGIN
    UPDATE interaction SET updated_at = CAST(round(unixepoch('subsec') * 1000) AS INTEGER) WHERE id = NEW.id;
END;

-- The case, as its interactions show it.
CREATE TRIGGER case_changed AFTER UPDATE OF source, external_id, kind, subject, status, merged_into
ON service_case WHEN
    OLD.source IS NOT NEW.source OR OLD.external_id IS NOT NEW.external_id OR OLD.kind IS NOT NEW.kind
    OR OLD.subject IS NOT NEW.subject OR OLD.status IS NOT NEW.status OR OLD.merged_into IS NOT NEW.merged_into
BEGIN
    UPDATE interaction SET updated_at = CAST(round(unixepoch('subsec') * 1000) AS INTEGER)
    WHERE case_id = NEW.id;
END;

-- Recordings, and their length.
CREATE TRIGGER recording_added AFTER INSERT ON recording BEGIN
    UPDATE interaction SET updated_at = CAST(round(unixepoch('subsec') * 1000) AS INTEGER)
    WHERE id = NEW.interaction_id;
END;
CREATE TRIGGER recording_changed AFTER UPDATE OF sha256, length_ms ON recording
WHEN OLD.sha256 IS NOT NEW.sha256 OR OLD.length_ms IS NOT NEW.length_ms
BEGIN
    UPDATE interaction SET updated_at = CAST(round(unixepoch('subsec') * 1000) AS INTEGER)
    WHERE id = NEW.interaction_id;
END;

-- The bytes of files of messages.
CREATE TRIGGER media_changed AFTER UPDATE OF blob ON message_media
WHEN (OLD.blob IS NULL) <> (NEW.blob IS NULL)
BEGIN
    UPDATE interaction SET updated_at = CAST(round(unixepoch('subsec') * 1000) AS INTEGER)
    WHERE id = NEW.interaction_id;
END;

-- When what the read API shows of an interaction last changed, in UTC milliseconds of the database's clock;
-- NULL for what was recorded before this column and has not changed since: it counts as changed when it was
-- recorded. Intake writes it, everything else is noticed by the triggers below. What is not noticed, because
-- it concerns any number of interactions: names of queues, agents and contact reasons, data of customers.
ALTER TABLE interaction ADD COLUMN updated_at BIGINT;
CREATE INDEX interaction_changed ON interaction (coalesce(updated_at, created_at), id);

-- Now. The transaction has an ID before the clock is read, so that a reader who sees no transaction with
-- an ID before an instant misses nothing that is stamped earlier (store/src/changes.rs).
CREATE FUNCTION change_stamp() RETURNS BIGINT LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_current_xact_id();
    RETURN floor(extract(epoch FROM clock_timestamp()) * 1000)::BIGINT;
END $$;

CREATE FUNCTION interaction_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := change_stamp();
    RETURN NEW;
END $$;
CREATE TRIGGER interaction_changed BEFORE UPDATE ON interaction FOR EACH ROW WHEN (
    (OLD.protocol, OLD.source, OLD.external_id, OLD.case_id, OLD.customer_id, OLD.channel, OLD.direction,
     OLD.queue_id, OLD.agent_id, OLD.number, OLD.queued_at, OLD.answered_at, OLD.ended_at,
     OLD.contact_reason_id, OLD.notes, OLD.hold_s, OLD.wrap_up_s, OLD.ended_by, OLD.outcome, OLD.follows,
     OLD.first_reply_at, OLD.version)
    IS DISTINCT FROM
    (NEW.protocol, NEW.source, NEW.external_id, NEW.case_id, NEW.customer_id, NEW.channel, NEW.direction,
     NEW.queue_id, NEW.agent_id, NEW.number, NEW.queued_at, NEW.answered_at, NEW.ended_at,
     NEW.contact_reason_id, NEW.notes, NEW.hold_s, NEW.wrap_up_s, NEW.ended_by, NEW.outcome, NEW.follows,
     NEW.first_reply_at, NEW.version)
) EXECUTE FUNCTION interaction_changed();

-- Marks interactions as changed, locking them in order of their IDs, as everybody does.
CREATE FUNCTION touch_interactions(ids BIGINT[]) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM interaction AS i WHERE i.id = ANY (ids) ORDER BY i.id FOR NO KEY UPDATE;
    UPDATE interaction SET updated_at = change_stamp() WHERE id = ANY (ids);
END $$;

-- The case, as its interactions show it.
CREATE FUNCTION case_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM touch_interactions(ARRAY (SELECT i.id FROM interaction AS i WHERE i.case_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER case_changed AFTER UPDATE ON service_case FOR EACH ROW WHEN (
    (OLD.source, OLD.external_id, OLD.kind, OLD.subject, OLD.status, OLD.merged_into)
    IS DISTINCT FROM (NEW.source, NEW.external_id, NEW.kind, NEW.subject, NEW.status, NEW.merged_into)
) EXECUTE FUNCTION case_changed();

-- Recordings, and their length.
CREATE FUNCTION recording_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM touch_interactions(ARRAY (SELECT interaction_id FROM after));
    RETURN NULL;
END $$;
CREATE TRIGGER recording_added AFTER INSERT ON recording
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION recording_added();
CREATE FUNCTION recording_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM touch_interactions(ARRAY (
        SELECT after.interaction_id FROM after JOIN before ON before.interaction_id = after.interaction_id
        WHERE (before.sha256, before.length_ms) IS DISTINCT FROM (after.sha256, after.length_ms)));
    RETURN NULL;
END $$;
CREATE TRIGGER recording_changed AFTER UPDATE ON recording
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION recording_changed();

-- The bytes of files of messages.
CREATE FUNCTION media_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM touch_interactions(ARRAY (
        SELECT DISTINCT after.interaction_id FROM after JOIN before
            ON (before.interaction_id, before.position, before.file) = (after.interaction_id, after.position, after.file)
        WHERE (before.blob IS NULL) <> (after.blob IS NULL)));
    RETURN NULL;
END $$;
CREATE TRIGGER media_changed AFTER UPDATE ON message_media
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION media_changed();

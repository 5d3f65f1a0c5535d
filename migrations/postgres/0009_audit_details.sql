-- The audit trail keeps personal values beside its chain: the chain has salted commitments to them,
-- so that values can be erased and everything else still be verified (docs/decisions/0011-*.md).

-- What was written until now; the program carries it over when it migrates and drops both
-- (store/src/audit/carry_over.rs).
ALTER TABLE audit_event RENAME TO audit_event_before;
ALTER TABLE audit_head RENAME TO audit_head_before;

-- The chain. What is in clear here stays for ever and is never personal: commitments is a JSON list of
-- [field, SHA-256 of salt and value], facts is what the trail says of itself.
CREATE TABLE audit_entry (
    seq           BIGINT PRIMARY KEY,
    at            BIGINT NOT NULL,
    actor_id      BIGINT REFERENCES user_account (id),
    api_key_id    BIGINT REFERENCES api_key (id),
    action        TEXT NOT NULL,
    object        TEXT NOT NULL,
    object_id     TEXT NOT NULL,
    facts         TEXT,
    commitments   TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL
);
CREATE INDEX audit_entry_at ON audit_entry (at, seq);
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, seq);
CREATE INDEX audit_entry_object ON audit_entry (object, object_id, seq);
CREATE INDEX audit_entry_action ON audit_entry (action, seq);

-- The values: actor (what somebody without an account called themselves), address, user_agent, label,
-- before, after. Rows may be deleted, which erases them, and never changed.
CREATE TABLE audit_detail (
    seq   BIGINT NOT NULL REFERENCES audit_entry (seq),
    field TEXT NOT NULL,
    salt  BYTEA NOT NULL CHECK (octet_length(salt) = 32),
    value TEXT NOT NULL,
    PRIMARY KEY (seq, field)
);

CREATE TABLE audit_head (
    only_row SMALLINT PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
    seq      BIGINT NOT NULL,
    hash     TEXT NOT NULL
);
INSERT INTO audit_head (only_row, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_append_only();
CREATE FUNCTION audit_detail_is_only_erased() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'details of the audit trail can only be erased';
END;
$$;
CREATE TRIGGER audit_detail_fixed BEFORE UPDATE OR TRUNCATE ON audit_detail
    FOR EACH STATEMENT EXECUTE FUNCTION audit_detail_is_only_erased();
-- The head is moved last, so that only details of entries that are being written come behind it.
CREATE FUNCTION audit_detail_is_in_time() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <= (SELECT seq FROM audit_head) THEN
        RAISE EXCEPTION 'details of the audit trail are written with their entry';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER audit_detail_in_time BEFORE INSERT ON audit_detail
    FOR EACH ROW EXECUTE FUNCTION audit_detail_is_in_time();

-- An entry with its details as one row, for reading. An erased name leaves the ID in its place.
CREATE VIEW audit_event AS
SELECT
    e.seq,
    e.at,
    e.actor_id,
    e.api_key_id,
    coalesce(
        (SELECT u.login FROM user_account AS u WHERE u.id = e.actor_id),
        (SELECT k.name FROM api_key AS k WHERE k.id = e.api_key_id),
        (SELECT d.value FROM audit_detail AS d WHERE d.seq = e.seq AND d.field = 'actor'),
        ''
    ) AS actor,
    (SELECT u.name FROM user_account AS u WHERE u.id = e.actor_id) AS actor_name,
    coalesce((SELECT d.value FROM audit_detail AS d WHERE d.seq = e.seq AND d.field = 'address'), '') AS address,
    coalesce((SELECT d.value FROM audit_detail AS d WHERE d.seq = e.seq AND d.field = 'user_agent'), '') AS user_agent,
    e.action,
    e.object,
    e.object_id,
    coalesce((SELECT d.value FROM audit_detail AS d WHERE d.seq = e.seq AND d.field = 'label'), e.object_id) AS label,
    (SELECT d.value FROM audit_detail AS d WHERE d.seq = e.seq AND d.field = 'before') AS before,
    (SELECT d.value FROM audit_detail AS d WHERE d.seq = e.seq AND d.field = 'after') AS after,
    e.facts,
    e.commitments,
    (SELECT count(*) FROM audit_detail AS d WHERE d.seq = e.seq) AS kept,
    e.previous_hash,
    e.hash
FROM audit_entry AS e;

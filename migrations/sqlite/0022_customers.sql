-- Customers who may be one person, and those that were merged (store/src/customers/).

-- The survivor of a merged customer: chains are flattened. Nothing moves: addresses, cases and interactions
-- stay with the customer they have.
ALTER TABLE customer ADD COLUMN merged_into INTEGER REFERENCES customer (id);
CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX customer_email ON customer (lower(trim(email)), id) WHERE email IS NOT NULL;
-- Who has dealt with a customer, and when last.
CREATE INDEX interaction_customer ON interaction (customer_id, agent_id, queued_at);

-- The ledger: what was merged into what, and what that changed in the fields of the target
-- (domain::record::FieldChange as JSON). A line without undone_at is in force.
CREATE TABLE customer_merge (
    id        INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES customer (id),
    target_id INTEGER NOT NULL REFERENCES customer (id),
    changes   TEXT NOT NULL,
    merged_at INTEGER NOT NULL,
    merged_by INTEGER REFERENCES user_account (id),
    undone_at INTEGER,
    undone_by INTEGER REFERENCES user_account (id)
) STRICT;
CREATE UNIQUE INDEX customer_merge_source ON customer_merge (source_id) WHERE undone_at IS NULL;
CREATE INDEX customer_merge_target ON customer_merge (target_id) WHERE undone_at IS NULL;

-- Numbers of several persons: families and companies. They suggest nothing.
CREATE TABLE customer_shared_number (
    number    TEXT PRIMARY KEY,
    marked_at INTEGER NOT NULL,
    marked_by INTEGER REFERENCES user_account (id)
) STRICT, WITHOUT ROWID;

-- Pairs who are not one person, as a user has decided.
CREATE TABLE customer_distinct (
    newer_id   INTEGER NOT NULL,
    older_id   INTEGER NOT NULL,
    decided_at INTEGER NOT NULL,
    decided_by INTEGER REFERENCES user_account (id),
    PRIMARY KEY (newer_id, older_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_distinct_older ON customer_distinct (older_id);

-- What two customers share: each with the eight oldest of those who have the same. Kept by the triggers
-- below; a reader compares the records again (domain::customers::reasons).
CREATE TABLE customer_duplicate (
    newer_id INTEGER NOT NULL,
    older_id INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('number', 'document', 'email')),
    value    TEXT NOT NULL,
    PRIMARY KEY (newer_id, older_id, kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_duplicate_older ON customer_duplicate (older_id);
CREATE INDEX customer_duplicate_value ON customer_duplicate (value);

-- The customers of before are compared in steps when the program starts: from which ID on, up to which.
CREATE TABLE customer_comparison (
    next_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL
) STRICT;
INSERT INTO customer_comparison (next_id, last_id) SELECT 0, coalesce(max(id), 0) FROM customer;

CREATE TRIGGER customer_address_added AFTER INSERT ON customer_address
WHEN new.kind IN ('phone', 'whatsapp') AND substr(new.address, 1, 1) = '+' BEGIN
    INSERT INTO customer_duplicate (newer_id, older_id, kind, value)
    SELECT DISTINCT max(o.customer_id, new.customer_id), min(o.customer_id, new.customer_id), 'number', new.address
    FROM (SELECT a.customer_id FROM customer_address AS a
          WHERE a.kind IN ('phone', 'whatsapp') AND a.address = new.address AND a.customer_id <> new.customer_id
          ORDER BY a.customer_id LIMIT 8) AS o
    WHERE NOT EXISTS (SELECT 1 FROM customer_shared_number AS s WHERE s.number = new.address)
    AND NOT EXISTS (SELECT 1 FROM customer_duplicate AS d
                    WHERE d.newer_id = max(o.customer_id, new.customer_id)
                    AND d.older_id = min(o.customer_id, new.customer_id)
                    AND d.kind = 'number' AND d.value = new.address);
END;
CREATE TRIGGER customer_address_removed AFTER DELETE ON customer_address
WHEN old.kind IN ('phone', 'whatsapp') BEGIN
    DELETE FROM customer_duplicate
    WHERE value = old.address AND kind = 'number' AND old.customer_id IN (newer_id, older_id)
    AND NOT EXISTS (SELECT 1 FROM customer_address AS a WHERE a.kind IN ('phone', 'whatsapp')
                    AND a.address = old.address AND a.customer_id = old.customer_id);
END;

CREATE TRIGGER customer_document_added AFTER INSERT ON customer WHEN new.document_key <> '' BEGIN
    INSERT INTO customer_duplicate (newer_id, older_id, kind, value)
    SELECT max(o.id, new.id), min(o.id, new.id), 'document', new.document_key
    FROM (SELECT c.id FROM customer AS c WHERE c.document_key = new.document_key AND c.id <> new.id
          ORDER BY c.id LIMIT 8) AS o;
END;
CREATE TRIGGER customer_document_changed AFTER UPDATE OF document_key ON customer
WHEN old.document_key IS NOT new.document_key BEGIN
    DELETE FROM customer_duplicate
    WHERE value = old.document_key AND kind = 'document' AND old.id IN (newer_id, older_id);
    INSERT INTO customer_duplicate (newer_id, older_id, kind, value)
    SELECT max(o.id, new.id), min(o.id, new.id), 'document', new.document_key
    FROM (SELECT c.id FROM customer AS c
          WHERE c.document_key = new.document_key AND new.document_key <> '' AND c.id <> new.id
          ORDER BY c.id LIMIT 8) AS o;
END;

CREATE TRIGGER customer_email_added AFTER INSERT ON customer WHEN trim(new.email) <> '' BEGIN
    INSERT INTO customer_duplicate (newer_id, older_id, kind, value)
    SELECT max(o.id, new.id), min(o.id, new.id), 'email', lower(trim(new.email))
    FROM (SELECT c.id FROM customer AS c
          WHERE c.email IS NOT NULL AND lower(trim(c.email)) = lower(trim(new.email)) AND c.id <> new.id
          ORDER BY c.id LIMIT 8) AS o;
END;
CREATE TRIGGER customer_email_changed AFTER UPDATE OF email ON customer
WHEN lower(trim(old.email)) IS NOT lower(trim(new.email)) BEGIN
    DELETE FROM customer_duplicate
    WHERE value = lower(trim(old.email)) AND kind = 'email' AND old.id IN (newer_id, older_id);
    INSERT INTO customer_duplicate (newer_id, older_id, kind, value)
    SELECT max(o.id, new.id), min(o.id, new.id), 'email', lower(trim(new.email))
    FROM (SELECT c.id FROM customer AS c
          WHERE c.email IS NOT NULL AND lower(trim(c.email)) = lower(trim(new.email)) AND trim(new.email) <> ''
          AND c.id <> new.id
          ORDER BY c.id LIMIT 8) AS o;
END;

-- Pages within their budgets, also of cases with thousands of events and of names that thousands
-- of customers have.

-- Who has done something to a case: the filter of its timeline names them.
CREATE INDEX case_event_actor ON case_event (case_id, actor_id);

-- The words of the customers' names, each once a customer, with all words of the name beside it:
-- whoever searches for several looks one of them up and reads the others off the same row.
CREATE TABLE customer_name_word (
    word        TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    name_key    TEXT NOT NULL,
    PRIMARY KEY (word, customer_id)
) STRICT, WITHOUT ROWID;

-- name_key has single blanks between its words from now on (store/src/cases/keys.rs): all are made
-- again when the program starts, and with them the words.
UPDATE customer SET name_key = NULL WHERE name_key IS NOT NULL;

-- Whoever writes a name writes its words, too.
CREATE TRIGGER customer_named AFTER INSERT ON customer WHEN new.name_key <> '' BEGIN
    INSERT INTO customer_name_word (word, customer_id, name_key)
    SELECT DISTINCT value, new.id, new.name_key
    FROM json_each('[' || replace(json_quote(new.name_key), ' ', '","') || ']');
END;
CREATE TRIGGER customer_renamed AFTER UPDATE OF name_key ON customer
    WHEN old.name_key IS NOT new.name_key BEGIN
    DELETE FROM customer_name_word WHERE customer_id = old.id
        AND word IN (SELECT value FROM json_each('[' || replace(json_quote(old.name_key), ' ', '","') || ']'));
    INSERT INTO customer_name_word (word, customer_id, name_key)
    SELECT DISTINCT value, new.id, new.name_key
    FROM json_each('[' || replace(json_quote(new.name_key), ' ', '","') || ']') WHERE value <> '';
END;

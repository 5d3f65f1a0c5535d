-- Pages within their budgets, also of cases with thousands of events and of names that thousands
-- of customers have.

-- Who has done something to a case: the filter of its timeline names them.
CREATE INDEX case_event_actor ON case_event (case_id, actor_id);

-- The words of the customers' names, each once a customer, with all words of the name beside it:
-- whoever searches for several looks one of them up and reads the others off the same entry.
CREATE TABLE customer_name_word (
    word        TEXT COLLATE "C" NOT NULL,
    customer_id BIGINT NOT NULL,
    name_key    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (word, customer_id) INCLUDE (name_key)
);

-- name_key has single blanks between its words from now on (store/src/cases/keys.rs): all are made
-- again when the program starts, and with them the words.
UPDATE customer SET name_key = NULL WHERE name_key IS NOT NULL;

-- Whoever writes a name writes its words, too.
CREATE FUNCTION customer_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM customer_name_word
        WHERE customer_id = old.id AND word = ANY (string_to_array(old.name_key, ' '));
    END IF;
    INSERT INTO customer_name_word (word, customer_id, name_key)
    SELECT DISTINCT word, new.id, new.name_key
    FROM unnest(string_to_array(new.name_key, ' ')) AS word WHERE word <> '';
    RETURN NULL;
END;
$$;
CREATE TRIGGER customer_named AFTER INSERT ON customer
    FOR EACH ROW WHEN (new.name_key <> '') EXECUTE FUNCTION customer_named();
CREATE TRIGGER customer_renamed AFTER UPDATE OF name_key ON customer
    FOR EACH ROW WHEN (old.name_key IS DISTINCT FROM new.name_key) EXECUTE FUNCTION customer_named();

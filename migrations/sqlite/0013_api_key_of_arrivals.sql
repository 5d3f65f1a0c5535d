-- Which key of the HTTP API wrote an interaction or put a recording; NULL for what came by the command
-- line, and for what was there before.
ALTER TABLE interaction ADD COLUMN api_key_id INTEGER REFERENCES api_key (id);
ALTER TABLE recording ADD COLUMN api_key_id INTEGER REFERENCES api_key (id);

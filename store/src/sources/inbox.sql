-- What other systems delivered, as it was received; kept for a while after it was processed. source_id is that of
-- the main file.
CREATE TABLE IF NOT EXISTS source_delivery (
    id           INTEGER PRIMARY KEY,
    source_id    INTEGER NOT NULL,
    received_at  INTEGER NOT NULL,
    body         BLOB NOT NULL,
    processed_at INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS source_delivery_waiting ON source_delivery (source_id, id) WHERE processed_at IS NULL;
CREATE INDEX IF NOT EXISTS source_delivery_processed_at ON source_delivery (processed_at)
    WHERE processed_at IS NOT NULL;

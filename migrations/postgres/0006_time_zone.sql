-- The time zone is chosen in the settings. Until somebody does, and nothing was counted in another
-- one, it is as the server was started (store/src/operation.rs).
ALTER TABLE operation ADD COLUMN time_zone_chosen BOOLEAN NOT NULL DEFAULT FALSE;

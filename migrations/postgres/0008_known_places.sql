-- Where people have signed in before, so that failures elsewhere do not keep them out, and whom the
-- identity provider no longer gives a role.

-- place is a browser by the digest of its cookie, or a network address
-- (store/src/accounts/known_place.rs).
CREATE TABLE known_place (
    user_id BIGINT NOT NULL REFERENCES user_account (id),
    place   TEXT COLLATE "C" NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, place)
);

-- Whoever is signed in now is known where they are.
INSERT INTO known_place (user_id, place, seen_at)
    SELECT user_id, 'address:' || address, max(last_seen_at) FROM session
    WHERE address LIKE '%.%' AND address NOT LIKE '%:%' GROUP BY user_id, address;

-- Deactivated because no group at the provider has a role here: active again when one does.
ALTER TABLE user_account ADD COLUMN withdrawn BOOLEAN NOT NULL DEFAULT FALSE;

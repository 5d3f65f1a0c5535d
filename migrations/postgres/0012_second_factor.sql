-- A second factor besides the password: an authenticator app, with recovery codes.

-- The secret has to be computed with, so it is kept as it is; last_step is that of the last code that
-- was used, so that each is good once (store/src/accounts/second_factor.rs).
CREATE TABLE second_factor (
    user_id     BIGINT PRIMARY KEY REFERENCES user_account (id),
    secret      BYTEA NOT NULL,
    last_step   BIGINT NOT NULL,
    enrolled_at BIGINT NOT NULL
);

CREATE TABLE recovery_code (
    user_id   BIGINT NOT NULL REFERENCES user_account (id),
    code_hash BYTEA NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);

-- Browsers whose person has typed the right password and still owes the code.
CREATE TABLE sign_in_challenge (
    token_hash BYTEA PRIMARY KEY,
    user_id    BIGINT NOT NULL REFERENCES user_account (id),
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_challenge_user ON sign_in_challenge (user_id);
CREATE INDEX sign_in_challenge_expires_at ON sign_in_challenge (expires_at);

-- Whom the identity provider vouches for, it may ask for a second factor.
ALTER TABLE session ADD COLUMN single_sign_on BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE session SET single_sign_on = TRUE
    WHERE user_id IN (SELECT id FROM user_account WHERE subject IS NOT NULL);

-- The roles that cannot do without, between commas.
ALTER TABLE operation ADD COLUMN second_factor_roles TEXT;

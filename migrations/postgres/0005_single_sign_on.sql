-- Single sign-on: whom the identity provider vouches for, and who is on the way there.

-- A subject is known by its issuer only.
ALTER TABLE user_account ADD COLUMN issuer TEXT;
DROP INDEX user_account_subject;
CREATE UNIQUE INDEX user_account_identity ON user_account (issuer, subject) WHERE subject IS NOT NULL;

-- Browsers that were sent to the provider and are not back yet; secret_hash is of what the browser
-- keeps (store/src/accounts/sso_attempt.rs).
CREATE TABLE sso_attempt (
    secret_hash BYTEA PRIMARY KEY,
    next        TEXT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX sso_attempt_expires_at ON sso_attempt (expires_at);

-- Saved views: names for the addresses of lists (domain::saved_view, store/src/views/).

CREATE TABLE saved_view (
    id         INTEGER PRIMARY KEY,
    -- The name in the short address /v/{slug}.
    slug       TEXT NOT NULL UNIQUE,
    -- The list, and the part of its query string that a view is (domain::ViewPage).
    page       TEXT NOT NULL,
    query      TEXT NOT NULL,
    name       TEXT NOT NULL,
    owner_id   INTEGER NOT NULL REFERENCES user_account (id),
    audience   TEXT NOT NULL CHECK (audience IN ('private', 'groups', 'everybody')),
    revision   INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_view_owner ON saved_view (owner_id);
CREATE INDEX saved_view_everybody ON saved_view (id) WHERE audience = 'everybody';

-- The groups that a view with the audience 'groups' is for.
CREATE TABLE saved_view_group (
    view_id  INTEGER NOT NULL REFERENCES saved_view (id) ON DELETE CASCADE,
    group_id INTEGER NOT NULL REFERENCES monitoring_group (id),
    PRIMARY KEY (view_id, group_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_view_group_group ON saved_view_group (group_id);

-- The view that a user sees first.
ALTER TABLE user_account ADD COLUMN start_view_id INTEGER REFERENCES saved_view (id) ON DELETE SET NULL;

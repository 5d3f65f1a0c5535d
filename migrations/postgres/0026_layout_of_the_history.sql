-- How a user sees the history: columns in their order, density, chart (domain::HistoryLayout); NULL for the
-- standard.
ALTER TABLE user_account ADD COLUMN history_layout TEXT;

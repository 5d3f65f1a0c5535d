-- How a user sees the other lists whose columns are chosen (domain::ListLayouts); NULL for the standard.
ALTER TABLE user_account ADD COLUMN cases_layout TEXT;
ALTER TABLE user_account ADD COLUMN my_cases_layout TEXT;
ALTER TABLE user_account ADD COLUMN agents_layout TEXT;

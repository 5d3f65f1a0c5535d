-- Telephone numbers in one form: customers are recognised and numbers found by it, whatever the
-- spelling (domain::number).

-- The country and area code of numbers that were written without them.
ALTER TABLE operation ADD COLUMN dial_country TEXT NOT NULL DEFAULT '55';
ALTER TABLE operation ADD COLUMN dial_area TEXT;
-- By which codes and rules all addresses and keys were made; where it differs, they are made again
-- when the program starts (store/src/numbers.rs).
ALTER TABLE operation ADD COLUMN numbers_by TEXT;

-- The digits under which the number of a call is found, like interaction.number_digits.
ALTER TABLE call_attempt ADD COLUMN number_key TEXT;

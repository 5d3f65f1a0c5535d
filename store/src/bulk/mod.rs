//! Loading a whole demo or benchmark database at once.

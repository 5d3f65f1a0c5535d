//! Which blob is whose recording.

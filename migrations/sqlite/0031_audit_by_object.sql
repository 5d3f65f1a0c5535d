-- The audit trail of one kind of object, newest first (store/src/audit/search.rs).
CREATE INDEX audit_entry_kind ON audit_entry (object, seq);

//! Changes to the audit trail that the program itself never makes.

#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

use sqlx::AssertSqlSafe;
use store::{Db, Store};

/// Runs a statement; an error is the database's message.
pub(crate) async fn attempt(store: &Store, statement: &str) -> Result<(), String> {
    let statement = AssertSqlSafe(statement.to_owned());
    let done = match store.db() {
        Db::Sqlite { write, .. } => sqlx::query(statement).execute(write).await.map(drop),
        Db::Postgres(pool) => sqlx::query(statement).execute(pool).await.map(drop),
    };
    done.map_err(|error| error.to_string())
}

/// Runs statements that triggers and foreign keys forbid.
pub(crate) async fn tamper(store: &Store, statements: &[String]) {
    let guards: &[&str] = if store.db().is_sqlite() {
        &[
            "DROP TRIGGER IF EXISTS audit_entry_kept",
            "DROP TRIGGER IF EXISTS audit_entry_fixed",
            "DROP TRIGGER IF EXISTS audit_detail_fixed",
            "DROP TRIGGER IF EXISTS audit_detail_in_time",
            "PRAGMA foreign_keys = OFF",
        ]
    } else {
        &[
            "DROP TRIGGER IF EXISTS audit_entry_kept ON audit_entry",
            "DROP TRIGGER IF EXISTS audit_detail_fixed ON audit_detail",
            "DROP TRIGGER IF EXISTS audit_detail_in_time ON audit_detail",
            "ALTER TABLE audit_detail DROP CONSTRAINT IF EXISTS audit_detail_seq_fkey",
        ]
    };
    for statement in guards.iter().copied().chain(statements.iter().map(String::as_str)) {
        attempt(store, statement).await.expect("tampering");
    }
}

//! What a contract starts from, built record by record: people, groups, queues, customers, cases,
//! interactions and what is promised for them.
//!
//! A builder does what the store offers an action for by that action, so that a fixture obeys the
//! rules: accounts, groups and settings are created, interactions come in, recordings are uploaded.
//! Customers and cases that no interaction brought, clocks and files that came with an interaction
//! have no action of their own; their rows are written as SQL, each table's in one place.
//!
//! Records get the numbers 1, 2, … in the order in which they are built; people, customers and cases
//! get the one that is asked for, since contracts name them as constants.

#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

mod accounts;
mod attachments;
mod cases;
mod customers;
mod groups;
mod interactions;
mod settings;
mod sla;
mod surveys;

use store::Store;

use super::world::{run, texts_of};

pub(crate) use accounts::AccountBuilder;
pub(crate) use attachments::AttachmentBuilder;
pub(crate) use cases::{CaseBuilder, record_merge};
pub(crate) use customers::CustomerBuilder;
pub(crate) use groups::GroupBuilder;
pub(crate) use interactions::InteractionBuilder;
pub(crate) use settings::{QueueBuilder, case_kind, reason, retire};
pub(crate) use sla::{CalendarBuilder, PolicyBuilder};
pub(crate) use surveys::SurveyBuilder;

/// The system from which customers, cases and interactions come.
pub(crate) const SOURCE: &str = "test";
/// When records are set up: before everything that a contract does.
const SET_UP_AT: i64 = 0;
/// The login of the administrator who sets records up. What they did is in the audit trail like
/// everything else; a contract that reads the trail leaves them out.
pub(crate) const SET_UP_BY: &str = "fixture";
/// Their number, which no contract uses.
const SET_UP_BY_ID: i64 = 900;

/// A text as SQL, or `NULL`.
fn sql_text(text: Option<&str>) -> String {
    text.map_or("NULL".to_owned(), |text| format!("'{}'", text.replace('\'', "''")))
}

/// A number as SQL, or `NULL`.
fn sql_number(number: Option<i64>) -> String {
    number.map_or("NULL".to_owned(), |number| number.to_string())
}

/// Lets the numbers of a table go on behind the highest one; SQLite does so by itself.
async fn continue_numbers(store: &Store, table: &str) {
    if !store.db().is_sqlite() {
        let next =
            format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))");
        run(store, &next).await;
    }
}

/// What the audit trail says of everything but the fixture, oldest entry first: an expression of the
/// columns of `audit_event`.
pub(crate) async fn trail_of(store: &Store, expression: &str) -> Vec<String> {
    let of_others = format!("actor_id IN (SELECT id FROM user_account WHERE login <> '{SET_UP_BY}')");
    texts_of(store, &format!("SELECT {expression} FROM audit_event WHERE {of_others} ORDER BY seq")).await
}

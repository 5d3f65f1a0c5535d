//! Fixture builders: people, groups, queues, customers, cases, interactions, SLA policies, surveys
//! and questionnaires.
//!
//! Builders use the actions of the store wherever there is one, so that fixtures obey its rules:
//! accounts, groups and settings are created, interactions recorded, recordings uploaded. Customers
//! and cases without interactions, clocks and attachments of interactions have no action of their
//! own; their rows are inserted as SQL. So are thousands of rows at once, by the functions of
//! `many.rs`.
//!
//! Records get the IDs 1, 2, … in the order in which they are built; people, customers and cases
//! get the requested ID, since tests name them as constants.

#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

mod accounts;
mod attachments;
mod cases;
mod customers;
mod groups;
mod interactions;
mod many;
mod questionnaires;
mod settings;
mod sla;
mod surveys;

use domain::Timestamp;
use store::Store;

use super::world::{run, texts_of};

pub(crate) use accounts::AccountBuilder;
pub(crate) use attachments::AttachmentBuilder;
pub(crate) use cases::{CaseBuilder, record_merge};
pub(crate) use customers::CustomerBuilder;
pub(crate) use groups::GroupBuilder;
pub(crate) use interactions::InteractionBuilder;
pub(crate) use many::{
    fill_counters, many_accounts, many_addresses, many_calls, many_cases, many_customers, many_events,
    many_interactions, many_media, many_messages, many_queues, many_reasons, many_recordings, number_parts,
};
pub(crate) use questionnaires::questionnaire;
pub(crate) use settings::{QueueBuilder, case_kind, reason, retire};
pub(crate) use sla::{CalendarBuilder, PolicyBuilder};
pub(crate) use surveys::SurveyBuilder;

/// The source of customers, cases and interactions.
pub(crate) const SOURCE: &str = "test";
/// When records are set up, before anything that a test does.
const SET_UP_AT: Timestamp = Timestamp(0);
/// The login of the administrator who sets records up. Tests that read the audit trail leave this
/// actor out.
pub(crate) const SET_UP_BY: &str = "fixture";
/// The ID of that administrator, which no test uses.
const SET_UP_BY_ID: i64 = 900;

/// A text as SQL, or `NULL`.
fn sql_text(text: Option<&str>) -> String {
    text.map_or("NULL".to_owned(), |text| format!("'{}'", text.replace('\'', "''")))
}

/// A number as SQL, or `NULL`.
pub(crate) fn sql_number<N: ToString>(number: Option<N>) -> String {
    number.map_or("NULL".to_owned(), |number| number.to_string())
}

/// Advances the sequence of a table beyond its highest ID; SQLite does so by itself.
async fn continue_numbers(store: &Store, table: &str) {
    if !store.db().is_sqlite() {
        let next =
            format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))");
        run(store, &next).await;
    }
}

/// The audit entries of a test without those of the fixture, oldest first, as an expression of the
/// columns of `audit_event`.
pub(crate) async fn trail_of(store: &Store, expression: &str) -> Vec<String> {
    let of_others = format!("actor_id IN (SELECT id FROM user_account WHERE login <> '{SET_UP_BY}')");
    texts_of(store, &format!("SELECT {expression} FROM audit_event WHERE {of_others} ORDER BY seq")).await
}

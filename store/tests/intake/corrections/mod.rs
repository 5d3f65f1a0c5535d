//! Corrections: a higher version of a recorded interaction replaces what its source said of it, and
//! keeps what people did here.

mod derived;
mod orders;
mod people;
mod replaced;

use domain::{NewCall, NewInteraction, NewMessage, Principal, Role, Sender, UserId};
use store::Store;
use store::intake::{Outcome, Recorded};

use crate::intake::probe::texts;
use crate::intake::sample::{call_with, record};

const ADMINISTRATOR: Principal = Principal { user: UserId(0), role: Role::Administrator };

/// A version of the call of `sample`, with an agent; 0 is without a version.
fn version(external_id: &str, version: u32, change: impl FnOnce(&mut NewInteraction)) -> NewInteraction {
    call_with(external_id, |new| {
        new.agent = Some("ana".to_owned());
        new.version = Some(version).filter(|version| *version > 0);
        change(new);
    })
}

/// Records a correction.
async fn correct(store: &Store, interaction: NewInteraction) -> Recorded {
    let recorded = record(store, interaction).await;
    assert_eq!(recorded.outcome, Outcome::Corrected);
    recorded
}

fn time<T: std::str::FromStr>(clock: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    format!("2026-03-02T{clock}-03:00").parse().expect("a time")
}

fn said(clock: &str, text: &str) -> NewMessage {
    NewMessage {
        at: time(clock),
        from: Sender::Customer,
        name: None,
        text: text.to_owned(),
        attachments: Vec::new(),
    }
}

fn attempt(clock: &str, number: &str) -> NewCall {
    serde_json::from_value(serde_json::json!({
        "at": format!("2026-03-02T{clock}-03:00"), "number": number, "status": "busy", "duration_s": 0,
    }))
    .expect("a call")
}

/// The agent with this login, created by intake.
async fn agent(store: &Store, login: &str) -> Principal {
    let id =
        texts(store, &format!("SELECT CAST(id AS TEXT) FROM user_account WHERE login = '{login}'")).await;
    Principal { user: UserId(id[0].parse().expect("an id")), role: Role::Agent }
}

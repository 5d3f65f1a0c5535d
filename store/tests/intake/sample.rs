//! Interactions in the form of a source.

use domain::{Channel, NewCase, NewCustomer, NewInteraction, Protocol};
use store::Store;
use store::intake::{ConflictKind, Outcome, Recorded, Rejected};

/// An inbound call in the queue *Vendas* on 2 March 2026, 10:00 to 10:05 in São Paulo.
pub(crate) fn call(external_id: &str) -> NewInteraction {
    serde_json::from_value(serde_json::json!({
        "source": "pbx",
        "external_id": external_id,
        "channel": "voice",
        "direction": "inbound",
        "queue": "Vendas",
        "queued_at": "2026-03-02T10:00:00-03:00",
        "answered_at": "2026-03-02T10:01:00-03:00",
        "ended_at": "2026-03-02T10:05:00-03:00",
    }))
    .unwrap()
}

/// The call of [`call`] with changes.
pub(crate) fn call_with(external_id: &str, change: impl FnOnce(&mut NewInteraction)) -> NewInteraction {
    let mut interaction = call(external_id);
    change(&mut interaction);
    interaction
}

/// A WhatsApp conversation of a customer.
pub(crate) fn of_customer(external_id: &str, customer: NewCustomer) -> NewInteraction {
    call_with(external_id, |new| {
        new.channel = Channel::WhatsApp;
        new.customer = customer;
    })
}

/// A call that belongs to a case of its source.
pub(crate) fn of_case(external_id: &str, case: &str) -> NewInteraction {
    call_with(external_id, |new| {
        new.case = Some(NewCase { external_id: case.to_owned(), kind: None, subject: None });
    })
}

/// An optional text.
#[expect(clippy::unnecessary_wraps, reason = "the fields it is for are optional")]
pub(crate) fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

pub(crate) fn protocol(value: &str) -> Protocol {
    Protocol::parse(value).unwrap()
}

pub(crate) async fn record(store: &Store, interaction: NewInteraction) -> Recorded {
    store.intake().record(interaction).await.unwrap()
}

/// Short names of the outcomes: `created`, `unchanged`, `corrected`, `invalid`, `other content`, `protocol
/// taken`, `key revoked`, `database`.
pub(crate) fn outcomes(answers: &[Result<Recorded, Rejected>]) -> Vec<&'static str> {
    let short = |answer: &Result<Recorded, Rejected>| match answer {
        Ok(Recorded { outcome: Outcome::Created, .. }) => "created",
        Ok(Recorded { outcome: Outcome::Unchanged, .. }) => "unchanged",
        Ok(Recorded { outcome: Outcome::Corrected, .. }) => "corrected",
        Err(Rejected::Invalid(_)) => "invalid",
        Err(Rejected::Conflict { what: ConflictKind::OtherContent, .. }) => "other content",
        Err(Rejected::Conflict { what: ConflictKind::ProtocolTaken, .. }) => "protocol taken",
        Err(Rejected::KeyRevoked) => "key revoked",
        Err(Rejected::Database(_)) => "database",
    };
    answers.iter().map(short).collect()
}

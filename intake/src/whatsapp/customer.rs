//! Who the customer of a message is, as far as the delivery says it.
//!
//! A message names the customer by number, by business-scoped user ID, or by both; the number is missing
//! where the customer hides it. The contacts beside the messages are matched by these IDs, never by
//! position, and have the names.

use domain::interaction::limits::MAX_NAME;
use domain::text::is_invisible;
use serde_json::Value;

use super::event::{EventKind, Ids, Names, Side};
use super::fields::{integer, kept, text, word};
use super::person::{number_alias, user_alias};
use crate::source::Skipped;

/// What is known of a message before it is read.
pub(super) struct Party<'a> {
    /// The side that sent it.
    pub(super) side: Side,
    /// The telephone number of the business.
    pub(super) business: Option<&'a str>,
    /// The IDs of the customer whose thread it is in.
    pub(super) thread: &'a Ids,
}

/// Whether a number is that of the business, however it is written.
pub(super) fn is_business(number: Option<&str>, business: Option<&str>) -> bool {
    let alias = |text: Option<&str>| number_alias(text?);
    let number = alias(number);
    number.is_some() && number == alias(business)
}

/// The customer of a message, and the customer's names.
pub(super) fn customer(message: &Value, party: &Party<'_>, contacts: &[Value]) -> (Ids, Names) {
    let from = sender(message);
    let to = recipient(message);
    let is_ours = |ids: &Ids| is_business(ids.number.as_deref(), party.business);
    let named = match party.side {
        Side::Customer => from,
        // Some echoes name the two sides the other way round.
        Side::Agent | Side::Bot if is_ours(&to) && !is_ours(&from) && !from.is_empty() => from,
        Side::Agent | Side::Bot => to,
    };
    let ids = party.thread.clone().or(&named);
    of_contacts(ids, contacts)
}

/// IDs with those of the matching contact, and its names. A message without IDs is of the only contact.
pub(super) fn of_contacts(ids: Ids, contacts: &[Value]) -> (Ids, Names) {
    let found = if ids.is_empty() {
        Some(contacts).filter(|contacts| contacts.len() == 1).and_then(<[Value]>::first)
    } else {
        contacts.iter().find(|contact| is_same(&ids, &contact_ids(contact)))
    };
    let Some(contact) = found else { return (ids, Names::default()) };
    let profile = contact.get("profile").unwrap_or(&Value::Null);
    let names = Names {
        profile: text(profile, "name").and_then(name),
        username: text(profile, "username").or_else(|| text(contact, "username")).and_then(name),
    };
    (ids.or(&contact_ids(contact)), names)
}

fn is_same(ids: &Ids, contact: &Ids) -> bool {
    let same = |a: Option<String>, b: Option<String>| a.is_some() && a == b;
    let number = |ids: &Ids| ids.number.as_deref().and_then(number_alias);
    let user = |id: &Option<String>| id.as_deref().and_then(user_alias);
    same(number(ids), number(contact))
        || same(user(&ids.user), user(&contact.user))
        || same(user(&ids.parent), user(&contact.parent))
        // What is no number in an example is still the same text.
        || (ids.number.is_some() && ids.number == contact.number)
}

fn contact_ids(contact: &Value) -> Ids {
    Ids {
        number: word(contact, "wa_id"),
        user: word(contact, "user_id"),
        parent: word(contact, "parent_user_id"),
    }
}

/// The IDs of the side from which a message or a call comes.
pub(super) fn sender(message: &Value) -> Ids {
    Ids {
        number: word(message, "from"),
        user: word(message, "from_user_id"),
        parent: word(message, "from_parent_user_id"),
    }
}

/// The IDs of the side to which a message or a call goes.
pub(super) fn recipient(message: &Value) -> Ids {
    Ids {
        number: word(message, "to"),
        user: word(message, "to_user_id"),
        parent: word(message, "to_parent_user_id"),
    }
}

/// A name as it can be shown; `None` if there is nothing to see.
pub(super) fn name(text: &str) -> Option<String> {
    let name = kept(text.trim(), MAX_NAME);
    name.chars().any(|c| !c.is_whitespace() && !is_invisible(c)).then_some(name)
}

/// What a system message says about a customer's IDs.
pub(super) fn system_identity(message: &Value, customer: Ids, at: i64) -> EventKind {
    let system = message.get("system").unwrap_or(&Value::Null);
    let is_change = matches!(
        text(system, "type"),
        Some("user_changed_number" | "customer_changed_number" | "user_changed_user_id")
    );
    let replaced_by = Ids {
        number: word(system, "wa_id").or_else(|| word(system, "new_wa_id")),
        user: word(system, "user_id"),
        parent: word(system, "parent_user_id"),
    };
    let former = Ids {
        number: word(system, "customer"),
        user: replaced_by.user.as_deref().and_then(|current| {
            former_user(text(system, "body").unwrap_or_default(), current).map(str::to_owned)
        }),
        parent: None,
    };
    let former: Vec<Ids> = [customer, former].into_iter().filter(|ids| !ids.is_empty()).collect();
    if !is_change || replaced_by.is_empty() || former.is_empty() {
        return EventKind::Skipped(Skipped::Notice);
    }
    EventKind::Identity { former, replaced_by, at }
}

/// The former user ID, which only the sentence has: `User NAME changed from OLD to NEW`. The name is the
/// customer's own choice, so that only the end of the sentence is believed.
fn former_user<'a>(body: &'a str, current: &str) -> Option<&'a str> {
    let before = body.trim().trim_end_matches('.').strip_suffix(current)?.strip_suffix(" to ")?;
    let (_, former) = before.rsplit_once(" changed from ")?;
    (user_alias(former).is_some() && !former.contains(' ')).then_some(former)
}

/// What a `user_id_update` says.
pub(super) fn update_identity(update: &Value, contacts: &[Value]) -> EventKind {
    let Some(at) = integer(update, "timestamp") else { return EventKind::Skipped(Skipped::Notice) };
    let of = |which| {
        let id = |name| update.get(name).and_then(|change| word(change, which));
        Ids { number: None, user: id("user_id"), parent: id("parent_user_id") }
    };
    let (previous, current) = (of("previous"), of("current"));
    let number = word(update, "wa_id");
    // The contact has the number, if it is the one that was updated.
    let (known, _) = of_contacts(Ids { number: number.clone(), ..current.clone() }, contacts);
    let ids = Ids { number: number.or(known.number), ..previous };
    if ids.is_empty() || current.is_empty() {
        return EventKind::Skipped(Skipped::Notice);
    }
    EventKind::Identity { former: vec![ids], replaced_by: current, at }
}

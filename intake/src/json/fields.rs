//! The fields of an interaction and of its parts, and how each is read.
//!
//! One table a type, like a derived `Deserialize`: a field of the type that has no line does not
//! compile, and no name can be read as another.

use domain::interaction::limits::{
    MAX_AGENT, MAX_CALLS, MAX_CHAT, MAX_CONTACT_REASON, MAX_DOCUMENT, MAX_EMAIL, MAX_EXTERNAL_ID, MAX_KIND,
    MAX_MESSAGES, MAX_NAME, MAX_NOTES, MAX_NUMBER, MAX_PHONE, MAX_SUBJECT, MAX_WHATSAPP,
};
use domain::{NewCall, NewCase, NewCustomer, NewInteraction, NewMessage, Problem};
use serde::de::{IgnoredAny, MapAccess};

use super::notes::Notes;
use super::values::{self, Met, needed, object, objects, one_of, optional_text, parsed, seconds};
use super::visit::{Fields, Name};

/// The fields of a type: whether each is needed, and what reads its value.
macro_rules! fields {
    ($type:ident { $($field:ident: $presence:ident $read:ident $(($argument:expr))?,)* }) => {
        impl Fields for $type {
            fn read<'de, A: MapAccess<'de>>(map: &mut A, notes: &Notes) -> Result<Option<Self>, A::Error> {
                $(let mut $field: Met<_> = None;)*
                while let Some(Name(name)) = map.next_key()? {
                    match &*name {
                        $(stringify!($field) => notes.within(stringify!($field), || -> Result<(), A::Error> {
                            if $field.is_some() {
                                notes.add(Problem::Malformed { expected: "given only once".to_owned() });
                            }
                            $field = Some($read(map, notes $(, $argument)?)?);
                            Ok(())
                        })?,)*
                        unknown => {
                            notes.unknown_field(unknown);
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                // All are asked for before any is used, so that all that are missing are named.
                $(let $field = $presence($field, stringify!($field), notes);)*
                let ($(Some($field),)*) = ($($field,)*) else { return Ok(None) };
                Ok(Some(Self { $($field),* }))
            }
        }
    };
}

/// A field that is needed: that it never came is noted here, that it was bad has been.
fn required<T>(met: Met<T>, name: &'static str, notes: &Notes) -> Option<T> {
    if met.is_none() {
        notes.within(name, || notes.add(Problem::Required));
    }
    met.flatten()
}

/// A field that may be absent.
#[expect(clippy::option_option, clippy::unnecessary_wraps, reason = "the table treats all fields alike")]
fn optional<T>(met: Met<T>, _: &'static str, _: &Notes) -> Option<Option<T>> {
    Some(met.flatten())
}

/// A field that is empty where it is absent.
#[expect(clippy::unnecessary_wraps, reason = "the table treats all fields alike")]
fn or_empty<T: Default>(met: Met<T>, _: &'static str, _: &Notes) -> Option<T> {
    Some(met.flatten().unwrap_or_default())
}

fields! {
    NewInteraction {
        source: required needed,
        external_id: required needed,
        channel: required one_of(values::channel),
        direction: required one_of(values::direction),
        queue: required needed,
        agent: optional optional_text(MAX_AGENT),
        customer: or_empty object,
        number: optional optional_text(MAX_NUMBER),
        queued_at: required one_of(values::time),
        answered_at: optional parsed(values::time),
        ended_at: required one_of(values::time),
        protocol: optional parsed(values::protocol),
        contact_reason: optional optional_text(MAX_CONTACT_REASON),
        notes: optional optional_text(MAX_NOTES),
        case: optional object,
        messages: or_empty objects(MAX_MESSAGES),
        calls: or_empty objects(MAX_CALLS),
    }
}

fields! {
    NewCustomer {
        name: optional optional_text(MAX_NAME),
        phone: optional optional_text(MAX_PHONE),
        email: optional optional_text(MAX_EMAIL),
        document: optional optional_text(MAX_DOCUMENT),
        whatsapp: optional optional_text(MAX_WHATSAPP),
        chat: optional optional_text(MAX_CHAT),
        external_id: optional optional_text(MAX_EXTERNAL_ID),
    }
}

fields! {
    NewCase {
        external_id: required needed,
        kind: optional optional_text(MAX_KIND),
        subject: optional optional_text(MAX_SUBJECT),
    }
}

fields! {
    NewMessage {
        at: required one_of(values::time),
        from: required one_of(values::sender),
        name: optional optional_text(MAX_NAME),
        text: required needed,
    }
}

fields! {
    NewCall {
        at: required one_of(values::time),
        number: required needed,
        status: required one_of(values::status),
        duration_s: required seconds,
    }
}

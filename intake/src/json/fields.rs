//! The fields of an interaction and of its parts, and how each is parsed.
//!
//! One table per type, like a derived `Deserialize`: a field without a line does not compile, and
//! names cannot be mixed up.

use domain::interaction::limits::{
    MAX_AGENT, MAX_ATTACHMENTS, MAX_CALLS, MAX_CHAT, MAX_CONTACT_REASON, MAX_DOCUMENT, MAX_EMAIL,
    MAX_EXTERNAL_ID, MAX_KIND, MAX_MESSAGES, MAX_NAME, MAX_NOTES, MAX_NUMBER, MAX_PHONE, MAX_SUBJECT,
    MAX_WHATSAPP,
};
use domain::{NewCall, NewCase, NewCustomer, NewInteraction, NewMedia, NewMessage, Problem};
use serde::de::{IgnoredAny, MapAccess};

use super::notes::Notes;
use super::values::{
    self, FieldValue, correction, file_size, object, objects, optional_parsed, optional_seconds,
    optional_text, parsed_text, plain_text, seconds,
};
use super::visit::{Fields, Name};

/// The name of a field in JSON, where it is not a word of Rust: that of Rust.
macro_rules! json_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

/// The fields of a type: whether each is required, and the parser of its value.
macro_rules! fields {
    ($type:ident { $($field:ident $(as $name:literal)?: $presence:ident $read:ident $(($argument:expr))?,)* }) => {
        impl Fields for $type {
            fn read<'de, A: MapAccess<'de>>(map: &mut A, notes: &Notes) -> Result<Option<Self>, A::Error> {
                $(let mut $field: FieldValue<_> = None;)*
                while let Some(Name(name)) = map.next_key()? {
                    match &*name {
                        $(json_name!($field $($name)?) => notes.within(json_name!($field $($name)?), || -> Result<(), A::Error> {
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
                // All are checked before any is used, so that every missing field is reported.
                $(let $field = $presence($field, json_name!($field $($name)?), notes);)*
                let ($(Some($field),)*) = ($($field,)*) else { return Ok(None) };
                Ok(Some(Self { $($field),* }))
            }
        }
    };
}

/// A required field: reports it if it is missing; a bad value has been reported already.
fn required<T>(value: FieldValue<T>, name: &'static str, notes: &Notes) -> Option<T> {
    if value.is_none() {
        notes.within(name, || notes.add(Problem::Required));
    }
    value.flatten()
}

/// An optional field.
#[expect(clippy::option_option, clippy::unnecessary_wraps, reason = "the table treats all fields alike")]
fn optional<T>(value: FieldValue<T>, _: &'static str, _: &Notes) -> Option<Option<T>> {
    Some(value.flatten())
}

/// A field that defaults to empty if it is absent.
#[expect(clippy::unnecessary_wraps, reason = "the table treats all fields alike")]
fn or_empty<T: Default>(value: FieldValue<T>, _: &'static str, _: &Notes) -> Option<T> {
    Some(value.flatten().unwrap_or_default())
}

fields! {
    NewInteraction {
        source: required plain_text,
        external_id: required plain_text,
        channel: required parsed_text(values::channel),
        direction: required parsed_text(values::direction),
        queue: required plain_text,
        agent: optional optional_text(MAX_AGENT),
        customer: or_empty object,
        number: optional optional_text(MAX_NUMBER),
        queued_at: required parsed_text(values::time),
        answered_at: optional optional_parsed(values::time),
        ended_at: required parsed_text(values::time),
        protocol: optional optional_parsed(values::protocol),
        contact_reason: optional optional_text(MAX_CONTACT_REASON),
        notes: optional optional_text(MAX_NOTES),
        case: optional object,
        messages: or_empty objects(MAX_MESSAGES),
        calls: or_empty objects(MAX_CALLS),
        hold_s: optional optional_seconds,
        wrap_up_s: optional optional_seconds,
        ended_by: optional optional_parsed(values::ended_by),
        outcome: optional optional_parsed(values::outcome),
        follows: optional optional_text(MAX_EXTERNAL_ID),
        first_reply_at: optional optional_parsed(values::time),
        version: optional correction,
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
        external_id: required plain_text,
        kind: optional optional_text(MAX_KIND),
        subject: optional optional_text(MAX_SUBJECT),
    }
}

fields! {
    NewMessage {
        at: required parsed_text(values::time),
        from: required parsed_text(values::sender),
        name: optional optional_text(MAX_NAME),
        text: required plain_text,
        attachments: or_empty objects(MAX_ATTACHMENTS),
    }
}

fields! {
    NewMedia {
        name: required plain_text,
        media_type as "type": required plain_text,
        size: required file_size,
        sha256: required plain_text,
    }
}

fields! {
    NewCall {
        at: required parsed_text(values::time),
        number: required plain_text,
        status: required parsed_text(values::status),
        duration_s: required seconds,
    }
}

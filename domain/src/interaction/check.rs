//! Validation of a submitted interaction beyond its types: lengths, numbers of messages and calls,
//! the order of times, no time in the future, and no contradiction.
//!
//! Absent means unknown and contradicts nothing: an interaction may be `answered` without
//! `answered_at`, because some sources know that a person answered and not when. Two values that are
//! present contradict each other only if no rounding explains it ([`ROUNDING_S`]).

use std::collections::HashMap;

use super::NewInteraction;
use super::limits::{
    MAX_AGENT, MAX_ATTACHMENTS, MAX_CALLS, MAX_CHAT, MAX_CONTACT_REASON, MAX_DOCUMENT, MAX_DURATION_S,
    MAX_EMAIL, MAX_EXTERNAL_ID, MAX_FILE_NAME, MAX_KIND, MAX_MEDIA_SIZE, MAX_MEDIA_TYPE, MAX_MESSAGES,
    MAX_NAME, MAX_NOTES, MAX_NUMBER, MAX_PHONE, MAX_QUEUE, MAX_SOURCE, MAX_SUBJECT, MAX_TEXT, MAX_VERSION,
    MAX_WHATSAPP,
};
use super::{NewMedia, Outcome};
use crate::{FieldErrors, Millis, Problem, Timestamp};

/// How far ahead a source's times may be before they count as "in the future": the 26 hours
/// between the earliest and the latest time zone (UTC+14, UTC−12), so that a wrong offset is
/// accepted and a wrong date is refused.
pub const CLOCK_TOLERANCE: Millis = Millis::hours(26);

/// How many seconds `hold_s` may exceed the talk: the beginning and the end of the talk and the hold
/// are each rounded or cut by less than a second, which together is less than three.
pub const ROUNDING_S: i64 = 2;

impl NewInteraction {
    /// Validates lengths, numbers of items, the order of times, that none is in the future and that
    /// nothing contradicts something else. `now` is in UTC milliseconds.
    ///
    /// # Errors
    /// Returns one entry for each invalid field, named as in the JSON (`messages[3].at`).
    pub fn check(&self, now: Timestamp) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        self.check_counts(&mut errors);
        self.check_texts(&mut errors);
        self.check_times(now, &mut errors);
        self.check_course(&mut errors);
        errors.into_result()
    }

    fn check_counts(&self, errors: &mut FieldErrors) {
        errors.at_most("messages", self.messages.len(), MAX_MESSAGES);
        errors.at_most("calls", self.calls.len(), MAX_CALLS);
        for (index, message) in self.messages.iter().enumerate() {
            errors.at_most(
                &format!("messages[{index}].attachments"),
                message.attachments.len(),
                MAX_ATTACHMENTS,
            );
        }
    }

    fn check_texts(&self, errors: &mut FieldErrors) {
        errors.required("source", &self.source, MAX_SOURCE);
        errors.required("external_id", &self.external_id, MAX_EXTERNAL_ID);
        errors.required("queue", &self.queue, MAX_QUEUE);
        let customer = &self.customer;
        for (field, value, limit) in [
            ("agent", &self.agent, MAX_AGENT),
            ("number", &self.number, MAX_NUMBER),
            ("contact_reason", &self.contact_reason, MAX_CONTACT_REASON),
            ("notes", &self.notes, MAX_NOTES),
            ("follows", &self.follows, MAX_EXTERNAL_ID),
            ("customer.name", &customer.name, MAX_NAME),
            ("customer.phone", &customer.phone, MAX_PHONE),
            ("customer.email", &customer.email, MAX_EMAIL),
            ("customer.document", &customer.document, MAX_DOCUMENT),
            ("customer.whatsapp", &customer.whatsapp, MAX_WHATSAPP),
            ("customer.chat", &customer.chat, MAX_CHAT),
            ("customer.external_id", &customer.external_id, MAX_EXTERNAL_ID),
        ] {
            errors.optional(field, value.as_deref(), limit);
        }
        if let Some(case) = &self.case {
            errors.required("case.external_id", &case.external_id, MAX_EXTERNAL_ID);
            errors.optional("case.kind", case.kind.as_deref(), MAX_KIND);
            errors.optional("case.subject", case.subject.as_deref(), MAX_SUBJECT);
        }
        let mut sizes = HashMap::new();
        for (index, message) in self.messages.iter().enumerate() {
            errors.verbatim(&format!("messages[{index}].text"), &message.text, MAX_TEXT);
            errors.optional(&format!("messages[{index}].name"), message.name.as_deref(), MAX_NAME);
            for (file, media) in message.attachments.iter().enumerate() {
                let path = format!("messages[{index}].attachments[{file}]");
                media.check(&path, errors);
                if *sizes.entry(&media.sha256).or_insert(media.size) != media.size {
                    let expected = "the size that the file with this SHA-256 has before".to_owned();
                    errors.add(&format!("{path}.size"), Problem::Malformed { expected });
                }
            }
        }
        for (index, call) in self.calls.iter().enumerate() {
            errors.required(&format!("calls[{index}].number"), &call.number, MAX_NUMBER);
        }
    }

    fn check_times(&self, now: Timestamp, errors: &mut FieldErrors) {
        let latest = now + CLOCK_TOLERANCE;
        let mut moment = |field: &str, at: Timestamp, not_before: Option<Timestamp>| {
            if at > latest {
                errors.add(field, Problem::InFuture);
            } else if not_before.is_some_and(|start| at < start) {
                errors.add(field, Problem::BeforeStart);
            }
        };
        let queued = Timestamp::from(self.queued_at);
        moment("queued_at", queued, None);
        if let Some(answered) = self.answered_at {
            moment("answered_at", answered.into(), Some(queued));
        }
        let earliest_end = self.answered_at.map_or(queued, |at| Timestamp::from(at).max(queued));
        moment("ended_at", self.ended_at.into(), Some(earliest_end));
        if let Some(replied) = self.first_reply_at {
            moment("first_reply_at", replied.into(), Some(queued));
        }
        for (index, message) in self.messages.iter().enumerate() {
            moment(&format!("messages[{index}].at"), message.at.into(), None);
        }
        for (index, call) in self.calls.iter().enumerate() {
            moment(&format!("calls[{index}].at"), call.at.into(), None);
        }
    }

    fn check_course(&self, errors: &mut FieldErrors) {
        // While the talk is unknown, or its times are bad themselves, nothing limits the hold.
        let talk = self.answered_at.map(|answered| (self.ended_at - answered).num_seconds());
        let max_hold = talk.filter(|talk| *talk >= 0).map_or(i64::from(MAX_DURATION_S), |talk| {
            talk.saturating_add(ROUNDING_S).min(i64::from(MAX_DURATION_S))
        });
        for (field, value, max) in [
            ("hold_s", self.hold_s, max_hold),
            ("wrap_up_s", self.wrap_up_s, MAX_DURATION_S.into()),
            ("version", self.version, MAX_VERSION.into()),
        ] {
            if value.is_some_and(|value| i64::from(value) > max) {
                errors.add(field, Problem::OutOfRange { min: 0, max });
            }
        }
        if self.answered_at.is_some() && self.outcome.is_some_and(Outcome::excludes_an_answer) {
            let allowed = Outcome::ALL.into_iter().filter(|outcome| !outcome.excludes_an_answer());
            errors.add(
                "outcome",
                Problem::UnknownValue {
                    allowed: allowed.map(|outcome| outcome.as_str().to_owned()).collect(),
                },
            );
        }
    }
}

impl NewMedia {
    fn check(&self, path: &str, errors: &mut FieldErrors) {
        errors.required(&format!("{path}.name"), &self.name, MAX_FILE_NAME);
        let field = format!("{path}.type");
        if self.media_type.len() > MAX_MEDIA_TYPE as usize {
            errors.add(&field, Problem::TooLong { limit: MAX_MEDIA_TYPE });
        } else if !is_media_type(&self.media_type) {
            errors.add(&field, Problem::Malformed { expected: "a media type, like image/jpeg".to_owned() });
        }
        if self.size > MAX_MEDIA_SIZE {
            let max = i64::try_from(MAX_MEDIA_SIZE).unwrap_or(i64::MAX);
            errors.add(&format!("{path}.size"), Problem::OutOfRange { min: 0, max });
        }
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if self.sha256.len() != 64 || !self.sha256.bytes().all(is_digit) {
            let expected = "64 lower-case hexadecimal digits".to_owned();
            errors.add(&format!("{path}.sha256"), Problem::Malformed { expected });
        }
    }
}

/// Whether a text is a media type: two names with a slash between, and perhaps parameters
/// (`audio/ogg; codecs=opus`).
fn is_media_type(text: &str) -> bool {
    let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
    let is_name = |name: &str| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
    };
    let names = essence.trim_end_matches(' ').split_once('/');
    names.is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype))
        && (essence.len() == text.len() || parameters.bytes().all(|byte| matches!(byte, b' '..=b'~')))
        && (essence.len() < text.len() || !essence.ends_with(' '))
}

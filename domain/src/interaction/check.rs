//! What no type can say about an interaction on its way in: lengths, how many messages and calls, the order of times, no time in
//! the future.

use super::NewInteraction;
use super::limits::{
    MAX_AGENT, MAX_CALLS, MAX_CHAT, MAX_CONTACT_REASON, MAX_DOCUMENT, MAX_EMAIL, MAX_EXTERNAL_ID, MAX_KIND,
    MAX_MESSAGES, MAX_NAME, MAX_NOTES, MAX_NUMBER, MAX_PHONE, MAX_QUEUE, MAX_SOURCE, MAX_SUBJECT, MAX_TEXT,
    MAX_WHATSAPP,
};
use crate::{FieldErrors, Problem};

/// How far ahead of us a source's times may run before they count as "in the future": the 26 hours
/// between the earliest and the latest time zone (UTC+14, UTC−12), so that a source with the wrong
/// offset is taken as it is and a wrong date is refused.
pub const CLOCK_TOLERANCE_MS: i64 = 26 * 60 * 60 * 1000;

impl NewInteraction {
    /// Checks everything that no type can say: lengths, the order of times, no time in the
    /// future. `now` is UTC milliseconds. Every offence is reported, not only the first.
    ///
    /// # Errors
    /// One entry for each bad field, named as in the JSON (`messages[3].at`).
    pub fn check(&self, now: i64) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        self.check_counts(&mut errors);
        self.check_texts(&mut errors);
        self.check_times(now, &mut errors);
        errors.into_result()
    }

    fn check_counts(&self, errors: &mut FieldErrors) {
        errors.at_most("messages", self.messages.len(), MAX_MESSAGES);
        errors.at_most("calls", self.calls.len(), MAX_CALLS);
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
        for (index, message) in self.messages.iter().enumerate() {
            errors.verbatim(&format!("messages[{index}].text"), &message.text, MAX_TEXT);
            errors.optional(&format!("messages[{index}].name"), message.name.as_deref(), MAX_NAME);
        }
        for (index, call) in self.calls.iter().enumerate() {
            errors.required(&format!("calls[{index}].number"), &call.number, MAX_NUMBER);
        }
    }

    fn check_times(&self, now: i64, errors: &mut FieldErrors) {
        let latest = now + CLOCK_TOLERANCE_MS;
        let mut moment = |field: &str, at: i64, not_before: Option<i64>| {
            if at > latest {
                errors.add(field, Problem::InFuture);
            } else if not_before.is_some_and(|start| at < start) {
                errors.add(field, Problem::BeforeStart);
            }
        };
        let queued = self.queued_at.timestamp_millis();
        moment("queued_at", queued, None);
        if let Some(answered) = self.answered_at {
            moment("answered_at", answered.timestamp_millis(), Some(queued));
        }
        let earliest_end = self.answered_at.map_or(queued, |at| at.timestamp_millis().max(queued));
        moment("ended_at", self.ended_at.timestamp_millis(), Some(earliest_end));
        for (index, message) in self.messages.iter().enumerate() {
            moment(&format!("messages[{index}].at"), message.at.timestamp_millis(), None);
        }
        for (index, call) in self.calls.iter().enumerate() {
            moment(&format!("calls[{index}].at"), call.at.timestamp_millis(), None);
        }
    }
}

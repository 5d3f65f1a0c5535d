//! Validation of a submitted interaction beyond its types: lengths, numbers of messages and calls,
//! the order of times, and no time in the future.

use super::NewInteraction;
use super::limits::{
    MAX_AGENT, MAX_CALLS, MAX_CHAT, MAX_CONTACT_REASON, MAX_DOCUMENT, MAX_EMAIL, MAX_EXTERNAL_ID, MAX_KIND,
    MAX_MESSAGES, MAX_NAME, MAX_NOTES, MAX_NUMBER, MAX_PHONE, MAX_QUEUE, MAX_SOURCE, MAX_SUBJECT, MAX_TEXT,
    MAX_WHATSAPP,
};
use crate::{FieldErrors, Millis, Problem, Timestamp};

/// How far ahead a source's times may be before they count as "in the future": the 26 hours
/// between the earliest and the latest time zone (UTC+14, UTC−12), so that a wrong offset is
/// accepted and a wrong date is refused.
pub const CLOCK_TOLERANCE: Millis = Millis::hours(26);

impl NewInteraction {
    /// Validates lengths, numbers of items, the order of times and that none is in the future.
    /// `now` is in UTC milliseconds.
    ///
    /// # Errors
    /// Returns one entry for each invalid field, named as in the JSON (`messages[3].at`).
    pub fn check(&self, now: Timestamp) -> Result<(), FieldErrors> {
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
        for (index, message) in self.messages.iter().enumerate() {
            moment(&format!("messages[{index}].at"), message.at.into(), None);
        }
        for (index, call) in self.calls.iter().enumerate() {
            moment(&format!("calls[{index}].at"), call.at.into(), None);
        }
    }
}

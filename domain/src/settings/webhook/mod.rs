//! Settings of webhooks (*Webhooks*): addresses of other systems that are notified of what happens here, as
//! Standard Webhooks 1.0 describes.
//!
//! Which addresses may be reached is in [`address`], what an address may look like in [`url`], when a
//! delivery is tried again in [`retry`]. Secrets are no part of the record.

pub mod address;
pub mod retry;
pub mod url;

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, check_name, field_name, named_and_in_use};
use crate::text::tidy_name;
use crate::vocabulary::vocabulary;
use crate::{FieldErrors, GroupId, Problem};

/// The largest number of monitoring groups of a webhook.
pub const MAX_GROUPS: u32 = 500;

vocabulary! {
    /// A kind of event; its word is the `type` of the webhook's body.
    #[derive(PartialOrd, Ord)]
    pub enum WebhookEvent {
        /// An interaction was recorded.
        InteractionRecorded = "interaction.recorded",
        /// The contact reason of an interaction was set, changed or cleared.
        InteractionQualified = "interaction.qualified",
        /// The recording of a call was stored or replaced.
        RecordingStored = "recording.stored",
        /// A case was opened.
        CaseOpened = "case.opened",
        /// A case was closed.
        CaseFinished = "case.finished",
        /// A closed case was reopened.
        CaseReopened = "case.reopened",
        /// A case was merged into another.
        CaseMerged = "case.merged",
        /// The merge of a case was undone.
        CaseUnmerged = "case.unmerged",
        /// A customer answered a satisfaction survey.
        SurveyAnswered = "survey.answered",
        /// Somebody asked for a test.
        Test = "webhook.test",
    }
}

impl WebhookEvent {
    /// Those that a webhook can choose: all but the test.
    pub const OFFERED: [Self; 9] = [
        Self::InteractionRecorded,
        Self::InteractionQualified,
        Self::RecordingStored,
        Self::CaseOpened,
        Self::CaseFinished,
        Self::CaseReopened,
        Self::CaseMerged,
        Self::CaseUnmerged,
        Self::SurveyAnswered,
    ];
}

vocabulary! {
    /// Why a webhook was switched off without a person.
    pub enum OffReason {
        /// Every delivery has failed for too long.
        Failing = "failing",
        /// The receiver has answered that the address is gone (410).
        Gone = "gone",
    }
}

vocabulary! {
    /// Why an attempt to send a webhook has failed; its word begins what is stored of it, perhaps followed by
    /// a colon and what is known besides, in English.
    pub enum AttemptProblem {
        /// The receiver has answered with a status that is no success.
        Status = "status",
        /// There was no answer in time.
        Timeout = "timeout",
        /// The name of the host has no address.
        Name = "name",
        /// The host has an address that may not be reached.
        Address = "address",
        /// There is no connection, or it broke.
        Connection = "connection",
    }
}

impl AttemptProblem {
    /// The problem as it is stored.
    pub fn with_detail(self, detail: &str) -> String {
        if detail.is_empty() { self.as_str().to_owned() } else { format!("{}: {detail}", self.as_str()) }
    }

    /// The inverse of [`AttemptProblem::with_detail`]: the problem and the detail.
    pub fn split(text: &str) -> (Option<Self>, &str) {
        let (word, detail) = text.split_once(": ").unwrap_or((text, ""));
        Self::parse(word).map_or((None, text), |problem| (Some(problem), detail))
    }
}

/// The settings of a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookRecord {
    /// Its name; unique.
    pub name: String,
    /// The address that is notified.
    pub url: String,
    /// Whether it is notified.
    pub active: bool,
    /// The events it is notified of.
    pub events: Vec<WebhookEvent>,
    /// The monitoring groups whose work it is notified of; without any, of everything.
    #[serde(default)]
    pub groups: Vec<GroupId>,
    /// Whether bodies have the interaction or case as the read API shows it; otherwise only IDs, times and
    /// the queue.
    #[serde(default)]
    pub full: bool,
}

impl SettingsRecord for WebhookRecord {
    /// Tidies the name and the address, and sorts and deduplicates events and groups.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self.url = self.url.trim().to_owned();
        self.events.sort_unstable();
        self.events.dedup();
        self.groups.sort_unstable();
        self.groups.dedup();
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, field_name::NAME, &self.name);
        if self.url.is_empty() {
            errors.add(field_name::URL, Problem::Required);
        } else if let Err(problem) = url::WebhookUrl::parse(&self.url) {
            errors.add(field_name::URL, problem);
        }
        if self.events.is_empty() {
            errors.add(field_name::EVENTS, Problem::Required);
        } else if self.events.contains(&WebhookEvent::Test) {
            let allowed = WebhookEvent::OFFERED.map(|event| event.as_str().to_owned()).to_vec();
            errors.add(field_name::EVENTS, Problem::UnknownValue { allowed });
        }
        errors.at_most(field_name::GROUPS, self.groups.len(), MAX_GROUPS);
        errors.into_result()
    }

    named_and_in_use!();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> WebhookRecord {
        WebhookRecord {
            name: " CRM ".to_owned(),
            url: " https://crm.example.com/hooks ".to_owned(),
            active: true,
            events: vec![
                WebhookEvent::CaseFinished,
                WebhookEvent::InteractionRecorded,
                WebhookEvent::CaseFinished,
            ],
            groups: vec![GroupId(2), GroupId(1), GroupId(2)],
            full: false,
        }
    }

    #[test]
    fn a_record_is_tidied_and_checked() {
        let tidied = record().tidied();
        assert_eq!((tidied.name.as_str(), tidied.url.as_str()), ("CRM", "https://crm.example.com/hooks"));
        assert_eq!(tidied.events, [WebhookEvent::InteractionRecorded, WebhookEvent::CaseFinished]);
        assert_eq!(tidied.groups, [GroupId(1), GroupId(2)]);
        assert!(tidied.check().is_ok());
    }

    #[test]
    fn every_mistake_is_named_at_its_field() {
        let bad =
            WebhookRecord { name: String::new(), url: "ftp://x".to_owned(), events: Vec::new(), ..record() };
        let errors = bad.check().expect_err("mistakes");
        let fields: Vec<&str> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "url", "events"]);
        let test = WebhookRecord { events: vec![WebhookEvent::Test], ..record().tidied() };
        assert_eq!(test.check().expect_err("no choice").0[0].field, "events");
        let nowhere = WebhookRecord { url: String::new(), ..record().tidied() };
        assert_eq!(nowhere.check().expect_err("no address").0[0].problem, Problem::Required);
    }

    #[test]
    fn a_record_survives_json() {
        let record = record().tidied();
        let text = serde_json::to_string(&record).expect("JSON");
        assert!(text.contains(r#""events":["interaction.recorded","case.finished"]"#), "{text}");
        assert_eq!(serde_json::from_str::<WebhookRecord>(&text).expect("a record"), record);
    }

    #[test]
    fn a_problem_is_stored_with_its_detail() {
        for (problem, detail, stored) in [
            (AttemptProblem::Timeout, "", "timeout"),
            (AttemptProblem::Address, "10.0.0.1", "address: 10.0.0.1"),
            (AttemptProblem::Connection, "refused: x", "connection: refused: x"),
        ] {
            assert_eq!(problem.with_detail(detail), stored);
            assert_eq!(AttemptProblem::split(stored), (Some(problem), detail));
        }
        assert_eq!(AttemptProblem::split("later version: x"), (None, "later version: x"));
    }

    #[test]
    fn every_event_but_the_test_is_offered() {
        let offered: Vec<_> =
            WebhookEvent::ALL.into_iter().filter(|event| *event != WebhookEvent::Test).collect();
        assert_eq!(offered, WebhookEvent::OFFERED);
    }
}

//! Settings of satisfaction surveys (*Pesquisas*).

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, check_name, check_questions, field_name, named_and_in_use};
use crate::survey::{Question, Scale};
use crate::text::tidy_name;
use crate::validation::Problem;
use crate::vocabulary::vocabulary;
use crate::{FieldErrors, QueueId};

/// Maximum number of days for which a survey can be answered.
pub const MAX_VALID_DAYS: u32 = 365;

vocabulary! {
    /// What triggers sending a survey; its word is used in forms and the database.
    pub enum SurveyTrigger {
        /// The case is closed.
        Closed = "closed",
        /// A user requests it.
        Request = "request",
    }
}

/// The settings of a survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyRecord {
    /// Its name; unique.
    pub name: String,
    /// Whether it is in use. Existing answers stay readable.
    pub active: bool,
    /// The queue it applies to; `None` for all queues without a survey of their own.
    pub queue: Option<QueueId>,
    /// What triggers it.
    pub asked: SurveyTrigger,
    /// For how many days it can be answered.
    pub valid_days: u32,
    /// The scale of the scores.
    pub scale: Scale,
    /// The highest score of which supervisors are notified; of none without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_score: Option<u32>,
    /// The questions, in order.
    pub questions: Vec<Question>,
}

impl SettingsRecord for SurveyRecord {
    /// Trims texts.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        for question in &mut self.questions {
            question.text = question.text.trim().into();
        }
        self
    }

    /// Fields of a question are named like `questions.0.text`.
    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, field_name::NAME, &self.name);
        if !(1..=MAX_VALID_DAYS).contains(&self.valid_days) {
            let problem = Problem::OutOfRange { min: 1, max: i64::from(MAX_VALID_DAYS) };
            errors.add(field_name::VALID_DAYS, problem);
        }
        let (lowest, highest) = (self.scale.lowest(), self.scale.highest());
        if self.low_score.is_some_and(|score| !(lowest..=highest).contains(&i64::from(score))) {
            errors.add(field_name::LOW_SCORE, Problem::OutOfRange { min: lowest, max: highest });
        }
        check_questions(&mut errors, self.questions.iter().map(|one| (one.id, one.text.as_str())));
        errors.into_result()
    }

    named_and_in_use!();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::QuestionKind;

    fn bad(valid_days: u32, texts: &[&str]) -> Vec<String> {
        let question = |(id, text): (u32, &&str)| Question {
            id,
            kind: QuestionKind::Scale,
            text: (*text).to_owned(),
            required: true,
        };
        let record = SurveyRecord {
            name: "Satisfação ".to_owned(),
            active: true,
            queue: None,
            asked: SurveyTrigger::Closed,
            valid_days,
            scale: Scale::Nps,
            low_score: None,
            questions: (1..).zip(texts).map(question).collect(),
        };
        let errors = record.tidied().check().err().unwrap_or_default().0;
        errors.into_iter().map(|error| format!("{} {}", error.field, error.problem.code())).collect()
    }

    #[test]
    fn it_asks_something_that_can_be_answered_in_time() {
        assert!(bad(7, &["Que nota?"]).is_empty());
        assert_eq!(bad(0, &[]), ["valid_days out_of_range", "questions required"]);
        assert_eq!(bad(366, &["Que nota?", " "]), ["valid_days out_of_range", "questions.1.text required"]);
    }

    #[test]
    fn a_low_score_is_one_of_the_scale() {
        let fits = |scale, low_score| {
            let record: SurveyRecord = serde_json::from_value(serde_json::json!({
                "name": "x", "active": true, "queue": null, "asked": "closed", "valid_days": 7, "scale": scale,
                "low_score": low_score, "questions": [{ "id": 1, "kind": "scale", "text": "Que nota?", "required": true }],
            }))
            .expect("a survey");
            let errors = record.check().err().unwrap_or_default().0;
            assert!(errors.iter().all(|error| error.field == field_name::LOW_SCORE), "{errors:?}");
            errors.is_empty()
        };
        assert!(fits("csat", Some(1)) && fits("csat", Some(5)) && fits("csat", None));
        assert!(!fits("csat", Some(0)) && !fits("csat", Some(6)));
        assert!(fits("nps", Some(0)) && fits("nps", Some(10)) && !fits("nps", Some(11)));
    }

    #[test]
    fn when_they_are_asked_has_words() {
        for asked in SurveyTrigger::ALL {
            assert_eq!(SurveyTrigger::parse(asked.as_str()), Some(asked));
        }
    }
}

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
    fn when_they_are_asked_has_words() {
        for asked in SurveyTrigger::ALL {
            assert_eq!(SurveyTrigger::parse(asked.as_str()), Some(asked));
        }
    }
}

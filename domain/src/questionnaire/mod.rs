//! Questionnaires (*Questionários*) that agents answer when they close a case, and the validation
//! of answers.
//!
//! As in surveys (`survey.rs`), an answer contains the text of its question, so that later changes
//! to the questionnaire do not change its meaning.

use serde::{Deserialize, Serialize};

use crate::decimal;
use crate::validation::Problem;
use crate::vocabulary::vocabulary;

/// Maximum length of a text answer, in characters.
pub const MAX_ANSWER_TEXT: u32 = 2_000;

vocabulary! {
    /// The type of a question; its word is used in forms and the database.
    pub enum QuestionKind {
        /// Free text.
        Text = "text",
        /// Yes or no.
        YesNo = "yes_no",
        /// A number.
        Number = "number",
        /// One of several options.
        Choice = "choice",
    }
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its number within the questionnaire.
    pub id: u32,
    /// Its type.
    pub kind: QuestionKind,
    /// The text.
    pub text: String,
    /// The options; empty unless it is a choice.
    #[serde(default)]
    pub options: Vec<String>,
    /// Whether it must be answered.
    #[serde(default)]
    pub required: bool,
}

/// A questionnaire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questionnaire {
    /// Its name.
    pub name: String,
    /// Its questions, in their order.
    pub questions: Vec<Question>,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The number of the question.
    pub id: u32,
    /// The text of the question.
    pub question: String,
    /// The type of the question.
    pub kind: QuestionKind,
    /// The text or option, `yes` or `no`, or a number as `-12.5`.
    pub value: String,
}

/// A question with an invalid answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadAnswer {
    /// The number of the question.
    pub id: u32,
    /// What is wrong with the answer.
    pub problem: Problem,
}

impl Questionnaire {
    /// Validates a submitted form; `given` returns the value submitted for a question's number.
    /// Unanswered questions are omitted from the result.
    ///
    /// # Errors
    /// Returns every question with an invalid answer, in order.
    pub fn complete<'a>(
        &self,
        given: impl Fn(u32) -> Option<&'a str>,
    ) -> Result<Vec<Answer>, Vec<BadAnswer>> {
        let (mut answers, mut bad) = (Vec::new(), Vec::new());
        for question in &self.questions {
            match question.read(given(question.id).unwrap_or_default()) {
                Ok(Some(value)) => answers.push(question.answered(value)),
                Ok(None) => {}
                Err(problem) => bad.push(BadAnswer { id: question.id, problem }),
            }
        }
        if bad.is_empty() { Ok(answers) } else { Err(bad) }
    }
}

impl Question {
    /// Validates an answer and returns it in its stored form; `None` if it is empty.
    ///
    /// # Errors
    /// Returns the problem if the answer is not valid.
    pub fn read(&self, given: &str) -> Result<Option<String>, Problem> {
        let given = given.trim();
        if given.is_empty() {
            return if self.required { Err(Problem::Required) } else { Ok(None) };
        }
        let none_of = |allowed: &[String]| Problem::UnknownValue { allowed: allowed.to_vec() };
        match self.kind {
            QuestionKind::Text if given.chars().count() > MAX_ANSWER_TEXT as usize => {
                Err(Problem::TooLong { limit: MAX_ANSWER_TEXT })
            }
            QuestionKind::Text => Ok(Some(given.replace('\0', ""))),
            QuestionKind::YesNo if ["yes", "no"].contains(&given) => Ok(Some(given.to_owned())),
            QuestionKind::YesNo => Err(none_of(&["yes".to_owned(), "no".to_owned()])),
            QuestionKind::Number => match decimal::normalize(given) {
                Some(number) => Ok(Some(number)),
                None => Err(Problem::WrongType { expected: "a number, like 12 or 3.5".to_owned() }),
            },
            QuestionKind::Choice if self.options.iter().any(|option| option == given) => {
                Ok(Some(given.to_owned()))
            }
            QuestionKind::Choice => Err(none_of(&self.options)),
        }
    }

    fn answered(&self, value: String) -> Answer {
        Answer { id: self.id, question: self.text.clone(), kind: self.kind, value }
    }
}

#[cfg(test)]
mod tests;

//! *Questionários*: what agents are asked when they finish a case, what they may answer, and how an
//! answer is kept.
//!
//! Like those of customers (`survey.rs`), an answer carries the words of its question, so that a
//! questionnaire that is changed later does not change what was said.

use serde::{Deserialize, Serialize};

use crate::decimal;
use crate::validation::Problem;

/// The longest text of an answer, in characters.
pub const MAX_ANSWER_TEXT: u32 = 2_000;

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// In the agent's own words.
    Text,
    /// Yes or no.
    YesNo,
    /// With a number.
    Number,
    /// With one of several options.
    Choice,
}

impl QuestionKind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Text, Self::YesNo, Self::Number, Self::Choice];

    /// The word of the contracts (forms, database).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::YesNo => "yes_no",
            Self::Number => "number",
            Self::Choice => "choice",
        }
    }

    /// The inverse of [`QuestionKind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its number within the questionnaire.
    pub id: u32,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What is asked.
    pub text: String,
    /// What can be chosen; only a choice has options.
    #[serde(default)]
    pub options: Vec<String>,
    /// Whether it must be answered.
    #[serde(default)]
    pub required: bool,
}

/// What agents are asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questionnaire {
    /// Its name.
    pub name: String,
    /// Its questions, in their order.
    pub questions: Vec<Question>,
}

/// What was said to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The number of the question.
    pub id: u32,
    /// What was asked.
    pub question: String,
    /// How it was to be answered.
    pub kind: QuestionKind,
    /// What was said: the text or option itself, `yes` or `no`, a number written `-12.5`.
    pub value: String,
}

/// A question whose answer cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadAnswer {
    /// The number of the question.
    pub id: u32,
    /// What is wrong.
    pub problem: Problem,
}

impl Questionnaire {
    /// Reads a form: `given` answers what it says to the question of a number. What was left out is
    /// not among the answers.
    ///
    /// # Errors
    /// Every question whose answer cannot be taken, in their order.
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
    /// What an answer amounts to as it is kept; `None` where nothing was said.
    ///
    /// # Errors
    /// What is wrong with it.
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
            QuestionKind::Number => match decimal::read(given) {
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
#[path = "questionnaire_tests.rs"]
mod tests;

//! Satisfaction surveys (*Pesquisa de Satisfação*): questions, validation of answers, and scores.
//!
//! An answer contains the text of its question, so that later changes to the survey do not change
//! its meaning.

mod answer_value;

use serde::{Deserialize, Serialize};

pub use answer_value::AnswerValue;

use crate::validation::Problem;
use crate::vocabulary::vocabulary;

/// Maximum length of a text answer, in characters.
pub const MAX_ANSWER_TEXT: u32 = 2_000;

vocabulary! {
    /// The scale of a score; its word is used in forms and the database.
    pub enum Scale {
        /// Customer satisfaction, 1 to 5.
        Csat = "csat",
        /// Net promoter score, 0 to 10.
        Nps = "nps",
    }
}

/// What a customer answered, on the scale of the survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Score {
    /// The scale.
    pub scale: Scale,
    /// The value.
    pub value: u8,
}

/// The rating a score expresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Opinion {
    /// Satisfied (NPS: promoter).
    Good,
    /// Neither (NPS: passive).
    Neutral,
    /// Dissatisfied (NPS: detractor).
    Bad,
}

impl Scale {
    /// The lowest score.
    pub const fn lowest(self) -> i64 {
        match self {
            Self::Csat => 1,
            Self::Nps => 0,
        }
    }

    /// The highest score.
    pub const fn highest(self) -> i64 {
        match self {
            Self::Csat => 5,
            Self::Nps => 10,
        }
    }

    /// Every score, ascending.
    pub const fn scores(self) -> std::ops::RangeInclusive<i64> {
        self.lowest()..=self.highest()
    }

    /// The rating of a score. CSAT: good from 4, bad up to 2; NPS: good from 9, bad up to 6.
    pub const fn opinion(self, score: i64) -> Opinion {
        match (self, score) {
            (Self::Csat, 4..) | (Self::Nps, 9..) => Opinion::Good,
            (Self::Csat, 3) | (Self::Nps, 7..) => Opinion::Neutral,
            _ => Opinion::Bad,
        }
    }

    /// Aggregates scores to one decimal. CSAT: the mean; NPS: the percentage of promoters minus
    /// that of detractors, from −100 to 100. `None` for no scores.
    pub fn summary(self, scores: &[i64]) -> Option<f64> {
        if scores.is_empty() {
            return None;
        }
        let count = scores.len() as f64;
        let value = match self {
            Self::Csat => scores.iter().sum::<i64>() as f64 / count,
            Self::Nps => {
                let of = |wanted| scores.iter().filter(|score| self.opinion(**score) == wanted).count();
                (of(Opinion::Good) as f64 - of(Opinion::Bad) as f64) * 100.0 / count
            }
        };
        Some((value * 10.0).round() / 10.0)
    }
}

/// The type of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// A score on the survey's scale.
    Scale,
    /// Free text.
    Text,
    /// Yes or no.
    YesNo,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its number within the survey.
    pub id: u32,
    /// Its type.
    pub kind: QuestionKind,
    /// The text.
    pub text: String,
    /// Whether it must be answered.
    #[serde(default)]
    pub required: bool,
}

/// A survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// Its name, shown to administrators.
    pub name: String,
    /// The scale of its scores.
    pub scale: Scale,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The number of the question.
    pub id: u32,
    /// The text of the question.
    pub question: String,
    /// The answer.
    pub value: AnswerValue,
}

/// The answers to a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletedSurvey {
    /// The score: the answer to the first question on the scale.
    pub score: Option<i64>,
    /// The comment: the answer to the first text question.
    pub comment: Option<String>,
    /// The answers in the order of the questions; unanswered ones are omitted.
    pub answers: Vec<Answer>,
}

/// A question with an invalid answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadAnswer {
    /// The number of the question.
    pub id: u32,
    /// What is wrong with the answer.
    pub problem: Problem,
}

impl Survey {
    /// Validates a submitted form; `given` returns the value submitted for a question's number.
    ///
    /// # Errors
    /// Returns every question with an invalid answer, in order.
    pub fn complete<'a>(
        &self,
        given: impl Fn(u32) -> Option<&'a str>,
    ) -> Result<CompletedSurvey, Vec<BadAnswer>> {
        let mut completed = CompletedSurvey { score: None, comment: None, answers: Vec::new() };
        let mut bad = Vec::new();
        for question in &self.questions {
            match self.read(question, given(question.id).unwrap_or_default().trim()) {
                Ok(Some(value)) => completed.take(question, value),
                Ok(None) => {}
                Err(problem) => bad.push(BadAnswer { id: question.id, problem }),
            }
        }
        if bad.is_empty() { Ok(completed) } else { Err(bad) }
    }

    fn read(&self, question: &Question, given: &str) -> Result<Option<AnswerValue>, Problem> {
        if given.is_empty() {
            return if question.required { Err(Problem::Required) } else { Ok(None) };
        }
        let allowed = |values: Vec<String>| Problem::UnknownValue { allowed: values };
        match question.kind {
            QuestionKind::Scale => {
                let score = given.parse().ok().filter(|score| self.scale.scores().contains(score));
                let scores = || allowed(self.scale.scores().map(|score| score.to_string()).collect());
                score.map(|score| Some(AnswerValue::Score(score))).ok_or_else(scores)
            }
            QuestionKind::YesNo => match given {
                "yes" => Ok(Some(AnswerValue::YesNo(true))),
                "no" => Ok(Some(AnswerValue::YesNo(false))),
                _ => Err(allowed(vec!["yes".to_owned(), "no".to_owned()])),
            },
            QuestionKind::Text if given.chars().count() > MAX_ANSWER_TEXT as usize => {
                Err(Problem::TooLong { limit: MAX_ANSWER_TEXT })
            }
            QuestionKind::Text => Ok(Some(AnswerValue::Text(given.replace('\0', "")))),
        }
    }
}

impl CompletedSurvey {
    fn take(&mut self, question: &Question, value: AnswerValue) {
        match &value {
            AnswerValue::Score(score) => {
                self.score.get_or_insert(*score);
            }
            AnswerValue::Text(text) => {
                self.comment.get_or_insert_with(|| text.clone());
            }
            AnswerValue::YesNo(_) => {}
        }
        self.answers.push(Answer { id: question.id, question: question.text.clone(), value });
    }
}

#[cfg(test)]
mod tests;

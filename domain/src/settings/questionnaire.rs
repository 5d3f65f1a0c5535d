//! Settings of questionnaires (*Questionários*).

use serde::{Deserialize, Serialize};

use super::{
    SettingsRecord, check_name, check_options, check_questions, field_name, named_and_in_use, tidy_lines,
};
use crate::FieldErrors;
use crate::questionnaire::{Question, QuestionKind};
use crate::sla::PolicyScope;
use crate::text::tidy_name;

/// The settings of a questionnaire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionnaireRecord {
    /// Its name; unique.
    pub name: String,
    /// Whether it is in use. Existing answers stay readable.
    pub active: bool,
    /// The cases it applies to.
    pub scope: PolicyScope,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

impl SettingsRecord for QuestionnaireRecord {
    /// Trims texts, and removes options of questions that are not choices.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self.scope = self.scope.tidied();
        for question in &mut self.questions {
            question.text = question.text.trim().into();
            let options = std::mem::take(&mut question.options);
            if question.kind == QuestionKind::Choice {
                question.options = tidy_lines(options);
            }
        }
        self
    }

    /// Fields of a question are named like `questions.0.text`.
    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, field_name::NAME, &self.name);
        check_questions(&mut errors, self.questions.iter().map(|one| (one.id, one.text.as_str())));
        for (index, question) in self.questions.iter().enumerate() {
            if question.kind == QuestionKind::Choice {
                check_options(&mut errors, &format!("questions.{index}.options"), &question.options);
            }
        }
        errors.into_result()
    }

    named_and_in_use!();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(id: u32, kind: QuestionKind, text: &str, options: &[&str]) -> Question {
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        Question { id, kind, text: text.to_owned(), options, required: false }
    }

    fn record(questions: Vec<Question>) -> QuestionnaireRecord {
        let scope = PolicyScope { queue: None, kind: Some("  ".to_owned()) };
        QuestionnaireRecord { name: " Encerramento ".to_owned(), active: true, scope, questions }.tidied()
    }

    fn bad(questions: Vec<Question>) -> Vec<String> {
        let errors = record(questions).check().expect_err("bad fields").0;
        errors.into_iter().map(|error| format!("{} {}", error.field, error.problem.code())).collect()
    }

    #[test]
    fn words_are_tidied_and_only_choices_have_options() {
        let kept = record(vec![
            question(1, QuestionKind::Choice, " Como? ", &[" A", "", "B ", "A"]),
            question(2, QuestionKind::Text, "Por quê?", &["A"]),
        ]);
        assert_eq!((kept.name.as_str(), kept.scope.kind.clone()), ("Encerramento", None));
        assert_eq!(kept.questions[0].options, ["A", "B"]);
        assert!(kept.questions[1].options.is_empty());
        assert_eq!(kept.check(), Ok(()));
    }

    #[test]
    fn it_asks_something_each_question_by_a_number_of_its_own() {
        assert_eq!(bad(Vec::new()), ["questions required"]);
        let text = |id, text| question(id, QuestionKind::Text, text, &[]);
        assert_eq!(bad(vec![text(1, "a"), text(1, "b")]), ["questions.1.id taken"]);
        assert_eq!(
            bad(vec![text(1, ""), text(0, "b")]),
            ["questions.0.text required", "questions.1.id out_of_range"]
        );
        let alone = question(1, QuestionKind::Choice, "Como?", &["A"]);
        assert_eq!(bad(vec![alone]), ["questions.0.options required"]);
        let many = (1..=31).map(|id| text(id, "x")).collect();
        assert_eq!(bad(many), ["questions out_of_range"]);
    }
}

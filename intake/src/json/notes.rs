//! The current path of the parser, and the field errors found so far.

use std::cell::RefCell;
use std::fmt::Write as _;

use domain::{FieldErrors, Problem};

/// Maximum number of errors reported, so that an input cannot be used to fill memory.
const MAX_ERRORS: usize = 1000;

/// Maximum length of an unknown field name in an error, in bytes.
const MAX_NAME_BYTES: usize = 100;

/// The path being parsed and the errors found; in cells, since all parsers of an input share it.
#[derive(Default)]
pub(super) struct Notes {
    path: RefCell<Vec<Step>>,
    errors: RefCell<FieldErrors>,
}

enum Step {
    Field(&'static str),
    Item(usize),
}

impl Notes {
    /// Parses the field `name` of the current path.
    pub(super) fn within<T>(&self, name: &'static str, read: impl FnOnce() -> T) -> T {
        self.at(Step::Field(name), read)
    }

    /// Parses the item `index` of the current path.
    pub(super) fn within_item<T>(&self, index: usize, read: impl FnOnce() -> T) -> T {
        self.at(Step::Item(index), read)
    }

    fn at<T>(&self, step: Step, read: impl FnOnce() -> T) -> T {
        self.path.borrow_mut().push(step);
        let value = read();
        self.path.borrow_mut().pop();
        value
    }

    /// Adds an error at the current path.
    pub(super) fn add(&self, problem: Problem) {
        self.note(self.render(), problem);
    }

    /// Adds an error for an unknown field of the current path.
    pub(super) fn unknown_field(&self, name: &str) {
        let mut shown = String::new();
        for c in name.chars().take_while(|c| !c.is_control()) {
            if shown.len() + c.len_utf8() > MAX_NAME_BYTES {
                shown.push('…');
                break;
            }
            shown.push(c);
        }
        let mut path = self.render();
        if !path.is_empty() {
            path.push('.');
        }
        self.note(path + &shown, Problem::UnknownField);
    }

    fn note(&self, field: String, problem: Problem) {
        let mut errors = self.errors.borrow_mut();
        if errors.0.len() < MAX_ERRORS {
            errors.0.push(domain::FieldError { field, problem });
        }
    }

    fn render(&self) -> String {
        let mut text = String::new();
        for step in self.path.borrow().iter() {
            // Writing to a String cannot fail.
            let _ = match step {
                Step::Field(name) if text.is_empty() => write!(text, "{name}"),
                Step::Field(name) => write!(text, ".{name}"),
                Step::Item(index) => write!(text, "[{index}]"),
            };
        }
        text
    }

    /// All errors found.
    pub(super) fn into_result(self) -> Result<(), FieldErrors> {
        self.errors.into_inner().into_result()
    }
}

//! Where the reader is, and what it has found wrong so far.

use std::cell::RefCell;
use std::fmt::Write as _;

use domain::{FieldErrors, Problem};

/// An input this wrong is not worth a longer answer, and a longer one could be used to fill memory.
const MAX_ERRORS: usize = 1000;

/// A foreign field name is repeated in the answer up to here.
const MAX_NAME_BYTES: usize = 100;

/// The path being read and the errors met. Shared by all readers of one input, hence the cells.
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
    /// Reads something at the field `name` of where we are.
    pub(super) fn within<T>(&self, name: &'static str, read: impl FnOnce() -> T) -> T {
        self.at(Step::Field(name), read)
    }

    /// Reads something at the item `index` of where we are.
    pub(super) fn within_item<T>(&self, index: usize, read: impl FnOnce() -> T) -> T {
        self.at(Step::Item(index), read)
    }

    fn at<T>(&self, step: Step, read: impl FnOnce() -> T) -> T {
        self.path.borrow_mut().push(step);
        let value = read();
        self.path.borrow_mut().pop();
        value
    }

    /// Notes that what stands here is bad.
    pub(super) fn add(&self, problem: Problem) {
        self.note(self.render(), problem);
    }

    /// Notes that a field that is none of ours stands here.
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

    /// Everything noted.
    pub(super) fn into_result(self) -> Result<(), FieldErrors> {
        self.errors.into_inner().into_result()
    }
}

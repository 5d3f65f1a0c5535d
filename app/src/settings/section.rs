//! What a kind of record tells about itself, so that lists and forms can show it.

use std::collections::BTreeMap;
use std::future::Future;

use domain::FieldErrors;
use leptos::prelude::AnyView;
use store::settings::{Choice, Kept, Record, Settings};

use super::input::Input;
use super::sections::SectionName;
use super::values::Values;
use crate::locales::Texts;
use crate::locales::settings::SectionTexts;

/// The records that others may name, by what they are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choices(BTreeMap<&'static str, Vec<Choice>>);

impl Choices {
    /// With the records of a kind.
    #[must_use]
    pub(super) fn with(mut self, what: &'static str, choices: Vec<Choice>) -> Self {
        self.0.insert(what, choices);
        self
    }

    /// The records of a kind.
    pub(super) fn of(&self, what: &str) -> &[Choice] {
        self.0.get(what).map_or(&[], Vec::as_slice)
    }

    /// What the record of a number is called.
    pub(super) fn name(&self, what: &str, id: i64) -> String {
        let known = self.of(what).iter().find(|choice| choice.id == id);
        known.map(|choice| choice.name.clone()).unwrap_or_default()
    }

    /// What records are called, one after the other.
    pub(super) fn names(&self, what: &str, ids: impl IntoIterator<Item = i64>) -> String {
        ids.into_iter().map(|id| self.name(what, id)).collect::<Vec<_>>().join(", ")
    }
}

/// A kind of record with a list and a form.
pub(crate) trait Section: Record {
    /// Its place in the settings.
    const PLACE: SectionName;

    /// The only record there is, where there is one of the kind: its place is a form without a list.
    const ONLY: Option<i64> = None;

    /// Its words.
    fn words(t: &'static Texts) -> &'static SectionTexts;

    /// The heads of its columns, behind the name and before whether it is in use.
    fn heads(t: &'static Texts) -> Vec<&'static str>;

    /// What stands in them.
    fn cells(&self, t: &'static Texts, choices: &Choices) -> Vec<String>;

    /// The records it may name.
    fn choices(settings: &Settings<'_>) -> impl Future<Output = store::Result<Choices>> + Send {
        let _ = settings;
        async { Ok(Choices::default()) }
    }

    /// The fields of its form, for a record that is there or for one to be made.
    fn inputs(t: &'static Texts, choices: &Choices, record: Option<&Self>) -> Vec<Input>;

    /// What a form for one to be made says at first.
    fn blank() -> Values;

    /// What its fields say.
    fn values(&self) -> Values;

    /// What a form says; `before` is the record that is there.
    ///
    /// # Errors
    /// The fields that cannot be read.
    fn from_form(values: &Values, before: Option<&Self>) -> Result<Self, FieldErrors>;

    /// What stands below the form of a record that is there.
    fn below(t: &'static Texts, kept: &Kept<Self>) -> Option<AnyView> {
        let _ = (t, kept);
        None
    }

    /// What is wrong with a field, where the kind has words of its own for it.
    fn complaint(t: &'static Texts, field: &str, problem: &domain::Problem) -> Option<String> {
        let _ = (t, field, problem);
        None
    }
}

//! What a kind of record tells about itself, so that lists and forms can show it.

use std::collections::BTreeMap;
use std::future::Future;

use domain::FieldErrors;
use leptos::prelude::{AnyView, IntoAny};
use store::settings::{Choice, Kept, Record, Settings};

use super::input::Input;
use super::once::Once;
use super::sections::SectionName;
use super::values::Values;
use crate::error::AppError;
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

/// What a list shows of its records besides what they say, by their numbers.
pub(crate) type Facts = BTreeMap<i64, Vec<String>>;

/// What comes of setting a record up.
pub(crate) enum Made {
    /// It is there; on to this address.
    LeadTo(String),
    /// It is there, and something of it is shown only now.
    Show(Once),
}

/// The words of taking a record into use or out of it.
pub(crate) struct SwitchWords {
    /// What the button says.
    pub(super) label: &'static str,
    /// What comes of it.
    pub(super) hint: &'static str,
    /// What is said when it is done.
    pub(super) done: &'static str,
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

    /// What stands in the columns behind those, where the record does not say it.
    fn facts(
        settings: &Settings<'_>,
        t: &'static Texts,
        rows: &[Kept<Self>],
    ) -> impl Future<Output = store::Result<Facts>> + Send {
        let _ = (settings, t, rows);
        async { Ok(Facts::default()) }
    }

    /// Another page about all of them: its address and what it is called.
    fn overview(t: &'static Texts) -> Option<(&'static str, &'static str)> {
        let _ = t;
        None
    }

    /// The word for being in use or not.
    fn state_word(t: &'static Texts, active: bool) -> &'static str {
        if active { t.settings.active } else { t.settings.inactive }
    }

    /// The words of taking one that is in use, or is not, out of it or back; none where it cannot be.
    fn switch_words(t: &'static Texts, active: bool) -> Option<SwitchWords> {
        let t = &t.settings;
        Some(if active {
            SwitchWords { label: t.deactivate, hint: t.deactivate_hint, done: t.deactivated }
        } else {
            SwitchWords { label: t.activate, hint: t.activate_hint, done: t.activated }
        })
    }

    /// Sets one up.
    fn set_up(
        settings: &Settings<'_>,
        t: &'static Texts,
        record: Self,
        now: i64,
    ) -> impl Future<Output = store::Result<Made>> + Send {
        let _ = t;
        async move { settings.create(record, now).await.map(|_| Made::LeadTo(Self::PLACE.href())) }
    }

    /// What stands below the form of one that is there; carries out what was posted from there.
    fn beside(
        settings: &Settings<'_>,
        kept: &Kept<Self>,
    ) -> impl Future<Output = Result<AnyView, AppError>> + Send {
        let _ = (settings, kept);
        async { Ok(().into_any()) }
    }

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

//! The [`Section`] trait: what a kind of settings provides for the shared list and form.

use std::collections::BTreeMap;
use std::future::Future;

use domain::settings::field_name;
use domain::{CalendarId, CaseKindId, ContactReasonId, FieldErrors, GroupId, QueueId, Timestamp, UserId};
use store::settings::{Choice, CreateOutcome, Record, RecordId, Settings, Versioned};

use super::once::OneTimeSecret;
use super::sections::SectionName;
use crate::error::AppError;
use crate::form::{Input, Values};
use crate::locales::Texts;
use crate::ui::erased::{Erased, IntoErased};

/// Records that the list and the form of a section may refer to; each section loads the kinds it
/// uses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choices {
    /// Queues.
    pub(super) queues: Vec<Choice<QueueId>>,
    /// Kinds of cases.
    pub(super) kinds: Vec<Choice<CaseKindId>>,
    /// Contact reasons.
    pub(super) reasons: Vec<Choice<ContactReasonId>>,
    /// Monitoring groups.
    pub(super) groups: Vec<Choice<GroupId>>,
    /// Business calendars.
    pub(super) calendars: Vec<Choice<CalendarId>>,
    /// Users who can be members of groups.
    pub(super) agents: Vec<Choice<UserId>>,
    /// Users who can supervise groups.
    pub(super) supervisors: Vec<Choice<UserId>>,
}

/// The name of the record with this ID; empty if it is unknown.
pub(super) fn name<Id: RecordId>(choices: &[Choice<Id>], id: Id) -> &str {
    choices.iter().find(|choice| choice.id == id).map_or("", |choice| &choice.name)
}

/// The names of records, separated by commas.
pub(super) fn names<Id: RecordId>(choices: &[Choice<Id>], ids: &[Id]) -> String {
    ids.iter().map(|id| name(choices, *id)).collect::<Vec<_>>().join(", ")
}

/// Cells of a list that do not come from the records themselves, by record ID.
pub(crate) type ExtraCells<Id> = BTreeMap<Id, Vec<String>>;

/// What the page does after a record was created.
pub(crate) enum AfterCreate {
    /// Redirects to this address.
    Redirect(String),
    /// Shows a value that is shown only once.
    Show(OneTimeSecret),
}

/// Texts of the button that activates or deactivates a record.
pub(crate) struct SwitchTexts {
    /// Label of the button.
    pub(super) label: &'static str,
    /// The consequence, shown next to the button.
    pub(super) hint: &'static str,
    /// The notice after success.
    pub(super) done: &'static str,
}

/// A variant of a kind of settings, whose records have fields of their own. Its name is the parameter
/// `kind` of the address of a new record, and a hidden field of its form.
pub(crate) struct Variant {
    /// The name.
    pub(super) name: &'static str,
    /// Its title.
    pub(super) title: &'static str,
    /// What it is for.
    pub(super) text: &'static str,
    /// Its icon.
    pub(super) icon: &'static str,
}

/// A kind of settings with a list and a form.
pub(crate) trait Section: Record {
    /// The section of the settings that shows these records.
    const SECTION: SectionName;

    /// The ID of the only record, for kinds that have exactly one: the section is a form without a
    /// list.
    const SINGLETON_ID: Option<Self::Id> = None;

    /// Whether the button that activates or deactivates a record stands above the panel, because that
    /// may be long.
    const SWITCH_ABOVE_PANEL: bool = false;

    /// The variants of new records: the page of a new record begins with the choice of one. Without any,
    /// there is one form.
    fn variants(t: &'static Texts) -> Vec<Variant> {
        let _ = t;
        Vec::new()
    }

    /// Column titles of the list, between the name and the state.
    fn column_titles(t: &'static Texts) -> Vec<&'static str> {
        let _ = t;
        Vec::new()
    }

    /// The cells of the first of these columns, taken from the record.
    fn cells(&self, t: &'static Texts, choices: &Choices) -> Vec<String> {
        let _ = (t, choices);
        Vec::new()
    }

    /// The cells of the remaining columns, which need a query of their own.
    fn extra_cells(
        settings: &Settings<'_>,
        t: &'static Texts,
        rows: &[Versioned<Self>],
    ) -> impl Future<Output = store::Result<ExtraCells<Self::Id>>> + Send {
        let _ = (settings, t, rows);
        async { Ok(ExtraCells::default()) }
    }

    /// The path and the title of another page about all records of the kind.
    fn overview(t: &'static Texts) -> Option<(&'static str, &'static str)> {
        let _ = t;
        None
    }

    /// The label of the active or inactive state.
    fn state_label(t: &'static Texts, active: bool) -> &'static str {
        if active { t.settings.active } else { t.settings.inactive }
    }

    /// Texts of the button that toggles a record in the state `active`; `None` if it cannot be
    /// toggled.
    fn switch_texts(t: &'static Texts, active: bool) -> Option<SwitchTexts> {
        let t = &t.settings;
        Some(if active {
            SwitchTexts { label: t.deactivate, hint: t.deactivate_hint, done: t.deactivated }
        } else {
            SwitchTexts { label: t.activate, hint: t.activate_hint, done: t.activated }
        })
    }

    /// Creates a record; redirects to the list unless overridden.
    fn create(
        settings: &Settings<'_>,
        t: &'static Texts,
        record: Self,
        now: Timestamp,
    ) -> impl Future<Output = store::Result<CreateOutcome<AfterCreate>>> + Send {
        let _ = t;
        async move {
            let outcome = settings.create(record, now).await?;
            Ok(outcome.map(|_| AfterCreate::Redirect(Self::SECTION.href())))
        }
    }

    /// Runs the extra forms of an existing record if one was posted, and renders them below its
    /// form.
    fn load_panel(
        settings: &Settings<'_>,
        stored: &Versioned<Self>,
    ) -> impl Future<Output = Result<Erased, AppError>> + Send {
        let _ = (settings, stored);
        async { Ok(().erased()) }
    }

    /// The records that the form may refer to.
    fn choices(settings: &Settings<'_>) -> impl Future<Output = store::Result<Choices>> + Send {
        let _ = settings;
        async { Ok(Choices::default()) }
    }

    /// The fields of the form; `record` is `None` when a new one is created.
    fn inputs(t: &'static Texts, choices: &Choices, record: Option<&Self>) -> Vec<Input>;

    /// The fields of the form for a new record, of a variant if there are some, and their initial values.
    fn new_form(t: &'static Texts, choices: &Choices, variant: Option<&Variant>) -> (Vec<Input>, Values) {
        let _ = variant;
        (Self::inputs(t, choices, None), Self::default_values())
    }

    /// The initial values of the form for a new record: active, and nothing else.
    fn default_values() -> Values {
        Values::default().with_yes(field_name::ACTIVE, true)
    }

    /// The record as form values.
    fn values(&self) -> Values;

    /// Reads a record from the form; `before` is the existing record.
    ///
    /// # Errors
    /// The invalid fields.
    fn from_form(values: &Values, before: Option<&Self>) -> Result<Self, FieldErrors>;

    /// Content at the bottom of the page of an existing record.
    fn footer(t: &'static Texts, stored: &Versioned<Self>) -> Option<Erased> {
        let _ = (t, stored);
        None
    }

    /// The message for a field error, if the kind overrides the general one.
    fn field_message(t: &'static Texts, field: &str, problem: &domain::Problem) -> Option<String> {
        let _ = (t, field, problem);
        None
    }
}

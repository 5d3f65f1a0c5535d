//! The form of a record: its fields with their errors, and the button that activates or deactivates
//! it. [`load`] is generic over the kind, the markup is not, so that it is compiled only once.

use futures::FutureExt;
use futures::future::BoxFuture;
use leptos::prelude::*;
use store::settings::{Settings, Versioned};

use super::layout::settings;
use super::once::OneTimeSecret;
use super::section::{Choices, Section, SwitchTexts};
use super::sections::SectionName;
use super::submit::{ACTIVE, FormOutcome, RECORD, submit};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::form::{Draft, Field, Form, FormState, Input};
use crate::locales::settings::SectionTexts;
use crate::locales::{Texts, use_texts};
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;

/// The form of an existing or a new record, ready to be rendered.
pub(super) struct RecordForm {
    section: SectionName,
    words: &'static SectionTexts,
    /// Whether the kind has exactly one record.
    singleton: bool,
    /// The action of the form.
    here: String,
    title: String,
    inputs: Vec<Input>,
    state: FormState,
    /// Whether the record is active; `None` if it has no such state.
    in_use: Option<bool>,
    /// The label of a record that is not.
    inactive: &'static str,
    switch: Option<SwitchTexts>,
    panel: Erased,
    footer: Option<Erased>,
}

impl RecordForm {
    fn of<S: Section>(
        t: &'static Texts,
        stored: Option<&Versioned<S>>,
        choices: &Choices,
        draft: Option<Draft>,
        panel: Erased,
    ) -> Self {
        let (words, list, singleton) = (S::SECTION.words(t), S::SECTION.href(), S::SINGLETON_ID.is_some());
        let (here, title) = match stored {
            None => (format!("{list}/new"), words.create.to_owned()),
            Some(_) if singleton => (list, words.title.to_owned()),
            Some(stored) => (format!("{list}/{}", stored.id), stored.record.label()),
        };
        let revision = stored.map(|stored| stored.revision).unwrap_or_default();
        let values = stored.map_or_else(S::default_values, |stored| stored.record.values());
        let values = values.with("revision", revision.to_string());
        let active = stored.filter(|_| !singleton).map(|stored| stored.record.active());
        Self {
            section: S::SECTION,
            words,
            singleton,
            here,
            title,
            inputs: S::inputs(t, choices, stored.map(|stored| &stored.record)),
            state: FormState::new("field", values, draft),
            in_use: active,
            inactive: S::state_label(t, false),
            switch: active.and_then(|active| S::switch_texts(t, active)),
            panel,
            footer: stored.and_then(|stored| S::footer(t, stored)),
        }
    }
}

/// What to render after submitting.
pub(super) enum Loaded {
    /// The form.
    Form(Box<RecordForm>),
    /// A value that is shown only once.
    OneTimeSecret(OneTimeSecret),
}

/// A form that is being loaded.
pub(super) type Loading = BoxFuture<'static, Result<Loaded, AppError>>;

/// Loads the form of a kind with exactly one record; `None` if the kind has a list of records.
pub(super) fn load_singleton<S: Section>() -> Option<Loading> {
    S::SINGLETON_ID.map(|id| load::<S>(Some(id)).boxed())
}

/// Loads the form that the last segment of a path names: `new` or an ID. `None` if there is no such
/// path.
pub(super) fn load_from_path<S: Section>(segment: &str) -> Option<Loading> {
    let id = if segment == "new" { None } else { Some(segment.parse().ok()?) };
    S::SINGLETON_ID.is_none().then(|| load::<S>(id).boxed())
}

/// Loads the record with this ID (`None` for a new one) and submits the form if one was posted.
async fn load<S: Section>(id: Option<S::Id>) -> Result<Loaded, AppError> {
    let context = RequestContext::current()?;
    let settings = settings(&context)?;
    let mut stored = load_record(&settings, id).await?;
    let draft = match submit(&settings, stored.as_ref()).await? {
        FormOutcome::Secret(secret) => return Ok(Loaded::OneTimeSecret(secret)),
        FormOutcome::Rejected(draft) => {
            // After a conflict the form shows what is stored by now.
            stored = load_record(&settings, id).await?;
            Some(draft)
        }
        FormOutcome::Nothing => None,
    };
    let choices = S::choices(&settings).await?;
    let panel = match &stored {
        Some(stored) => S::load_panel(&settings, stored).await?,
        None => ().erased(),
    };
    Ok(Loaded::Form(Box::new(RecordForm::of(use_texts(), stored.as_ref(), &choices, draft, panel))))
}

async fn load_record<S: Section>(
    settings: &Settings<'_>,
    id: Option<S::Id>,
) -> Result<Option<Versioned<S>>, AppError> {
    let Some(id) = id else { return Ok(None) };
    settings.get::<S>(id).await?.map(Some).ok_or(AppError::NotFound)
}

pub(super) fn record_form(form: RecordForm) -> impl IntoView {
    let t = use_texts();
    let RecordForm { section, words, singleton, here, title, inputs, state, .. } = form;
    let list = section.href();
    // These buttons come after the save button in the markup, so that Enter saves.
    let more = inputs.iter().filter_map(|input| {
        let label = input.more_rows()?;
        Some(view! { <button class="button" name="more" value=input.name().to_owned()>{label}</button> })
    });
    let more = more.collect_view();
    let fields = inputs.into_iter().map(|input| view! { <Field input state=state.clone()/> });
    let content = view! {
        {fields.collect_view()}
        <div class="filters-actions">
            <button class="button button-primary">{t.save}</button>
            {more}
            <a class="button button-quiet" href=list.clone()>{t.case.cancel}</a>
        </div>
    };
    let content = content.erased();
    let back = (!singleton).then(|| {
        view! {
            <a class="icon-button" href=list aria-label=words.back title=words.back>
                {icon("chevron-left", "icon")}
            </a>
        }
    });
    let switch = form.in_use.zip(form.switch);
    let switch = switch.map(|(active, words)| view! { <Switch here=here.clone() active words/> });
    view! {
        <div class="page-head">
            {back}
            <h2 class="settings-title" dir="auto">{domain::bidi::plain(&title)}</h2>
            {(form.in_use == Some(false)).then(|| view! { <span class="tag">{form.inactive}</span> })}
        </div>
        <section class="card card-padded">
            <Form name=RECORD state action=here class="form settings-form" label=title in_place=true kept=&["revision"] content/>
        </section>
        {form.panel}
        {switch}
        {form.footer}
    }
}

/// The button that activates or deactivates the record, independent of the rest of the form.
#[component]
fn Switch(here: String, active: bool, words: SwitchTexts) -> impl IntoView {
    let SwitchTexts { label, hint, .. } = words;
    view! {
        <form method="post" action=here class="card card-padded settings-switch" data-in-place="" aria-label=label>
            <input type="hidden" name="form" value=ACTIVE/>
            <input type="hidden" name="active" value=if active { "no" } else { "yes" }/>
            <p class="card-text">{hint}</p>
            <button class="button">{label}</button>
        </form>
    }
}

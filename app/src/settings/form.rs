//! The form of a record: its fields with their errors, and the button that activates or deactivates
//! it. [`load`] is generic over the kind, the markup is not, so that it is compiled only once.
//!
//! A new record of a kind with variants begins with the choice of one ([`super::variants`]).

use domain::settings::field_name;
use futures::FutureExt;
use futures::future::BoxFuture;
use leptos::prelude::*;
use store::settings::{Settings, Versioned};

use super::layout::settings;
use super::once::OneTimeSecret;
use super::section::{Choices, Section, SwitchTexts, Variant};
use super::sections::SectionName;
use super::submit::{ACTIVE, FormOutcome, RECORD, submit};
use super::variants::VariantChoice;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::form::{Draft, Field, Form, FormState, Input, Submission};
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
    switch_above_panel: bool,
    /// The hidden fields.
    kept: &'static [&'static str],
    panel: Erased,
    footer: Option<Erased>,
}

impl RecordForm {
    fn of<S: Section>(
        t: &'static Texts,
        stored: Option<&Versioned<S>>,
        variant: Option<&Variant>,
        choices: &Choices,
        draft: Option<Draft>,
        panel: Erased,
    ) -> Self {
        let (words, list, singleton) = (S::SECTION.words(t), S::SECTION.href(), S::SINGLETON_ID.is_some());
        let (here, title) = match (stored, variant) {
            (None, None) => (format!("{list}/new"), words.create.to_owned()),
            (None, Some(variant)) => {
                (variant.href(S::SECTION), format!("{}: {}", words.create, variant.title))
            }
            (Some(_), _) if singleton => (list, words.title.to_owned()),
            (Some(stored), _) => (format!("{list}/{}", stored.id), stored.record.label()),
        };
        let revision = stored.map(|stored| stored.revision).unwrap_or_default();
        let (inputs, values) = match stored {
            Some(stored) => (S::inputs(t, choices, Some(&stored.record)), stored.record.values()),
            None => S::new_form(t, choices, variant),
        };
        let values = values.with("revision", revision.to_string());
        let (values, kept): (_, &[_]) = match variant {
            Some(variant) => (values.with(field_name::KIND, variant.name), &["revision", field_name::KIND]),
            None => (values, &["revision"]),
        };
        let active = stored.filter(|_| !singleton).map(|stored| stored.record.active());
        Self {
            section: S::SECTION,
            words,
            singleton,
            here,
            title,
            inputs,
            state: FormState::new("field", values, draft),
            in_use: active,
            inactive: S::state_label(t, false),
            switch: active.and_then(|active| S::switch_texts(t, active)),
            switch_above_panel: S::SWITCH_ABOVE_PANEL,
            kept,
            panel,
            footer: stored.and_then(|stored| S::footer(t, stored)),
        }
    }
}

/// What to render after submitting.
pub(super) enum Loaded {
    /// The form.
    Form(Box<RecordForm>),
    /// The choice of the variant of a new record.
    Choice(VariantChoice),
    /// A value that is shown only once.
    OneTimeSecret(OneTimeSecret),
}

/// A form that is being loaded.
pub(super) type Loading = BoxFuture<'static, Result<Loaded, AppError>>;

/// Loads the form of a kind with exactly one record; `None` if the kind has a list of records.
pub(super) fn load_singleton<S: Section>() -> Option<Loading> {
    S::SINGLETON_ID.map(|id| load::<S>(Some(id), String::new()).boxed())
}

/// Loads the form that the last segment of a path names: `new` or an ID. `None` if there is no such
/// path. `variant` is the name in the address of that of a new record.
pub(super) fn load_from_path<S: Section>(segment: &str, variant: String) -> Option<Loading> {
    let id = if segment == "new" { None } else { Some(segment.parse().ok()?) };
    S::SINGLETON_ID.is_none().then(|| load::<S>(id, variant).boxed())
}

/// Loads the record with this ID (`None` for a new one) and submits the form if one was posted.
async fn load<S: Section>(id: Option<S::Id>, variant: String) -> Result<Loaded, AppError> {
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
    let t = use_texts();
    let variants = if stored.is_none() { S::variants(t) } else { Vec::new() };
    // A form that comes back is of the variant that it was.
    let variant = Submission::of(RECORD).map_or(variant, |form| form.field(field_name::KIND).to_owned());
    let chosen = variants.iter().find(|one| one.name == variant);
    if chosen.is_none() && !variants.is_empty() {
        return Ok(Loaded::Choice(VariantChoice::new::<S>(t, variants, draft)));
    }
    let choices = S::choices(&settings).await?;
    let panel = match &stored {
        Some(stored) => S::load_panel(&settings, stored).await?,
        None => ().erased(),
    };
    Ok(Loaded::Form(Box::new(RecordForm::of(t, stored.as_ref(), chosen, &choices, draft, panel))))
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
    let RecordForm { section, words, singleton, here, title, inputs, state, kept, .. } = form;
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
            <a class="button button-quiet" href=list.clone()>{t.case().cancel}</a>
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
    let switch = switch.map(|(active, words)| view! { <Switch here=here.clone() active words/> }.erased());
    let (above, below) = if form.switch_above_panel { (switch, None) } else { (None, switch) };
    view! {
        <div class="page-head">
            {back}
            <h2 class="settings-title" dir="auto">{domain::bidi::plain(&title)}</h2>
            {(form.in_use == Some(false)).then(|| view! { <span class="tag">{form.inactive}</span> })}
        </div>
        <section class="card card-padded">
            <Form name=RECORD state action=here class="form settings-form" label=title in_place=true kept content/>
        </section>
        {above}
        {form.panel}
        {below}
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

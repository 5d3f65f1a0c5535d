//! The form of a record: its fields, what is wrong with them, and taking it into use or out of it.
//! What a kind says is gathered first ([`load`]), so that the markup is there once and not once for
//! every kind.

use leptos::prelude::*;
use store::settings::Kept;

use super::draft::{ACTIVE, Draft, Outcome, RECORD, carry_out};
use super::input::{Field, Input};
use super::once::Once;
use super::page::settings;
use super::rows::rows_view;
use super::section::{Choices, Section, SwitchWords};
use super::sections::SectionName;
use super::values::Values;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::locales::settings::SectionTexts;
use crate::locales::{Texts, use_texts};
use crate::ui::icon::icon;

/// The form of a record that is there or of one to be made, ready to be shown.
pub(super) struct RecordForm {
    place: SectionName,
    words: &'static SectionTexts,
    /// Whether it is the only record of its kind.
    alone: bool,
    /// Where the form is posted to.
    here: String,
    title: String,
    revision: i64,
    values: Values,
    inputs: Vec<Input>,
    draft: Option<Draft>,
    /// Whether the record is in use, where it can be taken out of it.
    in_use: Option<bool>,
    state: &'static str,
    switch: Option<SwitchWords>,
    beside: AnyView,
    below: Option<AnyView>,
}

impl RecordForm {
    fn of<S: Section>(
        t: &'static Texts,
        kept: Option<&Kept<S>>,
        choices: &Choices,
        draft: Option<Draft>,
        beside: AnyView,
    ) -> Self {
        let (words, list, alone) = (S::words(t), S::PLACE.href(), S::ONLY.is_some());
        let (here, title) = match kept {
            None => (format!("{list}/new"), words.create.to_owned()),
            Some(_) if alone => (list, words.title.to_owned()),
            Some(kept) => (format!("{list}/{}", kept.id), kept.record.label()),
        };
        let revision = draft.as_ref().and_then(Draft::revision).or_else(|| kept.map(|kept| kept.revision));
        let typed = draft.as_ref().map(|draft| draft.typed.clone());
        let active = kept.filter(|_| !alone).map(|kept| kept.record.active());
        Self {
            place: S::PLACE,
            words,
            alone,
            here,
            title,
            revision: revision.unwrap_or_default(),
            values: typed.unwrap_or_else(|| kept.map_or_else(S::blank, |kept| kept.record.values())),
            inputs: S::inputs(t, choices, kept.map(|kept| &kept.record)),
            draft,
            in_use: active,
            state: S::state_word(t, false),
            switch: active.and_then(|active| S::switch_words(t, active)),
            beside,
            below: kept.and_then(|kept| S::below(t, kept)),
        }
    }
}

/// What there is to show once a posted form, if there is one, has been carried out.
pub(super) enum Loaded {
    /// The form.
    Form(Box<RecordForm>),
    /// Something of what was made is shown only now.
    Once(Once),
}

/// Reads the record of this number, or none for one to be made, and carries out what was posted.
pub(super) async fn load<S: Section>(id: Option<i64>) -> Result<Loaded, AppError> {
    let context = RequestContext::current()?;
    let settings = settings(&context)?;
    let kept = match id {
        None => None,
        Some(id) => {
            let kept = settings.get::<S>(id).await?;
            Some(kept.ok_or(AppError::NotFound)?)
        }
    };
    let draft = match carry_out(&settings, kept.as_ref()).await? {
        Outcome::Show(once) => return Ok(Loaded::Once(once)),
        Outcome::Back(draft) => Some(draft),
        Outcome::Nothing => None,
    };
    let choices = S::choices(&settings).await?;
    let beside = match &kept {
        Some(kept) => S::beside(&settings, kept).await?,
        None => ().into_any(),
    };
    Ok(Loaded::Form(Box::new(RecordForm::of(use_texts(), kept.as_ref(), &choices, draft, beside))))
}

/// The form.
pub(super) fn record_form(form: RecordForm) -> impl IntoView {
    let t = use_texts();
    let RecordForm { place, words, alone, here, title, revision, values, inputs, draft, .. } = form;
    let list = place.href();
    let notice = draft.as_ref().and_then(|draft| draft.notice(t)).map(|text| {
        view! {
            <div class="notice notice-error" role="alert">
                {icon("alert", "icon")} <p data-announce="">{text}</p>
            </div>
        }
    });
    let remark_of = |input: &Input| draft.as_ref().and_then(|draft| draft.remark(t, input));
    // Behind the button that saves: that one is pressed by the key Enter.
    let more = inputs.iter().filter_map(|input| {
        let rows = input.as_rows()?;
        Some(view! { <button class="button" name="more" value=input.name().to_owned()>{rows.more}</button> })
    });
    let more = more.collect_view();
    let fields = inputs.into_iter().map(|input| {
        let remark = remark_of(&input);
        match input.as_rows() {
            Some(rows) => rows_view(&input, rows, &values, remark, &remark_of).into_any(),
            None => view! { <Field input values=values.clone() remark/> }.into_any(),
        }
    });
    let fields = fields.collect_view();
    let back = (!alone).then(|| {
        view! {
            <a class="icon-button" href=list.clone() aria-label=words.back title=words.back>
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
            {(form.in_use == Some(false)).then(|| view! { <span class="tag">{form.state}</span> })}
        </div>
        <section class="card card-padded">
            <form method="post" action=here class="form settings-form" data-in-place="" aria-label=title novalidate>
                {notice}
                <input type="hidden" name="form" value=RECORD/>
                <input type="hidden" name="revision" value=revision.to_string()/>
                {fields}
                <div class="filters-actions">
                    <button class="button button-primary">{t.save}</button>
                    {more}
                    <a class="button button-quiet" href=list>{t.case.cancel}</a>
                </div>
            </form>
        </section>
        {form.beside}
        {switch}
        {form.below}
    }
}

/// Takes the record into use or out of it, whatever else the form says.
#[component]
fn Switch(here: String, active: bool, words: SwitchWords) -> impl IntoView {
    let SwitchWords { label, hint, .. } = words;
    view! {
        <form method="post" action=here class="card card-padded settings-switch" data-in-place="" aria-label=label>
            <input type="hidden" name="form" value=ACTIVE/>
            <input type="hidden" name="active" value=if active { "no" } else { "yes" }/>
            <p class="card-text">{hint}</p>
            <button class="button">{label}</button>
        </form>
    }
}

//! The form of a record: its fields, what is wrong with them, and taking it into use or out of it.

use leptos::prelude::*;
use store::settings::Kept;

use super::draft::{ACTIVE, Draft, RECORD};
use super::input::{Field, Input};
use super::rows::rows_view;
use super::section::{Choices, Section, SwitchWords};
use crate::locales::use_texts;
use crate::ui::icon::icon;

/// The form of a record that is there, or of one to be made.
pub(super) fn record_form<S: Section>(
    kept: Option<Kept<S>>,
    choices: &Choices,
    draft: Option<Draft>,
    beside: AnyView,
) -> impl IntoView + use<S> {
    let t = use_texts();
    let words = S::words(t);
    let list = S::PLACE.href();
    let here = match &kept {
        None => format!("{list}/new"),
        Some(_) if S::ONLY.is_some() => list.clone(),
        Some(kept) => format!("{list}/{}", kept.id),
    };
    let title = match &kept {
        None => words.create.to_owned(),
        Some(_) if S::ONLY.is_some() => words.title.to_owned(),
        Some(kept) => kept.record.label(),
    };
    let revision = draft.as_ref().and_then(Draft::revision);
    let revision = revision.or_else(|| kept.as_ref().map(|kept| kept.revision)).unwrap_or_default();
    let values = draft.as_ref().map(|draft| draft.typed.clone());
    let values = values.unwrap_or_else(|| kept.as_ref().map_or_else(S::blank, |kept| kept.record.values()));
    let notice = draft.as_ref().and_then(|draft| draft.notice(t)).map(|text| {
        view! {
            <div class="notice notice-error" role="alert">
                {icon("alert", "icon")} <p data-announce="">{text}</p>
            </div>
        }
    });
    let remark_of = |input: &Input| draft.as_ref().and_then(|draft| draft.remark::<S>(t, input));
    let inputs = S::inputs(t, choices, kept.as_ref().map(|kept| &kept.record));
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
    let in_use = kept.as_ref().filter(|_| S::ONLY.is_none()).map(|kept| kept.record.active());
    let below = kept.as_ref().and_then(|kept| S::below(t, kept));
    let back = S::ONLY.is_none().then(|| {
        view! {
            <a class="icon-button" href=list.clone() aria-label=words.back title=words.back>
                {icon("chevron-left", "icon")}
            </a>
        }
    });
    let words_of = |active| S::switch_words(t, active).map(|words| (active, words));
    let switch = in_use.and_then(words_of);
    let switch = switch.map(|(active, words)| view! { <Switch here=here.clone() active words/> });
    view! {
        <div class="page-head">
            {back}
            <h2 class="settings-title">{title.clone()}</h2>
            {(in_use == Some(false)).then(|| view! { <span class="tag">{S::state_word(t, false)}</span> })}
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
        {beside}
        {switch}
        {below}
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

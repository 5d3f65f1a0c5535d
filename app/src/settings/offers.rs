//! `/settings/reasons/queues`: a matrix of which queues offer which contact reasons. Their order is
//! set in the form of each queue.

use std::collections::{BTreeMap, BTreeSet};

use domain::settings::{QueueRecord, ReasonRecord};
use domain::{ContactReasonId, QueueId, Revision, bidi};
use leptos::prelude::*;
use store::settings::{ChangeAll, Choice, Settings, Versioned};

use super::layout::{SettingsLayout, settings};
use super::sections::SectionName;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Flash, Notice};
use crate::form::{Draft, Form, FormState, Rejection, Submission, Values};
use crate::locales::use_texts;
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::state::Failure;

pub(super) const HERE: &str = "/settings/reasons/queues";
const FORM: &str = "settings-offers";

/// The reasons that are ticked, by queue.
type Ticked = BTreeMap<QueueId, Vec<ContactReasonId>>;

struct Offers {
    reasons: Vec<Choice<ContactReasonId>>,
    queues: Vec<Versioned<QueueRecord>>,
    /// The unsaved selection of the queues that the user changed.
    ticked: Ticked,
    /// The form that came back because of an edit conflict.
    draft: Option<Draft>,
}

/// `/settings/reasons/queues`
#[component]
pub fn OffersPage() -> impl IntoView {
    let content = Suspend::new(async move {
        match load().await {
            Ok(offers) => view! { <Flash/> <Matrix offers/> }.erased(),
            Err(error) => view! { <Failure error/> }.erased(),
        }
    });
    let (title, path) = (use_texts().settings.reasons.offers, SectionName::Reasons.path());
    view! { <SettingsLayout title path>{content}</SettingsLayout> }
}

async fn load() -> Result<Offers, AppError> {
    let context = RequestContext::current()?;
    let settings = settings(&context)?;
    let reasons = settings.choices::<ReasonRecord>().await?;
    let mut offers = Offers {
        reasons: reasons.into_iter().filter(|reason| reason.active).collect(),
        queues: queues(&settings).await?,
        ticked: Ticked::new(),
        draft: None,
    };
    let Some(form) = Submission::of(FORM) else { return Ok(offers) };
    let ticked = changed_ticks(&offers, &form);
    let wanted = wanted(&offers, &form, &ticked);
    match settings.change_all(wanted, store::clock::now()).await? {
        ChangeAll::Saved(_) => {
            flash::answer(Ok(Notice::done(use_texts().settings.reasons.offers_saved)), Some(HERE));
        }
        ChangeAll::Gone => return Err(AppError::NotFound),
        // The form has nothing but ticks: the user cannot correct the rest of a queue here.
        ChangeAll::Invalid(errors) => return Err(AppError::failed(errors)),
        ChangeAll::Conflict(stored) => {
            let changed: Vec<String> = stored.into_iter().map(|stored| stored.record.name).collect();
            let notice = (use_texts().settings.reasons.offers_changed)(&changed.join(", "));
            offers.ticked = ticked;
            offers.draft = Some(Draft::new(&form, Rejection::Conflict, notice));
        }
    }
    Ok(offers)
}

/// The active queues, by name.
async fn queues(settings: &Settings<'_>) -> Result<Vec<Versioned<QueueRecord>>, AppError> {
    let choices = settings.choices::<QueueRecord>().await?.into_iter();
    let active: Vec<QueueId> = choices.filter(|choice| choice.active).map(|choice| choice.id).collect();
    Ok(settings.get_all(&active).await?)
}

/// The reasons by queue, from the form fields with this prefix.
fn read(form: &Submission, name: &'static str) -> Ticked {
    let mut read = Ticked::new();
    for (queue, reason) in form.under(name) {
        if let (Ok(queue), Ok(reason)) = (queue.parse(), reason.parse()) {
            read.entry(queue).or_default().push(reason);
        }
    }
    read
}

/// The selection of the queues that the user changed since the page was loaded. The other queues
/// are not written, so concurrent changes to them are kept.
fn changed_ticks(offers: &Offers, form: &Submission) -> Ticked {
    let (before, mut now) = (read(form, "before."), read(form, "offered."));
    let set = |reasons: Option<&Vec<ContactReasonId>>| -> BTreeSet<ContactReasonId> {
        reasons.into_iter().flatten().copied().collect()
    };
    let changed = offers.queues.iter().filter(|queue| set(now.get(&queue.id)) != set(before.get(&queue.id)));
    let changed: Vec<QueueId> = changed.map(|queue| queue.id).collect();
    changed.into_iter().map(|queue| (queue, now.remove(&queue).unwrap_or_default())).collect()
}

/// The changed queues as they are to be saved: remaining reasons keep their position, new ones are
/// appended, and inactive ones, which the form does not show, are kept.
fn wanted(offers: &Offers, form: &Submission, ticked: &Ticked) -> Vec<(QueueId, Revision, QueueRecord)> {
    let shown = |reason: &ContactReasonId| offers.reasons.iter().any(|one| one.id == *reason);
    let of_form = offers.queues.iter().filter_map(|queue| {
        let ticked = ticked.get(&queue.id)?;
        let revision = form.field(&format!("revision.{}", queue.id)).parse().ok()?;
        let mut record = queue.record.clone();
        record.reasons.retain(|reason| ticked.contains(reason) || !shown(reason));
        let added = ticked.iter().filter(|reason| shown(reason) && !record.reasons.contains(reason));
        let added: Vec<_> = added.copied().collect();
        record.reasons.extend(added);
        Some((queue.id, revision, record))
    });
    of_form.collect()
}

#[component]
fn Matrix(offers: Offers) -> impl IntoView {
    let t = use_texts();
    let words = &t.settings.reasons;
    let Offers { reasons, queues, ticked, draft } = offers;
    let head = view! {
        <div class="page-head">
            <a class="icon-button" href=SectionName::Reasons.href() aria-label=words.section.back
                title=words.section.back>
                {icon("chevron-left", "icon")}
            </a>
            <h2 class="settings-title" id="offers-title">{words.offers}</h2>
        </div>
        <p class="card-text">{words.offers_hint}</p>
    };
    if reasons.is_empty() || queues.is_empty() {
        let empty = view! { {head} <p class="card card-padded">{words.offers_empty}</p> };
        return empty.erased();
    }
    let revisions = queues.iter().map(|queue| {
        let name = format!("revision.{}", queue.id);
        view! { <input type="hidden" name=name value=queue.revision.to_string()/> }
    });
    let revisions = revisions.collect_view();
    let before = queues.iter().flat_map(|queue| {
        let shown = reasons.iter().filter(|reason| queue.record.reasons.contains(&reason.id));
        shown.map(|reason| {
            let name = format!("before.{}", queue.id);
            view! { <input type="hidden" name=name value=reason.id.to_string()/> }
        })
    });
    let before = before.collect_view();
    let heads = queues.iter().map(|queue| {
        view! { <th scope="col"><a class="settings-link" href=format!("/settings/queues/{}", queue.id) dir="auto">{bidi::plain(&queue.record.name)}</a></th> }
    });
    let heads = heads.collect_view();
    let rows = reasons.into_iter().map(|reason| {
        let cells = queues.iter().map(|queue| {
            let ticked = ticked.get(&queue.id).unwrap_or(&queue.record.reasons).contains(&reason.id);
            let label = (words.offered_in)(&reason.name, &queue.record.name);
            view! {
                <td>
                    <label class="offer">
                        <input class="checkbox" type="checkbox" name=format!("offered.{}", queue.id)
                            value=reason.id.to_string() checked=ticked aria-label=label/>
                    </label>
                </td>
            }
        });
        let cells = cells.collect_view();
        view! { <tr><th scope="row" dir="auto">{bidi::plain(&reason.name)}</th>{cells}</tr> }
    });
    let rows = rows.collect_view();
    let content = view! {
        {revisions}
        {before}
        <section class="card offers" tabindex="0" aria-labelledby="offers-title">
            <table class="offers-table">
                <thead><tr><th scope="col">{words.reason}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
        <div class="filters-actions">
            <button class="button button-primary">{t.save}</button>
            <a class="button button-quiet" href=SectionName::Reasons.href()>{t.case().cancel}</a>
        </div>
    };
    let (content, state) = (content.erased(), FormState::new("offer", Values::default(), draft));
    view! {
        {head}
        <Form name=FORM state action=HERE class="form" labelled_by="offers-title" in_place=true content/>
    }
    .erased()
}

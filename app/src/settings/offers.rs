//! `/settings/reasons/queues`: which queues offer which contact reasons, all of it at once. In which
//! order a queue offers them is said in the queue's own form.

use std::collections::{BTreeMap, BTreeSet};

use domain::settings::{QueueRecord, ReasonRecord};
use domain::{ContactReasonId, bidi};
use http::StatusCode;
use leptos::prelude::*;
use store::settings::{ChangeAll, Choice, Kept, Settings};

use super::page::{Place, settings};
use super::sections::SectionName;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Flash, Notice};
use crate::forms::{Submission, answer_with};
use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::state::Failure;

/// Where the page stands.
pub(super) const HERE: &str = "/settings/reasons/queues";
const FORM: &str = "settings-offers";

/// The reasons that are ticked, by queue.
type Ticked = BTreeMap<i64, Vec<ContactReasonId>>;

/// What the page shows.
struct Offers {
    reasons: Vec<Choice>,
    queues: Vec<Kept<QueueRecord>>,
    /// What the person ticked where it was not saved, of the queues of which they changed something.
    ticked: Ticked,
    /// The queues that somebody else has changed meanwhile.
    changed: Vec<String>,
}

/// `/settings/reasons/queues`
#[component]
pub fn OffersPage() -> impl IntoView {
    let content = Suspend::new(async move {
        match load().await {
            Ok(offers) => view! { <Flash/> <Matrix offers/> }.into_any(),
            Err(error) => view! { <Failure error/> }.into_any(),
        }
    });
    let (title, path) = (use_texts().settings.reasons.offers, SectionName::Reasons.path());
    view! { <Place title path>{content}</Place> }
}

async fn load() -> Result<Offers, AppError> {
    let context = RequestContext::current()?;
    let settings = settings(&context)?;
    let reasons = settings.choices::<ReasonRecord>().await?;
    let mut offers = Offers {
        reasons: reasons.into_iter().filter(|reason| reason.active).collect(),
        queues: queues(&settings).await?,
        ticked: Ticked::new(),
        changed: Vec::new(),
    };
    let Some(form) = Submission::of(FORM) else { return Ok(offers) };
    let ticked = ticked_anew(&offers, &form);
    let wanted = wanted(&offers, &form, &ticked);
    match settings.change_all(wanted, store::clock::now_ms()).await? {
        ChangeAll::Saved(_) => {
            flash::answer(Ok(Notice::done(use_texts().settings.reasons.offers_saved)), Some(HERE));
        }
        ChangeAll::Gone => return Err(AppError::NotFound),
        ChangeAll::Conflict(kept) => {
            answer_with(StatusCode::CONFLICT);
            offers.ticked = ticked;
            offers.changed = kept.into_iter().map(|kept| kept.record.name).collect();
        }
    }
    Ok(offers)
}

/// The queues in use, by name.
async fn queues(settings: &Settings<'_>) -> Result<Vec<Kept<QueueRecord>>, AppError> {
    let mut queues = Vec::new();
    for choice in settings.choices::<QueueRecord>().await?.iter().filter(|choice| choice.active) {
        queues.extend(settings.get::<QueueRecord>(choice.id).await?);
    }
    Ok(queues)
}

/// What the form says of one kind: by queue the reasons of the fields under this name.
fn read(form: &Submission, name: &'static str) -> Ticked {
    let mut read = Ticked::new();
    for (queue, reason) in form.under(name) {
        if let (Ok(queue), Ok(reason)) = (queue.parse(), reason.parse()) {
            read.entry(queue).or_default().push(ContactReasonId(reason));
        }
    }
    read
}

/// What is ticked now of the queues where that is not what was ticked when the page was read: the
/// others are left to whoever changes them meanwhile.
fn ticked_anew(offers: &Offers, form: &Submission) -> Ticked {
    let (before, mut now) = (read(form, "before."), read(form, "offered."));
    let set = |reasons: Option<&Vec<ContactReasonId>>| -> BTreeSet<ContactReasonId> {
        reasons.into_iter().flatten().copied().collect()
    };
    let changed = offers.queues.iter().filter(|queue| set(now.get(&queue.id)) != set(before.get(&queue.id)));
    let changed: Vec<i64> = changed.map(|queue| queue.id).collect();
    changed.into_iter().map(|queue| (queue, now.remove(&queue).unwrap_or_default())).collect()
}

/// The queues of which something was changed as they are to be: what stays keeps its place, what comes
/// is added behind, and what the form does not show, because it is not in use, stays as it is.
fn wanted(offers: &Offers, form: &Submission, ticked: &Ticked) -> Vec<(i64, i64, QueueRecord)> {
    let shown = |reason: &ContactReasonId| offers.reasons.iter().any(|one| one.id == reason.0);
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
    let Offers { reasons, queues, ticked, changed } = offers;
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
        return empty.into_any();
    }
    let conflict = (!changed.is_empty()).then(|| {
        view! {
            <div class="notice notice-error" role="alert">
                {icon("alert", "icon")} <p data-announce="">{(words.offers_changed)(&changed.join(", "))}</p>
            </div>
        }
    });
    let revisions = queues.iter().map(|queue| {
        let name = format!("revision.{}", queue.id);
        view! { <input type="hidden" name=name value=queue.revision.to_string()/> }
    });
    let revisions = revisions.collect_view();
    let before = queues.iter().flat_map(|queue| {
        let shown =
            reasons.iter().filter(|reason| queue.record.reasons.contains(&ContactReasonId(reason.id)));
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
            let id = ContactReasonId(reason.id);
            let ticked = ticked.get(&queue.id).unwrap_or(&queue.record.reasons).contains(&id);
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
    view! {
        {head}
        <form method="post" action=HERE class="form" data-in-place="" aria-labelledby="offers-title">
            {conflict}
            <input type="hidden" name="form" value=FORM/>
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
                <a class="button button-quiet" href=SectionName::Reasons.href()>{t.case.cancel}</a>
            </div>
        </form>
    }
    .into_any()
}

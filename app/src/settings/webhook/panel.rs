//! What is below the form of a webhook: its state, its secret, deliveries to be sent again and the last
//! attempts, with the forms to act on them.

use domain::settings::{WebhookEvent, WebhookRecord};
use domain::{Timestamp, zone};
use leptos::prelude::*;
use store::settings::{Settings, Versioned};
use store::webhooks::{SkipOutcome, WebhookStatus};

use super::{again, href, log, one_time_secret, problem};
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::Submission;
use crate::locales::{Texts, use_texts};
use crate::settings::once::OneTimeSecretNotice;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;
use crate::ui::user_text::user_text;

/// The form that sends a test event.
const TEST: &str = "webhook-test";
/// The form that makes the next attempt be made now.
const RETRY: &str = "webhook-retry";
/// The form that gives up the delivery that others wait for.
const SKIP: &str = "webhook-skip";
/// Its field with the number of the delivery.
const SEQ: &str = "seq";
/// The form that replaces the secret.
const ROTATE: &str = "webhook-secret";

/// Carries out the form that was posted, and renders the panel.
pub(super) async fn load(
    settings: &Settings<'_>,
    stored: &Versioned<WebhookRecord>,
) -> Result<Erased, AppError> {
    let (t, now, here) = (use_texts(), store::clock::now(), href(stored.id));
    let words = &t.settings.webhooks;
    if Submission::of(TEST).is_some() {
        let notice = match settings.test_webhook(stored, now).await? {
            Some(seq) => Notice::done((words.test_done)(&t.locale.integer(seq.unsigned_abs()))),
            None => Notice::refused(words.test_off),
        };
        flash::answer(Ok(notice), Some(&here));
    }
    if Submission::of(RETRY).is_some() {
        let notice = if settings.try_webhook_now(stored.id).await? {
            Notice::done(words.retry_done)
        } else {
            Notice::refused(words.off_text)
        };
        flash::answer(Ok(notice), Some(&here));
    }
    if let Some(form) = Submission::of(SKIP) {
        let seq: i64 = form.field(SEQ).parse().unwrap_or_default();
        let notice = match settings.skip_webhook_delivery(stored, seq, now).await? {
            SkipOutcome::Skipped => Notice::done((words.skip_done)(&t.locale.integer(seq.unsigned_abs()))),
            SkipOutcome::NotHeldUp => Notice::refused(words.skip_refused),
        };
        flash::answer(Ok(notice), Some(&here));
    }
    let secret = match Submission::of(ROTATE) {
        Some(_) => Some(settings.rotate_webhook_secret(stored, now).await?),
        None => None,
    };
    let again_draft = again::submit(settings, stored, &here, now).await?;

    let status = settings.webhook_status(stored.id, now).await?;
    let secret = secret.map(|secret| {
        let secret = one_time_secret(t, (words.rotated)(&stored.record.name), secret.as_str());
        view! { <OneTimeSecretNotice secret/> }
    });
    let moment = |at: Timestamp| t.locale.date_time(zone::civil(settings.zone(), at));
    let former = status.former_secret_until.map(|until| {
        view! { <p class="card-text">{(words.former_secret)(&moment(until))}</p> }
    });
    let log = log::card(settings, stored).await?;
    Ok(view! {
        {secret}
        {status_card(t, stored.record.active, &status, &here, &moment)}
        <section class="card card-padded source-card" aria-labelledby="secret-title">
            <h3 id="secret-title" class="card-title">{words.secret}</h3>
            <p class="card-text">{words.secret_text}</p>
            {former}
            <form method="post" action=here.clone() aria-label=words.rotate>
                <input type="hidden" name="form" value=ROTATE/>
                <button class="button">{words.rotate}</button>
            </form>
        </section>
        {again::card(t, &status, &here, again_draft)}
        {log}
    }
    .erased())
}

/// The card with the state of a webhook.
fn status_card(
    t: &'static Texts,
    active: bool,
    status: &WebhookStatus,
    here: &str,
    moment: &impl Fn(Timestamp) -> String,
) -> Erased {
    let words = &t.settings.webhooks;
    let fact = |label: &'static str, text: String| {
        view! { <div><dt>{label}</dt><dd>{text}</dd></div> }
    };
    let lead = match (active, status.off_reason, status.failing_since) {
        (false, Some(reason), _) => Some((words.off_reason)(reason).to_owned()),
        (true, _, Some(since)) => Some((words.failing)(&moment(since))),
        _ => None,
    };
    let problem = lead.map(|lead| {
        let stored = status.problem.as_deref();
        let sentence = stored.map(|stored| view! { <p>{user_text(problem::text(t, stored))}</p> });
        let detail = stored.and_then(problem::detail).map(log::code);
        view! {
            <div class="notice notice-warning" role="status">
                {icon("alert", "icon")}
                <div class="source-problem"><p>{lead}</p>{sentence}{detail}</div>
            </div>
        }
    });
    let off = (!active).then(|| view! { <p class="card-text">{words.off_text}</p> });
    let delivered = status.delivered_at.map_or_else(|| words.never.to_owned(), moment);
    let next = status.next_attempt_at.filter(|_| active).map(|at| fact(words.next_attempt, moment(at)));
    let button = |form: &'static str, label: &'static str| {
        view! {
            <form method="post" action=here.to_owned() data-in-place="" aria-label=label>
                <input type="hidden" name="form" value=form/>
                <button class="button">{label}</button>
            </form>
        }
    };
    let retry = (active && status.failures > 0).then(|| button(RETRY, words.retry));
    let buttons =
        active.then(|| view! { <div class="source-actions">{button(TEST, words.test)}{retry}</div> });
    view! {
        <section class="card card-padded source-card" aria-labelledby="status-title">
            <h3 id="status-title" class="card-title">{words.status}</h3>
            {problem}
            {off}
            <dl class="facts">
                {fact(words.delivered, delivered)}
                {fact(words.waiting, t.locale.integer(status.waiting.unsigned_abs()))}
                {fact(words.last_seq, t.locale.integer(status.last_seq.unsigned_abs()))}
                {next}
            </dl>
            {buttons}
            {skip(t, status, here)}
        </section>
    }
    .erased()
}

/// The form that gives up the delivery that fails, if one does.
fn skip(t: &'static Texts, status: &WebhookStatus, here: &str) -> Option<Erased> {
    let words = &t.settings.webhooks;
    let (seq, kind) = status.next.as_ref().filter(|_| status.failures > 0)?;
    let event =
        WebhookEvent::parse(kind).map_or_else(|| kind.clone(), |event| (words.event)(event).to_owned());
    let text = (words.skip_text)(&t.locale.integer(seq.unsigned_abs()), &event);
    Some(
        view! {
            <form method="post" action=here.to_owned() class="source-again" data-in-place="" aria-label=words.skip>
                <input type="hidden" name="form" value=SKIP/>
                <input type="hidden" name=SEQ value=seq.to_string()/>
                <button class="button">{words.skip}</button>
                <p class="field-hint">{user_text(text)}</p>
            </form>
        }
        .erased(),
    )
}

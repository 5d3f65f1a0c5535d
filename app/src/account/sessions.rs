//! The sessions of one's own account, and ending them.

use chrono::NaiveDateTime;
use domain::zone;
use domain::{Timestamp, device::Device};
use leptos::prelude::*;
use store::settings::{OwnAccount, OwnSession};

use super::HERE;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::Submission;
use crate::locales::use_texts;
use crate::session::redirect_after_sign_out;

/// The form that ends one session.
const ONE: &str = "account-session";
/// The form that ends all other sessions.
const OTHERS: &str = "account-others";

/// A session with its times in the time zone of the operation.
pub(super) struct SessionRow {
    session: OwnSession,
    seen: NaiveDateTime,
    began: NaiveDateTime,
}

/// Loads the valid sessions.
pub(super) async fn load(
    context: &RequestContext,
    own: &OwnAccount<'_>,
    now: Timestamp,
) -> Result<Vec<SessionRow>, AppError> {
    let sessions = own.sessions(&context.session_token(), now).await?;
    let civil = |at| zone::civil(context.store.zone(), at);
    let listed = sessions.into_iter().map(|session| SessionRow {
        seen: civil(session.last_seen_at),
        began: civil(session.created_at),
        session,
    });
    Ok(listed.collect())
}

/// Ends the sessions that a posted form asks for.
pub(super) async fn submit(
    context: &RequestContext,
    own: &OwnAccount<'_>,
    now: Timestamp,
) -> Result<(), AppError> {
    let words = &use_texts().own_account;
    let token = context.session_token();
    if let Some(form) = Submission::of(ONE) {
        let handle = form.field("session");
        let this =
            own.sessions(&token, now).await?.into_iter().any(|one| one.is_this && one.handle == handle);
        if this {
            context.store.accounts().sign_out(&token, &context.origin(), now).await?;
            redirect_after_sign_out(context);
            return Ok(());
        }
        let ended = own.end_session(handle, now).await?;
        let notice = Notice::done(if ended { words.ended } else { words.gone });
        flash::answer(Ok(notice), Some(HERE));
    }
    if Submission::of(OTHERS).is_some() {
        let ended = own.end_sessions(Some(&token), now).await?;
        flash::answer(Ok(Notice::done((words.others_ended)(ended))), Some(HERE));
    }
    Ok(())
}

/// The list of sessions with its buttons.
#[component]
pub(super) fn Sessions(sessions: Vec<SessionRow>) -> impl IntoView {
    let words = &use_texts().own_account;
    let others = sessions.iter().any(|listed| !listed.session.is_this);
    let items = sessions.into_iter().map(|listed| view! { <Item listed/> }).collect_view();
    let end_others = others.then(|| {
        view! {
            <form method="post" action=HERE data-in-place="" aria-label=words.end_others>
                <input type="hidden" name="form" value=OTHERS/>
                <button class="button">{words.end_others}</button>
            </form>
        }
    });
    view! {
        <section class="card card-padded" aria-labelledby="sessions-title">
            <h2 id="sessions-title" class="account-title">{words.sessions}</h2>
            <p class="card-text">{words.sessions_text}</p>
            <ul class="session-list">{items}</ul>
            {end_others}
        </section>
    }
}

#[component]
fn Item(listed: SessionRow) -> impl IntoView {
    let t = use_texts();
    let words = &t.own_account;
    let SessionRow { session, seen, began } = listed;
    let (seen, began) = (t.locale.date_time(seen), t.locale.date_time(began));
    let device = Device::of(&session.user_agent).name().unwrap_or_else(|| words.unknown_device.to_owned());
    let end = (words.end_of)(&device);
    let from = (!session.address.is_empty()).then(|| view! { <span>{(words.from)(&session.address)}</span> });
    view! {
        <li class="session">
            <div class="session-text">
                <span class="session-device" title=session.user_agent>{device}</span>
                {session.is_this.then(|| view! { <span class="tag">{words.this_session}</span> })}
                <span class="session-facts">
                    {from}
                    <span>{(words.seen)(&seen)}</span>
                    <span>{(words.began)(&began)}</span>
                </span>
            </div>
            <form method="post" action=HERE data-in-place=(!session.is_this).then_some("")>
                <input type="hidden" name="form" value=ONE/>
                <input type="hidden" name="session" value=session.handle/>
                <button class="button button-quiet" aria-label=end>{words.end}</button>
            </form>
        </li>
    }
}

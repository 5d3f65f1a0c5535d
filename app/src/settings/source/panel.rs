//! What is below the form of a source: its address, state, secrets, names it met and rejects, with the
//! forms to act on them.

use domain::bidi;
use domain::settings::SourceRecord;
use domain::settings::source::SourceKind;
use leptos::prelude::*;
use store::settings::{Settings, Versioned};

use super::{href, names, rejects, secrets, status};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::Submission;
use crate::locales::use_texts;
use crate::ui::copy::CopyButton;
use crate::ui::erased::{Erased, IntoErased};

/// The form that makes a source be read again from the beginning.
pub(super) const AGAIN: &str = "source-again";

/// Carries out the form that was posted, and renders the panel.
pub(super) async fn load(
    settings: &Settings<'_>,
    stored: &Versioned<SourceRecord>,
) -> Result<Erased, AppError> {
    let context = RequestContext::current()?;
    let (t, now, here) = (use_texts(), store::clock::now(), href(stored.id));
    if Submission::of(AGAIN).is_some() && settings.read_source_again(stored, now).await? {
        flash::answer(Ok(Notice::done(t.settings.sources.again_done)), Some(&here));
    }
    names::submit(settings, stored, &here, now).await?;
    let secret_draft = secrets::submit(settings, stored, &here, now).await?;

    let status = status::card(settings, stored, &here, now).await?;
    let secrets = secrets::card(settings, stored, &here, secret_draft).await?;
    let names = names::card(settings, stored, &here).await?;
    let rejects = rejects::card(settings, stored, &here).await?;
    let hook = hook(&context.site(), stored.record.kind(), &stored.record.name);
    Ok(view! {
        {hook.map(|address| view! { <HookCard address/> })}
        {status}
        {secrets}
        {names}
        {rejects}
    }
    .erased())
}

/// The address to which the other system delivers.
fn hook(site: &str, kind: SourceKind, name: &str) -> Option<String> {
    let path = match kind {
        SourceKind::Asterisk => return None,
        SourceKind::WhatsApp | SourceKind::Chatwoot => kind.as_str(),
    };
    let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    // In a path, a plus sign is no space.
    Some(format!("{site}/hooks/{path}/{}", name.replace('+', "%20")))
}

#[component]
fn HookCard(address: String) -> impl IntoView {
    let words = &use_texts().settings.sources;
    view! {
        <section class="card card-padded source-card" aria-labelledby="hook-title">
            <h3 id="hook-title" class="card-title">{words.hook}</h3>
            <p class="card-text">{words.hook_text}</p>
            <div class="once-value">
                <input class="input" readonly value=address.clone() aria-label=words.hook autocomplete="off"
                    spellcheck="false"/>
                <CopyButton label=words.hook_copy text=address/>
            </div>
        </section>
    }
}

/// A text of the other system or of the server, as it is.
pub(in crate::settings) fn code(text: &str) -> Erased {
    view! { <code class="source-code" dir="auto">{bidi::plain(text)}</code> }.erased()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_to_deliver_to_is_encoded_for_a_path() {
        let of = |kind, name| hook("https://atende.example.com", kind, name);
        assert_eq!(of(SourceKind::Asterisk, "pbx"), None);
        assert_eq!(
            of(SourceKind::WhatsApp, "vendas SP/á+b").as_deref(),
            Some("https://atende.example.com/hooks/whatsapp/vendas%20SP%2F%C3%A1%2Bb")
        );
        assert_eq!(
            of(SourceKind::Chatwoot, "site").as_deref(),
            Some("https://atende.example.com/hooks/chatwoot/site")
        );
    }
}

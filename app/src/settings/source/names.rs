//! The card *Nomes encontrados* of a source: queues and agents that were created because the source named
//! them, each to be mapped with one click to one that was here before, or kept.

use domain::Timestamp;
use domain::settings::source::{Connection, NamePair};
use domain::settings::{QueueRecord, SourceRecord};
use leptos::prelude::*;
use store::settings::{Change, Settings, Versioned};

use super::inputs;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::Submission;
use crate::locales::use_texts;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::user_text::user_text;

/// The form that maps a name.
const FORM: &str = "source-map";

/// The most names that are shown at once: each has a choice of all queues or agents.
const MAX_SHOWN: usize = 20;

/// What a name of the other system is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Queue,
    Agent,
}

impl Role {
    const ALL: [Self; 2] = [Self::Queue, Self::Agent];

    /// Its word in the store and in forms.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Agent => "agent",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// The map of a source for such names.
    fn pairs(self, record: &SourceRecord) -> &[NamePair] {
        match self {
            Self::Queue => &record.queues,
            Self::Agent => &record.agents,
        }
    }

    /// The record with a name mapped.
    fn mapped(self, record: &SourceRecord, pair: NamePair) -> SourceRecord {
        let mut record = record.clone();
        let pairs = match self {
            Self::Queue => &mut record.queues,
            Self::Agent => &mut record.agents,
        };
        pairs.retain(|one| one.foreign != pair.foreign);
        pairs.push(pair);
        record
    }
}

/// The names that a source has met and that its settings do not mention.
fn unmapped(record: &SourceRecord, met: Vec<(String, String)>) -> Vec<(Role, String)> {
    let mut set: Vec<&str> = Vec::new();
    match &record.connection {
        Connection::Asterisk(one) => {
            set.extend([one.direct_queue.as_str(), &one.outbound_queue, &one.internal_queue]);
        }
        Connection::WhatsApp(one) => set.extend(one.numbers.iter().map(|number| number.name.as_str())),
        Connection::Chatwoot(_) => {}
    }
    let known = Role::ALL.map(|role| {
        let pairs = role.pairs(record).iter();
        let mut known: std::collections::BTreeSet<&str> =
            pairs.flat_map(|pair| [pair.foreign.as_str(), pair.name.as_str()]).collect();
        if role == Role::Queue {
            known.extend(&set);
        }
        (role, known)
    });
    let roles = met.into_iter().filter_map(|(role, name)| Some((Role::parse(&role)?, name)));
    roles
        .filter(|(role, name)| known.iter().all(|(one, known)| one != role || !known.contains(name.as_str())))
        .collect()
}

/// Maps a name if the form was posted.
pub(super) async fn submit(
    settings: &Settings<'_>,
    stored: &Versioned<SourceRecord>,
    here: &str,
    now: Timestamp,
) -> Result<(), AppError> {
    let Some(form) = Submission::of(FORM) else { return Ok(()) };
    let t = use_texts();
    let words = &t.settings.sources;
    let (foreign, name) = (form.field("foreign").to_owned(), form.field("name").to_owned());
    let met = settings.source_names(stored.id).await?;
    let role = Role::parse(form.field("role"))
        .filter(|role| met.iter().any(|(word, met)| word == role.as_str() && *met == foreign));
    let Some(role) = role else {
        flash::answer(Ok(Notice::refused(t.answers().forms.not_a_choice)), Some(here));
        return Ok(());
    };
    let done = Notice::done((words.mapped)(&foreign, &name));
    let record = role.mapped(&stored.record, NamePair { foreign, name });
    let notice = match settings.change(stored.id, stored.revision, record, now).await? {
        None => return Err(AppError::NotFound),
        Some(Change::Saved | Change::Unchanged) => done,
        Some(Change::Conflict(_)) => Notice::refused(words.map_again),
        Some(Change::Invalid(errors)) => {
            let why = errors.0.first().map(|error| {
                inputs::message(words, &error.field, &error.problem)
                    .unwrap_or_else(|| t.problem(&error.problem))
            });
            Notice::refused(why.unwrap_or_default())
        }
    };
    flash::answer(Ok(notice), Some(here));
    Ok(())
}

/// A queue or an agent to map a name to: what the map says, and how it is called.
type Target = (String, String);

/// The card with the names that are not mapped.
pub(super) async fn card(
    settings: &Settings<'_>,
    stored: &Versioned<SourceRecord>,
    here: &str,
) -> Result<Erased, AppError> {
    let met = settings.source_names(stored.id).await?;
    let is_met = |role: Role, name: &str| met.iter().any(|(word, met)| word == role.as_str() && met == name);
    let mut names = unmapped(&stored.record, met.clone());
    let more = names.len().saturating_sub(MAX_SHOWN);
    names.truncate(MAX_SHOWN);
    let has = |role: Role| names.iter().any(|(one, _)| *one == role);
    let mut queues: Vec<Target> = Vec::new();
    if has(Role::Queue) {
        let all = settings.choices::<QueueRecord>().await?.into_iter();
        let others = all.filter(|queue| queue.active && !is_met(Role::Queue, &queue.name));
        queues.extend(others.map(|queue| (queue.name.clone(), queue.name)));
    }
    let mut agents: Vec<Target> = Vec::new();
    if has(Role::Agent) {
        let all = settings.logins().await?.into_iter();
        let others = all.filter(|(login, _)| !is_met(Role::Agent, login));
        agents.extend(others.map(|(login, name)| (login.clone(), format!("{name} ({login})"))));
    }
    let t = use_texts();
    let words = &t.settings.sources;
    let is_empty = names.is_empty();
    let text = if is_empty { words.names_none } else { words.names_text };
    let rows = names.into_iter().map(|(role, foreign)| {
        let targets = match role {
            Role::Queue => queues.as_slice(),
            Role::Agent => agents.as_slice(),
        };
        view! { <NameRow here=here.to_owned() role foreign targets=targets.to_vec()/> }
    });
    let rows = rows.collect_view();
    let list = (!is_empty).then(|| view! { <ul class="source-names">{rows}</ul> });
    let more = (more > 0).then(|| {
        view! { <p class="field-hint">{(words.names_more)(&t.locale.integer(more as u64))}</p> }
    });
    Ok(view! {
        <section class="card card-padded source-card" aria-labelledby="names-title">
            <h3 id="names-title" class="card-title">{words.names}</h3>
            <p class="card-text">{text}</p>
            {list}
            {more}
        </section>
    }
    .erased())
}

#[component]
fn NameRow(here: String, role: Role, foreign: String, targets: Vec<Target>) -> impl IntoView {
    let words = &use_texts().settings.sources;
    let kind = match role {
        Role::Queue => words.name_queue,
        Role::Agent => words.name_agent,
    };
    let called = domain::bidi::plain(&foreign);
    let select = format!("{}: {kind} {called}", words.map_to);
    let action = format!("{}: {kind} {called}", words.map);
    let label = action.clone();
    let options = targets.into_iter().map(|(value, text)| {
        view! { <option value=value>{domain::bidi::plain(&text)}</option> }
    });
    let options = options.collect_view();
    view! {
        <li>
            <form method="post" action=here class="source-name" data-in-place="" aria-label=action>
                <input type="hidden" name="form" value=FORM/>
                <input type="hidden" name="role" value=role.as_str()/>
                <input type="hidden" name="foreign" value=foreign.clone()/>
                <span class="source-name-met"><span class="muted">{kind}</span> " " {user_text(&foreign)}</span>
                <select class="select-native" dir="auto" name="name" aria-label=select autocomplete="off">
                    <option value=foreign>{(words.map_keep)(&called)}</option>
                    {options}
                </select>
                <button class="button" aria-label=label>{words.map}</button>
            </form>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use domain::settings::source::{AsteriskConnection, WhatsAppConnection};

    use super::*;

    fn pair(text: &str) -> NamePair {
        NamePair::parse(text).expect("a pair")
    }

    fn met(names: &[(&str, &str)]) -> Vec<(String, String)> {
        names.iter().map(|(role, name)| ((*role).to_owned(), (*name).to_owned())).collect()
    }

    fn source(connection: Connection) -> SourceRecord {
        SourceRecord {
            name: "pbx".to_owned(),
            active: true,
            connection,
            queues: vec![pair("8001=Suporte"), pair("8003=8003")],
            agents: vec![pair("PJSIP/1001=ana")],
        }
    }

    #[test]
    fn a_name_that_the_settings_mention_needs_no_map() {
        let asterisk =
            AsteriskConnection { outbound_queue: "Realizadas".to_owned(), ..AsteriskConnection::default() };
        let names = met(&[
            ("agent", "PJSIP/1001"),
            ("agent", "8001"),
            ("agent", "ana"),
            ("queue", "8001"),
            ("queue", "8002"),
            ("queue", "8003"),
            ("queue", "Realizadas"),
            ("queue", "Suporte"),
            ("other", "x"),
        ]);
        let expected = [(Role::Agent, "8001".to_owned()), (Role::Queue, "8002".to_owned())];
        assert_eq!(unmapped(&source(Connection::Asterisk(asterisk)), names), expected);

        let numbers = vec![pair("106540352242922=WhatsApp")];
        let whatsapp = WhatsAppConnection { numbers, ..WhatsAppConnection::default() };
        let names = met(&[("queue", "WhatsApp"), ("agent", "WhatsApp")]);
        let expected = [(Role::Agent, "WhatsApp".to_owned())];
        assert_eq!(unmapped(&source(Connection::WhatsApp(whatsapp)), names), expected);
    }

    #[test]
    fn a_name_is_mapped_to_one_only() {
        let record = source(Connection::Asterisk(AsteriskConnection::default()));
        let mapped = Role::Queue.mapped(&record, pair("8001=Vendas"));
        assert_eq!(mapped.queues, [pair("8003=8003"), pair("8001=Vendas")]);
        assert_eq!(mapped.agents, record.agents);
    }
}

//! The interaction that a cycle is.

use domain::interaction::limits::{
    MAX_EMAIL, MAX_EXTERNAL_ID, MAX_NAME, MAX_NUMBER, MAX_PHONE, MAX_QUEUE, MAX_WHATSAPP,
};
use domain::{Channel, NewCase, NewCustomer, NewInteraction, NewMessage, Outcome, Sender as Side};

use super::course::Course;
use super::cycles::{Assignment, Cycle, End};
use super::media::{self, Media};
use super::people::People;
use super::rest::{Contact, Conversation, Inbox, SenderKind};
use super::settings::ChatwootSettings;
use super::transcript::words;
use crate::emission::{instant, phone, some_text, valid};
use crate::source::Reason;

/// What all cycles of a conversation share.
pub(super) struct Context<'a> {
    pub settings: &'a ChatwootSettings,
    pub conversation: &'a Conversation,
    pub inbox: Option<&'a Inbox>,
    pub channel: Channel,
    pub people: &'a People<'a>,
    /// Whether an agent was ever assigned or removed, so that the assignee of now may be a later one.
    pub assignee_changed: bool,
    /// Whether a team was ever assigned or removed, so that the one of now may be a later one.
    pub team_changed: bool,
}

/// The channel of an inbox, unless the settings leave it out.
pub(super) fn channel(
    settings: &ChatwootSettings,
    conversation: &Conversation,
    inbox: Option<&Inbox>,
) -> Option<Channel> {
    let id = conversation.inbox.map(|id| id.to_string());
    let name = inbox.and_then(|inbox| inbox.name.as_ref());
    let kind = inbox.and_then(|inbox| inbox.channel.as_ref()).or(conversation.channel.as_ref());
    let is_named = |listed: &String| id.as_ref() == Some(listed) || name == Some(listed);
    if !settings.inboxes.is_empty() && !settings.inboxes.iter().any(is_named) {
        return None;
    }
    let configured =
        [id.as_ref(), name, kind].into_iter().flatten().find_map(|key| settings.channels.get(key));
    let medium = inbox.and_then(|inbox| inbox.medium.as_deref());
    let by_id = conversation.source_id.as_ref().is_some_and(|id| id.starts_with("whatsapp:"));
    configured.copied().or(match kind.map(String::as_str) {
        Some("Channel::WebWidget" | "Channel::Api") => Some(Channel::WebChat),
        Some("Channel::Whatsapp") => Some(Channel::WhatsApp),
        Some("Channel::TwilioSms") if by_id || medium == Some("whatsapp") => Some(Channel::WhatsApp),
        _ => None,
    })
}

/// The ID of a cycle.
pub(super) fn external_id(context: &Context<'_>, cycle: &Cycle<'_>) -> String {
    format!("{}:{}", case_id(context), cycle.first)
}

fn case_id(context: &Context<'_>) -> String {
    format!("{}:{}", context.settings.account, context.conversation.id)
}

/// The interaction of a cycle, and its files. `is_newest` is whether the conversation is still as it was
/// when the cycle ended.
///
/// # Errors
/// What makes it invalid.
pub(super) fn interaction(
    context: &Context<'_>,
    cycle: &Cycle<'_>,
    end: End,
    course: Course,
    is_newest: bool,
) -> Result<(NewInteraction, Vec<Media>), Reason> {
    let settings = context.settings;
    let time = |seconds: i64| instant(seconds.saturating_mul(1_000_000));
    let mut messages = Vec::with_capacity(cycle.said.len());
    let mut files = Vec::new();
    for (position, (message, side)) in cycle.said.iter().enumerate() {
        let sender = message.sender.as_ref().filter(|sender| sender.kind != SenderKind::Contact);
        let name = sender.and_then(|sender| limited(sender.name.as_deref(), MAX_NAME));
        messages.push(NewMessage {
            at: time(message.at)?,
            from: *side,
            // The customer's name is that of the interaction, and changes with the contact.
            name: name.filter(|_| *side != Side::Customer),
            text: words(message, &settings.texts),
            attachments: Vec::new(),
        });
        if settings.media && !message.is_deleted {
            let each = message.attachments.iter();
            files.extend(each.filter_map(|file| media::of(file, position, &settings.base_url)));
        }
    }
    let number = number(context);
    let interaction = valid(NewInteraction {
        source: settings.source.clone(),
        external_id: external_id(context, cycle),
        channel: context.channel,
        direction: course.direction,
        queue: queue(context, cycle),
        agent: agent(context, cycle, is_newest),
        customer: customer(context, number.as_deref()),
        number,
        queued_at: time(course.queued)?,
        answered_at: course.answered.map(time).transpose()?,
        ended_at: time(course.ended)?,
        protocol: None,
        contact_reason: context
            .conversation
            .labels
            .iter()
            .find_map(|label| settings.contact_reasons.get(label))
            .cloned(),
        notes: None,
        case: Some(NewCase {
            external_id: case_id(context),
            kind: settings.case_kind.clone(),
            subject: None,
        }),
        messages,
        calls: Vec::new(),
        hold_s: None,
        wrap_up_s: None,
        ended_by: end.by,
        outcome: course.answered.map(|_| Outcome::Answered),
        follows: None,
        first_reply_at: None,
        version: None,
    })?;
    Ok((interaction, files))
}

/// The agent who had it at the end, else the last one who wrote, in this cycle or before.
///
/// The assignee of now, who may have been assigned without a sentence, is the one of the newest cycle, and
/// of earlier ones in which no agent wrote, if no sentence tells of another.
fn agent(context: &Context<'_>, cycle: &Cycle<'_>, is_newest: bool) -> Option<String> {
    let now = || context.conversation.assignee.as_ref().and_then(|user| context.people.login(user));
    let writer = || cycle.standing.writer.clone();
    match &cycle.standing.assignee {
        Assignment::To(login) => Some(login.clone()),
        Assignment::Nobody => writer(),
        Assignment::Unknown if is_newest => now().or_else(writer),
        Assignment::Unknown if context.assignee_changed => writer(),
        Assignment::Unknown => writer().or_else(now),
    }
}

/// The team to which it was assigned at the end, else the inbox; by the map of the settings.
fn queue(context: &Context<'_>, cycle: &Cycle<'_>) -> String {
    let settings = context.settings;
    let team = match &cycle.standing.team {
        Assignment::To(team) => Some(team),
        Assignment::Nobody => None,
        Assignment::Unknown => context.conversation.team.as_ref().filter(|_| !context.team_changed),
    };
    let id = context.conversation.inbox.map(|id| id.to_string());
    let inbox = context.inbox.and_then(|inbox| inbox.name.clone());
    let keys: &[Option<&String>] = &match team {
        Some(team) => [Some(team), None],
        None => [id.as_ref(), inbox.as_ref()],
    };
    let mapped = keys.iter().flatten().find_map(|key| settings.queues.get(*key)).cloned();
    let name = mapped
        .or_else(|| team.cloned())
        .or(inbox)
        .unwrap_or_else(|| format!("{} {}", settings.texts.inbox, id.unwrap_or_default()).trim().to_owned());
    limited(Some(&name), MAX_QUEUE).unwrap_or_default()
}

/// The number of the customer, which only a channel of numbers has.
fn number(context: &Context<'_>) -> Option<String> {
    if context.channel != Channel::WhatsApp {
        return None;
    }
    let conversation = context.conversation;
    let written = conversation.source_id.as_deref().map(|id| id.trim_start_matches("whatsapp:"));
    // Other IDs of a channel, such as those of an API, are no numbers.
    let is_number = |id: &&str| id.trim_start_matches('+').bytes().all(|byte| byte.is_ascii_digit());
    let contact = conversation.contact.as_ref().and_then(|contact| contact.phone.as_deref());
    limited(written.filter(is_number).or(contact), MAX_NUMBER)
}

fn customer(context: &Context<'_>, number: Option<&str>) -> NewCustomer {
    let settings = context.settings;
    let Some(contact) = &context.conversation.contact else {
        return NewCustomer { whatsapp: number.and_then(phone), ..NewCustomer::default() };
    };
    let identifier = contact.identifier.as_deref().filter(|_| settings.identifier_is_document);
    NewCustomer {
        name: limited(contact.name.as_deref().filter(|name| !is_made_up(name)), MAX_NAME),
        phone: limited(contact.phone.as_deref(), MAX_PHONE).as_deref().and_then(phone),
        email: limited(contact.email.as_deref(), MAX_EMAIL),
        document: limited(identifier, domain::interaction::limits::MAX_DOCUMENT),
        whatsapp: limited(number, MAX_WHATSAPP).as_deref().and_then(phone),
        chat: None,
        external_id: contact_id(contact),
    }
}

fn contact_id(contact: &Contact) -> Option<String> {
    let id = contact.id.map(|id| format!("contact:{id}"));
    limited(id.as_deref(), MAX_EXTERNAL_ID)
}

/// Whether the widget made a name up, such as `falling-sun-12`.
fn is_made_up(name: &str) -> bool {
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = name.trim().split('-');
    let (first, second, third) = (parts.next(), parts.next(), parts.next());
    first.is_some_and(is_word)
        && second.is_some_and(is_word)
        && third.is_some_and(is_number)
        && parts.next().is_none()
}

/// A text that says something, cut to what an interaction takes.
fn limited(text: Option<&str>, max: u32) -> Option<String> {
    let cut: String = text?.chars().take(max as usize).collect();
    some_text(&cut)
}

#[cfg(test)]
mod tests {
    use super::is_made_up;

    #[test]
    fn names_of_the_widget_are_none() {
        for name in ["falling-sun-12", "little-haze-776", " a-b-1 "] {
            assert!(is_made_up(name), "{name}");
        }
        for name in ["Joana Prado", "Ana-Maria-12", "ana-maria", "ana-maria-b", "a-b-1-2", "--1", ""] {
            assert!(!is_made_up(name), "{name}");
        }
    }
}

//! Which messages belong to a transcript, from which side, and with which words.
//!
//! Private notes, activity messages, reactions and the survey never do.

use domain::Sender as Side;
use domain::interaction::limits::MAX_TEXT;

use super::rest::{Attachment, Message, MessageKind, SenderKind};
use super::settings::Texts;

/// The side of a message; `None` if it does not belong to the transcript.
pub(super) fn side(message: &Message) -> Option<Side> {
    if message.is_private || message.is_reaction || message.content_type == "input_csat" {
        return None;
    }
    let by_user = message.sender.as_ref().is_some_and(|sender| sender.kind == SenderKind::User);
    match message.kind {
        MessageKind::Activity => None,
        MessageKind::Incoming => Some(Side::Customer),
        MessageKind::Template => Some(Side::System),
        // What no user sent came from a rule, unless a person used another program.
        MessageKind::Outgoing if message.is_automatic => Some(Side::Bot),
        MessageKind::Outgoing if by_user || message.is_echo => Some(Side::Agent),
        MessageKind::Outgoing => Some(Side::Bot),
    }
}

/// Whether a bot sent it, and not a rule: the customer was with the bot then.
pub(super) fn is_by_bot(message: &Message) -> bool {
    message.kind == MessageKind::Outgoing
        && message.sender.as_ref().is_some_and(|sender| sender.kind == SenderKind::Bot)
}

/// The words of a message, then a line for each file and for what the customer chose.
pub(super) fn words(message: &Message, texts: &Texts) -> String {
    if message.is_deleted {
        return texts.deleted.clone();
    }
    let placeholders =
        message.attachments.iter().map(|attachment| placeholder(attachment, &message.content_type, texts));
    let lines: Vec<String> = message
        .content
        .iter()
        .cloned()
        .chain(placeholders)
        .chain(message.submitted.iter().cloned())
        .collect();
    let words = if lines.is_empty() { without_words(message, texts) } else { lines.join("\n") };
    match words.char_indices().nth(MAX_TEXT as usize) {
        Some((end, _)) => words[..end].to_owned(),
        None => words,
    }
}

fn without_words(message: &Message, texts: &Texts) -> String {
    match message.content_type.as_str() {
        "sticker" => texts.sticker.clone(),
        "voice_call" => texts.call.clone(),
        _ => texts.unsupported.clone(),
    }
}

/// What stands for an attachment.
fn placeholder(attachment: &Attachment, content_type: &str, texts: &Texts) -> String {
    let (placeholder, detail) = match attachment.file_type.as_str() {
        _ if content_type == "sticker" => (&texts.sticker, None),
        "image" => (&texts.image, None),
        "audio" => (&texts.audio, None),
        "video" => (&texts.video, None),
        "file" => (&texts.file, super::media::file_name(attachment)),
        "location" => {
            let coordinates = attachment.coordinates.as_ref().map(|(lat, long)| format!("({lat}, {long})"));
            let parts: Vec<String> = attachment.title.iter().cloned().chain(coordinates).collect();
            (&texts.location, Some(parts.join(" ")))
        }
        "contact" => (&texts.contact, attachment.title.clone()),
        _ => (&texts.attachment, attachment.title.clone()),
    };
    match detail.filter(|detail| !detail.is_empty()) {
        Some(detail) => format!("{placeholder} {detail}"),
        None => placeholder.clone(),
    }
}

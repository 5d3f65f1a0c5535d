//! What a message says, by its kind: the text of the transcript, or that it has none.

use domain::interaction::limits::{MAX_FILE_NAME, MAX_MEDIA_TYPE, MAX_TEXT};
use serde_json::Value;

use super::event::{Fullness, Media, Words};
use super::fields::{integer, kept, list, text, word};
use super::form;
use crate::source::Skipped;

/// What stands for a message whose content WhatsApp does not pass on.
pub(super) const UNSUPPORTED: &str = "[mensagem não suportada]";
/// What stands for a message that was removed.
pub(super) const REMOVED: &str = "[mensagem apagada]";

/// The kinds that are known, each with a field of its name. A message that lacks its type has one of
/// them all the same.
const KINDS: [&str; 19] = [
    "text",
    "image",
    "video",
    "document",
    "sticker",
    "audio",
    "location",
    "contacts",
    "interactive",
    "button",
    "order",
    "template",
    "reaction",
    "edit",
    "revoke",
    "system",
    "request_welcome",
    "media_placeholder",
    "unsupported",
];

/// What a message is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// It has words.
    Words(Words),
    /// It is of a kind that is not known; these words stand for it.
    UnknownKind(Words),
    /// A program of the business wrote it.
    Template(Words),
    /// It changes what another one says.
    Edit {
        /// The ID of that one.
        target: String,
        /// What that one says now.
        words: Words,
    },
    /// It removes another one.
    Revoke {
        /// The ID of that one.
        target: String,
    },
    /// It says something about the customer's IDs.
    System,
    /// It has no words.
    Nothing(Skipped),
    /// It lacks what its kind has.
    Malformed,
}

/// The kind of a message.
fn kind(message: &Value) -> &str {
    let named = text(message, "type").map(str::trim);
    named.unwrap_or_else(|| {
        KINDS.into_iter().find(|kind| message.get(*kind).is_some()).unwrap_or("unsupported")
    })
}

/// What a message is.
pub(super) fn content(message: &Value) -> Content {
    let kind = kind(message);
    let part = message.get(kind).unwrap_or(&Value::Null);
    let words = match kind {
        "reaction" => return Content::Nothing(Skipped::Reaction),
        "request_welcome" => return Content::Nothing(Skipped::Notice),
        "system" => return Content::System,
        "edit" => return edit(part),
        "revoke" => {
            return match word(part, "original_message_id") {
                Some(target) => Content::Revoke { target },
                None => Content::Malformed,
            };
        }
        "text" => match part.get("body").and_then(Value::as_str) {
            Some(body) if body.trim().is_empty() => plain("[mensagem sem texto]"),
            Some(body) => plain(body),
            None => return Content::Malformed,
        },
        "image" => file("[imagem]", part),
        "video" => file("[vídeo]", part),
        "sticker" => file("[figurinha]", part),
        "document" => {
            let name = text(part, "filename").map(|name| format!("[documento] {}", name.trim()));
            file(name.as_deref().unwrap_or("[documento]"), part)
        }
        "audio" | "voice" => {
            let is_voice = kind == "voice" || part.get("voice") == Some(&Value::Bool(true));
            file(if is_voice { "[mensagem de voz]" } else { "[áudio]" }, part)
        }
        "location" => plain(&location(part)),
        "contacts" => plain(&contacts(message)),
        "button" => plain(text(part, "text").unwrap_or(UNSUPPORTED)),
        "interactive" => return interactive(message, part),
        "order" => plain(&order(part)),
        "template" => {
            let name = text(part, "name").map(|name| format!("[modelo] {name}"));
            return Content::Template(plain(name.as_deref().unwrap_or("[modelo]")));
        }
        "media_placeholder" => {
            Words { fullness: Fullness::Placeholder, ..plain("[arquivo não disponível]") }
        }
        "unsupported" | "unknown" | "errors" => unsupported(),
        _ => return Content::UnknownKind(unsupported()),
    };
    Content::Words(Words { notes: notes(message), ..words })
}

fn plain(text: &str) -> Words {
    Words { text: kept(text, MAX_TEXT), ..Words::default() }
}

fn unsupported() -> Words {
    Words { fullness: Fullness::Unsupported, ..plain(UNSUPPORTED) }
}

fn edit(part: &Value) -> Content {
    let target = word(part, "original_message_id");
    let words = part.get("message").map(content);
    match (target, words) {
        (
            Some(target),
            Some(Content::Words(words) | Content::Template(words) | Content::UnknownKind(words)),
        ) => Content::Edit { target, words },
        _ => Content::Malformed,
    }
}

/// A placeholder with the caption, and the file.
fn file(placeholder: &str, part: &Value) -> Words {
    let caption = text(part, "caption");
    let text = caption.map_or_else(|| placeholder.to_owned(), |caption| format!("{placeholder} {caption}"));
    let media = word(part, "id").filter(|id| id.len() <= 100 && !id.contains(['/', '\0'])).map(|id| Media {
        id,
        media_type: word(part, "mime_type").map(|text| kept(&text, MAX_MEDIA_TYPE)),
        sha256: word(part, "sha256").map(|text| kept(&text, 100)),
        name: word(part, "filename").map(|name| kept(&name, MAX_FILE_NAME)),
    });
    Words { media, ..plain(&text) }
}

fn location(part: &Value) -> String {
    let place: Vec<&str> = ["name", "address"].into_iter().filter_map(|name| text(part, name)).collect();
    let point = match (word(part, "latitude"), word(part, "longitude")) {
        (Some(latitude), Some(longitude)) => Some(format!("({latitude}, {longitude})")),
        _ => None,
    };
    let parts = ["[localização]".to_owned(), place.join(", "), point.unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The contact cards, one per line.
fn contacts(message: &Value) -> String {
    let cards = list(message, "contacts").iter().map(|card| {
        let vcard = text(card, "vcard").unwrap_or_default();
        let name = card.get("name").and_then(contact_name).or_else(|| of_vcard(vcard, "FN").next());
        let mut phones: Vec<String> = list(card, "phones").iter().filter_map(phone).collect();
        if phones.is_empty() {
            phones = of_vcard(vcard, "TEL").collect();
        }
        let parts: Vec<String> = name.into_iter().chain(phones).collect();
        format!("[contato] {}", parts.join(", ")).trim().to_owned()
    });
    let cards: Vec<String> = cards.collect();
    if cards.is_empty() { "[contato]".to_owned() } else { cards.join("\n") }
}

fn contact_name(name: &Value) -> Option<String> {
    let parts = || {
        let parts: Vec<&str> =
            ["first_name", "last_name"].into_iter().filter_map(|part| text(name, part)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    text(name, "formatted_name").map(str::to_owned).or_else(parts)
}

fn phone(phone: &Value) -> Option<String> {
    word(phone, "phone").or_else(|| word(phone, "wa_id").map(|digits| format!("+{digits}")))
}

/// The values of a property of a vCard, whose lines are `NAME;PARAMETERS:value`.
fn of_vcard<'a>(vcard: &'a str, property: &'a str) -> impl Iterator<Item = String> + 'a {
    vcard.lines().filter_map(move |line| {
        let (name, value) = line.split_once(':')?;
        let name = name.split(';').next().unwrap_or(name);
        let value = value.trim();
        (name.eq_ignore_ascii_case(property) && !value.is_empty()).then(|| value.to_owned())
    })
}

fn interactive(message: &Value, part: &Value) -> Content {
    let reply = |name| part.get(name).unwrap_or(&Value::Null);
    let found = match text(part, "type") {
        Some("call_permission_reply") => return Content::Nothing(Skipped::Notice),
        Some("nfm_reply") => {
            let answer = reply("nfm_reply");
            let answers = match answer.get("response_json") {
                Some(Value::String(json)) => form::answers(json),
                Some(other) => form::answers_of(other),
                None => None,
            };
            let answers = answers.or_else(|| text(answer, "body").map(str::to_owned)).unwrap_or_default();
            Some(format!("[formulário] {answers}").trim().to_owned())
        }
        // What the business sends to choose from.
        Some(_) if part.get("body").is_some() => {
            let body = part.get("body").and_then(|body| text(body, "text"));
            return Content::Template(plain(body.unwrap_or("[mensagem interativa]")));
        }
        _ => {
            let chosen = [reply("button_reply"), reply("list_reply")];
            chosen.into_iter().find_map(|reply| {
                let title = text(reply, "title")?;
                let description = text(reply, "description");
                Some(description.map_or_else(|| title.to_owned(), |more| format!("{title} ({more})")))
            })
        }
    };
    let words = found.map_or_else(unsupported, |text| plain(&text));
    Content::Words(Words { notes: notes(message), ..words })
}

fn order(part: &Value) -> String {
    let count = list(part, "product_items").len();
    let items = if count == 1 { "item" } else { "itens" };
    let words = text(part, "text").map(|text| format!(" {text}")).unwrap_or_default();
    format!("[pedido] {count} {items}{words}")
}

/// What led to a message: an advertisement, a product.
fn notes(message: &Value) -> Vec<String> {
    let referral = message.get("referral").map(|referral| {
        let name = text(referral, "headline").or_else(|| text(referral, "body")).unwrap_or_default();
        let more = ["source_type", "source_id", "source_url", "ctwa_clid"];
        let more: Vec<String> = more.into_iter().filter_map(|field| word(referral, field)).collect();
        note("Anúncio", name, &more.join(", "))
    });
    let product = message.get("context").and_then(|context| context.get("referred_product")).map(|product| {
        let name = word(product, "product_retailer_id").unwrap_or_default();
        let catalog = word(product, "catalog_id").map(|id| format!("catálogo {id}"));
        note("Produto", &name, &catalog.unwrap_or_default())
    });
    referral.into_iter().chain(product).map(|note| kept(&note, 1_000)).collect()
}

fn note(what: &str, name: &str, more: &str) -> String {
    match (name, more) {
        ("", more) => format!("{what}: {more}"),
        (name, "") => format!("{what}: {name}"),
        (name, more) => format!("{what}: {name} ({more})"),
    }
}

/// When a message was sent, in seconds since 1970 UTC.
pub(super) fn sent_at(message: &Value) -> Option<i64> {
    integer(message, "timestamp")
}

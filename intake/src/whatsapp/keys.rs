//! The keys of the memory. Parts never hold a slash, except the last one.

/// The person of an alias.
pub(super) fn alias(alias: &str) -> String {
    format!("alias/{alias}")
}

/// A person.
pub(super) fn person(person: &str) -> String {
    format!("person/{person}")
}

/// What is open between a number of the business and a person.
pub(super) fn pool(number: &str, person: &str) -> String {
    format!("pool/{number}/{person}")
}

/// What the keys of the pages of a pool begin with, by its first item.
pub(super) fn book(number: &str, hash: &str, kind: &str, id: &str) -> String {
    format!("page/{number}/{hash}/{kind}/{id}")
}

/// Whether a message is known.
pub(super) fn seen(number: &str, message: &str) -> String {
    format!("seen/{number}/message/{message}")
}

/// Whether an edit or a removal is known, whose ID may be that of a message.
pub(super) fn seen_change(number: &str, change: &str) -> String {
    format!("seen/{number}/change/{change}")
}

/// How far the history of a number has come.
pub(super) fn history(number: &str) -> String {
    format!("history/{number}")
}

/// A call.
pub(super) fn call(number: &str, call: &str) -> String {
    format!("call/{number}/{call}")
}

/// What the host fetched of a file.
pub(super) fn media(number: &str, media: &str) -> String {
    format!("media/{number}/{media}")
}

/// Statuses of messages that were sent to a person.
pub(super) fn sent(number: &str, alias: &str) -> String {
    format!("sent/{number}/{alias}")
}

/// What a key begins with.
pub(super) fn kind(key: &str) -> &str {
    key.split('/').next().unwrap_or(key)
}

/// The parts of the key of a pool or a call: the number of the business, and the rest.
pub(super) fn parts<'a>(key: &'a str, kind: &str) -> Option<(&'a str, &'a str)> {
    key.strip_prefix(kind)?.strip_prefix('/')?.split_once('/')
}

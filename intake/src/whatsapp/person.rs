//! Persons: which IDs are of one of them, and how they are called.
//!
//! A person has telephone numbers and business-scoped user IDs, any of which may be missing in a message
//! and any of which may change. All of them are aliases of one person as soon as a message or a notice
//! joins them. What is remembered does not depend on the order in which deliveries arrive: of each alias
//! and name the earliest time is kept.
//!
//! `customer.external_id` is the alias that was seen first, by the time of messages, when the first
//! interaction of the person is emitted; it stays from then on.

use std::collections::{BTreeMap, BTreeSet};

use domain::number::{NumberDefaults, canonical};
use serde::{Deserialize, Serialize};

use super::event::Ids;
use super::keys;
use super::pool;
use crate::memory::{Memory, MemoryError};

/// How many aliases a person has. Further ones stay persons of their own.
const MAX_ALIASES: usize = 64;
/// How many names of a kind are kept.
const MAX_NAMES: usize = 8;

/// How long a number is as it is written, in bytes.
const MAX_WRITTEN_NUMBER: usize = 64;

/// What begins the alias of a telephone number.
const NUMBER: &str = "tel:";
/// What begins the alias of a business-scoped user ID.
const USER: &str = "user:";

/// The alias of a WhatsApp ID, which is a number with its country code. Brazilian numbers of before the
/// ninth digit are the same as those with it. `None` if the text is no number.
pub(super) fn number_alias(text: &str) -> Option<String> {
    if text.len() > MAX_WRITTEN_NUMBER {
        return None;
    }
    let account = text.split('@').next().unwrap_or(text).trim();
    let digits: String =
        account.chars().filter(|c| !matches!(c, '+' | '-' | ' ' | '(' | ')' | '.')).collect();
    let is_number = (1..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let written = format!("+{digits}");
    is_number
        .then(|| format!("{NUMBER}{}", canonical(&written, &NumberDefaults::default()).unwrap_or(digits)))
}

/// The alias of a business-scoped user ID; `None` if the text cannot be one.
pub(super) fn user_alias(text: &str) -> Option<String> {
    let is_id = (1..=160).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    is_id.then(|| format!("{USER}{text}"))
}

/// The canonical number of an alias that has one.
fn canonical_number(alias: &str) -> Option<&str> {
    alias.strip_prefix(NUMBER).filter(|number| number.starts_with('+'))
}

/// The canonical form of a WhatsApp ID; `None` if it is no whole number.
pub(super) fn canonical_of(text: &str) -> Option<String> {
    number_alias(text).as_deref().and_then(canonical_number).map(str::to_owned)
}

/// An alias that was seen, and when. Of aliases that were seen at once, the one of the lowest rank
/// counts as the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sighting {
    pub(super) alias: String,
    first: First,
}

/// When an alias was seen first, in seconds since 1970 UTC, and its rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct First(i64, u8);

/// The aliases in IDs that were seen at a time. IDs that replace others count as later than those.
pub(super) fn sightings(ids: &Ids, at: i64, replaces: bool) -> Vec<Sighting> {
    let rank = if replaces { 3 } else { 0 };
    let user = ids.user.as_deref().and_then(user_alias).map(|alias| (alias, rank));
    let number = ids.number.as_deref().and_then(number_alias).map(|alias| (alias, rank + 1));
    let parent = ids.parent.as_deref().and_then(user_alias).map(|alias| (alias, rank + 2));
    let found = [user, number, parent].into_iter().flatten();
    found.map(|(alias, rank)| Sighting { alias, first: First(at, rank) }).collect()
}

/// What a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum NameKind {
    /// The person's own, in the profile.
    Profile,
    /// The user name.
    Username,
    /// The one in the contact book of the business.
    Book,
}

/// A name and when it was seen first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Name {
    kind: NameKind,
    at: i64,
    text: String,
}

/// A person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Person {
    aliases: BTreeMap<String, First>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    names: BTreeSet<Name>,
    /// The customer's ID in interactions that were emitted, and when its alias was seen first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    emitted_as: Option<(First, String)>,
    /// The numbers of the business with which the person has a pool.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) pools: BTreeSet<String>,
}

impl Person {
    /// The aliases, in order.
    pub(super) fn aliases(&self) -> impl Iterator<Item = &str> {
        self.aliases.keys().map(String::as_str)
    }

    /// The customer's ID, which stays from now on.
    pub(super) fn emit(&mut self) -> Option<String> {
        if self.emitted_as.is_none() {
            let first = self.aliases.iter().min_by_key(|(alias, first)| (**first, *alias));
            self.emitted_as = first.map(|(alias, first)| {
                let id = alias.strip_prefix(NUMBER).or_else(|| alias.strip_prefix(USER)).unwrap_or(alias);
                (*first, format!("wa:{}", id.trim_start_matches('+')))
            });
        }
        self.emitted_as.as_ref().map(|(_, id)| id.clone())
    }

    /// The number by which the person was known at a time: the last one until then, else the first one.
    pub(super) fn number(&self, at: i64) -> Option<&str> {
        let numbers =
            self.aliases.iter().filter_map(|(alias, first)| Some((first.0, canonical_number(alias)?)));
        nearest(numbers, at)
    }

    /// The name by which the person was known at a time.
    pub(super) fn name(&self, kind: NameKind, at: i64) -> Option<&str> {
        let names = self.names.iter().filter(|name| name.kind == kind);
        nearest(names.map(|name| (name.at, name.text.as_str())), at)
    }

    fn saw(&mut self, alias: &str, first: First) {
        let known = self.aliases.entry(alias.to_owned()).or_insert(first);
        *known = first.min(*known);
    }

    /// Adds a name that was seen at a time.
    pub(super) fn add_name(&mut self, kind: NameKind, at: i64, text: &str) {
        let known = self.names.iter().find(|name| name.kind == kind && name.text == text).cloned();
        if known.as_ref().is_some_and(|known| known.at <= at) {
            return;
        }
        if let Some(known) = known {
            self.names.remove(&known);
        }
        self.names.insert(Name { kind, at, text: text.to_owned() });
        if self.names.iter().filter(|name| name.kind == kind).count() > MAX_NAMES
            && let Some(oldest) = self.names.iter().find(|name| name.kind == kind).cloned()
        {
            self.names.remove(&oldest);
        }
    }

    fn merge(&mut self, other: Self) {
        for (alias, first) in other.aliases {
            self.saw(&alias, first);
        }
        for name in other.names {
            self.add_name(name.kind, name.at, &name.text);
        }
        // Both are customers already; what comes from now on is of the one that was seen first.
        self.emitted_as = match (self.emitted_as.take(), other.emitted_as) {
            (Some(ours), Some(theirs)) => Some(ours.min(theirs)),
            (ours, theirs) => ours.or(theirs),
        };
        self.pools.extend(other.pools);
    }
}

/// The last until a time, else the first after it.
fn nearest<'a>(seen: impl Iterator<Item = (i64, &'a str)>, at: i64) -> Option<&'a str> {
    let (until, after): (Vec<_>, Vec<_>) = seen.partition(|(seen, _)| *seen <= at);
    until.into_iter().max().or_else(|| after.into_iter().min()).map(|(_, text)| text)
}

/// The ID of the person of an alias, if the alias is known.
pub(super) fn find(memory: &Memory, alias: &str) -> Result<Option<String>, MemoryError> {
    memory.value(&keys::alias(alias))
}

/// A person by its ID.
pub(super) fn read(memory: &Memory, id: &str) -> Result<Person, MemoryError> {
    Ok(memory.value(&keys::person(id))?.unwrap_or_default())
}

/// Stores a person, if it has changed.
pub(super) fn write(memory: &mut Memory, id: &str, person: &Person) -> Result<(), MemoryError> {
    memory.set(&keys::person(id), person, None)
}

/// The person with these aliases, who now has all of them. Persons who turn out to be one are joined,
/// with what is open between them and the business. `None` if there are no aliases.
pub(super) fn join(
    memory: &mut Memory,
    sightings: &[Sighting],
) -> Result<Option<(String, Person)>, MemoryError> {
    let mut known = BTreeSet::new();
    for sighting in sightings {
        known.extend(find(memory, &sighting.alias)?);
    }
    let Some(first) = sightings.first() else { return Ok(None) };
    let (id, before) = match known.pop_first() {
        Some(id) => (id.clone(), read(memory, &id)?),
        // An alias that is not known has no person yet.
        None => (first.alias.clone(), Person::default()),
    };
    let mut person = before.clone();
    for other_id in known {
        let other = read(memory, &other_id)?;
        if person.aliases.len() + other.aliases.len() > MAX_ALIASES {
            continue;
        }
        for number in &other.pools {
            let is_shared = person.pools.contains(number);
            pool::move_to(memory, number, &other_id, &id, is_shared)?;
        }
        for alias in other.aliases() {
            memory.set(&keys::alias(alias), &id, None)?;
        }
        memory.remove(&keys::person(&other_id));
        person.merge(other);
    }
    for sighting in sightings {
        let owner = find(memory, &sighting.alias)?;
        match owner {
            Some(owner) if owner != id => continue,
            None if person.aliases.len() >= MAX_ALIASES => continue,
            Some(_) => {}
            None => memory.set(&keys::alias(&sighting.alias), &id, None)?,
        }
        person.saw(&sighting.alias, sighting.first);
    }
    if person != before {
        write(memory, &id, &person)?;
    }
    Ok(Some((id, person)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(number: &str, user: &str) -> Ids {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ids { number: some(number), user: some(user), parent: None }
    }

    fn joined(order: &[(&str, &str, i64)]) -> (Memory, Person) {
        let mut memory = Memory::whole();
        for (number, user, at) in order {
            join(&mut memory, &sightings(&ids(number, user), *at, false)).expect("a memory");
        }
        let (number, user, at) = order[0];
        let found = join(&mut memory, &sightings(&ids(number, user), at, false)).expect("a memory");
        (memory, found.expect("a person").1)
    }

    #[test]
    fn a_number_is_one_alias_in_all_its_spellings() {
        for text in ["554888880002", "+55 48 98888-0002", "5548988880002@s.whatsapp.net"] {
            assert_eq!(number_alias(text).as_deref(), Some("tel:+5548988880002"), "{text}");
        }
        assert_eq!(number_alias("551130000100").as_deref(), Some("tel:+551130000100"));
        assert_eq!(number_alias("111").as_deref(), Some("tel:111"));
        assert_eq!(number_alias(&format!("{}5511900000001", "(".repeat(60))), None);
        for text in ["", "PHONE_NUMBER", "120363418770915618999999", "US.1349"] {
            assert_eq!(number_alias(text), None, "{text}");
        }
    }

    #[test]
    fn the_customer_is_the_first_alias_in_whatever_order_they_come() {
        let facts = [("5511900000003", "BR.1", 100), ("", "BR.1", 200), ("5511900000003", "BR.2", 300)];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2]] {
            let (memory, mut person) = joined(&order.map(|index| facts[index]));
            assert_eq!(person.emit().as_deref(), Some("wa:BR.1"));
            assert_eq!(person.number(400), Some("+5511900000003"));
            assert_eq!(memory.keys("person/").count(), 1);
        }
    }

    #[test]
    fn the_customer_of_an_emitted_interaction_stays() {
        let mut memory = Memory::whole();
        let late = sightings(&ids("", "BR.2"), 200, false);
        let (id, mut person) = join(&mut memory, &late).expect("a memory").expect("a person");
        assert_eq!(person.emit().as_deref(), Some("wa:BR.2"));
        write(&mut memory, &id, &person).expect("JSON");
        let both = sightings(&ids("5511900000003", "BR.2"), 100, false);
        let mut person = join(&mut memory, &both).expect("a memory").expect("a person").1;
        assert_eq!(person.emit().as_deref(), Some("wa:BR.2"));
    }

    #[test]
    fn aliases_of_one_person_are_limited() {
        let mut memory = Memory::whole();
        for n in 0..200 {
            let (a, b) = (format!("BR.{n}"), format!("BR.{}", n + 1));
            let mut both = sightings(&ids("", &a), n, false);
            both.extend(sightings(&ids("", &b), n, true));
            let (_, person) = join(&mut memory, &both).expect("a memory").expect("a person");
            assert!(person.aliases.len() <= MAX_ALIASES);
        }
    }

    #[test]
    fn names_are_those_of_their_time() {
        let mut person = Person::default();
        for (at, text) in [(300, "Ana Souza"), (100, "Ana"), (200, "Ana")] {
            person.add_name(NameKind::Profile, at, text);
        }
        let at = |at| person.name(NameKind::Profile, at);
        assert_eq!((at(50), at(250), at(300)), (Some("Ana"), Some("Ana"), Some("Ana Souza")));
        assert_eq!(person.name(NameKind::Book, 100), None);
        for n in 0..50 {
            person.add_name(NameKind::Username, n, &format!("u{n}"));
        }
        assert_eq!(person.names.len(), 2 + MAX_NAMES);
    }
}

//! Which entries of the memory deliveries need.
//!
//! A message needs its person and what is open with that person. Messages that name two IDs join persons,
//! which needs all that is open with each of them; and in one batch, one message may join what another
//! one has joined before. So the aliases of a batch are put into groups, each of which will be one person.

use std::collections::{BTreeMap, BTreeSet};

use super::call_record::CallRecord;
use super::event::{Event, EventKind, Words};
use super::keys;
use super::person::{self, Sighting, sightings};
use super::pool::Pool;
use super::receive::{identity, taken};
use super::settings::WhatsAppSettings;
use crate::memory::{Memory, MemoryError};

/// The keys that must be loaded before these events are received, as far as they can be known before more
/// is loaded. Without its last page a pool begins a new one, so that pages are only asked for with
/// `pages`.
pub(super) fn needs<'a>(
    settings: &'a WhatsAppSettings,
    memory: &Memory,
    events: impl Iterator<Item = &'a Event>,
    pages: bool,
) -> Result<BTreeSet<String>, MemoryError> {
    let mut wanted = Wanted { memory, keys: BTreeSet::new() };
    let mut groups = Groups::default();
    for event in events {
        let Some(number) = taken(settings, event) else { continue };
        match &event.kind {
            EventKind::Message(message) if settings.take_history || !message.history => {
                wanted.ask(keys::seen(number, &message.id));
                groups.add(sightings(&message.customer, message.at, false), Some(number));
            }
            EventKind::Change(change) if settings.take_history || !change.history => {
                wanted.ask(keys::seen(number, &change.target));
                wanted.ask(keys::seen_change(number, &change.id));
                groups.add(sightings(&change.customer, change.at, false), Some(number));
            }
            EventKind::Identity { former, replaced_by, at } => {
                groups.add(identity(former, replaced_by, *at), None);
            }
            EventKind::ContactName { ids, at, .. } => groups.add(sightings(ids, *at, false), None),
            EventKind::Status(status) if settings.count_statuses => {
                for sighting in sightings(&status.customer, status.at, false) {
                    wanted.ask(keys::sent(number, &sighting.alias));
                }
            }
            EventKind::Call(call) => {
                wanted.ask(keys::call(number, &call.id));
                groups.add(sightings(&call.customer, 0, false), None);
            }
            EventKind::History { .. } if settings.take_history => {
                wanted.ask(keys::history(number));
            }
            _ => {}
        }
    }
    for group in groups.with_persons(&mut wanted)? {
        wanted.pools(&group, pages)?;
    }
    Ok(wanted.keys)
}

/// The keys that must be loaded before these entries are settled, as far as they can be known before more
/// is loaded.
pub(super) fn settling(
    settings: &WhatsAppSettings,
    memory: &Memory,
    due: &[String],
) -> Result<BTreeSet<String>, MemoryError> {
    let mut wanted = Wanted { memory, keys: BTreeSet::new() };
    for key in due {
        match keys::kind(key) {
            "pool" => wanted.pool(settings, key)?,
            "call" => wanted.call(key)?,
            _ => {}
        }
    }
    Ok(wanted.keys)
}

/// The keys that are wanted.
struct Wanted<'a> {
    memory: &'a Memory,
    keys: BTreeSet<String>,
}

impl Wanted<'_> {
    /// Whether what is under a key is known; it is wanted if not.
    fn ask(&mut self, key: String) -> bool {
        let is_known = self.memory.knows(&key);
        if !is_known {
            self.keys.insert(key);
        }
        is_known
    }

    /// What is open with the numbers of a group; all that is open, if its persons will be joined. An alias
    /// that is not known may become a person first, who is joined later in the batch.
    fn pools(&mut self, group: &Group<'_>, pages: bool) -> Result<(), MemoryError> {
        let will_join = group.persons.len() + usize::from(group.has_unknown) > 1;
        for id in &group.persons {
            if !self.ask(keys::person(id)) {
                continue;
            }
            for number in person::read(self.memory, id)?.pools {
                let is_named = group.numbers.contains(number.as_str());
                if !is_named && !will_join {
                    continue;
                }
                let is_known = self.ask(keys::pool(&number, id));
                if is_known && is_named && pages {
                    let page = Pool::read(self.memory, &number, id)?.last_page();
                    page.map(|page| self.ask(page));
                }
            }
        }
        Ok(())
    }

    /// What settling a pool needs.
    fn pool(&mut self, settings: &WhatsAppSettings, key: &str) -> Result<(), MemoryError> {
        let Some((number, person_id)) = keys::parts(key, "pool") else { return Ok(()) };
        self.ask(keys::history(number));
        if self.ask(keys::person(person_id)) && settings.count_statuses {
            for alias in person::read(self.memory, person_id)?.aliases() {
                self.ask(keys::sent(number, alias));
            }
        }
        if !self.ask(key.to_owned()) {
            return Ok(());
        }
        let pool = Pool::read(self.memory, number, person_id)?;
        let mut are_known = true;
        for page in pool.pages() {
            are_known &= self.ask(page);
        }
        if are_known && settings.download_media {
            let items = pool.items(self.memory)?;
            // An edit may bring another file.
            let edited = items.changes.iter().filter_map(|change| change.words.as_deref());
            let edited = edited.filter_map(|words| serde_json::from_str(words).ok());
            let words = items.messages.into_iter().map(|message| message.words);
            for media in words.chain(edited).filter_map(|words: Words| words.media) {
                self.ask(keys::media(number, &media.id));
            }
        }
        Ok(())
    }

    /// What settling a call needs.
    fn call(&mut self, key: &str) -> Result<(), MemoryError> {
        if self.ask(key.to_owned())
            && let Some(record) = self.memory.value::<CallRecord>(key)?
            && self.ask(keys::alias(&record.customer))
            && let Some(person_id) = person::find(self.memory, &record.customer)?
        {
            self.ask(keys::person(&person_id));
        }
        Ok(())
    }
}

/// Aliases that will be of one person.
#[derive(Default)]
struct Group<'a> {
    aliases: Vec<String>,
    /// The numbers of the business with which something will be open.
    numbers: BTreeSet<&'a str>,
    persons: BTreeSet<String>,
    /// Whether an alias is of no person yet.
    has_unknown: bool,
}

/// Groups, each at the place that [`Groups::find`] gives for all of its members.
#[derive(Default)]
struct Groups<'a> {
    all: Vec<Group<'a>>,
    /// The group into which each one was put; its own place if it is still one.
    joined_to: Vec<usize>,
    by_alias: BTreeMap<String, usize>,
}

impl<'a> Groups<'a> {
    fn add(&mut self, sightings: Vec<Sighting>, number: Option<&'a str>) {
        let mut group: Option<usize> = None;
        for Sighting { alias, .. } in sightings {
            let place = self.by_alias.get(&alias).copied().unwrap_or_else(|| {
                let place = self.all.len();
                self.all.push(Group { aliases: vec![alias.clone()], ..Group::default() });
                self.joined_to.push(place);
                self.by_alias.insert(alias, place);
                place
            });
            group = Some(group.map_or(place, |group| self.join(group, place)));
        }
        if let Some(group) = group.map(|group| self.find(group)) {
            self.all[group].numbers.extend(number);
        }
    }

    fn find(&mut self, mut place: usize) -> usize {
        while self.joined_to[place] != place {
            // Halves the way for the next time.
            self.joined_to[place] = self.joined_to[self.joined_to[place]];
            place = self.joined_to[place];
        }
        place
    }

    /// Puts the smaller of two groups into the other one.
    fn join(&mut self, a: usize, b: usize) -> usize {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return a;
        }
        let is_larger = self.all[a].aliases.len() >= self.all[b].aliases.len();
        let (into, from) = if is_larger { (a, b) } else { (b, a) };
        let moved = std::mem::take(&mut self.all[from]);
        self.all[into].aliases.extend(moved.aliases);
        self.all[into].numbers.extend(moved.numbers);
        self.all[into].persons.extend(moved.persons);
        self.all[into].has_unknown |= moved.has_unknown;
        self.joined_to[from] = into;
        into
    }

    /// The groups with the persons who are known, joined where they have one in common.
    fn with_persons(mut self, wanted: &mut Wanted<'_>) -> Result<Vec<Group<'a>>, MemoryError> {
        let mut by_person: BTreeMap<String, usize> = BTreeMap::new();
        let aliases: Vec<(String, usize)> = std::mem::take(&mut self.by_alias).into_iter().collect();
        for (alias, place) in aliases {
            if !wanted.ask(keys::alias(&alias)) {
                continue;
            }
            let Some(person) = person::find(wanted.memory, &alias)? else {
                let place = self.find(place);
                self.all[place].has_unknown = true;
                continue;
            };
            let place = match by_person.get(&person) {
                Some(other) => self.join(place, *other),
                None => self.find(place),
            };
            self.all[place].persons.insert(person.clone());
            by_person.insert(person, place);
        }
        Ok(self.all)
    }
}

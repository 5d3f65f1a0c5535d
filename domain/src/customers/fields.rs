//! The fields of the survivor: which value it has after a merge, and after its undo.
//!
//! A blank field of the survivor takes the value of the source; of two different values the user
//! chooses one. The ledger keeps each change. The changes of one field form a chain in the order of
//! the merges, from which an undo takes one link out, so that undos in any order end at the
//! record's own value. Where the target is part of another customer itself, what that took of it is carried
//! on up the chain ([`carry_on`]). A value edited after the merge stays.

use std::collections::BTreeSet;

use crate::identity;
use crate::record::{CustomerRecord, FieldChange};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// A field of which a merge keeps one value.
    pub enum MergeField {
        /// The name.
        Name = "name",
        /// The document.
        Document = "document",
        /// The e-mail address.
        Email = "email",
    }
}

impl MergeField {
    /// The value of a record.
    pub fn of(self, record: &CustomerRecord) -> &str {
        match self {
            Self::Name => &record.name,
            Self::Document => &record.document,
            Self::Email => &record.email,
        }
    }

    /// Whether two records have different values, of which one has to be chosen.
    pub fn is_conflict(self, one: &CustomerRecord, other: &CustomerRecord) -> bool {
        let (one, other) = (self.of(one), self.of(other));
        let is_same = match self {
            Self::Name => one == other,
            Self::Document => identity::key(one) == identity::key(other),
            Self::Email => one.to_lowercase() == other.to_lowercase(),
        };
        !one.is_empty() && !other.is_empty() && !is_same
    }
}

impl std::cmp::PartialOrd for MergeField {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl std::cmp::Ord for MergeField {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

/// The survivor's record after a merge. `of_source` names the fields whose value is the source's.
pub fn joined(
    survivor: &CustomerRecord,
    source: &CustomerRecord,
    of_source: &BTreeSet<MergeField>,
) -> CustomerRecord {
    let mut record = survivor.clone();
    for field in MergeField::ALL {
        let taken = if field.is_conflict(survivor, source) {
            of_source.contains(&field)
        } else {
            field.of(survivor).is_empty()
        };
        if taken {
            set(&mut record, field.as_str(), field.of(source));
        }
    }
    for (name, value) in source.custom.iter().filter(|(_, value)| !value.is_empty()) {
        if record.custom.get(name).is_none_or(String::is_empty) {
            record.custom.insert(name.clone(), value.clone());
        }
    }
    record
}

/// Takes the changes of one merge back. `later` are the changes of the later merges in force into
/// the same target, in their order; what the next of them says it replaced becomes what this merge
/// replaced. Returns the record of the target.
pub fn take_back(
    undone: &[FieldChange],
    later: &mut [Vec<FieldChange>],
    record: &CustomerRecord,
) -> CustomerRecord {
    let mut restored = record.clone();
    for FieldChange { field, from, to } in undone {
        replace(&mut restored, later, field, (to, from));
    }
    restored
}

/// Carries on what an undo changed in a customer that is part of another one: where that took a value of
/// it, it has the one of now instead, or, if there is none, what the value had replaced. `taken` are the
/// changes of the merge into it, `later` those of the later ones. Returns the record of the other.
pub fn carry_on(
    changes: &[FieldChange],
    taken: &mut Vec<FieldChange>,
    later: &mut [Vec<FieldChange>],
    record: &CustomerRecord,
) -> CustomerRecord {
    let mut restored = record.clone();
    for FieldChange { field, from: was, to: now } in changes {
        let Some(place) = taken.iter().position(|one| one.field == *field && one.to == *was) else {
            continue;
        };
        let replaced = &taken[place].from;
        let now = if now.is_empty() { replaced.clone() } else { now.clone() };
        replace(&mut restored, later, field, (was, &now));
        if now == *replaced {
            taken.remove(place);
        } else {
            taken[place].to = now;
        }
    }
    restored
}

/// Replaces a value that a merge gave a record: in what the next of the later merges replaced, or else in
/// the record. One that was edited since stays.
fn replace(
    record: &mut CustomerRecord,
    later: &mut [Vec<FieldChange>],
    field: &str,
    (was, now): (&str, &str),
) {
    match later.iter_mut().flatten().find(|next| next.field == field) {
        Some(next) if next.from == was => now.clone_into(&mut next.from),
        None if value(record, field) == was => set(record, field, now),
        _ => {}
    }
}

fn value<'a>(record: &'a CustomerRecord, field: &str) -> &'a str {
    match MergeField::parse(field) {
        Some(field) => field.of(record),
        None => custom_name(field).and_then(|name| record.custom.get(name)).map_or("", String::as_str),
    }
}

fn set(record: &mut CustomerRecord, field: &str, value: &str) {
    match MergeField::parse(field) {
        Some(MergeField::Name) => value.clone_into(&mut record.name),
        Some(MergeField::Document) => value.clone_into(&mut record.document),
        Some(MergeField::Email) => value.clone_into(&mut record.email),
        None => {
            let Some(name) = custom_name(field) else { return };
            if value.is_empty() {
                record.custom.remove(name);
            } else {
                record.custom.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn custom_name(field: &str) -> Option<&str> {
    field.strip_prefix("custom.")
}

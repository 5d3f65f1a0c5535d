//! With which channels the caller talked, and when.
//!
//! The halves of Local channels are never a party: where the caller is in a bridge with one half, the party
//! is in the bridge of the other. Asterisk 12 and later name the bridges; where they are not named, a
//! channel that was in a bridge at the same time is the party, and before Asterisk 12, where only the caller's
//! bridge is an event, the one that answered before it.

use std::collections::{BTreeMap, BTreeSet};

use super::event::{Event, Kind};

/// A talk of the caller. Times are in microseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Talk<'e> {
    pub from: i64,
    pub to: i64,
    /// The channel of the other party, if it is known.
    pub party: Option<&'e Event>,
}

/// A stay of a channel in a bridge.
#[derive(Clone, Copy, Debug)]
struct Stay<'e> {
    /// The event with which it began.
    enter: &'e Event,
    to: i64,
}

impl Stay<'_> {
    fn overlap(&self, from: i64, to: i64) -> Option<(i64, i64)> {
        let (from, to) = (self.enter.at.max(from), self.to.min(to));
        (from <= to).then_some((from, to))
    }
}

/// The talks of a call, in their order. `events` are sorted by time.
pub(super) fn talks(events: &[Event], end: i64) -> Vec<Talk<'_>> {
    let stays = stays(events, end);
    let starts: BTreeMap<&str, &Event> = events
        .iter()
        .filter(|event| event.kind == Kind::Start)
        .map(|event| (event.id.as_str(), event))
        .collect();
    let mut talks = Vec::new();
    for stay in stays.iter().filter(|stay| stay.enter.is_of_caller()) {
        let mut found = parties(&stays, events, stay);
        found.sort_by_key(|(from, to, party)| (*from, *to, party.id.as_str()));
        if let Some(first) = found.first_mut() {
            // The caller answers for both: the other may enter the bridge a little later.
            first.0 = stay.enter.at;
        } else {
            talks.push(Talk { from: stay.enter.at, to: stay.to, party: None });
        }
        talks.extend(found.into_iter().map(|(from, to, party)| {
            let start = starts.get(party.id.as_str()).copied();
            Talk { from, to, party: Some(start.unwrap_or(party)) }
        }));
    }
    joined(talks)
}

/// Joins what is one talk: after a hold, or when the halves of a Local channel disappear. A party who joins
/// a talk has one of its own only when the other has left.
fn joined(talks: Vec<Talk<'_>>) -> Vec<Talk<'_>> {
    let mut joined: Vec<Talk<'_>> = Vec::new();
    for talk in talks {
        let id = |talk: &Talk<'_>| talk.party.map(|party| party.id.clone());
        match joined.last_mut() {
            Some(last) if talk.party.is_none() || last.party.is_none() || id(last) == id(&talk) => {
                last.to = last.to.max(talk.to);
                last.party = last.party.or(talk.party);
            }
            Some(last) if talk.to <= last.to => {}
            Some(last) => {
                let from = talk.from.max(last.to);
                joined.push(Talk { from, ..talk });
            }
            None => joined.push(talk),
        }
    }
    joined
}

/// The stays in bridges, in the order in which they began.
fn stays(events: &[Event], end: i64) -> Vec<Stay<'_>> {
    let mut open: BTreeMap<&str, &Event> = BTreeMap::new();
    let mut stays = Vec::new();
    for event in events {
        match event.kind {
            Kind::Bridge if !event.extra.is_holding => {
                if let Some(enter) = open.insert(&event.id, event) {
                    stays.push(Stay { enter, to: event.at });
                }
            }
            // A bridge that only holds is left by entering another one.
            Kind::Bridge | Kind::Unbridge | Kind::End | Kind::Hangup => {
                if let Some(enter) = open.remove(event.id.as_str()) {
                    stays.push(Stay { enter, to: event.at });
                }
            }
            _ => {}
        }
    }
    stays.extend(open.into_values().map(|enter| Stay { enter, to: end.max(enter.at) }));
    stays.sort_by_key(|stay| stay.enter.at);
    stays
}

/// The channels with which the caller talked during a stay, and when.
fn parties<'e>(stays: &[Stay<'e>], events: &'e [Event], caller: &Stay<'e>) -> Vec<(i64, i64, &'e Event)> {
    let is_party = |event: &Event| !event.is_of_caller() && !is_local(&event.channel);
    if caller.enter.extra.bridge.is_empty() {
        let together = stays.iter().filter(|stay| is_party(stay.enter));
        let mut found: Vec<_> = together
            .filter_map(|stay| {
                stay.overlap(caller.enter.at, caller.to).map(|(from, to)| (from, to, stay.enter))
            })
            .collect();
        if found.is_empty() {
            let mut answered = events
                .iter()
                .rev()
                .filter(|event| event.kind == Kind::Answer && event.at <= caller.enter.at && is_party(event));
            let named = answered.clone().find(|event| event.channel == caller.enter.peer);
            found.extend(named.or_else(|| answered.next()).map(|event| (caller.enter.at, caller.to, event)));
        }
        return found;
    }
    let mut by_bridge: BTreeMap<&str, Vec<&Stay<'e>>> = BTreeMap::new();
    let mut by_channel: BTreeMap<&str, Vec<&Stay<'e>>> = BTreeMap::new();
    for stay in stays {
        by_bridge.entry(&stay.enter.extra.bridge).or_default().push(stay);
        by_channel.entry(&stay.enter.channel).or_default().push(stay);
    }
    let mut found = Vec::new();
    let mut seen = BTreeSet::from([caller.enter.extra.bridge.as_str()]);
    let mut bridges = vec![(caller.enter.extra.bridge.as_str(), caller.enter.at, caller.to)];
    while let Some((bridge, from, to)) = bridges.pop() {
        for stay in by_bridge.get(bridge).into_iter().flatten() {
            let Some((from, to)) = stay.overlap(from, to) else { continue };
            if is_party(stay.enter) {
                found.push((from, to, stay.enter));
            } else if let Some(other) = other_half(&stay.enter.channel) {
                for half in by_channel.get(other.as_str()).into_iter().flatten() {
                    let bridge = half.enter.extra.bridge.as_str();
                    if half.overlap(from, to).is_some() && seen.insert(bridge) {
                        bridges.push((bridge, from, to));
                    }
                }
            }
        }
    }
    found
}

/// Whether a channel is the half of a Local channel.
pub(super) fn is_local(channel: &str) -> bool {
    channel.starts_with("Local/")
}

/// The other half of a Local channel.
fn other_half(channel: &str) -> Option<String> {
    let half = channel.strip_prefix("Local/")?;
    let (name, number) = half.rsplit_once(';')?;
    Some(format!("Local/{name};{}", if number == "1" { "2" } else { "1" }))
}

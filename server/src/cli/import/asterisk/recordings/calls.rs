//! The imported calls of which there are recordings. Of other calls nothing is remembered.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use domain::{NewInteraction, Protocol, Timestamp};
use intake::asterisk::recordings::{RecordedVisit, RecordingName, visit_of};

/// The calls that recordings name, with what was imported of them.
#[derive(Default)]
pub(super) struct Calls {
    wanted: HashSet<String>,
    visits: HashMap<String, Vec<Visit>>,
}

/// An interaction of a call.
struct Visit {
    queue: String,
    queued_at: Timestamp,
    answered_at: Option<Timestamp>,
    ended_at: Timestamp,
    protocol: Protocol,
}

/// The interaction of a recording.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Match<'a> {
    /// This one.
    Interaction(&'a Protocol),
    /// Its call was imported, but no talk that it can be of.
    NoTalk,
    /// Its call was not imported.
    NoCall,
}

impl Calls {
    /// Remembers what is imported of the call in this name.
    pub(super) fn want(&mut self, name: &RecordingName<'_>) {
        let wanted = RefCell::new(&mut self.wanted);
        name.call(|id| {
            wanted.borrow_mut().insert(id.to_owned());
            false
        });
    }

    /// Takes note of an interaction that was imported, if a recording names its call.
    pub(super) fn note(&mut self, interaction: &NewInteraction, protocol: &Protocol) {
        let case = interaction.case.as_ref().map_or("", |case| case.external_id.as_str());
        let mut parts = interaction.external_id.rsplitn(3, '/').skip(1);
        // A visit to a queue is named CALL/QUEUE/SECOND, a call of the CDR like its case.
        let (queue, call) = match (parts.next(), parts.next()) {
            (Some(queue), Some(call)) => (queue, call),
            _ => (interaction.queue.as_str(), case),
        };
        let both = [Some(call), Some(case).filter(|case| *case != call)];
        for id in both.into_iter().flatten().filter(|id| self.wanted.contains(*id)) {
            self.visits.entry(id.to_owned()).or_default().push(Visit {
                queue: queue.to_owned(),
                queued_at: interaction.queued_at.into(),
                answered_at: interaction.answered_at.map(Timestamp::from),
                ended_at: interaction.ended_at.into(),
                protocol: protocol.clone(),
            });
        }
    }

    /// Puts the interactions of each call into the order in which they began.
    pub(super) fn sort(&mut self) {
        for visits in self.visits.values_mut() {
            visits.sort_by_key(|visit| visit.queued_at);
        }
    }

    /// The interaction that a recording is of.
    pub(super) fn of(&self, name: &RecordingName<'_>) -> Match<'_> {
        let call = name.call(|id| self.visits.contains_key(id));
        let Some(visits) = call.and_then(|call| self.visits.get(call)) else { return Match::NoCall };
        let recorded: Vec<RecordedVisit<'_>> = visits
            .iter()
            .map(|visit| RecordedVisit {
                queue: &visit.queue,
                answered_at: visit.answered_at,
                ended_at: visit.ended_at,
            })
            .collect();
        // The time in a name is for people only: which talk it is follows from the queue.
        match visit_of(name, None, &recorded).and_then(|position| visits.get(position)) {
            Some(visit) => Match::Interaction(&visit.protocol),
            None => Match::NoTalk,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interaction(external_id: &str, queued: u32, is_answered: bool) -> NewInteraction {
        let mut json = serde_json::json!({
            "source": "pbx", "external_id": external_id, "channel": "voice", "direction": "inbound",
            "queue": "Suporte", "customer": {}, "queued_at": format!("2026-03-02T12:{queued:02}:00Z"),
            "ended_at": "2026-03-02T13:00:00Z", "case": { "external_id": "1772453800.1" },
        });
        if is_answered {
            json["answered_at"] = "2026-03-02T12:59:00Z".into();
        }
        serde_json::from_value(json).expect("an interaction")
    }

    #[test]
    fn a_recording_is_of_the_talk_in_its_queue() {
        let names = ["1772453800.1.wav", "q-8002-1-20260302-091640-1772453800.1.wav", "1772453800.7.wav"];
        let names = names.map(|name| RecordingName::read(name).expect("a name"));
        let mut calls = Calls::default();
        for name in &names[..2] {
            calls.want(name);
        }
        let protocols = ["1", "2", "3", "4"].map(|text| Protocol::parse(text).expect("a protocol"));
        calls.note(&interaction("1772453800.7/8001/1772453800", 1, true), &protocols[0]);
        calls.note(&interaction("1772453800.1/8002/1772453800", 9, true), &protocols[1]);
        calls.note(&interaction("1772453800.1/8001/1772453800", 0, false), &protocols[2]);
        calls.note(&interaction("1772453800.1/8001/1772453801", 3, true), &protocols[3]);
        calls.sort();
        assert_eq!(calls.of(&names[0]), Match::Interaction(&protocols[0]), "of the case");
        assert_eq!(calls.of(&names[1]), Match::Interaction(&protocols[1]));
        assert_eq!(calls.of(&names[2]), Match::NoCall, "nothing was remembered of it");
    }

    #[test]
    fn a_call_without_a_talk_has_no_recording() {
        let name = RecordingName::read("1772453800.1.wav").expect("a name");
        let mut calls = Calls::default();
        calls.want(&name);
        let protocol = Protocol::parse("1").expect("a protocol");
        calls.note(&interaction("1772453800.1", 1, false), &protocol);
        assert_eq!(calls.of(&name), Match::NoTalk);
        calls.note(&interaction("1772453800.1#2", 2, true), &protocol);
        assert_eq!(calls.of(&name), Match::Interaction(&protocol));
    }
}

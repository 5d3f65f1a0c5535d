//! The imported calls of which there are recordings. Of other calls nothing is remembered.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use domain::{NewInteraction, Protocol, Timestamp};
use intake::asterisk::recordings::{RecordedVisit, RecordingName, visit_of};
use intake::source::Recording;

/// The calls that recordings name, with what was imported of them.
#[derive(Default)]
pub(super) struct Calls {
    wanted: HashSet<String>,
    visits: HashMap<String, Vec<Visit>>,
    /// The names of the files that are there, without folders.
    files: HashSet<String>,
    /// The files that a log has named, by the external ID of an interaction that is still to come.
    named: HashMap<String, Vec<String>>,
    /// The interactions of files that a log has named; none if it has named several.
    by_file: HashMap<String, Option<Protocol>>,
}

/// The name of a file without its folders: those of the log are of another machine.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
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

    /// Remembers what a log says of a file.
    pub(super) fn want_file(&mut self, path: &str) {
        self.files.insert(file_name(path).to_owned());
    }

    /// Takes note of the file that a log names for an interaction.
    pub(super) fn name(&mut self, recording: &Recording) {
        let file = file_name(&recording.file);
        if self.files.contains(file) {
            self.named.entry(recording.external_id.clone()).or_default().push(file.to_owned());
        }
    }

    /// The interaction of which a log says that a file is its recording.
    pub(super) fn of_file(&self, path: &str) -> Option<&Protocol> {
        self.by_file.get(file_name(path))?.as_ref()
    }

    /// Takes note of an interaction that was imported, if a recording names its call.
    pub(super) fn note(&mut self, interaction: &NewInteraction, protocol: &Protocol) {
        for file in self.named.remove(&interaction.external_id).into_iter().flatten() {
            let known = self.by_file.entry(file).or_insert_with(|| Some(protocol.clone()));
            if known.as_ref() != Some(protocol) {
                *known = None;
            }
        }
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
    fn a_log_says_whose_recording_a_file_is() {
        let mut calls = Calls::default();
        for file in ["2026/vendas.wav", "twice.wav"] {
            calls.want_file(file);
        }
        let one = "1772453800.1/8001/1772453800";
        let other = "1772453900.1/8001/1772453900";
        for (external_id, file) in [
            (one, "/var/spool/asterisk/monitor/2026/03/vendas.wav"),
            (one, "twice.wav"),
            (other, "/old/twice.wav"),
            (other, "missing.wav"),
        ] {
            calls.name(&Recording { external_id: external_id.to_owned(), file: file.to_owned() });
        }
        let protocols = ["1", "2"].map(|text| Protocol::parse(text).expect("a protocol"));
        calls.note(&interaction(one, 1, true), &protocols[0]);
        calls.note(&interaction(other, 2, true), &protocols[1]);
        assert_eq!(calls.of_file("2026/vendas.wav"), Some(&protocols[0]));
        assert_eq!(calls.of_file("twice.wav"), None, "of two interactions");
        assert_eq!(calls.of_file("missing.wav"), None);
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

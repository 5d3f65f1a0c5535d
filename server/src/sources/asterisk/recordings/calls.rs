//! The recorded calls of which there are recordings. Of other calls nothing is remembered.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use domain::{Protocol, Timestamp};
use intake::asterisk::recordings::{RecordedVisit, RecordingName, visit_of};
use intake::source::Recording;

/// The calls that recordings name, with what was imported of them.
#[derive(Default)]
pub(crate) struct Calls {
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

/// An interaction that was recorded, with the IDs of its source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordedCall<'a> {
    /// The ID of the interaction.
    pub(crate) external_id: &'a str,
    /// The ID of its case; empty if its source names none.
    pub(crate) case: &'a str,
    /// The name of its queue.
    pub(crate) queue: &'a str,
    /// When it began.
    pub(crate) queued_at: Timestamp,
    /// When it was answered.
    pub(crate) answered_at: Option<Timestamp>,
    /// When it ended.
    pub(crate) ended_at: Timestamp,
    /// Its number here.
    pub(crate) protocol: &'a Protocol,
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
pub(crate) enum Match<'a> {
    /// This one.
    Interaction(&'a Protocol),
    /// Its call was recorded, but no talk that it can be of.
    NoTalk,
    /// Its call was not recorded.
    NoCall,
}

impl Calls {
    /// Remembers what is noted of the call in this name.
    pub(crate) fn want(&mut self, name: &RecordingName<'_>) {
        let wanted = RefCell::new(&mut self.wanted);
        name.call(|id| {
            wanted.borrow_mut().insert(id.to_owned());
            false
        });
    }

    /// Remembers what a log says of a file.
    pub(crate) fn want_file(&mut self, path: &str) {
        self.files.insert(file_name(path).to_owned());
    }

    /// Takes note of the file that a log names for an interaction.
    pub(crate) fn name(&mut self, recording: &Recording) {
        let file = file_name(&recording.file);
        if self.files.contains(file) {
            self.named.entry(recording.external_id.clone()).or_default().push(file.to_owned());
        }
    }

    /// The interaction of which a log says that a file is its recording.
    pub(crate) fn of_file(&self, path: &str) -> Option<&Protocol> {
        self.by_file.get(file_name(path))?.as_ref()
    }

    /// The IDs of calls for which recordings are there.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &str> {
        self.wanted.iter().map(String::as_str)
    }

    /// Takes note of an interaction that was recorded, if a recording names its call.
    pub(crate) fn note(&mut self, call: &RecordedCall<'_>) {
        let RecordedCall { external_id, case, protocol, .. } = *call;
        for file in self.named.remove(external_id).into_iter().flatten() {
            let known = self.by_file.entry(file).or_insert_with(|| Some(protocol.clone()));
            if known.as_ref() != Some(protocol) {
                *known = None;
            }
        }
        let mut parts = external_id.rsplitn(3, '/').skip(1);
        // A visit to a queue is named CALL/QUEUE/SECOND, a call of the CDR like its case.
        let (queue, id) = match (parts.next(), parts.next()) {
            (Some(queue), Some(id)) => (queue, id),
            _ => (call.queue, case),
        };
        let both = [Some(id), Some(case).filter(|case| *case != id)];
        for id in both.into_iter().flatten().filter(|id| self.wanted.contains(*id)) {
            self.visits.entry(id.to_owned()).or_default().push(Visit {
                queue: queue.to_owned(),
                queued_at: call.queued_at,
                answered_at: call.answered_at,
                ended_at: call.ended_at,
                protocol: protocol.clone(),
            });
        }
    }

    /// Puts the interactions of each call into the order in which they began.
    pub(crate) fn sort(&mut self) {
        for visits in self.visits.values_mut() {
            visits.sort_by_key(|visit| visit.queued_at);
        }
    }

    /// The interaction that a recording is of.
    pub(crate) fn of(&self, name: &RecordingName<'_>) -> Match<'_> {
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

    fn call<'a>(
        external_id: &'a str,
        queued: i64,
        is_answered: bool,
        protocol: &'a Protocol,
    ) -> RecordedCall<'a> {
        let noon = 1_772_452_800_000;
        RecordedCall {
            external_id,
            case: "1772453800.1",
            queue: "Suporte",
            queued_at: Timestamp(noon + queued * 60_000),
            answered_at: is_answered.then_some(Timestamp(noon + 59 * 60_000)),
            ended_at: Timestamp(noon + 60 * 60_000),
            protocol,
        }
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
        calls.note(&call("1772453800.7/8001/1772453800", 1, true, &protocols[0]));
        calls.note(&call("1772453800.1/8002/1772453800", 9, true, &protocols[1]));
        calls.note(&call("1772453800.1/8001/1772453800", 0, false, &protocols[2]));
        calls.note(&call("1772453800.1/8001/1772453801", 3, true, &protocols[3]));
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
        calls.note(&call(one, 1, true, &protocols[0]));
        calls.note(&call(other, 2, true, &protocols[1]));
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
        calls.note(&call("1772453800.1", 1, false, &protocol));
        assert_eq!(calls.of(&name), Match::NoTalk);
        calls.note(&call("1772453800.1#2", 2, true, &protocol));
        assert_eq!(calls.of(&name), Match::Interaction(&protocol));
    }
}

//! The rules of calls, one by one.

use domain::{EndedBy, Outcome, Timestamp};
use intake::asterisk::cel::{Cel, CelSettings, CelState, MAX_EVENTS_PER_CALL, MAX_WAITING_CALLS};
use intake::source::{Output, Reason, Skipped, Source};

use super::{cel, row, settings};
use crate::support::{output, rejects, skipped};

/// The second in which the calls begin: 2 March 2026, 12:00 UTC.
const NOON: i64 = 1_772_452_800;

/// A table of events.
#[derive(Default)]
struct Log(String);

impl Log {
    fn new() -> Self {
        Self("eventtype,eventtime,cid_num,exten,context,channame,appname,appdata,uniqueid,linkedid,peer,extra\n".to_owned())
    }

    /// An event of a channel, some seconds after noon.
    fn event(mut self, at: f64, kind: &str, channel: &Channel, app: &str, extra: &str) -> Self {
        let Channel { number, exten, context, name, id, call } = channel;
        let (app, data) = app.split_once(' ').unwrap_or((app, ""));
        let extra = extra.replace('"', "\"\"");
        let at = NOON as f64 + at;
        let row = format!(
            "{kind},{at:.3},{number},{exten},{context},{name},{app},\"{data}\",{id},{call},,\"{extra}\"\n"
        );
        self.0.push_str(&row);
        self
    }

    fn start(self, at: f64, channel: &Channel) -> Self {
        self.event(at, "CHAN_START", channel, "", "")
    }

    fn enter(self, at: f64, channel: &Channel, bridge: &str) -> Self {
        self.event(at, "BRIDGE_ENTER", channel, "", &format!("{{\"bridge_id\":\"{bridge}\"}}"))
    }

    fn exit(self, at: f64, channel: &Channel, bridge: &str) -> Self {
        self.event(at, "BRIDGE_EXIT", channel, "", &format!("{{\"bridge_id\":\"{bridge}\"}}"))
    }

    fn end(self, at: f64, channel: &Channel) -> Self {
        self.event(at, "CHAN_END", channel, "", "")
    }

    fn complete(self, at: f64, channel: &Channel) -> Self {
        self.event(at, "LINKEDID_END", channel, "", "")
    }

    fn output(&self) -> Output {
        output(&cel(), &[self.0.as_bytes()])
    }
}

/// A channel of the call that begins at noon.
struct Channel {
    number: &'static str,
    exten: &'static str,
    context: &'static str,
    name: &'static str,
    id: &'static str,
    call: &'static str,
}

const CALLER: Channel = Channel {
    number: "11900000401",
    exten: "551130000000",
    context: "from-trunk",
    name: "PJSIP/tronco-00000001",
    id: "1772452800.1",
    call: "1772452800.1",
};
const ANA: Channel = Channel {
    number: "1001",
    exten: "",
    context: "from-internal",
    name: "PJSIP/1001-00000002",
    id: "1772452800.2",
    ..CALLER
};
const BIA: Channel = Channel { number: "1002", name: "PJSIP/1002-00000003", id: "1772452800.3", ..ANA };
const HALF_1: Channel =
    Channel { number: "1001", name: "Local/1001@from-queue-00000001;1", id: "1772452800.4", ..ANA };
const HALF_2: Channel =
    Channel { number: "11900000401", name: "Local/1001@from-queue-00000001;2", id: "1772452800.5", ..ANA };

fn found(log: &Log) -> String {
    let output = log.output();
    assert_eq!(output.rejects, []);
    let [new] = &output.interactions[..] else { panic!("{output:#?}") };
    row(new)
}

#[test]
fn the_dialplan_that_answers_is_no_person() {
    let menu = Log::new().start(0.0, &CALLER).event(1.0, "ANSWER", &CALLER, "Answer", "");
    let left = menu.end(30.0, &CALLER).complete(30.0, &CALLER).output();
    assert_eq!((left.interactions.len(), skipped(&left, Skipped::Announcement)), (0, 1));
    let rung = Log::new()
        .start(0.0, &CALLER)
        .event(1.0, "ANSWER", &CALLER, "Answer", "")
        .start(5.0, &ANA)
        .end(20.0, &ANA)
        .end(30.0, &CALLER)
        .complete(30.0, &CALLER);
    assert_eq!(
        found(&rung),
        "1772452800.1\tinbound\tRamal direto\t11900000401\t-\t2026-03-02T12:00:00Z\t-\t2026-03-02T12:00:30Z\t\
         abandoned\t-\t-"
    );
}

#[test]
fn behind_a_local_channel_that_stays_is_the_agent() {
    let log = Log::new()
        .start(0.0, &CALLER)
        .event(2.0, "APP_START", &CALLER, "Queue suporte,tT", "")
        .start(3.0, &HALF_1)
        .start(3.0, &HALF_2)
        .start(3.5, &ANA)
        // Somebody else talks at the same time, in another bridge.
        .start(4.0, &BIA)
        .enter(4.5, &BIA, "other")
        .enter(9.0, &ANA, "inner")
        .enter(9.1, &HALF_2, "inner")
        .enter(9.2, &HALF_1, "outer")
        .enter(9.3, &CALLER, "outer")
        .exit(60.0, &CALLER, "outer")
        .end(60.1, &CALLER)
        .end(60.2, &HALF_1)
        .end(60.2, &HALF_2)
        .end(60.3, &ANA)
        .end(60.4, &BIA)
        .complete(60.4, &BIA);
    assert_eq!(
        found(&log),
        "1772452800.1/suporte/1772452802\tinbound\tsuporte\t11900000401\t1001\t2026-03-02T12:00:02Z\t\
         2026-03-02T12:00:09.300Z\t2026-03-02T12:01:00.100Z\tanswered\t-\t-"
    );
}

#[test]
fn a_hold_is_part_of_the_talk() {
    let log = Log::new()
        .start(0.0, &CALLER)
        .start(1.0, &ANA)
        .enter(5.0, &ANA, "b")
        .enter(5.0, &CALLER, "b")
        .exit(20.0, &ANA, "b")
        .exit(20.0, &CALLER, "b")
        .event(20.5, "BRIDGE_ENTER", &CALLER, "", r#"{"bridge_id":"p","bridge_technology":"holding_bridge"}"#)
        .enter(40.0, &ANA, "b2")
        .enter(40.1, &CALLER, "b2")
        .end(90.0, &ANA)
        .end(90.0, &CALLER)
        .complete(90.0, &CALLER);
    assert_eq!(
        found(&log),
        "1772452800.1\tinbound\tRamal direto\t11900000401\t1001\t2026-03-02T12:00:00Z\t2026-03-02T12:00:05Z\t\
         2026-03-02T12:01:30Z\tanswered\t-\t-"
    );
}

#[test]
fn who_joins_a_talk_has_one_when_the_other_has_left() {
    let log = |ana_leaves: f64| {
        Log::new()
            .start(0.0, &CALLER)
            .start(1.0, &ANA)
            .enter(5.0, &ANA, "b")
            .enter(5.0, &CALLER, "b")
            .start(20.0, &BIA)
            .enter(25.0, &BIA, "b")
            .exit(ana_leaves, &ANA, "b")
            .end(ana_leaves, &ANA)
            .exit(60.0, &BIA, "b")
            .end(60.0, &BIA)
            .end(90.0, &CALLER)
            .complete(90.0, &CALLER)
    };
    let agents = |output: &Output| -> Vec<_> {
        output
            .interactions
            .iter()
            .map(|new| (new.agent.clone(), (new.ended_at - new.queued_at).num_seconds()))
            .collect()
    };
    let (ana, bia) = (Some("1001".to_owned()), Some("1002".to_owned()));
    assert_eq!(agents(&log(40.0).output()), [(ana.clone(), 40), (bia, 20)]);
    assert_eq!(agents(&log(70.0).output()), [(ana, 70)], "a third party for a while");
}

#[test]
fn what_follows_the_last_talk_is_no_talk() {
    let log = Log::new()
        .start(0.0, &CALLER)
        .start(1.0, &ANA)
        .enter(5.0, &ANA, "b")
        .enter(5.0, &CALLER, "b")
        .exit(60.0, &ANA, "b")
        .exit(60.0, &CALLER, "b")
        .end(60.0, &ANA)
        .event(60.5, "APP_START", &CALLER, "Playback survey", "")
        .end(90.0, &CALLER)
        .complete(90.0, &CALLER);
    let output = log.output();
    assert_eq!((output.interactions[0].ended_at.timestamp() - NOON, output.interactions.len()), (60, 1));
}

#[test]
fn who_hung_up_ended_it() {
    let by = |source: &str, app: &str| {
        let log = Log::new().start(0.0, &CALLER).event(1.0, "APP_START", &CALLER, "Queue suporte", "");
        let log = if app.is_empty() {
            log.start(2.0, &ANA).enter(5.0, &ANA, "b").enter(5.0, &CALLER, "b")
        } else {
            log
        };
        let extra = format!("{{\"hangupcause\":16,\"hangupsource\":\"{source}\",\"dialstatus\":\"\"}}");
        let log = log.event(60.0, "HANGUP", &CALLER, app, &extra).end(60.0, &CALLER).complete(60.0, &CALLER);
        let new = log.output().interactions.remove(0);
        (new.ended_by, new.outcome.expect("an outcome"))
    };
    assert_eq!(by(CALLER.name, ""), (Some(EndedBy::Customer), Outcome::Answered));
    assert_eq!(by(ANA.name, ""), (Some(EndedBy::Agent), Outcome::Answered));
    assert_eq!(by("", ""), (None, Outcome::Answered));
    assert_eq!(by(CALLER.name, "Queue"), (Some(EndedBy::Customer), Outcome::Abandoned));
    assert_eq!(by("dialplan/builtin", "Queue"), (Some(EndedBy::System), Outcome::Overflow));
}

#[test]
fn maps_know_queues_agents_and_destinations() {
    let map = |key: &str, value: &str| [(key.to_owned(), value.to_owned())].into();
    let log = Log::new()
        .start(0.0, &CALLER)
        .start(1.0, &ANA)
        .enter(5.0, &ANA, "b")
        .enter(5.0, &CALLER, "b")
        .end(60.0, &CALLER)
        .complete(60.0, &CALLER);
    for key in ["1001", "PJSIP/1001"] {
        let source = Cel::new(CelSettings {
            agents: map(key, "ana"),
            queues: map("551130000000", "Matriz"),
            ..settings()
        });
        let found = output(&source, &[log.0.as_bytes()]);
        assert_eq!(found.interactions[0].agent.as_deref(), Some("ana"), "{key}");
        assert_eq!(found.interactions[0].queue, "Matriz");
    }
}

#[test]
fn a_call_without_its_last_event_is_complete_when_all_channels_are_gone() {
    let begun = Log::new().start(0.0, &CALLER).start(1.0, &ANA).end(20.0, &ANA);
    assert_eq!(rejects(&begun.output()), [(2, Reason::StillOpen)]);
    let ended = begun.end(30.0, &CALLER).output();
    assert_eq!((ended.interactions.len(), ended.rejects.len()), (1, 0));
}

#[test]
fn a_call_that_began_before_the_log_is_counted() {
    let log = Log::new().enter(5.0, &CALLER, "b").end(30.0, &CALLER).complete(30.0, &CALLER);
    let output = log.output();
    assert_eq!((output.interactions.len(), skipped(&output, Skipped::BeforeLog)), (0, 1));
}

#[test]
fn a_complete_call_is_emitted_when_the_log_goes_on() {
    let call = Log::new().start(0.0, &CALLER).end(30.0, &CALLER).complete(30.0, &CALLER);
    let other = Channel { id: "1772452890.9", call: "1772452890.9", ..CALLER };
    let emitted = |at: f64| {
        let log = Log(call.0.clone()).start(at, &other);
        let (mut state, mut output) = (CelState::default(), Output::default());
        cel().read(&mut state, log.0.as_bytes(), &mut output);
        output.interactions.len()
    };
    assert_eq!((emitted(90.0), emitted(90.1), emitted(-60.0), emitted(-60.1)), (0, 1, 0, 1));
    // A caller that follows the file knows the time.
    let (mut state, mut output) = (CelState::default(), Output::default());
    cel().read(&mut state, call.0.as_bytes(), &mut output);
    cel().settle(&mut state, Timestamp((NOON + 90) * 1_000), &mut output);
    assert_eq!(output.interactions.len(), 0);
    cel().settle(&mut state, Timestamp((NOON + 91) * 1_000), &mut output);
    assert_eq!(output.interactions.len(), 1);
}

#[test]
fn a_call_that_never_ended_is_given_up_after_a_day() {
    let other = Channel { id: "1772452890.9", call: "1772452890.9", ..CALLER };
    let log = Log::new().start(0.0, &CALLER).start(86_300.0, &other);
    let (mut state, mut output) = (CelState::default(), Output::default());
    cel().read(&mut state, log.0.as_bytes(), &mut output);
    assert_eq!(output.rejects, []);
    let later = Log(String::new()).end(86_401.0, &other);
    cel().read(&mut state, later.0.as_bytes(), &mut output);
    assert_eq!(rejects(&output), [(2, Reason::NoEnd)]);
}

#[test]
fn tables_and_rows_that_lack_something_say_what() {
    let found = output(&cel(), &[b"eventtype,eventtime,channame,uniqueid\nCHAN_START,1772452800,a,b\n"]);
    assert_eq!(rejects(&found), [(1, Reason::MissingColumn { name: "linkedid".to_owned() })]);
    assert_eq!(skipped(&found, Skipped::RefusedTable), 1);
    let header = "eventtype,eventtime,channame,uniqueid,linkedid\n";
    for (row, reason) in [
        ("CHAN_START,soon,a,1.1,1.1", Reason::BadTime),
        ("CHAN_START,2026-03-02 12:00:00,a,1.1,1.1", Reason::NoTimeZone),
        ("CHAN_START,1772452800.1,a,1.1,", Reason::NoCall),
        ("CHAN_START,1772452800.1,a", Reason::TooFewFields),
    ] {
        let found = output(&cel(), &[format!("{header}{row}\n").as_bytes()]);
        assert_eq!(rejects(&found), [(2, reason)], "{row}");
    }
    let cut = output(&cel(), &[format!("{header}CHAN_START,1772452800.1,\"a,1.1,1.1").as_bytes()]);
    assert_eq!(rejects(&cut), [(2, Reason::CutLine)]);
    assert_eq!(rejects(&output(&cel(), &[b"no,cel\n"])), [(1, Reason::TooFewFields)]);
}

#[test]
fn what_waits_is_limited() {
    let mut many = Log::new();
    for at in 0..=MAX_EVENTS_PER_CALL {
        many = many.event(at as f64 / 100.0, "ANSWER", &CALLER, "", "");
    }
    let found = many.output();
    assert_eq!(rejects(&found), [(MAX_EVENTS_PER_CALL as u64 + 2, Reason::TooManyOpen)]);
    let mut log = Log::new().0;
    for n in 0..=MAX_WAITING_CALLS {
        let row = format!("CHAN_START,{NOON}.{n:06},,,,a,,,{n}.1,{n}.1,,\n");
        log.push_str(&row);
    }
    let (mut state, mut output) = (CelState::default(), Output::default());
    cel().read(&mut state, log.as_bytes(), &mut output);
    assert_eq!(rejects(&output), [(2, Reason::TooManyOpen)], "the oldest");
}

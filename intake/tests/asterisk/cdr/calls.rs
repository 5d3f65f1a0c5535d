//! The rules of calls, one by one.

use domain::{Outcome, Timestamp};
use intake::asterisk::cdr::{
    Cdr, CdrSettings, CdrState, MAX_ROWS_PER_CALL, MAX_WAITING_CALLS, OffsetError, infer_cdr_offset,
};
use intake::source::{Output, Reason, Skipped, Source};

use super::{cdr, row, settings};
use crate::support::{of, output, rejects, skipped};

/// A row of `Master.csv` on 2 March 2026.
fn master(channel: &str, peer: &str, app: &str, times: [&str; 3], disposition: &str, id: &str) -> String {
    let [start, answer, end] =
        times.map(|time| if time.is_empty() { String::new() } else { format!("\"2026-03-02 {time}\"") });
    format!(
        "\"\",\"11900000301\",\"2000\",\"from-trunk\",\"<11900000301>\",\"{channel}\",\"{peer}\",\"{app}\",\"x\",\
         {start},{answer},{end},1,1,\"{disposition}\",\"DOCUMENTATION\",\"{id}\",\"\"\n"
    )
}

const TRUNK: &str = "PJSIP/tronco-00000001";

fn found(rows: &[String]) -> Output {
    output(&cdr(), &[rows.concat().as_bytes()])
}

#[test]
fn who_was_only_rung_is_not_the_agent() {
    let rung = master(
        TRUNK,
        "PJSIP/1001-00000002",
        "Dial",
        ["09:00:00", "", "09:00:20"],
        "NO ANSWER",
        "1772452800.1",
    );
    let found = found(&[rung, other_call("09:30:00", 9)]);
    assert_eq!(
        row(&found.interactions[0]),
        "inbound\tRamal direto\t11900000301\t-\t2026-03-02T12:00:00Z\t-\t2026-03-02T12:00:20Z\t-"
    );
    assert_eq!(found.interactions[0].outcome, Some(Outcome::Abandoned));
}

#[test]
fn a_map_may_name_the_channel_of_an_agent() {
    let agents = [("PJSIP/1001".to_owned(), "ana".to_owned())].into();
    let source = Cdr::new(CdrSettings { agents, ..settings() });
    let times = ["09:00:00", "09:00:05", "09:00:20"];
    let inbound = master(TRUNK, "PJSIP/1001-00000002", "Dial", times, "ANSWERED", "1772452800.1");
    let outbound =
        master("PJSIP/1001-00000003", "PJSIP/tronco-00000004", "Dial", times, "ANSWERED", "1772452800.2");
    let found = output(&source, &[inbound.as_bytes(), outbound.as_bytes()]).interactions;
    let agents: Vec<_> = found.iter().map(|new| new.agent.as_deref()).collect();
    assert_eq!(agents, [Some("ana"), Some("ana")]);
}

#[test]
fn what_the_dialplan_answers_was_not_answered() {
    let announcement =
        master(TRUNK, "", "Playback", ["09:00:00", "09:00:00", "09:00:20"], "ANSWERED", "1772452800.1");
    let mailbox = [
        master(
            TRUNK,
            "PJSIP/1001-00000002",
            "Dial",
            ["09:00:00", "", "09:00:20"],
            "NO ANSWER",
            "1772452800.2",
        ),
        master(TRUNK, "", "VoiceMail", ["09:00:20", "09:00:20", "09:00:40"], "ANSWERED", "1772452800.2"),
    ];
    let found = found(&[announcement, mailbox.concat()]);
    assert_eq!(skipped(&found, Skipped::Announcement), 1);
    assert_eq!(found.interactions.len(), 1);
    let left = of(&found, "1772452800.2");
    assert_eq!((left.outcome, left.answered_at), (Some(Outcome::Voicemail), None));
}

#[test]
fn copies_of_a_row_count_once() {
    let one = master(
        TRUNK,
        "PJSIP/1001-00000002",
        "Dial",
        ["09:00:00", "09:00:05", "09:00:20"],
        "ANSWERED",
        "1772452800.1",
    );
    let found = found(&[one.clone(), one]);
    assert_eq!(found.interactions.len(), 1);
    assert_eq!(skipped(&found, Skipped::Duplicate), 1);
}

#[test]
fn a_call_waits_for_its_rows_and_is_emitted_once() {
    let row = |id: &str, at: &str| master(TRUNK, "PJSIP/1001-00000002", "Dial", [at, at, at], "ANSWERED", id);
    let (mut state, mut output) = (CdrState::default(), Output::default());
    let log = row("1772452800.1", "09:00:00") + &row("1772453600.2", "09:14:59");
    cdr().read(&mut state, log.as_bytes(), &mut output);
    assert_eq!(output.interactions, []);
    cdr().read(&mut state, row("1772453700.3", "09:15:01").as_bytes(), &mut output);
    assert_eq!(output.interactions.len(), 1);
    // A caller that follows the file tells the time.
    let at =
        |text: &str| Timestamp::from(text.parse::<chrono::DateTime<chrono::FixedOffset>>().expect("a time"));
    cdr().settle(&mut state, at("2026-03-02T12:29:50Z"), &mut output);
    assert_eq!(output.interactions.len(), 1);
    cdr().settle(&mut state, at("2026-03-02T12:30:00Z"), &mut output);
    assert_eq!(output.interactions.len(), 2);
    cdr().settle(&mut state, at("2026-03-03T12:30:00Z"), &mut output);
    cdr().finish(&mut state, &mut output);
    assert_eq!(output.interactions.len(), 3);
}

#[test]
fn a_call_is_not_emitted_between_its_rows() {
    let row = |agent: &str, times: [&str; 3], disposition: &str| {
        master(TRUNK, &format!("PJSIP/{agent}-00000002"), "Dial", times, disposition, "1772452800.1")
    };
    let rung = row("1001", ["09:00:00", "", "09:00:03"], "NO ANSWER");
    let talked = row("1002", ["09:00:03", "09:00:05", "11:30:05"], "ANSWERED");
    let expected = output(&cdr(), &[(rung.clone() + &talked).as_bytes()]).interactions;
    assert_eq!(expected.len(), 1);
    let (mut state, mut output) = (CdrState::default(), Output::default());
    // Seconds after its end, 11:30:05.
    let at = |seconds: i64| Timestamp((1_772_461_805 + seconds) * 1_000);
    cdr().read(&mut state, rung.as_bytes(), &mut output);
    cdr().settle(&mut state, at(1), &mut output);
    cdr().settle(&mut state, at(10), &mut output);
    cdr().read(&mut state, talked.as_bytes(), &mut output);
    cdr().settle(&mut state, at(11), &mut output);
    cdr().settle(&mut state, at(1_000), &mut output);
    assert_eq!(output.interactions, expected);
}

#[test]
fn a_table_that_begins_with_the_newest_gives_the_same_calls() {
    let table = include_str!("samples/syn-freepbx17-table-local-minus3.csv");
    let mut lines: Vec<&str> = table.lines().collect();
    lines[1..].reverse();
    let mut reversed = output(&cdr(), &[lines.join("\n").as_bytes()]).interactions;
    let mut whole = output(&cdr(), &[table.as_bytes()]).interactions;
    for interactions in [&mut reversed, &mut whole] {
        interactions.sort_by_key(|new| new.external_id.clone());
    }
    assert_eq!(reversed, whole);
}

#[test]
fn a_call_outside_by_a_trunk_that_is_not_named_is_counted_as_such() {
    let times = ["09:00:00", "09:00:05", "09:00:20"];
    let to = |number: &str| {
        let row =
            master("PJSIP/1001-00000003", "PJSIP/saida-00000004", "Dial", times, "ANSWERED", "1772452800.2");
        row.replace("\"2000\"", &format!("\"{number}\"")).replace("from-trunk", "from-internal")
    };
    for (number, kind) in [
        ("041999990304", Skipped::UnnamedTrunk),
        ("33334444", Skipped::UnnamedTrunk),
        ("1002", Skipped::InternalCall),
        ("*97", Skipped::InternalCall),
    ] {
        let found = found(&[to(number)]);
        assert_eq!((found.interactions.len(), skipped(&found, kind)), (0, 1), "{number}");
    }
    let named = Cdr::new(CdrSettings { trunks: vec!["PJSIP/saida".to_owned()], ..settings() });
    assert_eq!(output(&named, &[to("041999990304").as_bytes()]).interactions.len(), 1);
}

#[test]
fn clid_first_is_recognised_by_its_times() {
    let line = "\"\"\"\"\" <client1>\",\"client1\",\"client2\",\"default\",\"PJSIP/client1-00000001\",\
        \"PJSIP/client2-00000002\",\"Dial\",\"PJSIP/client2\",\"2023-07-26 01:51:32\",\"2023-07-26 01:51:50\",\
        \"2023-07-26 01:52:04\",\"31\",\"13\",\"ANSWERED\",\"3\",\"\",\"1690325492.1\",\"\",\"1\"\n";
    let skipping = found(&[line.to_owned()]);
    assert_eq!((skipping.interactions.len(), skipped(&skipping, Skipped::InternalCall)), (0, 1));
    let offsets = infer_cdr_offset(line.as_bytes()).expect("an offset");
    assert_eq!(offsets[0].0.to_string(), "+03:00");
    let settings =
        CdrSettings { internal_queue: Some("Ramais".to_owned()), zone: "+03:00".parse().ok(), ..settings() };
    let taken = output(&Cdr::new(settings), &[line.as_bytes()]);
    // The stamps win over the durations.
    assert_eq!(
        row(&taken.interactions[0]),
        "inbound\tRamais\tclient1\tclient2\t2023-07-25T22:51:32Z\t2023-07-25T22:51:50Z\t2023-07-25T22:52:04Z\t-"
    );
}

#[test]
fn an_offset_that_is_none_is_refused() {
    let row = |start: &str, id: &str| master(TRUNK, "", "Dial", [start, "", "23:59:59"], "NO ANSWER", id);
    assert_eq!(infer_cdr_offset(b""), Err(OffsetError::NothingToInferFrom));
    assert_eq!(infer_cdr_offset(row("09:00:00", "1753444800.1").as_bytes()), Err(OffsetError::Impossible));
    let two = row("09:00:00", "1772452800.1") + &row("09:00:00", "1772449200.2");
    assert_eq!(infer_cdr_offset(two.as_bytes()).map(|offsets| offsets.len()), Ok(2), "a change of clocks");
    let other = row("09:00:00", "1772452800.1") + &row("09:00:00", "1772440000.2");
    assert!(infer_cdr_offset(other.as_bytes()).is_ok(), "one that is no quarter of an hour says nothing");
    let three = two + &row("09:00:00", "1772445600.3");
    assert_eq!(infer_cdr_offset(three.as_bytes()), Err(OffsetError::Contradiction));
}

#[test]
fn tables_and_rows_that_lack_something_say_what() {
    let found = output(&cdr(), &[b"calldate,clid,src\n2026-03-02 09:00:00,,1\n"]);
    assert!(matches!(&found.rejects[0].reason, Reason::MissingColumn { .. }));
    assert_eq!(skipped(&found, Skipped::RefusedTable), 1);
    let no_id = master(TRUNK, "", "Dial", ["09:00:00", "", "09:00:20"], "NO ANSWER", "");
    assert_eq!(rejects(&output(&cdr(), &[no_id.as_bytes()])), [(1, Reason::NoCall)]);
    let no_zone = Cdr::new(CdrSettings { zone: None, ..settings() });
    let row = master(TRUNK, "", "Dial", ["09:00:00", "", "09:00:20"], "NO ANSWER", "1772452800.1");
    assert_eq!(rejects(&output(&no_zone, &[row.as_bytes()])), [(1, Reason::NoTimeZone)]);
}

#[test]
fn what_waits_is_limited() {
    let mut rows = String::new();
    for n in 0..=MAX_WAITING_CALLS {
        rows +=
            &master(TRUNK, "", "Dial", ["09:00:00", "", "09:00:20"], "NO ANSWER", &format!("1772452800.{n}"));
    }
    let (mut state, mut output) = (CdrState::default(), Output::default());
    cdr().read(&mut state, rows.as_bytes(), &mut output);
    assert_eq!(output.interactions.len(), 1, "the oldest is emitted");
    let one_call: String = (0..=MAX_ROWS_PER_CALL)
        .map(|n| {
            master(
                TRUNK,
                &format!("PJSIP/{n}-00000002"),
                "Dial",
                ["09:00:00", "", "09:00:20"],
                "NO ANSWER",
                "1772452800.1",
            )
        })
        .collect();
    let found = crate::support::output(&cdr(), &[(one_call + &other_call("09:30:00", 9)).as_bytes()]);
    assert_eq!(rejects(&found), [(MAX_ROWS_PER_CALL as u64 + 1, Reason::TooManyOpen)]);
}

#[test]
fn a_quoted_field_may_have_line_ends() {
    let row = |id: &str, userfield: &str| {
        let times = ["09:00:00", "09:00:05", "09:00:20"];
        let row = master(TRUNK, "PJSIP/1001-00000002", "Dial", times, "ANSWERED", id);
        row.replace("\"\"\n", &format!("\"{userfield}\"\n"))
    };
    let source = Cdr::new(CdrSettings { note_userfield: true, ..settings() });
    let rows =
        [row("1772452800.1", "one"), row("1772452800.2", "first line\nsecond"), row("1772452800.3", "")];
    let found = output(&source, &[rows.concat().as_bytes()]);
    assert_eq!(rejects(&found), []);
    assert_eq!(found.interactions.len(), 3);
    assert_eq!(of(&found, "1772452800.2").notes.as_deref(), Some("first line\nsecond"));
    // One that is never closed costs nothing but itself.
    let open = rows[1].replace("first line\nsecond\"", "first line");
    let found = output(&source, &[[&rows[0], &open, &rows[2]].map(String::as_str).concat().as_bytes()]);
    assert_eq!((found.interactions.len(), rejects(&found)), (3, vec![]));
}

// The consultation of an attended transfer is a call of its own: the agent's, not the customer's.
#[test]
fn a_call_of_a_participant_is_not_the_call_itself() {
    let row = |from: &str, to: &str, caller: &str, [start, end]: [&str; 2], id: u32| {
        format!(
            "\"\",\"{caller}\",\"2000\",\"from-internal\",\"<{caller}>\",\"{from}\",\"{to}\",\"Dial\",\"x\",\
             \"2026-03-02 {start}\",\"2026-03-02 {start}\",\"2026-03-02 {end}\",0,0,\"ANSWERED\",\"DOCUMENTATION\",\
             \"1772452800.{id}\",\"\",\"\",\"1772452800.1\",{id}\n"
        )
    };
    let call = row(TRUNK, "PJSIP/1002-00000004", "11900000301", ["09:00:00", "09:50:00"], 1);
    let inside = row("PJSIP/1002-00000009", "PJSIP/1003-0000000a", "1002", ["09:01:00", "09:02:00"], 3);
    let outside = row("PJSIP/1002-0000000b", TRUNK, "1002", ["09:03:00", "09:04:00"], 4);
    // Each row is written when its channel ends.
    let rows = [&inside, &outside, &call].map(String::as_str).concat();
    let found = output(&cdr(), &[rows.as_bytes()]);
    let what = |new: &domain::NewInteraction| {
        (new.external_id.clone(), new.direction, new.agent.clone(), new.follows.clone())
    };
    let mut interactions: Vec<_> = found.interactions.iter().map(what).collect();
    interactions.sort_by(|one, other| one.0.cmp(&other.0));
    let agent = Some("1002".to_owned());
    assert_eq!(
        interactions,
        [
            ("1772452800.1".to_owned(), domain::Direction::Inbound, agent.clone(), None),
            ("1772452800.1#4".to_owned(), domain::Direction::Outbound, agent, None),
        ]
    );
    assert_eq!(skipped(&found, Skipped::InternalCall), 1);
    // Also where it was final before the call had ended.
    let early = output(&cdr(), &[outside.as_bytes()]).interactions;
    assert_eq!(early.len(), 1);
    assert!(found.interactions.contains(&early[0]));
}

/// A row with its own and the first channel, as `Master.csv` has it with `newcdrcolumns`.
fn linked(
    [from, to]: [&str; 2],
    [caller, dialled]: [&str; 2],
    [start, answer, end]: [&str; 3],
    disposition: &str,
    [id, sequence]: [u32; 2],
) -> String {
    let time = |time: &str| if time.is_empty() { String::new() } else { format!("\"2026-03-02 {time}\"") };
    format!(
        "\"\",\"{caller}\",\"{dialled}\",\"from-internal\",\"<{caller}>\",\"{from}\",\"{to}\",\"Dial\",\"x\",\
         {},{},{},0,0,\"{disposition}\",\"DOCUMENTATION\",\"1772452800.{id}\",\"\",\"\",\"1772452800.1\",\
         {sequence}\n",
        time(start),
        time(answer),
        time(end),
    )
}

/// An outbound call whose customer is transferred to another extension, and calls of others at these times.
fn transferred_outbound() -> [String; 2] {
    let called = ["PJSIP/1001-00000001", "PJSIP/tronco-00000002"];
    let transferred = ["PJSIP/tronco-00000002", "PJSIP/1002-00000003"];
    [
        linked(called, ["1001", "11999990001"], ["09:00:00", "09:00:05", "09:05:00"], "ANSWERED", [1, 1]),
        linked(
            transferred,
            ["11999990001", "1002"],
            ["09:05:00", "09:05:06", "09:36:00"],
            "ANSWERED",
            [2, 2],
        ),
    ]
}

fn other_call(at: &str, id: u32) -> String {
    master(TRUNK, "PJSIP/1005-00000005", "Dial", [at, at, at], "ANSWERED", &format!("1772400000.{id}"))
        .replace("\"\"\n", &format!("\"\",\"\",\"1772400000.{id}\",{id}\n"))
}

// The row of a customer that the agent transferred is written when that talk ends.
#[test]
fn a_talk_after_the_call_was_recorded_has_an_id_of_its_own() {
    let [called, transferred] = transferred_outbound();
    let [early, late, end] =
        [other_call("09:04:00", 90), other_call("09:30:00", 91), other_call("11:00:00", 92)];
    let of_call = |rows: &[&String]| {
        let rows: String = rows.iter().map(|row| row.as_str()).collect();
        let found = output(&cdr(), &[rows.as_bytes()]);
        assert_eq!(rejects(&found), []);
        let is_of_call = |new: &domain::NewInteraction| new.external_id.starts_with("1772452800");
        let mut found: Vec<_> = found.interactions.into_iter().filter(is_of_call).collect();
        found.sort_by(|one, other| one.external_id.cmp(&other.external_id));
        found
    };
    let together = of_call(&[&early, &called, &transferred, &end]);
    let ids: Vec<_> = together.iter().map(|new| new.external_id.as_str()).collect();
    assert_eq!(ids, ["1772452800.1", "1772452800.1#2"]);
    for rows in [
        [&early, &called, &late, &transferred, &end],
        [&early, &transferred, &end, &late, &called],
        [&end, &transferred, &late, &called, &early],
    ] {
        assert_eq!(of_call(&rows), together, "{rows:?}");
    }
    // Also where they are in two imports.
    assert_eq!([of_call(&[&early, &called]), of_call(&[&transferred, &end])].concat(), together);
}

// Nothing else of the call can be recorded already: its ID is free.
#[test]
fn a_short_call_without_rows_of_its_first_channel_has_the_id_of_the_call() {
    let [_, transferred] = transferred_outbound();
    let id = |row: &str| output(&cdr(), &[row.as_bytes()]).interactions[0].external_id.clone();
    assert_eq!(id(&transferred.replace("09:36:00", "09:15:00")), "1772452800.1");
    assert_eq!(id(&transferred.replace("09:36:00", "09:15:01")), "1772452800.1#2");
}

#[test]
fn who_was_called_and_transferred_stays_the_customer() {
    let rows = transferred_outbound();
    let found = output(&cdr(), &[rows.concat().as_bytes()]);
    assert_eq!(
        row(of(&found, "1772452800.1")),
        "outbound\tChamadas ativas\t11999990001\t1001\t2026-03-02T12:00:00Z\t2026-03-02T12:00:05Z\t\
         2026-03-02T12:05:00Z\tanswered 295"
    );
    let second = of(&found, "1772452800.1#2");
    assert_eq!(
        row(second),
        "outbound\tChamadas ativas\t11999990001\t1002\t2026-03-02T12:05:00Z\t2026-03-02T12:05:06Z\t\
         2026-03-02T12:36:00Z\t-"
    );
    assert_eq!(second.follows.as_deref(), Some("1772452800.1"));
    // The caller's number is withheld or that of an extension: the call before says it.
    for caller in ["anonymous", "1001", ""] {
        let rows = [rows[0].clone(), rows[1].replace("11999990001", caller)];
        let found = output(&cdr(), &[rows.concat().as_bytes()]);
        assert_eq!(of(&found, "1772452800.1#2").number.as_deref(), Some("11999990001"), "{caller}");
    }
    // Nor is it the extension that the agent calls next on the same channel.
    let inside = linked(
        ["PJSIP/1001-00000001", "PJSIP/1002-00000003"],
        ["1001", "1002"],
        ["09:05:00", "09:05:06", "09:06:00"],
        "ANSWERED",
        [1, 2],
    );
    let found = output(&cdr(), &[[rows[0].clone(), inside].concat().as_bytes()]);
    let second = of(&found, "1772452800.1#2");
    assert_eq!((second.number.as_deref(), second.calls.len()), (Some("11999990001"), 0));
}

#[test]
fn a_number_that_a_call_was_forwarded_to_is_no_agent() {
    let forwarded = |to: &str| {
        [
            linked(
                [TRUNK, "PJSIP/1001-00000002"],
                ["1132000003", "1001"],
                ["09:00:00", "", "09:00:15"],
                "NO ANSWER",
                [1, 1],
            ),
            linked(
                [&format!("Local/{to}@from-internal-00000001;2"), "PJSIP/tronco-0000000c"],
                ["1132000003", to],
                ["09:00:15", "09:00:22", "09:01:20"],
                "ANSWERED",
                [3, 2],
            ),
            linked(
                [TRUNK, &format!("Local/{to}@from-internal-00000001;1")],
                ["1132000003", "1001"],
                ["09:00:00", "09:00:22", "09:01:20"],
                "ANSWERED",
                [1, 3],
            ),
        ]
        .concat()
    };
    let agent = |source: &Cdr, to: &str| {
        let found = output(source, &[forwarded(to).as_bytes()]);
        assert_eq!(found.interactions.len(), 1);
        assert_eq!(found.interactions[0].outcome, Some(Outcome::Answered));
        found.interactions[0].agent.clone()
    };
    assert_eq!(agent(&cdr(), "11988887777"), None);
    assert_eq!(agent(&cdr(), "1003").as_deref(), Some("1003"));
    // A map says who it is.
    let agents = [("11988887777".to_owned(), "ana".to_owned())].into();
    let mapped = Cdr::new(CdrSettings { agents, ..settings() });
    assert_eq!(agent(&mapped, "11988887777").as_deref(), Some("ana"));
}

// The whole file, or the next one, has the rest.
#[test]
fn a_call_that_may_go_on_after_the_end_of_an_import_is_reported() {
    let row = |peer: &str, app: &str, times: [&str; 3], disposition: &str| {
        master(TRUNK, peer, app, times, disposition, "1772452800.1")
    };
    let rung = row("PJSIP/1001-00000002", "Dial", ["09:00:00", "", "09:00:20"], "NO ANSWER");
    let talked = row("PJSIP/1002-00000003", "Dial", ["09:00:20", "09:00:25", "09:01:00"], "ANSWERED");
    let mailbox = row("", "VoiceMail", ["09:00:20", "09:00:20", "09:00:40"], "ANSWERED");
    for rest in [talked, mailbox] {
        let whole = output(&cdr(), &[(rung.clone() + &rest).as_bytes()]);
        assert_eq!((whole.interactions.len(), rejects(&whole)), (1, vec![]));
        let cut = output(&cdr(), &[rung.as_bytes()]);
        assert_eq!((cut.interactions.len(), rejects(&cut)), (0, vec![(1, Reason::StillOpen)]));
        assert_eq!(cut.rejects[0].text, "1772452800.1");
        // It stays known, so that reading may continue.
        let (mut state, mut parts) = (CdrState::default(), Output::default());
        cdr().read(&mut state, rung.as_bytes(), &mut parts);
        cdr().finish(&mut state, &mut parts);
        cdr().read(&mut state, rest.as_bytes(), &mut parts);
        cdr().finish(&mut state, &mut parts);
        assert_eq!(parts.interactions, whole.interactions);
    }
    // So is an outbound attempt on the first of two trunks.
    let failed = linked(
        ["PJSIP/1001-00000001", "PJSIP/tronco-00000002"],
        ["1001", "11999990001"],
        ["09:00:00", "", "09:00:02"],
        "CONGESTION",
        [1, 1],
    );
    assert_eq!(rejects(&output(&cdr(), &[failed.as_bytes()])), [(1, Reason::StillOpen)]);
    // A quarter of an hour later, no row follows.
    for (later, count) in [("09:15:20", 1), ("09:15:21", 2)] {
        let found = output(&cdr(), &[(rung.clone() + &other_call(later, 9)).as_bytes()]);
        assert_eq!((found.interactions.len(), found.rejects.len()), (count, 2 - count), "{later}");
    }
}

#[test]
fn a_file_that_ends_anywhere_records_nothing_else_than_the_whole_one() {
    let whole = include_bytes!("samples/syn-freepbx17-table-local-minus3.csv");
    let all = output(&cdr(), &[whole]).interactions;
    for end in whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1) {
        for new in output(&cdr(), &[&whole[..end]]).interactions {
            assert!(all.contains(&new), "cut at {end}: {new:?}");
        }
    }
}

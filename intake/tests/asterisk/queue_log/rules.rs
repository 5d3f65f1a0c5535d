//! The rules of visits, one by one.

use intake::asterisk::queue_log::{QueueLog, QueueLogSettings};
use intake::source::{Reason, Skipped};

use super::source::{of_lines, rows, settings};
use crate::support::{of, output, rejects, skipped};
use domain::{CallStatus, Direction, Outcome};

/// Lines with the second of each after `1772453000`.
fn log(lines: &[&str]) -> String {
    let whole = lines.iter().map(|line| {
        let (second, rest) = line.split_once('|').expect("a line");
        let at = 1_772_453_000 + second.parse::<i64>().expect("a second");
        [at.to_string(), rest.to_owned()].join("|") + "\n"
    });
    whole.collect()
}

fn found(lines: &[&str]) -> intake::source::Output {
    of_lines(&log(lines))
}

/// The seconds of each interaction: queued, answered, ended.
fn seconds(output: &intake::source::Output) -> Vec<(i64, Option<i64>, i64)> {
    let of = |at: chrono::DateTime<chrono::FixedOffset>| at.timestamp() - 1_772_453_000;
    output
        .interactions
        .iter()
        .map(|new| (of(new.queued_at), new.answered_at.map(of), of(new.ended_at)))
        .collect()
}

#[test]
fn times_are_those_of_the_lines_not_of_the_fields() {
    let found = found(&[
        "0|1.1|q|NONE|ENTERQUEUE||5|1",
        "6|1.1|q|Local/2004@from-internal/n|CONNECT|1|1.2",
        "9|1.1|q|Local/2004@from-internal/n|COMPLETEAGENT|1|3|1",
    ]);
    assert_eq!(seconds(&found), [(0, Some(6), 9)]);
    assert_eq!(found.interactions[0].agent.as_deref(), Some("2004"));
}

#[test]
fn a_second_entry_while_one_is_open_keeps_both() {
    let found = found(&[
        "0|1.1|q|NONE|ENTERQUEUE||5|1",
        "60|1.1|q|NONE|ENTERQUEUE||5|1",
        "70|1.1|q|NONE|ABANDON|1|1|10",
    ]);
    assert_eq!(seconds(&found), [(60, None, 70)]);
    assert_eq!(rejects(&found), [(1, Reason::StillOpen)]);
}

#[test]
fn the_seconds_of_an_end_choose_among_visits_of_a_call() {
    let found = found(&[
        "0|1.1|q|NONE|ENTERQUEUE||5|1",
        "60|1.1|q|NONE|ENTERQUEUE||5|1",
        "70|1.1|q|NONE|ABANDON|1|1|70",
    ]);
    assert_eq!(seconds(&found), [(0, None, 70)]);
}

#[test]
fn a_duplicate_does_not_end_the_next_visit() {
    let found = found(&[
        "0|1.1|q|NONE|ENTERQUEUE||5|1",
        "7|1.1|q|NONE|EXITEMPTY|1|1|7",
        "8|1.1|q|NONE|ENTERQUEUE||5|1",
        "8|1.1|q|NONE|EXITEMPTY|1|1|8",
        "20|1.1|q|NONE|ABANDON|1|1|12",
    ]);
    assert_eq!(seconds(&found), [(0, None, 7), (8, None, 20)]);
    assert_eq!(skipped(&found, Skipped::Duplicate), 1);
}

#[test]
fn a_duplicate_of_an_end_does_not_end_the_agents_next_talk() {
    let found = found(&[
        "0|1.1|q|NONE|ENTERQUEUE||5|1",
        "1|2.1|q|NONE|ENTERQUEUE||6|2",
        "3|1.1|q|SIP/1|CONNECT|3|1.2|1",
        "13|1.1|q|SIP/1|COMPLETECALLER|3|10|1",
        "14|2.1|q|SIP/1|CONNECT|13|2.2|1",
        "15|1.1|q|SIP/1|COMPLETECALLER|3|10|1",
        "44|2.1|q|SIP/1|COMPLETEAGENT|13|30|1",
    ]);
    assert_eq!(seconds(&found), [(0, Some(3), 13), (1, Some(14), 44)]);
}

#[test]
fn an_end_under_another_call_is_never_guessed() {
    // The agent's only talk began at another time than the end says.
    let far = found(&[
        "0|1.1|q|NONE|ENTERQUEUE||5|1",
        "3|1.1|q|SIP/1|CONNECT|3|1.2|1",
        "900|7.7|q|SIP/1|COMPLETEAGENT|3|30|1",
    ]);
    assert_eq!(rejects(&far), [(3, Reason::NoVisit), (1, Reason::StillOpen)]);
    // Old versions name no seconds: the only talk of the agent in the queue it is.
    let old = found(&[
        "0|1.1|q|NONE|ENTERQUEUE||5|1",
        "3|1.1|q|SIP/1|CONNECT|3",
        "900|7.7|q|SIP/1|TRANSFER|2009|x",
    ]);
    assert_eq!(seconds(&old), [(0, Some(3), 900)]);
}

#[test]
fn an_answer_that_could_be_of_two_visits_is_rejected() {
    let found = found(&[
        "0|1.1|q|NONE|ENTERQUEUE||5|1",
        "0|2.1|q|NONE|ENTERQUEUE||6|1",
        "9|3.1|q|SIP/1|CONNECT|9|1.2|1",
    ]);
    assert_eq!(found.rejects[0].reason, Reason::AmbiguousVisit);
    assert_eq!(found.interactions, []);
}

#[test]
fn ends_may_be_written_a_second_early() {
    let found = found(&[
        "0|1.1|q|NONE|ENTERQUEUE||5|1",
        "3|1.1|q|SIP/1|CONNECT|3|1.2|1",
        "2|1.1|q|SIP/1|COMPLETEAGENT|3|0|1",
    ]);
    assert_eq!(seconds(&found), [(0, Some(3), 3)]);
}

#[test]
fn a_clock_that_was_set_back_is_reported() {
    let found = found(&["900|1.1|q|NONE|ENTERQUEUE||5|1", "0|1.1|q|NONE|ABANDON|1|1|3"]);
    assert!(
        matches!(&found.rejects[0].reason, Reason::BadFields(errors) if errors.to_string().contains("ended_at"))
    );
}

#[test]
fn events_of_calls_name_a_call_and_a_queue() {
    let found = found(&["0|NONE|q|NONE|ENTERQUEUE||5|1", "1|1.1|NONE|NONE|ENTERQUEUE||5|1", "2|1.1|q"]);
    let expected = [(1, Reason::NoCall), (2, Reason::NoQueue), (3, Reason::TooFewFields)];
    assert_eq!(rejects(&found), expected);
}

#[test]
fn maps_and_outcomes_are_those_of_the_settings() {
    let pair = |a: &str, b: &str| [(a.to_owned(), b.to_owned())].into();
    let settings = QueueLogSettings {
        queues: pair("8001", "Suporte"),
        agents: pair("1001", "ana"),
        case_kind: Some("Ligação".to_owned()),
        key_outcomes: [("2".to_owned(), Outcome::Callback)].into(),
        withdraw_outcomes: [("retorno".to_owned(), Outcome::Callback)].into(),
        caller_names: true,
        ..settings()
    };
    let lines = log(&[
        "0|1.1|8001|NONE|ENTERQUEUE||5|1|Silva_Filhos",
        "3|1.1|8001|PJSIP/1001|CONNECT|3|1.2|1",
        "9|1.1|8001|PJSIP/1001|COMPLETEAGENT|3|6|1",
        "10|2.1|8001|NONE|ENTERQUEUE||anonymous|1",
        "12|2.1|8001|NONE|EXITWITHKEY|2|1|1|2",
        "20|3.1|vendas|NONE|ENTERQUEUE|||1",
        "22|3.1|vendas|NONE|WITHDRAW|1|1|2|retorno",
    ]);
    let found = output(&QueueLog::new(settings), &[lines.as_bytes()]);
    let [answered, key, withdrawn] = &found.interactions[..] else { panic!("{found:?}") };
    assert_eq!((answered.queue.as_str(), answered.agent.as_deref()), ("Suporte", Some("ana")));
    assert_eq!(answered.external_id, "1.1/8001/1772453000", "identity does not depend on the maps");
    assert_eq!(answered.customer.name.as_deref(), Some("Silva_Filhos"));
    assert_eq!(answered.case.as_ref().and_then(|case| case.kind.as_deref()), Some("Ligação"));
    assert_eq!((key.outcome, key.number.as_deref()), (Some(Outcome::Callback), Some("anonymous")));
    assert_eq!(withdrawn.outcome, Some(Outcome::Callback));
    assert_eq!(withdrawn.notes.as_deref(), Some("Retirado da fila: retorno"));
    assert_eq!((withdrawn.number.as_deref(), withdrawn.customer.is_unknown()), (None, true));
}

#[test]
fn a_diallers_call_is_outbound_if_a_queue_is_set_for_it() {
    let settings = QueueLogSettings { dialler_queue: Some("Chamadas ativas".to_owned()), ..settings() };
    let modern = include_bytes!("samples/syn-modern.log");
    let found = output(&QueueLog::new(settings), &[modern]);
    assert_eq!(found.interactions.len(), 21);
    let call = of(&found, "1772454310.160/NONE/1772454310");
    assert_eq!(call.direction, Direction::Outbound);
    assert_eq!((call.queued_at.timestamp(), call.ended_at.timestamp()), (1_772_454_277, 1_772_454_310));
    assert_eq!(call.answered_at, Some(call.queued_at));
    assert_eq!((call.queue.as_str(), call.agent.as_deref()), ("Chamadas ativas", Some("1001")));
    assert_eq!((call.calls[0].status, call.calls[0].duration_s), (CallStatus::Answered, 33));
    assert_eq!(call.calls[0].number, "5511900000016");
}

#[test]
fn what_does_not_fit_is_rejected_with_its_field() {
    let long = "x".repeat(201);
    let found = of_lines(&format!(
        "1772453000|1.1|{long}|NONE|ENTERQUEUE||5|1\n1772453009|1.1|{long}|NONE|ABANDON|1|1|9\n"
    ));
    assert!(matches!(&found.rejects[0].reason, Reason::BadFields(_)));
    assert_eq!(found.interactions, []);
}

#[test]
fn the_customer_is_the_first_caller_of_the_call() {
    let found = found(&[
        "0|1.1|q1|NONE|ENTERQUEUE||5511900000001|1",
        "9|1.1|q1|NONE|EXITWITHTIMEOUT|1|1|9",
        "10|1.1|q2|NONE|ENTERQUEUE||1001|1",
        "19|1.1|q2|NONE|ABANDON|1|1|9",
    ]);
    assert!(rows(&found).iter().all(|row| row.ends_with("5511900000001")), "{found:?}");
}

#[test]
fn a_call_sent_back_into_its_queue_within_a_second_has_an_identity_for_each_visit() {
    let visit = ["0|1.1|q|NONE|ENTERQUEUE||5|1", "0|1.1|q|NONE|EXITEMPTY|1|1|0"];
    let found = found(&visit.repeat(3));
    let ids: Vec<&str> = found.interactions.iter().map(|new| new.external_id.as_str()).collect();
    assert_eq!(ids, ["1.1/q/1772453000", "1.1/q/1772453000#2", "1.1/q/1772453000#3"]);
}

#[test]
fn seconds_that_lead_out_of_the_calendar_make_no_interaction() {
    let settings = QueueLogSettings { dialler_queue: Some("d".to_owned()), ..settings() };
    let line = b"1772454310|1.1|NONE|SIP/1|OUTCALL|ANSWER|3372452740|5511900000016\n";
    let found = output(&QueueLog::new(settings), &[line]);
    assert_eq!(rejects(&found), [(1, Reason::BadTime)]);
}

#[test]
fn a_withheld_caller_has_no_telephone() {
    for (caller, phone) in [("anonymous", None), ("0", None), ("s", None), ("7000", Some("7000"))] {
        let entry = format!("0|1.1|suporte|NONE|ENTERQUEUE||{caller}|1");
        let found = found(&[&entry, "17|1.1|suporte|NONE|ABANDON|1|1|17"]).interactions;
        assert_eq!(found[0].customer.phone.as_deref(), phone);
        assert_eq!(found[0].number.as_deref(), Some(caller), "as the source writes it");
    }
}

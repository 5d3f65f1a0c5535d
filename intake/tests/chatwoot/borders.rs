//! Where resolves and handovers come from, where sentences do not tell them. Rows as in the rules.

use intake::chatwoot::StatusChange;
use intake::chatwoot::rest::{ReportingEvent, Status};
use serde_json::json;

use crate::support::{LATER, NOON, Talk, after};

/// Sentences of a language that is not built in.
const OPENED: &str = "A beszélgetést újranyitotta: Robô";
const RESOLVED: &str = "A beszélgetést megoldottként jelölte meg: Ana";
const LABELLED: &str = "Ana hozzáadta: vip";

fn event(name: &str, at: i64) -> ReportingEvent {
    ReportingEvent { name: name.to_owned(), at: NOON + at }
}

fn change(status: Status, at: i64) -> StatusChange {
    StatusChange { at: NOON + at, status }
}

/// Two cycles, the first with a bot, on a server whose language is not known.
fn foreign() -> Talk {
    Talk::new()
        .with("updated_at", json!(NOON + 1_211))
        .with("last_activity_at", json!(NOON + 1_211))
        .customer(0, "a")
        .bot(1, "b")
        .activity(40, OPENED)
        .agent(90, "Ana", "c")
        .activity(201, RESOLVED)
        .customer(1_000, "d")
        .agent(1_090, "Ana", "e")
        .activity(1_201, RESOLVED)
}

#[test]
fn reporting_events_tell_what_no_sentence_does() {
    let mut talk = foreign();
    talk.events = vec![
        event("conversation_resolved", 1_200),
        event("conversation_bot_handoff", 39),
        event("first_response", 90),
        event("conversation_resolved", 200),
        event("conversation_opened", 1_000),
    ];
    let expected = ["100 39 90 200 Ana cba", "105 1000 1090 1200 Ana ca"];
    assert_eq!(talk.rows(), expected);
    assert_eq!(talk.output().guessed, 0);
    // Webhooks would say something else, and are not asked.
    talk.webhooks = vec![change(Status::Resolved, 100), change(Status::Open, 50)];
    assert_eq!(talk.rows(), expected);
}

#[test]
fn a_reporting_event_and_its_sentence_are_one_resolve() {
    let told =
        Talk::new().customer(0, "a").agent(10, "Ana", "b").resolved(100).customer(101, "c").resolved(400);
    let rows = told.rows();
    let mut both = told.clone();
    // The job that writes the sentence was late.
    both.events = vec![event("conversation_resolved", 99), event("conversation_resolved", 300)];
    assert_eq!(both.rows(), rows);
    let mut silent = Talk::new().customer(0, "a").customer(1_000, "b").resolved(1_100);
    silent.events = vec![event("conversation_resolved", 100), event("conversation_resolved", 1_100)];
    assert_eq!(silent.rows(), ["100 0 - 100 Ana c", "101 1000 - 1100 Ana c"], "one was not written");
}

/// The same on a server that writes no activity messages.
fn without_activities() -> Talk {
    let mut talk = foreign();
    talk.messages.retain(|message| message["message_type"] != 2);
    talk
}

#[test]
fn webhooks_are_believed_where_rest_says_nothing() {
    let mut talk = without_activities();
    talk.webhooks = vec![
        change(Status::Resolved, 1_200),
        change(Status::Open, 39),
        change(Status::Resolved, 200),
        change(Status::Resolved, 200),
        change(Status::Open, 1_000),
    ];
    assert_eq!(talk.rows(), ["100 39 90 200 Ana cba", "105 1000 1090 1200 Ana ca"]);
    assert_eq!(talk.output().guessed, 0);
    // The last one was lost: its time is guessed.
    talk.webhooks.remove(0);
    assert_eq!(talk.rows(), ["100 39 90 200 Ana cba", "105 1000 1090 1211 Ana ca"]);
    assert_eq!(talk.output().guessed, 1);
}

#[test]
fn webhooks_change_nothing_where_sentences_are_known() {
    let talk = Talk::new().customer(0, "a").bot(1, "b").agent(90, "Ana", "c").resolved(200);
    let rows = talk.rows();
    let mut announced = talk;
    announced.webhooks =
        vec![change(Status::Open, 40), change(Status::Resolved, 95), change(Status::Resolved, 199)];
    assert_eq!(announced.rows(), rows);
}

#[test]
fn a_setting_tells_sentences() {
    let mut talk = Talk::new()
        .customer(0, "a")
        .bot(1, "b")
        .activity(40, "Robô megnyitotta")
        .agent(90, "Ana", "c")
        .activity(200, "Ana lezárta");
    talk.settings.sentences.resolved = vec!["%{user_name} lezárta".to_owned()];
    talk.settings.sentences.opened = vec!["%{user_name} megnyitotta".to_owned()];
    assert_eq!(talk.rows(), ["100 40 90 200 Ana cba"]);
    assert_eq!(talk.output().guessed, 0);
}

#[test]
fn the_sentence_that_ended_it_divides_it_in_any_language() {
    let talk = foreign();
    let expected = ["100 40 90 201 Ana cba", "105 1000 1090 1201 Ana ca"];
    assert_eq!(talk.rows(), expected);
    assert_eq!(talk.output().guessed, 1);
    // Who did it, and what webhooks said, is no matter.
    let mut other = talk.clone();
    other.messages[4]["content"] = json!("A beszélgetést megoldottként jelölte meg: Bia Reis");
    other.webhooks = vec![change(Status::Resolved, 150), change(Status::Open, 50)];
    assert_eq!(other.rows(), expected);
    // Another sentence divides nothing.
    let mut labelled = talk;
    labelled.messages[4]["content"] = json!(LABELLED);
    assert_eq!(labelled.rows(), ["100 40 90 1201 Ana cbaca"]);
}

#[test]
fn what_was_learned_once_is_the_same_step_by_step() {
    let whole = foreign();
    let mut early =
        foreign().with("updated_at", json!(NOON + 211)).with("last_activity_at", json!(NOON + 211));
    early.messages.truncate(5);
    let first = early.output_at(after(300), None);
    let second = whole.output_at(LATER, first.checkpoint.as_ref());
    assert_eq!([first.finished, second.finished].concat(), whole.output().finished);
}

#[test]
fn the_status_of_now_tells_that_the_last_cycle_is_over() {
    let talk = without_activities();
    // Nothing divides it, so it is one, and the time with the bot ends with the reply.
    assert_eq!(talk.rows(), ["100 90 90 1211 Ana cbaca"]);
    assert_eq!(talk.output().guessed, 1);
    for status in ["open", "pending", "snoozed"] {
        assert_eq!(talk.clone().with("status", json!(status)).output().finished, [], "{status}");
    }
    let early = talk.output_at(after(1_211 + 59), None);
    assert_eq!((early.finished.len(), early.due_at), (0, Some(after(1_271))));
    let late = talk.output_at(after(1_271), None);
    assert_eq!(late.finished.len(), 1);
    let again = talk.output_at(LATER, late.checkpoint.as_ref());
    assert_eq!((again.finished.len(), again.guessed), (0, 0));
}

#[test]
fn the_guess_is_the_activity_message_else_the_survey_else_the_last_activity() {
    let survey = json!({ "content_type": "input_csat" });
    let plain = Talk::new().with("updated_at", json!(NOON + 900)).customer(0, "a").agent(10, "Ana", "b");
    let end = |talk: &Talk| talk.interaction().ended_at.timestamp() - NOON;
    assert_eq!(end(&plain), 900);
    assert_eq!(end(&plain.clone().with("last_activity_at", json!(NOON + 800))), 800);
    let surveyed = plain.clone().with("last_activity_at", json!(NOON + 800)).add(300, 3, "?", survey.clone());
    assert_eq!(end(&surveyed), 300);
    let labelled =
        plain.clone().activity(299, RESOLVED).add(300, 3, "?", survey).activity(400, "Ana added vip");
    assert_eq!(end(&labelled), 299);
}

#[test]
fn without_a_time_of_the_last_change_it_is_looked_at_twice() {
    let talk = Talk::new().customer(0, "a").agent(10, "Ana", "b");
    let now = after(5_000);
    let first = talk.output_at(now, None);
    assert_eq!((first.finished.len(), first.due_at), (0, Some(after(5_060))), "a sentence may be on its way");
    let second = talk.output_at(after(5_030), first.checkpoint.as_ref());
    assert_eq!((second.finished.len(), second.due_at), (0, Some(after(5_060))));
    let third = talk.output_at(after(5_060), second.checkpoint.as_ref());
    assert_eq!((third.finished.len(), third.guessed), (1, 1));
    // The sentence came, or the customer wrote again: there is nothing to guess.
    let told = talk.clone().resolved(4_999).output_at(after(5_060), first.checkpoint.as_ref());
    assert_eq!((told.finished.len(), told.guessed), (1, 0));
    let more = talk.customer(5_020, "c").output_at(after(5_060), first.checkpoint.as_ref());
    assert_eq!((more.finished.len(), more.due_at), (0, Some(after(5_120))));
}

#[test]
fn a_conversation_that_was_read_before_its_last_message_may_be_open() {
    let talk = Talk::new()
        .with("updated_at", json!(NOON + 10))
        .with("last_activity_at", json!(NOON + 10))
        .customer(0, "a")
        .resolved(10)
        .customer(500, "b");
    assert_eq!(talk.rows(), ["100 0 - 10 Ana c"]);
}

#[test]
fn who_is_muted_opens_nothing() {
    let talk = Talk::new()
        .with("muted", json!(true))
        .with("updated_at", json!(NOON + 500))
        .customer(0, "a")
        .resolved(10)
        .customer(500, "b");
    assert_eq!(talk.rows(), ["100 0 - 10 Ana c"]);
}

#[test]
fn what_an_agent_adds_long_afterwards_is_not_over() {
    let talk = Talk::new().with("updated_at", json!(NOON + 5_000)).customer(0, "a").resolved(10).agent(
        5_000,
        "Ana",
        "Tudo certo?",
    );
    assert_eq!(talk.rows(), ["100 0 - 10 Ana c"]);
}

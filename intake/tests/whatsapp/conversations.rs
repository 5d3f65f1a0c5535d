//! When conversations begin and end, and what belongs to them.

use domain::{Direction, EndedBy, Outcome, Timestamp};
use intake::source::Skipped;
use intake::whatsapp::{NumberSettings, WhatsAppSettings};
use serde_json::json;

use crate::host::Host;
use crate::posts::{
    HOUR, MINUTE, NUMBER, by_business, echo, echoes, edit, ids, messages, revoke, rows, settings, text, time,
};

const ANA: &str = "5511900000001";
const DAY: i64 = 24 * HOUR;
const GRACE: i64 = 15 * MINUTE;

#[test]
fn a_gap_as_long_as_the_idle_time_separates_conversations() {
    let conversations = |gap: i64, idle_hours: u32| {
        let mut host = Host::new(WhatsAppSettings { idle_hours, ..settings() });
        host.receive(1, &[messages(&[text(ANA, "a", 0, "1")])]);
        host.receive(gap + 1, &[messages(&[text(ANA, "b", gap, "2")])]);
        host.settle(gap + 100 * HOUR);
        host.emitted().len()
    };
    assert_eq!(conversations(DAY - 1, 24), 1);
    assert_eq!(conversations(DAY, 24), 2);
    assert_eq!(conversations(4 * HOUR - 1, 4), 1);
    assert_eq!(conversations(4 * HOUR, 4), 2);
}

#[test]
fn a_conversation_is_recorded_when_its_time_and_the_grace_have_passed() {
    let mut host = Host::usual();
    host.receive(2, &[messages(&[text(ANA, "a", 0, "Oi")])]);
    assert_eq!(host.due("pool/"), Some(DAY + GRACE));
    host.settle(DAY + GRACE - 1);
    assert_eq!(host.emitted().len(), 0);
    host.settle(DAY + GRACE);
    assert_eq!(host.emitted().len(), 1);
}

#[test]
fn a_delivery_that_was_late_is_waited_for() {
    // A backlog: the first message is two days old when it arrives, the others follow within minutes.
    let mut host = Host::usual();
    let now = 2 * DAY;
    host.receive(now, &[messages(&[text(ANA, "b", 600, "2")])]);
    host.settle(now + 1);
    host.receive(now + 14 * MINUTE, &[messages(&[text(ANA, "a", 0, "1")])]);
    host.settle(now + 20 * MINUTE);
    host.settle_early(now + 20 * MINUTE);
    assert_eq!(host.emitted().len(), 0);
    host.settle(now + 14 * MINUTE + GRACE);
    assert_eq!(ids(&host.emitted()), ["a"]);
}

#[test]
fn nothing_ends_shortly_after_an_interruption_of_the_server() {
    let mut host = Host::usual();
    host.receive(1, &[messages(&[text(ANA, "a", 0, "Oi")])]);
    let now = 10 * DAY;
    host.settle_since(time(now), time(now - GRACE + 1));
    assert_eq!(host.emitted().len(), 0);
    host.settle_since(time(now), time(now - GRACE));
    assert_eq!(host.emitted().len(), 1);
}

#[test]
fn a_busy_source_does_not_keep_others_open() {
    let mut host = Host::usual();
    host.receive(1, &[messages(&[text(ANA, "a", 0, "Oi")])]);
    for minute in 0..30 {
        let at = DAY + minute * MINUTE;
        host.receive(at, &[messages(&[text("5511900000002", &format!("b{minute}"), at, "x")])]);
    }
    host.settle(DAY + 30 * MINUTE);
    assert_eq!(ids(&host.emitted()), ["a"]);
}

#[test]
fn a_duplicate_does_not_keep_a_conversation_open_and_is_recognised_after_it() {
    let mut host = Host::usual();
    let body = messages(&[text(ANA, "a", 0, "Oi")]);
    host.receive(1, std::slice::from_ref(&body));
    host.receive(DAY + 10 * MINUTE, std::slice::from_ref(&body));
    host.settle(DAY + GRACE);
    assert_eq!(host.emitted().len(), 1);
    for day in 2..8 {
        host.receive(day * DAY, std::slice::from_ref(&body));
        host.settle(day * DAY + HOUR);
    }
    assert_eq!(host.emitted().len(), 0);
    assert_eq!(host.output.skipped[&Skipped::Duplicate], 7);
}

#[test]
fn what_was_recorded_is_forgotten_when_it_cannot_be_repeated_any_more() {
    let mut host = Host::usual();
    host.receive(
        1,
        &[messages(&[text(ANA, "a", 0, "Oi")]), messages(&[revoke(ANA, "x", 9, "never arrives")])],
    );
    host.settle(2 * DAY);
    let counts = |host: &Host| ["seen/", "pool/", "page/"].map(|kind| host.keys(kind).len());
    assert_eq!(counts(&host), [2, 1, 1], "the message, the removal that waits for another one");
    host.settle(10 * DAY);
    assert_eq!(counts(&host), [2, 1, 0], "WhatsApp may repeat a delivery for a week");
    host.settle(12 * DAY);
    assert_eq!(counts(&host), [1, 0, 0]);
    host.settle(20 * DAY);
    assert_eq!(counts(&host), [0, 0, 0]);
    assert_eq!((host.keys("person/").len(), host.keys("alias/").len()), (1, 1), "persons stay");
    assert_eq!(host.output.skipped[&Skipped::LateChange], 1);
}

#[test]
fn a_message_after_the_record_is_an_interaction_of_the_same_case() {
    let mut host = Host::usual();
    host.receive(1, &[messages(&[text(ANA, "a", 0, "Oi"), text(ANA, "b", HOUR, "Olá?")])]);
    host.settle(2 * DAY);
    let first = host.emitted().remove(0);
    host.receive(2 * DAY, &[messages(&[text(ANA, "late", 30 * MINUTE, "Alô")])]);
    host.receive(2 * DAY + 1, &[messages(&[text(ANA, "new", 2 * DAY, "Bom dia")])]);
    host.settle(4 * DAY);
    let found = host.emitted();
    assert_eq!(ids(&found), ["late", "new"]);
    assert_eq!(found[0].case, first.case);
    assert_eq!(found[0].customer, first.customer);
    assert!(found[0].notes.as_deref().expect("a note").contains("depois"));
    assert_eq!(rows(&found[..1])[0], "late 2026-06-15T12:30:00Z - 2026-06-15T12:30:00Z");
    assert_eq!(found[1].case.as_ref().expect("a case").external_id, "new");
    assert_eq!(found[1].notes, None);
}

#[test]
fn a_late_beginning_or_end_belongs_to_the_conversation_too() {
    for (late, belongs) in [(-DAY + 1, true), (-DAY, false), (DAY - 1, true)] {
        let mut host = Host::usual();
        host.receive(1, &[messages(&[text(ANA, "a", 0, "Oi")])]);
        host.settle(2 * DAY);
        host.receive(2 * DAY, &[messages(&[text(ANA, "late", late, "Alô")])]);
        host.settle(4 * DAY);
        let found = host.emitted();
        let case = &found[1].case.as_ref().expect("a case").external_id;
        assert_eq!(case == "a", belongs, "{late}");
    }
}

#[test]
fn a_late_message_joins_the_nearest_conversation() {
    let mut host = Host::usual();
    host.receive(DAY + 1, &[messages(&[text(ANA, "a", 0, "1"), text(ANA, "b", DAY, "2")])]);
    host.settle(3 * DAY);
    host.receive(3 * DAY, &[messages(&[text(ANA, "late", DAY - HOUR, "3")])]);
    host.settle(5 * DAY);
    let found = host.emitted();
    assert_eq!(found[2].case.as_ref().expect("a case").external_id, "b");
}

#[test]
fn edits_and_removals_change_the_text_while_the_conversation_is_open() {
    let conversation = [
        text(ANA, "a", 0, "um"),
        text(ANA, "b", 10, "dois"),
        text(ANA, "c", 20, "três"),
        by_business(text(ANA, "e", 30, "quatro")),
    ];
    let changes = [
        edit(ANA, "x1", 40, "a", "UM"),
        edit(ANA, "x2", 50, "a", "Um"),
        edit(ANA, "x3", 60, "b", "DOIS"),
        revoke(ANA, "x4", 55, "b"),
        by_business(edit(ANA, "x5", 60, "e", "QUATRO")),
    ];
    let expected = [
        "a 2026-06-15T12:00:00Z 2026-06-15T12:00:30Z 2026-06-15T12:00:30Z",
        "  customer 15 12:00:00 Um",
        "  customer 15 12:00:10 [mensagem apagada]",
        "  customer 15 12:00:20 três",
        "  agent 15 12:00:30 QUATRO",
    ];
    let before: Vec<_> = conversation.iter().chain(&changes).cloned().collect();
    let after: Vec<_> = changes.iter().rev().chain(conversation.iter().rev()).cloned().collect();
    for order in [before, after] {
        let mut host = Host::usual();
        for (second, message) in (100..).zip(order) {
            let body = if message["from"] == ANA { messages(&[message]) } else { echoes(&[message]) };
            host.receive(second, &[body]);
        }
        host.settle(3 * DAY);
        assert_eq!(rows(&host.emitted()), expected);
    }
}

#[test]
fn edits_of_the_other_side_and_after_the_end_do_not_count() {
    let mut host = Host::usual();
    host.receive(1, &[messages(&[text(ANA, "a", 0, "um")])]);
    host.receive(2, &[echoes(&[by_business(edit(ANA, "x", 1, "a", "dois"))])]);
    host.receive(DAY + 1, &[messages(&[edit(ANA, "y", DAY, "a", "três")])]);
    host.settle(DAY + GRACE);
    assert_eq!(host.emitted()[0].messages[0].text, "um");
    assert_eq!(host.output.skipped[&Skipped::LateChange], 2);
    host.receive(2 * DAY, &[messages(&[revoke(ANA, "z", 9, "a")])]);
    host.settle(4 * DAY);
    assert_eq!(host.emitted().len(), 0);
    assert_eq!(host.output.skipped[&Skipped::LateChange], 3);
}

#[test]
fn an_edit_moves_no_time() {
    let mut host = Host::usual();
    host.receive(1, &[messages(&[text(ANA, "a", 0, "um")])]);
    host.receive(20 * HOUR, &[messages(&[edit(ANA, "x", 20 * HOUR, "a", "dois")])]);
    host.settle(DAY + GRACE);
    assert_eq!(
        rows(&host.emitted()),
        ["a 2026-06-15T12:00:00Z - 2026-06-15T12:00:00Z", "  customer 15 12:00:00 dois"]
    );
}

#[test]
fn the_business_may_begin() {
    let mut host = Host::new(WhatsAppSettings {
        numbers: [(
            NUMBER.to_owned(),
            NumberSettings { queue: "Vendas".to_owned(), agent: Some("ana".to_owned()) },
        )]
        .into(),
        ..settings()
    });
    host.receive(1, &[echoes(&[echo("554888880002", "e", 0, "Olá!")])]);
    host.receive(90, &[messages(&[text("5548988880002", "a", 60, "Oi")])]);
    host.settle(2 * DAY);
    let new = host.emitted().remove(0);
    assert_eq!(new.direction, Direction::Outbound);
    assert_eq!(new.answered_at, Some(new.queued_at));
    assert_eq!((new.agent.as_deref(), new.queue.as_str()), (Some("ana"), "Vendas"));
    assert_eq!((new.outcome, new.first_reply_at), (Some(Outcome::Answered), None));
    assert_eq!(new.number.as_deref(), Some("554888880002"), "the number that was written to");
    assert_eq!(new.customer.whatsapp.as_deref(), Some("+5548988880002"));
    assert_eq!(new.messages.len(), 2);
}

#[test]
fn a_template_is_no_answer() {
    let mut template = echo(ANA, "t", 10, "x");
    template["type"] = json!("template");
    template["template"] = json!({"name": "aviso"});
    let mut host = Host::usual();
    host.receive(30, &[messages(&[text(ANA, "a", 0, "Oi")]), echoes(&[template])]);
    host.settle(2 * DAY);
    assert_eq!(
        rows(&host.emitted()),
        [
            "a 2026-06-15T12:00:00Z - 2026-06-15T12:00:10Z",
            "  customer 15 12:00:00 Oi",
            "  bot 15 12:00:10 [modelo] aviso",
        ]
    );
}

#[test]
fn an_answer_in_the_second_of_the_question_comes_after_it() {
    let mut host = Host::usual();
    host.receive(9, &[echoes(&[echo(ANA, "a", 5, "Sim")]), messages(&[text(ANA, "z", 5, "Abre hoje?")])]);
    host.settle(2 * DAY);
    let new = host.emitted().remove(0);
    assert_eq!(new.direction, Direction::Inbound);
    assert_eq!(new.messages[0].text, "Abre hoje?");
    assert_eq!(new.external_id, "a", "of messages of one second, the first ID");
}

#[test]
fn a_keyword_of_the_business_ends_a_conversation() {
    let settings = WhatsAppSettings { close_keywords: vec!["#fim".to_owned()], ..settings() };
    let mut host = Host::new(settings);
    host.receive(1, &[messages(&[text(ANA, "a", 0, "Oi"), text(ANA, "k", 1, "#fim")])]);
    host.receive(70, &[echoes(&[echo(ANA, "e", 60, "Olá"), echo(ANA, "f", 65, " #FIM ")])]);
    host.receive(130, &[messages(&[text(ANA, "b", 120, "Mais uma coisa")])]);
    host.receive(140, &[messages(&[edit(ANA, "x", 130, "a", "Tarde demais")])]);
    assert_eq!(host.due("pool/"), Some(130 + GRACE));
    host.settle(140 + GRACE);
    let found = host.emitted();
    assert_eq!(
        rows(&found),
        [
            "a 2026-06-15T12:00:00Z 2026-06-15T12:01:00Z 2026-06-15T12:01:05Z",
            "  customer 15 12:00:00 Oi",
            "  customer 15 12:00:01 #fim",
            "  agent 15 12:01:00 Olá",
            "  agent 15 12:01:05  #FIM ",
        ]
    );
    assert_eq!(found[0].ended_by, Some(EndedBy::Agent));
    assert_eq!(host.output.skipped[&Skipped::LateChange], 1);
    host.settle(2 * DAY);
    let found = host.emitted();
    assert_eq!(ids(&found), ["b"]);
    assert_eq!(found[0].case.as_ref().expect("a case").external_id, "b", "it is a conversation of its own");
}

#[test]
fn a_keyword_alone_is_no_conversation() {
    let settings = WhatsAppSettings { close_keywords: vec!["#fim".to_owned()], ..settings() };
    let mut host = Host::new(settings);
    host.receive(1, &[echoes(&[echo(ANA, "e", 0, "#fim")])]);
    host.settle(2 * DAY);
    assert_eq!(host.emitted().len(), 0);
    assert_eq!(host.output.skipped[&Skipped::Notice], 1);
}

#[test]
fn a_placeholder_is_completed_by_the_file_in_any_order() {
    let mut placeholder = text(ANA, "a", 0, "");
    placeholder["type"] = json!("media_placeholder");
    let mut image = text(ANA, "a", 0, "");
    image["type"] = json!("image");
    image["image"] = json!({"id": "1", "caption": "comprovante"});
    for order in [[&placeholder, &image], [&image, &placeholder]] {
        let mut host = Host::usual();
        for (second, message) in (1..).zip(order) {
            host.receive(second, &[messages(std::slice::from_ref(message))]);
        }
        host.settle(2 * DAY);
        assert_eq!(rows(&host.emitted())[1..], ["  customer 15 12:00:00 [imagem] comprovante"]);
    }
}

#[test]
fn one_id_is_one_message_whatever_the_order() {
    let (first, second) = (text(ANA, "a", 0, "um"), text(ANA, "a", 1, "dois"));
    for order in [[&first, &second], [&second, &first]] {
        let mut host = Host::usual();
        for message in order {
            host.receive(9, &[messages(std::slice::from_ref(message))]);
        }
        host.settle(2 * DAY);
        assert_eq!(rows(&host.emitted())[1..], ["  customer 15 12:00:00 um"]);
    }
}

#[test]
fn a_reaction_with_the_id_of_its_message_does_not_hide_it() {
    let mut reaction = text(ANA, "a", 5, "");
    reaction["type"] = json!("reaction");
    reaction["reaction"] = json!({"message_id": "a", "emoji": "👍"});
    let mut host = Host::usual();
    host.receive(9, &[messages(&[reaction]), messages(&[text(ANA, "a", 0, "Oi")])]);
    host.settle(2 * DAY);
    assert_eq!(rows(&host.emitted())[1..], ["  customer 15 12:00:00 Oi"]);
}

#[test]
fn a_message_of_the_future_is_rejected() {
    let mut host = Host::usual();
    host.receive(0, &[messages(&[text(ANA, "a", 26 * HOUR + 1, "x"), text(ANA, "b", 26 * HOUR, "y")])]);
    assert_eq!(host.output.rejects.len(), 1);
    assert_eq!(
        (host.output.rejects[0].reason.to_string().contains("time"), host.output.rejects[0].text.as_str()),
        (true, "a")
    );
}

#[test]
fn cases_have_the_kind_and_subject_of_the_settings() {
    let settings = WhatsAppSettings {
        case_kind: Some("Atendimento".to_owned()),
        case_subject: Some("WhatsApp".to_owned()),
        ..settings()
    };
    let mut host = Host::new(settings);
    host.receive(1, &[messages(&[text(ANA, "a", 0, "Oi")])]);
    host.settle(2 * DAY);
    let case = host.emitted().remove(0).case.expect("a case");
    assert_eq!((case.kind.as_deref(), case.subject.as_deref()), (Some("Atendimento"), Some("WhatsApp")));
}

#[test]
fn numbers_that_are_not_named_are_counted() {
    let mut body = messages(&[text(ANA, "a", 0, "Oi")]);
    body["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = json!("7");
    let mut host = Host::usual();
    host.receive(1, std::slice::from_ref(&body));
    assert_eq!(host.output.skipped[&Skipped::UnknownNumber], 1);
    assert_eq!(host.keys(""), [""; 0]);
    let mut host = Host::new(WhatsAppSettings { default_queue: Some("Geral".to_owned()), ..settings() });
    host.receive(1, &[body]);
    host.settle(2 * DAY);
    assert_eq!(host.emitted()[0].queue, "Geral");
}

#[test]
fn a_history_that_goes_on_keeps_conversations_open_for_an_hour() {
    let piece = |progress: i64, id: &str, seconds: i64| {
        crate::posts::body(
            "history",
            json!({"history": [{"metadata": {"phase": 0, "chunk_order": 1, "progress": progress},
                "threads": [{"id": ANA, "messages": [text(ANA, id, seconds, id)]}]}]}),
        )
    };
    let past = -10 * DAY;
    let mut host = Host::usual();
    host.receive(0, &[piece(40, "h2", past + HOUR)]);
    host.settle(20 * MINUTE);
    host.receive(50 * MINUTE, &[piece(20, "h1", past)]);
    host.settle(HOUR + MINUTE);
    host.settle(HOUR + 49 * MINUTE);
    assert_eq!(host.emitted().len(), 0);
    host.settle(HOUR + 50 * MINUTE);
    assert_eq!(ids(&host.emitted()), ["h1"]);
    // A whole history is not waited for, except for pieces that overtake each other.
    let mut host = Host::usual();
    host.receive(0, &[piece(100, "h2", past + HOUR)]);
    host.receive(10 * MINUTE, &[piece(60, "h1", past)]);
    host.settle(GRACE);
    assert_eq!(host.emitted().len(), 0);
    host.settle(10 * MINUTE + GRACE);
    assert_eq!(ids(&host.emitted()), ["h1"]);
}

#[test]
fn looking_early_at_everything_changes_nothing() {
    let mut host = Host::usual();
    host.receive(1, &[messages(&[text(ANA, "a", 0, "Oi"), edit(ANA, "x", 9, "b", "três")])]);
    for minute in 0..60 {
        host.settle_early(minute * MINUTE);
    }
    host.receive(HOUR, &[messages(&[text(ANA, "b", 60, "dois"), text(ANA, "a", 0, "Oi")])]);
    host.settle_early(HOUR + MINUTE);
    assert_eq!(host.emitted().len(), 0);
    host.settle(2 * DAY);
    for hour in 0..100 {
        host.settle_early(2 * DAY + hour * HOUR);
    }
    assert_eq!(
        rows(&host.emitted()),
        [
            "a 2026-06-15T12:00:00Z - 2026-06-15T12:01:00Z",
            "  customer 15 12:00:00 Oi",
            "  customer 15 12:01:00 três",
        ]
    );
}

#[test]
fn settling_again_and_elsewhere_changes_nothing() {
    let mut host = Host::usual();
    host.receive(1, &[messages(&[text(ANA, "a", 0, "Oi")])]);
    host.settle_since(time(2 * DAY), Timestamp(0));
    assert_eq!(host.emitted().len(), 1);
    for hour in 0..300 {
        host.settle(2 * DAY + hour * HOUR);
    }
    assert_eq!(host.emitted().len(), 0);
}

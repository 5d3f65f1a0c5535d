//! Intake stores texts unchanged.

use domain::{CallStatus, Channel, Direction, NewCall, NewCase, NewCustomer, NewMessage, Sender};

use crate::intake::probe::{count, texts};
use crate::intake::sample::{call_with, record, text};

/// SQL, markup, quotes, wildcards, placeholders, emoji of several code points, right-to-left text,
/// line ends, a lone combining mark, and blanks at both ends; as long as the shortest field allows.
const AWKWARD: &str = " '; DROP TABLE message; --<script>alert(1)</script>\"\\%_$1?1{} \
    👩🏽\u{200d}💻🇧🇷 \u{202e}שלום مرحبا\u{202c}\r\n\tç̃\u{301} ";

/// The same text as a name: invisible characters removed, runs of white space collapsed.
const AWKWARD_NAME: &str = "'; DROP TABLE message; --<script>alert(1)</script>\"\\%_$1?1{} \
    👩🏽\u{200d}💻🇧🇷 שלום مرحبا ç̃\u{301}";

contract!(every_text_is_kept_verbatim, |store| {
    let awkward = call_with(AWKWARD, |new| {
        new.source = AWKWARD.to_owned();
        new.channel = Channel::WebChat;
        new.number = text(AWKWARD);
        new.notes = text(AWKWARD);
        new.customer = NewCustomer {
            name: text(AWKWARD),
            phone: text(AWKWARD),
            email: text(AWKWARD),
            document: text(AWKWARD),
            whatsapp: text(AWKWARD),
            chat: text(AWKWARD),
            external_id: text(AWKWARD),
        };
        new.case =
            Some(NewCase { external_id: AWKWARD.to_owned(), kind: text(AWKWARD), subject: text(AWKWARD) });
        let at = new.queued_at;
        let message = |name: Option<String>, said: &str| NewMessage {
            at,
            from: Sender::Customer,
            name,
            text: said.to_owned(),
            attachments: Vec::new(),
        };
        new.messages = vec![message(text(AWKWARD), AWKWARD), message(None, "")];
        new.calls = vec![NewCall {
            at,
            number: AWKWARD.trim().to_owned(),
            status: CallStatus::Busy,
            duration_s: u32::MAX,
        }];
    });
    record(&store, awkward).await;
    for column in ["source", "external_id", "number", "notes"] {
        assert_eq!(texts(&store, &format!("SELECT {column} FROM interaction")).await, [AWKWARD], "{column}");
    }
    for column in ["name", "phone", "email", "document", "whatsapp", "chat", "external_id"] {
        assert_eq!(texts(&store, &format!("SELECT {column} FROM customer")).await, [AWKWARD], "{column}");
    }
    assert_eq!(texts(&store, "SELECT kind FROM service_case").await, [AWKWARD_NAME]);
    assert_eq!(texts(&store, "SELECT name FROM case_kind").await, [AWKWARD_NAME]);
    for column in ["external_id", "subject"] {
        assert_eq!(texts(&store, &format!("SELECT {column} FROM service_case")).await, [AWKWARD], "{column}");
    }
    assert_eq!(texts(&store, "SELECT text FROM message ORDER BY position").await, [AWKWARD, ""]);
    assert_eq!(texts(&store, "SELECT name FROM message ORDER BY position").await, [AWKWARD, "-"]);
    assert_eq!(texts(&store, "SELECT number FROM call_attempt").await, [AWKWARD.trim()]);
});

contract!(names_are_kept_verbatim_but_for_blanks_and_what_is_not_seen, |store| {
    let awkward = call_with("1", |new| {
        new.queue = AWKWARD.to_owned();
        new.contact_reason = text(AWKWARD);
        new.agent = text("<b>Ação'; --</b>👩🏽\u{200d}💻");
    });
    record(&store, awkward).await;
    assert_eq!(texts(&store, "SELECT name FROM queue").await, [AWKWARD_NAME]);
    assert_eq!(texts(&store, "SELECT name FROM contact_reason").await, [AWKWARD_NAME]);
    assert_eq!(texts(&store, "SELECT login FROM user_account").await, ["<b>Ação'; --</b>👩🏽\u{200d}💻"]);
});

contract!(times_channel_direction_and_number_are_those_handed_over, |store| {
    let outbound = call_with("1", |new| {
        new.channel = Channel::WhatsApp;
        new.direction = Direction::Outbound;
        new.number = text("+55 (11) 98888-7777");
        new.queued_at = "2026-03-02T10:00:00.123+09:00".parse().unwrap();
        new.answered_at = None;
        new.ended_at = "2026-03-03T11:00:00Z".parse().unwrap();
    });
    record(&store, outbound).await;
    let row =
        "SELECT channel || ' ' || direction || ' ' || number || ' ' || number_digits || ' ' || queued_at
        || ' ' || COALESCE(answered_at, 0) || ' ' || ended_at FROM interaction";
    assert_eq!(
        texts(&store, row).await,
        ["3 2 +55 (11) 98888-7777 5511988887777 1772413200123 0 1772535600000"]
    );
});

contract!(any_part_of_three_digits_leads_to_the_number, |store| {
    let from = |id: &str, number: &str| call_with(id, |new| new.number = text(number));
    record(&store, from("1", "+55 12-3")).await;
    record(&store, from("2", "55123")).await;
    record(&store, from("3", "99")).await;
    record(&store, from("4", "none")).await;
    let parts = "SELECT part || ' ' || number FROM number_part ORDER BY 1";
    assert_eq!(texts(&store, parts).await, ["123 55123", "5123 55123", "55123 55123"]);
    let digits = "SELECT number_digits FROM interaction ORDER BY external_id";
    assert_eq!(texts(&store, digits).await, ["55123", "55123", "99", "-"]);
});

contract!(a_conversation_is_told_in_the_order_in_which_it_happened, |store| {
    let backwards = call_with("1", |new| {
        let at = |second: u32| format!("2026-03-02T10:00:{second:02}-03:00").parse().unwrap();
        let said = |second: u32, text: &str| NewMessage {
            at: at(second),
            from: Sender::Customer,
            name: None,
            text: text.to_owned(),
            attachments: Vec::new(),
        };
        new.messages = vec![said(9, "tchau"), said(5, "um"), said(5, "dois"), said(1, "oi")];
        let dialled = |second: u32, number: &str| NewCall {
            at: at(second),
            number: number.to_owned(),
            status: CallStatus::Busy,
            duration_s: 0,
        };
        new.calls = vec![dialled(8, "2002"), dialled(3, "2001")];
    });
    record(&store, backwards).await;
    let said = "SELECT text FROM message ORDER BY position";
    assert_eq!(texts(&store, said).await, ["oi", "um", "dois", "tchau"]);
    assert_eq!(texts(&store, "SELECT number FROM call_attempt ORDER BY position").await, ["2001", "2002"]);
});

contract!(long_conversations_are_kept_in_order_and_whole, |store| {
    let long = call_with("1", |new| {
        let at = new.queued_at;
        new.messages = (0..10_000)
            .map(|n| NewMessage {
                at,
                from: Sender::ALL[n % 4],
                name: None,
                text: format!("mensagem {n}"),
                attachments: Vec::new(),
            })
            .collect();
    });
    let batch = vec![long, call_with("2", |new| new.notes = text("short")), call_with("3", |_| ())];
    assert!(store.intake().record_all(batch).await.iter().all(Result::is_ok));
    let said = texts(&store, "SELECT text FROM message ORDER BY interaction_id, position").await;
    assert_eq!(said, (0..10_000).map(|n| format!("mensagem {n}")).collect::<Vec<_>>());
    assert_eq!(
        texts(&store, "SELECT 'sender ' || sender FROM message WHERE position < 5 ORDER BY position").await,
        ["sender 1", "sender 2", "sender 3", "sender 4", "sender 1"]
    );
    assert_eq!(count(&store, "interaction").await, 3);
});

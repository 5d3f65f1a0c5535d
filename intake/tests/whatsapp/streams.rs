//! The streams of the samples, with the interactions that a correct reader yields.

use domain::{Direction, NewInteraction, Outcome};
use intake::source::{Output, Reason, Skipped, Source};
use intake::whatsapp::signature::verify;
use intake::whatsapp::{Delivery, WhatsAppFile, WhatsAppFileState, WhatsAppSettings};
use serde_json::Value;

use crate::host::Host;
use crate::posts::{HOUR, NOON, ids, rows, settings, time};

const SECRET: &[u8] = b"segredo-de-teste";

pub(crate) const INBOUND: &str = include_str!("streams/01-inbound-duplicates-order-edit-echo.ndjson");
pub(crate) const NINTH_DIGIT: &str = include_str!("streams/02-brazil-ninth-digit.ndjson");
pub(crate) const HIDDEN_PHONE: &str = include_str!("streams/03-bsuid-phone-hidden-and-changed.ndjson");
pub(crate) const STATUSES: &str = include_str!("streams/05-statuses-only.ndjson");
pub(crate) const HISTORY: &str = include_str!("streams/06-coexistence-history.ndjson");
pub(crate) const BATCHES: &str = include_str!("streams/08-batched-two-numbers-group.ndjson");

pub(crate) const ALL: [&str; 6] = [INBOUND, NINTH_DIGIT, HIDDEN_PHONE, STATUSES, HISTORY, BATCHES];

/// Long after all streams.
const LATER: i64 = 1_000 * HOUR;

fn hours(idle_hours: u32) -> WhatsAppSettings {
    WhatsAppSettings { idle_hours, ..settings() }
}

/// What a file says when it ends, and when time has passed after it.
pub(crate) fn read(settings: WhatsAppSettings, stream: &str) -> (Output, Output) {
    let source = WhatsAppFile::new(settings).with_secret(SECRET.to_vec());
    let (mut state, mut output) = (WhatsAppFileState::default(), Output::default());
    let consumed = source.read(&mut state, stream.as_bytes(), &mut output);
    source.end_file(&mut state, &stream.as_bytes()[consumed..], &mut output);
    let (mut later_state, mut later) = (state.clone(), output.clone());
    source.finish(&mut state, &mut output);
    source.settle(&mut later_state, time(LATER), &mut later);
    source.finish(&mut later_state, &mut later);
    (output, later)
}

/// What is emitted when time has passed after the stream.
fn later(settings: WhatsAppSettings, stream: &str) -> Vec<NewInteraction> {
    read(settings, stream).1.interactions
}

/// The deliveries of a stream.
pub(crate) fn deliveries(stream: &str) -> Vec<Delivery> {
    let lines = stream.lines().enumerate().map(|(index, line)| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let text = |name: &str| line[name].as_str().expect("text").to_owned();
        let received_at = chrono::DateTime::parse_from_rfc3339(&text("received_at")).expect("a time");
        let place = intake::source::Place { file: 0, line: index as u64 + 1 };
        Delivery { place, received_at: received_at.into(), body: text("body").into_bytes() }
    });
    lines.collect()
}

#[test]
fn every_delivery_of_the_streams_is_signed() {
    for line in ALL.iter().flat_map(|stream| stream.lines()) {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let body = line["body"].as_str().expect("a body").as_bytes();
        let header = line["x_hub_signature_256"].as_str().expect("a header");
        assert!(verify(SECRET, body, header));
        assert!(!verify(b"other", body, header));
        let parsed: Value = serde_json::from_slice(body).expect("JSON");
        let written = serde_json::to_vec(&parsed).expect("JSON");
        assert!(written == body || !verify(SECRET, &written, header), "the bytes are signed, not the JSON");
    }
}

#[test]
fn duplicates_edits_echoes_and_statuses_make_two_conversations() {
    let first = [
        "wamid.A1 2026-06-15T12:00:00Z 2026-06-15T12:05:00Z 2026-06-15T12:10:00Z",
        "  customer 15 12:00:00 Oi, meu boleto não chegou",
        "  agent 15 12:05:00 Bom dia! Vou verificar.",
        "  customer 15 12:06:40 Venceu anteontem",
        "  customer 15 12:07:00 [imagem] A tela do aplicativo",
        "  agent 15 12:10:00 Segue a segunda via.",
        "wamid.A4 2026-06-16T18:10:00Z - 2026-06-16T18:10:00Z",
        "  customer 16 18:10:00 Obrigado!",
    ];
    for idle in [24, 4] {
        let (end, later) = read(hours(idle), INBOUND);
        assert_eq!(rows(&end.interactions), first, "{idle} hours");
        let open: Vec<_> = end.rejects.iter().map(|reject| (&reject.reason, reject.text.as_str())).collect();
        assert_eq!(open, [(&Reason::StillOpen, "wamid.Z0")]);
        assert_eq!(ids(&later.interactions), ["wamid.A1", "wamid.A4", "wamid.Z0"]);
        let new = &end.interactions[0];
        assert_eq!(new.customer.name.as_deref(), Some("Cliente Exemplo"));
        assert_eq!(new.customer.whatsapp.as_deref(), Some("+5511900000001"));
        assert_eq!(new.number.as_deref(), Some("5511900000001"));
        assert_eq!((new.queue.as_str(), &new.agent, new.direction), ("WhatsApp", &None, Direction::Inbound));
        assert_eq!((new.outcome, new.first_reply_at), (Some(Outcome::Answered), new.answered_at));
        assert_eq!(new.case.as_ref().map(|case| case.external_id.as_str()), Some("wamid.A1"));
        let second = &end.interactions[1];
        assert_eq!((second.outcome, second.first_reply_at), (None, None));
        assert_eq!(second.customer, new.customer);
        assert_eq!(end.skipped[&Skipped::Duplicate], 1);
        assert_eq!(end.skipped[&Skipped::Reaction], 1);
        assert_eq!(end.skipped[&Skipped::MessageStatus], 5);
    }
}

#[test]
fn numbers_with_and_without_the_ninth_digit_are_one_person() {
    for idle in [24, 4] {
        let found = later(hours(idle), NINTH_DIGIT);
        assert_eq!(
            rows(&found),
            [
                "wamid.B1 2026-06-15T12:00:00Z 2026-06-15T12:01:00Z 2026-06-15T13:08:20Z",
                "  customer 15 12:00:00 Boa tarde",
                "  agent 15 12:01:00 Boa tarde, em que posso ajudar?",
                "  customer 15 13:06:40 Quero trocar o plano",
                "  agent 15 13:08:20 Certo.",
            ]
        );
        assert_eq!(found[0].customer.whatsapp.as_deref(), Some("+5548988880002"));
        assert_eq!(found[0].number.as_deref(), Some("554888880002"), "as it was written first");
    }
}

#[test]
fn a_person_is_one_without_a_number_and_with_a_new_user_id() {
    let found = later(settings(), HIDDEN_PHONE);
    assert_eq!(
        rows(&found),
        [
            "wamid.C1 2026-06-15T12:00:00Z - 2026-06-15T13:30:00Z",
            "  customer 15 12:00:00 Tenho uma dúvida",
            "  customer 15 13:00:00 Ainda aí?",
            "  customer 15 13:30:00 Consegui, obrigado",
        ]
    );
    let customer = &found[0].customer;
    assert_eq!(customer.name.as_deref(), Some("Cliente Três"));
    assert_eq!(customer.whatsapp.as_deref(), Some("+5511900000003"));
    assert_eq!(customer.external_id.as_deref(), Some("wa:BR.13491208655302741918"), "the first user ID");
}

#[test]
fn without_the_notice_a_new_user_id_is_a_new_person() {
    let lines: Vec<&str> = HIDDEN_PHONE.lines().collect();
    let found = later(settings(), &[lines[0], lines[1], lines[3]].join("\n"));
    assert_eq!(ids(&found), ["wamid.C1", "wamid.C3"]);
    assert_eq!(found[1].customer.external_id.as_deref(), Some("wa:BR.99999208655302741918"));
    assert_eq!(found[1].customer.whatsapp, None);
}

#[test]
fn statuses_alone_are_no_conversation() {
    for count_statuses in [false, true] {
        let (end, later) = read(WhatsAppSettings { count_statuses, ..settings() }, STATUSES);
        assert_eq!((end.interactions.len(), later.interactions.len()), (0, 0));
        assert_eq!(later.rejects, []);
        assert_eq!(later.skipped[&Skipped::UndeliveredMessage], 1);
    }
}

#[test]
fn a_history_in_any_order_joins_what_is_live() {
    let first = [
        "wamid.H0 2026-06-05T12:00:00Z 2026-06-05T12:02:00Z 2026-06-05T12:02:00Z",
        "  customer 05 12:00:00 Qual o horário?",
        "  agent 05 12:02:00 Das 8 às 18",
    ];
    let second = [
        "  customer 14 12:00:00 Oi",
        "  agent 14 12:10:00 Olá! Mande o comprovante.",
        "  customer 14 14:00:00 [imagem] comprovante",
        "  agent 14 14:01:00 Recebido, obrigado",
    ];
    let live = "  customer 15 12:00:25 Mais uma coisa";
    let found = later(settings(), HISTORY);
    let head = ["wamid.H1 2026-06-14T12:00:00Z 2026-06-14T12:10:00Z 2026-06-15T12:00:25Z"];
    assert_eq!(rows(&found), [&first[..], &head, &second, &[live]].concat());
    for new in &found {
        assert_eq!(new.customer.name.as_deref(), Some("Cliente Seis"));
        assert_eq!(new.customer.whatsapp.as_deref(), Some("+5511900000006"));
    }
    let found = later(hours(4), HISTORY);
    let heads = [
        "wamid.H1 2026-06-14T12:00:00Z 2026-06-14T12:10:00Z 2026-06-14T14:01:00Z",
        "wamid.H5 2026-06-15T12:00:25Z - 2026-06-15T12:00:25Z",
    ];
    assert_eq!(rows(&found), [&first[..], &heads[..1], &second, &heads[1..], &[live]].concat());
}

#[test]
fn a_history_that_is_not_taken_is_counted() {
    let (_, later) = read(WhatsAppSettings { take_history: false, ..settings() }, HISTORY);
    assert_eq!(ids(&later.interactions), ["wamid.H5"]);
    assert_eq!(later.skipped[&Skipped::HistoryNotTaken], 7);
    assert_eq!(later.skipped[&Skipped::HistoryDeclined], 1);
    assert_eq!(later.rejects, []);
}

#[test]
fn one_delivery_has_persons_numbers_groups_and_errors_beside_each_other() {
    let (_, later) = read(settings(), BATCHES);
    assert_eq!(
        rows(&later.interactions),
        [
            "wamid.O1 2026-06-15T12:00:00Z - 2026-06-15T12:00:00Z",
            "  customer 15 12:00:00 Do oito",
            "wamid.N1 2026-06-15T12:00:01Z - 2026-06-15T12:00:01Z",
            "  customer 15 12:00:01 Do nove",
            "wamid.O2 2026-06-15T12:00:02Z - 2026-06-15T12:00:02Z",
            "  customer 15 12:00:02 Para o outro número",
        ]
    );
    let found = &later.interactions;
    let names: Vec<_> = found.iter().map(|new| new.customer.name.as_deref().expect("a name")).collect();
    assert_eq!(names, ["Cliente Oito", "Cliente Nove", "Cliente Oito"]);
    assert_eq!(
        found.iter().map(|new| new.queue.as_str()).collect::<Vec<_>>(),
        ["WhatsApp", "WhatsApp", "WhatsApp 2"]
    );
    assert_eq!(found[0].customer.external_id, found[2].customer.external_id);
    let rejects: Vec<_> = later
        .rejects
        .iter()
        .map(|reject| (reject.place.line, &reject.reason, reject.text.as_str()))
        .collect();
    assert_eq!(rejects, [(4, &Reason::BadTime, "wamid.O3")]);
    for (kind, count) in [
        (Skipped::GroupEvent, 1),
        (Skipped::OtherProduct, 1),
        (Skipped::AccountEvent, 1),
        (Skipped::UnknownField, 1),
        (Skipped::MessageStatus, 1),
    ] {
        assert_eq!(later.skipped[&kind], count, "{kind:?}");
    }
}

#[test]
fn intake_accepts_what_is_emitted() {
    for stream in ALL {
        for new in later(settings(), stream) {
            let text = serde_json::to_vec(&new).expect("JSON");
            assert_eq!(intake::json::parse(&text).as_ref(), Ok(&new));
            assert!(
                String::from_utf8_lossy(&text).contains(":00Z\"") || text.contains(&b'Z'),
                "times in UTC"
            );
        }
    }
}

#[test]
fn a_server_that_is_live_emits_the_same_as_the_file() {
    for stream in ALL {
        for idle in [24, 4] {
            let mut host = Host::new(hours(idle));
            for one in deliveries(stream) {
                host.receive_all(std::slice::from_ref(&one));
                host.settle_since(one.received_at, domain::Timestamp(0));
            }
            for hour in 0..100 {
                let last = deliveries(stream).last().map_or(NOON, |one| one.received_at.0 / 1000);
                host.settle(last - NOON + hour * HOUR);
            }
            let mut live = host.emitted();
            live.sort_by(|a, b| (a.ended_at, &a.external_id).cmp(&(b.ended_at, &b.external_id)));
            let json = |found: &[NewInteraction]| serde_json::to_string(found).expect("JSON");
            assert_eq!(json(&live), json(&later(hours(idle), stream)));
        }
    }
}

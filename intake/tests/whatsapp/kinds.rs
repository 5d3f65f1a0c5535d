//! What each kind of message says in the transcript.

use intake::source::{Reason, Skipped};
use intake::whatsapp::event::{EventKind, Fullness, Side};
use serde_json::{Value, json};

use crate::posts::{BUSINESS, at, body, delivery, echo, echoes, edit, messages, revoke, text};

/// What a body says.
fn events(body: &Value) -> Vec<EventKind> {
    let delivery = delivery(0, body).parse();
    delivery.events().expect("events").iter().map(|event| event.kind.clone()).collect()
}

/// A message with these fields.
fn message(fields: &Value) -> Value {
    let mut message = json!({"from": "5511900000001", "id": "wamid.1", "timestamp": at(0)});
    for (name, value) in fields.as_object().expect("fields") {
        message[name] = value.clone();
    }
    message
}

/// The transcript's text of a message with these fields.
fn words(fields: &Value) -> String {
    match events(&messages(&[message(fields)])).as_slice() {
        [EventKind::Message(message)] => message.words.text.clone(),
        other => panic!("no words: {other:?}"),
    }
}

#[test]
fn texts_and_placeholders() {
    for (fields, expected) in [
        (json!({"type": "text", "text": {"body": "  Olá\n"}}), "  Olá\n"),
        (json!({"type": "image", "image": {"id": "1"}}), "[imagem]"),
        (json!({"type": "image", "image": {"id": "1", "caption": "A tela"}}), "[imagem] A tela"),
        (json!({"type": "video", "video": {"id": "1", "caption": "Veja"}}), "[vídeo] Veja"),
        (json!({"type": "document", "document": {"id": "1", "filename": "a.pdf"}}), "[documento] a.pdf"),
        (
            json!({"type": "document", "document": {"id": "1", "filename": "a.pdf", "caption": "O boleto"}}),
            "[documento] a.pdf O boleto",
        ),
        (json!({"type": "document", "document": {"id": "1"}}), "[documento]"),
        (json!({"type": "sticker", "sticker": {"id": "1", "animated": true}}), "[figurinha]"),
        (json!({"type": "audio", "audio": {"id": "1", "voice": true}}), "[mensagem de voz]"),
        (json!({"type": "audio", "audio": {"id": "1", "voice": false}}), "[áudio]"),
        (json!({"type": "audio", "audio": {"id": "1"}}), "[áudio]"),
        (
            json!({"type": "location", "location": {"latitude": 49.234_939_575_195, "longitude": 6.5,
            "name": "Praça", "address": "Rua 1"}}),
            "[localização] Praça, Rua 1 (49.234939575195, 6.5)",
        ),
        (
            json!({"type": "location", "location": {"latitude": -23, "longitude": "-46.1"}}),
            "[localização] (-23, -46.1)",
        ),
        (json!({"type": "button", "button": {"text": "Não", "payload": "NO"}}), "Não"),
        (
            json!({"type": "interactive", "interactive": {"type": "button_reply",
            "button_reply": {"id": "b1", "title": "Segunda via"}}}),
            "Segunda via",
        ),
        (
            json!({"type": "interactive", "interactive": {"type": "list_reply",
            "list_reply": {"id": "l1", "title": "Planos"}}}),
            "Planos",
        ),
        (
            json!({"type": "interactive", "interactive": {"type": "list_reply",
            "list_reply": {"id": "l1", "title": "Planos", "description": "para empresas"}}}),
            "Planos (para empresas)",
        ),
        (
            json!({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"body": "Sent",
            "response_json": "{\"z\":\"5\",\"flow_token\":\"t\",\"a\":\"Ótimo\"}"}}}),
            "[formulário] z: 5; a: Ótimo",
        ),
        (
            json!({"type": "interactive", "interactive": {"type": "nfm_reply",
            "nfm_reply": {"response_json": {"nota": 5}}}}),
            "[formulário] nota: 5",
        ),
        (
            json!({"type": "order", "order": {"product_items": [{"quantity": 2}], "text": "Sem cebola"}}),
            "[pedido] 1 item Sem cebola",
        ),
        (json!({"type": "order", "order": {"product_items": [{}, {}, {}], "text": ""}}), "[pedido] 3 itens"),
        (
            json!({"type": "contacts", "contacts": [
            {"name": {"formatted_name": "Ana Souza"},
                "phones": [{"phone": "+55 11 1111-1111"}, {"wa_id": "5511"}]},
            {"name": {"first_name": "Bia", "last_name": "Lima"}}]}),
            "[contato] Ana Souza, +55 11 1111-1111, +5511\n[contato] Bia Lima",
        ),
        (
            json!({"type": "contacts", "contacts": [
            {"vcard": "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cliente\r\nTEL;TYPE=CELL:15551234567\r\nEND:VCARD"}]}),
            "[contato] Cliente, 15551234567",
        ),
        (json!({"type": "unsupported", "errors": [{"code": 131_051}]}), "[mensagem não suportada]"),
        (json!({"type": "unsupported", "unsupported": {"type": "poll"}}), "[mensagem não suportada]"),
        (json!({"type": "unknown", "errors": [{"code": 131_060}]}), "[mensagem não suportada]"),
        (json!({"type": "interactive"}), "[mensagem não suportada]"),
        (json!({"type": "media_placeholder"}), "[arquivo não disponível]"),
        // Without a type, by the field that is there.
        (json!({"location": {"latitude": 1, "longitude": 2}}), "[localização] (1, 2)"),
        (json!({"sticker": {"id": "1"}}), "[figurinha]"),
        (json!({"errors": [{"code": 131_051}]}), "[mensagem não suportada]"),
    ] {
        assert_eq!(words(&fields), expected, "{fields}");
    }
}

#[test]
fn what_says_nothing_is_counted() {
    for (fields, kind) in [
        (
            json!({"type": "reaction", "reaction": {"message_id": "wamid.2", "emoji": "👍"}}),
            Skipped::Reaction,
        ),
        (json!({"type": "reaction", "reaction": {"message_id": "wamid.1"}}), Skipped::Reaction),
        (json!({"type": "request_welcome"}), Skipped::Notice),
        (
            json!({"type": "system", "system": {"type": "customer_identity_changed", "body": "x"}}),
            Skipped::Notice,
        ),
        (
            json!({"type": "interactive", "interactive": {"type": "call_permission_reply",
            "call_permission_reply": {"response": "accept"}}}),
            Skipped::Notice,
        ),
        (json!({"type": "text", "text": {"body": "Oi"}, "group_id": "1203@g.us"}), Skipped::GroupEvent),
    ] {
        assert_eq!(events(&messages(&[message(&fields)])), [EventKind::Skipped(kind)], "{fields}");
    }
}

#[test]
fn unknown_kinds_stand_as_unsupported_and_are_counted() {
    let found = events(&messages(&[message(&json!({"type": "hologram", "hologram": {"text": "x"}}))]));
    let [EventKind::Message(message)] = found.as_slice() else { panic!("{found:?}") };
    assert!(message.unknown_kind);
    assert_eq!(
        (message.words.text.as_str(), message.words.fullness),
        ("[mensagem não suportada]", Fullness::Unsupported)
    );
}

#[test]
fn what_led_to_a_message_is_noted() {
    let found = events(&messages(&[message(&json!({
        "type": "text",
        "text": {"body": "Oi"},
        "referral": {"source_url": "https://fb.example/1", "source_id": "7", "source_type": "ad",
            "headline": "Promoção", "ctwa_clid": "C"},
        "context": {"referred_product": {"catalog_id": "K", "product_retailer_id": "SKU-1"}},
    }))]));
    let [EventKind::Message(message)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        message.words.notes,
        ["Anúncio: Promoção (ad, 7, https://fb.example/1, C)", "Produto: SKU-1 (catálogo K)"]
    );
}

#[test]
fn files_are_named_by_their_ids() {
    let found = events(&messages(&[message(&json!({"type": "document", "document": {
        "id": "4937", "filename": "a.pdf", "mime_type": "application/pdf", "sha256": "Fzon=",
        "url": "https://lookaside.example/1"}}))]));
    let [EventKind::Message(message)] = found.as_slice() else { panic!("{found:?}") };
    let media = message.words.media.as_ref().expect("a file");
    assert_eq!((media.id.as_str(), media.name.as_deref()), ("4937", Some("a.pdf")));
    assert_eq!(
        (media.media_type.as_deref(), media.sha256.as_deref()),
        (Some("application/pdf"), Some("Fzon="))
    );
}

#[test]
fn damaged_messages_are_rejected_by_their_id() {
    for (fields, reason) in [
        (json!({"type": "text"}), Reason::MalformedMessage),
        (json!({"type": "text", "text": {"body": 7}}), Reason::MalformedMessage),
        (
            json!({"type": "edit", "edit": {"message": {"type": "text", "text": {"body": "x"}}}}),
            Reason::MalformedMessage,
        ),
        (json!({"type": "edit", "edit": {"original_message_id": "wamid.0"}}), Reason::MalformedMessage),
        (json!({"type": "revoke"}), Reason::MalformedMessage),
        (json!({"type": "text", "text": {"body": "x"}, "timestamp": "ontem"}), Reason::BadTime),
        (json!({"type": "text", "text": {"body": "x"}, "timestamp": null}), Reason::BadTime),
    ] {
        let expected = EventKind::Rejected { reason, id: "wamid.1".to_owned() };
        assert_eq!(events(&messages(&[message(&fields)])), [expected], "{fields}");
    }
    for id in [json!(null), json!(""), json!("a\nb"), json!("x".repeat(200))] {
        let mut damaged = text("5511900000001", "", 0, "Oi");
        damaged["id"] = id;
        let expected = EventKind::Rejected { reason: Reason::NoMessageId, id: String::new() };
        assert_eq!(events(&messages(&[damaged])), [expected]);
    }
}

#[test]
fn what_the_business_sends_by_a_program_is_of_a_bot() {
    let sides = |body: &Value| -> Vec<Side> {
        let of = |event: EventKind| match event {
            EventKind::Message(message) => message.side,
            other => panic!("{other:?}"),
        };
        events(body).into_iter().map(of).collect()
    };
    let mut template = echo("5511900000001", "wamid.2", 0, "x");
    template["type"] = json!("template");
    template["template"] = json!({"name": "boleto_vencido"});
    let mut choices = echo("5511900000001", "wamid.3", 0, "x");
    choices["type"] = json!("interactive");
    choices["interactive"] = json!({"type": "button", "body": {"text": "Escolha"}});
    let by_hand = echo("5511900000001", "wamid.1", 0, "Oi");
    assert_eq!(sides(&echoes(&[by_hand.clone(), template, choices])), [Side::Agent, Side::Bot, Side::Bot]);
    assert_eq!(sides(&body("standby", json!({"message_echoes": [by_hand.clone()]}))), [Side::Bot]);
    // Some relays list echoes beside the messages of customers.
    assert_eq!(sides(&body("messages", json!({"message_echoes": [by_hand.clone()]}))), [Side::Agent]);
    assert_eq!(sides(&messages(&[by_hand])), [Side::Agent]);
}

#[test]
fn the_customer_of_an_echo_is_the_other_side() {
    let customer = |echo: Value| match events(&echoes(&[echo])).remove(0) {
        EventKind::Message(message) => message.customer.number,
        EventKind::Change(change) => change.customer.number,
        other => panic!("{other:?}"),
    };
    assert_eq!(customer(echo("5511900000001", "wamid.1", 0, "x")).as_deref(), Some("5511900000001"));
    let mut exchanged = revoke("5511900000001", "wamid.2", 0, "wamid.1");
    exchanged["to"] = json!(BUSINESS);
    assert_eq!(customer(exchanged).as_deref(), Some("5511900000001"));
    let edited = edit("5511900000001", "wamid.2", 0, "wamid.1", "x");
    assert_eq!(customer(crate::posts::by_business(edited)).as_deref(), Some("5511900000001"));
}

#[test]
fn contacts_are_matched_by_their_ids() {
    let contacts = json!([
        {"profile": {"name": "Outro"}, "wa_id": "5511900000002"},
        {"profile": {"name": "Ana", "username": "ana.s"}, "wa_id": "554888880002", "user_id": "BR.1"},
    ]);
    let name = |from: &str| {
        let value = json!({"contacts": contacts, "messages": [text(from, "wamid.1", 0, "Oi")]});
        match events(&body("messages", value)).remove(0) {
            EventKind::Message(message) => (message.names.profile, message.customer.user),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        name("5548988880002"),
        (Some("Ana".to_owned()), Some("BR.1".to_owned())),
        "with the ninth digit"
    );
    assert_eq!(name("5511900000003"), (None, None), "its own number is believed, not the contact");
}

#[test]
fn deliveries_about_other_things_are_counted() {
    for (field, kind) in [
        ("message_template_status_update", Skipped::AccountEvent),
        ("account_update", Skipped::AccountEvent),
        ("phone_number_quality_update", Skipped::AccountEvent),
        ("security", Skipped::AccountEvent),
        ("user_preferences", Skipped::Notice),
        ("group_participants_update", Skipped::GroupEvent),
        ("a_field_of_2027", Skipped::UnknownField),
    ] {
        assert_eq!(events(&body(field, json!({}))), [EventKind::Skipped(kind)], "{field}");
    }
    for other in [json!({"object": "page", "entry": []}), json!({}), json!(7), json!([])] {
        assert_eq!(events(&other), [EventKind::Skipped(Skipped::OtherProduct)]);
    }
}

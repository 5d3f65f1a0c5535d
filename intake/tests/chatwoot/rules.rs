//! The rules of cycles, one by one. Rows are: first message, queued, answered, ended (seconds after
//! noon), agent, and the sides of the messages.

use domain::interaction::limits::{MAX_MESSAGES, MAX_TEXT};
use domain::{Channel, Direction, EndedBy, Sender, Timestamp};
use intake::chatwoot::rest::Inbox;
use intake::chatwoot::{ChatwootSettings, Skipped};
use serde_json::json;

use crate::support::{LATER, Talk, after, said};

#[test]
fn a_cycle_is_final_a_while_after_its_resolve() {
    let talk = Talk::new().customer(0, "a").agent(10, "Ana", "b").resolved(100);
    let early = talk.output_at(after(159), None);
    assert_eq!((early.finished.len(), early.due_at), (0, Some(after(160))));
    let late = talk.output_at(after(160), None);
    assert_eq!((late.finished.len(), late.due_at), (1, None));
    let mut slow = talk.clone();
    slow.settings.settle_s = 600;
    assert_eq!(slow.output_at(after(160), None).due_at, Some(after(700)));
}

#[test]
fn what_is_not_resolved_is_not_over() {
    for status in ["open", "pending", "snoozed"] {
        let talk = Talk::new().with("status", json!(status)).customer(0, "a").agent(10, "Ana", "b");
        let output = talk.output();
        assert_eq!((output.finished.len(), output.due_at, output.checkpoint), (0, None, None), "{status}");
    }
}

#[test]
fn a_resolve_twice_or_without_words_is_nothing() {
    let talk =
        Talk::new().resolved(0).customer(10, "a").resolved(20).resolved(30).activity(40, "Ana added vip");
    assert_eq!(talk.rows(), ["101 10 - 20 Ana c"]);
}

#[test]
fn the_survey_opens_nothing_and_says_nothing() {
    let survey = json!({ "content_type": "input_csat" });
    let talk = Talk::new().customer(0, "a").resolved(10).add(11, 3, "Avalie", survey.clone());
    let before = talk.interactions();
    assert_eq!(talk.rows(), ["100 0 - 10 Ana c"]);
    let mut answered = talk;
    answered.messages[2]["content_attributes"] = json!({ "submitted_values": { "csat_survey_response": { "rating": 5, "feedback_message": "Rápido" } } });
    assert_eq!(answered.interactions(), before);
    let again = answered.customer(100_000, "b").resolved(100_010);
    assert_eq!(again.rows(), ["100 0 - 10 Ana c", "103 100000 - 100010 Ana c"]);
}

#[test]
fn notes_reactions_and_activities_are_not_said() {
    let talk = Talk::new()
        .add(0, 1, "note", json!({ "private": true, "sender": { "id": 7, "name": "Ana", "type": "user" } }))
        .customer(10, "a")
        .add(11, 0, "👍", json!({ "content_attributes": { "is_reaction": true } }))
        .activity(12, "Ana added vip")
        .resolved(20);
    assert_eq!(talk.rows(), ["101 10 - 20 Ana c"]);
}

#[test]
fn only_a_person_answers() {
    let talk = Talk::new()
        .customer(0, "a")
        .rule(1, "Olá!")
        .add(2, 1, "campaign", json!({
            "sender": { "id": 7, "name": "Ana", "type": "user" }, "additional_attributes": { "campaign_id": 4 },
        }))
        .add(3, 1, "nobody", json!({}))
        .add(4, 3, "Fora do horário", json!({}))
        .agent(50, "Ana", "b")
        .resolved(100);
    assert_eq!(talk.rows(), ["100 0 50 100 Ana cbbbsa"]);
}

#[test]
fn a_person_may_answer_by_another_program() {
    let echo = json!({ "content_attributes": { "external_echo": true } });
    let talk = Talk::new().customer(0, "a").add(30, 1, "b", echo).resolved(100);
    assert_eq!(talk.rows(), ["100 0 30 100 Ana ca"]);
}

#[test]
fn with_a_bot_the_wait_begins_with_the_handover() {
    let with_bot = || Talk::new().customer(0, "a").bot(1, "b").customer(2, "c");
    let handed = with_bot().activity(40, "Conversation was marked open by Robô");
    assert_eq!(handed.clone().agent(90, "Ana", "d").resolved(200).rows(), ["100 40 90 200 Ana cbca"]);
    assert_eq!(handed.resolved(200).rows(), ["100 40 - 200 Ana cbc"]);
    let nothing_told = with_bot().agent(90, "Ana", "d").resolved(200);
    assert_eq!(nothing_told.rows(), ["100 90 90 200 Ana cbca"], "the reply ended the time with the bot");
    assert_eq!(with_bot().resolved(200).rows(), ["100 0 - 200 Ana cbc"], "never handed over");
    let late =
        with_bot().agent(90, "Ana", "d").activity(91, "Conversation was reopened by Ana").resolved(200);
    assert_eq!(late.rows(), ["100 90 90 200 Ana cbca"], "a person was there before it was opened");
}

#[test]
fn a_bot_that_says_nothing_hands_over_too() {
    let talk = Talk::new()
        .customer(0, "a")
        .activity(40, "Conversation was marked open by Robô")
        .agent(90, "Ana", "b")
        .resolved(200);
    assert_eq!(talk.rows(), ["100 40 90 200 Ana ca"]);
}

#[test]
fn what_is_opened_before_the_customer_writes_waits_from_the_message() {
    let talk = Talk::new()
        .bot(0, "Olá!")
        .activity(5, "Conversation was marked open by Robô")
        .customer(30, "a")
        .agent(90, "Ana", "b")
        .resolved(200);
    assert_eq!(talk.rows(), ["100 30 90 200 Ana bca"]);
}

#[test]
fn being_put_off_or_given_to_the_bot_and_back_is_no_handover_and_no_end() {
    for put_off in ["Conversation was snoozed by Ana", "Conversa foi marcada como pendente por Ana"] {
        let talk = Talk::new()
            .customer(0, "a")
            .activity(10, put_off)
            .activity(3_600, "Conversation was reopened by Ana")
            .agent(3_700, "Ana", "b")
            .resolved(4_000);
        assert_eq!(talk.rows(), ["100 0 3700 4000 Ana ca"], "{put_off}");
    }
}

#[test]
fn a_message_that_opens_again_waits_from_itself() {
    let again = |opened: &str, at: i64| {
        Talk::new()
            .customer(0, "a")
            .resolved(10)
            .customer(1_000, "b")
            .activity(1_000 + at, opened)
            .agent(1_090, "Ana", "c")
            .resolved(1_200)
            .rows()
            .remove(1)
    };
    // A job writes the sentence, which may take a while.
    assert_eq!(
        again("System reopened the conversation due to a new incoming message.", 60),
        "102 1000 1090 1200 Ana ca"
    );
    assert_eq!(again("Conversation was reopened by Bia", 2), "102 1000 1090 1200 Ana ca");
    // Nobody saw it before.
    assert_eq!(again("Conversation was reopened by Ana", 60), "102 1060 1090 1200 Ana ca");
}

#[test]
fn a_bot_takes_what_is_opened_again_and_hands_it_over() {
    let talk = Talk::new()
        .customer(0, "a")
        .resolved(10)
        .customer(1_000, "b")
        .bot(1_001, "c")
        .activity(1_005, "Conversation was reopened by Robô")
        .agent(1_090, "Ana", "d")
        .resolved(1_200);
    assert_eq!(talk.rows()[1], "102 1005 1090 1200 Ana cba");
}

#[test]
fn what_an_agent_opened_waits_from_the_next_message() {
    let talk = Talk::new()
        .customer(0, "a")
        .resolved(10)
        .activity(20, "Conversation was reopened by Ana")
        .customer(500, "b")
        .agent(590, "Ana", "c")
        .resolved(600);
    assert_eq!(talk.rows()[1], "103 500 590 600 Ana ca");
}

#[test]
fn a_farewell_of_a_rule_opens_nothing() {
    let talk = Talk::new().customer(0, "a").agent(5, "Ana", "b").resolved(10).rule(11, "Obrigado!");
    assert_eq!(talk.rows(), ["100 0 5 10 Ana ca"]);
    assert_eq!(talk.output().skipped[&Skipped::Farewell], 1);
    let again = talk.clone().customer(1_000, "c").resolved(1_100);
    assert_eq!(again.rows(), ["100 0 5 10 Ana ca", "104 1000 - 1100 Ana c"]);
    let twice = talk.resolved(2_000);
    assert_eq!(twice.rows(), ["100 0 5 10 Ana ca"]);
}

#[test]
fn what_a_bot_asks_later_belongs_to_the_answer() {
    let talk = Talk::new()
        .customer(0, "a")
        .resolved(10)
        .bot(86_400, "Ainda precisa?")
        .customer(90_000, "b")
        .resolved(90_100);
    assert_eq!(talk.rows()[1], "103 90000 - 90100 Ana bc");
}

#[test]
fn the_last_words_of_an_agent_belong_to_what_has_ended() {
    let talk = Talk::new().customer(0, "a").agent(5, "Ana", "b").resolved(10).agent(30, "Ana", "Bom dia!");
    assert_eq!(talk.rows(), ["100 0 5 10 Ana caa"]);
    let checkpoint = talk.output().checkpoint;
    let again = talk.customer(1_000, "c").resolved(1_100);
    assert_eq!(again.rows()[1], "104 1000 - 1100 Ana c");
    let rest = again.output_at(LATER, checkpoint.as_ref());
    assert_eq!(rest.finished.len(), 1);
    assert_eq!(rest.finished[0].interaction, again.interactions()[1]);
}

#[test]
fn what_an_agent_begins_is_outbound_and_nobody_waits() {
    let talk = Talk::new().agent(0, "Ana", "a").customer(500, "b").agent(510, "Ana", "c").resolved(600);
    assert_eq!(talk.rows(), ["100 0 0 600 Ana aca"]);
    assert_eq!(talk.interaction().direction, Direction::Outbound);
    let again = talk.agent(5_000, "Ana", "d").resolved(6_000);
    assert_eq!(again.rows()[1], "104 5000 5000 6000 Ana a");
}

#[test]
fn what_only_bots_said_is_no_interaction() {
    let talk = Talk::new().bot(0, "Oferta!").rule(1, "Olá!").resolved(600);
    assert_eq!(talk.rows(), [] as [&str; 0]);
    assert_eq!(talk.output().skipped[&Skipped::NoPerson], 1);
}

#[test]
fn the_sentence_says_who_ended_it_if_it_was_no_agent() {
    let ended = |text: &str| Talk::new().customer(0, "a").activity(600, text).interaction().ended_by;
    assert_eq!(ended("Conversation was marked resolved by Ana"), None);
    assert_eq!(ended("A conversa foi resolvida por Bia"), Some(EndedBy::Customer));
    assert_eq!(
        ended("Conversation was marked resolved by system due to 1 days of inactivity"),
        Some(EndedBy::System)
    );
}

#[test]
fn an_idle_conversation_may_end_with_its_last_word() {
    let mut talk = Talk::new().customer(0, "a").agent(100, "Ana", "b").resolved(86_400);
    assert_eq!(talk.rows(), ["100 0 100 86400 Ana ca"]);
    talk.settings.idle_min = Some(30);
    assert_eq!(talk.rows(), ["100 0 100 1900 Ana ca"]);
    let mut short = Talk::new().customer(0, "a").agent(100, "Ana", "b").resolved(200);
    short.settings.idle_min = Some(30);
    assert_eq!(short.rows(), ["100 0 100 200 Ana ca"]);
    let mut handed = Talk::new()
        .customer(0, "a")
        .bot(1, "b")
        .activity(5_000, "Conversation was marked open by Robô")
        .resolved(9_000);
    handed.settings.idle_min = Some(30);
    assert_eq!(handed.rows(), ["100 5000 - 5000 Ana cb"], "not before it was queued");
}

#[test]
fn the_agent_is_the_assignee_at_the_end_of_each_cycle() {
    let talk = Talk::new()
        .customer(0, "a")
        .agent(1, "Ana", "b")
        .activity(2, "Assigned to Rui Lima by Ana")
        .resolved(10)
        .customer(1_000, "c")
        .agent(1_001, "Rui Lima", "d")
        .activity(1_002, "Ana self-assigned this conversation")
        .resolved(1_010)
        .customer(2_000, "e")
        .activity(2_001, "Conversation unassigned by Ana")
        .agent(2_002, "Caio", "f")
        .resolved(2_010);
    let agents: Vec<_> = talk.interactions().into_iter().map(|new| new.agent).collect();
    assert_eq!(agents, [Some("Rui Lima".to_owned()), Some("Ana".to_owned()), Some("Caio".to_owned())]);
}

#[test]
fn without_sentences_of_assignment_the_last_writer_of_an_earlier_cycle_is_its_agent() {
    let talk = Talk::new().customer(0, "a").agent(1, "Caio", "b").resolved(10);
    assert_eq!(talk.rows(), ["100 0 1 10 Ana ca"], "Ana is the assignee, and nothing happened since");
    let again = talk.customer(1_000, "c").agent(1_001, "Rui", "d").resolved(1_010);
    assert_eq!(again.rows(), ["100 0 1 10 Caio ca", "103 1000 1001 1010 Ana ca"]);
    let nobody =
        Talk::new().with("meta", json!({ "channel": "Channel::WebWidget" })).customer(0, "a").resolved(10);
    assert_eq!(nobody.rows(), ["100 0 - 10 - c"]);
}

#[test]
fn a_bot_is_never_the_agent() {
    for assignee in [
        json!({ "channel": "Channel::WebWidget", "assignee": { "id": 3, "name": "Robô", "type": "agent_bot" } }),
        json!({
            "channel": "Channel::WebWidget", "assignee": { "id": 3, "name": "Robô" }, "assignee_type": "AgentBot",
        }),
    ] {
        let talk = Talk::new().with("meta", assignee).customer(0, "a").bot(1, "b").resolved(10);
        assert_eq!(talk.rows(), ["100 0 - 10 - cb"]);
    }
}

#[test]
fn a_name_of_two_agents_says_nothing() {
    let named = |talk: Talk, id: u64, at: i64| {
        talk.add(at, 1, "b", json!({ "sender": { "id": id, "name": "Ana", "type": "user" } }))
    };
    let talk = named(named(Talk::new().customer(0, "a"), 7, 1), 8, 2);
    let mut talk = talk.activity(3, "Assigned to Ana by Rui").resolved(10).customer(500, "c").resolved(600);
    talk.settings.agents = [("7".to_owned(), "ana1".to_owned()), ("8".to_owned(), "ana2".to_owned())].into();
    assert_eq!(talk.interactions()[0].agent.as_deref(), Some("ana2"), "the last who wrote");
}

#[test]
fn the_queue_is_the_team_at_the_end_of_each_cycle() {
    let team = json!({
        "channel": "Channel::WebWidget", "sender": { "id": 70 }, "team": { "id": 1, "name": "cobrança" },
    });
    let talk = Talk::new().with("meta", team).customer(0, "a").resolved(10);
    assert_eq!(talk.interaction().queue, "cobrança", "assigned without a sentence");
    let mut again = talk
        .customer(1_000, "b")
        .activity(1_001, "Atribuído a suporte por Ana")
        .resolved(1_010)
        .customer(2_000, "c")
        .activity(2_001, "Desatribuído de suporte por Ana")
        .resolved(2_010)
        .customer(3_000, "d")
        .activity(3_001, "Assigned to Ana via cobrança by Automation System")
        .agent(3_002, "Ana", "e")
        .resolved(3_010);
    again.directory.teams = vec!["suporte".to_owned(), "cobrança".to_owned()];
    again.settings.queues = [("cobrança".to_owned(), "Cobrança".to_owned())].into();
    let queues: Vec<_> = again.interactions().into_iter().map(|new| new.queue).collect();
    assert_eq!(queues, ["Site", "suporte", "Site", "Cobrança"]);
    assert_eq!(again.interactions()[3].agent.as_deref(), Some("Ana"));
}

#[test]
fn channels_come_from_the_type_of_the_inbox() {
    let channel = |kind: &str, medium: Option<&str>| {
        let mut talk = Talk::new().customer(0, "a").resolved(10);
        talk.directory.inboxes = vec![Inbox {
            id: 3,
            name: Some("Site".to_owned()),
            channel: Some(kind.to_owned()),
            medium: medium.map(str::to_owned),
        }];
        talk.output()
    };
    for (kind, medium, expected) in [
        ("Channel::WebWidget", None, Channel::WebChat),
        ("Channel::Api", None, Channel::WebChat),
        ("Channel::Whatsapp", None, Channel::WhatsApp),
        ("Channel::TwilioSms", Some("whatsapp"), Channel::WhatsApp),
    ] {
        assert_eq!(channel(kind, medium).finished[0].interaction.channel, expected, "{kind}");
    }
    for kind in
        ["Channel::Email", "Channel::Sms", "Channel::TwilioSms", "Channel::Telegram", "Channel::Voice"]
    {
        let output = channel(kind, None);
        assert_eq!((output.finished.len(), output.skipped[&Skipped::OtherInbox]), (0, 1), "{kind}");
    }
}

#[test]
fn settings_choose_inboxes_and_their_channels() {
    let talk = |settings: ChatwootSettings| {
        let mut talk = Talk::new().customer(0, "a").resolved(10);
        talk.settings = ChatwootSettings { source: "chat".to_owned(), ..settings };
        talk.output()
    };
    let taken = |inboxes: &[&str]| {
        let inboxes = inboxes.iter().map(|inbox| (*inbox).to_owned()).collect();
        talk(ChatwootSettings { inboxes, ..ChatwootSettings::default() }).finished.len()
    };
    assert_eq!((taken(&[]), taken(&["3"]), taken(&["Site"]), taken(&["4", "E-mail"])), (1, 1, 1, 0));
    for key in ["3", "Site", "Channel::WebWidget"] {
        let channels = [(key.to_owned(), Channel::WhatsApp)].into();
        let output = talk(ChatwootSettings { channels, ..ChatwootSettings::default() });
        assert_eq!(output.finished[0].interaction.channel, Channel::WhatsApp, "{key}");
    }
}

#[test]
fn an_inbox_without_a_name_has_its_number() {
    let mut talk = Talk::new().customer(0, "a").resolved(10);
    talk.directory.inboxes.clear();
    assert_eq!(talk.interaction().queue, "Caixa de entrada 3");
    talk.settings.queues = [("3".to_owned(), "Site".to_owned())].into();
    assert_eq!(talk.interaction().queue, "Site");
}

#[test]
fn a_customer_of_whatsapp_has_the_number_of_the_channel() {
    let talk = |source_id: serde_json::Value| {
        let mut talk = Talk::new()
            .with(
                "meta",
                json!({
                    "channel": "Channel::Whatsapp",
                    "sender": { "id": 70, "name": "Bia", "phone_number": "+5511900000031" },
                }),
            )
            .with("contact_inbox", json!({ "source_id": source_id }))
            .customer(0, "a")
            .resolved(10);
        talk.directory.inboxes.clear();
        let new = talk.interaction();
        (new.number, new.customer.whatsapp, new.customer.phone)
    };
    let phone = Some("+5511900000031".to_owned());
    let channel = Some("551100000031".to_owned());
    assert_eq!(talk(json!("551100000031")), (channel.clone(), channel, phone.clone()));
    let twilio = Some("+551100000031".to_owned());
    assert_eq!(talk(json!("whatsapp:+551100000031")), (twilio.clone(), twilio, phone.clone()));
    for other in [json!(null), json!("BR.18042"), json!("3f0c9c52-aaaa")] {
        assert_eq!(talk(other), (phone.clone(), phone.clone(), phone.clone()));
    }
}

#[test]
fn names_that_the_widget_made_up_are_none() {
    let meta = json!({ "channel": "Channel::WebWidget", "sender": { "id": 70, "name": "falling-sun-12" } });
    let new = Talk::new().with("meta", meta).customer(0, "a").resolved(10).interaction();
    assert_eq!((new.customer.name, new.customer.external_id.as_deref()), (None, Some("contact:70")));
}

#[test]
fn what_has_no_words_has_a_placeholder() {
    let with = |more: serde_json::Value| {
        let mut talk = Talk::new().customer(0, "").resolved(10);
        for (field, value) in more.as_object().expect("fields") {
            talk.messages[0][field] = value.clone();
        }
        said(&talk.interaction())[0].2.to_owned()
    };
    let file = |kind: &str| json!({ "file_type": kind, "data_url": "https://x.invalid/nota%201.pdf" });
    assert_eq!(
        with(json!({ "attachments": [file("image"), file("audio"), file("video"), file("file")] })),
        "[imagem]\n[áudio]\n[vídeo]\n[documento] nota 1.pdf"
    );
    assert_eq!(with(json!({ "content": "Veja", "attachments": [file("image")] })), "Veja\n[imagem]");
    let place = json!({
        "file_type": "location", "fallback_title": "Praça da Sé", "coordinates_lat": -23.5, "coordinates_long": -46.6,
    });
    assert_eq!(with(json!({ "attachments": [place] })), "[localização] Praça da Sé (-23.5, -46.6)");
    let contact = json!({ "file_type": "contact", "fallback_title": "+5511900000032" });
    assert_eq!(with(json!({ "attachments": [contact] })), "[contato] +5511900000032");
    assert_eq!(with(json!({ "attachments": [{ "file_type": "ig_reel" }] })), "[anexo]");
    assert_eq!(with(json!({ "content_type": "sticker", "attachments": [file("image")] })), "[figurinha]");
    assert_eq!(with(json!({ "content_type": "voice_call" })), "[chamada]");
    assert_eq!(with(json!({ "content": null })), "[mensagem não suportada]");
    let deleted = json!({ "deleted": true });
    assert_eq!(
        with(json!({ "content": "This message was deleted", "content_attributes": deleted })),
        "[mensagem apagada]"
    );
    let chosen =
        json!({ "submitted_values": [{ "title": "Troca", "value": "1" }, { "name": "cpf", "value": "9" }] });
    assert_eq!(
        with(json!({ "content": "Assunto?", "content_attributes": chosen })),
        "Assunto?\nTroca\ncpf: 9"
    );
}

#[test]
fn texts_are_cut_to_what_intake_takes() {
    let long = "ç".repeat(MAX_TEXT as usize + 5);
    let meta = json!({
        "channel": "Channel::WebWidget", "sender": { "id": 70, "name": format!("A\u{0}{long}"), "email": long },
        "assignee": { "id": 7, "name": long }, "team": { "name": long },
    });
    let talk =
        Talk::new().with("meta", meta).customer(0, &format!("{long}\u{0}")).agent(1, &long, "b").resolved(10);
    let new = talk.interaction();
    assert_eq!(said(&new)[0].2.chars().count(), MAX_TEXT as usize);
    assert_eq!(said(&new)[0].0, Sender::Customer);
}

#[test]
fn too_many_messages_are_rejected_with_their_id() {
    let mut talk = Talk::new();
    for at in 0..=i64::from(MAX_MESSAGES) {
        talk = talk.customer(at, "a");
    }
    let output = talk.resolved(20_000).output();
    assert_eq!(output.finished.len(), 0);
    assert_eq!(output.rejects[0].external_id, "1:9:100");
    assert!(output.rejects[0].reason.to_string().contains("messages"));
    assert!(output.checkpoint.is_some(), "it is not tried again and again");
}

#[test]
fn the_order_is_that_of_time_then_number() {
    let mut talk = Talk::new().customer(0, "a").customer(5, "c").customer(5, "d").resolved(10);
    talk.messages.swap(1, 2);
    talk.messages[0]["created_at"] = talk.messages[3]["created_at"].clone();
    talk.messages[0]["id"] = json!(50);
    assert_eq!(said(&talk.interaction()).iter().map(|said| said.2).collect::<String>(), "cda");
}

#[test]
fn a_message_in_the_second_of_the_resolve_is_placed_by_its_number() {
    let talk = Talk::new().customer(0, "a").agent(10, "Ana", "b").resolved(10).customer(10, "c").resolved(20);
    assert_eq!(talk.rows(), ["100 0 10 10 Ana ca", "103 10 - 20 Ana c"]);
}

#[test]
fn a_deleted_message_wins_over_what_was_read_before() {
    let mut talk = Talk::new().customer(0, "meu cartão é 1234").resolved(10);
    let mut deleted = talk.messages[0].clone();
    deleted["content_attributes"] = json!({ "deleted": true });
    talk.messages.insert(0, deleted);
    assert_eq!(said(&talk.interaction())[0].2, "[mensagem apagada]");
}

#[test]
fn after_a_checkpoint_nothing_is_emitted_again() {
    let mut talk = Talk::new()
        .customer(0, "a")
        .agent(1, "Rui Lima", "b")
        .activity(2, "Assigned to Rui Lima by Ana")
        .resolved(10)
        .customer(1_000, "c")
        .agent(1_001, "Ana", "d")
        .resolved(1_010);
    let whole = talk.output();
    let first = talk.output_at(after(500), None);
    assert_eq!(first.finished[..], whole.finished[..1]);
    let checkpoint = first.checkpoint.as_ref().expect("a checkpoint");
    assert_eq!(checkpoint.through(), Some(103));
    let second = talk.output_at(LATER, Some(checkpoint));
    assert_eq!(second.finished[..], whole.finished[1..], "who is assigned is remembered");
    assert_eq!(second.checkpoint, whole.checkpoint);
    // Messages before are not needed, and what happens to them changes nothing.
    talk.messages.drain(..3);
    talk.messages[0]["content"] = json!("changed");
    assert_eq!(talk.output_at(LATER, Some(checkpoint)).finished, second.finished);
    let last = second.checkpoint.as_ref();
    assert_eq!(talk.output_at(LATER, last).finished, []);
    assert_eq!(talk.output_at(LATER, last).checkpoint.as_ref(), last);
}

#[test]
fn what_was_recorded_is_left_out_by_its_id() {
    let mut output = Talk::new().customer(0, "a").resolved(10).customer(500, "b").resolved(600).output();
    output.retain_new(|external_id| external_id == "1:9:100");
    let left: Vec<_> = output.finished.iter().map(|finished| &finished.interaction.external_id).collect();
    assert_eq!(left, ["1:9:102"]);
}

#[test]
fn the_clock_of_the_host_may_be_anything() {
    let talk = Talk::new().customer(0, "a").resolved(10);
    assert_eq!(talk.output_at(Timestamp::MIN, None).finished.len(), 0);
    assert_eq!(talk.output_at(Timestamp::MAX, None).finished.len(), 1);
    // Whether it is over by then is not the question.
    for now in [Timestamp::MIN, Timestamp::MAX] {
        let guessing = Talk::new().customer(0, "a");
        assert_eq!(guessing.output_at(now, None).rejects, []);
    }
}

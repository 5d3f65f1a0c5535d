//! The samples give what they describe: times, messages, people, files.

use domain::{Channel, Direction, NewInteraction, Outcome, Sender};
use intake::chatwoot::rest::{self, Conversation};
use intake::chatwoot::{ChatwootSettings, Directory, History, Output, interactions};

use crate::server::{Read, Server, directory, read};
use crate::support::{LATER, assert_accepted, row, said, settings};

/// The server of the files in `rest/`, which answers the messages in their pages.
fn server() -> Server {
    let mut server = Server::default();
    let file = |bytes: &[u8]| -> serde_json::Value { serde_json::from_slice(bytes).expect("JSON") };
    for (path, bytes) in [
        (rest::messages_path(1, 245, None), &include_bytes!("rest/messages-245.json")[..]),
        (rest::messages_path(1, 245, Some(4526)), include_bytes!("rest/messages-245-before-4526.json")),
        (rest::messages_path(1, 245, Some(4520)), include_bytes!("rest/messages-245-before-4520.json")),
        (rest::resolved_path(1, 1), include_bytes!("rest/conversations-status-resolved-page-1.json")),
        (rest::resolved_path(1, 2), include_bytes!("rest/conversations-status-resolved-page-2.json")),
        (rest::messages_path(1, 246, None), include_bytes!("rest/messages-246.json")),
        (rest::messages_path(1, 246, Some(4605)), include_bytes!("rest/messages-246-before-4605.json")),
        (rest::messages_path(1, 246, Some(4600)), include_bytes!("rest/messages-246-before-4600.json")),
        (rest::conversation_path(1, 246), include_bytes!("rest/conversation-246.json")),
        (rest::reporting_events_path(1, 246), include_bytes!("rest/reporting_events-246.json")),
        (rest::agents_path(1), include_bytes!("rest/agents.json")),
        (rest::teams_path(1), include_bytes!("rest/teams.json")),
    ] {
        server.others.insert(path, file(bytes));
    }
    server
}

fn output(settings: &ChatwootSettings, directory: &Directory, answers: &Read) -> Output {
    let history = History {
        directory,
        conversation: &answers.conversation,
        messages: &answers.messages,
        reporting_events: &answers.events,
        status_changes: &[],
        checkpoint: None,
    };
    let output = interactions(settings, &history, LATER);
    assert_eq!(output.rejects, []);
    assert_eq!(output.guessed, 0);
    assert_accepted(&output);
    output
}

fn of(server: &Server, settings: &ChatwootSettings, number: u64) -> Vec<NewInteraction> {
    let answers = read(server, number, None).expect("a conversation");
    let output = output(settings, &directory(server), &answers);
    output.finished.into_iter().map(|finished| finished.interaction).collect()
}

#[test]
fn a_conversation_with_a_bot_waits_from_the_handover() {
    let interactions = of(&server(), &settings(), 245);
    let [new] = &interactions[..] else { panic!("{interactions:#?}") };
    assert_eq!(row(new), "4520 32 101 300 ana.souza cbscbacca");
    assert_eq!(new.external_id, "1:245:4520");
    assert_eq!((new.channel, new.direction), (Channel::WebChat, Direction::Inbound));
    assert_eq!((new.queue.as_str(), new.source.as_str()), ("Site", "chat"));
    assert_eq!(new.outcome, Some(Outcome::Answered));
    assert_eq!((new.number.as_ref(), new.notes.as_ref(), new.version), (None, None, None));
    let case = new.case.as_ref().expect("a case");
    assert_eq!((case.external_id.as_str(), case.kind.as_ref()), ("1:245", None));
}

#[test]
fn what_was_said_is_in_order_and_without_notes_and_survey() {
    let new = &of(&server(), &settings(), 245)[0];
    assert_eq!(
        said(new),
        [
            (Sender::Customer, 0, "Oi, cadê meu pedido?"),
            (Sender::Bot, 2, "Olá! Sou o robô. Qual o número do pedido?"),
            (Sender::System, 2, "Receba por e-mail"),
            (Sender::Customer, 30, "4711"),
            (Sender::Bot, 31, "Vou passar para uma pessoa."),
            (Sender::Agent, 101, "Bom dia, Joana! Achei: saiu hoje."),
            (Sender::Customer, 140, "Chegou assim:"),
            (Sender::Customer, 149, "[imagem]"),
            (Sender::Agent, 179, "Vou mandar outro amanhã."),
        ]
    );
    let names: Vec<_> = new.messages.iter().filter_map(|message| message.name.as_deref()).collect();
    assert_eq!(names, ["Robô", "Robô", "Ana Souza", "Ana Souza"]);
}

#[test]
fn the_customer_is_the_contact_of_now() {
    let customer = &of(&server(), &settings(), 245)[0].customer;
    assert_eq!(customer.name.as_deref(), Some("Joana Prado"));
    assert_eq!(customer.email.as_deref(), Some("joana@exemplo.com.br"));
    assert_eq!(customer.phone.as_deref(), Some("+5511900000031"));
    assert_eq!(customer.external_id.as_deref(), Some("contact:812"));
    assert_eq!((customer.document.as_ref(), customer.whatsapp.as_ref()), (None, None));
}

#[test]
fn a_conversation_that_was_opened_again_is_two_interactions_of_one_case() {
    let interactions = of(&server(), &settings(), 246);
    let rows: Vec<String> = interactions.iter().map(row).collect();
    assert_eq!(rows, ["4600 1000 1060 1300 rui caac", "4610 5000 5061 9099 rui ca"]);
    assert!(interactions.iter().all(|new| new.case == interactions[0].case && new.follows.is_none()));
    assert_eq!(said(&interactions[0])[3], (Sender::Customer, 1185, "[mensagem apagada]"));
    let customer = &interactions[0].customer;
    assert_eq!((customer.external_id.as_deref(), customer.document.as_ref()), (Some("contact:813"), None));
}

#[test]
fn pages_in_any_order_doubled_and_overlapping_give_the_same() {
    let server = server();
    for number in [245, 246] {
        let mut answers = read(&server, number, None).expect("a conversation");
        let whole = output(&settings(), &directory(&server), &answers);
        answers.messages.reverse();
        assert_eq!(output(&settings(), &directory(&server), &answers), whole);
        let half = answers.messages.len() / 2;
        answers.messages.rotate_left(half);
        answers.messages.extend(answers.messages.clone());
        assert_eq!(output(&settings(), &directory(&server), &answers), whole);
    }
}

#[test]
fn without_the_list_of_agents_they_have_names() {
    let mut server = server();
    server.others.remove(&rest::agents_path(1));
    assert_eq!(of(&server, &settings(), 245)[0].agent.as_deref(), Some("Ana Souza"));
    for key in ["7", "Ana Souza"] {
        let agents = [(key.to_owned(), "ana".to_owned())].into();
        let settings = ChatwootSettings { agents, ..settings() };
        assert_eq!(of(&server, &settings, 245)[0].agent.as_deref(), Some("ana"));
    }
}

#[test]
fn a_map_knows_agents_by_address_queues_by_number_and_labels() {
    let map = |key: &str, value: &str| [(key.to_owned(), value.to_owned())].into();
    let settings = ChatwootSettings {
        agents: map("ana.souza@exemplo.invalid", "asouza"),
        queues: map("3", "Atendimento do site"),
        contact_reasons: map("troca", "Troca de produto"),
        case_kind: Some("Reclamação".to_owned()),
        identifier_is_document: true,
        ..settings()
    };
    let new = &of(&server(), &settings, 245)[0];
    assert_eq!(new.agent.as_deref(), Some("asouza"));
    assert_eq!(new.queue, "Atendimento do site");
    assert_eq!(new.contact_reason.as_deref(), Some("Troca de produto"));
    assert_eq!(new.case.as_ref().and_then(|case| case.kind.as_deref()), Some("Reclamação"));
    let other = &of(&server(), &settings, 246)[0];
    assert_eq!(other.customer.document.as_deref(), Some("cliente-77"));
    assert_eq!(other.contact_reason, None);
}

#[test]
fn files_are_listed_only_if_they_are_to_be_fetched() {
    let server = server();
    let answers = read(&server, 245, None).expect("a conversation");
    let none = output(&settings(), &directory(&server), &answers);
    assert_eq!(none.finished[0].media, []);
    let with_media = ChatwootSettings { media: true, ..settings() };
    let mut finished = output(&with_media, &directory(&server), &answers).finished.remove(0);
    let [media] = &finished.media[..] else { panic!("{:?}", finished.media) };
    assert_eq!((media.message, media.name.as_str(), media.size), (7, "foto.jpg", Some(34_567)));
    assert_eq!(media.media_type, "image/jpeg");
    assert_eq!(media.url, "https://chat.exemplo.invalid/rails/active_storage/blobs/redirect/x/foto.jpg");
    assert_eq!(finished.interaction, none.finished[0].interaction, "nothing was fetched yet");
    media.attach_to(&mut finished.interaction, "a".repeat(64), 34_567);
    let files: Vec<_> =
        finished.interaction.messages.iter().map(|message| message.attachments.len()).collect();
    assert_eq!(files, [0, 0, 0, 0, 0, 0, 0, 1, 0]);
    let elsewhere = ChatwootSettings { base_url: "https://chat.example.com".to_owned(), ..with_media };
    assert_eq!(output(&elsewhere, &directory(&server), &answers).finished[0].media, []);
}

#[test]
fn an_old_server_that_knows_only_messages_and_the_list_gives_the_same() {
    let full = server();
    let mut old = server();
    for path in [rest::reporting_events_path(1, 246), rest::conversation_path(1, 246)] {
        old.others.remove(&path);
    }
    let conversation = read(&full, 246, None).expect("a conversation").conversation;
    let listed =
        serde_json::json!({ "data": { "payload": [full.others[&rest::conversation_path(1, 246)]] } });
    let page = rest::conversations(listed.to_string().as_bytes()).expect("a page");
    assert_eq!(page.conversations, [conversation.clone()] as [Conversation; 1]);
    old.others.insert(rest::resolved_path(1, 1), listed);
    assert_eq!(of(&old, &settings(), 246), of(&full, &settings(), 246));
}

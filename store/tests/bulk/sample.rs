//! The same small operation twice: as the rows of a load and as interactions for intake.

use ::bulk::rows::{
    Call, Case, Customer, CustomerAddress, Interaction, Message, Queue, QueueReason, Reason, User,
};
use ::bulk::{Batch, Directory, Load, LoadSummary, Result};
use chrono::{DateTime, FixedOffset};
use domain::{
    CallStatus, CaseId, CaseStatus, Channel, ContactReasonId, CustomerId, Direction, InteractionId, Millis,
    NewCall, NewCase, NewCustomer, NewInteraction, NewMessage, Protocol, QueueId, Role, Sender, Timestamp,
    UserId, number, zone,
};
use store::Store;
use store::accounts::NewUser;

use crate::support::ZONE;

/// The source of both.
pub(crate) const SOURCE: &str = "pbx";

/// How many interactions there are.
pub(crate) const SIZE: i64 = 300;

/// 20 February 2026, 21:30 in São Paulo: the operation spans several days.
const START: Timestamp = Timestamp(1_771_633_800_000);
const AGENTS: [&str; 3] = ["Ana.Souza", "bruno", "carla"];
const QUEUES: [&str; 2] = ["Vendas", "Suporte Técnico"];
const REASONS: [&str; 3] = ["Dúvida", "Elogio", "Queda de \\ sinal"];

fn time(at: Timestamp) -> DateTime<FixedOffset> {
    at.to_utc().fixed_offset()
}

fn customer_of(nth: i64) -> i64 {
    nth % 40
}

/// When the `nth` interaction entered the queue.
fn arrival(nth: i64) -> Timestamp {
    START + nth * Millis::minutes(17)
}

/// The case of the `nth` interaction.
fn case_of(nth: i64) -> i64 {
    customer_of(nth) + 40 * (nth / 120)
}

/// The `nth` interaction in the form of a source.
pub(crate) fn interaction(nth: i64) -> NewInteraction {
    let channel = Channel::ALL[(nth % 3) as usize];
    let queued_at = arrival(nth);
    let answered = nth % 7 != 0;
    let phone = format!("+55 (11) 9{:04}-{:04}", 7000 + customer_of(nth), customer_of(nth));
    let handle = format!("cliente {}", customer_of(nth));
    NewInteraction {
        source: SOURCE.to_owned(),
        external_id: format!("{nth:05}"),
        channel,
        direction: if nth % 5 == 0 { Direction::Outbound } else { Direction::Inbound },
        queue: QUEUES[(nth % 2) as usize].to_owned(),
        agent: answered.then(|| AGENTS[(nth % 3) as usize].to_owned()),
        customer: NewCustomer {
            name: Some(format!("Zé \"d'Água\" {}", customer_of(nth))),
            phone: Some(phone.clone()),
            email: None,
            document: Some("529.982.247-25".to_owned()),
            whatsapp: Some(phone.clone()),
            chat: Some(handle),
            external_id: Some(format!("C{:03}", customer_of(nth))),
        },
        number: (channel != Channel::WebChat).then_some(phone.clone()),
        queued_at: time(queued_at),
        answered_at: answered.then(|| time(queued_at + Millis(61_500))),
        ended_at: time(queued_at + Millis(300_000)),
        protocol: None,
        contact_reason: (nth % 4 != 0).then(|| REASONS[(nth % 3) as usize].to_owned()),
        notes: (nth % 3 == 0).then(|| "Linha um\nlinha dois\t\\N <b>\u{1F600}".to_owned()),
        case: Some(NewCase {
            external_id: format!("K{:03}", case_of(nth)),
            kind: Some("Reclamação".to_owned()),
            subject: Some(format!("Assunto {}", case_of(nth))),
        }),
        messages: messages(channel, queued_at),
        calls: calls(channel, queued_at, &phone),
        hold_s: None,
        wrap_up_s: None,
        ended_by: None,
        outcome: None,
        follows: None,
        first_reply_at: None,
        version: None,
    }
}

fn messages(channel: Channel, queued_at: Timestamp) -> Vec<NewMessage> {
    let message = |after, from, name: Option<&str>, text: &str| NewMessage {
        at: time(queued_at + Millis(after)),
        from,
        name: name.map(str::to_owned),
        text: text.to_owned(),
        attachments: Vec::new(),
    };
    if channel == Channel::Voice {
        return Vec::new();
    }
    vec![
        message(0, Sender::Customer, Some("Zé"), "Olá\r\n\\o/"),
        message(61_500, Sender::Agent, Some("Ana"), ""),
        message(299_000, Sender::System, None, "\\."),
    ]
}

fn calls(channel: Channel, queued_at: Timestamp, phone: &str) -> Vec<NewCall> {
    if channel != Channel::Voice {
        return Vec::new();
    }
    let call = |after, status, duration_s| NewCall {
        at: time(queued_at + Millis(after)),
        number: phone.to_owned(),
        status,
        duration_s,
    };
    vec![call(0, CallStatus::Busy, 0), call(30_000, CallStatus::Answered, 238)]
}

/// Records everything through intake, in order.
pub(crate) async fn record(store: &Store) {
    for login in AGENTS {
        let user = NewUser {
            login: login.to_owned(),
            name: login.to_owned(),
            role: Role::Agent,
            password: None,
            active: true,
        };
        store.accounts().create(&user, START).await.unwrap().created().unwrap();
    }
    for answer in store.intake().record_all((0..SIZE).map(interaction).collect()).await {
        answer.unwrap();
    }
}

/// Loads everything, in batches.
pub(crate) async fn load(store: &Store) -> Result<LoadSummary> {
    let mut load = Load::begin(store, SOURCE).await?;
    load.directory(&directory()).await?;
    for from in (0..SIZE).step_by(70) {
        load.write(&batch(from..SIZE.min(from + 70))).await?;
    }
    load.finish(|_, _, _| ()).await
}

pub(crate) fn directory() -> Directory {
    Directory {
        users: AGENTS
            .iter()
            .zip(1..)
            .map(|(login, id)| User {
                id: UserId(id),
                login: (*login).to_owned(),
                name: (*login).to_owned(),
                role: Role::Agent,
                password_hash: None,
                created_at: START,
            })
            .collect(),
        queues: (1..)
            .zip(QUEUES)
            .map(|(id, name)| Queue { id: QueueId(id), name: name.to_owned() })
            .collect(),
        reasons: (1..)
            .zip(REASONS)
            .map(|(id, name)| Reason { id: ContactReasonId(id), name: name.to_owned() })
            .collect(),
        queue_reasons: (1..=2)
            .flat_map(|queue| (1..=3).map(move |reason| (queue, reason)))
            .map(|(queue, reason)| QueueReason {
                queue: QueueId(queue),
                reason: ContactReasonId(reason),
                position: 0,
            })
            .collect(),
        ..Directory::default()
    }
}

/// The rows of these interactions; customers and cases come with their first interaction.
pub(crate) fn batch(numbers: std::ops::Range<i64>) -> Batch {
    let mut batch = Batch::default();
    for nth in numbers {
        let new = interaction(nth);
        let id = InteractionId(nth + 1);
        if nth < 40 {
            let (customer, addresses) = customer(nth, &new);
            batch.customers.push(customer);
            batch.addresses.extend(addresses);
        }
        if nth % 120 < 40 {
            batch.cases.push(case(nth, &new));
        }
        batch.messages.extend((0..).zip(&new.messages).map(|(position, message)| Message {
            interaction: id,
            position,
            at: Timestamp::from(message.at),
            sender: message.from,
            name: message.name.clone(),
            text: message.text.clone(),
        }));
        batch.calls.extend((0..).zip(&new.calls).map(|(position, call)| Call {
            interaction: id,
            position,
            at: Timestamp::from(call.at),
            number: call.number.clone(),
            status: call.status,
            duration_s: call.duration_s.into(),
        }));
        batch.interactions.push(row(nth, new));
    }
    batch
}

fn row(nth: i64, new: NewInteraction) -> Interaction {
    let queued_at = Timestamp::from(new.queued_at);
    let day = zone::day_of(ZONE, queued_at);
    let before = (0..nth).filter(|other| zone::day_of(ZONE, arrival(*other)) == day).count();
    Interaction {
        id: InteractionId(nth + 1),
        protocol: Protocol::generate(day, before as i64 + 1),
        external_id: new.external_id,
        case: CaseId(case_of(nth) + 1),
        customer: CustomerId(customer_of(nth) + 1),
        channel: new.channel,
        direction: new.direction,
        queue: QueueId(nth % 2 + 1),
        agent: new.agent.map(|_| UserId(nth % 3 + 1)),
        number: new.number,
        queued_at,
        answered_at: new.answered_at.map(Timestamp::from),
        ended_at: Timestamp::from(new.ended_at),
        reason: new.contact_reason.map(|_| ContactReasonId(nth % 3 + 1)),
        notes: new.notes,
    }
}

fn customer(nth: i64, new: &NewInteraction) -> (Customer, [CustomerAddress; 3]) {
    let id = CustomerId(nth + 1);
    let said = new.customer.clone();
    let phone =
        number::canonical(said.phone.as_deref().unwrap(), &number::NumberDefaults::default()).unwrap();
    let address = |kind, address: String| CustomerAddress { kind, address, customer: id };
    let addresses = [
        address("phone", phone.clone()),
        address("whatsapp", phone),
        address("chat", said.chat.clone().unwrap()),
    ];
    let customer = Customer {
        id,
        external_id: said.external_id.unwrap(),
        name: said.name.unwrap(),
        phone: said.phone,
        email: said.email,
        document: said.document,
        whatsapp: said.whatsapp,
        chat: said.chat,
        created_at: START,
        updated_at: START,
    };
    (customer, addresses)
}

fn case(nth: i64, new: &NewInteraction) -> Case {
    let said = new.case.clone().unwrap();
    Case {
        id: CaseId(case_of(nth) + 1),
        external_id: said.external_id,
        customer: CustomerId(customer_of(nth) + 1),
        queue: QueueId(nth % 2 + 1),
        kind: said.kind.unwrap(),
        subject: said.subject.unwrap(),
        status: CaseStatus::Closed,
        agent: None,
        opened_at: Timestamp::from(new.queued_at),
        closed_at: None,
        updated_at: Timestamp::from(new.ended_at),
    }
}

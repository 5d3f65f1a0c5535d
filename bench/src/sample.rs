//! Deterministic sample interactions of a typical size.

use chrono::{DateTime, Duration, FixedOffset};
use domain::{Channel, Direction, NewCase, NewCustomer, NewInteraction, NewMessage, Sender};

/// The number of messages of each.
pub const MESSAGES: i64 = 8;

const TEXT: &str = "Bom dia, gostaria de saber quando chega o meu pedido, por favor.";

/// The `n`th interaction; none enters its queue later than `newest`. Five share a customer, two a
/// case; fifty agents serve eight queues over sixty days.
pub fn interaction(n: u64, newest: DateTime<FixedOffset>) -> NewInteraction {
    let customer = n / 5;
    let number = format!("+55119{:08}", customer.wrapping_mul(2_654_435_761) % 100_000_000);
    let ago = n.wrapping_mul(40_503) % (60 * 86_400);
    let at = |seconds: i64| newest + Duration::seconds(seconds - ago.cast_signed());
    let message = |position: i64| NewMessage {
        at: at(60 + 30 * position),
        from: if position % 2 == 0 { Sender::Customer } else { Sender::Agent },
        name: None,
        text: format!("{TEXT} ({position})"),
        attachments: Vec::new(),
    };
    NewInteraction {
        source: "bench".to_owned(),
        external_id: format!("interaction-{n}"),
        channel: Channel::ALL[(n % 3) as usize],
        direction: if n.is_multiple_of(4) { Direction::Outbound } else { Direction::Inbound },
        queue: format!("Fila {}", n % 8),
        agent: Some(format!("agente.{}", n % 50)),
        customer: NewCustomer {
            name: Some(format!("Cliente {customer}")),
            phone: Some(number.clone()),
            whatsapp: Some(number.clone()),
            external_id: Some(format!("customer-{customer}")),
            ..NewCustomer::default()
        },
        number: Some(number),
        queued_at: at(0),
        answered_at: Some(at(30)),
        ended_at: at(600),
        protocol: None,
        contact_reason: Some(format!("Motivo {}", n % 30)),
        notes: Some("Cliente orientado sobre o prazo de entrega.".to_owned()),
        case: Some(NewCase {
            external_id: format!("case-{}", n / 2),
            kind: Some("Pedido".to_owned()),
            subject: Some("Prazo de entrega".to_owned()),
        }),
        messages: (0..MESSAGES).map(message).collect(),
        calls: Vec::new(),
        hold_s: None,
        wrap_up_s: None,
        ended_by: None,
        outcome: None,
        follows: None,
        first_reply_at: None,
        version: None,
    }
}

/// The `n`th interaction as if it had entered its queue at `newest`, as a line of NDJSON.
pub fn recent_line(n: u64, newest: DateTime<FixedOffset>) -> String {
    let mut interaction = interaction(n, newest);
    let late = newest - interaction.queued_at;
    let times = [&mut interaction.queued_at, &mut interaction.ended_at].into_iter();
    let messages = interaction.messages.iter_mut().map(|message| &mut message.at);
    times.chain(&mut interaction.answered_at).chain(messages).for_each(|at| *at += late);
    let mut line = serde_json::to_string(&interaction).unwrap_or_default();
    line.push('\n');
    line
}

/// The `n`th interaction as a line of NDJSON, including the line break.
pub fn line(n: u64, newest: DateTime<FixedOffset>) -> String {
    // Serialising plain strings and numbers cannot fail.
    let mut line = serde_json::to_string(&interaction(n, newest)).unwrap_or_default();
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_interaction_is_one_that_is_taken() {
        let newest: DateTime<FixedOffset> = "2026-11-20T09:00:00-03:00".parse().expect("a time");
        for n in [0, 1, 17, 4_000_000_000] {
            assert_eq!(interaction(n, newest).check(newest.into()), Ok(()));
            assert_eq!(intake::json::parse(line(n, newest).as_bytes()), Ok(interaction(n, newest)));
        }
    }
}

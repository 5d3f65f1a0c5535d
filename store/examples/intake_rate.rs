//! How many interactions a second reach the disk.
//!
//! ```sh
//! cargo run --release -p store --example intake_rate -- sqlite:///tmp/rate.db
//! cargo run --release -p store --example intake_rate -- postgres://user@127.0.0.1/empty 200000
//! ```
//!
//! The second argument is the number of interactions (100,000 where absent), the third the number
//! of clients that post one at a time (64; 0 for none). Interactions have eight messages each; five share a
//! customer and two a case. The database must be new; it is kept.

use std::time::Instant;

use domain::{Channel, Direction, NewCase, NewCustomer, NewInteraction, NewMessage, Sender};
use store::{Store, StoreConfig};

const BATCH: u64 = 1000;
const SAID: &str = "Bom dia, gostaria de saber quando chega o meu pedido, por favor.";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("which database? (sqlite:///tmp/rate.db or postgres://…)")?;
    let interactions: u64 = arguments.next().map_or(Ok(100_000), |text| text.parse())?;
    let clients: u64 = arguments.next().map_or(Ok(64), |text| text.parse())?;
    let zone = chrono_tz::America::Sao_Paulo;
    let store = Store::open(&StoreConfig { url, zone, max_connections: 4 }).await?;
    store.migrate().await?;

    let started = Instant::now();
    let mut slowest = 0.0_f64;
    for first in (0..interactions).step_by(BATCH as usize) {
        let batch = (first..first + BATCH).map(interaction).collect();
        let batch_started = Instant::now();
        for answer in store.intake().record_all(batch).await {
            answer?;
        }
        slowest = slowest.max(batch_started.elapsed().as_secs_f64());
    }
    report("one caller, batches of 1000", interactions, started);
    println!("    slowest batch {:.0} ms", slowest * 1000.0);

    let started = Instant::now();
    let halves = [1, 2].map(|half| {
        let intake = store.intake();
        tokio::spawn(async move {
            for first in (0..interactions / 2).step_by(BATCH as usize) {
                let batch = (first..first + BATCH).map(|n| interaction(half * 1_000_000_000 + n)).collect();
                for answer in intake.record_all(batch).await {
                    answer?;
                }
            }
            Ok::<(), store::intake::Rejected>(())
        })
    });
    for half in halves {
        half.await??;
    }
    report("two callers, batches of 1000", interactions, started);

    if clients == 0 {
        return Ok(());
    }
    let started = Instant::now();
    let each = (interactions.min(50_000) / clients).max(1);
    let posts = (1..=clients).map(|client| {
        let intake = store.intake();
        tokio::spawn(async move {
            let mut times = Vec::with_capacity(each as usize);
            for n in 0..each {
                let posted = Instant::now();
                intake.record(interaction((client + 10) * 1_000_000_000 + n)).await?;
                times.push(posted.elapsed().as_secs_f64());
            }
            Ok::<Vec<f64>, store::intake::Rejected>(times)
        })
    });
    let mut times = Vec::new();
    for client in posts.collect::<Vec<_>>() {
        times.extend(client.await??);
    }
    report(&format!("{clients} clients, one at a time"), each * clients, started);
    times.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| times[(times.len() as f64 * share) as usize] * 1000.0;
    println!("    p50 {:.1} ms, p99 {:.1} ms", at(0.5), at(0.99));
    Ok(())
}

fn report(what: &str, interactions: u64, started: Instant) {
    let rate = interactions as f64 / started.elapsed().as_secs_f64();
    println!("{what:32} {rate:8.0} interactions/s");
}

/// The `n`th interaction; always the same.
fn interaction(n: u64) -> NewInteraction {
    let customer = n / 5;
    let number = format!("+55119{:08}", customer.wrapping_mul(2_654_435_761) % 100_000_000);
    let start = 1_767_236_400 + (n.wrapping_mul(40_503) % (60 * 86_400)) as i64;
    let at = |seconds: i64| {
        chrono::DateTime::from_timestamp(start + seconds, 0).unwrap_or_default().fixed_offset()
    };
    let message = |position: i64| NewMessage {
        at: at(60 + 30 * position),
        from: if position % 2 == 0 { Sender::Customer } else { Sender::Agent },
        name: None,
        text: format!("{SAID} ({position})"),
    };
    NewInteraction {
        source: "rate".to_owned(),
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
        messages: (0..8).map(message).collect(),
        calls: Vec::new(),
    }
}

//! Whatever the order in which versions arrive, how often, and in which batches: the highest stays.

use domain::{Channel, HistoryFilter, Millis, Month, NewInteraction};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use store::Store;

use super::{ADMINISTRATOR, said, version};
use crate::intake::probe::{assert_days_agree, number, texts};
use crate::intake::sample::text;
use crate::support::builders::{CalendarBuilder, PolicyBuilder};

/// Two interactions of a case and two without one, each in up to five versions.
fn versions(random: &mut StdRng) -> Vec<NewInteraction> {
    let mut all = Vec::new();
    for (id, case) in [("1", Some("A")), ("2", Some("A")), ("3", None), ("4", None)] {
        for number in 0..random.random_range(1..=5) {
            all.push(any(random, id, case, number));
        }
    }
    all
}

fn any(random: &mut StdRng, id: &str, case: Option<&str>, number: u32) -> NewInteraction {
    let case = case.map(|case| domain::NewCase { external_id: case.to_owned(), kind: None, subject: None });
    let pick = |random: &mut StdRng, from: &[&str]| from.choose(random).and_then(|one| text(one));
    version(id, number, |new| {
        new.channel = *Channel::ALL.choose(random).expect("a channel");
        new.queue = pick(random, &["Vendas", "Suporte"]).expect("a queue");
        new.agent = pick(random, &["ana", "bia"]).filter(|_| random.random());
        new.contact_reason = pick(random, &["Boleto", "Troca"]).filter(|_| random.random());
        new.number = pick(random, &["11 98888-7777", "1133334444"]).filter(|_| random.random());
        new.notes = Some(format!("{id} {number}"));
        new.case = case;
        new.queued_at += chrono::Duration::minutes(random.random_range(0..3 * 24 * 60));
        let answered = new.queued_at + chrono::Duration::seconds(random.random_range(0..600));
        new.answered_at = Some(answered).filter(|_| random.random());
        new.first_reply_at = Some(answered).filter(|_| random.random_bool(0.3));
        new.ended_at = answered + chrono::Duration::minutes(random.random_range(0..60));
        let words = ["um", "dois", "três"];
        new.messages = (0..random.random_range(0..3))
            .map(|_| said("10:01:00", words.choose(random).expect("a word")))
            .collect();
    })
}

/// All that must not depend on the order: the interactions of a source, their messages, and times and
/// clocks of their cases.
async fn state(store: &Store, source: &str) -> Vec<String> {
    let mut state = Vec::new();
    for sql in [
        "SELECT concat_ws('|', i.external_id, i.channel, q.name, u.login, i.number, i.number_digits,
            i.queued_at, i.answered_at, i.ended_at, i.day, r.name, i.notes, i.first_reply_at, i.version)
        FROM interaction i JOIN queue q ON q.id = i.queue_id LEFT JOIN user_account u ON u.id = i.agent_id
        LEFT JOIN contact_reason r ON r.id = i.contact_reason_id WHERE i.source = '{source}' ORDER BY 1",
        "SELECT concat_ws('|', i.external_id, m.position, m.at, m.text) FROM message m
        JOIN interaction i ON i.id = m.interaction_id WHERE i.source = '{source}' ORDER BY 1",
        "SELECT concat_ws('|', i.external_id, s.opened_at, s.updated_at, k.kind, k.started,
            COALESCE(k.stopped, 0), k.pauses)
        FROM interaction i JOIN service_case s ON s.id = i.case_id JOIN sla_clock k ON k.case_id = s.id
        WHERE i.source = '{source}' ORDER BY 1",
    ] {
        state.extend(texts(store, &sql.replace("{source}", source)).await);
    }
    state
}

/// Sends the versions in batches of a random size.
async fn send(store: &Store, random: &mut StdRng, source: &str, mut versions: Vec<NewInteraction>) {
    for one in &mut versions {
        one.source = source.to_owned();
    }
    let mut rest = versions.into_iter().peekable();
    while rest.peek().is_some() {
        let part: Vec<NewInteraction> = rest.by_ref().take(random.random_range(1..8)).collect();
        for answer in store.intake().record_all(part).await {
            answer.expect("it is recorded");
        }
    }
}

contract!(any_order_and_repetition_of_versions_ends_the_same, |store| {
    let always = CalendarBuilder::always("Sempre").build(&store).await;
    let policy = PolicyBuilder::new("Padrão", always).first_response(Millis::minutes(10));
    policy.resolution(Millis::hours(8)).build(&store).await;
    for seed in 0..12 {
        let mut random = StdRng::seed_from_u64(seed);
        let versions = versions(&mut random);
        let highest: Vec<NewInteraction> = versions
            .iter()
            .filter(|one| {
                versions
                    .iter()
                    .all(|other| other.external_id != one.external_id || other.version <= one.version)
            })
            .cloned()
            .collect();
        let only = format!("{seed} highest");
        send(&store, &mut random, &only, highest).await;
        let expected = state(&store, &only).await;
        for order in 0..5 {
            let mut sent = versions.clone();
            sent.extend(versions.choose_multiple(&mut random, 5).cloned());
            if order > 0 {
                sent.shuffle(&mut random);
            }
            let source = format!("{seed} {order}");
            send(&store, &mut random, &source, sent).await;
            assert_eq!(state(&store, &source).await, expected, "seed {seed}, order {order}");
        }
    }
    assert_days_agree(&store).await;
    let all = number(&store, "SELECT COUNT(*) FROM interaction").await;
    let history = store.as_principal(&ADMINISTRATOR);
    let page = history.history().list(&HistoryFilter::default(), 1).await.expect("a page");
    let days = history.history().month(Month::parse("2026-03").expect("a month")).await.expect("a chart");
    let in_chart: u32 = days.iter().map(domain::chart::DayCount::total).sum();
    assert_eq!((page.total as i64, i64::from(in_chart)), (all, all));
    assert_eq!(store.verify_audit(None).await.expect("a verdict").findings, []);
});

//! Interactions that join and open cases.

use chrono::TimeDelta;
use domain::{Millis, NewCase, NewCustomer, NewInteraction, NewMessage, Sender};
use store::Store;

use crate::intake::probe::{count, number, run, texts};
use crate::intake::sample::{call, call_with, of_case, record, text};
use crate::support::builders::{CalendarBuilder, PolicyBuilder};

contract!(without_a_case_every_interaction_opens_one, |store| {
    let (first, second) = (record(&store, call("1")).await, record(&store, call("2")).await);
    assert_ne!(first.case, second.case);
    let opened = "SELECT status || ' ' || opened_at || ' ' || updated_at FROM service_case ORDER BY id";
    let expected = "waiting 1772456400000 1772456700000";
    assert_eq!(texts(&store, opened).await, [expected, expected]);
    let of_interaction = "SELECT COUNT(*) FROM interaction i JOIN service_case c ON c.id = i.case_id
        AND c.customer_id = i.customer_id AND c.queue_id = i.queue_id AND c.agent_id IS NULL";
    assert_eq!(number(&store, of_interaction).await, 2);
});

contract!(with_an_agent_the_case_is_in_service_with_them, |store| {
    record(&store, call_with("1", |new| new.agent = text("ana"))).await;
    let case =
        "SELECT c.status || ' ' || a.login FROM service_case c JOIN user_account a ON a.id = c.agent_id";
    assert_eq!(texts(&store, case).await, ["in_service ana"]);
});

contract!(interactions_that_name_a_case_share_it, |store| {
    let first = record(&store, of_case("1", "A")).await;
    let late = call_with("2", |new| {
        new.ended_at = "2026-03-02T11:00:00-03:00".parse().unwrap();
        new.case =
            Some(NewCase { external_id: "A".to_owned(), kind: text("Pedido"), subject: text("Pizza") });
    });
    let early = call_with("3", |new| {
        new.queued_at = "2026-03-01T10:00:00-03:00".parse().unwrap();
        new.case = Some(NewCase { external_id: "A".to_owned(), kind: None, subject: text("Other") });
    });
    assert_eq!(record(&store, late).await.case, first.case);
    assert_eq!(record(&store, early).await.case, first.case);
    assert_ne!(record(&store, of_case("4", "B")).await.case, first.case);
    let elsewhere = {
        let mut new = of_case("5", "A");
        new.source = "crm".to_owned();
        new
    };
    assert_ne!(record(&store, elsewhere).await.case, first.case);
    // The latest end counts; kind and subject keep their first values.
    let sql = "SELECT updated_at || ' ' || kind || ' ' || subject FROM service_case
        WHERE source = 'pbx' AND external_id = 'A'";
    assert_eq!(texts(&store, sql).await, ["1772460000000 Pedido Pizza"]);
});

/// Three visits of one case: the first was abandoned, the second answered, the third a day later.
fn visits() -> [NewInteraction; 3] {
    let visit = |id: &str, queued: &str, answered: Option<&str>, ended: &str| {
        let mut new = of_case(id, "A");
        new.queued_at = queued.parse().unwrap();
        new.answered_at = answered.map(|at| at.parse().unwrap());
        new.ended_at = ended.parse().unwrap();
        new
    };
    [
        visit("1", "2026-03-02T10:00:00-03:00", None, "2026-03-02T10:01:00-03:00"),
        visit(
            "2",
            "2026-03-02T11:00:00-03:00",
            Some("2026-03-02T11:02:00-03:00"),
            "2026-03-02T11:05:00-03:00",
        ),
        visit(
            "3",
            "2026-03-03T10:00:00-03:00",
            Some("2026-03-03T10:00:01-03:00"),
            "2026-03-03T10:05:00-03:00",
        ),
    ]
}

async fn policy(store: &Store) {
    let calendar = CalendarBuilder::business_hours("c").build(store).await;
    let policy = PolicyBuilder::new("Padrão", calendar).first_response(Millis::hours(1));
    policy.resolution(Millis::hours(4)).at_risk_percent(50).build(store).await;
}

contract!(a_case_opens_with_its_earliest_interaction_whatever_the_order_of_delivery, |store| {
    policy(&store).await;
    let [first, second, third] = visits();
    let orders = [[&first, &second, &third], [&third, &second, &first], [&second, &first, &third]];
    let mut found = Vec::new();
    for (nth, order) in orders.iter().enumerate() {
        for at_once in [false, true] {
            let named = format!("order {nth} {at_once}");
            let batch: Vec<NewInteraction> =
                order.iter().map(|new| NewInteraction { source: named.clone(), ..(*new).clone() }).collect();
            if at_once {
                assert!(store.intake().record_all(batch).await.iter().all(Result::is_ok));
            } else {
                for new in batch {
                    record(&store, new).await;
                }
            }
            let clocks = format!(
                "SELECT c.opened_at || ' ' || c.updated_at || ' ' || k.kind || ' ' || k.started || ' ' || \
                 COALESCE(CAST(k.stopped AS TEXT), '-') FROM service_case c JOIN sla_clock k ON k.case_id = c.id \
                 WHERE c.source = '{named}' ORDER BY k.kind"
            );
            found.push(texts(&store, &clocks).await);
        }
    }
    let opened = first.queued_at.timestamp_millis();
    let answered = second.answered_at.unwrap().timestamp_millis();
    let updated = third.ended_at.timestamp_millis();
    let expected = vec![
        format!("{opened} {updated} first_response {opened} {answered}"),
        format!("{opened} {updated} resolution {opened} -"),
    ];
    assert_eq!(found, vec![expected; 6]);
});

contract!(what_was_delivered_backwards_before_is_put_in_order, |store| {
    policy(&store).await;
    let [first, second, _] = visits();
    let mut talk = first.clone();
    talk.messages = (0..3)
        .map(|n| NewMessage {
            at: first.queued_at + TimeDelta::seconds(n),
            from: Sender::Customer,
            name: None,
            text: n.to_string(),
            attachments: Vec::new(),
        })
        .collect();
    record(&store, talk).await;
    record(&store, second.clone()).await;
    let sql = "SELECT c.opened_at || ' ' || k.kind || ' ' || k.started || ' ' ||
        COALESCE(CAST(k.stopped AS TEXT), '-') FROM service_case c JOIN sla_clock k ON k.case_id = c.id ORDER BY 1";
    let said = "SELECT text FROM message ORDER BY position";
    let expected = texts(&store, sql).await;
    let begun = second.queued_at.timestamp_millis();
    run(&store, "UPDATE message SET position = -position - 1; UPDATE message SET position = position + 3")
        .await;
    run(
        &store,
        &format!("UPDATE service_case SET opened_at = {begun}; UPDATE sla_clock SET started = {begun}"),
    )
    .await;
    assert_eq!(texts(&store, said).await, ["2", "1", "0"]);
    let migrations = [
        include_str!("../../../migrations/postgres/0014_order.sql"),
        include_str!("../../../migrations/sqlite/0014_order.sql"),
    ];
    run(&store, migrations[usize::from(store.db().is_sqlite())]).await;
    assert_eq!(texts(&store, said).await, ["0", "1", "2"]);
    assert_eq!(texts(&store, sql).await, expected);
});

contract!(within_a_batch_a_case_is_opened_once, |store| {
    let batch =
        ["A", "B", "A", "A"].iter().enumerate().map(|(n, case)| of_case(&n.to_string(), case)).collect();
    let cases: Vec<_> =
        store.intake().record_all(batch).await.into_iter().map(|one| one.unwrap().case).collect();
    assert_eq!((cases[0], cases[0]), (cases[2], cases[3]));
    assert_ne!(cases[0], cases[1]);
    assert_eq!(count(&store, "service_case").await, 2);
});

contract!(a_merged_case_is_joined_through_its_survivor, |store| {
    let merged = record(&store, of_case("1", "A")).await;
    let survivor = record(&store, of_case("2", "B")).await;
    let sql = format!(
        "UPDATE service_case SET status = 'merged', merged_into = {} WHERE id = {}",
        survivor.case, merged.case
    );
    run(&store, &sql).await;
    assert_eq!(record(&store, of_case("3", "A")).await.case, survivor.case);
    // A repeated interaction of the merged case is answered with the survivor.
    assert_eq!(record(&store, of_case("1", "A")).await.case, survivor.case);
});

contract!(an_interaction_joins_the_case_of_another_customer_and_keeps_its_own, |store| {
    let of = |id: &str, phone: &str| {
        let mut new = of_case(id, "A");
        new.customer = NewCustomer { phone: text(phone), ..NewCustomer::default() };
        new
    };
    let first = record(&store, of("1", "1133334444")).await;
    let second = record(&store, of("2", "1155556666")).await;
    assert_eq!(first.case, second.case);
    assert_eq!(number(&store, "SELECT COUNT(DISTINCT customer_id) FROM interaction").await, 2);
    let owner = "SELECT u.phone FROM service_case c JOIN customer u ON u.id = c.customer_id";
    assert_eq!(texts(&store, owner).await, ["1133334444"]);
});

contract!(what_is_filled_in_raises_the_revision_of_a_case, |store| {
    let said = |id: &str, kind: &str, subject: &str| {
        call_with(id, |new| {
            new.case =
                Some(NewCase { external_id: "A".to_owned(), kind: text(kind), subject: text(subject) });
        })
    };
    record(&store, of_case("1", "A")).await;
    for (id, kind, subject, expected) in [
        ("2", "", "", 0),
        ("3", "Pedido", "", 1),
        ("4", "Outro", "", 1),
        ("5", "", "Pizza", 2),
        ("6", "Outro", "Outra", 2),
    ] {
        record(&store, said(id, kind, subject)).await;
        assert_eq!(number(&store, "SELECT revision FROM service_case").await, expected, "{id}");
    }
});

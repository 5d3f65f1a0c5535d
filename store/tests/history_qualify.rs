//! Qualifying an interaction: permissions, audit entries, concurrent changes.

use crate::support;
use crate::support::world;
use crate::support::world::{World, days_from, number_of, principal, run, texts_of};
use domain::history::{Qualification, QualifyOutcome};
use domain::{ContactReasonId, GroupId, HistoryFilter, Principal, Protocol, Role, Timestamp, UserId};
use store::Store;
use store::accounts::AddToGroupOutcome;

const ELOGIO: Option<ContactReasonId> = Some(ContactReasonId(2));
const DUVIDA: Option<ContactReasonId> = Some(ContactReasonId(1));

/// Agent 10's interaction in queue 1, which offers *Elogio* and *Dúvida*, without a reason.
async fn own(store: &Store) -> (Principal, Protocol) {
    let world = World::build(store, 41, 80, days_from("2026-11-01", 5)).await;
    let known = world.interactions.iter().find(|i| i.agent == Some(10) && i.queue == 1).expect("one");
    let clear = format!("UPDATE interaction SET contact_reason_id = NULL WHERE id = {}", known.id);
    run(store, &clear).await;
    (principal((10, Role::Agent)), Protocol::parse(&known.protocol).expect("a protocol"))
}

async fn events(store: &Store) -> i64 {
    number_of(store, "SELECT count(*) FROM case_event WHERE action = 'qualified'").await
}

async fn stored(store: &Store, who: Principal, protocol: &Protocol) -> Option<String> {
    let filter = HistoryFilter { protocol: Some(protocol.to_string()), ..HistoryFilter::default() };
    let page = store.as_principal(&who).history().list(&filter, 1).await.expect("a page");
    page.rows[0].reason.as_ref().map(|reason| reason.name.clone())
}

fn reason_now(qualified: &Qualification) -> Option<&str> {
    qualified.now.as_ref().map(|reason| reason.name.as_str())
}

/// The qualification of an accepted outcome.
fn qualified(outcome: QualifyOutcome) -> Qualification {
    match outcome {
        QualifyOutcome::Qualified(done) => done,
        QualifyOutcome::NotOffered => panic!("the reason is not offered"),
    }
}

contract!(a_reason_is_set_changed_and_cleared_and_each_change_recorded, |store| {
    let (who, protocol) = own(&store).await;
    let scoped = store.as_principal(&who);
    let set = scoped
        .history()
        .qualify(&protocol, ELOGIO, None, Timestamp(1000))
        .await
        .expect("set")
        .map(qualified)
        .expect("their own");
    assert_eq!((reason_now(&set), &set.replaced), (Some("Elogio"), &None));
    assert_eq!(stored(&store, who, &protocol).await.as_deref(), Some("Elogio"));
    let changed = scoped
        .history()
        .qualify(&protocol, DUVIDA, ELOGIO, Timestamp(2000))
        .await
        .expect("changed")
        .map(qualified)
        .expect("their own");
    assert_eq!((reason_now(&changed), &changed.replaced), (Some("Dúvida"), &None));
    let cleared = scoped
        .history()
        .qualify(&protocol, None, DUVIDA, Timestamp(3000))
        .await
        .expect("cleared")
        .map(qualified)
        .expect("their own");
    assert_eq!((reason_now(&cleared), &cleared.replaced), (None, &None));
    assert_eq!(stored(&store, who, &protocol).await, None);
    assert_eq!(events(&store).await, 3);
    for (at, detail) in [
        (1000, r#"{"from":null,"name":"Elogio","to":2}"#),
        (2000, r#"{"from":2,"name":"Dúvida","to":1}"#),
        (3000, r#"{"from":1,"name":null,"to":null}"#),
    ] {
        let of_own = format!(
            "SELECT count(*) FROM case_event AS e JOIN interaction AS i ON i.id = e.interaction_id \
             WHERE e.case_id = i.case_id AND i.protocol = '{protocol}' AND e.actor_id = 10 AND e.at = {at} \
             AND e.detail = '{detail}'"
        );
        assert_eq!(number_of(&store, &of_own).await, 1, "{detail}");
    }
});

contract!(nothing_is_written_where_nothing_changes, |store| {
    let (who, protocol) = own(&store).await;
    let scoped = store.as_principal(&who);
    scoped.history().qualify(&protocol, ELOGIO, None, Timestamp(1000)).await.expect("set");
    let same = scoped
        .history()
        .qualify(&protocol, ELOGIO, None, Timestamp(2000))
        .await
        .expect("again")
        .map(qualified)
        .expect("their own");
    assert_eq!((reason_now(&same), &same.replaced), (Some("Elogio"), &None));
    assert_eq!(events(&store).await, 1);
});

contract!(the_last_writer_wins_and_is_told_what_it_replaced, |store| {
    let (who, protocol) = own(&store).await;
    let scoped = store.as_principal(&who);
    scoped.history().qualify(&protocol, ELOGIO, None, Timestamp(1_790_000_000_000)).await.expect("set");
    let second = scoped
        .history()
        .qualify(&protocol, DUVIDA, None, Timestamp(1_790_000_060_000))
        .await
        .expect("set")
        .map(qualified)
        .expect("own");
    let replaced = second.replaced.expect("the first one's work");
    assert_eq!(replaced.reason.as_deref(), Some("Elogio"));
    assert_eq!(replaced.by, Some(World::agent_name(10)));
    assert_eq!(replaced.at, Some(domain::zone::civil(support::ZONE, Timestamp(1_790_000_000_000))));
    let third = scoped
        .history()
        .qualify(&protocol, None, ELOGIO, Timestamp(1_790_000_120_000))
        .await
        .expect("set")
        .map(qualified)
        .expect("own");
    assert_eq!(third.replaced.expect("the second one's work").reason.as_deref(), Some("Dúvida"));
    let fourth = scoped
        .history()
        .qualify(&protocol, ELOGIO, DUVIDA, Timestamp(1_790_000_180_000))
        .await
        .expect("set")
        .map(qualified)
        .expect("own");
    assert_eq!(fourth.replaced.expect("it had been cleared").reason, None);
    assert_eq!(stored(&store, who, &protocol).await.as_deref(), Some("Elogio"));
});

contract!(a_reason_set_by_the_source_can_be_replaced_too, |store| {
    let (who, protocol) = own(&store).await;
    run(&store, &format!("UPDATE interaction SET contact_reason_id = 2 WHERE protocol = '{protocol}'")).await;
    let answer = store
        .as_principal(&who)
        .history()
        .qualify(&protocol, DUVIDA, None, Timestamp(1000))
        .await
        .expect("set");
    let replaced = answer.map(qualified).and_then(|done| done.replaced).expect("the source's reason");
    assert_eq!((replaced.reason.as_deref(), replaced.by, replaced.at), (Some("Elogio"), None, None));
});

contract!(only_reasons_of_the_queue_and_in_use_can_be_set, |store| {
    let (who, protocol) = own(&store).await;
    // Of another queue; archived; unknown.
    for id in [3, 4, 999] {
        let refused = store
            .as_principal(&who)
            .history()
            .qualify(&protocol, Some(ContactReasonId(id)), None, Timestamp(1))
            .await;
        assert_eq!(refused.expect("an answer"), Some(QualifyOutcome::NotOffered), "{id}");
    }
    assert_eq!(events(&store).await, 0);
    assert_eq!(stored(&store, who, &protocol).await, None);
});

contract!(whoever_served_qualifies_whatever_their_role, |store| {
    let (_, protocol) = own(&store).await;
    let of_ten = |role| Principal { user: UserId(10), role };
    let administrator = store
        .as_principal(&of_ten(Role::Administrator))
        .history()
        .qualify(&protocol, ELOGIO, None, Timestamp(1))
        .await;
    assert!(administrator.expect("set").is_some());
    let elsewhere = store
        .as_principal(&of_ten(Role::Supervisor))
        .history()
        .qualify(&protocol, DUVIDA, None, Timestamp(1))
        .await;
    assert_eq!(
        elsewhere.expect("an answer"),
        None,
        "a supervisor does not see it: no group of theirs has them"
    );
    run(&store, "UPDATE user_account SET role = 'supervisor' WHERE id = 10").await;
    let added = store.groups().add_supervisor(GroupId(0), UserId(10), Timestamp(1)).await;
    assert_eq!(added.expect("an answer"), AddToGroupOutcome::Added);
    let watched = store
        .as_principal(&of_ten(Role::Supervisor))
        .history()
        .qualify(&protocol, DUVIDA, None, Timestamp(1))
        .await;
    assert!(watched.expect("set").is_some());
    let other = principal((2, Role::Supervisor));
    assert_eq!(
        store
            .as_principal(&other)
            .history()
            .qualify(&protocol, ELOGIO, None, Timestamp(1))
            .await
            .expect("an answer"),
        None
    );
});

contract!(racing_changes_are_all_recorded_and_each_knows_its_predecessor, |store| {
    let (who, protocol) = own(&store).await;
    let before = number_of(&store, "SELECT CAST(sum(n) AS BIGINT) FROM interaction_day").await;
    let mut racers = tokio::task::JoinSet::new();
    for n in 0..24_i64 {
        let (store, protocol) = (store.store.clone(), protocol.clone());
        let reason = [ELOGIO, DUVIDA, None][n as usize % 3];
        racers.spawn(async move {
            let seen = Some(ContactReasonId(77));
            store
                .as_principal(&who)
                .history()
                .qualify(&protocol, reason, seen, Timestamp(n))
                .await
                .expect("an answer")
                .map(qualified)
                .expect("own")
        });
    }
    let answers = racers.join_all().await;
    // Each change reports the value that it replaced, since no racer had seen it.
    let changes = answers.iter().filter(|answer| answer.replaced.is_some()).count() as i64;
    assert_eq!(events(&store).await, changes);
    let details = texts_of(&store, "SELECT detail FROM case_event ORDER BY id").await;
    let mut stood = serde_json::Value::Null;
    for detail in &details {
        let change: serde_json::Value = serde_json::from_str(detail).expect("JSON");
        assert_eq!(change["from"], stood, "each change begins where the one before ended: {details:?}");
        stood = change["to"].clone();
    }
    let last = stored(&store, who, &protocol).await;
    let expected = stood.as_i64().map(|id| world::REASONS[id as usize - 1].1.to_owned());
    assert_eq!(last, expected);
    let after = number_of(&store, "SELECT CAST(sum(n) AS BIGINT) FROM interaction_day").await;
    assert_eq!(before, after, "day counts do not carry the reason");
});

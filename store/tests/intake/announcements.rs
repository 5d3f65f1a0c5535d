//! What was recorded is announced to those who see it, on every server of the database.

use std::time::Duration;

use domain::{Principal, Role, UserId};
use store::Store;
use store::announcements::{Audience, Mark};

use crate::intake::probe::second;
use crate::intake::sample::{call_with, record, text};
use crate::support::builders::{AccountBuilder, GroupBuilder};
use crate::support::world::run;

/// How long a test waits before it fails.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Agents 1 and 2 in groups of supervisors 11 and 12.
async fn two_groups(store: &Store) {
    for (agent, supervisor) in [(1, 11), (2, 12)] {
        AccountBuilder::agent(agent).build(store).await;
        AccountBuilder::supervisor(supervisor).build(store).await;
        let name = if agent == 1 { "Um" } else { "Dois" };
        GroupBuilder::new(name).agents(&[agent]).supervisors(&[supervisor]).build(store).await;
    }
}

async fn audience(store: &Store, user: i64, role: Role) -> Audience {
    let principal = Principal { user: UserId(user), role };
    store.as_principal(&principal).audience().await.unwrap()
}

/// The IDs of the users that what was announced since the mark concerns.
async fn concerned(store: &Store, mark: Mark) -> Vec<i64> {
    let people = [
        (1, Role::Agent),
        (2, Role::Agent),
        (11, Role::Supervisor),
        (12, Role::Supervisor),
        (99, Role::Administrator),
    ];
    let mut found = Vec::new();
    for (user, role) in people {
        if store.announcements().concern(&audience(store, user, role).await, mark) {
            found.push(user);
        }
    }
    found
}

async fn record_of(store: &Store, id: &str, agent: Option<&str>) {
    record(store, call_with(id, |new| new.agent = agent.map(str::to_owned))).await;
}

contract!(an_interaction_is_announced_to_those_who_see_it, |store| {
    two_groups(&store).await;
    let start = store.announcements().mark();
    assert_eq!(concerned(&store, start).await, Vec::<i64>::new());
    record_of(&store, "one", Some("u1")).await;
    assert_eq!(concerned(&store, start).await, [1, 11, 99]);
    let later = store.announcements().mark();
    record_of(&store, "two", Some("U2")).await;
    assert_eq!(concerned(&store, later).await, [2, 12, 99]);
    let later = store.announcements().mark();
    record_of(&store, "three", None).await;
    assert_eq!(concerned(&store, later).await, [99], "without an agent");
});

contract!(only_what_was_written_is_announced, |store| {
    two_groups(&store).await;
    record_of(&store, "one", Some("u1")).await;
    let start = store.announcements().mark();
    record_of(&store, "one", Some("u1")).await;
    let other = call_with("one", |new| new.agent = text("u2"));
    assert!(store.intake().record(other).await.is_err(), "a conflict");
    assert_eq!(store.announcements().mark(), start);
});

contract!(a_change_of_groups_changes_whom_it_concerns, |store| {
    two_groups(&store).await;
    run(&store, "UPDATE monitoring_group SET active = FALSE WHERE name = 'Um'").await;
    let start = store.announcements().mark();
    record_of(&store, "one", Some("u1")).await;
    assert_eq!(concerned(&store, start).await, [1, 99]);
    assert_eq!(audience(&store, 11, Role::Supervisor).await, Audience::Agents(Vec::new()));
});

/// Waits for the next announcement.
async fn next(announced: &mut tokio::sync::watch::Receiver<u64>) {
    tokio::time::timeout(TIMEOUT, announced.changed()).await.expect("an announcement").unwrap();
}

mod servers_of_one_database {
    use super::*;

    /// Two stores on one PostgreSQL database that follow each other.
    async fn pair() -> (crate::support::Fresh, Store) {
        let one = crate::support::fresh(test_database::Engine::Postgres, crate::support::ZONE).await;
        two_groups(&one).await;
        let other = second(&one).await;
        (one, other)
    }

    #[tokio::test]
    async fn hear_of_each_others_arrivals() {
        let (one, other) = pair().await;
        let _following = (one.follow_other_processes().await, other.follow_other_processes().await);
        for (from, to, id) in [(&*one, &other, "one"), (&other, &*one, "two")] {
            let start = to.announcements().mark();
            let mut announced = to.announcements().subscribe();
            record_of(from, id, Some("u1")).await;
            next(&mut announced).await;
            assert_eq!(concerned(to, start).await, [1, 11, 99]);
        }
    }

    #[tokio::test]
    async fn hear_of_an_import_that_ends_at_once() {
        let (one, import) = pair().await;
        let _following = one.follow_other_processes().await;
        let (start, mut announced) = (one.announcements().mark(), one.announcements().subscribe());
        record_of(&import, "one", Some("u2")).await;
        import.flush_announcements().await;
        next(&mut announced).await;
        assert_eq!(concerned(&one, start).await, [2, 12, 99]);
    }

    #[tokio::test]
    async fn expect_everything_after_the_connection_was_lost() {
        let (one, other) = pair().await;
        let _following = (one.follow_other_processes().await, other.follow_other_processes().await);
        let (start, mut announced) = (one.announcements().mark(), one.announcements().subscribe());
        let third = second(&one).await;
        run(
            &third,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND query LIKE 'LISTEN%'",
        )
        .await;
        next(&mut announced).await;
        assert_eq!(concerned(&one, start).await, [1, 2, 11, 12, 99]);
        let (start, mut announced) = (one.announcements().mark(), one.announcements().subscribe());
        record_of(&third, "one", Some("u2")).await;
        third.flush_announcements().await;
        next(&mut announced).await;
        assert_eq!(concerned(&one, start).await, [2, 12, 99], "it listens again");
    }
}

//! Notifications: once for a cause, only to those it concerns, and nothing of what their reader may not see.

use crate::support::builders::{CaseBuilder, CustomerBuilder, GroupBuilder, many_accounts, record_merge};
use crate::support::people::{T, person, token};
use crate::support::statistics;
use crate::support::world::{number_of, run, texts_of};
use domain::case_life::CaseAction;
use domain::cases::{HandOver, HandOverOutcome, HandOverSeen};
use domain::notifications::{MAX_UNREAD, NotificationAbout, NotificationKind};
use domain::{CaseId, CaseStatus, Millis, NotificationId, Principal, Role, Timestamp, UserId};
use store::Store;

const CASE: CaseId = CaseId(1);

/// Two agents of one group and case 1 of the first.
struct World {
    ana: Principal,
    bia: Principal,
}

async fn world(store: &Store) -> World {
    let agent =
        async |login: &str| Principal { user: person(store, login, Role::Agent).await, role: Role::Agent };
    let (ana, bia) = (agent("ana").await, agent("bia").await);
    GroupBuilder::new("g").agents(&[ana.user.0, bia.user.0]).build(store).await;
    CustomerBuilder::new(1).name("João").build(store).await;
    CaseBuilder::new(1).agent(ana.user.0).build(store).await;
    World { ana, bia }
}

/// Hands case 1, which waits, from one to the other.
async fn give(store: &Store, from: Principal, to: Principal, at: Timestamp) {
    let seen = HandOverSeen { status: CaseStatus::Waiting, responsible: Some(from.user) };
    let form = HandOver { agent: Some(to.user), queue: None, comment: "João pede retorno".to_owned(), seen };
    let done = store.as_principal(&from).cases().hand_over(CASE, &form, at).await.expect("an answer");
    assert_eq!(done, Some(HandOverOutcome::Done));
}

/// What a user is notified of, newest first, with whether it counts as unread.
async fn listed(store: &Store, who: Principal) -> Vec<(NotificationAbout, bool)> {
    let list = store.as_principal(&who).notifications().list(false, 1).await.expect("a list");
    assert_eq!(list.page.total, list.rows.len() as u64);
    list.rows.into_iter().map(|one| (one.about.clone(), one.is_unread())).collect()
}

/// The number of unread notifications of a user, as the session has it.
async fn unread(store: &Store, login: &str) -> u64 {
    let token = token(store, login, T).await;
    let session = store.accounts().session(&token, T).await.expect("an answer").expect("a session");
    session.unread
}

contract!(who_is_given_a_case_is_notified, |store| {
    let world = world(&store).await;
    assert_eq!(unread(&store, "bia").await, 0);
    give(&store, world.ana, world.bia, T).await;
    assert_eq!(listed(&store, world.bia).await, [(NotificationAbout::Case(CASE), true)]);
    assert_eq!(listed(&store, world.ana).await, [], "the giver knows");
    assert_eq!((unread(&store, "bia").await, unread(&store, "ana").await), (1, 0));
    give(&store, world.bia, world.ana, T + Millis(1)).await;
    give(&store, world.ana, world.bia, T + Millis(2)).await;
    let case = || NotificationAbout::Case(CASE);
    assert_eq!(listed(&store, world.bia).await, [(case(), true), (case(), false)], "the first is settled");
    assert_eq!(unread(&store, "bia").await, 1);
    let stored = texts_of(&store, "SELECT kind || ' ' || cause FROM notification ORDER BY id").await;
    let at = |ms: i64| format!("case_given 1 {}", T + Millis(ms));
    assert_eq!(stored, [at(0), at(1), at(2)], "nothing of the case is kept in them");
});

contract!(what_has_left_the_scope_is_gone, |store| {
    let world = world(&store).await;
    give(&store, world.ana, world.bia, T).await;
    run(&store, &format!("UPDATE service_case SET agent_id = {} WHERE id = 1", world.ana.user)).await;
    assert_eq!(listed(&store, world.bia).await, [(NotificationAbout::Gone, true)]);
    let id = NotificationId(number_of(&store, "SELECT id FROM notification").await);
    let opened = store.as_principal(&world.bia).notifications().open(id, T).await.expect("an answer");
    assert_eq!(opened.expect("it is theirs").about, NotificationAbout::Gone);
    assert_eq!(unread(&store, "bia").await, 0, "it was read all the same");
});

contract!(a_merged_case_is_shown_as_its_survivor, |store| {
    let world = world(&store).await;
    give(&store, world.ana, world.bia, T).await;
    CaseBuilder::new(2).agent(world.bia.user.0).build(&store).await;
    record_merge(&store, 1, 2).await;
    assert_eq!(listed(&store, world.bia).await, [(NotificationAbout::Case(CaseId(2)), true)]);
});

contract!(what_is_done_strikes_itself_out, |store| {
    let world = world(&store).await;
    give(&store, world.ana, world.bia, T).await;
    let bia = store.as_principal(&world.bia);
    let step = bia.cases().step(CASE, CaseAction::Continue, CaseStatus::Waiting, None, T).await;
    step.expect("an answer").expect("in scope");
    let list = bia.notifications().list(false, 1).await.expect("a list").rows;
    assert_eq!(list.len(), 1);
    assert!(list[0].is_settled && !list[0].is_read && list[0].kind == NotificationKind::CaseGiven);
    assert_eq!(unread(&store, "bia").await, 0);
    let marked = bia.notifications().mark_all_read(T + Millis::days(1), T).await.expect("an answer");
    assert_eq!(marked, 0, "what is settled did not count as unread");
    let unread = bia.notifications().list(true, 1).await.expect("a list");
    assert_eq!((unread.page.total, unread.rows), (0, Vec::new()));
});

contract!(only_their_own_are_read_and_only_what_was_seen, |store| {
    let world = world(&store).await;
    give(&store, world.ana, world.bia, T).await;
    let id = NotificationId(number_of(&store, "SELECT id FROM notification").await);
    let (ana, bia) = (store.as_principal(&world.ana), store.as_principal(&world.bia));
    assert!(ana.notifications().open(id, T).await.expect("an answer").is_none());
    assert!(!ana.notifications().mark_read(id, T).await.expect("an answer"));
    assert_eq!(ana.notifications().mark_all_read(T, T).await.expect("an answer"), 0);
    assert_eq!(unread(&store, "bia").await, 1);
    let before = bia.notifications().mark_all_read(T - Millis(1), T).await.expect("an answer");
    assert_eq!(before, 0, "it came after the page was read");
    assert_eq!(bia.notifications().mark_all_read(T, T).await.expect("an answer"), 1);
    assert!(!bia.notifications().mark_read(id, T).await.expect("an answer"), "it is read already");
    assert_eq!(unread(&store, "bia").await, 0);
});

contract!(a_cause_notifies_a_user_once, |store| {
    let world = world(&store).await;
    give(&store, world.ana, world.bia, T).await;
    let again = "INSERT INTO notification (user_id, kind, cause, at) \
                 SELECT user_id, kind, cause, 0 FROM notification WHERE TRUE ON CONFLICT (user_id, kind, cause) DO NOTHING";
    run(&store, again).await;
    assert_eq!(number_of(&store, "SELECT count(*) FROM notification").await, 1);
});

contract!(the_count_has_an_end_and_old_ones_go, |store| {
    let world = world(&store).await;
    let UserId(bia) = world.bia.user;
    for n in 0..=MAX_UNREAD + 5 {
        let sql = format!(
            "INSERT INTO notification (user_id, kind, cause, at) VALUES ({bia}, 'case_given', '{n}', {})",
            T + Millis::days(i64::from(n > 0))
        );
        run(&store, &sql).await;
    }
    assert_eq!(unread(&store, "bia").await, MAX_UNREAD + 1, "more than are shown");
    let purged = store.purge_notifications(T + Millis::days(90)).await.expect("an answer");
    assert_eq!(purged, 0);
    let purged = store.purge_notifications(T + Millis::days(90) + Millis(1)).await.expect("an answer");
    assert_eq!(purged, 1);
    let page = store.as_principal(&world.bia).notifications().list(true, 9).await.expect("a list");
    assert_eq!((page.page.number, page.page.last), (6, 6));
});

contract!(lists_are_read_by_their_indexes, |store| {
    statistics::pin(&store).await;
    many_accounts(1..=40).build(&store).await;
    let many = "INSERT INTO notification (user_id, kind, cause, at, read_at) \
                WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 20000) \
                SELECT n % 40 + 1, 'case_given', '' || n, n, CASE WHEN n % 50 > 0 THEN n END FROM counted";
    run(&store, many).await;
    statistics::gather(&store).await;
    for (unread, indexes) in [(false, "notification_user"), (true, "notification_unread notification_user")] {
        let scoped = store.as_principal(&Principal { user: UserId(7), role: Role::Agent }).explaining();
        scoped.notifications().list(unread, 2).await.expect("a list");
        for plan in scoped.plans() {
            assert!(indexes.split(' ').any(|index| plan.contains(index)), "{unread}: {plan}");
        }
    }
});

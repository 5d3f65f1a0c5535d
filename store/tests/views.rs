//! Saved views: who sees them, who changes them, and what the audit trail says.

use crate::support::builders::{AccountBuilder, GroupBuilder};
use crate::support::people::{T, trail};
use crate::support::world::run;
use domain::saved_view::{
    ChangeViewOutcome, CreateViewOutcome, MAX_VIEWS, RemoveViewOutcome, ViewAudience, ViewPage, ViewRecord,
    ViewSlug,
};
use domain::{GroupId, Principal, Revision, Role, UserId};
use store::Store;

const BOSS: Principal = Principal { user: UserId(1), role: Role::Administrator };
/// Supervises the group with Ana.
const SOL: Principal = Principal { user: UserId(2), role: Role::Supervisor };
/// Supervises the group with Bia.
const LUA: Principal = Principal { user: UserId(3), role: Role::Supervisor };
const ANA: Principal = Principal { user: UserId(10), role: Role::Agent };
const BIA: Principal = Principal { user: UserId(11), role: Role::Agent };
const EVERYBODY: [Principal; 5] = [BOSS, SOL, LUA, ANA, BIA];

/// The groups of Sol with Ana, and of Lua with Bia.
async fn operation(store: &Store) -> [GroupId; 2] {
    AccountBuilder::administrator(1).build(store).await;
    AccountBuilder::supervisor(2).build(store).await;
    AccountBuilder::supervisor(3).build(store).await;
    AccountBuilder::agent(10).build(store).await;
    AccountBuilder::agent(11).build(store).await;
    let norte = GroupBuilder::new("Norte").agents(&[10]).supervisors(&[2]).build(store).await;
    let sul = GroupBuilder::new("Sul").agents(&[11]).supervisors(&[3]).build(store).await;
    [norte, sul]
}

fn record(name: &str, audience: ViewAudience, groups: &[GroupId]) -> ViewRecord {
    let query = "queue=3&period=yesterday".to_owned();
    ViewRecord { name: name.to_owned(), query, audience, groups: groups.to_vec() }
}

fn private(name: &str) -> ViewRecord {
    record(name, ViewAudience::Private, &[])
}

async fn create(store: &Store, who: Principal, page: ViewPage, record: ViewRecord) -> CreateViewOutcome {
    store.as_principal(&who).views().create(page, record, T).await.expect("an answer")
}

async fn created(store: &Store, who: Principal, record: ViewRecord) -> ViewSlug {
    match create(store, who, ViewPage::History, record).await {
        CreateViewOutcome::Created(slug) => slug,
        other => panic!("not created: {other:?}"),
    }
}

/// Those who find a view by its slug, whose list must have it too.
async fn readers(store: &Store, slug: &ViewSlug) -> Vec<i64> {
    let mut found = Vec::new();
    for who in EVERYBODY {
        let scoped = store.as_principal(&who);
        let view = scoped.views().find(slug).await.expect("an answer");
        let listed = scoped.views().list().await.expect("an answer").into_iter().any(|one| one.slug == *slug);
        assert_eq!(view.is_some(), listed, "{who:?}");
        if let Some(view) = view {
            assert_eq!(view.listed.own, view.listed.owner.id == who.user);
            assert!(view.listed.own || view.groups.is_empty(), "only the owner reads its groups");
            found.push(who.user.0);
        }
    }
    found
}

contract!(a_view_is_seen_by_its_owner_the_members_of_its_groups_now_or_everybody, |store| {
    let [norte, _] = operation(&store).await;
    let own = created(&store, SOL, private("Minha")).await;
    assert_eq!(readers(&store, &own).await, [2], "not even an administrator");
    let shared = created(&store, SOL, record("Do grupo", ViewAudience::Groups, &[norte])).await;
    assert_eq!(readers(&store, &shared).await, [2, 10]);
    let of_all = created(&store, BOSS, record("De todos", ViewAudience::Everybody, &[])).await;
    assert_eq!(readers(&store, &of_all).await, [1, 2, 3, 10, 11]);

    run(&store, "INSERT INTO group_agent (group_id, agent_id) SELECT id, 11 FROM monitoring_group WHERE name = 'Norte'")
        .await;
    assert_eq!(readers(&store, &shared).await, [2, 10, 11], "who joins a group sees its views");
    run(&store, "DELETE FROM group_agent WHERE agent_id = 10").await;
    assert_eq!(readers(&store, &shared).await, [2, 11], "who leaves it does not");
    run(&store, "INSERT INTO group_supervisor (group_id, supervisor_id) SELECT id, 3 FROM monitoring_group WHERE name = 'Norte'")
        .await;
    assert_eq!(readers(&store, &shared).await, [2, 3, 11], "nor only agents");
    run(&store, "UPDATE monitoring_group SET active = FALSE WHERE name = 'Norte'").await;
    assert_eq!(readers(&store, &shared).await, [2], "a group that is archived shares nothing");
    let unknown = ViewSlug::parse("none").expect("a slug");
    assert_eq!(readers(&store, &unknown).await, [0; 0]);
});

contract!(a_view_of_a_page_that_agents_do_not_have_is_not_offered_to_them, |store| {
    let [norte, _] = operation(&store).await;
    let record = record("Casos", ViewAudience::Groups, &[norte]);
    let outcome = create(&store, SOL, ViewPage::Cases, record).await;
    let CreateViewOutcome::Created(slug) = outcome else { panic!("{outcome:?}") };
    assert_eq!(readers(&store, &slug).await, [2]);
});

contract!(views_are_shared_with_supervised_groups_and_by_administrators_with_everybody, |store| {
    let [norte, sul] = operation(&store).await;
    let refused = |outcome: CreateViewOutcome| match outcome {
        CreateViewOutcome::Invalid(errors) => errors.0.into_iter().map(|error| error.field).collect(),
        _ => Vec::new(),
    };
    for (who, audience, groups, expected) in [
        (SOL, ViewAudience::Groups, vec![norte], vec![]),
        (SOL, ViewAudience::Groups, vec![norte, sul], vec!["groups"]),
        (SOL, ViewAudience::Groups, vec![GroupId(404)], vec!["groups"]),
        (SOL, ViewAudience::Groups, vec![], vec!["groups"]),
        (SOL, ViewAudience::Everybody, vec![], vec!["audience"]),
        (ANA, ViewAudience::Groups, vec![norte], vec!["groups"]),
        (ANA, ViewAudience::Everybody, vec![], vec!["audience"]),
        (ANA, ViewAudience::Private, vec![], vec![]),
        (BOSS, ViewAudience::Groups, vec![norte, sul], vec![]),
        (BOSS, ViewAudience::Everybody, vec![], vec![]),
    ] {
        let outcome = create(&store, who, ViewPage::History, record("X", audience, &groups)).await;
        assert_eq!(refused(outcome), expected, "{who:?} {audience:?} {groups:?}");
    }
    let names = |groups: Vec<domain::history::Named<GroupId>>| -> Vec<String> {
        groups.into_iter().map(|group| group.name).collect()
    };
    for (who, expected) in [(BOSS, vec!["Norte", "Sul"]), (SOL, vec!["Norte"]), (ANA, vec![])] {
        let offered = store.as_principal(&who).views().groups_offered().await.expect("groups");
        assert_eq!(names(offered), expected, "{who:?}");
    }
    let blank = create(&store, ANA, ViewPage::History, private(" ")).await;
    assert_eq!(refused(blank), ["name"]);
});

contract!(only_the_owner_changes_and_removes_a_view, |store| {
    let [norte, _] = operation(&store).await;
    let shared = created(&store, SOL, record("Do grupo", ViewAudience::Groups, &[norte])).await;
    let own = created(&store, SOL, private("Minha")).await;
    for (who, slug, expected) in
        [(ANA, &shared, true), (BIA, &shared, false), (BOSS, &shared, false), (ANA, &own, false)]
    {
        let scoped = store.as_principal(&who);
        let changed =
            scoped.views().change(slug, Revision(0), private("Roubada"), T).await.expect("an answer");
        assert_eq!(changed, expected.then_some(ChangeViewOutcome::Foreign), "{who:?}");
        let removed = scoped.views().remove(slug, T).await.expect("an answer");
        assert_eq!(removed, expected.then_some(RemoveViewOutcome::Foreign), "{who:?}");
    }
    let sol = store.as_principal(&SOL);
    let removed = sol.views().remove(&shared, T).await.expect("an answer");
    assert_eq!(removed, Some(RemoveViewOutcome::Removed));
    assert_eq!(sol.views().find(&shared).await.expect("an answer"), None);
    assert_eq!(sol.views().remove(&shared, T).await.expect("an answer"), None);
    assert_eq!(sol.views().list().await.expect("views").len(), 1);
});

contract!(
    what_an_owner_has_left_behind_is_removed_by_administrators_and_supervisors_of_its_groups,
    |store| {
        let [norte, sul] = operation(&store).await;
        run(&store, "INSERT INTO group_supervisor (group_id, supervisor_id) SELECT id, 3 FROM monitoring_group WHERE name = 'Norte'")
        .await;
        let shared =
            async |name: &str| created(&store, SOL, record(name, ViewAudience::Groups, &[norte])).await;
        let (first, second) = (shared("Do grupo").await, shared("Outra").await);
        let own = created(&store, SOL, private("Minha")).await;
        let of_south = created(&store, BOSS, record("Do sul", ViewAudience::Groups, &[sul])).await;
        let remove = async |who: Principal, slug: &ViewSlug| {
            store.as_principal(&who).views().remove(slug, T).await.expect("an answer")
        };
        assert_eq!(remove(LUA, &first).await, Some(RemoveViewOutcome::Foreign), "its owner is still there");
        run(&store, "UPDATE user_account SET active = FALSE WHERE id = 2").await;
        assert_eq!(readers(&store, &first).await, [1, 2, 3, 10], "administrators can tidy up");
        assert_eq!(readers(&store, &own).await, [2], "a private view bothers no one else");
        assert_eq!(remove(ANA, &first).await, Some(RemoveViewOutcome::Foreign), "she only reads it");
        let changed =
            store.as_principal(&LUA).views().change(&first, Revision(0), private("Tomada"), T).await;
        assert_eq!(changed.expect("an answer"), Some(ChangeViewOutcome::Foreign), "it becomes no one else's");
        assert_eq!(remove(LUA, &first).await, Some(RemoveViewOutcome::Removed));
        assert_eq!(remove(BOSS, &second).await, Some(RemoveViewOutcome::Removed));
        assert_eq!(remove(BOSS, &own).await, None);
        assert_eq!(
            readers(&store, &of_south).await,
            [1, 3, 11],
            "an active administrator's is not left behind"
        );
    }
);

contract!(of_two_who_change_the_same_revision_the_second_is_refused, |store| {
    operation(&store).await;
    let slug = created(&store, SOL, private("Hoje")).await;
    let scoped = store.as_principal(&SOL);
    let views = scoped.views();
    let (one, other) = tokio::join!(
        views.change(&slug, Revision(0), private("Ontem"), T),
        views.change(&slug, Revision(0), private("Amanhã"), T)
    );
    let mut outcomes = [one.expect("an answer"), other.expect("an answer")];
    outcomes.sort_by_key(|outcome| *outcome != Some(ChangeViewOutcome::Saved));
    assert_eq!(outcomes, [Some(ChangeViewOutcome::Saved), Some(ChangeViewOutcome::Conflict)]);
    let stored = views.find(&slug).await.expect("an answer").expect("a view");
    assert_eq!(stored.revision, Revision(1));
    let same = private(&stored.listed.name);
    let unchanged = views.change(&slug, Revision(1), same, T).await.expect("an answer");
    assert_eq!(unchanged, Some(ChangeViewOutcome::Unchanged));
});

contract!(the_audit_trail_knows_the_views_that_others_see_and_no_private_ones, |store| {
    let [norte, _] = operation(&store).await;
    let before = trail(&store, 0).await.len();
    let scoped = store.as_principal(&SOL);
    let views = scoped.views();
    let slug = created(&store, SOL, private("Hoje")).await;
    let renamed = views.change(&slug, Revision(0), private("Ontem"), T).await.expect("an answer");
    assert_eq!(renamed, Some(ChangeViewOutcome::Saved));
    assert_eq!(trail(&store, 0).await.len(), before, "private");
    let shared = record("Ontem", ViewAudience::Groups, &[norte]);
    views.change(&slug, Revision(1), shared, T).await.expect("an answer");
    views.change(&slug, Revision(2), private("Ontem"), T).await.expect("an answer");
    views.remove(&slug, T).await.expect("an answer");
    let other = created(&store, SOL, record("Outra", ViewAudience::Groups, &[norte])).await;
    views.remove(&other, T).await.expect("an answer");
    let expected = [("changed", &slug), ("changed", &slug), ("created", &other), ("removed", &other)];
    let expected = expected.map(|(done, slug)| format!("u2 {done} saved_view {slug}"));
    assert_eq!(trail(&store, i64::try_from(before).expect("a number")).await, expected);
});

contract!(the_first_view_of_a_user_is_one_they_may_see, |store| {
    let [norte, _] = operation(&store).await;
    let slug = created(&store, SOL, record("Do grupo", ViewAudience::Groups, &[norte])).await;
    let ana = store.as_principal(&ANA);
    assert_eq!(ana.views().start().await.expect("an answer"), None);
    assert!(ana.views().choose_start(Some(&slug)).await.expect("an answer"));
    assert_eq!(ana.views().start().await.expect("an answer"), Some(slug.clone()));
    let bia = store.as_principal(&BIA);
    assert!(!bia.views().choose_start(Some(&slug)).await.expect("an answer"), "out of scope");
    assert_eq!(bia.views().start().await.expect("an answer"), None);
    run(&store, "DELETE FROM group_agent WHERE agent_id = 10").await;
    assert_eq!(ana.views().start().await.expect("an answer"), None, "not any more");
    run(&store, "INSERT INTO group_agent (group_id, agent_id) SELECT id, 10 FROM monitoring_group WHERE name = 'Norte'")
        .await;
    assert!(ana.views().choose_start(None).await.expect("an answer"));
    assert_eq!(ana.views().start().await.expect("an answer"), None);
    assert!(ana.views().choose_start(Some(&slug)).await.expect("an answer"));
    let removed = store.as_principal(&SOL).views().remove(&slug, T).await.expect("an answer");
    assert_eq!(removed, Some(RemoveViewOutcome::Removed));
    assert_eq!(ana.views().start().await.expect("an answer"), None);
});

contract!(one_user_has_so_many_views_and_no_more, |store| {
    operation(&store).await;
    let rows = format!(
        "INSERT INTO saved_view (slug, page, query, name, owner_id, audience, created_at, updated_at) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MAX_VIEWS}) \
         SELECT 'v' || i, 'history', '', 'V', 10, 'private', 0, 0 FROM n"
    );
    run(&store, &rows).await;
    let outcome = create(&store, ANA, ViewPage::History, private("Mais uma")).await;
    assert_eq!(outcome, CreateViewOutcome::TooMany);
    assert!(matches!(
        create(&store, BIA, ViewPage::History, private("A primeira")).await,
        CreateViewOutcome::Created(_)
    ));
});

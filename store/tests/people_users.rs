//! Administration of users (*Usuários*) and its immediate effects.

use crate::support::administration::{Outcome, refusal};
use crate::support::people;
use crate::support::people::{T, alive, entries, person, record, settings, text, token, trail};
use domain::settings::{GroupRecord, UserRecord};
use domain::{Millis, Principal, Problem, Revision, Role, UserId};
use store::accounts::SignIn;
use store::settings::{Change, ListQuery};
use store::{Error, Store};

/// The errors of a refusal as `field problem`.
fn wrong<O: Outcome>(answer: Result<O, Error>) -> Vec<(String, Problem)> {
    refusal(answer).0.into_iter().map(|error| (error.field, error.problem)).collect()
}

fn at(field: &str, problem: Problem) -> Vec<(String, Problem)> {
    vec![(field.to_owned(), problem)]
}

async fn found(store: &Store, boss: UserId, search: &str) -> Vec<String> {
    let query = ListQuery { search: search.to_owned(), active: None, page: 1 };
    let listed = settings(store, boss).list::<UserRecord>(&query).await.expect("a list");
    listed.rows.into_iter().map(|kept| kept.record.login).collect()
}

contract!(an_account_is_found_by_name_and_login_whatever_accents_and_case, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let joao = UserRecord { name: "João Ávila".to_owned(), ..record("j.avila", Role::Agent) };
    settings(&store, boss).create(joao, T).await.expect("an answer").created().expect("created");
    for search in ["joao", "AVILA", "j.av", "avila joão"] {
        assert_eq!(found(&store, boss, search).await, ["j.avila"], "{search}");
    }
    assert_eq!(found(&store, boss, "").await, ["j.avila", "boss"]);
    assert!(found(&store, boss, "nobody").await.is_empty());
});

contract!(a_login_is_refused_that_another_has_in_whatever_case, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let settings = settings(&store, boss);
    let ana =
        settings.create(record("Ana", Role::Agent), T).await.expect("an answer").created().expect("created");
    let again = settings.create(record(" ANA ", Role::Agent), T).await;
    assert_eq!(wrong(again), at("login", Problem::Taken));
    let renamed = settings.change(boss, Revision(0), record("aNa", Role::Administrator), T).await;
    assert_eq!(wrong(renamed), at("login", Problem::Taken));
    // A user may change the case of their own login.
    assert_eq!(
        settings.change(ana, Revision(0), record("ANA", Role::Agent), T).await.expect("saved"),
        Some(Change::Saved)
    );
    assert_eq!(wrong(settings.create(record(" ", Role::Agent), T).await), at("login", Problem::Required));
});

contract!(nobody_takes_the_settings_from_themselves, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    person(&store, "other", Role::Administrator).await;
    let settings = settings(&store, boss);
    let demoted = settings.change(boss, Revision(0), record("boss", Role::Agent), T).await;
    assert_eq!(wrong(demoted), at("role", Problem::OwnAccount));
    assert_eq!(
        wrong(settings.set_active::<UserRecord>(boss, false, T).await),
        at("active", Problem::OwnAccount)
    );
    let renamed = UserRecord { name: "Chefe".to_owned(), ..record("boss", Role::Administrator) };
    assert_eq!(settings.change(boss, Revision(0), renamed, T).await.expect("saved"), Some(Change::Saved));
});

contract!(of_administrators_who_take_it_from_each_other_at_once_one_remains, |store| {
    let (ana, bia) =
        (person(&store, "ana", Role::Administrator).await, person(&store, "bia", Role::Administrator).await);
    let (hers, others) = (settings(&store, ana), settings(&store, bia));
    let (one, other) = tokio::join!(
        hers.set_active::<UserRecord>(bia, false, T),
        others.change(ana, Revision(0), record("ana", Role::Agent), T),
    );
    let saved = [&one, &other].map(|change| matches!(change, Ok(Some(Change::Saved))));
    assert_eq!(saved.iter().filter(|saved| **saved).count(), 1, "{saved:?}");
    let refused = if saved[0] { wrong(other) } else { wrong(one) };
    assert_eq!(refused[0].1, Problem::LastAdministrator);
    let left = "SELECT login FROM user_account WHERE role = 'administrator' AND active";
    assert_eq!(text(&store, left).await, if saved[0] { "ana" } else { "bia" });
});

contract!(whoever_has_the_machine_may_bar_the_last_administrator, |store| {
    person(&store, "boss", Role::Administrator).await;
    assert!(store.accounts().deactivate("boss", T).await.expect("an answer"));
});

contract!(another_role_and_deactivation_end_the_sessions_and_nothing_else_does, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let ana = person(&store, "ana", Role::Agent).await;
    let settings = settings(&store, boss);
    let session = token(&store, "ana", T).await;
    let renamed = UserRecord { name: "Ana".to_owned(), ..record("ana.souza", Role::Agent) };
    assert_eq!(settings.change(ana, Revision(0), renamed, T).await.expect("saved"), Some(Change::Saved));
    assert!(alive(&store, &session, T).await);

    let before = entries(&store).await;
    assert_eq!(
        settings.change(ana, Revision(1), record("ana", Role::Supervisor), T).await.expect("saved"),
        Some(Change::Saved)
    );
    assert!(!alive(&store, &session, T).await);
    let expected = [format!("boss changed user {ana}"), format!("boss sessions_ended user {ana}")];
    assert_eq!(trail(&store, before).await, expected);

    let session = token(&store, "ana", T).await;
    let before = entries(&store).await;
    assert_eq!(
        settings.set_active::<UserRecord>(ana, false, T).await.expect("an answer"),
        Some(Change::Saved)
    );
    assert!(!alive(&store, &session, T).await);
    let expected = [format!("boss deactivated user {ana}"), format!("boss sessions_ended user {ana}")];
    assert_eq!(trail(&store, before).await, expected);
    assert_eq!(people::attempt(&store, "ana", people::PASSWORD, T).await, SignIn::Refused);
    assert_eq!(
        settings.set_active::<UserRecord>(ana, true, T).await.expect("an answer"),
        Some(Change::Saved)
    );
    token(&store, "ana", T).await;
});

contract!(who_is_a_supervisor_no_longer_leaves_the_groups_they_watch, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let (sol, ana) =
        (person(&store, "sol", Role::Supervisor).await, person(&store, "ana", Role::Agent).await);
    let settings = settings(&store, boss);
    let group =
        |supervisors, agents| GroupRecord { name: "Norte".to_owned(), active: true, agents, supervisors };
    let id = settings
        .create(group(vec![sol], vec![ana, sol]), T)
        .await
        .expect("an answer")
        .created()
        .expect("created");
    let before = entries(&store).await;
    assert_eq!(
        settings.change(sol, Revision(0), record("sol", Role::Agent), T).await.expect("saved"),
        Some(Change::Saved)
    );
    let kept = settings.get::<GroupRecord>(id).await.expect("an answer").expect("a group");
    assert_eq!((kept.revision, &kept.record), (Revision(1), &group(vec![], vec![sol, ana])));
    let expected = [format!("boss changed user {sol}"), format!("boss changed group {id}")];
    assert_eq!(trail(&store, before).await, expected);
    // Restoring the role does not restore the supervised groups.
    assert_eq!(
        settings.change(sol, Revision(1), record("sol", Role::Supervisor), T).await.expect("saved"),
        Some(Change::Saved)
    );
    let kept = settings.get::<GroupRecord>(id).await.expect("an answer").expect("a group");
    assert!(kept.record.supervisors.is_empty());
});

contract!(of_two_who_edit_an_account_the_second_is_told, |store| {
    let (boss, other) = (
        person(&store, "boss", Role::Administrator).await,
        person(&store, "other", Role::Administrator).await,
    );
    let ana = person(&store, "ana", Role::Agent).await;
    let named = |name: &str| UserRecord { name: name.to_owned(), ..record("ana", Role::Agent) };
    assert_eq!(
        settings(&store, boss).change(ana, Revision(0), named("Ana Souza"), T).await.expect("saved"),
        Some(Change::Saved)
    );
    let late = settings(&store, other).change(ana, Revision(0), named("Ana S."), T).await.expect("an answer");
    let Some(Change::Conflict(now)) = late else { panic!("not told: {late:?}") };
    assert_eq!((now.revision, now.record), (Revision(1), named("Ana Souza")));
});

contract!(an_administrator_ends_the_sessions_of_somebody, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let ana = person(&store, "ana", Role::Agent).await;
    let (one, two) = (token(&store, "ana", T).await, token(&store, "ana", T).await);
    let mine = token(&store, "boss", T).await;
    let settings = settings(&store, boss);
    assert_eq!(settings.access(ana, T).await.expect("an answer").map(|access| access.sessions), Some(2));
    let before = entries(&store).await;
    assert_eq!(settings.end_sessions(ana, T).await.expect("an answer"), Some(2));
    assert_eq!(settings.end_sessions(ana, T).await.expect("an answer"), Some(0));
    assert_eq!(settings.end_sessions(UserId(404), T).await.expect("an answer"), None);
    assert_eq!(trail(&store, before).await, [format!("boss sessions_ended user {ana}")]);
    assert!(!alive(&store, &one, T).await && !alive(&store, &two, T).await);
    assert!(alive(&store, &mine, T).await);
});

contract!(a_list_tells_the_groups_and_when_somebody_was_last_seen, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let (sol, ana) =
        (person(&store, "sol", Role::Supervisor).await, person(&store, "ana", Role::Agent).await);
    for (name, agents) in [("Sul", vec![ana, sol]), ("Área", vec![ana])] {
        let group = GroupRecord { name: name.to_owned(), active: true, agents, supervisors: vec![sol] };
        settings(&store, boss).create(group, T).await.expect("an answer").created().expect("created");
    }
    token(&store, "ana", T + Millis(5)).await;
    let mut facts = settings(&store, boss).user_facts(&[boss, sol, ana]).await.expect("facts");
    facts.sort_by_key(|facts| facts.id);
    let found: Vec<_> = facts.into_iter().map(|facts| (facts.last_seen_at, facts.groups.join(" "))).collect();
    let both = "Área Sul".to_owned();
    assert_eq!(found, [(None, String::new()), (None, both.clone()), (Some(T + Millis(5)), both)]);
});

contract!(the_settings_are_for_administrators, |store| {
    for role in [Role::Agent, Role::Supervisor] {
        let user = person(&store, role.as_str(), role).await;
        assert!(store.as_principal(&Principal { user, role }).settings().is_none());
    }
});

contract!(a_login_that_is_given_has_no_blanks_but_one_that_was_imported_may_keep_its_own, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let settings = settings(&store, boss);
    for login in ["ana souza", "ana\u{a0}souza", "a\tb"] {
        let errors = refusal(settings.create(record(login, Role::Agent), T).await);
        assert_eq!(errors.0[0].field, "login", "{login:?}");
    }
    let ana = settings
        .create(record(" ana ", Role::Agent), T)
        .await
        .expect("an answer")
        .created()
        .expect("created");
    assert_eq!(text(&store, "SELECT login FROM user_account WHERE login_key = 'ana'").await, "ana");
    let refused = settings.change(ana, Revision(0), record("ana s", Role::Agent), T).await;
    assert!(matches!(refused, Ok(Some(Change::Invalid(_)))), "{refused:?}");
    // A login with a space, as intake creates them.
    let sql = "UPDATE user_account SET login = 'Ana Souza', login_key = 'ana souza' WHERE login_key = 'ana'";
    match store.db() {
        store::Db::Sqlite { write, .. } => sqlx::query(sql).execute(write).await.map(|_| ()),
        store::Db::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|_| ()),
    }
    .expect("changed");
    let kept = settings.get::<UserRecord>(ana).await.expect("an answer").expect("an account");
    let renamed = UserRecord { name: "Ana S.".to_owned(), ..kept.record };
    assert_eq!(settings.change(ana, kept.revision, renamed, T).await.expect("saved"), Some(Change::Saved));
});

//! Administration of accounts, monitoring groups and API keys.

use domain::settings::ApiScope;
use domain::{ApiKeyId, GroupId, Millis, Role, Timestamp, UserId};
use store::accounts::{
    AddToGroupOutcome, ApiKey, CreateAccountOutcome, CreateGroupOutcome, KnownKey, NewUser,
    SetPasswordOutcome,
};
use store::{Db, Error, Store};

use crate::support::administration::invalid;

/// The start of each test.
const T: Timestamp = Timestamp(1_790_000_000_000);
const MINUTE: Millis = Millis::minutes(1);

fn new_user(login: &str, role: Role) -> NewUser {
    NewUser { login: login.to_owned(), name: format!("Name of {login}"), role, password: None, active: true }
}

async fn person(store: &Store, login: &str, role: Role) -> UserId {
    store
        .accounts()
        .create(&new_user(login, role), T)
        .await
        .expect("an answer")
        .created()
        .expect("an account")
}

/// The field errors of a refused account.
fn bad_fields(answer: Result<CreateAccountOutcome, Error>) -> String {
    match answer {
        Ok(CreateAccountOutcome::Invalid(errors)) => errors.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

async fn pairs(store: &Store, sql: &'static str) -> Vec<(i64, i64)> {
    match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_as(sql).fetch_all(read).await,
        Db::Postgres(pool) => sqlx::query_as(sql).fetch_all(pool).await,
    }
    .expect("rows")
}

contract!(a_login_exists_once_whatever_its_case, |store| {
    person(&store, "João.Ávila", Role::Agent).await;
    for login in ["João.Ávila", "joão.ávila", " JOÃO.ÁVILA "] {
        let again = store.accounts().create(&new_user(login, Role::Agent), T).await.expect("an answer");
        assert_eq!(again, CreateAccountOutcome::LoginTaken);
    }
    assert_eq!(store.accounts().list().await.expect("accounts").len(), 1);
});

contract!(of_two_who_create_a_login_at_once_one_is_told, |store| {
    let user = new_user("ana", Role::Agent);
    let attempts = (0..8).map(|_| store.accounts().create(&user, T));
    let answers = futures::future::join_all(attempts).await;
    let (created, others): (Vec<_>, Vec<_>) = answers
        .into_iter()
        .map(|answer| answer.expect("an answer"))
        .partition(|outcome| matches!(outcome, CreateAccountOutcome::Created(_)));
    assert_eq!(created.len(), 1);
    assert!(others.iter().all(|outcome| *outcome == CreateAccountOutcome::LoginTaken), "{others:?}");
});

contract!(every_bad_field_of_an_account_is_named, |store| {
    let bad = NewUser {
        login: " ".to_owned(),
        name: "x".repeat(101),
        role: Role::Agent,
        password: Some("1234567".to_owned()),
        active: true,
    };
    assert_eq!(
        bad_fields(store.accounts().create(&bad, T).await),
        "login is required; name has more than 100 characters; password must be 8 to 1000 characters long"
    );
    person(&store, "ana", Role::Agent).await;
    assert_eq!(
        invalid(store.accounts().set_password("ana", "1234567", T).await),
        "password must be 8 to 1000 characters long"
    );
    let odd = NewUser { name: "a\0b".to_owned(), ..new_user("o';DROP/**/TABLE/**/session;--", Role::Agent) };
    assert_eq!(
        bad_fields(store.accounts().create(&odd, T).await),
        "name must be text without the character U+0000"
    );
    person(&store, "o';DROP/**/TABLE/**/session;--", Role::Agent).await;
});

contract!(accounts_are_listed_by_login, |store| {
    person(&store, "bia", Role::Supervisor).await;
    let ana = person(&store, "Ana", Role::Administrator).await;
    store.accounts().deactivate("ana", T).await.expect("an answer");
    let accounts = store.accounts().list().await.expect("accounts");
    let logins: Vec<_> = accounts.iter().map(|account| account.login.as_str()).collect();
    assert_eq!(logins, ["Ana", "bia"]);
    let account = &accounts[0];
    assert_eq!((account.id, account.role, account.active), (ana, Role::Administrator, false));
    assert_eq!((account.name.as_str(), account.created_at, account.last_seen_at), ("Name of Ana", T, None));
    assert_eq!(store.accounts().find("ANA").await.expect("an answer"), Some(ana));
});

contract!(what_is_unknown_is_no_error, |store| {
    let accounts = store.accounts();
    let unknown = accounts.set_password("nobody", "a good password", T).await;
    assert_eq!(unknown.expect("an answer"), SetPasswordOutcome::Unknown);
    assert!(!accounts.activate("nobody", T).await.expect("an answer"));
    assert!(!accounts.deactivate("nobody", T).await.expect("an answer"));
    assert_eq!(accounts.find("nobody").await.expect("an answer"), None);
    assert_eq!(store.groups().find("nobody").await.expect("an answer"), None);
    assert!(!store.api_keys().revoke(ApiKeyId(404), T).await.expect("an answer"));
});

contract!(a_password_alone_does_not_activate_an_account, |store| {
    let imported = NewUser { active: false, ..new_user("imported", Role::Agent) };
    store.accounts().create(&imported, T).await.expect("an answer").created().expect("an account");
    let set = store.accounts().set_password("imported", "a good password", T).await;
    assert_eq!(set.expect("an answer"), SetPasswordOutcome::Set);
    assert!(!store.accounts().list().await.expect("accounts")[0].active);
    assert!(store.accounts().activate("imported", T).await.expect("an answer"));
    assert!(store.accounts().list().await.expect("accounts")[0].active);
});

contract!(a_group_watches_agents_and_is_watched_by_supervisors, |store| {
    let groups = store.groups();
    let group = groups.create(" Retenção ", T).await.expect("an answer").created().expect("a group");
    assert_eq!(groups.find("Retenção").await.expect("an answer"), Some(group));
    let again = groups.create("Retenção", T).await.expect("an answer");
    assert_eq!(again, CreateGroupOutcome::NameTaken);
    let CreateGroupOutcome::Invalid(errors) = groups.create("", T).await.expect("an answer") else {
        panic!("not refused")
    };
    assert_eq!(errors.to_string(), "group is required");

    let (agent, supervisor) =
        (person(&store, "ana", Role::Agent).await, person(&store, "sol", Role::Supervisor).await);
    for _ in 0..2 {
        for added in [
            groups.add_agent(group, agent, T).await,
            // A supervisor may serve customers too.
            groups.add_agent(group, supervisor, T).await,
            groups.add_supervisor(group, supervisor, T).await,
        ] {
            assert_eq!(added.expect("an answer"), AddToGroupOutcome::Added, "also twice");
        }
    }
    let agents = pairs(&store, "SELECT group_id, agent_id FROM group_agent ORDER BY agent_id").await;
    assert_eq!(agents, [(group.0, agent.0), (group.0, supervisor.0)]);
    let watchers = pairs(&store, "SELECT group_id, supervisor_id FROM group_supervisor").await;
    assert_eq!(watchers, [(group.0, supervisor.0)]);
});

contract!(only_a_supervisor_supervises, |store| {
    let group = store.groups().create("Retenção", T).await.expect("an answer").created().expect("a group");
    for (login, role) in [("ana", Role::Agent), ("root", Role::Administrator)] {
        let user = person(&store, login, role).await;
        let refused = store.groups().add_supervisor(group, user, T).await.expect("an answer");
        assert_eq!(refused, AddToGroupOutcome::NotASupervisor);
    }
    let supervisor = person(&store, "sol", Role::Supervisor).await;
    for answer in [
        store.groups().add_supervisor(group, UserId(404), T).await,
        store.groups().add_supervisor(GroupId(404), supervisor, T).await,
        store.groups().add_agent(group, UserId(404), T).await,
        store.groups().add_agent(GroupId(404), supervisor, T).await,
    ] {
        assert_eq!(answer.expect("an answer"), AddToGroupOutcome::Unknown);
    }
    assert!(pairs(&store, "SELECT group_id, supervisor_id FROM group_supervisor").await.is_empty());
});

contract!(a_key_opens_the_api_until_it_is_revoked, |store| {
    let keys = store.api_keys();
    let (id, key) = keys.create("PABX", T).await.expect("an answer").created().expect("a key");
    let (other, _) =
        keys.create("PABX", T).await.expect("an answer").created().expect("names need not be unique");
    assert!(key.starts_with("prt_") && key.len() == 47, "{key}");
    assert_eq!(
        keys.verify(&key, T).await.expect("an answer"),
        Some(KnownKey { id, scopes: ApiScope::OF_SOURCES.to_vec() })
    );
    let almost = format!("{}{}", &key[..46], if key.ends_with('A') { 'B' } else { 'A' });
    for wrong in ["", "prt_", "\0", &almost, &key[4..], &key.to_uppercase(), &format!("{key} ")] {
        assert_eq!(keys.verify(wrong, T).await.expect("an answer"), None, "{wrong}");
    }
    store.flush_last_seen().await;

    assert!(keys.revoke(id, T + MINUTE).await.expect("an answer"));
    assert!(!keys.revoke(id, T + 2 * MINUTE).await.expect("an answer"), "once is enough");
    assert_eq!(keys.verify(&key, T + MINUTE).await.expect("an answer"), None);
    let listed = keys.list().await.expect("keys");
    let expected = ApiKey {
        id,
        name: "PABX".to_owned(),
        prefix: key[..10].to_owned(),
        scopes: ApiScope::OF_SOURCES.to_vec(),
        created_at: T,
        last_used_at: Some(T),
        revoked_at: Some(T + MINUTE),
    };
    assert_eq!(listed[0], expected);
    assert_eq!((listed[1].id, listed[1].last_used_at, listed[1].revoked_at), (other, None, None));
});

contract!(the_use_of_a_key_is_written_at_most_once_a_minute, |store| {
    let keys = store.api_keys();
    let (_, key) = keys.create("PABX", T).await.expect("an answer").created().expect("a key");
    for (used, noted) in [(T, T), (T + MINUTE - Millis(1), T), (T + MINUTE, T + MINUTE), (T, T + MINUTE)] {
        assert!(keys.verify(&key, used).await.expect("an answer").is_some());
        store.flush_last_seen().await;
        assert_eq!(keys.list().await.expect("keys")[0].last_used_at, Some(noted));
    }
});

contract!(the_database_knows_a_key_only_by_its_digest, |store| {
    use sha2::{Digest, Sha256};
    let (_, key) = store.api_keys().create("PABX", T).await.expect("an answer").created().expect("a key");
    let sql = "SELECT key_hash, prefix FROM api_key";
    let (hash, prefix): (Vec<u8>, String) = match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_as(sql).fetch_one(read).await,
        Db::Postgres(pool) => sqlx::query_as(sql).fetch_one(pool).await,
    }
    .expect("the key");
    assert_eq!(hash, Sha256::digest(key.as_bytes()).to_vec());
    assert_eq!(prefix.len(), 10);
    assert_eq!(invalid(store.api_keys().create("", T).await), "name is required");
});

//! Administration of monitoring groups (*Grupos de monitoramento*) and API keys (*Chaves de API*).

use crate::support::administration::refusal;
use crate::support::people;
use crate::support::people::{T, entries, person, settings, trail};
use domain::settings::{ApiKeyRecord, ApiScope, GroupRecord};
use domain::{Millis, Principal, Problem, Revision, Role, UserId};
use store::Store;
use store::settings::Change;

fn group(agents: &[UserId], supervisors: &[UserId]) -> GroupRecord {
    GroupRecord {
        name: "Norte".to_owned(),
        active: true,
        agents: agents.to_vec(),
        supervisors: supervisors.to_vec(),
    }
}

/// The names of the agents in scope.
async fn seen(store: &Store, supervisor: UserId) -> Vec<String> {
    let who = Principal { user: supervisor, role: Role::Supervisor };
    let list = store.as_principal(&who).cases().agents("", &[], 1, T).await.expect("agents");
    list.rows.into_iter().map(|row| row.login).collect()
}

contract!(a_group_counts_at_once_and_out_of_use_it_watches_nobody, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let (sol, ana) =
        (person(&store, "sol", Role::Supervisor).await, person(&store, "ana", Role::Agent).await);
    let bia = person(&store, "bia", Role::Agent).await;
    let settings = settings(&store, boss);
    let id = settings.create(group(&[ana], &[sol]), T).await.expect("an answer").created().expect("created");
    assert_eq!(seen(&store, sol).await, ["ana"]);
    assert_eq!(
        settings.change(id, Revision(0), group(&[ana, bia], &[sol]), T).await.expect("saved"),
        Some(Change::Saved)
    );
    assert_eq!(seen(&store, sol).await, ["ana", "bia"]);
    let before = entries(&store).await;
    assert_eq!(
        settings.set_active::<GroupRecord>(id, false, T).await.expect("an answer"),
        Some(Change::Saved)
    );
    assert!(seen(&store, sol).await.is_empty());
    assert_eq!(
        settings.set_active::<GroupRecord>(id, true, T).await.expect("an answer"),
        Some(Change::Saved)
    );
    assert_eq!(seen(&store, sol).await, ["ana", "bia"]);
    assert_eq!(
        settings.change(id, Revision(3), group(&[bia], &[]), T).await.expect("saved"),
        Some(Change::Saved)
    );
    assert!(seen(&store, sol).await.is_empty());
    let expected = ["deactivated", "activated", "changed"].map(|done| format!("boss {done} group {id}"));
    assert_eq!(trail(&store, before).await, expected);
});

contract!(only_supervisors_watch_and_whom_there_is_not_is_not_watched, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let ana = person(&store, "ana", Role::Agent).await;
    let settings = settings(&store, boss);
    for (record, field) in [
        (group(&[], &[ana]), "supervisors"),
        (group(&[], &[boss]), "supervisors"),
        (group(&[UserId(404)], &[]), "agents"),
    ] {
        let errors = refusal(settings.create(record, T).await);
        assert_eq!(errors.0[0].field, field);
        assert_eq!(errors.0[0].problem, Problem::UnknownValue { allowed: Vec::new() });
    }
    settings
        .create(group(&[boss], &[]), T)
        .await
        .expect("an answer")
        .created()
        .expect("a user of any role who serves may be monitored");
    let errors = refusal(settings.create(group(&[], &[]), T).await);
    assert_eq!((errors.0[0].field.as_str(), &errors.0[0].problem), ("name", &Problem::Taken));
});

contract!(a_supervisor_who_is_demoted_meanwhile_watches_no_group, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    for round in 0..4 {
        let sol = person(&store, &format!("sol{round}"), Role::Supervisor).await;
        let named = GroupRecord { name: format!("Grupo {round}"), ..group(&[], &[]) };
        let settings = settings(&store, boss);
        let id = settings.create(named.clone(), T).await.expect("an answer").created().expect("created");
        let watched = GroupRecord { supervisors: vec![sol], ..named };
        let demoted = people::record(&format!("sol{round}"), Role::Agent);
        let (put, taken) = tokio::join!(
            settings.change(id, Revision(0), watched, T),
            settings.change(sol, Revision(0), demoted, T)
        );
        assert_eq!(taken.expect("saved"), Some(Change::Saved));
        assert!(matches!(put, Ok(Some(Change::Saved | Change::Invalid(_)))), "{put:?}");
        let kept = settings.get::<GroupRecord>(id).await.expect("an answer").expect("a group");
        assert!(kept.record.supervisors.is_empty());
    }
});

contract!(a_key_is_handed_over_once_and_revoked_for_good, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let settings = settings(&store, boss);
    let record =
        |scopes: &[ApiScope]| ApiKeyRecord { name: "PABX".to_owned(), scopes: scopes.to_vec(), active: true };
    let before = entries(&store).await;
    let (id, key) = settings
        .create_api_key(record(&[ApiScope::Recordings]), T)
        .await
        .expect("an answer")
        .created()
        .expect("a key");
    let known = store.api_keys().verify(&key, T).await.expect("an answer").expect("a good key");
    assert_eq!((known.id, known.scopes), (id, vec![ApiScope::Recordings]));
    store.flush_last_seen().await;
    assert_eq!(
        settings.change(id, Revision(0), record(&ApiScope::ALL), T).await.expect("saved"),
        Some(Change::Saved)
    );
    let known = store.api_keys().verify(&key, T).await.expect("an answer").expect("a good key");
    assert_eq!(known.scopes, ApiScope::ALL, "what it allows counts at once");

    assert_eq!(
        settings.set_active::<ApiKeyRecord>(id, false, T + Millis(1)).await.expect("an answer"),
        Some(Change::Saved)
    );
    assert_eq!(store.api_keys().verify(&key, T + Millis(1)).await.expect("an answer"), None);
    let listed = settings.api_key_facts(&[id]).await.expect("facts");
    assert_eq!(listed[0].revoked_at, Some(T + Millis(1)));
    let again = settings.set_active::<ApiKeyRecord>(id, true, T).await.expect("an answer");
    assert_eq!(again, Some(Change::Unchanged));
    refusal(settings.change(id, Revision(2), record(&[ApiScope::Recordings]), T).await);
    let expected = ["created", "changed", "revoked"].map(|done| format!("boss {done} api_key {id}"));
    assert_eq!(trail(&store, before).await, expected);
    assert_eq!(refusal(settings.create_api_key(record(&[]), T).await).0[0].field, "scopes");
});

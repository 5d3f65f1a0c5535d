//! Attachments of a case: who may see, add and remove them, and what is stored.

use crate::support::world::{World, days_from, number_of, principal, run, texts_of};
use domain::{AttachmentId, CaseId, Millis, Principal, Role, Timestamp};
use store::Store;
use store::cases::{AttachOutcome, NewAttachment, RemoveAttachmentOutcome};

const ADMINISTRATOR: (i64, Role) = (1, Role::Administrator);
const NOW: Timestamp = Timestamp(1_790_000_000_000);

/// A case that agent 10 served, and the agent.
async fn served(store: &Store) -> (CaseId, Principal) {
    let world = World::build(store, 7, 60, days_from("2026-11-01", 3)).await;
    let case = world.interactions.iter().find(|i| i.agent == Some(10)).expect("one").case;
    run(store, &format!("DELETE FROM interaction WHERE case_id = {case} AND agent_id <> 10")).await;
    run(store, &format!("DELETE FROM interaction WHERE case_id = {case} AND agent_id IS NULL")).await;
    (CaseId(case), principal((10, Role::Agent)))
}

fn file(name: &str, content: &str) -> NewAttachment {
    NewAttachment {
        name: name.to_owned(),
        content_type: "text/plain".to_owned(),
        size: content.len() as u64,
        sha256: format!("{content:0>64}"),
        blob: format!("attachments/{content}"),
    }
}

async fn attach(store: &Store, who: &Principal, case: CaseId, name: &str, content: &str) -> AttachmentId {
    match store.as_principal(who).cases().attach(case, &file(name, content), NOW).await.expect("attached") {
        Some(AttachOutcome::Created(id)) => id,
        other => panic!("{name}: {other:?}"),
    }
}

contract!(a_file_is_listed_found_and_noted, |store| {
    let (case, agent) = served(&store).await;
    let id = attach(&store, &agent, case, "relatório.txt", "a").await;
    let scoped = store.as_principal(&agent);
    let listed = scoped.cases().attachments(case).await.expect("a list");
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].id, listed[0].name.as_str(), listed[0].size), (id, "relatório.txt", 1));
    assert_eq!(listed[0].uploaded_by.as_ref().map(|by| by.name.clone()), Some(World::agent_name(10)));
    assert!(listed[0].removable && listed[0].removed.is_none());
    let found = scoped.cases().attachment_file(id).await.expect("found").expect("in scope");
    assert_eq!((found.blob.as_str(), found.content_type.as_str()), ("attachments/a", "text/plain"));
    let noted = texts_of(&store, "SELECT detail FROM case_event WHERE action = 'attached'").await;
    assert_eq!(noted, [r#"{"name":"relatório.txt"}"#]);
});

contract!(the_same_content_is_kept_once_also_at_the_same_moment, |store| {
    let (case, agent) = served(&store).await;
    let mut racers = tokio::task::JoinSet::new();
    for n in 0..8 {
        let store = store.store.clone();
        racers.spawn(async move {
            let file = file(&format!("{n}.txt"), "same");
            store
                .as_principal(&agent)
                .cases()
                .attach(case, &file, NOW)
                .await
                .expect("an answer")
                .expect("in scope")
        });
    }
    let answers = racers.join_all().await;
    assert_eq!(answers.iter().filter(|answer| matches!(answer, AttachOutcome::Created(_))).count(), 1);
    assert_eq!(number_of(&store, "SELECT count(*) FROM attachment").await, 1);
    assert_eq!(number_of(&store, "SELECT count(*) FROM case_event WHERE action = 'attached'").await, 1);
});

contract!(a_removed_file_leaves_a_trace_and_may_come_again, |store| {
    let (case, agent) = served(&store).await;
    let id = attach(&store, &agent, case, "a.txt", "a").await;
    let scoped = store.as_principal(&agent);
    let removed = scoped.cases().remove_attachment(id, NOW + Millis(1000)).await.expect("removed");
    let expected =
        RemoveAttachmentOutcome::Removed { name: "a.txt".to_owned(), blob: Some("attachments/a".to_owned()) };
    assert_eq!(removed, Some(expected));
    assert_eq!(scoped.cases().attachment_file(id).await.expect("an answer"), None);
    assert_eq!(scoped.cases().remove_attachment(id, NOW + Millis(2000)).await.expect("an answer"), None);
    let listed = scoped.cases().attachments(case).await.expect("a list");
    let by = listed[0].removed.clone().expect("a trace").by;
    assert_eq!((by, listed[0].removable), (Some(World::agent_name(10)), false));
    assert_eq!(
        number_of(&store, "SELECT count(*) FROM case_event WHERE action = 'attachment_removed'").await,
        1
    );
    assert_ne!(attach(&store, &agent, case, "b.txt", "a").await, id);
});

contract!(only_who_attached_it_and_administrators_remove_it, |store| {
    let (case, agent) = served(&store).await;
    let admin = principal(ADMINISTRATOR);
    let id = attach(&store, &admin, case, "a.txt", "a").await;
    let refused = store.as_principal(&agent).cases().remove_attachment(id, NOW).await.expect("an answer");
    assert_eq!(refused, Some(RemoveAttachmentOutcome::NotAllowed));
    let supervisor = principal((2, Role::Supervisor));
    let refused =
        store.as_principal(&supervisor).cases().remove_attachment(id, NOW).await.expect("an answer");
    assert_eq!(refused, Some(RemoveAttachmentOutcome::NotAllowed));
    let own = attach(&store, &agent, case, "b.txt", "b").await;
    let removed = store.as_principal(&admin).cases().remove_attachment(own, NOW).await.expect("an answer");
    assert!(matches!(removed, Some(RemoveAttachmentOutcome::Removed { .. })));
});

contract!(what_is_out_of_scope_does_not_exist, |store| {
    let (case, agent) = served(&store).await;
    let id = attach(&store, &agent, case, "a.txt", "a").await;
    for outsider in [(3, Role::Supervisor), (4, Role::Supervisor), (19, Role::Agent), (999, Role::Agent)] {
        let who = principal(outsider);
        let scoped = store.as_principal(&who);
        assert_eq!(scoped.cases().attachments(case).await.expect("a list"), [], "{outsider:?}");
        assert_eq!(scoped.cases().attachment_file(id).await.expect("an answer"), None, "{outsider:?}");
        assert_eq!(
            scoped.cases().attach(case, &file("b", "b"), NOW).await.expect("an answer"),
            None,
            "{outsider:?}"
        );
        assert_eq!(scoped.cases().remove_attachment(id, NOW).await.expect("an answer"), None, "{outsider:?}");
    }
    let watching = principal((2, Role::Supervisor));
    assert_eq!(store.as_principal(&watching).cases().attachments(case).await.expect("a list").len(), 1);
    assert_eq!(number_of(&store, "SELECT count(*) FROM attachment").await, 1);
});

contract!(files_of_a_merged_case_show_under_the_survivor, |store| {
    let (case, agent) = served(&store).await;
    let admin = principal(ADMINISTRATOR);
    let other = number_of(&store, &format!("SELECT max(id) FROM service_case WHERE id <> {case}")).await;
    let id = attach(&store, &admin, CaseId(other), "a.txt", "a").await;
    run(&store, &format!("UPDATE service_case SET merged_into = {case} WHERE id = {other}")).await;
    let scoped = store.as_principal(&agent);
    let listed = scoped.cases().attachments(case).await.expect("a list");
    assert_eq!((listed.len(), listed[0].case), (1, CaseId(other)));
    assert!(scoped.cases().attachment_file(id).await.expect("an answer").is_some());
    let again = scoped.cases().attach(case, &file("b.txt", "a"), NOW).await.expect("an answer");
    assert_eq!(
        again,
        Some(AttachOutcome::Known { id, name: "a.txt".to_owned(), blob: "attachments/a".to_owned() })
    );
});

contract!(lost_bytes_come_back_once_and_only_in_scope, |store| {
    let (case, agent) = served(&store).await;
    let id = attach(&store, &agent, case, "a.txt", "a").await;
    let again = NewAttachment { blob: "attachments/again".to_owned(), ..file("b.txt", "a") };
    let (outsider, other) = (principal((19, Role::Agent)), file("c.txt", "c"));
    let blob = async || {
        let scoped = store.as_principal(&agent);
        scoped.cases().attachment_file(id).await.expect("an answer").expect("a file").blob
    };
    let restore = async |who, lost, file| {
        store.as_principal(who).cases().restore_attachment(id, lost, file, NOW).await.expect("an answer")
    };
    assert!(!restore(&outsider, "attachments/a", &again).await);
    assert!(!restore(&agent, "attachments/other", &again).await);
    assert!(!restore(&agent, "attachments/a", &other).await, "other content");
    assert_eq!(blob().await, "attachments/a");
    assert!(restore(&agent, "attachments/a", &again).await);
    assert!(!restore(&agent, "attachments/a", &again).await);
    assert_eq!(blob().await, "attachments/again");
});

//! What counts as a change of an interaction, and that none is missed, however late it is committed.

use domain::case_life::CaseAction;
use domain::cases::{EditOutcome, Finish, MergeOutcome, StepOutcome, UndoOutcome};
use domain::record::{CaseRecord, CustomerRecord};
use domain::{
    CaseId, CaseStatus, ContactReasonId, HistoryFilter, Millis, NewMedia, Principal, Protocol, QueueId,
    Revision, Role, Timestamp, UserId,
};
use store::history::ChangesAfter;
use store::media::PutMediaOutcome;
use store::recordings::{NewRecording, UnmeasuredRecording};
use store::{Db, Store};

use super::{after_everything, changed_since, protocols, reader};
use crate::intake::sample::{call_with, record, text};
use crate::support::builders::{
    AccountBuilder, CaseBuilder, CustomerBuilder, InteractionBuilder, QueueBuilder, SOURCE, reason,
};
use crate::support::world::{number_of, run};

const AGENT: Principal = Principal { user: UserId(10), role: Role::Agent };
const ADMINISTRATOR: Principal = Principal { user: UserId(1), role: Role::Administrator };
const T: Timestamp = Timestamp(1_772_452_800_000);
const SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Two cases in service of agent 10 and of one customer: case 1 with the calls P1 and P2, case 2 with P3.
async fn world(store: &Store) {
    AccountBuilder::administrator(1).build(store).await;
    AccountBuilder::agent(10).name("Ana").build(store).await;
    let (question, praise) = (reason(store, "Dúvida").await, reason(store, "Elogio").await);
    QueueBuilder::new("Vendas").offering(&[praise, question]).build(store).await;
    CustomerBuilder::new(1).name("João").whatsapp("+55 11 98765-4321").build(store).await;
    for id in [1, 2] {
        let case = CaseBuilder::new(id).queue(1).agent(10).opened_at(T).status(CaseStatus::InService);
        case.build(store).await;
    }
    for (protocol, case) in [("P1", 1), ("P2", 1), ("P3", 2)] {
        let call = InteractionBuilder::new(protocol, T).case(case).agent("u10");
        call.answered_at(T).build(store).await;
    }
}

fn protocol(text: &str) -> Protocol {
    Protocol::parse(text).unwrap()
}

/// The protocols of what this changes.
async fn changed_by(store: &Store, change: impl Future<Output = ()>) -> Vec<String> {
    let before = after_everything(store).await;
    change.await;
    after_everything(store).await;
    let (changed, until) = changed_since(store, before).await;
    assert!(changed.iter().all(|item| item.updated_at < until.to_utc()));
    let mut found = protocols(&changed);
    found.sort();
    found
}

async fn step(store: &Store, case: i64, action: CaseAction, seen: CaseStatus) {
    let scoped = store.as_principal(&ADMINISTRATOR);
    let done = scoped.cases().step(CaseId(case), action, seen, None, T).await.unwrap();
    assert!(matches!(done, Some(StepOutcome::Done(_))), "{done:?}");
}

fn recording(sha256: &str, length: Option<Millis>) -> NewRecording {
    NewRecording {
        blob: format!("recordings/{sha256}"),
        content_type: "audio/wav".to_owned(),
        size: 9,
        sha256: sha256.to_owned(),
        length,
    }
}

contract!(what_people_do_with_an_interaction_and_its_case_is_a_change, |store| {
    world(&store).await;
    let agent = store.as_principal(&AGENT);
    let changed = changed_by(&store, async {
        agent.history().qualify(&protocol("P1"), Some(ContactReasonId(2)), None, T).await.unwrap().unwrap();
    });
    assert_eq!(changed.await, ["P1"], "qualified");
    let hold = step(&store, 1, CaseAction::Hold, CaseStatus::InService);
    assert_eq!(changed_by(&store, hold).await, ["P1", "P2"], "status");
    let admin = store.as_principal(&ADMINISTRATOR);
    let changed = changed_by(&store, async {
        let record =
            CaseRecord { subject: "Outro".to_owned(), queue: Some(QueueId(1)), ..CaseRecord::default() };
        let saved = admin.cases().edit(CaseId(2), Revision(0), record, T).await.unwrap();
        assert_eq!(saved, Some(EditOutcome::Saved));
    });
    assert_eq!(changed.await, ["P3"], "subject");
    // Case 2 is in service and cannot be merged.
    step(&store, 2, CaseAction::Hold, CaseStatus::InService).await;
    let changed = changed_by(&store, async {
        let merged = admin.cases().merge(CaseId(1), &[CaseId(2)], T).await.unwrap();
        assert_eq!(merged, Some(MergeOutcome::Merged));
    });
    assert_eq!(changed.await, ["P3"], "merged");
    let one = reader(&store).history().recorded(&protocol("P3")).await.unwrap().unwrap();
    assert_eq!((one.case.status, one.case.merged_into), (CaseStatus::Merged, Some(CaseId(1))));
    let changed = changed_by(&store, async {
        let undone = admin.cases().undo_merge(CaseId(2), T).await.unwrap();
        assert!(matches!(undone, Some(UndoOutcome::Undone { .. })), "{undone:?}");
    });
    assert_eq!(changed.await, ["P3"], "unmerged");
    step(&store, 1, CaseAction::Continue, CaseStatus::OnHold).await;
    let changed = changed_by(&store, async {
        let finish = Finish { notes: "Resolvido".to_owned(), ..Finish::default() };
        let done = admin.cases().finish(CaseId(1), CaseStatus::InService, &finish, T).await.unwrap();
        assert_eq!(done, Some(StepOutcome::Done(CaseStatus::Closed)));
    });
    assert_eq!(changed.await, ["P1", "P2"], "finished");
});

contract!(what_sources_send_later_is_a_change, |store| {
    world(&store).await;
    record(&store, call_with("c1", |new| new.protocol = Some(protocol("C1")))).await;
    let file = || NewMedia {
        name: "a.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 9,
        sha256: SHA256.to_owned(),
    };
    let chat = |version| {
        call_with("c2", |new| {
            new.protocol = Some(protocol("C2"));
            new.version = Some(version);
            let at = new.queued_at;
            let from = domain::Sender::Customer;
            let text = format!("Olá {version}");
            new.messages = vec![domain::NewMessage { at, from, name: None, text, attachments: vec![file()] }];
        })
    };
    let recorded = async { drop(record(&store, chat(0)).await) };
    assert_eq!(changed_by(&store, recorded).await, ["C2"], "recorded");
    let again = async { drop(record(&store, chat(0)).await) };
    assert!(changed_by(&store, again).await.is_empty(), "the same again");
    let corrected = async { drop(record(&store, chat(1)).await) };
    assert_eq!(changed_by(&store, corrected).await, ["C2"], "corrected");
    let uploaded = async {
        let put = store.message_media().put(&protocol("C2"), SHA256, "media/x", T).await.unwrap();
        assert_eq!(put, PutMediaOutcome::Put);
    };
    assert_eq!(changed_by(&store, uploaded).await, ["C2"], "the bytes of a file");
    let put = async |sha256, length| {
        store.recordings().put(&protocol("P1"), &recording(sha256, length), T).await.unwrap().unwrap();
    };
    assert_eq!(changed_by(&store, put("a", None)).await, ["P1"], "a recording");
    let of_p1 = "SELECT id FROM interaction WHERE protocol = 'P1'";
    let interaction = domain::InteractionId(number_of(&store, of_p1).await);
    let measured = async {
        let unmeasured = UnmeasuredRecording {
            interaction,
            blob: "recordings/a".to_owned(),
            content_type: "audio/wav".to_owned(),
            size: 9,
        };
        // An upload without a length says that the file has none.
        run(&store, "UPDATE recording SET length_ms = NULL").await;
        store.recordings().set_lengths(&[(unmeasured, Some(Millis(61_500)))]).await.unwrap();
    };
    assert_eq!(changed_by(&store, measured).await, ["P1"], "its length");
    let one = reader(&store).history().recorded(&protocol("P1")).await.unwrap().unwrap();
    assert_eq!((one.has_recording, one.recording_s), (true, Some(62)));
    assert_eq!(changed_by(&store, put("b", Some(Millis(1)))).await, ["P1"], "another recording");
    let joined = async {
        let call = call_with("c3", |new| {
            SOURCE.clone_into(&mut new.source);
            new.protocol = Some(protocol("C3"));
            new.case = Some(domain::NewCase {
                external_id: "case-1".to_owned(),
                kind: text("Pedido"),
                subject: None,
            });
        });
        record(&store, call).await;
    };
    assert_eq!(changed_by(&store, joined).await, ["C3", "P1", "P2"], "the kind of the case was filled");
});

contract!(what_the_api_does_not_show_or_shows_as_it_is_now_is_no_change, |store| {
    world(&store).await;
    let admin = store.as_principal(&ADMINISTRATOR);
    let changed = changed_by(&store, async {
        admin.cases().comment(CaseId(1), "Ligar depois", T).await.unwrap().unwrap();
        let record = CustomerRecord { name: "João Lima".to_owned(), ..CustomerRecord::default() };
        let saved = admin.cases().edit_customer(CaseId(1), Revision(0), record, T).await.unwrap();
        assert_eq!(saved, Some(EditOutcome::Saved));
        run(&store, "UPDATE queue SET name = 'Vendas e trocas'; UPDATE interaction SET day = '2020-01-01'")
            .await;
        run(&store, "UPDATE interaction SET notes = notes; UPDATE service_case SET status = status").await;
    });
    assert!(changed.await.is_empty());
    let one = reader(&store).history().recorded(&protocol("P1")).await.unwrap().unwrap();
    assert_eq!((one.customer.name.as_deref(), one.queue.as_str()), (Some("João Lima"), "Vendas e trocas"));
});

/// Changes P1 in a transaction that is committed only after `meanwhile`.
async fn while_a_change_is_not_committed<T>(store: &Store, meanwhile: impl AsyncFnOnce() -> T) -> T {
    let change = "UPDATE interaction SET notes = 'tarde' WHERE protocol = 'P1'";
    match store.db() {
        Db::Postgres(pool) => {
            let mut tx = pool.begin().await.unwrap();
            sqlx::raw_sql(change).execute(&mut *tx).await.unwrap();
            let answer = meanwhile().await;
            tx.commit().await.unwrap();
            answer
        }
        Db::Sqlite { write, .. } => {
            // Nobody else can write; the reader waits.
            let mut tx = write.begin_with("BEGIN IMMEDIATE").await.unwrap();
            sqlx::raw_sql(change).execute(&mut *tx).await.unwrap();
            let ended = async {
                for _ in 0..50 {
                    tokio::task::yield_now().await;
                }
                tx.commit().await.unwrap();
            };
            tokio::join!(meanwhile(), ended).0
        }
    }
}

contract!(a_change_that_is_committed_late_is_not_missed, |store| {
    world(&store).await;
    let start = after_everything(&store).await;
    let (early, complete_until) = while_a_change_is_not_committed(&store, async || {
        if !store.db().is_sqlite() {
            // Recorded and committed after P1 was changed, and before that is committed.
            InteractionBuilder::new("P4", T).build(&store).await;
        }
        changed_since(&store, start).await
    })
    .await;
    // In SQLite the reader has waited, and has P1 unless the clock stood still.
    assert!(!protocols(&early).contains(&"P4".to_owned()), "P4 is held back");
    after_everything(&store).await;
    let (rest, _) = changed_since(&store, complete_until).await;
    let all: Vec<String> = protocols(&early).into_iter().chain(protocols(&rest)).collect();
    let expected: &[&str] = if store.db().is_sqlite() { &["P1"] } else { &["P1", "P4"] };
    assert_eq!(all, expected);
});

contract!(who_only_reads_holds_no_change_back, |store| {
    world(&store).await;
    let Db::Postgres(pool) = store.db() else { return };
    let mut tx = pool.begin().await.unwrap();
    sqlx::raw_sql("SELECT count(*) FROM interaction").execute(&mut *tx).await.unwrap();
    let start = after_everything(&store).await;
    InteractionBuilder::new("P4", T).build(&store).await;
    after_everything(&store).await;
    assert_eq!(protocols(&changed_since(&store, start).await.0), ["P4"]);
    tx.commit().await.unwrap();
});

contract!(a_filter_that_matches_nothing_reads_on_in_limited_steps, |store| {
    world(&store).await;
    let nothing = HistoryFilter { queues: vec![QueueId(99)], ..HistoryFilter::default() };
    let since = ChangesAfter::Since(Timestamp(0));
    let read = reader(&store).history().changed_after(&nothing, since, 5).await.unwrap();
    assert_eq!((read.part.items.len(), read.part.next), (0, None));
});

contract!(steps_and_qualifications_at_once_do_not_block_each_other, |store| {
    world(&store).await;
    for round in 0..15 {
        let (admin, agent) = (store.as_principal(&ADMINISTRATOR), store.as_principal(&AGENT));
        let (action, seen) = if round % 2 == 0 {
            (CaseAction::Hold, CaseStatus::InService)
        } else {
            (CaseAction::Continue, CaseStatus::OnHold)
        };
        let reason = Some(ContactReasonId(round % 2 + 1));
        let (cases, history) = (admin.cases(), agent.history());
        let (first, second) = (protocol("P1"), protocol("P2"));
        let (stepped, one, two) = tokio::join!(
            cases.step(CaseId(1), action, seen, None, T),
            history.qualify(&first, reason, None, T),
            history.qualify(&second, reason, None, T),
        );
        assert!(matches!(stepped, Ok(Some(StepOutcome::Done(_)))), "{stepped:?}");
        assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    }
});

//! A queue, a contact reason and a kind that are taken out of use: where they were used they are
//! still read and filtered by, and nothing new is given them.

use crate::support::administration::{T, bad_fields, person, settings};
use crate::support::builders::GroupBuilder;
use crate::support::world::run;
use domain::record::CaseRecord;
use domain::settings::{KindRecord, QueueRecord, ReasonRecord};
use domain::{
    CaseId, CaseStatus, Channel, ContactReasonId, HistoryFilter, NewInteraction, Principal, Protocol,
    QueueId, Role,
};
use store::Store;
use store::cases::{CaseFilter, CustomerQuery, EditOutcome, Finish, StepOutcome};
use store::history::QualifyOutcome;
use store::settings::{Change, Kept};

const QUEUE: &str = "Fila encerrada";
const REASON: &str = "Motivo encerrado";
const KIND: &str = "Tipo encerrado";

/// What was set up, and is out of use by now; a case of *ana*'s that has all of it, and a second
/// interaction of hers in the case, whose reason nobody has given yet.
struct Retired {
    boss: Principal,
    ana: Principal,
    sueli: Principal,
    queue: i64,
    reason: i64,
    kind: i64,
    case: CaseId,
    qualified: Protocol,
    blank: Protocol,
}

fn call(id: &str, at: &str, reason: Option<&str>) -> NewInteraction {
    serde_json::from_value(serde_json::json!({
        "source": "pbx", "external_id": id, "channel": "voice", "direction": "inbound",
        "queue": QUEUE, "agent": "ana", "customer": { "name": "José", "phone": "+5511987654321" },
        "number": "+5511987654321", "queued_at": at, "answered_at": at, "ended_at": at,
        "contact_reason": reason, "case": { "external_id": "1", "kind": KIND, "subject": "Boleto" },
    }))
    .expect("an interaction")
}

impl Retired {
    /// Sets everything up, uses it and takes it out of use.
    async fn build(store: &Store) -> Self {
        let boss = person(store, "boss", Role::Administrator).await;
        let ana = person(store, "ana", Role::Agent).await;
        let sueli = person(store, "sueli", Role::Supervisor).await;
        let group = GroupBuilder::new("g").agents(&[ana.user.0]);
        group.supervisors(&[sueli.user.0]).build(store).await;
        let settings = settings(store, &boss);
        let named = |name: &str| (name.to_owned(), true);
        let (name, active) = named(REASON);
        let reason = settings.create(ReasonRecord { name, active }, T).await.expect("a reason");
        let (name, active) = named(QUEUE);
        let reasons = vec![ContactReasonId(reason)];
        let queue = QueueRecord { name, active, reason_required: true, reasons };
        let queue = settings.create(queue, T).await.expect("a queue");
        let (name, active) = named(KIND);
        let kind = settings.create(KindRecord { name, active }, T).await.expect("a kind");
        let older = call("1", "2026-03-02T10:00:00-03:00", Some(REASON));
        let first = store.intake().record(older).await.expect("it came in");
        let newer = call("2", "2026-03-02T11:00:00-03:00", None);
        let second = store.intake().record(newer).await.expect("it came in");
        assert!(!first.created_queue && first.case == second.case, "what is set up is what was meant");
        let in_service = format!(
            "UPDATE service_case SET status = 'in_service', agent_id = {} WHERE id = {}",
            ana.user, first.case
        );
        run(store, &in_service).await;
        let (qualified, blank) = (first.protocol, second.protocol);
        let made = Self { boss, ana, sueli, queue, reason, kind, case: first.case, qualified, blank };
        assert_eq!(made.offered(store, ana).await, [true; 4], "while they are in use");
        let retired = settings.set_active::<QueueRecord>(queue, false, T).await.expect("a change");
        assert_eq!(retired, Some(Change::Saved));
        let retired = settings.set_active::<ReasonRecord>(reason, false, T).await.expect("a change");
        assert_eq!(retired, Some(Change::Saved));
        let retired = settings.set_active::<KindRecord>(kind, false, T).await.expect("a change");
        assert_eq!(retired, Some(Change::Saved));
        made
    }

    /// Everybody who sees the case.
    fn people(&self) -> [Principal; 3] {
        [self.boss, self.ana, self.sueli]
    }

    /// Whether the queue, the kind, and the reason for qualifying and for finishing are offered.
    async fn offered(&self, store: &Store, who: Principal) -> [bool; 4] {
        let scoped = store.as_principal(&who);
        let queues = scoped.queues_offered(&[]).await.expect("queues");
        let kinds = scoped.kinds_offered().await.expect("kinds");
        let of_queue = scoped.reasons_of(&[QueueId(self.queue)]).await.expect("reasons");
        let head = scoped.case_head(self.case).await.expect("a read").expect("a case");
        let form = scoped.finish_form(&head).await.expect("a read").expect("an interaction");
        [
            queues.iter().any(|queue| queue.name == QUEUE),
            kinds.iter().any(|kind| kind == KIND),
            of_queue.iter().flat_map(|(_, reasons)| reasons).any(|reason| reason.name == REASON),
            form.reasons.iter().any(|reason| reason.name == REASON),
        ]
    }
}

contract!(what_is_out_of_use_is_read_where_it_was_used, |store| {
    let retired = Retired::build(&store).await;
    for who in retired.people() {
        let scoped = store.as_principal(&who);
        let history = scoped.history(&HistoryFilter::default(), 1).await.expect("a page");
        assert_eq!(history.rows.len(), 2);
        assert!(history.rows.iter().all(|row| row.queue.name == QUEUE), "{who:?}");
        let row = history.rows.iter().find(|row| row.protocol == retired.qualified).expect("the row");
        assert_eq!(row.reason.as_ref().map(|reason| reason.name.as_str()), Some(REASON));
        let conversation = scoped.conversation(&retired.qualified).await.expect("a read").expect("in scope");
        assert_eq!(conversation.queue, QUEUE);
        let head = scoped.case_head(retired.case).await.expect("a read").expect("a case");
        assert_eq!(head.kind.as_deref(), Some(KIND));
        assert_eq!(head.queue.as_ref().map(|queue| queue.name.as_str()), Some(QUEUE));
        let data = scoped.case_data(retired.case).await.expect("a read").expect("a case");
        assert_eq!(data.case.queue, Some(QueueId(retired.queue)));
        assert_eq!((data.case.kind.as_str(), data.reason.as_deref()), (KIND, Some(REASON)));
        let of_case = scoped.case_interactions(retired.case, Channel::Voice, 2, 1).await.expect("a page");
        assert!(of_case.rows.iter().all(|row| row.queue == QUEUE) && of_case.rows.len() == 2);
        let list = scoped.case_list(&CaseFilter::default(), 1).await.expect("a list");
        assert_eq!(list.rows[0].kind.as_deref(), Some(KIND));
        assert_eq!(list.rows[0].queue.as_ref().map(|queue| queue.name.as_str()), Some(QUEUE));
        let of_customer = scoped.customer_cases(&head, &CustomerQuery::default()).await.expect("a page");
        assert_eq!(of_customer.expect("in scope").cases.len(), 1);
    }
});

contract!(what_is_out_of_use_is_filtered_by_where_it_was_used, |store| {
    let retired = Retired::build(&store).await;
    let (queues, reasons) = (vec![QueueId(retired.queue)], vec![ContactReasonId(retired.reason)]);
    for who in retired.people() {
        let scoped = store.as_principal(&who);
        let options = scoped.filter_options().await.expect("options");
        assert!(options.queues.iter().any(|queue| queue.name == QUEUE), "{who:?}");
        assert!(options.reasons.iter().any(|reason| reason.name == REASON), "{who:?}");
        assert_eq!(scoped.case_kinds().await.expect("kinds"), [KIND]);
        let filter =
            HistoryFilter { queues: queues.clone(), reasons: reasons.clone(), ..HistoryFilter::default() };
        let named = scoped.names(&filter).await.expect("names");
        assert_eq!((named.queues[0].name.as_str(), named.reasons[0].name.as_str()), (QUEUE, REASON));
        let found = scoped.history(&filter, 1).await.expect("a page");
        assert_eq!((found.total, &found.rows[0].protocol), (1, &retired.qualified));
        let filter =
            CaseFilter { queues: queues.clone(), kind: Some(KIND.to_owned()), ..CaseFilter::default() };
        let found = scoped.case_list(&filter, 1).await.expect("a list");
        assert_eq!((found.rows.len(), found.rows[0].id), (1, retired.case));
    }
    // Those who set policies and surveys up see it as what it is.
    let settings = settings(&store, &retired.boss);
    for (choices, name) in [
        (settings.choices::<QueueRecord>().await.expect("queues"), QUEUE),
        (settings.choices::<ReasonRecord>().await.expect("reasons"), REASON),
        (settings.choices::<KindRecord>().await.expect("kinds"), KIND),
    ] {
        assert_eq!(
            choices.into_iter().map(|one| (one.name, one.active)).collect::<Vec<_>>(),
            [(name.to_owned(), false)]
        );
    }
});

contract!(what_is_out_of_use_is_given_to_nothing_new, |store| {
    let retired = Retired::build(&store).await;
    for who in retired.people() {
        assert_eq!(retired.offered(&store, who).await, [false; 4], "{who:?}");
    }
    let scoped = store.as_principal(&retired.ana);
    let reason = Some(ContactReasonId(retired.reason));
    let set = scoped.qualify(&retired.blank, reason, None, T).await;
    assert_eq!(set.expect("an answer"), Some(QualifyOutcome::NotOffered));
    let finish = Finish { reason, ..Finish::default() };
    let finished = scoped.finish(retired.case, CaseStatus::InService, &finish, T).await;
    assert!(bad_fields(finished).starts_with("reason must be one of"));
    // What the case has it keeps; what it has given up it does not get again.
    let with = |queue: Option<i64>, kind: &str, subject: &str| CaseRecord {
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        queue: queue.map(QueueId),
        ..CaseRecord::default()
    };
    let edit = async |revision, record| scoped.edit_case(retired.case, revision, record, T).await;
    let kept = edit(0, with(Some(retired.queue), KIND, "Outro")).await.expect("an answer");
    assert_eq!(kept, Some(EditOutcome::Saved));
    assert_eq!(edit(1, with(None, "", "Outro")).await.expect("an answer"), Some(EditOutcome::Saved));
    let again = bad_fields(edit(2, with(Some(retired.queue), KIND, "Outro")).await);
    assert!(again.contains("kind must be one of") && again.contains("queue must be one of"), "{again}");
    // What nobody can give is not asked for, or the case could never be finished.
    let head = scoped.case_head(retired.case).await.expect("a read").expect("a case");
    let form = scoped.finish_form(&head).await.expect("a read").expect("an interaction");
    assert!(form.reasons.is_empty() && !form.reason_required);
    let done = scoped.finish(retired.case, CaseStatus::InService, &Finish::default(), T).await;
    assert_eq!(done.expect("an answer"), Some(StepOutcome::Done(CaseStatus::Closed)));
});

contract!(what_is_taken_into_use_again_is_offered_again, |store| {
    let retired = Retired::build(&store).await;
    let settings = settings(&store, &retired.boss);
    settings.set_active::<QueueRecord>(retired.queue, true, T).await.expect("a change");
    settings.set_active::<ReasonRecord>(retired.reason, true, T).await.expect("a change");
    settings.set_active::<KindRecord>(retired.kind, true, T).await.expect("a change");
    assert_eq!(retired.offered(&store, retired.ana).await, [true; 4], "with the reasons it offered");
    let scoped = store.as_principal(&retired.ana);
    let finished = scoped.finish(retired.case, CaseStatus::InService, &Finish::default(), T).await;
    assert_eq!(bad_fields(finished), "reason is required", "as before");
});

contract!(a_reason_that_no_queue_offers_any_more_is_still_filtered_by, |store| {
    let retired = Retired::build(&store).await;
    let settings = settings(&store, &retired.boss);
    let kept: Kept<QueueRecord> = settings.get(retired.queue).await.expect("a read").expect("the queue");
    let none = QueueRecord { reasons: Vec::new(), reason_required: false, ..kept.record };
    let changed = settings.change(retired.queue, kept.revision, none, T).await.expect("a change");
    assert_eq!(changed, Some(Change::Saved));
    let unused = ReasonRecord { name: "Nunca usado".to_owned(), active: true };
    settings.create(unused, T).await.expect("a reason");
    for who in retired.people() {
        let scoped = store.as_principal(&who);
        let offered = scoped.filter_options().await.expect("options").reasons;
        let offered: Vec<&str> = offered.iter().map(|reason| reason.name.as_str()).collect();
        assert_eq!(offered, [REASON]);
        let reasons = vec![ContactReasonId(retired.reason)];
        let filter = HistoryFilter { reasons, ..HistoryFilter::default() };
        assert_eq!(scoped.history(&filter, 1).await.expect("a page").rows.len(), 1);
    }
    let stranger = person(&store, "bia", Role::Agent).await;
    let offered = store.as_principal(&stranger).filter_options().await.expect("options");
    assert!(offered.reasons.is_empty(), "what nobody in scope used is none of theirs");
});

//! Archived queues, reasons and kinds are still read and filtered by where they were used, and are
//! not offered for anything new.

use crate::support::administration::{T, bad_fields, person, settings};
use crate::support::builders::GroupBuilder;
use crate::support::world::run;
use domain::cases::{CaseFilter, CustomerQuery, EditOutcome, Finish, StepOutcome};
use domain::history::QualifyOutcome;
use domain::record::CaseRecord;
use domain::settings::{KindRecord, QueueRecord, ReasonRecord};
use domain::{
    CaseId, CaseKindId, CaseStatus, Channel, ContactReasonId, HistoryFilter, NewInteraction, Principal,
    Protocol, QueueId, Revision, Role,
};
use store::Store;
use store::settings::{Change, Choice, Versioned};

const QUEUE: &str = "Fila encerrada";
const REASON: &str = "Motivo encerrado";
const KIND: &str = "Tipo encerrado";

/// Archived settings, a case of *ana*'s that uses all of them, and a second interaction of hers in
/// that case, without a reason.
struct Retired {
    boss: Principal,
    ana: Principal,
    sueli: Principal,
    queue: QueueId,
    reason: ContactReasonId,
    kind: CaseKindId,
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
    /// Sets everything up, uses it and archives it.
    async fn build(store: &Store) -> Self {
        let boss = person(store, "boss", Role::Administrator).await;
        let ana = person(store, "ana", Role::Agent).await;
        let sueli = person(store, "sueli", Role::Supervisor).await;
        let group = GroupBuilder::new("g").agents(&[ana.user.0]);
        group.supervisors(&[sueli.user.0]).build(store).await;
        let settings = settings(store, &boss);
        let named = |name: &str| (name.to_owned(), true);
        let (name, active) = named(REASON);
        let reason = settings
            .create(ReasonRecord { name, active }, T)
            .await
            .expect("an answer")
            .created()
            .expect("a reason");
        let (name, active) = named(QUEUE);
        let reasons = vec![reason];
        let queue = QueueRecord { name, active, reason_required: true, reasons };
        let queue = settings.create(queue, T).await.expect("an answer").created().expect("a queue");
        let (name, active) = named(KIND);
        let kind = settings
            .create(KindRecord { name, active }, T)
            .await
            .expect("an answer")
            .created()
            .expect("a kind");
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

    /// All users who see the case.
    fn people(&self) -> [Principal; 3] {
        [self.boss, self.ana, self.sueli]
    }

    /// Whether the queue, the kind, and the reason for qualifying and for finishing are offered.
    async fn offered(&self, store: &Store, who: Principal) -> [bool; 4] {
        let scoped = store.as_principal(&who);
        let queues = scoped.cases().queues_offered(&[]).await.expect("queues");
        let kinds = scoped.cases().kinds_offered().await.expect("kinds");
        let of_queue = scoped.history().reasons_of(&[self.queue]).await.expect("reasons");
        let head = scoped.cases().head(self.case).await.expect("a read").expect("a case");
        let form = scoped.cases().finish_form(&head).await.expect("a read").expect("an interaction");
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
        let history = scoped.history().list(&HistoryFilter::default(), 1).await.expect("a page");
        assert_eq!(history.rows.len(), 2);
        assert!(history.rows.iter().all(|row| row.queue.name == QUEUE), "{who:?}");
        let row = history.rows.iter().find(|row| row.protocol == retired.qualified).expect("the row");
        assert_eq!(row.reason.as_ref().map(|reason| reason.name.as_str()), Some(REASON));
        let conversation =
            scoped.history().conversation(&retired.qualified).await.expect("a read").expect("in scope");
        assert_eq!(conversation.queue, QUEUE);
        let head = scoped.cases().head(retired.case).await.expect("a read").expect("a case");
        assert_eq!(head.kind.as_deref(), Some(KIND));
        assert_eq!(head.queue.as_ref().map(|queue| queue.name.as_str()), Some(QUEUE));
        let data = scoped.cases().data(retired.case).await.expect("a read").expect("a case");
        assert_eq!(data.case.queue, Some(retired.queue));
        assert_eq!((data.case.kind.as_str(), data.reason.as_deref()), (KIND, Some(REASON)));
        let of_case = scoped.cases().interactions(retired.case, Channel::Voice, 2, 1).await.expect("a page");
        assert!(of_case.rows.iter().all(|row| row.queue == QUEUE) && of_case.rows.len() == 2);
        let list = scoped.cases().list(&CaseFilter::default(), 1).await.expect("a list");
        assert_eq!(list.rows[0].kind.as_deref(), Some(KIND));
        assert_eq!(list.rows[0].queue.as_ref().map(|queue| queue.name.as_str()), Some(QUEUE));
        let of_customer =
            scoped.cases().customer_cases(&head, &CustomerQuery::default()).await.expect("a page");
        assert_eq!(of_customer.expect("in scope").cases.len(), 1);
    }
});

/// The names of choices, and whether they are active.
fn listed<Id>(choices: Vec<Choice<Id>>) -> Vec<(String, bool)> {
    choices.into_iter().map(|one| (one.name, one.active)).collect()
}

contract!(what_is_out_of_use_is_filtered_by_where_it_was_used, |store| {
    let retired = Retired::build(&store).await;
    let (queues, reasons) = (vec![retired.queue], vec![retired.reason]);
    for who in retired.people() {
        let scoped = store.as_principal(&who);
        let options = scoped.history().filter_options().await.expect("options");
        assert!(options.queues.iter().any(|queue| queue.name == QUEUE), "{who:?}");
        assert!(options.reasons.iter().any(|reason| reason.name == REASON), "{who:?}");
        assert_eq!(scoped.cases().kinds().await.expect("kinds"), [KIND]);
        let filter =
            HistoryFilter { queues: queues.clone(), reasons: reasons.clone(), ..HistoryFilter::default() };
        let named = scoped.history().names(&filter).await.expect("names");
        assert_eq!((named.queues[0].name.as_str(), named.reasons[0].name.as_str()), (QUEUE, REASON));
        let found = scoped.history().list(&filter, 1).await.expect("a page");
        assert_eq!((found.total, &found.rows[0].protocol), (1, &retired.qualified));
        let filter =
            CaseFilter { queues: queues.clone(), kind: Some(KIND.to_owned()), ..CaseFilter::default() };
        let found = scoped.cases().list(&filter, 1).await.expect("a list");
        assert_eq!((found.rows.len(), found.rows[0].id), (1, retired.case));
    }
    // Policies and surveys show it as archived.
    let settings = settings(&store, &retired.boss);
    for (choices, name) in [
        (listed(settings.choices::<QueueRecord>().await.expect("queues")), QUEUE),
        (listed(settings.choices::<ReasonRecord>().await.expect("reasons")), REASON),
        (listed(settings.choices::<KindRecord>().await.expect("kinds")), KIND),
    ] {
        assert_eq!(choices, [(name.to_owned(), false)]);
    }
});

contract!(what_is_out_of_use_is_given_to_nothing_new, |store| {
    let retired = Retired::build(&store).await;
    for who in retired.people() {
        assert_eq!(retired.offered(&store, who).await, [false; 4], "{who:?}");
    }
    let scoped = store.as_principal(&retired.ana);
    let reason = Some(retired.reason);
    let set = scoped.history().qualify(&retired.blank, reason, None, T).await;
    assert_eq!(set.expect("an answer"), Some(QualifyOutcome::NotOffered));
    let finish = Finish { reason, ..Finish::default() };
    let finished = scoped.cases().finish(retired.case, CaseStatus::InService, &finish, T).await;
    assert!(bad_fields(finished).starts_with("reason must be one of"));
    // The case keeps its values; once given up, they are no longer accepted.
    let with = |queue: Option<QueueId>, kind: &str, subject: &str| CaseRecord {
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        queue,
        ..CaseRecord::default()
    };
    let edit = async |revision, record| scoped.cases().edit(retired.case, revision, record, T).await;
    let kept = edit(Revision(0), with(Some(retired.queue), KIND, "Outro")).await.expect("an answer");
    assert_eq!(kept, Some(EditOutcome::Saved));
    assert_eq!(
        edit(Revision(1), with(None, "", "Outro")).await.expect("an answer"),
        Some(EditOutcome::Saved)
    );
    let again = bad_fields(edit(Revision(2), with(Some(retired.queue), KIND, "Outro")).await);
    assert!(again.contains("kind must be one of") && again.contains("queue must be one of"), "{again}");
    // A reason is not required where none is offered, or the case could never be finished.
    let head = scoped.cases().head(retired.case).await.expect("a read").expect("a case");
    let form = scoped.cases().finish_form(&head).await.expect("a read").expect("an interaction");
    assert!(form.reasons.is_empty() && !form.reason_required);
    let done = scoped.cases().finish(retired.case, CaseStatus::InService, &Finish::default(), T).await;
    assert_eq!(done.expect("an answer"), Some(StepOutcome::Done(CaseStatus::Closed)));
});

contract!(what_is_taken_into_use_again_is_offered_again, |store| {
    let retired = Retired::build(&store).await;
    let settings = settings(&store, &retired.boss);
    assert_eq!(
        settings.set_active::<QueueRecord>(retired.queue, true, T).await.expect("a change"),
        Some(Change::Saved)
    );
    assert_eq!(
        settings.set_active::<ReasonRecord>(retired.reason, true, T).await.expect("a change"),
        Some(Change::Saved)
    );
    assert_eq!(
        settings.set_active::<KindRecord>(retired.kind, true, T).await.expect("a change"),
        Some(Change::Saved)
    );
    assert_eq!(retired.offered(&store, retired.ana).await, [true; 4], "with the reasons it offered");
    let scoped = store.as_principal(&retired.ana);
    let finished = scoped.cases().finish(retired.case, CaseStatus::InService, &Finish::default(), T).await;
    assert_eq!(bad_fields(finished), "reason is required", "as before");
});

contract!(a_reason_that_no_queue_offers_any_more_is_still_filtered_by, |store| {
    let retired = Retired::build(&store).await;
    let settings = settings(&store, &retired.boss);
    let kept: Versioned<QueueRecord> = settings.get(retired.queue).await.expect("a read").expect("the queue");
    let none = QueueRecord { reasons: Vec::new(), reason_required: false, ..kept.record };
    let changed = settings.change(retired.queue, kept.revision, none, T).await.expect("a change");
    assert_eq!(changed, Some(Change::Saved));
    let unused = ReasonRecord { name: "Nunca usado".to_owned(), active: true };
    settings.create(unused, T).await.expect("an answer").created().expect("a reason");
    for who in retired.people() {
        let scoped = store.as_principal(&who);
        let offered = scoped.history().filter_options().await.expect("options").reasons;
        let offered: Vec<&str> = offered.iter().map(|reason| reason.name.as_str()).collect();
        assert_eq!(offered, [REASON]);
        let reasons = vec![retired.reason];
        let filter = HistoryFilter { reasons, ..HistoryFilter::default() };
        assert_eq!(scoped.history().list(&filter, 1).await.expect("a page").rows.len(), 1);
    }
    let stranger = person(&store, "bia", Role::Agent).await;
    let offered = store.as_principal(&stranger).history().filter_options().await.expect("options");
    assert!(offered.reasons.is_empty(), "what nobody in scope used is none of theirs");
});

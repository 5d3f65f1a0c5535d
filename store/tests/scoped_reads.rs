//! Every read of every handle carries the scope of its user: [`store::Scoped`] refuses any other,
//! so a handle that forgot it fails here. Administrators, whose scope is everything, would not
//! notice.

use crate::support::cases::{AGENT, CHAT, SUPERVISOR, WHATSAPP, case, interaction, operation, rows};
use crate::support::people::T;
use crate::support::world::run;
use domain::cases::{CallFilter, CaseFilter, CustomerQuery, DueFilter, TimelineFilter};
use domain::job::BulkCaseAction;
use domain::merge::MergeCase;
use domain::saved_view::ViewSlug;
use domain::{
    AttachmentId, CaseId, CaseStatus, Channel, ContactReasonId, CustomerId, GroupId, HistoryFilter, Month,
    NotificationId, Period, Principal, Protocol, QueueId, TimelineAction, UserId,
};
use store::audit::AccessRange;
use store::customers::ProposalQuery;
use store::history::ChangesAfter;
use store::jobs::ProposeOutcome;
use store::{Error, Scoped, Store};

/// What a read answered, by the name of the read.
type Read = (&'static str, Result<(), Error>);

/// Case 1 of agent 10, an interaction of theirs in it, and case 2 of the same customer.
async fn world(store: &Store) {
    operation(store).await;
    let both = MergeCase { whatsapp: Some(WHATSAPP.into()), chat: Some(CHAT.into()), ..case(1) };
    let served = interaction(store.db(), 1, 1, 1, Channel::Voice, Some("11 3333-4444"));
    let sql = rows(store, &both) + &rows(store, &case(2)) + &served;
    run(store, &sql).await;
    run(store, "UPDATE interaction SET agent_id = 10; UPDATE service_case SET queue_id = 1").await;
    let noted = "INSERT INTO notification (id, user_id, kind, cause, case_id, at) \
                 VALUES (1, 10, 'case_given', 'a', 1, 1), (2, 2, 'case_given', 'a', 1, 1)";
    run(store, noted).await;
}

fn protocol() -> Protocol {
    Protocol::parse("P1").expect("a protocol")
}

fn period() -> Period {
    Period { from: "2026-10-01".parse().ok(), to: "2026-12-31".parse().ok() }
}

async fn history(scoped: &Scoped<'_>) -> Vec<Read> {
    let history = scoped.history();
    let named = HistoryFilter {
        queues: vec![QueueId(1)],
        agents: vec![UserId(10)],
        reasons: vec![ContactReasonId(1)],
        ..HistoryFilter::default()
    };
    let month = Month::parse("2026-11").expect("a month");
    let mut reads = vec![
        ("audience", scoped.audience().await.map(drop)),
        ("month", history.month(month).await.map(drop)),
        ("filter_options", history.filter_options().await.map(drop)),
        ("names", history.names(&named).await.map(drop)),
        ("reasons_of", history.reasons_of(&[QueueId(1)]).await.map(drop)),
        ("conversation", history.conversation(&protocol()).await.map(drop)),
        ("messages", history.messages(&protocol(), 0, 10).await.map(drop)),
        ("recording", history.recording(&protocol()).await.map(drop)),
        ("recorded", history.recorded(&protocol()).await.map(drop)),
    ];
    let all = HistoryFilter::default;
    for filter in [
        all(),
        HistoryFilter { period: period(), channels: vec![Channel::Voice], ..all() },
        HistoryFilter { queues: vec![QueueId(1)], ..all() },
        HistoryFilter { agents: vec![UserId(10), UserId(17)], ..all() },
        HistoryFilter { number: Some("3333".to_owned()), ..all() },
        HistoryFilter { number: Some("3".to_owned()), ..all() },
        HistoryFilter { protocol: Some("P1".to_owned()), ..all() },
        named,
    ] {
        reads.push(("list", history.list(&filter, 1).await.map(drop)));
        reads.push(("newest_after", history.newest_after(&filter, None, 2).await.map(drop)));
        let since = ChangesAfter::Since(T);
        reads.push(("changed_after", history.changed_after(&filter, since, 2).await.map(drop)));
    }
    reads
}

async fn lists(scoped: &Scoped<'_>) -> Vec<Read> {
    let cases = scoped.cases();
    let mut reads = vec![
        ("kinds", cases.kinds().await.map(drop)),
        ("kinds_offered", cases.kinds_offered().await.map(drop)),
        ("queues_offered", cases.queues_offered(&[QueueId(1)]).await.map(drop)),
        ("custom_fields", cases.custom_fields().await.map(drop)),
        ("own_counts", cases.own_counts().await.map(drop)),
        ("received", cases.received().await.map(drop)),
        ("receivers", cases.receivers(Some(UserId(10))).await.map(drop)),
        ("agents", cases.agents("", &[], 1, T).await.map(drop)),
        ("agents of a group", cases.agents("pessoa", &[GroupId(0)], 1, T).await.map(drop)),
    ];
    let all = CaseFilter::default;
    let mut filters = vec![
        all(),
        CaseFilter { statuses: vec![CaseStatus::Merged], ..all() },
        CaseFilter { queues: vec![QueueId(1)], agents: vec![UserId(10)], ..all() },
        CaseFilter { kind: Some("Pedido".to_owned()), opened: period(), ..all() },
    ];
    for search in ["#1", "1", "P1", "11 98765-4321", "529.982.247-25", "ana"] {
        filters.push(CaseFilter { search: search.to_owned(), ..all() });
    }
    for filter in filters {
        reads.push(("list", cases.list(&filter, 1).await.map(drop)));
        reads.push(("newest_after", cases.newest_after(&filter, None, 2).await.map(drop)));
    }
    reads
}

/// The reads of a case that is in scope.
async fn window(scoped: &Scoped<'_>) -> Vec<Read> {
    let (cases, case) = (scoped.cases(), CaseId(1));
    let head = cases.head(case).await.expect("a read").expect("in scope");
    let searched = CustomerQuery { search: "pedido".to_owned(), page: 1, selected: vec![CaseId(2)] };
    let narrowed = TimelineFilter {
        users: vec![UserId(10)],
        channels: vec![Channel::Voice],
        actions: vec![TimelineAction::Interaction],
        commented: Some(true),
        search: "notas".to_owned(),
    };
    let dialled = CallFilter { period: period(), number: "3333".to_owned(), ..CallFilter::default() };
    vec![
        ("data", cases.data(case).await.map(drop)),
        ("recorded", cases.recorded(case, T).await.map(drop)),
        ("calls", cases.calls(case, &CallFilter::default(), 1).await.map(drop)),
        ("calls filtered", cases.calls(case, &dialled, 1).await.map(drop)),
        ("channels", cases.channels(case).await.map(drop)),
        ("interactions", cases.interactions(case, Channel::Voice, 1, 1).await.map(drop)),
        ("timeline", cases.timeline(case, &TimelineFilter::default(), 1).await.map(drop)),
        ("timeline filtered", cases.timeline(case, &narrowed, 1).await.map(drop)),
        ("timeline_users", cases.timeline_users(case).await.map(drop)),
        ("customer_cases", cases.customer_cases(&head, &CustomerQuery::default()).await.map(drop)),
        ("customer_cases searched", cases.customer_cases(&head, &searched).await.map(drop)),
        ("finish_form", cases.finish_form(&head).await.map(drop)),
        ("questionnaire_for", cases.questionnaire_for(case).await.map(drop)),
        ("surveys", cases.surveys(&head, T).await.map(drop)),
        ("attachments", cases.attachments(case).await.map(drop)),
        ("attachment_file", cases.attachment_file(AttachmentId(1)).await.map(drop)),
        ("merges_in_force", cases.merges_in_force(case).await.map(drop)),
        ("clocks", cases.clocks(case, T).await.map(drop)),
        ("sla_states", cases.sla_states(&[case], T).await.map(drop)),
        (
            "list_by_clocks",
            cases.list_by_clocks(&CaseFilter::default(), DueFilter::Open, 1, T).await.map(drop),
        ),
        ("due_counts", cases.due_counts(&CaseFilter::default(), T).await.map(drop)),
    ]
}

/// What is read of customers.
async fn customers(scoped: &Scoped<'_>) -> Vec<Read> {
    let (customers, one) = (scoped.customers(), CustomerId(1));
    let of_one = ProposalQuery { customer: Some(one), after: None };
    vec![
        ("proposals", customers.proposals(&ProposalQuery::default()).await.map(drop)),
        ("proposals of one", customers.proposals(&of_one).await.map(drop)),
        ("duplicates_of", customers.duplicates_of(one, 3).await.map(drop)),
        ("merged", customers.merged().await.map(drop)),
        ("dismissed", customers.dismissed().await.map(drop)),
        ("numbers_of_several", customers.numbers_of_several().await.map(drop)),
    ]
}

/// What is recorded about reading, which reads what was recorded before.
async fn recorded(scoped: &Scoped<'_>) -> Vec<Read> {
    let (log, asked) = (scoped.access_log(), protocol());
    let (whole, later) = (AccessRange::Whole, AccessRange::Continuation);
    let file = (AttachmentId(1), "contrato.pdf");
    vec![
        ("record_conversation_view", log.record_conversation_view(&asked, later, T).await),
        ("record_previews", log.record_previews(std::slice::from_ref(&asked), T).await),
        ("record_play", log.record_play(&asked, later, T).await),
        ("record_recording_download", log.record_recording_download(&asked, whole, T).await),
        ("record_file_access", log.record_file_access(file, true, later, T).await),
    ]
}

/// What users read of jobs, and what they choose for one.
async fn jobs(scoped: &Scoped<'_>) -> Vec<Read> {
    let (jobs, all) = (scoped.jobs(), HistoryFilter::default());
    let found = async |proposed: ProposeOutcome| {
        let ProposeOutcome::Proposed(id) = proposed else { panic!("{proposed:?}") };
        jobs.find(id).await.expect("a read").expect("their own")
    };
    let job =
        found(jobs.propose_cases(BulkCaseAction::Hold, &[CaseId(1)], T).await.expect("a proposal")).await;
    let qualify = found(jobs.propose_interactions(&[protocol()], T).await.expect("a proposal")).await;
    let id = job.id;
    let due = CaseFilter { due: Some(DueFilter::Open), ..CaseFilter::default() };
    vec![
        ("jobs", jobs.list(true, 1).await.map(drop)),
        ("failed_rows", jobs.failed_rows(&job, 1).await.map(drop)),
        ("preview of cases", jobs.preview(&job, None).await.map(drop)),
        ("preview", jobs.preview(&qualify, Some(ContactReasonId(1))).await.map(drop)),
        ("reasons", jobs.reasons(id).await.map(drop)),
        ("repeat_failed", jobs.repeat_failed(id, T).await.map(drop)),
        ("propose_interactions", jobs.propose_interactions(&[protocol()], T).await.map(drop)),
        ("propose_history", jobs.propose_history(&all, T).await.map(drop)),
        (
            "propose_case_list",
            jobs.propose_case_list(BulkCaseAction::Hold, &CaseFilter::default(), T).await.map(drop),
        ),
        (
            "propose_case_list by clocks",
            jobs.propose_case_list(BulkCaseAction::Hold, &due, T).await.map(drop),
        ),
    ]
}

/// What users are notified of.
async fn notified(scoped: &Scoped<'_>) -> Vec<Read> {
    let notifications = scoped.notifications();
    vec![
        ("notifications", notifications.list(false, 1).await.map(drop)),
        ("unread notifications", notifications.list(true, 1).await.map(drop)),
        ("notification", notifications.open(NotificationId(1), T).await.map(drop)),
    ]
}

/// What is read of saved views.
async fn views(scoped: &Scoped<'_>) -> Vec<Read> {
    let (views, slug) = (scoped.views(), ViewSlug::parse("none").expect("a slug"));
    vec![
        ("list", views.list().await.map(drop)),
        ("find", views.find(&slug).await.map(drop)),
        ("groups_offered", views.groups_offered().await.map(drop)),
        ("start", views.start().await.map(drop)),
    ]
}

/// What users read of their own account.
async fn own(store: &Store, who: &Principal) -> Vec<Read> {
    let own = store.as_principal(who).own_account();
    vec![
        ("record", own.record().await.map(drop)),
        ("sessions", own.sessions("", T).await.map(drop)),
        ("second_factor", own.second_factor().await.map(drop)),
    ]
}

contract!(no_read_of_a_handle_forgets_the_scope_of_its_user, |store| {
    world(&store).await;
    for who in [SUPERVISOR, AGENT] {
        let scoped = store.as_principal(&who);
        let reads = [
            history(&scoped).await,
            lists(&scoped).await,
            window(&scoped).await,
            customers(&scoped).await,
            views(&scoped).await,
            recorded(&scoped).await,
            jobs(&scoped).await,
            notified(&scoped).await,
            own(&store, &who).await,
        ];
        for (name, read) in reads.into_iter().flatten() {
            assert!(read.is_ok(), "{name} of {who:?}: {read:?}");
        }
    }
});

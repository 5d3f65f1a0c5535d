//! Webhooks: events are there exactly with what they report, each webhook gets those it wants in the order
//! of commits, and one process at a time sends them.

use domain::cases::{Finish, MergeOutcome, StepOutcome, SurveyRequestOutcome, UndoOutcome};
use domain::settings::webhook::retry::Next;
use domain::settings::{OffReason, WebhookEvent, WebhookRecord};
use domain::{
    CaseId, CaseStatus, ContactReasonId, GroupId, Millis, Principal, Protocol, Role, Timestamp, UserId,
    WebhookId,
};
use sqlx::Executor;
use store::recordings::NewRecording;
use store::settings::{Change, CreateOutcome, Versioned};
use store::webhooks::{Attempt, Lease, Outgoing, SentAgain, SkipOutcome};
use store::{Db, Store};
use test_database::Engine;

use crate::intake::probe::{count, number, run, texts};
use crate::intake::sample::{call, call_with, record, text};
use crate::support;
use crate::support::administration::{T, invalid, person, settings};
use crate::support::builders::{
    AccountBuilder, CaseBuilder, CustomerBuilder, GroupBuilder, InteractionBuilder, QueueBuilder,
    SurveyBuilder, reason,
};
use crate::support::cases::{ADMINISTRATOR, WHATSAPP};

const AGENT: Principal = Principal { user: UserId(10), role: Role::Agent };

fn webhook(name: &str, events: &[WebhookEvent]) -> WebhookRecord {
    WebhookRecord {
        name: name.to_owned(),
        url: "https://crm.example.com/hooks".to_owned(),
        active: true,
        events: events.to_vec(),
        groups: Vec::new(),
        full: false,
    }
}

/// Creates a webhook for these events.
async fn create(store: &Store, record: WebhookRecord) -> Versioned<WebhookRecord> {
    let name = record.name.clone();
    let created = store.webhooks().settings().create_webhook(record, T).await.expect("an answer");
    created.created().expect("a webhook");
    store.webhooks().named(&name).await.expect("a read").expect("a webhook")
}

async fn for_all(store: &Store, name: &str) -> Versioned<WebhookRecord> {
    create(store, webhook(name, &WebhookEvent::OFFERED)).await
}

async fn set_active(store: &Store, webhook: &Versioned<WebhookRecord>, active: bool) {
    let settings = store.webhooks().settings();
    settings.set_active::<WebhookRecord>(webhook.id, active, T).await.expect("an answer").expect("a webhook");
}

/// The kinds of all events, in the order in which they were written.
async fn kinds(store: &Store) -> Vec<String> {
    texts(store, "SELECT kind FROM webhook_event ORDER BY id").await
}

/// The deliveries of a webhook: number and external ID of the interaction.
async fn deliveries(store: &Store, webhook: &Versioned<WebhookRecord>) -> Vec<String> {
    let sql = format!(
        "SELECT d.seq || ' ' || coalesce(i.external_id, e.kind) FROM webhook_delivery AS d \
         JOIN webhook_event AS e ON e.id = d.event_id \
         LEFT JOIN interaction AS i ON i.id = e.interaction_id WHERE d.webhook_id = {} ORDER BY d.seq",
        webhook.id
    );
    texts(store, &sql).await
}

async fn lease(store: &Store, webhook: &Versioned<WebhookRecord>, now: Timestamp) -> Lease {
    store.webhooks().lease(webhook.id, now).await.expect("an answer").expect("the lease")
}

async fn next(store: &Store, lease: &Lease, now: Timestamp) -> Outgoing {
    store.webhooks().next(lease, now).await.expect("an answer").expect("a delivery")
}

fn attempt(problem: Option<&str>) -> Attempt {
    Attempt {
        at: T,
        duration: Millis(12),
        status: Some(if problem.is_some() { 500 } else { 204 }),
        problem: problem.map(str::to_owned),
        answer: None,
    }
}

/// Records an attempt; returns whether the next delivery may follow.
async fn attempted(store: &Store, lease: &Lease, outgoing: &Outgoing, what: Next, now: Timestamp) -> bool {
    let problem = (what != Next::Continue).then_some("status 500");
    store.webhooks().record(lease, outgoing, &attempt(problem), what, now).await.expect("an answer")
}

async fn due(store: &Store, now: Timestamp) -> Vec<WebhookId> {
    store.webhooks().due(now).await.expect("an answer")
}

/// Sends all waiting deliveries; returns their numbers.
async fn send_all(store: &Store, webhook: &Versioned<WebhookRecord>, now: Timestamp) -> Vec<i64> {
    let held = lease(store, webhook, now).await;
    let mut sent = Vec::new();
    while let Some(outgoing) = store.webhooks().next(&held, now).await.expect("an answer") {
        assert!(attempted(store, &held, &outgoing, Next::Continue, now).await);
        sent.push(outgoing.seq);
    }
    store.webhooks().release(&held).await.expect("an answer");
    sent
}

fn recording(sha256: &str) -> NewRecording {
    NewRecording {
        blob: sha256.to_owned(),
        content_type: "audio/ogg".to_owned(),
        size: 5,
        sha256: sha256.repeat(64),
        length: None,
    }
}

contract!(each_event_is_written_with_what_it_reports, |store| {
    for_all(&store, "CRM").await;
    let recorded = record(&store, call("1")).await;
    assert_eq!(kinds(&store).await, ["case.opened", "interaction.recorded"]);
    record(&store, call("1")).await;
    assert_eq!(count(&store, "webhook_event").await, 2, "nothing for what was there already");
    for sha256 in ["a", "a", "b"] {
        store.recordings().put(&recorded.protocol, &recording(sha256), T).await.expect("a recording");
    }
    assert_eq!(kinds(&store).await[2..], ["recording.stored", "recording.stored"], "the same again is none");
    let facts = "SELECT e.kind || ' ' || coalesce(i.protocol, '-') || ' ' || coalesce('' || e.case_id, '-') \
                 FROM webhook_event AS e LEFT JOIN interaction AS i ON i.id = e.interaction_id ORDER BY e.id";
    let protocol = recorded.protocol;
    assert_eq!(
        texts(&store, facts).await,
        [
            "case.opened - 1".to_owned(),
            format!("interaction.recorded {protocol} 1"),
            format!("recording.stored {protocol} -"),
            format!("recording.stored {protocol} -"),
        ]
    );
    let ids = texts(&store, "SELECT DISTINCT message_id FROM webhook_event").await;
    assert_eq!(ids.len(), 4);
    assert!(ids.iter().all(|id| id.len() == 36 && id.starts_with("msg_")), "{ids:?}");
});

contract!(what_is_done_with_cases_is_reported, |store| {
    AccountBuilder::agent(10).build(&store).await;
    AccountBuilder::administrator(1).build(&store).await;
    let praise = reason(&store, "Elogio").await;
    QueueBuilder::new("Vendas").offering(&[praise]).build(&store).await;
    CustomerBuilder::new(1).name("João").whatsapp(WHATSAPP).build(&store).await;
    for (id, status) in [(1, CaseStatus::InService), (2, CaseStatus::Waiting)] {
        CaseBuilder::new(id).queue(1).agent(10).opened_at(T).status(status).build(&store).await;
    }
    InteractionBuilder::new("P1", T).case(1).agent("u10").build(&store).await;
    let questions = serde_json::from_str(r#"[{"id":1,"kind":"scale","text":"Nota?","required":true}]"#);
    SurveyBuilder::new("Geral", questions.expect("questions")).build(&store).await;
    for_all(&store, "CRM").await;

    let protocol = Protocol::parse("P1").expect("a protocol");
    let scoped = store.as_principal(&AGENT);
    scoped.history().qualify(&protocol, Some(ContactReasonId(1)), None, T).await.expect("qualified");
    assert_eq!(kinds(&store).await, ["interaction.qualified"]);
    let all = store.as_principal(&ADMINISTRATOR);
    let merged = all.cases().merge(CaseId(1), &[CaseId(2)], T).await.expect("an answer");
    assert_eq!(merged, Some(MergeOutcome::Merged));
    let undone = all.cases().undo_merge(CaseId(2), T).await.expect("an answer");
    assert!(matches!(undone, Some(UndoOutcome::Undone { .. })), "{undone:?}");
    let finish = Finish { reason: Some(ContactReasonId(1)), notes: "Feito".to_owned(), ..Finish::default() };
    let finished = scoped.cases().finish(CaseId(1), CaseStatus::InService, &finish, T).await;
    assert_eq!(finished.expect("an answer"), Some(StepOutcome::Done(CaseStatus::Closed)));
    let asked = scoped.cases().request_survey(CaseId(1), T).await.expect("an answer");
    let Some(SurveyRequestOutcome::Requested(token)) = asked else { panic!("{asked:?}") };
    assert!(!store.public_surveys().decline("other", T).await.expect("an answer"));
    let completed = match store.public_surveys().find(&token, T).await.expect("an answer") {
        store::cases::PublicSurvey::Open(survey) => survey.complete(|_| Some("5")).expect("answers"),
        other => panic!("{other:?}"),
    };
    assert!(store.public_surveys().answer(&token, &completed, T).await.expect("an answer"));
    let facts = "SELECT kind || ' ' || coalesce('' || case_id, '-') || ' ' || coalesce('' || other_case, '-') \
                 || ' ' || coalesce('' || survey_response_id, '-') FROM webhook_event ORDER BY id";
    assert_eq!(
        texts(&store, facts).await,
        [
            "interaction.qualified 1 - -",
            "case.merged 2 1 -",
            "case.unmerged 2 1 -",
            "case.finished 1 - -",
            "survey.answered 1 - 1",
        ]
    );
});

contract!(an_event_is_rolled_back_with_its_transaction, |store| {
    record(&store, call("1")).await;
    for_all(&store, "CRM").await;
    let event = "INSERT INTO case_event (case_id, at, action) VALUES (1, 1, 'reopened')";
    run(&store, &format!("BEGIN; {event}; ROLLBACK")).await;
    assert_eq!(count(&store, "webhook_event").await, 0);
    run(&store, &format!("BEGIN; {event}; COMMIT")).await;
    assert_eq!(kinds(&store).await, ["case.reopened"]);
    run(&store, "INSERT INTO case_event (case_id, at, action) VALUES (1, 1, 'commented')").await;
    assert_eq!(count(&store, "webhook_event").await, 1);
});

contract!(nothing_is_written_that_no_webhook_wants, |store| {
    record(&store, call("1")).await;
    let of_cases = create(&store, webhook("casos", &[WebhookEvent::CaseFinished])).await;
    record(&store, call("2")).await;
    assert_eq!(count(&store, "webhook_event").await, 0);
    run(&store, "INSERT INTO case_event (case_id, at, action) VALUES (1, 1, 'closed')").await;
    assert_eq!(kinds(&store).await, ["case.finished"]);
    set_active(&store, &of_cases, false).await;
    run(&store, "INSERT INTO case_event (case_id, at, action) VALUES (1, 1, 'closed')").await;
    assert_eq!(count(&store, "webhook_event").await, 1, "it is switched off");
});

contract!(each_webhook_gets_what_it_wants_with_numbers_of_its_own, |store| {
    let (crm, bi) = (
        create(&store, webhook("CRM", &[WebhookEvent::InteractionRecorded])).await,
        create(&store, webhook("BI", &[WebhookEvent::InteractionRecorded, WebhookEvent::CaseOpened])).await,
    );
    for id in ["1", "2"] {
        record(&store, call(id)).await;
    }
    assert_eq!(store.webhooks().distribute(T).await.expect("an answer"), 4);
    assert_eq!(store.webhooks().distribute(T).await.expect("an answer"), 0);
    record(&store, call("3")).await;
    store.webhooks().distribute(T).await.expect("an answer");
    assert_eq!(deliveries(&store, &crm).await, ["1 1", "2 2", "3 3"]);
    assert_eq!(
        deliveries(&store, &bi).await,
        ["1 case.opened", "2 1", "3 case.opened", "4 2", "5 case.opened", "6 3"]
    );
});

#[tokio::test]
async fn what_commits_later_has_a_higher_number() {
    let store = support::fresh(Engine::Postgres, support::ZONE).await;
    record(&store, call("1")).await;
    let crm = for_all(&store, "CRM").await;
    let Db::Postgres(pool) = store.db() else { panic!("PostgreSQL") };
    let mut slow = pool.begin().await.expect("a transaction");
    slow.execute("INSERT INTO case_event (case_id, at, action) VALUES (1, 1, 'closed')")
        .await
        .expect("a row");
    run(&store, "INSERT INTO case_event (case_id, at, action) VALUES (1, 2, 'reopened')").await;
    assert_eq!(store.webhooks().distribute(T).await.expect("an answer"), 1);
    slow.commit().await.expect("a commit");
    assert_eq!(store.webhooks().distribute(T).await.expect("an answer"), 1);
    assert_eq!(kinds(&store).await, ["case.finished", "case.reopened"]);
    assert_eq!(deliveries(&store, &crm).await, ["1 case.reopened", "2 case.finished"]);
}

contract!(processes_that_distribute_at_once_number_each_event_once, |store| {
    let crm = create(&store, webhook("CRM", &[WebhookEvent::InteractionRecorded])).await;
    for id in 0..20 {
        record(&store, call(&id.to_string())).await;
        let (one, other) = (store.webhooks(), store.webhooks());
        let (one, other) = tokio::join!(one.distribute(T), other.distribute(T));
        assert_eq!(one.expect("an answer") + other.expect("an answer"), 1);
    }
    let numbers: Vec<String> = (0..20).map(|id| format!("{} {id}", id + 1)).collect();
    assert_eq!(deliveries(&store, &crm).await, numbers);
});

contract!(a_webhook_of_a_group_gets_what_its_supervisors_see, |store| {
    for agent in [1, 2] {
        AccountBuilder::agent(agent).build(&store).await;
    }
    AccountBuilder::supervisor(11).build(&store).await;
    let group = GroupBuilder::new("Um").agents(&[1]).supervisors(&[11]).build(&store).await;
    let events = [WebhookEvent::InteractionRecorded, WebhookEvent::CaseOpened, WebhookEvent::CaseFinished];
    let of_group = WebhookRecord { groups: vec![group], ..webhook("grupo", &events) };
    let of_group = create(&store, of_group).await;
    for (id, agent) in [("a", Some("u1")), ("b", Some("u2")), ("c", None)] {
        record(&store, call_with(id, |new| new.agent = agent.map(str::to_owned))).await;
    }
    store.webhooks().distribute(T).await.expect("an answer");
    assert_eq!(deliveries(&store, &of_group).await, ["1 case.opened", "2 a"]);
    // A case is that of the agents of its whole family, like for a supervisor.
    let supervisor = store.as_principal(&Principal { user: UserId(11), role: Role::Supervisor });
    run(&store, "UPDATE service_case SET merged_into = 2, status = 'merged' WHERE id = 1").await;
    assert!(supervisor.cases().head(CaseId(2)).await.expect("an answer").is_some());
    assert!(supervisor.cases().head(CaseId(3)).await.expect("an answer").is_none());
    for case in [2, 3] {
        let sql = format!("INSERT INTO case_event (case_id, at, action) VALUES ({case}, 1, 'closed')");
        run(&store, &sql).await;
    }
    store.webhooks().distribute(T).await.expect("an answer");
    assert_eq!(deliveries(&store, &of_group).await[2..], ["3 case.finished"]);
    let about = "SELECT '' || e.case_id FROM webhook_delivery AS d JOIN webhook_event AS e ON e.id = d.event_id \
                 WHERE d.seq = 3";
    assert_eq!(texts(&store, about).await, ["2"]);
    run(&store, "UPDATE monitoring_group SET active = FALSE").await;
    record(&store, call_with("d", |new| new.agent = text("u1"))).await;
    store.webhooks().distribute(T).await.expect("an answer");
    assert_eq!(deliveries(&store, &of_group).await.len(), 3, "the group is not in use");
});

contract!(one_process_sends_in_order_and_goes_on_where_it_was, |store| {
    let crm = create(&store, webhook("CRM", &[WebhookEvent::InteractionRecorded])).await;
    assert!(due(&store, T).await.is_empty(), "nothing to send");
    for id in ["1", "2", "3"] {
        record(&store, call(id)).await;
    }
    store.webhooks().distribute(T).await.expect("an answer");
    assert_eq!(due(&store, T).await, [crm.id]);
    let held = lease(&store, &crm, T).await;
    assert!(store.webhooks().lease(crm.id, T).await.expect("an answer").is_none(), "one at a time");
    assert!(due(&store, T).await.is_empty(), "it is being sent");
    let first = next(&store, &held, T).await;
    assert_eq!((first.seq, first.event, first.failures), (1, WebhookEvent::InteractionRecorded, 0));
    assert_eq!(next(&store, &held, T).await.seq, 1, "until it is accepted");
    assert!(attempted(&store, &held, &first, Next::Continue, T).await);
    assert_eq!(next(&store, &held, T).await.seq, 2);
    // The process has died: its lease ends.
    let later = T + Millis::seconds(30);
    assert_eq!(due(&store, later).await, [crm.id]);
    let other = lease(&store, &crm, later).await;
    let second = next(&store, &other, later).await;
    assert_eq!(second.seq, 2);
    assert!(store.webhooks().next(&held, later).await.expect("an answer").is_none(), "the lease is lost");
    assert!(!attempted(&store, &held, &second, Next::RetryAt(later + Millis::hours(1)), later).await);
    assert!(attempted(&store, &other, &second, Next::Continue, later).await, "the other process goes on");
    store.webhooks().release(&other).await.expect("an answer");
    assert_eq!(send_all(&store, &crm, later).await, [3]);
    assert!(due(&store, later).await.is_empty());
});

contract!(a_failing_webhook_holds_up_only_its_own, |store| {
    let (bad, good) = (
        create(&store, webhook("bad", &[WebhookEvent::InteractionRecorded])).await,
        create(&store, webhook("good", &[WebhookEvent::InteractionRecorded])).await,
    );
    for id in ["1", "2"] {
        record(&store, call(id)).await;
    }
    store.webhooks().distribute(T).await.expect("an answer");
    let held = lease(&store, &bad, T).await;
    let first = next(&store, &held, T).await;
    let retry = T + Millis::seconds(5);
    assert!(!attempted(&store, &held, &first, Next::RetryAt(retry), T).await);
    assert_eq!(due(&store, T).await, [good.id]);
    assert_eq!(send_all(&store, &good, T).await, [1, 2]);
    assert!(due(&store, retry - Millis(1)).await.is_empty());
    assert_eq!(due(&store, retry).await, [bad.id]);
    let settings = store.webhooks().settings();
    let status = settings.webhook_status(bad.id, T).await.expect("a status");
    assert_eq!((status.failures, status.failing_since, status.waiting), (1, Some(T), 2));
    assert_eq!(status.next_attempt_at, Some(retry));
    assert_eq!(status.problem.as_deref(), Some("status 500"));
    // Somebody has mended the receiver.
    assert!(settings.try_webhook_now(bad.id).await.expect("an answer"));
    let status = settings.webhook_status(bad.id, T).await.expect("a status");
    assert_eq!(status.next_attempt_at, Some(T), "now");
    let held = lease(&store, &bad, T + Millis(1)).await;
    let again = next(&store, &held, T + Millis(1)).await;
    assert_eq!((again.seq, again.failures, again.failing_since), (1, 1, Some(T)));
    assert_eq!(again.message_id, first.message_id, "receivers notice a repetition by it");
    assert!(attempted(&store, &held, &again, Next::Continue, T + Millis(1)).await);
    let status = settings.webhook_status(bad.id, T).await.expect("a status");
    assert_eq!((status.failures, status.failing_since, status.problem), (0, None, None));
    assert_eq!((status.waiting, status.delivered_at), (1, Some(T + Millis(1))));
    let attempts = settings.webhook_attempts(bad.id, 10).await.expect("attempts");
    let shown: Vec<_> = attempts.iter().map(|one| (one.seq, one.status, one.problem.as_deref())).collect();
    assert_eq!(shown, [(1, Some(204), None), (1, Some(500), Some("status 500"))]);
});

contract!(a_webhook_that_is_gone_is_switched_off_until_somebody_switches_it_on, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let crm = create(&store, webhook("CRM", &[WebhookEvent::InteractionRecorded])).await;
    for id in ["1", "2"] {
        record(&store, call(id)).await;
    }
    store.webhooks().distribute(T).await.expect("an answer");
    let held = lease(&store, &crm, T).await;
    let first = next(&store, &held, T).await;
    assert!(!attempted(&store, &held, &first, Next::Off(OffReason::Gone), T).await);
    assert!(due(&store, T + Millis::days(1)).await.is_empty());
    record(&store, call("3")).await;
    assert_eq!(count(&store, "webhook_event").await, 2, "nothing gathers meanwhile");
    let settings = settings(&store, &admin);
    let status = settings.webhook_status(crm.id, T).await.expect("a status");
    assert_eq!((status.off_reason, status.waiting), (Some(OffReason::Gone), 2));
    let off = store.webhooks().named("CRM").await.expect("a read").expect("a webhook");
    assert!(!off.record.active && off.revision > crm.revision, "an older form is refused");
    let trail = "SELECT actor || ' ' || action || ' ' || object || ' ' || label FROM audit_event \
                 WHERE action = 'deactivated'";
    assert_eq!(texts(&store, trail).await, ["protocolo deactivated webhook CRM"]);
    set_active(&store, &off, true).await;
    let status = settings.webhook_status(crm.id, T).await.expect("a status");
    assert_eq!((status.off_reason, status.failures, status.problem), (None, 0, None));
    assert_eq!(send_all(&store, &crm, T).await, [1, 2], "what waited");
});

contract!(a_webhook_that_is_off_has_no_next_attempt, |store| {
    let crm = create(&store, webhook("crm", &[WebhookEvent::InteractionRecorded])).await;
    record(&store, call("1")).await;
    store.webhooks().distribute(T).await.expect("an answer");
    let held = lease(&store, &crm, T).await;
    let outgoing = next(&store, &held, T).await;
    attempted(&store, &held, &outgoing, Next::Off(OffReason::Gone), T).await;
    let settings = store.webhooks().settings();
    assert!(!settings.try_webhook_now(crm.id).await.expect("an answer"));
    let status = settings.webhook_status(crm.id, T).await.expect("a status");
    assert_eq!((status.failures, status.failing_since, status.next_attempt_at), (1, Some(T), None));
});

// Groups that a webhook is given later, and groups that change, apply to what waits and to what is sent again.
contract!(what_the_groups_do_not_see_now_is_sent_without_data, |store| {
    for agent in [1, 2] {
        AccountBuilder::agent(agent).build(&store).await;
    }
    let group = GroupBuilder::new("Um").agents(&[1]).build(&store).await;
    let events = [WebhookEvent::InteractionRecorded, WebhookEvent::CaseOpened];
    let all = create(&store, webhook("all", &events)).await;
    for (id, agent) in [("a", "u1"), ("b", "u2")] {
        record(&store, call_with(id, |new| new.agent = text(agent))).await;
    }
    store.webhooks().distribute(T).await.expect("an answer");
    let settings = store.webhooks().settings();
    settings.test_webhook(&all, T).await.expect("an answer");
    let bodies = async || {
        let (held, mut bodies) = (lease(&store, &all, T).await, Vec::new());
        while let Some(outgoing) = store.webhooks().next(&held, T).await.expect("an answer") {
            let body = store.webhooks().body(&outgoing, T).await.expect("a body");
            bodies.push(serde_json::to_value(&body).expect("JSON"));
            attempted(&store, &held, &outgoing, Next::Continue, T).await;
        }
        store.webhooks().release(&held).await.expect("an answer");
        bodies
    };
    let narrowed = WebhookRecord { groups: vec![group], full: true, ..all.record.clone() };
    settings.change(all.id, all.revision, narrowed, T).await.expect("an answer");
    let with_data = |bodies: &[serde_json::Value]| -> Vec<(i64, bool)> {
        let is_there =
            |body: &serde_json::Value| body["data"].as_object().is_some_and(|data| !data.is_empty());
        bodies.iter().map(|body| (body["seq"].as_i64().expect("a number"), is_there(body))).collect()
    };
    let waiting = bodies().await;
    let expected = [(1, true), (2, true), (3, false), (4, false), (5, false)];
    assert_eq!(with_data(&waiting), expected, "the numbers have no gap, and a test has no data");
    assert_eq!(waiting[1]["data"]["external_id"], "a");
    assert!(waiting[1]["data"]["interaction"].is_object());
    let again = SentAgain::Numbers(1, 9);
    assert_eq!(settings.send_webhooks_again(&all, again, T).await.expect("an answer"), 5);
    assert_eq!(bodies().await, waiting);
    run(&store, "UPDATE monitoring_group SET active = FALSE").await;
    assert_eq!(settings.send_webhooks_again(&all, again, T).await.expect("an answer"), 5);
    assert!(with_data(&bodies().await).iter().all(|(_, is_there)| !is_there), "the group is not in use");
});

contract!(deliveries_are_sent_again_by_numbers_or_times, |store| {
    let crm = create(&store, webhook("CRM", &[WebhookEvent::InteractionRecorded])).await;
    for id in ["1", "2", "3", "4"] {
        record(&store, call(id)).await;
    }
    run(&store, "UPDATE webhook_event SET at = id * 1000").await;
    store.webhooks().distribute(T).await.expect("an answer");
    assert_eq!(send_all(&store, &crm, T).await, [1, 2, 3, 4]);
    let before = texts(&store, "SELECT message_id FROM webhook_event ORDER BY id").await;
    let settings = store.webhooks().settings();
    let again = |which| settings.send_webhooks_again(&crm, which, T);
    assert_eq!(again(SentAgain::Numbers(2, 3)).await.expect("an answer"), 2);
    record(&store, call("5")).await;
    store.webhooks().distribute(T).await.expect("an answer");
    assert_eq!(send_all(&store, &crm, T).await, [2, 3, 5], "before what is new");
    assert_eq!(texts(&store, "SELECT message_id FROM webhook_event ORDER BY id").await[..4], before);
    let from = |seq: i64| Timestamp(seq * 1000);
    assert_eq!(again(SentAgain::Times(from(3), from(5))).await.expect("an answer"), 2);
    assert_eq!(again(SentAgain::Times(from(3), from(5))).await.expect("an answer"), 0, "they wait already");
    assert_eq!(send_all(&store, &crm, T).await, [3, 4]);
    assert_eq!(again(SentAgain::Numbers(100, 200)).await.expect("an answer"), 0);
    let entries = "SELECT after FROM audit_event WHERE action = 'changed' ORDER BY seq";
    assert_eq!(texts(&store, entries).await, [r#"{"sent_again":2}"#, r#"{"sent_again":2}"#]);
});

contract!(a_delivery_that_is_refused_for_ever_is_skipped_and_the_others_follow, |store| {
    let crm = create(&store, webhook("CRM", &[WebhookEvent::InteractionRecorded])).await;
    let bi = create(&store, webhook("BI", &[WebhookEvent::InteractionRecorded])).await;
    for id in ["1", "2", "3"] {
        record(&store, call(id)).await;
    }
    store.webhooks().distribute(T).await.expect("an answer");
    let settings = store.webhooks().settings();
    let skip = async |seq| settings.skip_webhook_delivery(&crm, seq, T).await.expect("an answer");
    assert_eq!(skip(1).await, SkipOutcome::NotHeldUp, "it was not tried yet");
    let held = lease(&store, &crm, T).await;
    let first = next(&store, &held, T).await;
    assert!(!attempted(&store, &held, &first, Next::RetryAt(T + Millis::hours(1)), T).await);
    assert!(due(&store, T).await.iter().all(|id| *id != crm.id), "it waits for the next attempt");
    let status = settings.webhook_status(crm.id, T).await.expect("a status");
    assert_eq!(status.next, Some((1, "interaction.recorded".to_owned())));
    for other in [0, 2, 9] {
        assert_eq!(skip(other).await, SkipOutcome::NotHeldUp, "{other}");
    }
    assert_eq!(skip(1).await, SkipOutcome::Skipped);
    assert_eq!(skip(1).await, SkipOutcome::NotHeldUp, "twice");
    assert_eq!(skip(2).await, SkipOutcome::NotHeldUp, "the next one has not failed");
    let status = settings.webhook_status(crm.id, T).await.expect("a status");
    assert_eq!((status.failures, status.problem, status.waiting), (0, None, 2));
    assert_eq!(send_all(&store, &crm, T).await, [2, 3]);
    assert_eq!(send_all(&store, &bi, T).await, [1, 2, 3], "another webhook gets all of them");
    let entries = "SELECT after FROM audit_event WHERE action = 'changed' ORDER BY seq";
    assert_eq!(texts(&store, entries).await, [r#"{"skipped":1}"#]);
    assert_eq!(settings.send_webhooks_again(&crm, SentAgain::Numbers(1, 1), T).await.expect("an answer"), 1);
    assert_eq!(send_all(&store, &crm, T).await, [1], "it can be sent again");
});

contract!(an_attempt_under_way_does_not_undo_that_its_delivery_was_skipped, |store| {
    let crm = create(&store, webhook("CRM", &[WebhookEvent::InteractionRecorded])).await;
    for id in ["1", "2"] {
        record(&store, call(id)).await;
    }
    store.webhooks().distribute(T).await.expect("an answer");
    let held = lease(&store, &crm, T).await;
    let first = next(&store, &held, T).await;
    assert!(!attempted(&store, &held, &first, Next::RetryAt(T), T).await);
    let held = lease(&store, &crm, T).await;
    let first = next(&store, &held, T).await;
    let settings = store.webhooks().settings();
    let skipped = settings.skip_webhook_delivery(&crm, 1, T).await.expect("an answer");
    assert_eq!(skipped, SkipOutcome::Skipped);
    assert!(!attempted(&store, &held, &first, Next::RetryAt(T + Millis::hours(1)), T).await);
    let status = settings.webhook_status(crm.id, T).await.expect("a status");
    assert_eq!((status.failures, status.next_attempt_at), (0, None));
    assert_eq!(send_all(&store, &crm, T).await, [2]);
});

contract!(a_test_goes_to_one_webhook_in_its_order, |store| {
    let (crm, other) = (for_all(&store, "CRM").await, for_all(&store, "BI").await);
    let settings = store.webhooks().settings();
    assert_eq!(settings.test_webhook(&crm, T).await.expect("an answer"), Some(1));
    assert_eq!(store.webhooks().distribute(T).await.expect("an answer"), 0);
    assert_eq!(deliveries(&store, &crm).await, ["1 webhook.test"]);
    assert!(deliveries(&store, &other).await.is_empty());
    let held = lease(&store, &crm, T).await;
    let test = next(&store, &held, T).await;
    let body = store.webhooks().body(&test, T).await.expect("a body");
    assert_eq!((body.event, body.seq), (WebhookEvent::Test, 1));
    set_active(&store, &other, false).await;
    assert_eq!(settings.test_webhook(&other, T).await.expect("an answer"), None, "it is switched off");
});

contract!(bodies_have_ids_times_and_the_queue_or_more, |store| {
    let thin =
        create(&store, webhook("thin", &[WebhookEvent::InteractionRecorded, WebhookEvent::CaseOpened]));
    let thin = thin.await;
    let full = WebhookRecord { full: true, ..webhook("full", &thin.record.events) };
    let full = create(&store, full).await;
    let recorded = record(&store, call_with("1", |new| new.notes = text("Segredo do cliente"))).await;
    store.webhooks().distribute(T).await.expect("an answer");
    let mut bodies = Vec::new();
    for webhook in [&thin, &full] {
        let held = lease(&store, webhook, T).await;
        for _ in 0..2 {
            let outgoing = next(&store, &held, T).await;
            let body = store.webhooks().body(&outgoing, T).await.expect("a body");
            bodies.push(serde_json::to_value(&body).expect("JSON"));
            attempted(&store, &held, &outgoing, Next::Continue, T).await;
        }
    }
    let protocol = recorded.protocol.as_str();
    assert_eq!(bodies[0]["type"], "case.opened");
    assert_eq!(bodies[0]["data"]["case_id"], 1);
    assert_eq!(bodies[0]["data"]["link"], "/api/v1/cases/1");
    assert_eq!(bodies[1]["type"], "interaction.recorded");
    assert_eq!(bodies[1]["seq"], 2);
    assert_eq!(
        bodies[1]["data"],
        serde_json::json!({
            "protocol": protocol, "source": "pbx", "external_id": "1", "channel": "voice",
            "direction": "inbound", "case_id": 1, "queue": "Vendas", "queue_id": 1,
            "queued_at": "2026-03-02T13:00:00Z", "answered_at": "2026-03-02T13:01:00Z",
            "ended_at": "2026-03-02T13:05:00Z", "link": format!("/api/v1/interactions/{protocol}"),
        })
    );
    assert_eq!(bodies[2]["data"]["case"]["interactions"], serde_json::json!([protocol]));
    assert_eq!(bodies[3]["data"]["interaction"]["notes"], "Segredo do cliente");
});

contract!(a_secret_is_shown_when_it_is_made_and_overlaps_its_successor, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let created = settings.create_webhook(webhook("CRM", &[WebhookEvent::InteractionRecorded]), T).await;
    let CreateOutcome::Created((id, first)) = created.expect("an answer") else { panic!("a webhook") };
    let crm = store.webhooks().named("CRM").await.expect("a read").expect("a webhook");
    assert_eq!(crm.id, id);
    settings.test_webhook(&crm, T).await.expect("an answer");
    let signed = async |now| {
        let held = lease(&store, &crm, now).await;
        let outgoing = next(&store, &held, now).await;
        store.webhooks().release(&held).await.expect("an answer");
        let signatures = outgoing.signatures(1, b"{}").expect("keys");
        signatures.split(' ').map(str::to_owned).collect::<Vec<_>>()
    };
    let before = signed(T).await;
    assert_eq!(before.len(), 1);
    let second = settings.rotate_webhook_secret(&crm, T).await.expect("an answer");
    assert_ne!(first, second);
    let both = signed(T + Millis::hours(23)).await;
    assert_eq!((both.len(), &both[1]), (2, &before[0]), "the new one first, and the former too");
    assert_eq!(signed(T + Millis::hours(24)).await, both[..1]);
    let status = settings.webhook_status(id, T).await.expect("a status");
    assert_eq!(status.former_secret_until, Some(T + Millis::hours(24)));
    let trail = texts(&store, "SELECT coalesce(before, '') || coalesce(after, '') FROM audit_event").await;
    for secret in [first, second] {
        let key = secret.as_str().trim_start_matches("whsec_");
        assert!(secret.as_str().starts_with("whsec_"));
        assert!(trail.iter().all(|entry| !entry.contains(key)), "{trail:?}");
    }
    assert!(trail.iter().any(|entry| entry == r#"{"secret":"replaced"}"#), "{trail:?}");
});

contract!(addresses_of_private_networks_have_to_be_listed, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let to = |url: &str| WebhookRecord {
        url: url.to_owned(),
        ..webhook(url, &[WebhookEvent::InteractionRecorded])
    };
    for url in ["http://169.254.169.254/", "http://[::ffff:127.0.0.1]/", "http://127.0.0.1:9/x"] {
        let refused = invalid(settings.create(to(url), T).await);
        assert!(refused.contains("url must be a public address"), "{refused}");
    }
    store.webhooks().allow(vec!["127.0.0.0/8".parse().expect("a network")]);
    for url in ["http://127.0.0.1:9/x", "http://[::ffff:127.0.0.1]/", "https://crm.example.com/"] {
        settings.create(to(url), T).await.expect("an answer").created().expect("a webhook");
    }
    assert!(invalid(settings.create(to("http://10.0.0.1/"), T).await).contains("PROTOCOLO_WEBHOOK"));
    let unknown = WebhookRecord { groups: vec![GroupId(99)], ..to("https://x.example.com/") };
    assert!(invalid(settings.create(unknown, T).await).starts_with("groups"));
});

contract!(a_record_is_changed_with_its_events_and_groups, |store| {
    let group = GroupBuilder::new("Um").build(&store).await;
    let crm = create(&store, webhook("CRM", &[WebhookEvent::CaseOpened, WebhookEvent::CaseMerged])).await;
    assert_eq!(crm.record, webhook("CRM", &[WebhookEvent::CaseOpened, WebhookEvent::CaseMerged]));
    let changed = WebhookRecord {
        groups: vec![group],
        full: true,
        ..webhook("CRM", &[WebhookEvent::CaseMerged, WebhookEvent::SurveyAnswered])
    };
    let settings = store.webhooks().settings();
    let saved = settings.change(crm.id, crm.revision, changed.clone(), T).await.expect("an answer");
    assert_eq!(saved, Some(Change::Saved));
    assert_eq!(store.webhooks().named("CRM").await.expect("a read").expect("a webhook").record, changed);
    assert_eq!(count(&store, "webhook_secret").await, 1, "the same secret");
});

contract!(what_was_delivered_long_ago_is_deleted, |store| {
    let (crm, off) = (
        create(&store, webhook("CRM", &[WebhookEvent::InteractionRecorded])).await,
        create(&store, webhook("off", &[WebhookEvent::InteractionRecorded])).await,
    );
    for id in ["1", "2"] {
        record(&store, call(id)).await;
    }
    store.webhooks().distribute(T).await.expect("an answer");
    let held = lease(&store, &crm, T).await;
    let first = next(&store, &held, T).await;
    attempted(&store, &held, &first, Next::Continue, T).await;
    set_active(&store, &off, false).await;
    let fourteen = T + Millis::days(14);
    assert_eq!(store.webhooks().purge(fourteen).await.expect("an answer"), 0);
    assert_eq!(store.webhooks().purge(fourteen + Millis(1)).await.expect("an answer"), 3);
    assert_eq!(deliveries(&store, &crm).await, ["2 2"], "what waits for a webhook in use is kept");
    assert_eq!(count(&store, "webhook_event").await, 1);
    assert_eq!(number(&store, "SELECT last_seq FROM webhook WHERE name = 'CRM'").await, 2);
});

contract!(the_log_of_attempts_is_bounded, |store| {
    let crm = create(&store, webhook("CRM", &[WebhookEvent::InteractionRecorded])).await;
    store.webhooks().settings().test_webhook(&crm, T).await.expect("an answer");
    for round in 0..205 {
        let held = lease(&store, &crm, T).await;
        let outgoing = next(&store, &held, T).await;
        assert_eq!(outgoing.failures, round);
        attempted(&store, &held, &outgoing, Next::RetryAt(T), T).await;
    }
    assert_eq!(count(&store, "webhook_attempt").await, 200);
});

//! What follows from interactions follows their corrections: counters, times and clocks of the case,
//! the audit trail, announcements.

use domain::case_life::CaseAction;
use domain::settings::OperationRecord;

use domain::{Channel, HistoryFilter, Millis, Month, NewInteraction, OperationId, Role, Timestamp};
use store::Store;
use store::announcements::Audience;
use store::audit::{AuditFilter, Origin};

use super::{ADMINISTRATOR, agent, attempt, correct, said, time, version};
use crate::intake::probe::{assert_days_agree, count, texts};
use crate::intake::sample::{of_case, record, text};
use crate::support::administration::{T, person, settings};
use crate::support::builders::{CalendarBuilder, PolicyBuilder};

/// What a correction says differently.
type Change = fn(&mut NewInteraction);

/// The rows of a day counter.
async fn days(store: &Store) -> Vec<String> {
    let sql = "SELECT concat_ws(' ', u.login, d.day, d.channel, q.name, d.n) FROM interaction_day d
        JOIN queue q ON q.id = d.queue_id LEFT JOIN user_account u ON u.id = d.agent_id ORDER BY 1";
    texts(store, sql).await
}

contract!(day_counters_follow_and_none_stays_at_0, |store| {
    record(&store, version("1", 1, |_| ())).await;
    record(&store, version("2", 1, |_| ())).await;
    assert_eq!(days(&store).await, ["ana 2026-03-02 1 Vendas 2"]);
    let changes: [(Change, &str); 4] = [
        (|new| new.agent = text("bia"), "bia 2026-03-02 1 Vendas 1"),
        (|new| new.channel = Channel::WebChat, "ana 2026-03-02 2 Vendas 1"),
        (|new| new.queue = "Suporte".to_owned(), "ana 2026-03-02 1 Suporte 1"),
        (
            |new| {
                new.answered_at = None;
                new.queued_at = "2026-03-01T23:59:00-03:00".parse().expect("a time");
            },
            "ana 2026-03-01 1 Vendas 1",
        ),
    ];
    for (number, (change, moved)) in (2..).zip(changes) {
        correct(&store, version("1", number, change)).await;
        let mut expected = vec!["ana 2026-03-02 1 Vendas 1".to_owned(), moved.to_owned()];
        expected.sort();
        assert_eq!(days(&store).await, expected);
        assert_days_agree(&store).await;
    }
    correct(&store, version("1", 9, |new| new.agent = None)).await;
    correct(&store, version("2", 9, |new| new.agent = None)).await;
    assert_eq!(days(&store).await, ["2026-03-02 1 Vendas 2"]);
    assert_days_agree(&store).await;
});

contract!(list_chart_and_totals_agree_after_a_correction, |store| {
    for id in ["1", "2", "3"] {
        record(&store, version(id, 1, |_| ())).await;
    }
    correct(
        &store,
        version("2", 2, |new| {
            new.agent = text("bia");
            new.channel = Channel::WhatsApp;
            new.queued_at = "2026-02-27T10:00:00-03:00".parse().expect("a time");
        }),
    )
    .await;
    let (ana, bia) = (agent(&store, "ana").await, agent(&store, "bia").await);
    for (who, in_february, in_march) in [(&ADMINISTRATOR, 1, 2), (&ana, 0, 2), (&bia, 1, 0)] {
        let scoped = store.as_principal(who);
        for (month, expected) in [("2026-02", in_february), ("2026-03", in_march)] {
            let days = scoped.history().month(Month::parse(month).expect("a month")).await.expect("a chart");
            let sum: u32 = days.iter().map(domain::chart::DayCount::total).sum();
            assert_eq!(sum, expected, "{month}");
        }
        let page = scoped.history().list(&HistoryFilter::default(), 1).await.expect("a page");
        assert_eq!((page.total, page.rows.len() as u64), (u64::from(in_february + in_march), page.total));
    }
});

/// Opening and update of the only case.
async fn case_times(store: &Store) -> Vec<String> {
    let sql =
        "SELECT concat_ws(' ', opened_at - 1772456400000, updated_at - 1772456400000) FROM service_case";
    texts(store, sql).await
}

/// Kind, start and stop of the clocks of the only case, in seconds after 10:00.
async fn clocks(store: &Store) -> Vec<String> {
    let sql =
        "SELECT concat_ws(' ', kind, (started - 1772456400000) / 1000, (stopped - 1772456400000) / 1000)
        FROM sla_clock ORDER BY kind";
    texts(store, sql).await
}

async fn with_policy(store: &Store) {
    let always = CalendarBuilder::always("Sempre").build(store).await;
    let policy = PolicyBuilder::new("Padrão", always).first_response(Millis::minutes(10));
    policy.resolution(Millis::hours(8)).build(store).await;
}

/// Version `number` of an interaction of case A at these times.
fn at(id: &str, number: u32, queued: &str, answered: Option<&str>, ended: &str) -> NewInteraction {
    NewInteraction {
        version: Some(number),
        queued_at: time(queued),
        answered_at: answered.map(time),
        ended_at: time(ended),
        ..of_case(id, "A")
    }
}

contract!(times_and_clocks_of_the_case_follow_its_interactions, |store| {
    with_policy(&store).await;
    record(&store, at("1", 1, "10:00:00", Some("10:01:00"), "10:05:00")).await;
    record(&store, at("2", 1, "10:10:00", Some("10:12:00"), "10:20:00")).await;
    assert_eq!(case_times(&store).await, ["0 1200000"]);
    assert_eq!(clocks(&store).await, ["first_response 0 60", "resolution 0"]);
    correct(&store, at("1", 2, "10:02:00", None, "10:05:00")).await;
    assert_eq!(clocks(&store).await, ["first_response 120 720", "resolution 120"], "the other one's answer");
    correct(&store, at("2", 2, "10:10:00", None, "10:15:00")).await;
    assert_eq!(case_times(&store).await, ["120000 900000"]);
    assert_eq!(clocks(&store).await, ["first_response 120", "resolution 120"], "without an answer");
    correct(&store, at("1", 3, "10:20:00", Some("10:21:00"), "10:30:00")).await;
    assert_eq!(case_times(&store).await, ["600000 1800000"]);
    assert_eq!(clocks(&store).await, ["first_response 600 1260", "resolution 600"]);
    correct(&store, at("2", 3, "09:59:00", Some("09:59:30"), "10:15:00")).await;
    assert_eq!(clocks(&store).await, ["first_response -60 -30", "resolution -60"]);
});

contract!(the_first_response_of_a_person_here_outlives_a_correction, |store| {
    with_policy(&store).await;
    let recorded = record(&store, at("1", 1, "10:00:00", Some("10:01:00"), "10:05:00")).await;
    let admin = person(&store, "admin", Role::Administrator).await;
    let scoped = store.as_principal(&admin);
    let taken: Timestamp = time::<chrono::DateTime<chrono::FixedOffset>>("11:00:00").into();
    let status = domain::CaseStatus::Waiting;
    let step = scoped.cases().step(recorded.case, CaseAction::Continue, status, None, taken).await;
    assert!(step.expect("an answer").is_some());
    correct(&store, at("1", 2, "10:00:00", None, "10:05:00")).await;
    assert_eq!(clocks(&store).await, ["first_response 0 3600", "resolution 0"]);
    let updated = "SELECT CAST(updated_at AS TEXT) FROM service_case";
    assert_eq!(texts(&store, updated).await, [taken.to_string()], "the step is newer than the end");
});

contract!(the_trail_has_one_entry_with_the_changed_fields_and_nothing_personal, |store| {
    let first = record(
        &store,
        version("1", 0, |new| {
            new.number = text("1133334444");
            new.customer.name = text("Jose Pereira");
            new.messages = vec![said("10:01:00", "segredo um")];
        }),
    )
    .await;
    let (key, _) =
        store.api_keys().create("PABX", Timestamp(0)).await.expect("an answer").created().expect("a key");
    let origin = Origin { address: "192.0.2.3".to_owned(), user_agent: "pbx".to_owned() };
    let correction = version("1", 4, |new| {
        new.number = text("1155556666");
        new.customer.name = text("Maria Souza");
        new.queue = "Suporte".to_owned();
        new.ended_at = time("10:06:00");
        new.notes = text("segredo dois");
        new.messages = vec![said("10:01:00", "segredo três"), said("10:02:00", "segredo quatro")];
        new.calls = vec![attempt("10:00:30", "1177778888")];
    });
    let intake = store.intake().on_behalf_of(key).with_origin(origin);
    intake.record_all(vec![correction.clone(), correction]).await;
    record(&store, version("2", 1, |_| ())).await;
    let entries = store.audit_entries(&AuditFilter::default(), None, 10).await.expect("entries");
    let entries: Vec<_> = entries.into_iter().filter(|entry| entry.action == "corrected").collect();
    assert_eq!(entries.len(), 1);
    let entry = &entries[0];
    assert_eq!((entry.object.as_str(), entry.object_id.as_str()), ("interaction", first.protocol.as_str()));
    assert_eq!((entry.api_key_id, entry.actor.as_str()), (Some(key), "PABX"));
    assert_eq!(entry.address, "192.0.2.3");
    let json = |text: &Option<String>| -> serde_json::Value {
        serde_json::from_str(text.as_deref().expect("a record")).expect("JSON")
    };
    assert_eq!(
        json(&entry.before),
        serde_json::json!({
            "version": 0, "queue": "Vendas", "ended_at": "2026-03-02T13:05:00.000Z", "messages": 1, "calls": 0,
        })
    );
    assert_eq!(
        json(&entry.after),
        serde_json::json!({
            "version": 4, "queue": "Suporte", "ended_at": "2026-03-02T13:06:00.000Z", "messages": 2, "calls": 1,
            "rewritten": ["number", "notes", "messages", "calls"],
        })
    );
    assert_eq!(store.verify_audit(None).await.expect("a verdict").findings, []);
});

contract!(corrections_of_several_keys_and_the_command_line_are_each_ones_own, |store| {
    let (one, _) =
        store.api_keys().create("Um", Timestamp(0)).await.expect("an answer").created().expect("a key");
    let (two, _) =
        store.api_keys().create("Dois", Timestamp(0)).await.expect("an answer").created().expect("a key");
    for id in ["1", "2", "3"] {
        record(&store, version(id, 1, |_| ())).await;
    }
    let intake = store.intake();
    let (of_one, of_two) = (intake.clone().on_behalf_of(one), intake.clone().on_behalf_of(two));
    let answers = futures::future::join_all([
        of_one.record(version("1", 2, |_| ())),
        of_two.record(version("2", 2, |_| ())),
        intake.record(version("3", 2, |_| ())),
    ]);
    assert!(answers.await.iter().all(Result::is_ok));
    let entries = store.audit_entries(&AuditFilter::default(), None, 10).await.expect("entries");
    let mut actors: Vec<String> =
        entries.into_iter().filter(|entry| entry.action == "corrected").map(|entry| entry.actor).collect();
    actors.sort();
    assert_eq!(actors, ["Dois", "Um", "command line"]);
    assert_eq!(store.verify_audit(None).await.expect("a verdict").findings, []);
});

contract!(a_correction_is_announced_to_the_old_and_the_new_agent, |store| {
    record(&store, version("1", 1, |_| ())).await;
    record(&store, version("2", 1, |new| new.agent = text("bia"))).await;
    record(&store, version("3", 1, |new| new.agent = text("caio"))).await;
    let start = store.announcements().mark();
    correct(&store, version("1", 2, |new| new.agent = text("bia"))).await;
    let mut concerned = Vec::new();
    for login in ["ana", "bia", "caio"] {
        let audience = Audience::Agents(vec![agent(&store, login).await.user]);
        concerned.push(store.announcements().concern(&audience, start));
    }
    assert_eq!(concerned, [true, true, false]);
    let later = store.announcements().mark();
    record(&store, version("1", 1, |_| ())).await;
    assert_eq!(store.announcements().mark(), later, "nothing was written");
});

contract!(the_day_is_the_one_of_the_zone_that_was_chosen, |store| {
    record(&store, version("1", 1, |_| ())).await;
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let kept = settings.get(OperationId::ONLY).await.expect("a read").expect("the operation");
    let record = OperationRecord { zone: "Asia/Tokyo".to_owned(), ..kept.record };
    let changed = settings.change(OperationId::ONLY, kept.revision, record, T).await.expect("an answer");
    assert_eq!(changed, Some(store::settings::Change::Saved));
    correct(&store, version("1", 2, |new| new.queued_at = time("09:00:00"))).await;
    correct(
        &store,
        version("1", 3, |new| {
            new.answered_at = None;
            new.ended_at = time("13:00:00");
            new.queued_at = time("12:30:00");
        }),
    )
    .await;
    assert_eq!(texts(&store, "SELECT day FROM interaction").await, ["2026-03-03"]);
    assert_eq!(count(&store, "interaction_day").await, 1);
    assert_days_agree(&store).await;
});

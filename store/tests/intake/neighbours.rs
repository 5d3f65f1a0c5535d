//! An invalid interaction never affects the rest of its batch, and no partial rows remain.

use domain::{CallStatus, NewCall, NewMessage, Problem, Sender};
use store::intake::Rejected;
use store::{Db, Store};

use crate::intake::probe::{assert_counters_agree, count, run, texts};
use crate::intake::sample::{call, call_with, outcomes, text};

contract!(bad_fields_are_all_named_and_only_that_one_is_refused, |store| {
    let bad = call_with("2", |new| {
        new.queue = String::new();
        new.ended_at = "2026-03-02T09:00:00-03:00".parse().unwrap();
        new.notes = text("\0");
    });
    let answers = store.intake().record_all(vec![call("1"), bad, call("3")]).await;
    assert_eq!(outcomes(&answers), ["created", "invalid", "created"]);
    let Err(Rejected::Invalid(errors)) = &answers[1] else { panic!("it is invalid") };
    let fields: Vec<(&str, &str)> = errors.0.iter().map(|e| (e.field.as_str(), e.problem.code())).collect();
    assert_eq!(fields, [("queue", "required"), ("notes", "malformed"), ("ended_at", "before_start")]);
    assert_eq!(count(&store, "interaction").await, 2);
});

contract!(the_future_is_refused, |store| {
    let later = call_with("1", |new| new.ended_at = "2999-01-01T00:00:00Z".parse().unwrap());
    let Err(Rejected::Invalid(errors)) = store.intake().record(later).await else { panic!("it is invalid") };
    assert_eq!(errors.0[0].problem, Problem::InFuture);
});

/// Makes the database reject one interaction after all of its previous rows were written.
async fn poison(store: &Store, external_id: &str) {
    let sql = match store.db() {
        Db::Sqlite { .. } => format!(
            "CREATE TRIGGER poison BEFORE INSERT ON message
             WHEN new.text = '{external_id}' BEGIN SELECT RAISE(ABORT, 'poisoned'); END"
        ),
        Db::Postgres(_) => format!("ALTER TABLE message ADD CHECK (text <> '{external_id}')"),
    };
    run(store, &sql).await;
}

fn saying(external_id: &str) -> domain::NewInteraction {
    call_with(external_id, |new| {
        new.queue = format!("Fila {external_id}");
        new.agent = text(external_id);
        new.number = Some(format!("110000{external_id}"));
        new.messages = vec![NewMessage {
            at: new.queued_at,
            from: Sender::Customer,
            name: None,
            text: external_id.to_owned(),
            attachments: Vec::new(),
        }];
        new.calls = vec![NewCall {
            at: new.queued_at,
            number: external_id.to_owned(),
            status: CallStatus::Answered,
            duration_s: 3,
        }];
    })
}

contract!(what_the_database_refuses_leaves_no_trace_and_spoils_nobody, |store| {
    poison(&store, "1007").await;
    let answers = store.intake().record_all((1000..1020).map(|n| saying(&n.to_string())).collect()).await;
    let expected: Vec<&str> = (1000..1020).map(|n| if n == 1007 { "database" } else { "created" }).collect();
    assert_eq!(outcomes(&answers), expected);
    for table in
        ["interaction", "message", "call_attempt", "customer", "service_case", "queue", "user_account"]
    {
        assert_eq!(count(&store, table).await, 19, "{table}");
    }
    assert!(texts(&store, "SELECT number FROM number_part WHERE number = '1100001007'").await.is_empty());
    assert_counters_agree(&store).await;
});

contract!(the_writer_goes_on_after_the_database_failed, |store| {
    run(&store, "ALTER TABLE message RENAME TO message_away").await;
    let answers = store.intake().record_all(vec![saying("1"), saying("2")]).await;
    assert_eq!(outcomes(&answers), ["database", "database"]);
    run(&store, "ALTER TABLE message_away RENAME TO message").await;
    let answers = store.intake().record_all(vec![saying("1"), saying("2")]).await;
    assert_eq!(outcomes(&answers), ["created", "created"]);
    assert_counters_agree(&store).await;
});

contract!(an_empty_batch_has_no_answers, |store| {
    assert!(store.intake().record_all(Vec::new()).await.is_empty());
});

contract!(a_caller_who_stops_waiting_harms_nobody, |store| {
    let intake = store.intake();
    drop(tokio::spawn({
        let intake = intake.clone();
        async move { intake.record(call("1")).await }
    }));
    {
        let mut impatient = Box::pin(intake.record(call("2")));
        // Polled once, so that the interaction is submitted, then dropped.
        let _ = futures::poll!(&mut impatient);
    }
    let patient = intake.record(call("3")).await;
    assert!(patient.is_ok());
    assert_counters_agree(&store).await;
});

//! Finishing a case (*Qualificar Atendimento*): reason, description and close are written together
//! or not at all, each with its audit entry.

use crate::support::builders::{
    AccountBuilder, CaseBuilder, CustomerBuilder, InteractionBuilder, QueueBuilder, reason, retire, trail_of,
};
use crate::support::world::{number_of, run, texts_of};
use domain::case_life::{ActionRefusal, CaseAction};
use domain::cases::{Finish, ShownInteraction, StepOutcome};
use domain::settings::ReasonRecord;
use domain::{CaseId, CaseStatus, ContactReasonId, Millis, Principal, Role, Timestamp, UserId};
use store::{Error, Store};

const AGENT: Principal = Principal { user: UserId(10), role: Role::Agent };
const OTHER: Principal = Principal { user: UserId(11), role: Role::Agent };
const STRANGER: Principal = Principal { user: UserId(3), role: Role::Supervisor };
const CASE: CaseId = CaseId(1);
const T: Timestamp = Timestamp(1_772_452_800_000);
const DONE: Option<StepOutcome> = Some(StepOutcome::Done(CaseStatus::Closed));

/// A case of agent 10 in service with two interactions of theirs and a newest one of agent 11;
/// queue 1 offers the reasons 1 and 2, and 3, which is archived.
async fn world(store: &Store) {
    AccountBuilder::supervisor(3).name("Outra").build(store).await;
    AccountBuilder::agent(10).name("Ana").build(store).await;
    AccountBuilder::agent(11).name("Bia").build(store).await;
    let (question, praise) = (reason(store, "Dúvida").await, reason(store, "Elogio").await);
    let (retired, of_another) = (reason(store, "Antigo").await, reason(store, "De outra fila").await);
    QueueBuilder::new("Vendas").offering(&[praise, question, retired]).build(store).await;
    QueueBuilder::new("Suporte").offering(&[of_another]).build(store).await;
    retire::<ReasonRecord>(store, retired).await;
    CustomerBuilder::new(1).name("João").build(store).await;
    let case = CaseBuilder::new(1).queue(1).agent(10).opened_at(T);
    case.status(CaseStatus::InService).build(store).await;
    InteractionBuilder::new("P1", T + Millis(1)).case(1).agent("u10").build(store).await;
    InteractionBuilder::new("P2", T + Millis(2)).case(1).agent("u10").build(store).await;
    InteractionBuilder::new("P3", T + Millis(3)).case(1).agent("u11").build(store).await;
}

fn saying(reason: Option<i64>, notes: &str) -> Finish {
    Finish { reason: reason.map(ContactReasonId), notes: notes.to_owned(), ..Finish::default() }
}

async fn finish(store: &Store, who: Principal, finish: &Finish) -> Result<Option<StepOutcome>, Error> {
    store.as_principal(&who).cases().finish(CASE, CaseStatus::InService, finish, T + Millis(100)).await
}

async fn interactions(store: &Store) -> Vec<String> {
    let sql = "SELECT protocol || ' ' || COALESCE(CAST(contact_reason_id AS TEXT), '-') || ' ' || \
               COALESCE(notes, '-') FROM interaction ORDER BY id";
    texts_of(store, sql).await
}

async fn trail(store: &Store) -> Vec<String> {
    trail_of(store, "actor || ' ' || action || ' ' || object_id").await
}

fn refused(outcome: Result<Option<StepOutcome>, Error>) -> String {
    match outcome {
        Ok(Some(StepOutcome::Invalid(errors))) => errors.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

contract!(the_newest_interaction_of_the_agent_is_qualified_and_the_case_closed, |store| {
    world(&store).await;
    assert_eq!(finish(&store, AGENT, &saying(Some(2), " Enviei a segunda via. ")).await.expect("done"), DONE);
    assert_eq!(interactions(&store).await, ["P1 - -", "P2 2 Enviei a segunda via.", "P3 - -"]);
    assert_eq!(texts_of(&store, "SELECT status FROM service_case").await, ["closed"]);
    assert_eq!(trail(&store).await, ["u10 qualified P2", "u10 closed 1"]);
    let events = "SELECT action || ' ' || COALESCE(comment, '') || ' ' || COALESCE(status, '') FROM case_event ORDER BY id";
    assert_eq!(texts_of(&store, events).await, ["qualified  ", "closed Enviei a segunda via. closed"]);
    assert_eq!(
        number_of(&store, "SELECT interaction_id FROM case_event WHERE action = 'qualified'").await,
        2
    );
});

contract!(the_form_offers_what_the_queue_offers_and_starts_from_what_stands_there, |store| {
    world(&store).await;
    run(&store, "UPDATE interaction SET contact_reason_id = 3, notes = 'Antes' WHERE id = 2").await;
    let scoped = store.as_principal(&AGENT);
    let head = scoped.cases().head(CASE).await.expect("a read").expect("a case");
    let form = scoped.cases().finish_form(&head).await.expect("a read").expect("an interaction");
    let names: Vec<&str> = form.reasons.iter().map(|reason| reason.name.as_str()).collect();
    assert_eq!(names, ["Elogio", "Dúvida"]);
    assert_eq!((form.reason.expect("one").name.as_str(), form.notes.as_str()), ("Antigo", "Antes"));
    assert!(!form.reason_required);
    // The current reason may stay although it is no longer offered.
    assert_eq!(finish(&store, AGENT, &saying(Some(3), "Antes")).await.expect("done"), DONE);
    assert_eq!(trail(&store).await, ["u10 closed 1"], "nothing was qualified");
});

contract!(what_is_not_accepted_writes_nothing, |store| {
    world(&store).await;
    for reason in [3, 4, 99] {
        let outcome = finish(&store, AGENT, &saying(Some(reason), "x")).await;
        assert!(refused(outcome).starts_with("reason "), "{reason}");
    }
    let long = saying(None, &"x".repeat(20_001));
    assert_eq!(refused(finish(&store, AGENT, &long).await), "notes has more than 20000 characters");
    run(&store, "UPDATE queue SET reason_required = TRUE").await;
    assert_eq!(refused(finish(&store, AGENT, &saying(None, "x")).await), "reason is required");
    let scoped = store.as_principal(&AGENT);
    let step = scoped.cases().step(CASE, CaseAction::Close, CaseStatus::InService, None, T).await;
    assert_eq!(refused(step), "reason is required");
    assert_eq!(interactions(&store).await, ["P1 - -", "P2 - -", "P3 - -"]);
    assert_eq!(texts_of(&store, "SELECT status FROM service_case").await, ["in_service"]);
    assert!(trail(&store).await.is_empty());
    assert_eq!(finish(&store, AGENT, &saying(Some(1), "")).await.expect("done"), DONE);
});

contract!(only_who_may_close_it_finishes_a_case, |store| {
    world(&store).await;
    let other = finish(&store, OTHER, &saying(Some(1), "x")).await.expect("an answer");
    assert_eq!(other, Some(StepOutcome::Refused(ActionRefusal::NotResponsible)));
    assert_eq!(finish(&store, STRANGER, &saying(Some(1), "x")).await.expect("an answer"), None);
    let scoped = store.as_principal(&AGENT);
    let late = scoped.cases().finish(CASE, CaseStatus::Waiting, &saying(None, ""), T).await;
    assert_eq!(late.expect("an answer"), Some(StepOutcome::Changed(CaseStatus::InService)));
    assert_eq!(interactions(&store).await, ["P1 - -", "P2 - -", "P3 - -"]);
});

contract!(of_two_who_finish_at_once_one_does, |store| {
    world(&store).await;
    let said: Vec<Finish> = (0..6).map(|n| saying(Some(1), &format!("n{n}"))).collect();
    let outcomes = futures::future::join_all(said.iter().map(|said| finish(&store, AGENT, said))).await;
    let done = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Some(StepOutcome::Done(_))))).count();
    let late = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Some(StepOutcome::Changed(_))))).count();
    assert_eq!((done, late), (1, 5));
    assert_eq!(trail(&store).await.len(), 2);
});

contract!(what_is_finished_is_the_interaction_that_the_form_showed, |store| {
    world(&store).await;
    let scoped = store.as_principal(&AGENT);
    let shown = async || {
        let head = scoped.cases().head(CASE).await.expect("a read").expect("a case");
        scoped.cases().finish_form(&head).await.expect("a read").expect("an interaction").shown
    };
    let first = shown().await;
    assert_eq!(first.protocol, "P2");
    let said = |shown: &ShownInteraction| Finish { shown: Some(shown.clone()), ..saying(Some(1), "x") };
    let other = Some(StepOutcome::OtherInteraction);
    // A newer interaction of the agent arrives.
    run(&store, &format!("UPDATE interaction SET agent_id = 10, queued_at = {} WHERE id = 3", T + Millis(9)))
        .await;
    assert_eq!(finish(&store, AGENT, &said(&first)).await.expect("an answer"), other);
    let second = shown().await;
    assert_eq!(second.protocol, "P3");
    // The interaction that was shown is qualified or described in the meantime.
    for change in ["contact_reason_id = 2", "notes = 'De outra pessoa'"] {
        let before = shown().await;
        run(&store, &format!("UPDATE interaction SET {change} WHERE id = 3")).await;
        assert_eq!(finish(&store, AGENT, &said(&before)).await.expect("an answer"), other, "{change}");
    }
    // No interaction was shown, and there is one by now.
    let none = said(&ShownInteraction::default());
    assert_eq!(finish(&store, AGENT, &none).await.expect("an answer"), other);
    assert_eq!(interactions(&store).await, ["P1 - -", "P2 - -", "P3 2 De outra pessoa"]);
    assert_eq!(texts_of(&store, "SELECT status FROM service_case").await, ["in_service"]);
    assert!(trail(&store).await.is_empty());
    assert_eq!(finish(&store, AGENT, &said(&shown().await)).await.expect("done"), DONE);
});

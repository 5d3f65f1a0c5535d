//! Questionnaires (*Questionários*): matching, no two for the same cases, and answers that are
//! stored with the text of their questions and shown in the timeline.

use crate::support::administration::{T, invalid, settings};
use crate::support::cases::{ADMINISTRATOR, AGENT, STRANGER, case, operation, rows};
use crate::support::world::{number_of, run};
use domain::cases::{Finish, StepOutcome, TimelineFilter};
use domain::questionnaire::{Question, QuestionKind};
use domain::settings::QuestionnaireRecord;
use domain::sla::PolicyScope;
use domain::{CaseId, CaseStatus, QueueId, Revision, TimelineAction};
use store::Store;
use store::settings::Change;

const CASE: CaseId = CaseId(1);

fn questionnaire(name: &str, queue: Option<QueueId>, kind: Option<&str>) -> QuestionnaireRecord {
    let question = |id, kind, text: &str, options: &[&str]| Question {
        id,
        kind,
        text: text.to_owned(),
        options: options.iter().map(|option| (*option).to_owned()).collect(),
        required: true,
    };
    QuestionnaireRecord {
        name: name.to_owned(),
        active: true,
        scope: PolicyScope { queue, kind: kind.map(ToOwned::to_owned) },
        questions: vec![
            question(1, QuestionKind::YesNo, "Resolvido?", &[]),
            question(2, QuestionKind::Choice, "Como?", &["Na hora", "Depois"]),
        ],
    }
}

async fn of_case(store: &Store) -> Option<String> {
    let found = store.as_principal(&AGENT).cases().questionnaire_for(CASE).await.expect("an answer");
    found.map(|found| found.questionnaire.name)
}

/// One case of agent 10 in queue 1, of the kind *Pedido*.
async fn world(store: &Store) {
    operation(store).await;
    run(store, &(rows(store, &case(1)) + "UPDATE service_case SET queue_id = 1 WHERE id = 1;")).await;
}

contract!(the_most_particular_questionnaire_in_use_is_asked, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    assert_eq!(of_case(&store).await, None);
    let mut ids = Vec::new();
    for (name, queue, kind) in [
        ("Outra fila", Some(QueueId(2)), None),
        ("Outro tipo", None, Some("Dúvida")),
        ("Geral", None, None),
        ("Pedidos", None, Some("pedido")),
        ("Vendas", Some(QueueId(1)), None),
        ("Pedidos de vendas", Some(QueueId(1)), Some("Pedido")),
    ] {
        ids.push(
            settings
                .create(questionnaire(name, queue, kind), T)
                .await
                .expect("an answer")
                .created()
                .expect("a questionnaire"),
        );
        let expected = if name.starts_with("Outr") { None } else { Some(name.to_owned()) };
        assert_eq!(of_case(&store).await, expected);
    }
    assert_eq!(
        settings.set_active::<QuestionnaireRecord>(ids[5], false, T).await.expect("a change"),
        Some(Change::Saved)
    );
    assert_eq!(of_case(&store).await.as_deref(), Some("Vendas"));
    let unseen = store.as_principal(&STRANGER).cases().questionnaire_for(CASE).await.expect("an answer");
    assert_eq!(unseen, None);
});

contract!(two_in_use_are_never_for_the_same_cases, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    settings
        .create(questionnaire("Um", Some(QueueId(1)), Some("Dúvida")), T)
        .await
        .expect("an answer")
        .created()
        .expect("a questionnaire");
    let again = settings.create(questionnaire("Dois", Some(QueueId(1)), Some(" duvida ")), T).await;
    assert!(invalid(again).starts_with("queue is what \"Um\" is for already"));
    let mut resting = questionnaire("Dois", Some(QueueId(1)), Some("Dúvida"));
    resting.active = false;
    let id = settings.create(resting, T).await.expect("an answer").created().expect("one that is out of use");
    let woken = settings.set_active::<QuestionnaireRecord>(id, true, T).await;
    assert!(invalid(woken).starts_with("queue is"));
    assert!(
        invalid(settings.create(questionnaire("Três", Some(QueueId(99)), None), T).await)
            .starts_with("queue must be")
    );
});

contract!(of_many_set_up_at_once_one_is_taken, |store| {
    world(&store).await;
    let mut racers = tokio::task::JoinSet::new();
    for n in 0..8 {
        let store = store.store.clone();
        racers.spawn(async move {
            let record = questionnaire(&format!("Q{n}"), Some(QueueId(1)), None);
            settings(&store, &ADMINISTRATOR).create(record, T).await.expect("an answer").created().is_some()
        });
    }
    assert_eq!(racers.join_all().await.into_iter().filter(|made| *made).count(), 1);
});

contract!(answers_are_kept_and_told_with_the_words_of_their_questions, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    let id = settings
        .create(questionnaire("Encerramento", None, None), T)
        .await
        .expect("an answer")
        .created()
        .expect("a questionnaire");
    let scoped = store.as_principal(&AGENT);
    let asked = scoped.cases().questionnaire_for(CASE).await.expect("an answer").expect("a questionnaire");
    let answers = asked.questionnaire.complete(|id| Some(if id == 1 { "yes" } else { "Na hora" }));
    let answers = answers.expect("good answers");
    let changed = QuestionnaireRecord {
        questions: questionnaire("", None, None).questions.split_off(1),
        ..questionnaire("Encerramento", None, None)
    };
    assert_eq!(settings.change(id, Revision(0), changed, T).await.expect("a change"), Some(Change::Saved));
    run(&store, "UPDATE service_case SET status = 'in_service'").await;
    let finish = Finish { answers: Some((asked, answers)), ..Finish::default() };
    let unseen = store.as_principal(&STRANGER).cases().finish(CASE, CaseStatus::InService, &finish, T).await;
    assert_eq!(unseen.expect("an answer"), None);
    let done = scoped.cases().finish(CASE, CaseStatus::InService, &finish, T).await.expect("an answer");
    assert_eq!(done, Some(StepOutcome::Done(CaseStatus::Closed)));
    let kept = "SELECT count(*) FROM questionnaire_answer WHERE case_id = 1 AND agent_id = 10 \
                AND answers LIKE '%Resolvido?%'";
    assert_eq!(number_of(&store, kept).await, 1);
    let found =
        scoped.cases().timeline(CASE, &TimelineFilter::default(), 1).await.expect("a timeline").events;
    let event = found.iter().find(|event| event.action == TimelineAction::Questionnaire).expect("an event");
    assert_eq!(event.subject.as_deref(), Some("Encerramento"));
    let said: Vec<_> = event.answers.iter().map(|one| (one.question.as_str(), one.answer.as_str())).collect();
    assert_eq!(said, [("Resolvido?", "yes"), ("Como?", "Na hora")]);
    let audited =
        "SELECT count(*) FROM audit_event WHERE action = 'questionnaire_answered' AND object_id = '1'";
    assert_eq!(number_of(&store, audited).await, 1);
});

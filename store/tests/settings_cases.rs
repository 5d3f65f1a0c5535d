//! Settings of cases: the automatic survey on closing, the kinds and the custom fields.

use std::collections::BTreeMap;

use crate::support::administration::{T, bad_fields, invalid, settings};
use crate::support::cases::{ADMINISTRATOR, AGENT, case, operation, rows};
use crate::support::world::{number_of, run, texts_of};
use domain::case_life::CaseAction;
use domain::cases::{EditOutcome, StepOutcome, SurveyRequestOutcome, SurveyState};
use domain::custom_field::{CustomField, FieldKind, FieldOwner};
use domain::record::{CaseRecord, CustomerRecord};
use domain::settings::{FieldRecord, KindRecord, SurveyRecord, SurveyTrigger};
use domain::survey::{Question, QuestionKind, Scale};
use domain::{CaseId, CaseStatus, Millis, QueueId, Revision, Timestamp};
use store::Store;
use store::cases::PublicSurvey;
use store::settings::{Change, Versioned};

const CASE: CaseId = CaseId(1);

async fn world(store: &Store) {
    operation(store).await;
    run(store, &(rows(store, &case(1)) + "UPDATE service_case SET queue_id = 1 WHERE id = 1;")).await;
}

fn survey(name: &str, queue: Option<QueueId>, asked: SurveyTrigger) -> SurveyRecord {
    let question =
        Question { id: 1, kind: QuestionKind::Scale, text: "Que nota?".to_owned(), required: true };
    SurveyRecord {
        name: name.to_owned(),
        active: true,
        queue,
        asked,
        valid_days: 7,
        scale: Scale::Csat,
        low_score: None,
        questions: vec![question],
    }
}

async fn step(store: &Store, action: CaseAction, seen: CaseStatus, at: Timestamp) {
    let stepped = store.as_principal(&AGENT).cases().step(CASE, action, seen, None, at).await;
    assert!(matches!(stepped, Ok(Some(StepOutcome::Done(_)))), "{stepped:?}");
}

async fn close_and_reopen(store: &Store, at: Timestamp) {
    step(store, CaseAction::Close, CaseStatus::InService, at).await;
    step(store, CaseAction::Reopen, CaseStatus::Closed, at + Millis(1)).await;
}

async fn requests(store: &Store) -> i64 {
    number_of(store, "SELECT count(*) FROM survey_response").await
}

contract!(the_survey_of_the_queue_is_asked_for_when_its_case_is_closed, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    step(&store, CaseAction::Continue, CaseStatus::Waiting, T).await;
    close_and_reopen(&store, T + Millis(10)).await;
    assert_eq!(requests(&store).await, 0, "nothing is set up");
    settings
        .create(survey("Geral", None, SurveyTrigger::Closed), T)
        .await
        .expect("an answer")
        .created()
        .expect("a survey");
    let own = settings
        .create(survey("Vendas", Some(QueueId(1)), SurveyTrigger::Request), T)
        .await
        .expect("an answer")
        .created()
        .expect("a survey");
    close_and_reopen(&store, T + Millis(20)).await;
    assert_eq!(requests(&store).await, 0, "that of the queue waits to be asked for");
    let changed =
        settings.change(own, Revision(0), survey("Vendas", Some(QueueId(1)), SurveyTrigger::Closed), T).await;
    assert_eq!(changed.expect("a change"), Some(Change::Saved));
    close_and_reopen(&store, T + Millis(30)).await;
    close_and_reopen(&store, T + Millis(40)).await;
    assert_eq!(requests(&store).await, 1, "not while one is waiting");
    let scoped = store.as_principal(&AGENT);
    let head = scoped.cases().head(CASE).await.expect("an answer").expect("in scope");
    let shown = scoped.cases().surveys(&head, T + Millis(50)).await.expect("surveys").responses.remove(0);
    assert_eq!((shown.survey.as_str(), shown.requester), ("Vendas", None));
    let SurveyState::Waiting { token: Some(token) } = shown.state else { panic!("its link is shown") };
    assert!(store.public_surveys().decline(&token, T + Millis(51)).await.expect("an answer"));
    close_and_reopen(&store, T + Millis(60)).await;
    assert_eq!(requests(&store).await, 2, "once per closing");
    let sql = "SELECT count(*) FROM case_event WHERE action = 'survey_requested' AND actor_id IS NULL";
    assert_eq!(number_of(&store, sql).await, 2);
});

contract!(a_survey_is_kept_and_there_is_one_for_a_queue, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    let said =
        SurveyRecord { scale: Scale::Nps, valid_days: 30, ..survey("Geral", None, SurveyTrigger::Request) };
    let id = settings.create(said.clone(), T).await.expect("an answer").created().expect("a survey");
    let kept: Versioned<SurveyRecord> = settings.get(id).await.expect("a read").expect("a survey");
    assert_eq!(kept.record, said);
    let again = settings.create(survey("Outra", None, SurveyTrigger::Closed), T).await;
    assert!(invalid(again).starts_with("queue is what \"Geral\" is for already"));
    settings
        .create(survey("Vendas", Some(QueueId(1)), SurveyTrigger::Closed), T)
        .await
        .expect("an answer")
        .created()
        .expect("one of a queue");
    let again = settings.create(survey("Outra", Some(QueueId(1)), SurveyTrigger::Closed), T).await;
    assert!(invalid(again).starts_with("queue is what \"Vendas\" is for already"));
});

contract!(a_scale_on_which_somebody_answered_stays, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    let id = settings
        .create(survey("Geral", None, SurveyTrigger::Request), T)
        .await
        .expect("an answer")
        .created()
        .expect("a survey");
    let nps = || SurveyRecord { scale: Scale::Nps, ..survey("Geral", None, SurveyTrigger::Request) };
    assert_eq!(settings.change(id, Revision(0), nps(), T).await.expect("a change"), Some(Change::Saved));
    let requested = store.as_principal(&AGENT).cases().request_survey(CASE, T).await.expect("an answer");
    let Some(SurveyRequestOutcome::Requested(token)) = requested else { panic!("{requested:?}") };
    let sent = store.public_surveys().find(&token, T).await.expect("an answer");
    let PublicSurvey::Open(sent) = sent else { panic!("{sent:?}") };
    let answers = sent.complete(|_| Some("9")).expect("good answers");
    assert!(store.public_surveys().answer(&token, &answers, T).await.expect("an answer"));
    let back = settings.change(id, Revision(1), survey("Geral", None, SurveyTrigger::Request), T).await;
    assert_eq!(invalid(back), "scale can no longer be changed; set up another one");
});

contract!(a_case_is_given_a_kind_that_is_offered_or_keeps_its_own, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    let scoped = store.as_principal(&AGENT);
    let id = settings
        .create(KindRecord { name: " Elogio ".to_owned(), active: true }, T)
        .await
        .expect("an answer")
        .created()
        .expect("a kind");
    assert_eq!(scoped.cases().kinds_offered().await.expect("kinds"), ["Elogio"]);
    let edit = async |revision, kind: &str, subject: &str| {
        let record = CaseRecord {
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            queue: Some(QueueId(1)),
            ..CaseRecord::default()
        };
        scoped.cases().edit(CASE, revision, record, T).await
    };
    assert_eq!(
        edit(Revision(0), "Pedido", "Outro").await.expect("an edit"),
        Some(EditOutcome::Saved),
        "its own kind"
    );
    assert!(bad_fields(edit(Revision(1), "Bronca", "Outro").await).starts_with("kind must be one of"));
    assert_eq!(edit(Revision(1), "Elogio", "Outro").await.expect("an edit"), Some(EditOutcome::Saved));
    assert_eq!(
        settings.set_active::<KindRecord>(id, false, T).await.expect("out of use"),
        Some(Change::Saved)
    );
    assert!(scoped.cases().kinds_offered().await.expect("kinds").is_empty());
    assert_eq!(edit(Revision(2), "Elogio", "Mais um").await.expect("an edit"), Some(EditOutcome::Saved));
    assert_eq!(
        edit(Revision(3), "", "Mais um").await.expect("an edit"),
        Some(EditOutcome::Saved),
        "none at all"
    );
    let filter = scoped.cases().kinds().await.expect("kinds");
    assert!(filter.is_empty(), "what no case has is not filtered by");
});

fn field(owner: FieldOwner, name: &str, kind: FieldKind, required: bool) -> FieldRecord {
    let options =
        if kind == FieldKind::Choice { vec!["Ouro".to_owned(), "Prata".to_owned()] } else { Vec::new() };
    let field = CustomField { key: name.to_owned(), name: name.to_owned(), kind, options, required };
    FieldRecord { owner, field, position: 1, active: true }
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

contract!(a_field_keeps_its_key_and_kind_whatever_it_is_called, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    let said = field(FieldOwner::Customer, "Plano", FieldKind::Choice, true);
    let id = settings.create(said.clone(), T).await.expect("an answer").created().expect("a field");
    let kept: Versioned<FieldRecord> = settings.get(id).await.expect("a read").expect("a field");
    assert_eq!(kept.record, said);
    let mut renamed = said.clone();
    "Contrato".clone_into(&mut renamed.field.name);
    assert_eq!(
        settings.change(id, Revision(0), renamed.clone(), T).await.expect("a change"),
        Some(Change::Saved)
    );
    let fields = store.as_principal(&AGENT).cases().custom_fields().await.expect("fields");
    assert_eq!((fields.customer[0].key.as_str(), fields.customer[0].name.as_str()), ("Plano", "Contrato"));
    assert!(fields.case.is_empty());
    let mut other = renamed.clone();
    other.field.kind = FieldKind::Text;
    assert!(invalid(settings.change(id, Revision(1), other, T).await).starts_with("kind can no longer"));
    let mut other = renamed.clone();
    "Contrato".clone_into(&mut other.field.key);
    assert!(invalid(settings.change(id, Revision(1), other, T).await).starts_with("name can no longer"));
    assert!(invalid(settings.create(said, T).await).starts_with("name is what \"Contrato\" is for"));
    let again = field(FieldOwner::Customer, "Contrato", FieldKind::Text, false);
    assert!(invalid(settings.create(again, T).await).starts_with("name is taken"));
    settings
        .create(field(FieldOwner::Case, "Plano", FieldKind::Text, false), T)
        .await
        .expect("an answer")
        .created()
        .expect("of the case");
});

contract!(an_edit_fills_the_fields_that_are_defined, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    let scoped = store.as_principal(&AGENT);
    settings
        .create(field(FieldOwner::Customer, "Plano", FieldKind::Choice, true), T)
        .await
        .expect("an answer")
        .created()
        .expect("a field");
    settings
        .create(field(FieldOwner::Case, "Prazo", FieldKind::Date, false), T)
        .await
        .expect("an answer")
        .created()
        .expect("a field");
    let customer = |custom| CustomerRecord {
        name: "Ana".to_owned(),
        chat: "ana".to_owned(),
        custom,
        ..CustomerRecord::default()
    };
    let edit = async |revision, said: &[(&str, &str)]| {
        scoped.cases().edit_customer(CASE, revision, customer(map(said)), T).await
    };
    let refused = bad_fields(edit(Revision(0), &[("Plano", "Bronze")]).await);
    assert_eq!(refused, "custom.Plano must be one of: Ouro, Prata");
    assert_eq!(bad_fields(edit(Revision(0), &[]).await), "custom.Plano is required");
    let bad_email = CustomerRecord { email: "ana".to_owned(), ..customer(map(&[])) };
    let refused = bad_fields(scoped.cases().edit_customer(CASE, Revision(0), bad_email, T).await);
    assert!(refused.contains("email must") && refused.contains("custom.Plano is required"), "all at once");
    assert_eq!(
        edit(Revision(0), &[("Plano", "Ouro"), ("Inventado", "x")]).await.expect("an edit"),
        Some(EditOutcome::Saved)
    );
    let case = CaseRecord {
        kind: "Pedido".to_owned(),
        queue: Some(QueueId(1)),
        custom: map(&[("Prazo", "1/12/2026")]),
        ..CaseRecord::default()
    };
    assert_eq!(
        scoped.cases().edit(CASE, Revision(0), case, T).await.expect("an edit"),
        Some(EditOutcome::Saved)
    );
    let data = scoped.cases().data(CASE).await.expect("data").expect("in scope");
    assert_eq!(data.customer.custom, map(&[("Plano", "Ouro")]));
    assert_eq!(data.case.custom, map(&[("Prazo", "2026-12-01")]));
    let found = texts_of(&store, "SELECT detail FROM case_event WHERE action = 'edited'").await;
    assert!(found[0].contains("custom.Prazo"), "{found:?}");
});

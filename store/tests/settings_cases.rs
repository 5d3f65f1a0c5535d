//! What is set up for cases: the survey that is asked for when one is closed, the kinds that are
//! offered, the fields that are filled in.

use std::collections::BTreeMap;

use crate::support::administration::{T, bad_fields, invalid, settings};
use crate::support::cases::{ADMINISTRATOR, AGENT, case, operation, rows};
use crate::support::world::{number_of, run, texts_of};
use domain::case_life::CaseAction;
use domain::custom_field::{CustomField, FieldKind, FieldOwner};
use domain::record::{CaseRecord, CustomerRecord};
use domain::settings::{Asked, FieldRecord, KindRecord, SurveyRecord};
use domain::survey::{Question, QuestionKind, Scale};
use domain::{CaseId, CaseStatus, QueueId};
use store::Store;
use store::cases::{EditOutcome, StepOutcome, SurveyState};
use store::settings::{Change, Kept};

const CASE: CaseId = CaseId(1);

async fn world(store: &Store) {
    operation(store).await;
    run(store, &(rows(store, &case(1)) + "UPDATE service_case SET queue_id = 1 WHERE id = 1;")).await;
}

fn survey(name: &str, queue: Option<i64>, asked: Asked) -> SurveyRecord {
    let question =
        Question { id: 1, kind: QuestionKind::Scale, text: "Que nota?".to_owned(), required: true };
    SurveyRecord {
        name: name.to_owned(),
        active: true,
        queue: queue.map(QueueId),
        asked,
        valid_days: 7,
        scale: Scale::Csat,
        questions: vec![question],
    }
}

async fn step(store: &Store, action: CaseAction, seen: CaseStatus, at: i64) {
    let stepped = store.as_principal(&AGENT).step(CASE, action, seen, None, at).await;
    assert!(matches!(stepped, Ok(Some(StepOutcome::Done(_)))), "{stepped:?}");
}

async fn close_and_reopen(store: &Store, at: i64) {
    step(store, CaseAction::Close, CaseStatus::InService, at).await;
    step(store, CaseAction::Reopen, CaseStatus::Closed, at + 1).await;
}

async fn requests(store: &Store) -> i64 {
    number_of(store, "SELECT count(*) FROM survey_response").await
}

contract!(the_survey_of_the_queue_is_asked_for_when_its_case_is_closed, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    step(&store, CaseAction::Continue, CaseStatus::Waiting, T).await;
    close_and_reopen(&store, T + 10).await;
    assert_eq!(requests(&store).await, 0, "nothing is set up");
    settings.create(survey("Geral", None, Asked::Closed), T).await.expect("a survey");
    let own = settings.create(survey("Vendas", Some(1), Asked::Request), T).await.expect("a survey");
    close_and_reopen(&store, T + 20).await;
    assert_eq!(requests(&store).await, 0, "that of the queue waits to be asked for");
    let changed = settings.change(own, 0, survey("Vendas", Some(1), Asked::Closed), T).await;
    assert_eq!(changed.expect("a change"), Some(Change::Saved));
    close_and_reopen(&store, T + 30).await;
    close_and_reopen(&store, T + 40).await;
    assert_eq!(requests(&store).await, 1, "not while one is waiting");
    let scoped = store.as_principal(&AGENT);
    let head = scoped.case_head(CASE).await.expect("an answer").expect("in scope");
    let shown = scoped.surveys(&head, T + 50).await.expect("surveys").responses.remove(0);
    assert_eq!((shown.survey.as_str(), shown.requester), ("Vendas", None));
    let SurveyState::Waiting { token: Some(token) } = shown.state else { panic!("its link is shown") };
    assert!(store.public_surveys().decline(&token, T + 51).await.expect("an answer"));
    close_and_reopen(&store, T + 60).await;
    assert_eq!(requests(&store).await, 2, "once per closing");
    let told = "SELECT count(*) FROM case_event WHERE action = 'survey_requested' AND actor_id IS NULL";
    assert_eq!(number_of(&store, told).await, 2);
});

contract!(a_survey_is_kept_and_there_is_one_for_a_queue, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    let said = SurveyRecord { scale: Scale::Nps, valid_days: 30, ..survey("Geral", None, Asked::Request) };
    let id = settings.create(said.clone(), T).await.expect("a survey");
    let kept: Kept<SurveyRecord> = settings.get(id).await.expect("a read").expect("a survey");
    assert_eq!(kept.record, said);
    let again = settings.create(survey("Outra", None, Asked::Closed), T).await;
    assert!(invalid(again).starts_with("queue is what \"Geral\" is for already"));
    settings.create(survey("Vendas", Some(1), Asked::Closed), T).await.expect("one of a queue");
    let again = settings.create(survey("Outra", Some(1), Asked::Closed), T).await;
    assert!(invalid(again).starts_with("queue is what \"Vendas\" is for already"));
});

contract!(a_scale_on_which_somebody_answered_stays, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    let id = settings.create(survey("Geral", None, Asked::Request), T).await.expect("a survey");
    let nps = || SurveyRecord { scale: Scale::Nps, ..survey("Geral", None, Asked::Request) };
    assert_eq!(settings.change(id, 0, nps(), T).await.expect("a change"), Some(Change::Saved));
    let answered = format!(
        "INSERT INTO survey_response (survey_id, case_id, requested_at, expires_at, answered_at, score) \
         VALUES ({id}, 1, 0, 1, 1, 9)"
    );
    run(&store, &answered).await;
    let back = settings.change(id, 1, survey("Geral", None, Asked::Request), T).await;
    assert_eq!(invalid(back), "scale can no longer be changed; set up another one");
});

contract!(a_case_is_given_a_kind_that_is_offered_or_keeps_its_own, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    let scoped = store.as_principal(&AGENT);
    let id =
        settings.create(KindRecord { name: " Elogio ".to_owned(), active: true }, T).await.expect("a kind");
    assert_eq!(scoped.kinds_offered().await.expect("kinds"), ["Elogio"]);
    let edit = async |revision, kind: &str, subject: &str| {
        let record = CaseRecord {
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            queue: Some(QueueId(1)),
            ..CaseRecord::default()
        };
        scoped.edit_case(CASE, revision, record, T).await
    };
    assert_eq!(edit(0, "Pedido", "Outro").await.expect("an edit"), Some(EditOutcome::Saved), "its own kind");
    assert!(bad_fields(edit(1, "Bronca", "Outro").await).starts_with("kind must be one of"));
    assert_eq!(edit(1, "Elogio", "Outro").await.expect("an edit"), Some(EditOutcome::Saved));
    settings.set_active::<KindRecord>(id, false, T).await.expect("out of use");
    assert!(scoped.kinds_offered().await.expect("kinds").is_empty());
    assert_eq!(edit(2, "Elogio", "Mais um").await.expect("an edit"), Some(EditOutcome::Saved));
    assert_eq!(edit(3, "", "Mais um").await.expect("an edit"), Some(EditOutcome::Saved), "none at all");
    let filter = scoped.case_kinds().await.expect("kinds");
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
    let id = settings.create(said.clone(), T).await.expect("a field");
    let kept: Kept<FieldRecord> = settings.get(id).await.expect("a read").expect("a field");
    assert_eq!(kept.record, said);
    let mut renamed = said.clone();
    "Contrato".clone_into(&mut renamed.field.name);
    assert_eq!(settings.change(id, 0, renamed.clone(), T).await.expect("a change"), Some(Change::Saved));
    let fields = store.as_principal(&AGENT).custom_fields().await.expect("fields");
    assert_eq!((fields.customer[0].key.as_str(), fields.customer[0].name.as_str()), ("Plano", "Contrato"));
    assert!(fields.case.is_empty());
    let mut other = renamed.clone();
    other.field.kind = FieldKind::Text;
    assert!(invalid(settings.change(id, 1, other, T).await).starts_with("kind can no longer"));
    let mut other = renamed.clone();
    "Contrato".clone_into(&mut other.field.key);
    assert!(invalid(settings.change(id, 1, other, T).await).starts_with("name can no longer"));
    assert!(invalid(settings.create(said, T).await).starts_with("name is what \"Contrato\" is for"));
    let again = field(FieldOwner::Customer, "Contrato", FieldKind::Text, false);
    assert!(invalid(settings.create(again, T).await).starts_with("name is taken"));
    settings.create(field(FieldOwner::Case, "Plano", FieldKind::Text, false), T).await.expect("of the case");
});

contract!(an_edit_fills_the_fields_that_are_defined, |store| {
    world(&store).await;
    let settings = settings(&store, &ADMINISTRATOR);
    let scoped = store.as_principal(&AGENT);
    settings.create(field(FieldOwner::Customer, "Plano", FieldKind::Choice, true), T).await.expect("a field");
    settings.create(field(FieldOwner::Case, "Prazo", FieldKind::Date, false), T).await.expect("a field");
    let customer = |custom| CustomerRecord {
        name: "Ana".to_owned(),
        chat: "ana".to_owned(),
        custom,
        ..CustomerRecord::default()
    };
    let edit = async |revision, said: &[(&str, &str)]| {
        scoped.edit_customer(CASE, revision, customer(map(said)), T).await
    };
    let refused = bad_fields(edit(0, &[("Plano", "Bronze")]).await);
    assert_eq!(refused, "custom.Plano must be one of: Ouro, Prata");
    assert_eq!(bad_fields(edit(0, &[]).await), "custom.Plano is required");
    let bad_email = CustomerRecord { email: "ana".to_owned(), ..customer(map(&[])) };
    let refused = bad_fields(scoped.edit_customer(CASE, 0, bad_email, T).await);
    assert!(refused.contains("email must") && refused.contains("custom.Plano is required"), "all at once");
    assert_eq!(
        edit(0, &[("Plano", "Ouro"), ("Inventado", "x")]).await.expect("an edit"),
        Some(EditOutcome::Saved)
    );
    let case = CaseRecord {
        kind: "Pedido".to_owned(),
        queue: Some(QueueId(1)),
        custom: map(&[("Prazo", "1/12/2026")]),
        ..CaseRecord::default()
    };
    assert_eq!(scoped.edit_case(CASE, 0, case, T).await.expect("an edit"), Some(EditOutcome::Saved));
    let data = scoped.case_data(CASE).await.expect("data").expect("in scope");
    assert_eq!(data.customer.custom, map(&[("Plano", "Ouro")]));
    assert_eq!(data.case.custom, map(&[("Prazo", "2026-12-01")]));
    let told = texts_of(&store, "SELECT detail FROM case_event WHERE action = 'edited'").await;
    assert!(told[0].contains("custom.Prazo"), "{told:?}");
});

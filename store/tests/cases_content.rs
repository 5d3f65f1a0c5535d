//! Every viewer of a case sees that its interactions took place; their content (notes, reason,
//! files) is visible only to viewers with that interaction in scope.

use crate::support::builders::{
    AccountBuilder, AttachmentBuilder, CaseBuilder, CustomerBuilder, GroupBuilder, InteractionBuilder,
    QueueBuilder, questionnaire, reason,
};
use crate::support::world::{number_of, run, texts_of};
use domain::cases::{CaseQuestionnaire, Event, Finish, StepOutcome, TimelineFilter};
use domain::questionnaire::{Question, QuestionKind, Questionnaire};
use domain::{
    AttachmentId, CaseId, CaseStatus, ContactReasonId, Millis, Principal, Role, TimelineAction, Timestamp,
    UserId,
};
use store::Store;
use store::cases::{AttachOutcome, NewAttachment, RemoveAttachmentOutcome};

const ANA: Principal = Principal { user: UserId(10), role: Role::Agent };
const BIA: Principal = Principal { user: UserId(11), role: Role::Agent };
const CHIEF_OF_BIA: Principal = Principal { user: UserId(3), role: Role::Supervisor };
const ADMINISTRATOR: Principal = Principal { user: UserId(1), role: Role::Administrator };
const CASE: CaseId = CaseId(1);
const T: Timestamp = Timestamp(1_772_452_800_000);

/// One case with an interaction of Ana's and a newer one of Bia's, who is in another group and
/// responsible. Each interaction has notes, a reason and a file.
async fn world(store: &Store) {
    AccountBuilder::administrator(1).name("Admin").build(store).await;
    AccountBuilder::supervisor(3).name("Chefe").build(store).await;
    AccountBuilder::agent(10).name("Ana").build(store).await;
    AccountBuilder::agent(11).name("Bia").build(store).await;
    GroupBuilder::new("g").agents(&[11]).supervisors(&[3]).build(store).await;
    let reasons = [reason(store, "RazaoAna").await, reason(store, "RazaoBia").await];
    QueueBuilder::new("Vendas").offering(&reasons).build(store).await;
    CustomerBuilder::new(1).name("João").build(store).await;
    let case = CaseBuilder::new(1).queue(1).agent(11).opened_at(T);
    case.status(CaseStatus::InService).build(store).await;
    for (id, agent, name) in [(1, ANA, "Ana"), (2, BIA, "Bia")] {
        let (at, login) = (T + Millis(id), format!("u{}", agent.user));
        let interaction = InteractionBuilder::new(&format!("P{id}"), at).case(1).agent(&login);
        let recorded = interaction.notes(&format!("Notas{name}")).build(store).await;
        let scoped = store.as_principal(&agent);
        let qualified =
            scoped.history().qualify(&recorded.protocol, Some(ContactReasonId(id)), None, at).await;
        qualified.expect("an answer").expect("their own");
        let file = AttachmentBuilder::new(1000 + id, 1, &format!("arquivo{name}.pdf"));
        file.interaction(id).content(id).uploaded_at(at).build(store).await;
    }
}

async fn timeline(store: &Store, who: Principal, filter: &TimelineFilter) -> Vec<Event> {
    let page = store.as_principal(&who).cases().timeline(CASE, filter, 1).await.expect("a timeline");
    assert_eq!(page.total, page.events.len() as u64, "the count and the rows agree");
    page.events
}

fn searching(search: &str) -> TimelineFilter {
    TimelineFilter { search: search.to_owned(), ..TimelineFilter::default() }
}

contract!(the_timeline_says_that_an_interaction_took_place_and_not_what_was_written, |store| {
    world(&store).await;
    for (who, own, foreign) in [(ANA, "Ana", "Bia"), (BIA, "Bia", "Ana"), (CHIEF_OF_BIA, "Bia", "Ana")] {
        let events = timeline(&store, who, &TimelineFilter::default()).await;
        let took_place: Vec<_> =
            events.iter().filter(|event| event.action == TimelineAction::Interaction).collect();
        assert_eq!(took_place.len(), 2, "both interactions are told");
        let said: Vec<&str> = took_place.iter().filter_map(|event| event.comment.as_deref()).collect();
        assert_eq!(said, [format!("Notas{own}")]);
        let found = format!("{events:?}");
        assert!(found.contains(&format!("Razao{own}")), "{found}");
        for word in ["Notas", "Razao"] {
            assert!(!found.contains(&format!("{word}{foreign}")), "{found}");
            assert!(timeline(&store, who, &searching(&format!("{word}{foreign}"))).await.is_empty());
            assert_eq!(timeline(&store, who, &searching(&format!("{word}{own}"))).await.len(), 1);
        }
        for (commented, expected) in [(true, 1), (false, 1)] {
            let filter = TimelineFilter {
                commented: Some(commented),
                actions: vec![TimelineAction::Interaction],
                ..TimelineFilter::default()
            };
            assert_eq!(timeline(&store, who, &filter).await.len(), expected, "{commented}");
        }
    }
    let all = format!("{:?}", timeline(&store, ADMINISTRATOR, &TimelineFilter::default()).await);
    for word in ["NotasAna", "NotasBia", "RazaoAna", "RazaoBia"] {
        assert!(all.contains(word), "{word}");
    }
});

contract!(the_reason_and_the_files_of_an_interaction_are_for_those_who_have_it_in_scope, |store| {
    world(&store).await;
    for (who, name, foreign) in [(ANA, "Ana", 1002), (BIA, "Bia", 1001), (CHIEF_OF_BIA, "Bia", 1001)] {
        let scoped = store.as_principal(&who);
        let data = scoped.cases().data(CASE).await.expect("data").expect("in scope");
        assert_eq!((data.reason, data.interaction_count), (Some(format!("Razao{name}")), 2));
        let files = scoped.cases().attachments(CASE).await.expect("files");
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, [format!("arquivo{name}.pdf")]);
        let file = AttachmentId(foreign);
        assert_eq!(scoped.cases().attachment_file(file).await.expect("an answer"), None);
        assert_eq!(scoped.cases().remove_attachment(file, T).await.expect("an answer"), None);
    }
    // A duplicate of a file out of scope is stored; nothing reveals that it exists.
    let same = NewAttachment {
        name: "minha.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        size: 1,
        sha256: "h2".to_owned(),
        blob: "mine".to_owned(),
    };
    let attached = store.as_principal(&ANA).cases().attach(CASE, &same, T).await.expect("an answer");
    assert!(matches!(attached, Some(AttachOutcome::Created(_))), "{attached:?}");
    let again = store.as_principal(&ANA).cases().attach(CASE, &same, T).await.expect("an answer");
    assert!(matches!(again, Some(AttachOutcome::Known { name, .. }) if name == "minha.pdf"));
});

contract!(the_finishing_form_starts_from_and_writes_to_an_interaction_in_scope, |store| {
    world(&store).await;
    // Ana becomes responsible, while the newest interaction is still Bia's.
    run(&store, "UPDATE service_case SET agent_id = 10").await;
    run(&store, "UPDATE interaction SET queued_at = queued_at - 10 WHERE id = 1").await;
    for (who, own) in [(ANA, "Ana"), (CHIEF_OF_BIA, "Bia")] {
        let scoped = store.as_principal(&who);
        let head = scoped.cases().head(CASE).await.expect("a read").expect("a case");
        let form = scoped.cases().finish_form(&head).await.expect("a read").expect("an interaction");
        assert_eq!(form.notes, format!("Notas{own}"));
        assert_eq!(form.reason.expect("one").name, format!("Razao{own}"));
    }
    let finish =
        Finish { reason: Some(ContactReasonId(2)), notes: "SegredoBia".to_owned(), ..Finish::default() };
    let done = store
        .as_principal(&CHIEF_OF_BIA)
        .cases()
        .finish(CASE, CaseStatus::InService, &finish, T + Millis(100))
        .await;
    assert_eq!(done.expect("done"), Some(StepOutcome::Done(CaseStatus::Closed)));
    let notes = texts_of(&store, "SELECT notes FROM interaction ORDER BY id").await;
    assert_eq!(notes, ["NotasAna", "SegredoBia"], "what is out of scope is not written");
    // The close event repeats the description, visible to the same viewers.
    for (who, reads) in [(ANA, false), (BIA, true), (CHIEF_OF_BIA, true), (ADMINISTRATOR, true)] {
        let events = timeline(&store, who, &TimelineFilter::default()).await;
        let closed = events.iter().find(|event| event.action == TimelineAction::Closed).expect("told");
        assert_eq!(closed.comment.is_some(), reads, "{who:?}");
        assert_eq!(closed.status, Some(CaseStatus::Closed));
    }
});

contract!(who_has_no_interaction_in_scope_finishes_without_qualifying_one, |store| {
    world(&store).await;
    run(&store, "UPDATE service_case SET agent_id = 10; UPDATE interaction SET agent_id = 11").await;
    run(&store, "UPDATE queue SET reason_required = TRUE").await;
    let scoped = store.as_principal(&ANA);
    let head = scoped.cases().head(CASE).await.expect("a read").expect("responsible");
    assert_eq!(scoped.cases().finish_form(&head).await.expect("a read"), None);
    let finish = Finish { notes: "Resolvido".to_owned(), ..Finish::default() };
    let done =
        scoped.cases().finish(CASE, CaseStatus::InService, &finish, T + Millis(100)).await.expect("done");
    assert_eq!(done, Some(StepOutcome::Done(CaseStatus::Closed)));
    let kept = "SELECT count(*) FROM interaction WHERE notes LIKE 'Notas%'";
    assert_eq!(number_of(&store, kept).await, 2);
    let events = timeline(&store, ANA, &TimelineFilter::default()).await;
    assert_eq!(events[0].comment.as_deref(), Some("Resolvido"), "what one says oneself is the case's");
});

/// A questionnaire with one question, and an answer to it.
async fn answered(store: &Store, answer: &str) -> (CaseQuestionnaire, Vec<domain::questionnaire::Answer>) {
    let question = Question {
        id: 1,
        kind: QuestionKind::Text,
        text: "O que houve?".to_owned(),
        options: Vec::new(),
        required: true,
    };
    let id = questionnaire(store, "Roteiro", vec![question.clone()]).await;
    let questionnaire = Questionnaire { name: "Roteiro".to_owned(), questions: vec![question] };
    let answers = questionnaire.complete(|_| Some(answer)).expect("a good answer");
    (CaseQuestionnaire { id, questionnaire }, answers)
}

/// Everyone who sees a text in an event of this action; all of them see the event itself.
async fn readers_of(store: &Store, action: TimelineAction, word: &str) -> Vec<Principal> {
    let mut readers = Vec::new();
    for who in [ANA, BIA, CHIEF_OF_BIA, ADMINISTRATOR] {
        let events = timeline(store, who, &TimelineFilter::default()).await;
        let event = events.iter().find(|event| event.action == action).expect("an event for everybody");
        let reads = format!("{event:?}").contains(word);
        let found = timeline(store, who, &searching(&word.to_lowercase())).await;
        assert_eq!(!found.is_empty(), reads, "a search finds what is read: {who:?}");
        if reads {
            readers.push(who);
        } else {
            assert_eq!((&event.subject, &event.comment), (&None, &None), "{who:?}");
        }
    }
    readers
}

const READERS: [Principal; 3] = [BIA, CHIEF_OF_BIA, ADMINISTRATOR];

contract!(the_answers_of_a_questionnaire_are_for_those_who_have_their_interaction_in_scope, |store| {
    world(&store).await;
    let (asked, answers) = answered(&store, "RespostaBia").await;
    let finish = Finish { answers: Some((asked, answers)), ..Finish::default() };
    let done =
        store.as_principal(&BIA).cases().finish(CASE, CaseStatus::InService, &finish, T + Millis(100)).await;
    assert_eq!(done.expect("done"), Some(StepOutcome::Done(CaseStatus::Closed)));
    assert_eq!(readers_of(&store, TimelineAction::Questionnaire, "RespostaBia").await, READERS);
    let kept = "SELECT count(*) FROM questionnaire_answer WHERE interaction_id = 2";
    assert_eq!(number_of(&store, kept).await, 1);
});

contract!(the_answers_of_who_has_no_interaction_in_scope_are_the_cases, |store| {
    world(&store).await;
    run(&store, "UPDATE service_case SET agent_id = 10; UPDATE interaction SET agent_id = 11").await;
    let (asked, answers) = answered(&store, "RespostaAna").await;
    let finish = Finish { answers: Some((asked, answers)), ..Finish::default() };
    let done =
        store.as_principal(&ANA).cases().finish(CASE, CaseStatus::InService, &finish, T + Millis(100)).await;
    assert_eq!(done.expect("done"), Some(StepOutcome::Done(CaseStatus::Closed)));
    let kept = "SELECT count(*) FROM questionnaire_answer WHERE interaction_id IS NULL";
    assert_eq!(number_of(&store, kept).await, 1);
});

contract!(answers_given_before_are_for_the_same_readers, |store| {
    world(&store).await;
    AccountBuilder::supervisor(4).build(&store).await;
    AccountBuilder::agent(12).build(&store).await;
    GroupBuilder::new("h").agents(&[10]).supervisors(&[4]).build(&store).await;
    let questionnaire = answered(&store, "Resposta").await.0.id;
    // Inserted as SQL, since the store now names the interaction of answers and removed files.
    let event = |at: Timestamp, actor: i64, word: &str| {
        let detail = format!(
            r#"{{"name":"Roteiro","answers":[{{"question":"O que houve?","answer":"Resposta{word}"}}]}}"#
        );
        format!(
            "INSERT INTO case_event (case_id, at, actor_id, action, detail) VALUES \
             (1, {at}, {actor}, 'questionnaire', '{detail}'); \
             INSERT INTO questionnaire_answer (questionnaire_id, case_id, at, agent_id, answers) VALUES \
             ({questionnaire}, 1, {at}, {actor}, '[]');"
        )
    };
    // Written while finishing the case; by Ana; by an administrator, after and before any
    // interaction; by an agent without one; by Ana's supervisor, while the latest one is Bia's.
    let rows = [
        event(T + Millis(100), 1, "DoFim"),
        format!(
            "INSERT INTO case_event (case_id, interaction_id, at, actor_id, action) \
             VALUES (1, 1, {}, 1, 'closed');",
            T + Millis(100)
        ),
        event(T + Millis(101), 10, "DeAna"),
        event(T + Millis(102), 1, "DeOutra"),
        event(T - Millis(1), 1, "DeAntes"),
        event(T + Millis(103), 12, "DeNinguem"),
        event(T + Millis(104), 4, "DoChefe"),
        format!(
            "INSERT INTO case_event (case_id, at, actor_id, action, comment, detail) VALUES \
             (1, {removed_at}, 1, 'attachment_removed', 'velho.pdf', '{{\"name\":\"velho.pdf\"}}'); \
             UPDATE attachment SET name = 'velho.pdf', removed_at = {removed_at}, blob = NULL WHERE id = 1001;",
            removed_at = T + Millis(200)
        ),
    ];
    run(&store, &rows.concat()).await;
    let migrations = [
        include_str!("../../migrations/postgres/0016_answers_of_interactions.sql"),
        include_str!("../../migrations/sqlite/0016_answers_of_interactions.sql"),
    ];
    run(&store, migrations[usize::from(store.db().is_sqlite())]).await;
    let of = "SELECT coalesce(interaction_id, 0) || ' ' || at FROM case_event \
              WHERE action = 'questionnaire' ORDER BY at";
    let expected = [
        (0, T - Millis(1)),
        (1, T + Millis(100)),
        (1, T + Millis(101)),
        (2, T + Millis(102)),
        (0, T + Millis(103)),
        (1, T + Millis(104)),
    ];
    let expected = expected.map(|(interaction, at)| format!("{interaction} {at}"));
    assert_eq!(texts_of(&store, of).await, expected);
    let kept = "SELECT coalesce(interaction_id, 0) || ' ' || at FROM questionnaire_answer ORDER BY at";
    assert_eq!(texts_of(&store, kept).await, expected);
    let removed = "SELECT interaction_id FROM case_event WHERE action = 'attachment_removed'";
    assert_eq!(number_of(&store, removed).await, 1);
});

contract!(the_name_of_a_removed_file_of_an_interaction_is_for_those_who_have_it_in_scope, |store| {
    world(&store).await;
    let removed = store
        .as_principal(&ADMINISTRATOR)
        .cases()
        .remove_attachment(AttachmentId(1002), T + Millis(50))
        .await;
    assert!(matches!(removed.expect("an answer"), Some(RemoveAttachmentOutcome::Removed { .. })));
    assert_eq!(readers_of(&store, TimelineAction::AttachmentRemoved, "arquivoBia").await, READERS);
});

contract!(lost_bytes_are_only_replaced_where_the_file_is_read, |store| {
    world(&store).await;
    let file = NewAttachment {
        name: "outro.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        size: 1,
        sha256: "h2".to_owned(),
        blob: "fresh".to_owned(),
    };
    for (who, may) in [(ANA, false), (BIA, true)] {
        let scoped = store.as_principal(&who);
        let restored = scoped.cases().restore_attachment(AttachmentId(1002), "b2", &file, T).await;
        assert_eq!(restored.expect("an answer"), may, "{who:?}");
    }
});

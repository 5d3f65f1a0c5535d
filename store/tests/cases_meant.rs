//! Actions on a case that was merged or separated meanwhile write to no other case, and the outcome
//! says so.

use crate::support::builders::SurveyBuilder;
use crate::support::cases::{AGENT, case, operation, rows};
use crate::support::world::{number_of, run, texts_of};
use domain::case_life::CaseAction;
use domain::cases::{CommentOutcome, EditOutcome, Finish, MergeOutcome, StepOutcome, SurveyRequestOutcome};
use domain::record::{CaseRecord, CustomerRecord};
use domain::survey::{Question, QuestionKind};
use domain::{CaseId, CaseStatus, Revision, Timestamp};
use store::Store;
use store::cases::{AttachOutcome, NewAttachment};

const T: Timestamp = Timestamp(9_000);

/// Two cases of one customer and one agent; the second is merged into the first.
async fn merged(store: &Store) {
    operation(store).await;
    run(store, &format!("{}{}", rows(store, &case(1)), rows(store, &case(2)))).await;
    let outcome = store.as_principal(&AGENT).cases().merge(CaseId(1), &[CaseId(2)], Timestamp(8_000)).await;
    assert_eq!(outcome.expect("an answer"), Some(MergeOutcome::Merged));
}

/// Every kind of outcome names the survivor of a case that was merged.
macro_rules! assert_merged {
    ($outcome:expr, $kind:ident) => {{
        let outcome = $outcome.await.expect("an answer");
        assert!(matches!(outcome, Some($kind::Merged(CaseId(1)))), "{outcome:?}");
    }};
}

async fn everything(store: &Store) -> Vec<String> {
    let mut all = Vec::new();
    for sql in [
        "SELECT id || status || coalesce(subject, '') || revision FROM service_case ORDER BY id",
        "SELECT id || coalesce(name, '') || revision FROM customer ORDER BY id",
        "SELECT id || action FROM case_event ORDER BY id",
        "SELECT name FROM attachment ORDER BY id",
        "SELECT '' || id FROM survey_response ORDER BY id",
        "SELECT '' || seq FROM audit_event ORDER BY seq",
    ] {
        all.extend(texts_of(store, sql).await);
    }
    all
}

contract!(what_is_meant_for_a_merged_case_is_told_and_nothing_is_written, |store| {
    merged(&store).await;
    let score = Question { id: 1, kind: QuestionKind::Scale, text: "Que nota?".to_owned(), required: true };
    SurveyBuilder::new("Pesquisa", vec![score]).build(&store).await;
    let before = everything(&store).await;
    let scoped = store.as_principal(&AGENT);
    let meant = CaseId(2);
    let customer = CustomerRecord { name: "Outra".to_owned(), ..CustomerRecord::default() };
    assert_merged!(scoped.cases().edit_customer(meant, Revision(0), customer, T), EditOutcome);
    let record = CaseRecord { subject: "Outro".to_owned(), ..CaseRecord::default() };
    assert_merged!(scoped.cases().edit(meant, Revision(0), record, T), EditOutcome);
    for seen in CaseStatus::ALL {
        assert_merged!(scoped.cases().finish(meant, seen, &Finish::default(), T), StepOutcome);
        assert_merged!(scoped.cases().step(meant, CaseAction::Continue, seen, None, T), StepOutcome);
    }
    assert_merged!(scoped.cases().comment(meant, "Olá", T), CommentOutcome);
    assert_merged!(scoped.cases().request_survey(meant, T), SurveyRequestOutcome);
    let file = NewAttachment {
        name: "a.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        size: 1,
        sha256: "h".to_owned(),
        blob: "b".to_owned(),
    };
    assert_merged!(scoped.cases().attach(meant, &file, T), AttachOutcome);
    assert_eq!(everything(&store).await, before);
});

contract!(after_the_undo_each_case_takes_what_is_meant_for_it, |store| {
    merged(&store).await;
    let scoped = store.as_principal(&AGENT);
    scoped.cases().undo_merge(CaseId(2), T).await.expect("an answer").expect("in scope");
    let written = scoped.cases().comment(CaseId(2), "Ao segundo", T).await.expect("an answer");
    assert_eq!(written, Some(CommentOutcome::Written));
    let of_second = "SELECT count(*) FROM case_event WHERE case_id = 2 AND comment = 'Ao segundo'";
    assert_eq!(number_of(&store, of_second).await, 1);
});

contract!(of_a_merge_and_a_step_at_once_the_slower_is_told, |store| {
    operation(&store).await;
    run(&store, &format!("{}{}", rows(&store, &case(1)), rows(&store, &case(2)))).await;
    let merging = store.as_principal(&AGENT);
    let stepping = store.as_principal(&AGENT);
    let sources = [CaseId(2)];
    let (merging, stepping) = (merging.cases(), stepping.cases());
    let (merge, step) = futures::join!(
        merging.merge(CaseId(1), &sources, T),
        stepping.step(CaseId(2), CaseAction::Continue, CaseStatus::Waiting, None, T)
    );
    let (merge, step) = (merge.expect("an answer"), step);
    // A case in service can no longer be merged.
    let stepped = matches!((&merge, &step), (Some(MergeOutcome::Refused(_)), Ok(Some(StepOutcome::Done(_)))));
    let merged =
        matches!((&merge, &step), (Some(MergeOutcome::Merged), Ok(Some(StepOutcome::Merged(CaseId(1))))));
    assert!(stepped || merged, "both or neither: {merge:?} {step:?}");
});

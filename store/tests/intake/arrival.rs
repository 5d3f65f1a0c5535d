//! Interactions that arrive for a closed or merged case, and their effect on the SLA clocks.

use domain::{CaseId, Millis, NewInteraction, Timestamp};
use store::Store;

use crate::intake::probe::{count, number, run, texts};
use crate::intake::sample::{call_with, of_case, record, text};
use crate::support::builders::{CalendarBuilder, PolicyBuilder};

const DAY: Millis = Millis::days(1);

/// A call for case *A* that enters the queue this many days after the first.
fn later(external_id: &str, days: i64) -> NewInteraction {
    let mut new = of_case(external_id, "A");
    for at in [&mut new.queued_at, &mut new.ended_at] {
        *at += chrono::Duration::days(days);
    }
    new.answered_at = new.answered_at.map(|at| at + chrono::Duration::days(days));
    new
}

/// Closes a case at the end of its only call.
async fn close(store: &Store, case: CaseId) {
    let sql = format!("UPDATE service_case SET status = 'closed', closed_at = updated_at WHERE id = {case}");
    run(store, &sql).await;
}

async fn status(store: &Store, case: CaseId) -> String {
    texts(store, &format!("SELECT status FROM service_case WHERE id = {case}")).await.remove(0)
}

contract!(a_merged_case_is_joined_through_its_survivor, |store| {
    let (merged, survivor) =
        (record(&store, of_case("1", "A")).await.case, record(&store, of_case("2", "B")).await.case);
    run(
        &store,
        &format!("UPDATE service_case SET status = 'merged', merged_into = {survivor} WHERE id = {merged}"),
    )
    .await;
    assert_eq!(record(&store, later("3", 1)).await.case, survivor);
    assert_eq!(status(&store, merged).await, "merged");
});

contract!(within_the_window_a_closed_case_is_reopened, |store| {
    let case = record(&store, of_case("1", "A")).await.case;
    close(&store, case).await;
    let mut second = later("2", 3);
    second.agent = text("ana");
    assert_eq!(record(&store, second).await.case, case);
    assert_eq!(status(&store, case).await, "in_service");
    let closed = "SELECT COUNT(*) FROM service_case WHERE closed_at IS NULL AND agent_id IS NOT NULL";
    assert_eq!(number(&store, closed).await, 1, "whoever served is responsible where nobody was");
    let event = "SELECT action || ' ' || status FROM case_event";
    assert_eq!(texts(&store, event).await, ["reopened in_service"]);
});

contract!(the_window_is_the_operations, |store| {
    let case = record(&store, of_case("1", "A")).await.case;
    close(&store, case).await;
    let window = store.set_reopen_days(1, Timestamp(0)).await.expect("an answer");
    assert_eq!(window, store::settings::SetReopenDaysOutcome::Set);
    assert_ne!(record(&store, later("2", 3)).await.case, case);
    assert_eq!(status(&store, case).await, "closed");
});

contract!(after_the_window_one_case_continues_the_closed_one, |store| {
    let first = record(&store, of_case("1", "A")).await.case;
    close(&store, first).await;
    let second = record(&store, later("2", 30)).await.case;
    assert_ne!(second, first);
    assert_eq!(status(&store, first).await, "closed");
    let continues = format!("SELECT continues FROM service_case WHERE id = {second}");
    assert_eq!(number(&store, &continues).await, first.0);
    assert_eq!(record(&store, later("3", 31)).await.case, second, "the name leads to it from now on");
    close(&store, second).await;
    let third = record(&store, later("4", 90)).await.case;
    assert!(third != first && third != second);
    assert_eq!(record(&store, later("5", 91)).await.case, third, "along the whole chain");
    assert_eq!(count(&store, "service_case").await, 3);
});

contract!(what_began_before_the_close_reopens_nothing, |store| {
    let case = record(&store, of_case("1", "A")).await.case;
    close(&store, case).await;
    assert_eq!(record(&store, later("2", -1)).await.case, case);
    assert_eq!(status(&store, case).await, "closed");
    assert_eq!(count(&store, "case_event").await, 0);
});

/// Three policies: a general one, one for complaints without a resolution target, an archived one.
async fn policies(store: &Store) {
    let calendar = CalendarBuilder::mondays("c").build(store).await;
    let standard = PolicyBuilder::new("Padrão", calendar);
    standard.first_response(Millis::minutes(1)).resolution(Millis::hours(1)).build(store).await;
    let complaints = PolicyBuilder::new("Queixa", calendar).kind("Reclamação");
    complaints.first_response(Millis::seconds(30)).build(store).await;
    PolicyBuilder::new("Antiga", calendar).first_response(Millis(1)).out_of_use().build(store).await;
}

const CLOCKS: &str = "SELECT case_id || ' ' || kind || ' ' || policy_id || ' ' || started || ' ' ||
    COALESCE(CAST(stopped AS TEXT), '-') FROM sla_clock ORDER BY case_id, kind";

contract!(a_case_gets_the_clocks_of_its_policy, |store| {
    policies(&store).await;
    let unanswered = call_with("1", |new| new.answered_at = None);
    let case = record(&store, unanswered).await.case;
    assert_eq!(
        texts(&store, CLOCKS).await,
        [format!("{case} first_response 1 1772456400000 -"), format!("{case} resolution 1 1772456400000 -"),]
    );
    let mut complaint = of_case("2", "C");
    complaint.case.as_mut().unwrap().kind = text("reclamacao");
    let case = record(&store, complaint).await.case;
    let own = texts(&store, CLOCKS).await.pop().unwrap();
    assert_eq!(
        own,
        format!("{case} first_response 2 1772456400000 1772456460000"),
        "answered after a minute"
    );
});

contract!(a_later_answer_stops_the_first_response_and_a_reopening_goes_on, |store| {
    policies(&store).await;
    let mut silent = of_case("1", "A");
    silent.answered_at = None;
    let case = record(&store, silent).await.case;
    let mut answered = later("2", 0);
    answered.answered_at = Some("2026-03-02T10:02:00-03:00".parse().unwrap());
    record(&store, answered).await;
    let first = format!("{case} first_response 1 1772456400000 1772456520000");
    assert_eq!(texts(&store, CLOCKS).await[0], first);
    close(&store, case).await;
    run(&store, "UPDATE sla_clock SET stopped = 1772456700000 WHERE kind = 'resolution'").await;
    record(&store, later("3", 1)).await;
    let clocks = texts(&store, CLOCKS).await;
    assert_eq!(clocks, [first, format!("{case} resolution 1 1772456400000 -")]);
    let pauses = "SELECT pauses FROM sla_clock WHERE kind = 'resolution'";
    let rested = format!(r#"[{{"from":1772456700000,"to":{}}}]"#, Timestamp(1_772_456_400_000) + DAY);
    assert_eq!(texts(&store, pauses).await, [rested]);
});

contract!(without_policies_there_are_no_clocks, |store| {
    record(&store, of_case("1", "A")).await;
    assert_eq!(count(&store, "sla_clock").await, 0);
});

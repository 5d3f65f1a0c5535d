//! Surveys: who may request one, which survey is chosen, and that a link works once and in time.

use crate::support::builders::SurveyBuilder;
use crate::support::world::{World, days_from, number_of, principal, run, texts_of};
use domain::cases::{CaseSurveys, SurveyRequestOutcome, SurveyState};
use domain::notifications::{NotificationAbout, NotificationKind};
use domain::survey::{AnswerValue, CompletedSurvey, Scale, Survey};
use domain::{CaseId, HistoryFilter, Millis, Principal, QueueId, Role, Timestamp};
use store::Store;
use store::cases::PublicSurvey;

const NOW: Timestamp = Timestamp(1_790_000_000_000);
const DAY: Millis = Millis::days(1);
const QUESTIONS: &str = r#"[{"id":1,"kind":"scale","text":"Que nota?","required":true},{"id":2,"kind":"text","text":"Por quê?"}]"#;

/// A case of queue 1 that agent 10 is responsible for, a general survey and one of queue 2.
async fn asked_for(store: &Store) -> (CaseId, Principal) {
    let world = World::build(store, 7, 60, days_from("2026-11-01", 3)).await;
    let case = world.interactions.iter().find(|i| i.agent == Some(10)).expect("one").case;
    run(store, &format!("UPDATE service_case SET agent_id = 10, queue_id = 1 WHERE id = {case}")).await;
    let questions = || serde_json::from_str(QUESTIONS).expect("questions");
    SurveyBuilder::new("Geral", questions()).build(store).await;
    let light = SurveyBuilder::new("Luz", questions()).queue(QueueId(2));
    light.scale(Scale::Nps).valid_days(1).build(store).await;
    (CaseId(case), principal((10, Role::Agent)))
}

async fn request(store: &Store, who: &Principal, case: CaseId, now: Timestamp) -> SurveyRequestOutcome {
    store.as_principal(who).cases().request_survey(case, now).await.expect("an answer").expect("in scope")
}

async fn token(store: &Store, who: &Principal, case: CaseId, now: Timestamp) -> String {
    match request(store, who, case, now).await {
        SurveyRequestOutcome::Requested(token) => token,
        other => panic!("{other:?}"),
    }
}

async fn shown(store: &Store, who: &Principal, case: CaseId, now: Timestamp) -> CaseSurveys {
    let scoped = store.as_principal(who);
    let head = scoped.cases().head(case).await.expect("an answer").expect("in scope");
    scoped.cases().surveys(&head, now).await.expect("surveys")
}

fn five(survey: &Survey) -> CompletedSurvey {
    survey.complete(|id| Some(if id == 1 { "5" } else { "Rápido" })).expect("good answers")
}

async fn survey_of(store: &Store, token: &str, now: Timestamp) -> Survey {
    match store.public_surveys().find(token, now).await.expect("an answer") {
        PublicSurvey::Open(survey) => survey,
        other => panic!("{other:?}"),
    }
}

contract!(a_survey_is_asked_for_answered_once_and_read, |store| {
    let (case, agent) = asked_for(&store).await;
    let before = shown(&store, &agent, case, NOW).await;
    assert_eq!((before.configured.as_deref(), before.may_request), (Some("Geral"), true));
    let token = token(&store, &agent, case, NOW).await;
    assert_eq!(token.len(), 43, "256 bits");
    let waiting = shown(&store, &agent, case, NOW).await;
    assert_eq!(waiting.responses[0].state, SurveyState::Waiting { token: Some(token.clone()) });
    assert_eq!(request(&store, &agent, case, NOW + Millis(1)).await, SurveyRequestOutcome::Waiting);

    let survey = survey_of(&store, &token, NOW + DAY).await;
    assert!(store.public_surveys().answer(&token, &five(&survey), NOW + DAY).await.expect("answered"));
    assert!(!store.public_surveys().answer(&token, &five(&survey), NOW + DAY).await.expect("used up"));
    assert!(!store.public_surveys().decline(&token, NOW + DAY).await.expect("used up"));
    let found = store.public_surveys().find(&token, NOW + DAY).await.expect("an answer");
    assert_eq!(found, PublicSurvey::Unknown);

    let read = shown(&store, &agent, case, NOW + DAY).await.responses.remove(0);
    assert!(matches!(read.state, SurveyState::Answered(_)));
    assert_eq!((read.score, read.scale, read.survey.as_str()), (Some(5), Scale::Csat, "Geral"));
    assert_eq!(
        (read.requester, read.responsible),
        (Some(World::agent_name(10)), Some(World::agent_name(10)))
    );
    assert_eq!(read.answers[1].value, AnswerValue::Text("Rápido".to_owned()));
    let events = "SELECT action FROM case_event WHERE action LIKE 'survey%' ORDER BY id";
    assert_eq!(texts_of(&store, events).await, ["survey_requested", "survey_answered"]);
    let anonymous = "SELECT count(*) FROM case_event WHERE action = 'survey_answered' AND actor_id IS NULL \
                  AND comment = 'Rápido'";
    assert_eq!(number_of(&store, anonymous).await, 1);
    assert!(matches!(request(&store, &agent, case, NOW + 2 * DAY).await, SurveyRequestOutcome::Requested(_)));
});

contract!(of_many_answers_at_once_one_is_taken, |store| {
    let (case, agent) = asked_for(&store).await;
    let token = token(&store, &agent, case, NOW).await;
    let completed = five(&survey_of(&store, &token, NOW).await);
    let mut racers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (store, token, completed) = (store.store.clone(), token.clone(), completed.clone());
        racers.spawn(async move {
            store.public_surveys().answer(&token, &completed, NOW + Millis(1)).await.expect("an answer")
        });
    }
    assert_eq!(racers.join_all().await.into_iter().filter(|taken| *taken).count(), 1);
    assert_eq!(
        number_of(&store, "SELECT count(*) FROM case_event WHERE action = 'survey_answered'").await,
        1
    );
});

contract!(a_survey_can_be_declined_or_expire, |store| {
    let (case, agent) = asked_for(&store).await;
    let declined = token(&store, &agent, case, NOW).await;
    assert!(store.public_surveys().decline(&declined, NOW + Millis(1)).await.expect("declined"));
    let late = token(&store, &agent, case, NOW + Millis(2)).await;
    let after = NOW + Millis(2) + 7 * DAY;
    let completed = five(&survey_of(&store, &late, after - Millis(1)).await);
    assert_eq!(store.public_surveys().find(&late, after).await.expect("an answer"), PublicSurvey::Expired);
    assert!(!store.public_surveys().answer(&late, &completed, after).await.expect("too late"));
    assert!(!store.public_surveys().decline(&late, after).await.expect("too late"));
    let states: Vec<_> =
        shown(&store, &agent, case, after).await.responses.into_iter().map(|one| one.state).collect();
    assert!(matches!(states[..], [SurveyState::Expired, SurveyState::Declined(_)]), "{states:?}");
    for unknown in ["", "x", &"A".repeat(43), &"A".repeat(9000), "' OR 1=1 --"] {
        let found = store.public_surveys().find(unknown, NOW).await.expect("an answer");
        assert_eq!(found, PublicSurvey::Unknown, "{unknown}");
    }
});

contract!(only_one_of_many_requests_at_once_is_made, |store| {
    let (case, agent) = asked_for(&store).await;
    let mut racers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let store = store.store.clone();
        racers.spawn(async move { request(&store, &agent, case, NOW).await });
    }
    let made = racers.join_all().await;
    assert_eq!(
        made.iter().filter(|one| matches!(one, SurveyRequestOutcome::Requested(_))).count(),
        1,
        "{made:?}"
    );
});

contract!(the_survey_of_the_queue_goes_before_the_general_one, |store| {
    let (case, agent) = asked_for(&store).await;
    run(&store, &format!("UPDATE service_case SET queue_id = 2 WHERE id = {case}")).await;
    assert_eq!(shown(&store, &agent, case, NOW).await.configured.as_deref(), Some("Luz"));
    run(&store, "UPDATE survey SET active = FALSE WHERE id = 2").await;
    assert_eq!(shown(&store, &agent, case, NOW).await.configured.as_deref(), Some("Geral"));
    run(&store, "DELETE FROM survey").await;
    assert_eq!(shown(&store, &agent, case, NOW).await.configured, None);
    assert_eq!(request(&store, &agent, case, NOW).await, SurveyRequestOutcome::NotConfigured);
});

contract!(who_is_responsible_and_who_supervises_may_ask, |store| {
    let (case, agent) = asked_for(&store).await;
    run(&store, &format!("UPDATE service_case SET agent_id = 18 WHERE id = {case}")).await;
    // An agent who served the case without being responsible for it.
    assert_eq!(request(&store, &agent, case, NOW).await, SurveyRequestOutcome::NotAllowed);
    let outsider = principal((4, Role::Supervisor));
    let answer = store.as_principal(&outsider).cases().request_survey(case, NOW).await.expect("an answer");
    assert_eq!(answer, None);
    let supervisor = principal((2, Role::Supervisor));
    let token = token(&store, &supervisor, case, NOW).await;
    assert_eq!(
        shown(&store, &agent, case, NOW).await.responses[0].state,
        SurveyState::Waiting { token: None }
    );
    let state = shown(&store, &supervisor, case, NOW).await.responses.remove(0).state;
    assert_eq!(state, SurveyState::Waiting { token: Some(token) });
});

contract!(the_history_shows_the_last_score_of_an_agents_work_on_a_case, |store| {
    let (case, agent) = asked_for(&store).await;
    let administrator = principal((1, Role::Administrator));
    let scores = async |who: &Principal| {
        let filter = HistoryFilter::default();
        let page = store.as_principal(who).history().list(&filter, 1).await.expect("a page");
        let of_case = page.rows.into_iter().filter(|row| row.score.is_some());
        let of_case = of_case.map(|row| (row.case, row.score.map(|score| (score.scale, score.value))));
        let mut scores: Vec<_> = of_case.collect();
        scores.dedup();
        scores
    };
    run(&store, &format!("UPDATE interaction SET agent_id = 10 WHERE case_id = {case}")).await;
    assert_eq!(scores(&administrator).await, []);

    let first = token(&store, &agent, case, NOW).await;
    let survey = survey_of(&store, &first, NOW).await;
    store.public_surveys().answer(&first, &five(&survey), NOW).await.expect("an answer");
    let expected = vec![(case, Some((Scale::Csat, 5)))];
    assert_eq!(scores(&administrator).await, expected);
    assert_eq!(scores(&agent).await, expected);

    // Another agent's interaction of the case is not what was asked about.
    run(&store, &format!("UPDATE interaction SET agent_id = 11 WHERE case_id = {case}")).await;
    assert_eq!(scores(&administrator).await, []);
});

contract!(a_low_score_notifies_the_supervisors_of_the_agent_once, |store| {
    let (case, agent) = asked_for(&store).await;
    run(&store, "UPDATE survey SET low_score = 2 WHERE name = 'Geral'").await;
    let mut at = NOW;
    for score in ["3", "2", "1"] {
        at += DAY;
        let token = token(&store, &agent, case, at).await;
        let survey = survey_of(&store, &token, at).await;
        let answers =
            survey.complete(|id| Some(if id == 1 { score } else { "Demorou" })).expect("good answers");
        assert!(store.public_surveys().answer(&token, &answers, at).await.expect("answered"));
        assert!(!store.public_surveys().answer(&token, &answers, at).await.expect("used up"));
    }
    let supervisor = principal((2, Role::Supervisor));
    let list = store.as_principal(&supervisor).notifications().list(true, 1).await.expect("a list").rows;
    let about: Vec<_> = list.into_iter().map(|one| (one.kind, one.about)).collect();
    let low = (NotificationKind::LowScore, NotificationAbout::Case(case));
    assert_eq!(about, [low.clone(), low], "of two answers, not of the better one");
    let notified = "SELECT DISTINCT user_id || ' ' || kind FROM notification ORDER BY 1";
    let supervisors = texts_of(&store, notified).await;
    assert!(
        supervisors.iter().all(|line| line.ends_with(" low_score"))
            && !supervisors.contains(&"10 low_score".to_owned())
    );
    // Without a mark, no score is low.
    run(&store, "UPDATE survey SET low_score = NULL").await;
    let before = number_of(&store, "SELECT count(*) FROM notification").await;
    let last = token(&store, &agent, case, at + DAY).await;
    let survey = survey_of(&store, &last, at + DAY).await;
    let worst = survey.complete(|id| Some(if id == 1 { "1" } else { "" })).expect("good answers");
    assert!(store.public_surveys().answer(&last, &worst, at + DAY).await.expect("answered"));
    assert_eq!(number_of(&store, "SELECT count(*) FROM notification").await, before);
});

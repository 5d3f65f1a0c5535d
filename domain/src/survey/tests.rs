//! Validation of answers, and aggregation of scores.

use super::*;

fn question(id: u32, kind: QuestionKind, required: bool) -> Question {
    Question { id, kind, text: format!("Pergunta {id}"), required }
}

fn survey(scale: Scale) -> Survey {
    let questions = vec![
        question(1, QuestionKind::Scale, true),
        question(2, QuestionKind::YesNo, false),
        question(3, QuestionKind::Text, false),
        question(7, QuestionKind::Scale, false),
    ];
    Survey { name: "Geral".to_owned(), scale, questions }
}

fn answered(survey: &Survey, given: &[(u32, &str)]) -> Result<CompletedSurvey, Vec<(u32, &'static str)>> {
    let said = |id| given.iter().find(|(asked, _)| *asked == id).map(|(_, text)| *text);
    survey.complete(said).map_err(|bad| bad.iter().map(|one| (one.id, one.problem.code())).collect())
}

#[test]
fn every_kind_of_answer_is_kept_with_its_question() {
    let done =
        answered(&survey(Scale::Csat), &[(1, "5"), (2, "no"), (3, " Ótimo "), (7, "1")]).expect("good");
    assert_eq!((done.score, done.comment.as_deref()), (Some(5), Some("Ótimo")));
    let values: Vec<_> = done.answers.iter().map(|answer| answer.value.clone()).collect();
    let expected = [
        AnswerValue::Score(5),
        AnswerValue::YesNo(false),
        AnswerValue::Text("Ótimo".to_owned()),
        AnswerValue::Score(1),
    ];
    assert_eq!(values, expected);
    let json = serde_json::to_string(&done.answers).expect("JSON");
    assert!(json.starts_with(r#"[{"id":1,"question":"Pergunta 1","value":5},{"id":2"#), "{json}");
    assert_eq!(serde_json::from_str::<Vec<Answer>>(&json).expect("the same"), done.answers);
}

#[test]
fn what_may_be_left_out_is_left_out() {
    let done = answered(&survey(Scale::Nps), &[(1, "0"), (2, ""), (3, "  ")]).expect("good");
    assert_eq!((done.score, done.comment, done.answers.len()), (Some(0), None, 1));
}

#[test]
fn each_bad_answer_is_named() {
    let long = "x".repeat(MAX_ANSWER_TEXT as usize + 1);
    let bad = answered(&survey(Scale::Csat), &[(2, "talvez"), (3, &long), (7, "6")]).expect_err("four");
    assert_eq!(bad, [(1, "required"), (2, "unknown_value"), (3, "too_long"), (7, "unknown_value")]);
    for wrong in ["0", "-1", "3.5", "cinco", "99999999999999999999"] {
        assert_eq!(answered(&survey(Scale::Csat), &[(1, wrong)]), Err(vec![(1, "unknown_value")]));
    }
    assert!(answered(&survey(Scale::Csat), &[(1, "5"), (3, &long[1..])]).is_ok());
}

#[test]
fn a_scale_has_its_range_and_its_word() {
    assert_eq!(Scale::Csat.scores().collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(Scale::Nps.scores().count(), 11);
    for scale in Scale::ALL {
        assert_eq!(Scale::parse(scale.as_str()), Some(scale));
    }
    assert_eq!(Scale::parse("ces"), None);
}

#[test]
fn a_score_says_what_the_customer_thinks() {
    let opinions = |scale: Scale| scale.scores().map(|score| scale.opinion(score)).collect::<Vec<_>>();
    let (good, neutral, bad) = (Opinion::Good, Opinion::Neutral, Opinion::Bad);
    assert_eq!(opinions(Scale::Csat), [bad, bad, neutral, good, good]);
    assert_eq!(opinions(Scale::Nps), [vec![bad; 7], vec![neutral; 2], vec![good; 2]].concat());
}

#[test]
fn scores_amount_to_a_mean_or_to_promoters_less_detractors() {
    assert_eq!(Scale::Csat.summary(&[5, 4, 4]), Some(4.3));
    assert_eq!(Scale::Nps.summary(&[10, 9, 8, 6]), Some(25.0));
    assert_eq!(Scale::Nps.summary(&[0, 6]), Some(-100.0));
    assert_eq!(Scale::Nps.summary(&[]), None);
}

#[test]
fn questions_are_read_as_they_are_configured() {
    let json =
        r#"[{"id":1,"kind":"scale","text":"A?","required":true},{"id":2,"kind":"yes_no","text":"B?"}]"#;
    let questions: Vec<Question> = serde_json::from_str(json).expect("questions");
    assert_eq!((questions[0].kind, questions[0].required), (QuestionKind::Scale, true));
    assert_eq!((questions[1].kind, questions[1].required), (QuestionKind::YesNo, false));
}

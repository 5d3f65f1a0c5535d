//! Validation and stored form of answers.

use super::*;

fn question(id: u32, kind: QuestionKind, required: bool) -> Question {
    let options = match kind {
        QuestionKind::Choice => vec!["Sim, hoje".to_owned(), "Não".to_owned()],
        _ => Vec::new(),
    };
    Question { id, kind, text: format!("Pergunta {id}"), options, required }
}

fn all_kinds() -> Questionnaire {
    let questions = vec![
        question(1, QuestionKind::Text, false),
        question(2, QuestionKind::YesNo, true),
        question(7, QuestionKind::Number, false),
        question(4, QuestionKind::Choice, true),
    ];
    Questionnaire { name: "Encerramento".to_owned(), questions }
}

fn codes(result: Result<Vec<Answer>, Vec<BadAnswer>>) -> Vec<(u32, &'static str)> {
    result.expect_err("bad answers").into_iter().map(|bad| (bad.id, bad.problem.code())).collect()
}

#[test]
fn answers_carry_the_words_of_their_questions_in_the_questions_order() {
    let said = |id: u32| match id {
        2 => Some("yes"),
        7 => Some(" 1.234,50 "),
        4 => Some("Não"),
        _ => None,
    };
    let answers = all_kinds().complete(said).expect("good answers");
    let kept: Vec<_> =
        answers.iter().map(|one| (one.id, one.question.as_str(), one.value.as_str())).collect();
    assert_eq!(kept, [(2, "Pergunta 2", "yes"), (7, "Pergunta 7", "1234.5"), (4, "Pergunta 4", "Não")]);
}

#[test]
fn every_bad_answer_is_named() {
    assert_eq!(codes(all_kinds().complete(|_| None)), [(2, "required"), (4, "required")]);
    let long = "x".repeat(MAX_ANSWER_TEXT as usize + 1);
    let said = |id: u32| {
        Some(match id {
            1 => long.as_str(),
            2 => "perhaps",
            7 => "many",
            _ => "Sim",
        })
    };
    let expected = [(1, "too_long"), (2, "unknown_value"), (7, "wrong_type"), (4, "unknown_value")];
    assert_eq!(codes(all_kinds().complete(said)), expected);
}

#[test]
fn every_kind_has_a_word_of_its_own() {
    for kind in QuestionKind::ALL {
        assert_eq!(QuestionKind::parse(kind.as_str()), Some(kind));
        assert_eq!(serde_json::to_value(kind).expect("a word"), kind.as_str());
    }
}

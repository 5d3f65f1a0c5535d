//! What the browser reads is what the store returned.

use chrono::NaiveDateTime;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::*;
use crate::case_life::{ActionRefusal, CaseAction};
use crate::history::Named;
use crate::merge::{AddressKind, MergeCase, MergeRefusal, TargetRefusal};
use crate::paging::Page;
use crate::record::CaseRecord;
use crate::sla::{ClockKind, SlaReading, SlaStatus};
use crate::{
    CaseId, Channel, CustomerId, FieldErrors, Millis, Problem, Protocol, Revision, Timestamp, UserId,
};

fn at(text: &str) -> NaiveDateTime {
    text.parse().expect("a time")
}

fn survives_json<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
    let json = serde_json::to_string(value).expect("JSON");
    assert_eq!(&serde_json::from_str::<T>(&json).expect("the value"), value, "{json}");
}

fn case(id: i64) -> CustomerCase {
    CustomerCase {
        case: MergeCase {
            id: CaseId(id),
            status: CaseStatus::Waiting,
            customer: CustomerId(3),
            whatsapp: None,
            chat: Some("ana".to_owned()),
            merged_into: None,
            in_scope: true,
        },
        kind: None,
        subject: Some("“Troca”\n".to_owned()),
        responsible: Some(Named { id: UserId(7), name: "Ana".to_owned() }),
        opened: at("2026-11-20T10:00:00"),
        closed: None,
        updated: at("2026-11-20T10:00:00.123"),
        continues: Some(CaseId(1)),
        continuing: Some(CaseAction::Continue),
        linked_opens: false,
        refusal: Some(MergeRefusal::OtherAddress(AddressKind::Chat)),
    }
}

#[test]
fn a_page_with_its_selection_survives_json() {
    survives_json(&CustomerCases {
        open: case(2).case,
        cases: vec![case(2), case(4)],
        page: Page::new(2, 41),
        chosen: vec![case(4)],
    });
    survives_json(&CaseClock {
        policy: "Geral".to_owned(),
        kind: ClockKind::Resolution,
        reading: SlaReading {
            status: SlaStatus::Paused,
            target_ms: Millis::hours(8),
            elapsed_ms: Millis::hours(9),
            remaining_ms: -Millis::hours(1),
            due: Some(Timestamp::MAX),
        },
        started: at("2026-11-20T10:00:00"),
        stopped: None,
        due: None,
        pauses: vec![ClockPause { from: at("2026-11-20T11:00:00"), to: None }],
        from_case: Some(CaseId(9)),
    });
}

#[test]
fn every_outcome_survives_json() {
    let mut errors = FieldErrors::default();
    errors.add("kind", Problem::UnknownValue { allowed: vec!["Troca".to_owned()] });
    survives_json(&vec![
        EditOutcome::Saved,
        EditOutcome::Unchanged,
        EditOutcome::Conflict { now: CaseRecord::default(), revision: Revision(3) },
        EditOutcome::Refused(ActionRefusal::NotFromHere(CaseStatus::Closed)),
        EditOutcome::Invalid(errors.clone()),
        EditOutcome::Merged(CaseId(1)),
    ]);
    survives_json(&vec![StepOutcome::Done(CaseStatus::OnHold), StepOutcome::OtherInteraction]);
    survives_json(&vec![CommentOutcome::Written, CommentOutcome::Invalid(errors)]);
    survives_json(&vec![
        MergeOutcome::Target(TargetRefusal::Closed),
        MergeOutcome::Refused(vec![(CaseId(4), MergeRefusal::InService)]),
    ]);
    survives_json(&UndoOutcome::Undone { survivor: CaseId(2), restored: CaseStatus::InService });
    survives_json(&SurveyRequestOutcome::Requested("token".to_owned()));
    survives_json(&vec![
        SurveyState::Waiting { token: None },
        SurveyState::Answered(at("2026-11-20T10:00:00")),
        SurveyState::Expired,
    ]);
}

#[test]
fn an_event_survives_json_and_an_answer_without_kind_is_read() {
    let answer = json!({ "question": "Resolvido?", "answer": "yes" });
    let answer: Answer = serde_json::from_value(answer).expect("an answer");
    assert_eq!(answer.kind, None);
    survives_json(&Event {
        at: at("2026-11-20T10:00:00"),
        action: crate::TimelineAction::Questionnaire,
        actor: None,
        channel: Some(Channel::WhatsApp),
        comment: None,
        status: Some(CaseStatus::Closed),
        other_case: None,
        protocol: Some(Protocol::parse("20261120000001").expect("a protocol")),
        changes: Vec::new(),
        answers: vec![answer],
        subject: None,
        from_case: None,
    });
}

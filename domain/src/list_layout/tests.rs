//! Layouts are read, chosen and written; the lists have their standard columns.

use super::*;

#[test]
fn a_layout_is_read_back_and_forgives() {
    let layout = HistoryLayout::parse("agent,date, wait,agent,gone,");
    assert_eq!(layout.fields(), [HistoryField::Agent, HistoryField::Queued, HistoryField::Wait]);
    assert_eq!(layout.to_string(), "agent,date,wait");
    assert_eq!(HistoryLayout::parse(&layout.to_string()), layout);
    let dense = HistoryLayout { compact: true, folded: true, ..layout.clone() };
    assert_eq!(dense.to_string(), "agent,date,wait;compact;folded");
    assert_eq!(HistoryLayout::parse(&dense.to_string()), dense);
    assert_eq!(HistoryLayout::default().to_string(), "date,duration,queue,number,channel,reason");
}

/// Every name is read back, and names one column.
fn names_are_read_back<F: ListField + std::fmt::Debug>() {
    for field in F::ALL {
        assert_eq!(F::parse(field.as_str()), Some(*field));
    }
    assert_eq!(ListLayout::new(F::ALL.iter().copied()).fields().len(), F::ALL.len());
    assert!(F::STANDARD <= F::ALL.len());
}

#[test]
fn the_columns_of_every_list_have_names_of_their_own() {
    names_are_read_back::<HistoryField>();
    names_are_read_back::<CaseField>();
    names_are_read_back::<OwnCaseField>();
    names_are_read_back::<AgentField>();
}

#[test]
fn every_column_is_offered_once_the_shown_ones_first() {
    let layout = HistoryLayout::parse("wait,agent");
    let offered = layout.offered();
    assert_eq!(offered[..2], [HistoryField::Wait, HistoryField::Agent]);
    assert_eq!(offered.len(), HistoryField::ALL.len());
    assert!(HistoryField::ALL.iter().all(|field| offered.contains(field)));
}

#[test]
fn ones_own_cases_have_every_column_but_the_person_responsible() {
    let of_all = CaseField::ALL.iter().filter(|field| **field != CaseField::Responsible);
    assert!(OwnCaseField::ALL.iter().map(|field| field.of_cases()).eq(of_all.copied()));
    let own = OwnCaseLayout::parse("due,responsible,status;compact").of_cases();
    assert_eq!(own.to_string(), "due,status;compact");
}

#[test]
fn a_choice_has_the_checked_columns_in_the_order_of_the_form() {
    let before = HistoryLayout::parse("date;compact;folded");
    let shown = ["wait", "agent", "gone"].map(str::to_owned);
    let choice = ColumnChoice { order: "agent,date,wait", shown: &shown, step: None, compact: false };
    assert_eq!(before.chosen(&choice).to_string(), "agent,wait;folded");
    let moved = ColumnChoice { step: Some("wait:up"), ..choice };
    assert_eq!(before.chosen(&moved).to_string(), "agent,wait;folded", "past one that is not shown");
    let moved = ColumnChoice { order: "agent,wait,date", ..moved };
    assert_eq!(before.chosen(&moved).to_string(), "wait,agent;folded");
    let standard = ColumnChoice { step: Some(STANDARD_STEP), compact: true, ..choice };
    let expected = HistoryLayout { compact: true, folded: true, ..HistoryLayout::default() };
    assert_eq!(before.chosen(&standard), expected);
}

#[test]
fn a_column_moves_by_one_place_and_not_beyond_the_ends() {
    let mut fields = HistoryLayout::parse("date,wait,agent").fields().to_vec();
    let mut step = |text: &str| {
        ColumnMove::parse(text).expect("a step").apply(&mut fields);
        HistoryLayout::new(fields.iter().copied()).to_string()
    };
    assert_eq!(step("agent:up"), "date,agent,wait");
    assert_eq!(step("date:up"), "date,agent,wait");
    assert_eq!(step("date:down"), "agent,date,wait");
    assert_eq!(step("wait:down"), "agent,date,wait");
    assert_eq!(step("queue:up"), "agent,date,wait");
    for wrong in ["agent", "agent:left", "gone:up", ""] {
        assert_eq!(ColumnMove::<HistoryField>::parse(wrong), None);
    }
}

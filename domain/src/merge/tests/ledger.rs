//! Invariants of merges and undos.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{CaseId, CaseStatus};

#[test]
fn a_chain_is_flattened_and_undone_link_by_link() {
    let [a, b, c] = [1, 2, 3].map(CaseId);
    let mut ledger = Ledger::default();
    ledger.merge(a, CaseStatus::Waiting, b).expect("a into b");
    let changes = ledger.merge(b, CaseStatus::OnHold, c).expect("b into c");
    let into = |survivor| Position { status: CaseStatus::Merged, merged_into: Some(survivor) };
    let free = |status| Position { status, merged_into: None };
    let moved = Change { case: a, before: into(b), after: into(c) };
    assert_eq!(changes, [Change { case: b, before: free(CaseStatus::OnHold), after: into(c) }, moved]);
    assert_eq!((ledger.survivor(a), ledger.survivor(b), ledger.survivor(c)), (c, c, c));
    assert_eq!(ledger.sources(c), [a, b].into());

    let mut other_order = ledger.clone();
    let back = Change { case: a, before: into(c), after: into(b) };
    let restored = Change { case: b, before: into(c), after: free(CaseStatus::OnHold) };
    assert_eq!(ledger.undo(b), Ok(vec![restored, back]));
    assert_eq!(ledger.undo(b), Err(MergeConflict::NotMerged));

    let first = Change { case: a, before: into(c), after: free(CaseStatus::Waiting) };
    assert_eq!(other_order.undo(a), Ok(vec![first]));
    assert_eq!(other_order.undo(b), Ok(vec![restored]), "what was restored already stays");
}

#[test]
fn the_slower_of_two_merges_meets_a_conflict() {
    let [a, b, c] = [1, 2, 3].map(CaseId);
    let mut ledger = Ledger::default();
    ledger.merge(a, CaseStatus::Waiting, b).expect("the faster one");
    let before = ledger.clone();
    assert_eq!(ledger.merge(a, CaseStatus::Waiting, c), Err(MergeConflict::SourceMerged));
    assert_eq!(ledger.merge(b, CaseStatus::Waiting, a), Err(MergeConflict::TargetMerged));
    assert_eq!(ledger.merge(b, CaseStatus::Waiting, b), Err(MergeConflict::Itself));
    for status in [CaseStatus::InService, CaseStatus::Closed, CaseStatus::Merged] {
        assert_eq!(ledger.merge(b, status, c), Err(MergeConflict::SourceStatus(status)));
    }
    assert_eq!(ledger, before);
}

#[test]
fn damaged_links_are_noticed_and_end() {
    let merge = |source, target| Merge {
        source: CaseId(source),
        target: CaseId(target),
        previous_status: CaseStatus::Waiting,
    };
    assert!(Ledger::new([merge(1, 2), merge(2, 3)]).is_ok());
    assert!(Ledger::new([merge(1, 2), merge(2, 3), merge(3, 2)]).is_err());
    assert!(Ledger::new([merge(1, 1)]).is_err());
    assert_eq!(Ledger::new([merge(1, 2), merge(1, 3)]), Err(LinkCycle(CaseId(1))));
}

/// A stand-in for the database, modified only by the ledger's changes.
type Table = BTreeMap<CaseId, Position>;

fn apply(table: &mut Table, changes: Vec<Change>) {
    for change in changes {
        let stood = table.insert(change.case, change.after);
        assert_eq!(stood, Some(change.before), "case {}", change.case);
    }
}

fn check(table: &Table, ledger: &Ledger) {
    for (case, position) in table {
        let link = |case| table.get(&case).and_then(|position: &Position| position.merged_into);
        let end = survivor(*case, link).expect("no circle");
        assert_ne!(table[&end].status, CaseStatus::Merged, "{case} leads to a survivor");
        assert_eq!(position.merged_into.unwrap_or(*case), end, "{case} in one step");
        assert_eq!(position.status == CaseStatus::Merged, position.merged_into.is_some());
        assert_eq!(ledger.survivor(*case), end);
        assert_eq!(ledger.link(*case), position.merged_into);
        assert_eq!(ledger.sources(end).contains(case), end != *case);
    }
    assert_eq!(Ledger::new(ledger.merges().copied()).as_ref(), Ok(ledger));
}

proptest! {
    #[test]
    fn merges_and_undos_in_any_order_keep_every_survivor_and_can_all_be_undone(
        on_hold in prop::collection::vec(any::<bool>(), 10),
        steps in prop::collection::vec((any::<bool>(), 0_i64..10, 0_i64..10), 0..100),
        order in prop::collection::vec(any::<prop::sample::Index>(), 10),
    ) {
        let status = |hold: bool| if hold { CaseStatus::OnHold } else { CaseStatus::Waiting };
        let original: Table = (0..).map(CaseId).zip(on_hold.into_iter().map(|hold| Position {
            status: status(hold),
            merged_into: None,
        })).collect();
        let (mut table, mut ledger) = (original.clone(), Ledger::default());
        for (merge, source, target) in steps {
            let (source, target) = (CaseId(source), CaseId(target));
            let before = ledger.clone();
            let changes = if merge {
                ledger.merge(source, table[&source].status, target)
            } else {
                ledger.undo(source)
            };
            if let Ok(changes) = changes {
                apply(&mut table, changes);
            } else {
                prop_assert_eq!(&ledger, &before);
            }
            check(&table, &ledger);
        }
        for index in order {
            let sources: Vec<CaseId> = ledger.merges().map(|merge| merge.source).collect();
            if sources.is_empty() {
                break;
            }
            let changes = ledger.undo(*index.get(&sources)).expect("in force");
            apply(&mut table, changes);
            check(&table, &ledger);
        }
        prop_assert_eq!(ledger, Ledger::default());
        prop_assert_eq!(table, original);
    }

    #[test]
    fn an_undo_right_after_its_merge_changes_nothing(
        merged in prop::collection::vec((0_i64..8, 0_i64..8), 0..12),
        source in 0_i64..8,
        target in 0_i64..8,
    ) {
        let mut ledger = Ledger::default();
        for (source, target) in merged {
            let _ = ledger.merge(CaseId(source), CaseStatus::Waiting, CaseId(target));
        }
        let before = ledger.clone();
        if let Ok(forth) = ledger.merge(CaseId(source), CaseStatus::OnHold, CaseId(target)) {
            let back = ledger.undo(CaseId(source)).expect("in force");
            let turned = |change: Change| Change { before: change.after, after: change.before, ..change };
            prop_assert_eq!(back, forth.into_iter().map(turned).collect::<Vec<_>>());
        }
        prop_assert_eq!(ledger, before);
    }

    #[test]
    fn whatever_the_links_finding_the_survivor_ends(links in prop::collection::vec(0_i64..12, 12)) {
        // A link to itself counts as none.
        let link = |case: CaseId| Some(CaseId(links[case.0 as usize])).filter(|next| *next != case);
        for case in (0..12).map(CaseId) {
            if let Ok(end) = survivor(case, link) {
                prop_assert_eq!(link(end), None);
            }
        }
    }
}

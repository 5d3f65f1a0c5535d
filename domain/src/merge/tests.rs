//! The merge matrix, and what no sequence of merges and undos may break.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{CaseId, CaseStatus, CustomerId};

fn case(id: i64) -> MergeCase {
    MergeCase {
        id: CaseId(id),
        status: CaseStatus::Waiting,
        customer: CustomerId(1),
        whatsapp: Some("+55 11 98765-4321".to_owned()),
        chat: Some("ana".to_owned()),
        merged_into: None,
        in_scope: true,
    }
}

fn why_not(change: impl FnOnce(&mut MergeCase)) -> Vec<MergeRefusal> {
    let mut candidate = case(2);
    change(&mut candidate);
    refusals(&case(1), &candidate)
}

fn written(address: Option<&str>) -> Option<String> {
    address.map(str::to_owned)
}

#[test]
fn what_waits_or_is_on_hold_may_be_selected() {
    assert_eq!(why_not(|_| ()), []);
    assert_eq!(why_not(|c| c.status = CaseStatus::OnHold), []);
}

#[test]
fn every_other_case_has_its_reason() {
    use MergeRefusal::{AlreadyMerged, Closed, InService, Itself, OtherAddress, OtherCustomer, OutOfScope};
    assert_eq!(why_not(|c| c.status = CaseStatus::InService), [InService]);
    assert_eq!(why_not(|c| c.status = CaseStatus::Closed), [Closed]);
    assert_eq!(why_not(|c| c.status = CaseStatus::Merged), [AlreadyMerged]);
    assert_eq!(why_not(|c| c.merged_into = Some(CaseId(3))), [AlreadyMerged]);
    assert_eq!(why_not(|c| c.customer = CustomerId(2)), [OtherCustomer]);
    assert_eq!(why_not(|c| c.in_scope = false), [OutOfScope]);
    assert_eq!(why_not(|c| c.id = CaseId(1)), [Itself]);
    assert_eq!(
        why_not(|c| c.whatsapp = written(Some("5511987654322"))),
        [OtherAddress(AddressKind::WhatsApp)]
    );
    assert_eq!(why_not(|c| c.chat = written(Some("bia"))), [OtherAddress(AddressKind::Chat)]);
}

#[test]
fn an_address_that_is_not_known_or_written_otherwise_is_no_other_address() {
    assert_eq!(why_not(|c| (c.whatsapp, c.chat) = (None, None)), []);
    assert_eq!(why_not(|c| (c.whatsapp, c.chat) = (written(Some("")), written(Some(" ")))), []);
    assert_eq!(
        why_not(|c| (c.whatsapp, c.chat) = (written(Some("5511987654321")), written(Some("ana ")))),
        []
    );
}

#[test]
fn of_several_reasons_the_first_in_order_is_shown() {
    let all = why_not(|c| {
        (c.customer, c.status) = (CustomerId(2), CaseStatus::Closed);
        (c.whatsapp, c.chat) = (written(Some("1")), written(Some("bia")));
    });
    let address = MergeRefusal::OtherAddress;
    assert_eq!(
        all,
        [
            MergeRefusal::OtherCustomer,
            MergeRefusal::Closed,
            address(AddressKind::WhatsApp),
            address(AddressKind::Chat)
        ]
    );
    assert!(all.is_sorted());
    let hidden = why_not(|c| (c.in_scope, c.status, c.customer) = (false, CaseStatus::Closed, CustomerId(9)));
    assert_eq!(hidden, [MergeRefusal::OutOfScope], "nothing else is told about it");
}

#[test]
fn the_whole_matrix() {
    let addresses = |same| [None, Some(same), Some("999")];
    let yes_no = [true, false];
    let mut selectable = 0;
    for status in CaseStatus::ALL {
        for (whatsapp, chat) in
            addresses("5511987654321").iter().flat_map(|w| addresses("ana").map(|c| (*w, c)))
        {
            for (own, merged, in_scope) in
                yes_no.iter().flat_map(|o| yes_no.iter().flat_map(|m| yes_no.map(|s| (*o, *m, s))))
            {
                let candidate = MergeCase {
                    id: CaseId(2),
                    status,
                    customer: CustomerId(if own { 1 } else { 2 }),
                    whatsapp: written(whatsapp),
                    chat: written(chat),
                    merged_into: merged.then_some(CaseId(3)),
                    in_scope,
                };
                let may = matches!(status, CaseStatus::Waiting | CaseStatus::OnHold)
                    && ![whatsapp, chat].contains(&Some("999"))
                    && own
                    && !merged
                    && in_scope;
                let reasons = refusals(&case(1), &candidate);
                assert_eq!(reasons.is_empty(), may, "{candidate:?}");
                assert_eq!(refusal(&case(1), &candidate), reasons.first().copied());
                assert!(reasons.is_sorted(), "{reasons:?}");
                assert_eq!(selection(&case(1), std::slice::from_ref(&candidate)).is_ok(), may);
                selectable += usize::from(may);
            }
        }
    }
    assert_eq!(selectable, 2 * 2 * 2, "two statuses, each address the same or not known");
}

#[test]
fn reasons_travel_as_words() {
    let json = |reason: MergeRefusal| serde_json::to_string(&reason).expect("JSON");
    assert_eq!(json(MergeRefusal::InService), r#""in_service""#);
    assert_eq!(json(MergeRefusal::OtherAddress(AddressKind::WhatsApp)), r#"{"other_address":"whatsapp"}"#);
}

#[test]
fn the_target_is_an_open_case_in_scope() {
    let received = |change: fn(&mut MergeCase)| {
        let mut target = case(1);
        change(&mut target);
        may_receive(&target)
    };
    assert_eq!(received(|_| ()), Ok(()));
    assert_eq!(received(|t| t.status = CaseStatus::InService), Ok(()));
    assert_eq!(received(|t| t.status = CaseStatus::OnHold), Ok(()));
    assert_eq!(received(|t| t.status = CaseStatus::Closed), Err(TargetRefusal::Closed));
    assert_eq!(received(|t| t.status = CaseStatus::Merged), Err(TargetRefusal::Merged));
    assert_eq!(
        received(|t| (t.in_scope, t.status) = (false, CaseStatus::Merged)),
        Err(TargetRefusal::OutOfScope)
    );
}

#[test]
fn sources_of_different_addresses_do_not_go_together() {
    let target = MergeCase { whatsapp: None, ..case(1) };
    let (one, mut other) = (case(2), case(3));
    other.whatsapp = written(Some("5521912345678"));
    assert_eq!(selection(&target, std::slice::from_ref(&one)), Ok(()));
    assert_eq!(selection(&target, std::slice::from_ref(&other)), Ok(()));
    let reason = MergeRefusal::OtherAddress(AddressKind::WhatsApp);
    assert_eq!(selection(&target, &[one.clone(), other]), Err(vec![(CaseId(3), reason)]));
    let twice = selection(&target, &[one.clone(), one]);
    assert_eq!(twice, Err(vec![(CaseId(2), MergeRefusal::AlreadyMerged)]));
}

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

/// What a database would hold, changed by nothing but the changes it is told.
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
        // A link to itself stands for none.
        let link = |case: CaseId| Some(CaseId(links[case.0 as usize])).filter(|next| *next != case);
        for case in (0..12).map(CaseId) {
            if let Ok(end) = survivor(case, link) {
                prop_assert_eq!(link(end), None);
            }
        }
    }
}

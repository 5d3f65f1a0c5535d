//! The merge matrix: which case may be merged into which.

use super::*;
use crate::{CaseId, CaseStatus, CustomerId};

fn case(number: i64) -> MergeCase {
    MergeCase {
        id: CaseId(number),
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
    for number in [
        "5511987654321",
        "11987654321",
        "551187654321",
        "5511987654321:3@s.whatsapp.net",
        "0055 11 98765-4321",
    ] {
        assert_eq!(why_not(|c| (c.whatsapp, c.chat) = (written(Some(number)), written(Some("ana ")))), []);
    }
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
    assert_eq!(hidden, [MergeRefusal::OutOfScope], "no other reason is revealed");
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

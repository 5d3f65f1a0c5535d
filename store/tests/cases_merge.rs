//! Merging and its undo: the store agrees with the domain rule in every combination, writes all or
//! nothing, and can undo everything.

use crate::support::cases;
use crate::support::cases::{
    ADMINISTRATOR, AGENT, CHAT, OTHER_CHAT, OTHER_WHATSAPP, STRANGER, SUPERVISOR, WHATSAPP, all_of_customer,
    case, operation, rows,
};
use crate::support::world::{number_of, run, texts_of};
use domain::cases::{MergeOutcome, UndoOutcome};
use domain::merge::{MergeCase, MergeRefusal, TargetRefusal, may_receive, refusal};
use domain::{CaseId, CaseStatus, CustomerId, Principal, Timestamp};
use store::Store;

async fn given(store: &Store, cases: &[MergeCase]) {
    operation(store).await;
    let sql: String = cases.iter().map(|case| rows(store, case)).collect();
    run(store, &sql).await;
}

async fn merge(store: &Store, who: Principal, target: i64, sources: &[i64]) -> Option<MergeOutcome> {
    let sources: Vec<CaseId> = sources.iter().copied().map(CaseId).collect();
    store
        .as_principal(&who)
        .cases()
        .merge(CaseId(target), &sources, Timestamp(5_000))
        .await
        .expect("an answer")
}

async fn undo(store: &Store, who: Principal, source: i64) -> Option<UndoOutcome> {
    store.as_principal(&who).cases().undo_merge(CaseId(source), Timestamp(6_000)).await.expect("an answer")
}

/// The status and survivor of every case, as text.
async fn statuses(store: &Store) -> Vec<String> {
    let sql =
        "SELECT id || ' ' || status || ' ' || coalesce('' || merged_into, '-') FROM service_case ORDER BY id";
    texts_of(store, sql).await
}

async fn leads_to(store: &Store, id: i64) -> CaseId {
    store.as_principal(&ADMINISTRATOR).cases().head(CaseId(id)).await.expect("an answer").expect("a case").id
}

/// The survivors of merged candidates, one in scope and one out of it.
const SURVIVORS: [i64; 2] = [1000, 1001];

/// Candidates of every combination of status, addresses, customer, merged and in scope.
fn every_candidate() -> Vec<MergeCase> {
    let written = |text: Option<&str>| text.map(str::to_owned);
    let mut all = Vec::new();
    for status in CaseStatus::ALL {
        for whatsapp in [None, Some(WHATSAPP), Some(OTHER_WHATSAPP)] {
            for chat in [None, Some(CHAT), Some(OTHER_CHAT)] {
                for flags in 0..8 {
                    let in_scope = flags & 1 == 0;
                    all.push(MergeCase {
                        id: CaseId(2000 + all.len() as i64),
                        status,
                        customer: CustomerId(1 + (flags >> 1 & 1)),
                        whatsapp: written(whatsapp),
                        chat: written(chat),
                        merged_into: (flags & 4 != 0).then(|| CaseId(SURVIVORS[usize::from(!in_scope)])),
                        in_scope,
                    });
                }
            }
        }
    }
    all
}

contract!(the_store_agrees_with_the_rule_in_every_combination, |store| {
    let survivors = SURVIVORS.map(|id| MergeCase { in_scope: id == SURVIVORS[0], ..case(id) });
    let with_both = MergeCase { whatsapp: Some(WHATSAPP.into()), chat: Some(CHAT.into()), ..case(1) };
    let with_one = MergeCase { whatsapp: Some(WHATSAPP.into()), ..case(2) };
    let targets = [with_both, with_one, case(3)];
    let candidates = every_candidate();
    let all: Vec<MergeCase> = survivors.iter().chain(&targets).chain(&candidates).cloned().collect();
    given(&store, &all).await;
    let before = statuses(&store).await;
    let mut merged = 0;
    for target in &targets {
        let shown = all_of_customer(&store, AGENT, target.id).await.expect("rows");
        for candidate in &candidates {
            let CaseId(id) = candidate.id;
            let expected = refusal(target, candidate);
            let row = shown.cases.iter().find(|row| row.case.id == candidate.id);
            assert_eq!(row.is_some(), candidate.customer == target.customer, "{candidate:?}");
            assert!(row.is_none_or(|row| row.refusal == expected), "{candidate:?}: {row:?}");
            let outcome = merge(&store, AGENT, target.id.0, &[id]).await.expect("an answer");
            if let Some(reason) = expected {
                assert_eq!(outcome, MergeOutcome::Refused(vec![(candidate.id, reason)]));
                continue;
            }
            assert_eq!(outcome, MergeOutcome::Merged, "{candidate:?}");
            assert_eq!(leads_to(&store, id).await, target.id);
            let back = UndoOutcome::Undone { survivor: target.id, restored: candidate.status };
            assert_eq!(undo(&store, AGENT, id).await, Some(back));
            merged += 1;
        }
    }
    assert_eq!(statuses(&store).await, before);
    assert_eq!(merged, 2 * (2 * 2) + 2 * (2 * 3) + 2 * (3 * 3));
    let lines = number_of(&store, "SELECT count(*) FROM case_merge WHERE undone_at IS NOT NULL").await;
    assert_eq!(lines, merged);
});

contract!(a_target_receives_as_the_rule_says, |store| {
    let mut targets = Vec::new();
    for status in CaseStatus::ALL {
        for in_scope in [true, false] {
            let merged_into =
                (status == CaseStatus::Merged).then(|| CaseId(SURVIVORS[usize::from(!in_scope)]));
            targets.push(MergeCase { status, in_scope, merged_into, ..case(10 + targets.len() as i64) });
        }
    }
    let survivors = SURVIVORS.map(|id| MergeCase { in_scope: id == SURVIVORS[0], ..case(id) });
    let all: Vec<MergeCase> = survivors.iter().chain(&targets).chain([&case(1)]).cloned().collect();
    given(&store, &all).await;
    for target in &targets {
        let outcome = merge(&store, AGENT, target.id.0, &[1]).await;
        let expected = match may_receive(target) {
            Ok(()) => Some(MergeOutcome::Merged),
            Err(TargetRefusal::OutOfScope) => None,
            Err(reason) => Some(MergeOutcome::Target(reason)),
        };
        assert_eq!(outcome, expected, "{target:?}");
        if expected == Some(MergeOutcome::Merged) {
            assert!(matches!(undo(&store, AGENT, 1).await, Some(UndoOutcome::Undone { .. })));
        }
    }
    assert_eq!(merge(&store, AGENT, 999, &[1]).await, None, "what is not there is out of scope");
    assert_eq!(
        merge(&store, AGENT, 10, &[999]).await,
        Some(MergeOutcome::Refused(vec![(CaseId(999), MergeRefusal::OutOfScope)]))
    );
});

contract!(all_of_a_selection_is_merged_or_nothing, |store| {
    let numbered = |id, number: &str| MergeCase { whatsapp: Some(number.to_owned()), ..case(id) };
    let cases = [case(1), numbered(2, WHATSAPP), numbered(3, OTHER_WHATSAPP), case(4)];
    given(&store, &cases).await;
    let before = statuses(&store).await;
    let address = MergeRefusal::OtherAddress(domain::merge::AddressKind::WhatsApp);
    let refused = MergeOutcome::Refused(vec![(CaseId(3), address)]);
    assert_eq!(merge(&store, AGENT, 1, &[2, 3, 4]).await, Some(refused), "they do not go together");
    assert_eq!(statuses(&store).await, before);
    assert_eq!(merge(&store, AGENT, 1, &[2, 4]).await, Some(MergeOutcome::Merged));
    assert_eq!(statuses(&store).await, ["1 waiting -", "2 merged 1", "3 waiting -", "4 merged 1"]);
    // From now on the address of the merged source counts.
    let refused = MergeOutcome::Refused(vec![(CaseId(3), address)]);
    assert_eq!(merge(&store, AGENT, 1, &[3]).await, Some(refused));
    // No duplicates: one ledger line and two events per source.
    assert_eq!(number_of(&store, "SELECT count(*) FROM case_merge").await, 2);
    assert_eq!(number_of(&store, "SELECT count(*) FROM case_event").await, 4);
});

contract!(both_timelines_tell_the_merge_and_its_undo, |store| {
    given(&store, &[case(1), MergeCase { status: CaseStatus::OnHold, ..case(2) }]).await;
    merge(&store, AGENT, 1, &[2]).await;
    undo(&store, SUPERVISOR, 2).await;
    let sql = "SELECT case_id || ' ' || at || ' ' || actor_id || ' ' || action || ' ' || coalesce(status, '-') \
               || ' ' || other_case FROM case_event ORDER BY id";
    let expected = [
        "1 5000 10 merged - 2",
        "2 5000 10 merged_into merged 1",
        "1 6000 2 unmerged - 2",
        "2 6000 2 unmerged_from on_hold 1",
    ];
    assert_eq!(texts_of(&store, sql).await, expected);
    let ledger = "SELECT source_id || ' ' || target_id || ' ' || previous_status || ' ' || merged_at || ' ' || \
                  merged_by || ' ' || undone_at || ' ' || undone_by FROM case_merge";
    assert_eq!(texts_of(&store, ledger).await, ["2 1 on_hold 5000 10 6000 2"]);
    let updated = "SELECT id || ' ' || updated_at FROM service_case ORDER BY id";
    assert_eq!(texts_of(&store, updated).await, ["1 6000", "2 6000"]);
    assert_eq!(undo(&store, AGENT, 2).await, Some(UndoOutcome::NotMerged));
});

contract!(chains_are_flattened_and_undone_in_any_order, |store| {
    given(&store, &[case(1), case(2), case(3), MergeCase { status: CaseStatus::OnHold, ..case(4) }]).await;
    for (target, source) in [(2, 1), (3, 2), (4, 3)] {
        assert_eq!(merge(&store, AGENT, target, &[source]).await, Some(MergeOutcome::Merged));
    }
    assert_eq!(statuses(&store).await, ["1 merged 4", "2 merged 4", "3 merged 4", "4 on_hold -"]);
    let in_force = store.as_principal(&AGENT).cases().merges_in_force(CaseId(4)).await.expect("merges");
    let pairs: Vec<(i64, i64)> = in_force.iter().map(|one| (one.source.0, one.target.0)).collect();
    assert_eq!(pairs, [(1, 2), (2, 3), (3, 4)]);
    assert!(
        store.as_principal(&STRANGER).cases().merges_in_force(CaseId(4)).await.expect("merges").is_empty()
    );
    undo(&store, AGENT, 2).await;
    assert_eq!(statuses(&store).await, ["1 merged 2", "2 waiting -", "3 merged 4", "4 on_hold -"]);
    undo(&store, AGENT, 3).await;
    undo(&store, AGENT, 1).await;
    assert_eq!(statuses(&store).await, ["1 waiting -", "2 waiting -", "3 waiting -", "4 on_hold -"]);
});

contract!(an_undo_is_possible_after_new_activity_and_after_the_survivor_was_closed, |store| {
    given(&store, &[case(1), MergeCase { status: CaseStatus::OnHold, ..case(2) }]).await;
    merge(&store, AGENT, 1, &[2]).await;
    let arrived = cases::interaction(store.db(), 77, 1, 1, domain::Channel::WhatsApp, Some(WHATSAPP));
    run(&store, &(arrived + "UPDATE service_case SET status = 'closed', closed_at = 5500 WHERE id = 1;"))
        .await;
    assert_eq!(merge(&store, AGENT, 1, &[2]).await, Some(MergeOutcome::Target(TargetRefusal::Closed)));
    let undone = UndoOutcome::Undone { survivor: CaseId(1), restored: CaseStatus::OnHold };
    assert_eq!(undo(&store, AGENT, 2).await, Some(undone));
    assert_eq!(statuses(&store).await, ["1 closed -", "2 on_hold -"]);
    assert_eq!(number_of(&store, "SELECT case_id FROM interaction WHERE id = 77").await, 1, "it stays");
});

contract!(who_sees_the_survivor_may_undo_and_nobody_else, |store| {
    given(&store, &[case(1), case(2)]).await;
    assert_eq!(merge(&store, STRANGER, 1, &[2]).await, None);
    merge(&store, AGENT, 1, &[2]).await;
    assert_eq!(undo(&store, STRANGER, 2).await, None);
    assert_eq!(undo(&store, STRANGER, 999).await, None, "like what does not exist");
    for who in [AGENT, SUPERVISOR, ADMINISTRATOR] {
        assert!(matches!(undo(&store, who, 2).await, Some(UndoOutcome::Undone { .. })), "{who:?}");
        assert_eq!(merge(&store, who, 1, &[2]).await, Some(MergeOutcome::Merged), "{who:?}");
    }
});

contract!(an_old_id_leads_to_the_survivor_for_whoever_sees_it, |store| {
    given(&store, &[case(1), MergeCase { in_scope: false, ..case(2) }]).await;
    assert_eq!(merge(&store, ADMINISTRATOR, 1, &[2]).await, Some(MergeOutcome::Merged));
    // Everyone who saw one of the cases sees the survivor under both IDs.
    for who in [AGENT, STRANGER, SUPERVISOR] {
        for id in [1, 2] {
            let head = store.as_principal(&who).cases().head(CaseId(id)).await.expect("an answer");
            let head = head.expect("a case");
            assert_eq!(head.id, CaseId(1), "{who:?} #{id}");
            let shown = all_of_customer(&store, who, head.id).await.expect("rows");
            assert!(shown.cases.iter().all(|row| row.case.in_scope), "{who:?} may follow every row");
        }
    }
});

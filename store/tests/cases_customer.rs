//! The customer history (*Histórico do Cliente*): rows, their content and the search.

use crate::support;
use crate::support::builders::{many_cases, many_customers, many_interactions};
use crate::support::cases::{
    ADMINISTRATOR, AGENT, CHAT, OTHER_WHATSAPP, STRANGER, SUPERVISOR, WHATSAPP, all_of_customer, case,
    interaction, operation, rows,
};
use crate::support::statistics;
use crate::support::world::run;
use domain::case_life::CaseAction;
use domain::cases::{CustomerCases, CustomerQuery};
use domain::merge::{AddressKind, MergeCase, MergeRefusal, TargetRefusal};
use domain::{CaseId, CaseStatus, Channel, CustomerId, Principal, Timestamp, zone};
use store::Store;

async fn given(store: &Store, cases: &[MergeCase]) {
    operation(store).await;
    let sql: String = cases.iter().map(|case| rows(store, case)).collect();
    run(store, &sql).await;
}

async fn shown(store: &Store, who: Principal, open: i64) -> Option<CustomerCases> {
    all_of_customer(store, who, CaseId(open)).await
}

async fn asked(store: &Store, who: Principal, open: i64, query: &CustomerQuery) -> CustomerCases {
    let scoped = store.as_principal(&who);
    let head = scoped.cases().head(CaseId(open)).await.expect("an answer").expect("a case");
    scoped.cases().customer_cases(&head, query).await.expect("an answer").expect("rows")
}

fn ids(cases: &CustomerCases) -> Vec<i64> {
    cases.cases.iter().map(|row| row.case.id.0).collect()
}

contract!(whoever_sees_a_case_sees_the_rows_of_all_cases_of_its_customer, |store| {
    let foreign = MergeCase { in_scope: false, ..case(2) };
    let of_another = MergeCase { customer: CustomerId(2), ..case(3) };
    given(&store, &[case(1), foreign, of_another, case(4)]).await;
    for (who, in_scope) in [(AGENT, vec![4, 1]), (SUPERVISOR, vec![4, 1]), (ADMINISTRATOR, vec![4, 2, 1])] {
        let found = shown(&store, who, 1).await.expect("rows");
        assert_eq!(ids(&found), [4, 2, 1], "newest first, for {who:?}");
        let open: Vec<i64> =
            found.cases.iter().filter(|row| row.case.in_scope).map(|row| row.case.id.0).collect();
        assert_eq!(open, in_scope, "{who:?}");
    }
    assert_eq!(ids(&shown(&store, STRANGER, 2).await.expect("rows")), [4, 2, 1]);
    let head = store.as_principal(&AGENT).cases().head(CaseId(1)).await.expect("an answer").expect("a case");
    let foreign =
        store.as_principal(&STRANGER).cases().customer_cases(&head, &CustomerQuery::default()).await;
    let foreign = foreign.expect("an answer");
    assert_eq!(foreign, None, "whoever does not see the case sees no row");
});

contract!(a_row_says_what_there_is_to_say, |store| {
    let closed = MergeCase { status: CaseStatus::Closed, ..case(1) };
    let merged = MergeCase { status: CaseStatus::Merged, merged_into: Some(CaseId(2)), ..case(3) };
    given(&store, &[closed, case(2), merged]).await;
    run(
        &store,
        "UPDATE service_case SET closed_at = 7000 WHERE id = 1; \
         UPDATE service_case SET continues = 1, kind = '', updated_at = 1790000000000, agent_id = NULL WHERE id = 2;",
    )
    .await;
    let found = shown(&store, ADMINISTRATOR, 2).await.expect("rows");
    let row = |id| found.cases.iter().find(|row| row.case.id == CaseId(id)).expect("a row");
    let civil = |at| zone::civil(support::ZONE, at);
    let (one, two, three) = (row(1), row(2), row(3));
    assert_eq!(
        (one.closed, one.opened, one.updated),
        (Some(civil(Timestamp(7000))), civil(Timestamp(1000)), civil(Timestamp(1)))
    );
    assert_eq!((one.kind.as_deref(), one.subject.as_deref()), (Some("Pedido"), Some("Assunto 1")));
    assert_eq!(one.responsible.as_ref().map(|agent| agent.name.as_str()), Some("Pessoa 10"));
    assert_eq!((two.closed, two.continues, two.responsible.as_ref()), (None, Some(CaseId(1)), None));
    assert_eq!((two.kind.as_deref(), two.updated), (None, civil(Timestamp(1_790_000_000_000))));
    assert_eq!((three.case.status, three.case.merged_into), (CaseStatus::Merged, Some(CaseId(2))));
});

contract!(continuing_is_offered_where_it_is_allowed, |store| {
    let all: Vec<MergeCase> = CaseStatus::ALL
        .into_iter()
        .zip(1..)
        .map(|(status, id)| MergeCase {
            status,
            merged_into: (status == CaseStatus::Merged).then_some(CaseId(1)),
            ..case(id)
        })
        .chain([MergeCase { in_scope: false, ..case(9) }])
        .collect();
    given(&store, &all).await;
    let found = shown(&store, AGENT, 1).await.expect("rows");
    for row in &found.cases {
        let expected = match row.case.status {
            CaseStatus::Waiting | CaseStatus::OnHold if row.case.in_scope => Some(CaseAction::Continue),
            CaseStatus::Closed => Some(CaseAction::Reopen),
            _ => None,
        };
        assert_eq!(row.continuing, expected, "{row:?}");
    }
});

contract!(a_case_is_conducted_with_the_address_of_its_latest_conversation, |store| {
    let with = |id, number: &str| MergeCase { whatsapp: Some(number.to_owned()), ..case(id) };
    given(&store, &[with(1, WHATSAPP), with(2, OTHER_WHATSAPP), case(3), case(4), case(5)]).await;
    let db = store.db();
    let sql = [
        // Case 2 continued under the number of case 1; the later call does not count.
        interaction(db, 500, 2, 1, Channel::WhatsApp, Some("5511987654321")),
        interaction(db, 501, 2, 1, Channel::Voice, Some(OTHER_WHATSAPP)),
        // Without a number, the number of the interaction's customer counts: here another customer.
        interaction(db, 502, 3, 3, Channel::WhatsApp, None),
        "UPDATE customer SET whatsapp = '+55 21 90000-0000' WHERE id = 3;".to_owned(),
        interaction(db, 503, 4, 1, Channel::WebChat, None),
        interaction(db, 504, 5, 2, Channel::WebChat, None),
    ]
    .concat();
    run(&store, &sql).await;
    let found = shown(&store, AGENT, 1).await.expect("rows");
    let row = |id| found.cases.iter().find(|row| row.case.id == CaseId(id)).expect("a row");
    assert_eq!((row(2).case.whatsapp.as_deref(), row(2).refusal), (Some("5511987654321"), None));
    let whatsapp = Some(MergeRefusal::OtherAddress(AddressKind::WhatsApp));
    assert_eq!((row(3).case.whatsapp.as_deref(), row(3).refusal), (Some(OTHER_WHATSAPP), whatsapp));
    assert_eq!((row(4).case.chat.as_deref(), row(4).refusal), (Some(CHAT), None));
    assert_eq!((row(5).case.chat.as_deref(), row(5).refusal), (None, None));
});

contract!(a_case_takes_on_the_address_of_what_was_folded_into_it, |store| {
    let merged = MergeCase {
        status: CaseStatus::Merged,
        merged_into: Some(CaseId(1)),
        whatsapp: Some(WHATSAPP.into()),
        ..case(2)
    };
    let other = MergeCase { whatsapp: Some(OTHER_WHATSAPP.into()), ..case(3) };
    given(&store, &[case(1), merged, other]).await;
    let found = shown(&store, AGENT, 1).await.expect("rows");
    assert_eq!(found.open.whatsapp.as_deref(), Some(WHATSAPP));
    assert_eq!(found.cases[0].refusal, Some(MergeRefusal::OtherAddress(AddressKind::WhatsApp)));
    // Seen from the other case, the merge is refused for the same reason.
    let found = shown(&store, AGENT, 3).await.expect("rows");
    assert_eq!(found.cases[2].refusal, Some(MergeRefusal::OtherAddress(AddressKind::WhatsApp)));
});

contract!(a_search_finds_by_id_kind_subject_and_responsible, |store| {
    given(&store, &[case(1), case(2), case(31)]).await;
    run(
        &store,
        "UPDATE service_case SET subject = 'Segunda via do cartão' WHERE id = 1; \
         UPDATE service_case SET kind = 'Reclamação', agent_id = 13 WHERE id = 2;",
    )
    .await;
    for (typed, expected) in [
        (" CARTAO ", vec![1]),
        ("reclamacao", vec![2]),
        ("pessoa 13", vec![2]),
        ("#31", vec![31]),
        // Matches an ID and a name that contain this digit.
        ("3", vec![31, 2]),
        ("", vec![31, 2, 1]),
        ("nada disso", vec![]),
    ] {
        let query = CustomerQuery { search: typed.to_owned(), ..CustomerQuery::default() };
        let found = asked(&store, ADMINISTRATOR, 1, &query).await;
        assert_eq!((ids(&found), found.page.total), (expected.clone(), expected.len() as u64), "{typed}");
    }
});

contract!(a_page_has_its_rows_and_knows_of_those_that_were_selected_on_others, |store| {
    let mut all: Vec<MergeCase> = (1..=45).map(case).collect();
    // The newest was merged into the oldest, which is on another page; case 44 continues one that
    // is out of scope.
    all[44] = MergeCase { status: CaseStatus::Merged, merged_into: Some(CaseId(2)), ..case(45) };
    all[4].in_scope = false;
    given(&store, &all).await;
    run(&store, "UPDATE service_case SET continues = 5 WHERE id = 44; UPDATE service_case SET continues = 6 WHERE id = 43;").await;
    let of = |search: &str, page| CustomerQuery {
        search: search.to_owned(),
        page,
        selected: [3, 40, 45].map(CaseId).to_vec(),
    };
    for search in ["", "assunto"] {
        let first = asked(&store, AGENT, 1, &of(search, 0)).await;
        assert_eq!(ids(&first), (26..=45).rev().collect::<Vec<i64>>());
        assert_eq!((first.page.number, first.page.last, first.page.total), (1, 3, 45));
        let opens: Vec<bool> = first.cases[..4].iter().map(|row| row.linked_opens).collect();
        assert_eq!(opens, [true, false, true, false]);
        let last = asked(&store, AGENT, 1, &of(search, 9)).await;
        assert_eq!(ids(&last), [5, 4, 3, 2, 1]);
        for page in [first, last] {
            let (merged, refused) = page.selected();
            assert_eq!(merged.iter().map(|row| row.case.id.0).collect::<Vec<_>>(), [40, 3]);
            assert_eq!(refused.iter().map(|(row, _)| row.case.id.0).collect::<Vec<_>>(), [45]);
        }
    }
});

contract!(a_selection_is_told_apart_into_what_goes_and_what_does_not, |store| {
    let in_service = MergeCase { status: CaseStatus::InService, ..case(3) };
    let of_another = MergeCase { customer: CustomerId(2), ..case(4) };
    given(&store, &[case(1), case(2), in_service, of_another]).await;
    let selected = [2, 3, 4, 77, 1].map(CaseId).to_vec();
    let found = asked(&store, AGENT, 1, &CustomerQuery { selected, ..CustomerQuery::default() }).await;
    let (merged, refused) = found.selected();
    assert_eq!(merged.iter().map(|row| row.case.id.0).collect::<Vec<_>>(), [2]);
    let refused: Vec<(i64, MergeRefusal)> =
        refused.into_iter().map(|(row, reason)| (row.case.id.0, reason)).collect();
    assert_eq!(refused, [(3, MergeRefusal::InService), (1, MergeRefusal::Itself)]);
    assert_eq!(found.may_receive(), Ok(()));
    run(&store, "UPDATE service_case SET status = 'closed' WHERE id = 1").await;
    assert_eq!(shown(&store, AGENT, 1).await.expect("rows").may_receive(), Err(TargetRefusal::Closed));
});

/// 500 cases of one customer with three interactions each, among 10,000 of other customers.
async fn many(store: &Store) {
    let notes = if store.db().is_sqlite() { "hex(zeroblob(800))" } else { "repeat('0', 1600)" };
    let agent = "n % 9 + 10";
    many_customers(501..=10_500).build(store).await;
    let cases = many_cases(1..=10_500).with("customer_id", "CASE WHEN n <= 500 THEN 1 ELSE n END");
    let cases = cases.with("agent_id", agent).with("status", "'waiting'");
    cases.with("opened_at", "n").with("updated_at", "n").build(store).await;
    let interactions = many_interactions(store, 1..=31_500).with("case_id", "n % 10500 + 1");
    let interactions = interactions.with("channel", "n % 3 + 1").with("agent_id", agent);
    let interactions = interactions.with("number", "'1' || n").with("notes", notes);
    interactions.with("day", "'2026-11-01'").build(store).await;
}

contract!(five_hundred_cases_are_read_by_their_indexes, |store| {
    operation(&store).await;
    statistics::pin(&store).await;
    many(&store).await;
    if !store.db().is_sqlite() {
        statistics::gather(&store).await;
    }
    for who in [AGENT, SUPERVISOR, ADMINISTRATOR] {
        let scoped = store.as_principal(&who).explaining();
        // Agent 10 is responsible for the cases 9, 18, and so on.
        let head = scoped.cases().head(CaseId(9)).await.expect("an answer").expect("a case");
        let query = CustomerQuery { page: 3, ..CustomerQuery::default() };
        let found = scoped.cases().customer_cases(&head, &query).await.expect("an answer").expect("rows");
        assert_eq!((found.cases.len(), found.page.total), (20, 500));
        let plans = scoped.plans();
        assert_eq!(plans.len(), 5, "four statements behind the head, however many cases");
        for plan in plans {
            for wrong in [
                "SCAN s\n",
                "SCAN i\n",
                "SCAN seen",
                "SCAN merged",
                "Seq Scan on interaction",
                "Seq Scan on service_case",
            ] {
                assert!(!format!("{plan}\n").contains(wrong), "{who:?} {wrong}:\n{plan}");
            }
        }
    }
});

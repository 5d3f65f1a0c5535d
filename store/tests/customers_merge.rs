//! Merging customers and its undo: every read shows the family, nothing moves, and everything can be
//! undone in any order.

use crate::support::builders::{CaseBuilder, CustomerBuilder};
use crate::support::cases::{ADMINISTRATOR, AGENT, SUPERVISOR, all_of_customer, interaction, operation};
use crate::support::world::{number_of, run, texts_of};
use domain::cases::{CaseFilter, EditOutcome, MergeOutcome, UndoOutcome};
use domain::customers::{
    CustomerMerge, CustomerMergeOutcome, CustomerUndoOutcome, DismissalOutcome, MergeField, Pair,
};
use domain::merge::{Links, MergeRefusal};
use domain::record::CustomerRecord;
use domain::{CaseId, CaseStatus, Channel, CustomerId, Principal, Revision, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use store::Store;
use store::customers::ProposalQuery;

const A: i64 = 101;
const B: i64 = 102;
const C: i64 = 103;

/// Three customers, each with a number, a document or none, and a case (1, 2, 3) of agent 10.
async fn three(store: &Store) {
    operation(store).await;
    let builder = CustomerBuilder::new(A).unidentified().name("Ana Souza").phone("11 98765-4321");
    builder.address("phone", "+5511987654321").build(store).await;
    let builder = CustomerBuilder::new(B).unidentified().name("Aninha Lima").phone("11 3333-4444");
    builder.document("529.982.247-25").address("phone", "+551133334444").build(store).await;
    let builder = CustomerBuilder::new(C).unidentified().name("A. Pereira").phone("11 2222-3333");
    builder.address("phone", "+551122223333").build(store).await;
    for (case, customer) in [(1, A), (2, B), (3, C)] {
        let case = CaseBuilder::new(case).customer(customer).agent(10).status(CaseStatus::Waiting);
        run(store, &case.sql()).await;
    }
    store.migrate().await.expect("the search keys");
}

async fn revision(store: &Store, id: i64) -> Revision {
    Revision(number_of(store, &format!("SELECT revision FROM customer WHERE id = {id}")).await)
}

async fn asked(store: &Store, source: i64, survivor: i64, of_source: &[MergeField]) -> CustomerMerge {
    CustomerMerge {
        survivor: (CustomerId(survivor), revision(store, survivor).await),
        source: (CustomerId(source), revision(store, source).await),
        of_source: of_source.iter().copied().collect(),
    }
}

async fn merge_as(store: &Store, who: Principal, asked: &CustomerMerge) -> Option<CustomerMergeOutcome> {
    store.as_principal(&who).customers().merge(asked, Timestamp(5_000)).await.expect("an answer")
}

async fn merge(store: &Store, source: i64, survivor: i64) {
    let asked = asked(store, source, survivor, &[]).await;
    assert_eq!(merge_as(store, ADMINISTRATOR, &asked).await, Some(CustomerMergeOutcome::Merged));
}

async fn undo_as(store: &Store, who: Principal, source: i64) -> Option<CustomerUndoOutcome> {
    let scoped = store.as_principal(&who);
    scoped.customers().undo_merge(CustomerId(source), Timestamp(6_000)).await.expect("an answer")
}

async fn undo(store: &Store, source: i64) {
    assert_eq!(undo_as(store, ADMINISTRATOR, source).await, Some(CustomerUndoOutcome::Undone));
}

/// The customer that a case shows.
async fn customer_of(store: &Store, case: i64) -> (i64, Option<String>) {
    let head = store.as_principal(&AGENT).cases().head(CaseId(case)).await.expect("an answer");
    let head = head.expect("a case");
    (head.customer.0, head.customer_name)
}

/// The cases of the list that a search finds, oldest first.
async fn found(store: &Store, search: &str) -> Vec<i64> {
    let filter = CaseFilter { search: search.to_owned(), ..CaseFilter::default() };
    let list = store.as_principal(&ADMINISTRATOR).cases().list(&filter, 1).await.expect("a list");
    let mut ids: Vec<i64> = list.rows.iter().map(|row| row.id.0).collect();
    ids.sort_unstable();
    ids
}

/// Everything that a merge could move.
async fn owned(store: &Store) -> Vec<String> {
    let mut all =
        texts_of(store, "SELECT kind || address || customer_id FROM customer_address ORDER BY 1").await;
    all.extend(texts_of(store, "SELECT id || ' ' || customer_id FROM service_case ORDER BY id").await);
    all.extend(texts_of(store, "SELECT id || ' ' || customer_id FROM interaction ORDER BY id").await);
    all
}

/// The record of every customer, with its search keys.
async fn records(store: &Store) -> Vec<String> {
    let sql = "SELECT id || '|' || coalesce(name, '') || '|' || coalesce(name_key, '') || '|' || \
               coalesce(email, '') || '|' || coalesce(document, '') || '|' || coalesce(document_key, '') || '|' || \
               custom || '|' || coalesce('' || merged_into, '-') FROM customer ORDER BY id";
    texts_of(store, sql).await
}

contract!(every_read_shows_the_family, |store| {
    three(&store).await;
    let (before, owned_before) = (records(&store).await, owned(&store).await);
    let asked = asked(&store, B, A, &[]).await;
    assert_eq!(merge_as(&store, SUPERVISOR, &asked).await, Some(CustomerMergeOutcome::Merged));
    assert_eq!(owned(&store).await, owned_before, "nothing moves");
    assert_eq!(customer_of(&store, 2).await, (A, Some("Ana Souza".to_owned())));
    let history = all_of_customer(&store, AGENT, CaseId(2)).await.expect("rows");
    assert_eq!(history.cases.iter().map(|row| row.case.id.0).collect::<Vec<_>>(), [2, 1]);
    for search in ["11 98765-4321", "11 3333-4444", "529.982.247-25", "ana souza", "aninha", "lima"] {
        assert_eq!(found(&store, search).await, [1, 2], "{search}");
    }
    assert_eq!(found(&store, "11 2222-3333").await, [3]);
    let data = store.as_principal(&AGENT).cases().data(CaseId(2)).await.expect("an answer").expect("data");
    assert_eq!(
        (data.customer.name.as_str(), data.customer.document.as_str()),
        ("Ana Souza", "529.982.247-25")
    );
    assert_eq!(data.other_numbers, ["11 3333-4444"]);
    let scoped = store.as_principal(&ADMINISTRATOR);
    let recorded =
        scoped.cases().recorded(CaseId(2), Timestamp(9)).await.expect("an answer").expect("a case");
    assert_eq!((recorded.id, recorded.customer.id), (CaseId(2), CustomerId(A)));
    let list = scoped.cases().list(&CaseFilter::default(), 1).await.expect("a list");
    let row = list.rows.iter().find(|row| row.id == CaseId(2)).expect("the case");
    assert_eq!(row.customer.as_deref(), Some("Ana Souza"));

    assert_eq!(undo_as(&store, SUPERVISOR, B).await, Some(CustomerUndoOutcome::Undone));
    assert_eq!(records(&store).await, before);
    assert_eq!(customer_of(&store, 2).await, (B, Some("Aninha Lima".to_owned())));
    assert_eq!(found(&store, "aninha").await, [2]);
    assert_eq!(found(&store, "11 98765-4321").await, [1]);
});

contract!(the_chosen_values_are_the_survivors_until_the_undo, |store| {
    three(&store).await;
    run(
        &store,
        "UPDATE customer SET email = 'ana@example.org', custom = '{\"Plano\":\"A\"}' WHERE id = 101; \
         UPDATE customer SET email = 'lima@example.org', custom = '{\"Plano\":\"B\",\"Cidade\":\"Recife\"}' WHERE id = 102",
    )
    .await;
    let before = records(&store).await;
    let asked = asked(&store, B, A, &[MergeField::Email]).await;
    assert_eq!(merge_as(&store, ADMINISTRATOR, &asked).await, Some(CustomerMergeOutcome::Merged));
    let data = store.as_principal(&AGENT).cases().data(CaseId(1)).await.expect("an answer").expect("data");
    let customer = data.customer;
    assert_eq!((customer.name.as_str(), customer.email.as_str()), ("Ana Souza", "lima@example.org"));
    assert_eq!(customer.document, "529.982.247-25", "a blank is filled");
    assert_eq!(customer.phone, "11 98765-4321", "addresses stay");
    assert_eq!((customer.custom["Plano"].as_str(), customer.custom["Cidade"].as_str()), ("A", "Recife"));
    undo(&store, B).await;
    assert_eq!(records(&store).await, before);
    let trail = "SELECT action || ' ' || object_id FROM audit_entry WHERE object = 'customer' ORDER BY seq";
    assert_eq!(texts_of(&store, trail).await, ["merged 102", "changed 101", "unmerged 102", "changed 101"]);
});

contract!(the_record_of_the_survivor_is_edited_in_every_case, |store| {
    three(&store).await;
    merge(&store, B, A).await;
    let data = store.as_principal(&AGENT).cases().data(CaseId(2)).await.expect("an answer").expect("data");
    let record = CustomerRecord { name: "Ana Maria".to_owned(), ..data.customer };
    let scoped = store.as_principal(&AGENT);
    let cases = scoped.cases();
    let outcome = cases.edit_customer(CaseId(2), data.customer_revision, record, Timestamp(5_500)).await;
    assert_eq!(outcome.expect("an answer"), Some(EditOutcome::Saved));
    assert_eq!(customer_of(&store, 1).await, (A, Some("Ana Maria".to_owned())));
    assert_eq!(found(&store, "maria").await, [1, 2]);
    assert_eq!(found(&store, "aninha").await, [1, 2]);
    undo(&store, B).await;
    assert_eq!(customer_of(&store, 1).await, (A, Some("Ana Maria".to_owned())), "an edit stays");
    assert_eq!(customer_of(&store, 2).await, (B, Some("Aninha Lima".to_owned())));
    assert_eq!(found(&store, "maria").await, [1]);
});

contract!(what_arrives_follows_the_address_it_came_by, |store| {
    three(&store).await;
    merge(&store, B, A).await;
    let mut call: domain::NewInteraction = serde_json::from_value(serde_json::json!({
        "source": "pbx", "external_id": "1", "channel": "voice", "direction": "inbound", "queue": "Vendas",
        "customer": { "phone": "(11) 3333-4444" }, "number": "(11) 3333-4444",
        "queued_at": "2026-11-20T10:00:00-03:00", "ended_at": "2026-11-20T10:05:00-03:00",
    }))
    .expect("an interaction");
    let recorded = store.intake().record(call.clone()).await.expect("it comes in");
    let sql = format!("SELECT customer_id FROM interaction WHERE protocol = '{}'", recorded.protocol);
    assert_eq!(number_of(&store, &sql).await, B);
    let shown = |store: &Store, protocol| {
        let store = store.clone();
        async move {
            let scoped = store.as_principal(&ADMINISTRATOR);
            let interaction = scoped.history().recorded(&protocol).await.expect("an answer").expect("it");
            let conversation =
                scoped.history().conversation(&protocol).await.expect("an answer").expect("it");
            (interaction.customer.id.0, conversation.customer)
        }
    };
    assert_eq!(shown(&store, recorded.protocol.clone()).await, (A, Some("Ana Souza".to_owned())));
    // What follows it is recognised like it.
    "2".clone_into(&mut call.external_id);
    store.intake().record(call).await.expect("it comes in");
    undo(&store, B).await;
    assert_eq!(shown(&store, recorded.protocol).await, (B, Some("Aninha Lima".to_owned())));
    assert_eq!(number_of(&store, "SELECT count(*) FROM interaction WHERE customer_id = 102").await, 2);
});

contract!(a_name_that_is_filled_in_later_is_found_beside_those_of_the_family, |store| {
    three(&store).await;
    run(&store, "UPDATE customer SET name = NULL, name_key = NULL WHERE id = 102").await;
    merge(&store, B, A).await;
    assert_eq!(found(&store, "ana souza").await, [1, 2]);
    let call: domain::NewInteraction = serde_json::from_value(serde_json::json!({
        "source": "pbx", "external_id": "1", "channel": "voice", "direction": "inbound", "queue": "Vendas",
        "customer": { "phone": "(11) 3333-4444", "name": "Zulmira Reis" },
        "queued_at": "2026-11-20T10:00:00-03:00", "ended_at": "2026-11-20T10:05:00-03:00",
    }))
    .expect("an interaction");
    store.intake().record(call).await.expect("it comes in");
    assert_eq!(found(&store, "zulmira").await.len(), 2, "the cases of the customer that has the name");
    assert_eq!(found(&store, "ana souza").await.len(), 3);
    undo(&store, B).await;
    assert_eq!(found(&store, "zulmira reis").await.len(), 2);
    assert_eq!(found(&store, "souza").await, [1]);
});

contract!(a_chain_is_flattened_and_its_middle_can_be_undone, |store| {
    three(&store).await;
    let before = records(&store).await;
    merge(&store, A, B).await;
    merge(&store, B, C).await;
    for case in [1, 2, 3] {
        assert_eq!(customer_of(&store, case).await.0, C);
    }
    assert_eq!(found(&store, "ana").await, [1, 2, 3]);
    let merged = store.as_principal(&ADMINISTRATOR).customers().merged().await.expect("an answer");
    let merged: Vec<(i64, i64)> =
        merged.expect("a list").iter().map(|one| (one.source.id.0, one.target.id.0)).collect();
    assert_eq!(merged, [(B, C), (A, B)]);
    undo(&store, B).await;
    assert_eq!([customer_of(&store, 1).await.0, customer_of(&store, 2).await.0], [B, B]);
    assert_eq!(customer_of(&store, 3).await.0, C);
    assert_eq!(undo_as(&store, ADMINISTRATOR, B).await, Some(CustomerUndoOutcome::NotMerged));
    merge(&store, B, C).await;
    undo(&store, A).await;
    assert_eq!([customer_of(&store, 1).await.0, customer_of(&store, 2).await.0], [A, C]);
    undo(&store, B).await;
    assert_eq!(records(&store).await, before);
});

contract!(an_undo_takes_its_values_back_up_the_whole_chain, |store| {
    three(&store).await;
    run(&store, "UPDATE customer SET email = 'lima@example.org' WHERE id = 102").await;
    let before = records(&store).await;
    let chosen = asked(&store, B, C, &[MergeField::Name]).await;
    assert_eq!(merge_as(&store, ADMINISTRATOR, &chosen).await, Some(CustomerMergeOutcome::Merged));
    let chosen = asked(&store, C, A, &[MergeField::Name]).await;
    assert_eq!(merge_as(&store, ADMINISTRATOR, &chosen).await, Some(CustomerMergeOutcome::Merged));
    let of_survivor = "SELECT coalesce(name, '') || '|' || coalesce(email, '') || '|' || coalesce(document, '') \
                       FROM customer WHERE id = 101";
    assert_eq!(texts_of(&store, of_survivor).await, ["Aninha Lima|lima@example.org|529.982.247-25"]);
    let changed = "SELECT count(*) FROM audit_entry WHERE object = 'customer' AND action = 'changed'";
    let count = number_of(&store, changed).await;
    undo(&store, B).await;
    assert_eq!(texts_of(&store, of_survivor).await, ["A. Pereira||"]);
    assert_eq!(number_of(&store, changed).await, count + 2, "each record that changed");
    let scoped = store.as_principal(&ADMINISTRATOR);
    let page = scoped.customers().proposals(&ProposalQuery::default()).await.expect("an answer");
    assert_eq!(page.expect("a page").proposals, [], "the undone merge is no reason for the next one");
    undo(&store, C).await;
    assert_eq!(records(&store).await, before);
});

contract!(what_was_edited_since_stays_up_the_chain, |store| {
    three(&store).await;
    let chosen = asked(&store, B, C, &[MergeField::Name]).await;
    assert_eq!(merge_as(&store, ADMINISTRATOR, &chosen).await, Some(CustomerMergeOutcome::Merged));
    let chosen = asked(&store, C, A, &[MergeField::Name]).await;
    assert_eq!(merge_as(&store, ADMINISTRATOR, &chosen).await, Some(CustomerMergeOutcome::Merged));
    run(&store, "UPDATE customer SET name = 'Ana L.' WHERE id = 101").await;
    undo(&store, B).await;
    let name = "SELECT name || '|' || coalesce(document, '') FROM customer WHERE id = 101";
    assert_eq!(texts_of(&store, name).await, ["Ana L.|"]);
});

contract!(merged_customers_are_proposed_as_one, |store| {
    three(&store).await;
    run(&store, "UPDATE customer SET email = 'ana@example.org' WHERE id IN (101, 103)").await;
    merge(&store, A, B).await;
    let scoped = store.as_principal(&ADMINISTRATOR);
    let customers = scoped.customers();
    let page = customers.proposals(&ProposalQuery::default()).await.expect("an answer").expect("a page");
    let [proposal] = page.proposals.as_slice() else { panic!("{page:?}") };
    assert_eq!((proposal.newer.id.0, proposal.older.id.0, proposal.older.merged), (C, B, 1));
    assert_eq!(proposal.older.numbers.len(), 2);
    let hint = customers.duplicates_of(CustomerId(A), 3).await.expect("an answer");
    assert_eq!(hint.iter().map(|one| one.id.0).collect::<Vec<_>>(), [C]);
    let pair = Pair::new(proposal.newer.id, proposal.older.id).expect("two");
    let outcome = customers.dismiss(pair, Timestamp(1)).await.expect("an answer");
    assert_eq!(outcome, Some(DismissalOutcome::Dismissed));
    let page = customers.proposals(&ProposalQuery::default()).await.expect("an answer").expect("a page");
    assert_eq!(page.proposals, []);
});

contract!(cases_of_merged_customers_can_be_merged_and_outlive_the_undo, |store| {
    three(&store).await;
    let cases = |sources: [CaseId; 1]| {
        let store = store.store.clone();
        async move {
            let scoped = store.as_principal(&AGENT);
            scoped
                .cases()
                .merge(CaseId(1), &sources, Timestamp(5_000))
                .await
                .expect("an answer")
                .expect("in scope")
        }
    };
    let refused = MergeOutcome::Refused(vec![(CaseId(2), MergeRefusal::OtherCustomer)]);
    assert_eq!(cases([CaseId(2)]).await, refused);
    merge(&store, B, A).await;
    assert_eq!(cases([CaseId(2)]).await, MergeOutcome::Merged);
    undo(&store, B).await;
    // The cases stay merged, and are shown under the customer of the surviving case.
    assert_eq!(customer_of(&store, 2).await.0, A);
    let history = all_of_customer(&store, AGENT, CaseId(1)).await.expect("rows");
    assert_eq!(history.cases.iter().map(|row| row.case.id.0).collect::<Vec<_>>(), [1]);
    assert_eq!(
        cases([CaseId(3)]).await,
        MergeOutcome::Refused(vec![(CaseId(3), MergeRefusal::OtherCustomer)])
    );
    let undone = store.as_principal(&AGENT).cases().undo_merge(CaseId(2), Timestamp(7_000)).await;
    let expected = UndoOutcome::Undone { survivor: CaseId(1), restored: CaseStatus::Waiting };
    assert_eq!(undone.expect("an answer"), Some(expected));
    assert_eq!(customer_of(&store, 2).await.0, B);
});

contract!(a_form_sent_twice_is_one_merge_and_an_outdated_one_a_conflict, |store| {
    three(&store).await;
    let (first, other) = (asked(&store, B, A, &[]).await, asked(&store, B, C, &[]).await);
    for _ in 0..2 {
        assert_eq!(merge_as(&store, ADMINISTRATOR, &first).await, Some(CustomerMergeOutcome::Merged));
    }
    assert_eq!(number_of(&store, "SELECT count(*) FROM customer_merge").await, 1);
    assert_eq!(merge_as(&store, ADMINISTRATOR, &other).await, Some(CustomerMergeOutcome::Conflict));
    let stale = CustomerMerge { source: (CustomerId(C), Revision(99)), ..asked(&store, C, A, &[]).await };
    assert_eq!(merge_as(&store, ADMINISTRATOR, &stale).await, Some(CustomerMergeOutcome::Conflict));
    let circle = asked(&store, A, B, &[]).await;
    assert_eq!(merge_as(&store, ADMINISTRATOR, &circle).await, Some(CustomerMergeOutcome::Conflict));
    let itself = asked(&store, C, C, &[]).await;
    assert_eq!(merge_as(&store, ADMINISTRATOR, &itself).await, Some(CustomerMergeOutcome::Conflict));
});

contract!(who_does_not_see_both_merges_nothing, |store| {
    three(&store).await;
    run(&store, "UPDATE service_case SET agent_id = 17 WHERE id = 3").await;
    let asked_ab = asked(&store, B, A, &[]).await;
    assert_eq!(merge_as(&store, AGENT, &asked_ab).await, None, "agents merge no customers");
    for (source, survivor) in [(C, A), (A, C)] {
        let asked = asked(&store, source, survivor, &[]).await;
        assert_eq!(merge_as(&store, SUPERVISOR, &asked).await, None);
    }
    let absent = CustomerMerge { source: (CustomerId(999), Revision(0)), ..asked_ab };
    assert_eq!(merge_as(&store, ADMINISTRATOR, &absent).await, None);
    merge(&store, B, C).await;
    assert_eq!(undo_as(&store, AGENT, B).await, None);
    assert_eq!(undo_as(&store, SUPERVISOR, 999).await, None);
    // A case of the family is in scope: that of customer B.
    assert_eq!(undo_as(&store, SUPERVISOR, B).await, Some(CustomerUndoOutcome::Undone));
});

contract!(of_two_merges_at_once_one_wins, |store| {
    three(&store).await;
    for round in 0..10 {
        let (one, other) = (asked(&store, B, A, &[]).await, asked(&store, B, C, &[]).await);
        let (store_one, store_other) = (store.store.clone(), store.store.clone());
        let racing = tokio::join!(
            tokio::spawn(async move { merge_as(&store_one, ADMINISTRATOR, &one).await }),
            tokio::spawn(async move { merge_as(&store_other, ADMINISTRATOR, &other).await })
        );
        let outcomes = [racing.0.expect("an answer"), racing.1.expect("an answer")];
        assert!(outcomes.contains(&Some(CustomerMergeOutcome::Merged)), "{round}: {outcomes:?}");
        assert!(outcomes.contains(&Some(CustomerMergeOutcome::Conflict)), "{round}: {outcomes:?}");
        undo(&store, B).await;
    }
});

contract!(any_merges_and_undos_agree_with_the_model_and_can_all_be_undone, |store| {
    operation(&store).await;
    let ids: Vec<i64> = (201..=207).collect();
    for (id, name) in ids.iter().zip(["Um", "Dois", "Três", "Quatro", "Cinco", "", "Sete"]) {
        CustomerBuilder::new(*id).unidentified().name(name).build(&store).await;
    }
    run(&store, "UPDATE customer SET name = NULL WHERE name = ''").await;
    run(&store, "UPDATE customer SET email = 'c' || id || '@example.org' WHERE id >= 204").await;
    store.migrate().await.expect("the search keys");
    let before = records(&store).await;
    let (mut random, mut model) = (StdRng::seed_from_u64(7), Links::<CustomerId>::default());
    for _ in 0..60 {
        let mut any = || ids[random.random_range(0..ids.len())];
        let (source, target) = (any(), any());
        if random.random_bool(0.6) {
            let chosen: Vec<MergeField> =
                MergeField::ALL.into_iter().filter(|_| random.random_bool(0.5)).collect();
            let asked = asked(&store, source, target, &chosen).await;
            let is_again = source != target && model.target(CustomerId(source)) == Some(CustomerId(target));
            let merged = model.add(CustomerId(source), CustomerId(target)).is_ok();
            let expected = if merged || (is_again && model.target(CustomerId(target)).is_none()) {
                CustomerMergeOutcome::Merged
            } else {
                CustomerMergeOutcome::Conflict
            };
            assert_eq!(merge_as(&store, ADMINISTRATOR, &asked).await, Some(expected), "{source} → {target}");
        } else {
            let undone = model.remove(CustomerId(source)).is_some();
            let expected = if undone { CustomerUndoOutcome::Undone } else { CustomerUndoOutcome::NotMerged };
            assert_eq!(undo_as(&store, ADMINISTRATOR, source).await, Some(expected), "{source}");
        }
        let links =
            texts_of(&store, "SELECT id || ' ' || coalesce(merged_into, 0) FROM customer WHERE id > 200")
                .await;
        for id in &ids {
            let link = model.link(CustomerId(*id)).map_or(0, |survivor| survivor.0);
            assert!(links.contains(&format!("{id} {link}")), "{id} → {link}: {links:?}");
        }
    }
    while let Some(source) = ids.iter().copied().find(|id| model.remove(CustomerId(*id)).is_some()) {
        undo(&store, source).await;
    }
    assert_eq!(records(&store).await, before);
});

contract!(an_erasure_takes_the_whole_family, |store| {
    three(&store).await;
    merge(&store, B, A).await;
    let request = domain::RequestReference::parse("2026-0001").expect("a reference");
    let target = store::audit::ErasureTarget::Customer(CustomerId(A));
    store.erase_audit_details(&request, &[target], Timestamp(9_000)).await.expect("erased");
    let left = "SELECT count(*) FROM audit_detail AS d JOIN audit_entry AS e ON e.seq = d.seq \
                WHERE e.object = 'customer' AND d.field IN ('label', 'before', 'after')";
    assert_eq!(number_of(&store, left).await, 0);
});

contract!(interactions_of_a_merged_customer_bring_the_survivor_into_scope, |store| {
    three(&store).await;
    run(&store, "UPDATE service_case SET agent_id = 17").await;
    let own = interaction(store.db(), 30, 2, B, Channel::Voice, None);
    run(&store, &(own + "UPDATE interaction SET agent_id = 10 WHERE id = 30")).await;
    let of = |customer| ProposalQuery { customer: Some(CustomerId(customer)), after: None };
    let sees = |customer| {
        let store = store.store.clone();
        async move {
            let scoped = store.as_principal(&SUPERVISOR);
            scoped.customers().proposals(&of(customer)).await.expect("an answer").is_some()
        }
    };
    assert!(sees(B).await && !sees(A).await);
    merge(&store, B, A).await;
    assert!(sees(B).await && sees(A).await);
});

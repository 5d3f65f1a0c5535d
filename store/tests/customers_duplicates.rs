//! Proposals of duplicates: their reasons, order and scope, and what is not proposed again.

use crate::support::builders::{CaseBuilder, CustomerBuilder};
use crate::support::cases::{ADMINISTRATOR, AGENT, STRANGER, SUPERVISOR, interaction, operation};
use crate::support::world::{number_of, run, texts_of};
use std::collections::BTreeSet;

use domain::customers::{
    CustomerMerge, CustomerMergeOutcome, DismissalOutcome, DuplicateReason, Pair, Proposal, ProposalPage,
};
use domain::{Channel, CustomerId, Principal, Timestamp};
use store::Store;
use store::customers::ProposalQuery;

const NUMBER: &str = "+5511987654321";

fn pair(one: i64, other: i64) -> Pair {
    Pair::new(CustomerId(one), CustomerId(other)).expect("two customers")
}

async fn page(store: &Store, who: Principal, query: &ProposalQuery) -> Option<ProposalPage> {
    store.as_principal(&who).customers().proposals(query).await.expect("an answer")
}

async fn proposed(store: &Store, who: Principal) -> Vec<Proposal> {
    page(store, who, &ProposalQuery::default()).await.expect("a page").proposals
}

/// The pairs that are proposed, newest first.
async fn pairs(store: &Store, who: Principal) -> Vec<(i64, i64)> {
    proposed(store, who).await.iter().map(|one| (one.newer.id.0, one.older.id.0)).collect()
}

/// A case of the customer that agent 10 is responsible for, or another agent.
async fn case_of(store: &Store, id: i64, customer: i64, agent: i64) {
    run(store, &CaseBuilder::new(id).customer(customer).agent(agent).sql()).await;
}

/// Customers 101 and 102 with one number, one of them without the ninth digit.
async fn twins(store: &Store) {
    operation(store).await;
    let one = CustomerBuilder::new(101).name("Ana Souza").phone("11 8765-4321").address("phone", NUMBER);
    one.build(store).await;
    let other = CustomerBuilder::new(102).name("Ana").whatsapp("11 98765-4321").address("whatsapp", NUMBER);
    other.build(store).await;
}

contract!(customers_are_proposed_with_every_reason, |store| {
    twins(&store).await;
    CustomerBuilder::new(103).document("529.982.247-25").build(&store).await;
    CustomerBuilder::new(104).document("52998224725").build(&store).await;
    CustomerBuilder::new(105).name("Bia").build(&store).await;
    run(&store, "UPDATE customer SET email = ' Bia@Example.org ' WHERE id = 103").await;
    run(&store, "UPDATE customer SET email = 'bia@example.ORG' WHERE id = 105").await;
    store.migrate().await.expect("the search keys of the documents");
    let found = proposed(&store, ADMINISTRATOR).await;
    let of = |newer: i64, older: i64| {
        let is = |one: &&Proposal| (one.newer.id.0, one.older.id.0) == (newer, older);
        found.iter().find(is).map(|one| one.reasons.clone()).unwrap_or_default()
    };
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(of(102, 101), [DuplicateReason::NinthDigit(NUMBER.to_owned())]);
    assert_eq!(of(104, 103), [DuplicateReason::Document("52998224725".to_owned())]);
    assert_eq!(of(105, 103), [DuplicateReason::Email("bia@example.org".to_owned())]);
    let twin = found.iter().find(|one| one.newer.id.0 == 102).expect("the twins");
    assert_eq!(twin.older.record.name, "Ana Souza");
    assert_eq!(
        (twin.older.numbers.clone(), twin.newer.numbers.clone()),
        (vec!["11 8765-4321".to_owned()], vec!["11 98765-4321".to_owned()],)
    );
});

contract!(what_is_no_longer_shared_is_no_longer_proposed, |store| {
    twins(&store).await;
    run(&store, "DELETE FROM customer_address WHERE customer_id = 102").await;
    assert_eq!(number_of(&store, "SELECT count(*) FROM customer_duplicate").await, 0);
    run(&store, "UPDATE customer SET email = 'a@example.org' WHERE id IN (101, 102)").await;
    assert_eq!(pairs(&store, ADMINISTRATOR).await, [(102, 101)]);
    run(&store, "UPDATE customer SET email = 'b@example.org' WHERE id = 101").await;
    assert_eq!(pairs(&store, ADMINISTRATOR).await, []);
    assert_eq!(number_of(&store, "SELECT count(*) FROM customer_duplicate").await, 0);
});

contract!(landlines_extensions_and_other_countries_are_not_taken_for_mobiles, |store| {
    operation(&store).await;
    for (id, phone, address) in [
        (101, "11 3765-4321", "+551137654321"),
        (102, "11 93765-4321", "+5511937654321"),
        (103, "+54 11 8765-4321", "+541187654321"),
        (104, "+54 9 11 8765-4321", "+5491187654321"),
        (105, "2001", "2001"),
        (106, "2001", "2001"),
    ] {
        CustomerBuilder::new(id).phone(phone).address("phone", address).build(&store).await;
    }
    assert_eq!(pairs(&store, ADMINISTRATOR).await, []);
});

contract!(customers_of_before_are_compared_in_steps_when_the_program_starts, |store| {
    twins(&store).await;
    // The second pair lies in another step.
    for id in [2_101, 2_102] {
        CustomerBuilder::new(id).document("12.345.678/0001-95").build(&store).await;
    }
    run(&store, "UPDATE customer SET email = 'x@example.org' WHERE id IN (101, 2102)").await;
    store.migrate().await.expect("the search keys of the documents");
    let before = proposed(&store, ADMINISTRATOR).await;
    assert_eq!(before.len(), 3);
    run(&store, "DELETE FROM customer_duplicate; UPDATE customer_comparison SET next_id = 0, last_id = 2102")
        .await;
    store.migrate().await.expect("the comparison");
    assert_eq!(proposed(&store, ADMINISTRATOR).await, before);
    assert_eq!(number_of(&store, "SELECT next_id FROM customer_comparison").await, 3_000);
    // A step that was interrupted is done again, without harm.
    run(&store, "UPDATE customer_comparison SET next_id = 0").await;
    store.migrate().await.expect("the comparison");
    assert_eq!(proposed(&store, ADMINISTRATOR).await, before);
});

contract!(pages_follow_each_other_without_gap_or_repetition, |store| {
    operation(&store).await;
    for n in 0..23 {
        for id in [100 + 2 * n, 101 + 2 * n] {
            CustomerBuilder::new(id).build(&store).await;
            run(&store, &format!("UPDATE customer SET email = 'c{n}@example.org' WHERE id = {id}")).await;
        }
    }
    let (mut all, mut query) = (Vec::new(), ProposalQuery::default());
    loop {
        let page = page(&store, ADMINISTRATOR, &query).await.expect("a page");
        assert!(page.proposals.len() <= 10);
        all.extend(page.proposals.iter().map(|one| (one.newer.id.0, one.older.id.0)));
        query.after = page.next;
        if page.next.is_none() {
            break;
        }
    }
    let expected: Vec<(i64, i64)> = (0..23).rev().map(|n| (101 + 2 * n, 100 + 2 * n)).collect();
    assert_eq!(all, expected);
    let of = ProposalQuery { customer: Some(CustomerId(104)), after: None };
    let page = page(&store, ADMINISTRATOR, &of).await.expect("a page");
    assert_eq!(page.proposals.len(), 1);
    assert_eq!(page.proposals[0].newer.id, CustomerId(105));
});

contract!(a_number_of_many_is_compared_with_its_oldest_customers_only, |store| {
    operation(&store).await;
    for id in 101..=120 {
        CustomerBuilder::new(id).phone("11 3333-4444").address("phone", "+551133334444").build(&store).await;
    }
    let newest = "SELECT count(*) FROM customer_duplicate WHERE newer_id = 120";
    assert_eq!(number_of(&store, newest).await, 8);
    run(&store, "DELETE FROM customer_duplicate; UPDATE customer_comparison SET next_id = 0, last_id = 120")
        .await;
    store.migrate().await.expect("the comparison");
    assert_eq!(number_of(&store, newest).await, 8);
});

contract!(supervisors_see_what_is_in_their_scope_and_agents_nothing, |store| {
    twins(&store).await;
    case_of(&store, 1, 101, 10).await;
    case_of(&store, 2, 102, 17).await;
    let strange = interaction(store.db(), 20, 2, 102, Channel::Voice, None);
    run(&store, &(strange + "UPDATE interaction SET agent_id = 17 WHERE id = 20")).await;
    assert_eq!(pairs(&store, ADMINISTRATOR).await, [(102, 101)]);
    assert_eq!(pairs(&store, SUPERVISOR).await, [], "customer 102 is out of scope");
    for who in [AGENT, STRANGER] {
        assert_eq!(page(&store, who, &ProposalQuery::default()).await, None);
        let customers = store.as_principal(&who);
        let customers = customers.customers();
        assert_eq!(customers.merged().await.expect("an answer"), None);
        assert_eq!(customers.dismissed().await.expect("an answer"), None);
        assert_eq!(customers.numbers_of_several().await.expect("an answer"), None);
        assert_eq!(customers.duplicates_of(CustomerId(101), 3).await.expect("an answer"), []);
        assert_eq!(customers.dismiss(pair(101, 102), Timestamp(1)).await.expect("an answer"), None);
        assert!(!customers.mark_number(NUMBER, Timestamp(1)).await.expect("an answer"));
    }
    let of = |customer| ProposalQuery { customer: Some(CustomerId(customer)), after: None };
    assert_eq!(page(&store, SUPERVISOR, &of(102)).await, None, "like one that does not exist");
    assert_eq!(page(&store, SUPERVISOR, &of(999)).await, None);
    assert!(page(&store, SUPERVISOR, &of(101)).await.is_some());
    let scoped = store.as_principal(&SUPERVISOR);
    assert_eq!(scoped.customers().dismiss(pair(101, 102), Timestamp(1)).await.expect("an answer"), None);

    // An interaction of agent 10 with customer 102 brings it into scope; what is counted is their own.
    let own = interaction(store.db(), 21, 2, 102, Channel::Voice, None);
    run(&store, &(own + "UPDATE interaction SET agent_id = 10, queued_at = 5 WHERE id = 21")).await;
    let counts = |found: &[Proposal]| (found[0].newer.interactions, found[0].newer.cases);
    assert_eq!(counts(&proposed(&store, SUPERVISOR).await), (1, 1));
    assert_eq!(counts(&proposed(&store, ADMINISTRATOR).await), (2, 1));
    let last = |found: &[Proposal]| found[0].newer.last_contact;
    let civil = |at| domain::zone::civil(crate::support::ZONE, Timestamp(at));
    assert_eq!(last(&proposed(&store, SUPERVISOR).await), Some(civil(5)));
    assert_eq!(last(&proposed(&store, ADMINISTRATOR).await), Some(civil(20)));
});

contract!(who_is_not_the_same_person_is_not_proposed_until_that_is_taken_back, |store| {
    twins(&store).await;
    let scoped = store.as_principal(&ADMINISTRATOR);
    let customers = scoped.customers();
    for _ in 0..2 {
        let outcome = customers.dismiss(pair(101, 102), Timestamp(7)).await.expect("an answer");
        assert_eq!(outcome, Some(DismissalOutcome::Dismissed));
    }
    assert_eq!(pairs(&store, ADMINISTRATOR).await, []);
    assert_eq!(customers.duplicates_of(CustomerId(101), 3).await.expect("an answer"), []);
    let dismissed = customers.dismissed().await.expect("an answer").expect("a list");
    assert_eq!(dismissed.len(), 1);
    assert_eq!(dismissed[0].newer.name.as_deref(), Some("Ana"));
    // Another reason for the same two does not bring them back.
    run(&store, "UPDATE customer SET email = 'a@example.org' WHERE id IN (101, 102)").await;
    assert_eq!(pairs(&store, ADMINISTRATOR).await, []);
    for _ in 0..2 {
        assert!(customers.take_dismissal_back(pair(102, 101), Timestamp(8)).await.expect("an answer"));
    }
    assert_eq!(pairs(&store, ADMINISTRATOR).await, [(102, 101)]);
    let audited = "SELECT count(*) FROM audit_entry WHERE object = 'customer' AND action = 'changed'";
    assert_eq!(number_of(&store, audited).await, 2, "each decision once");
    assert_eq!(customers.dismiss(pair(101, 999), Timestamp(9)).await.expect("an answer"), None);
});

// A page that is out of date still proposes them.
contract!(customers_who_were_united_meanwhile_are_not_dismissed, |store| {
    twins(&store).await;
    run(&store, "UPDATE customer SET email = 'a@example.org' WHERE id IN (101, 102)").await;
    let scoped = store.as_principal(&ADMINISTRATOR);
    let customers = scoped.customers();
    let page = customers.proposals(&ProposalQuery::default()).await.expect("an answer").expect("a page");
    let [proposal] = page.proposals.as_slice() else { panic!("{page:?}") };
    let asked = CustomerMerge {
        survivor: (proposal.older.id, proposal.older.revision),
        source: (proposal.newer.id, proposal.newer.revision),
        of_source: BTreeSet::new(),
    };
    let merged = customers.merge(&asked, Timestamp(5)).await.expect("an answer");
    assert_eq!(merged, Some(CustomerMergeOutcome::Merged));
    let audited = "SELECT count(*) FROM audit_entry";
    let entries = number_of(&store, audited).await;
    let outcome = customers.dismiss(pair(101, 102), Timestamp(6)).await.expect("an answer");
    assert_eq!(outcome, Some(DismissalOutcome::Conflict));
    assert_eq!(number_of(&store, "SELECT count(*) FROM customer_distinct").await, 0);
    assert_eq!(number_of(&store, audited).await, entries);
    customers.undo_merge(proposal.newer.id, Timestamp(7)).await.expect("an answer");
    assert_eq!(pairs(&store, ADMINISTRATOR).await, [(102, 101)], "they are proposed again");
});

// What was decided about others of the family stays.
contract!(of_united_customers_only_the_named_dismissal_is_taken_back, |store| {
    twins(&store).await;
    CustomerBuilder::new(103).name("Aninha").build(&store).await;
    run(
        &store,
        "INSERT INTO customer_distinct (newer_id, older_id, decided_at) VALUES (102, 101, 1), (103, 101, 1); \
         UPDATE customer SET merged_into = 101 WHERE id IN (102, 103)",
    )
    .await;
    let scoped = store.as_principal(&ADMINISTRATOR);
    assert!(scoped.customers().take_dismissal_back(pair(102, 101), Timestamp(8)).await.expect("an answer"));
    assert_eq!(number_of(&store, "SELECT newer_id FROM customer_distinct").await, 103);
});

contract!(a_number_of_several_persons_suggests_nothing_until_that_is_taken_back, |store| {
    twins(&store).await;
    run(&store, "UPDATE customer SET email = 'a@example.org' WHERE id IN (101, 102)").await;
    let scoped = store.as_principal(&ADMINISTRATOR);
    let customers = scoped.customers();
    for _ in 0..2 {
        assert!(customers.mark_number(NUMBER, Timestamp(7)).await.expect("an answer"));
    }
    let found = proposed(&store, ADMINISTRATOR).await;
    assert_eq!(found[0].reasons, [DuplicateReason::Email("a@example.org".to_owned())], "the other reason");
    // Neither is who arrives later.
    CustomerBuilder::new(103).phone("11 98765-4321").address("phone", NUMBER).build(&store).await;
    assert_eq!(pairs(&store, ADMINISTRATOR).await, [(102, 101)]);
    let marks = customers.numbers_of_several().await.expect("an answer").expect("a list");
    assert_eq!(marks.iter().map(|mark| mark.number.as_str()).collect::<Vec<_>>(), [NUMBER]);
    assert!(!customers.mark_number("+5511900000009", Timestamp(7)).await.expect("an answer"));
    for _ in 0..2 {
        assert!(customers.unmark_number(NUMBER, Timestamp(8)).await.expect("an answer"));
    }
    assert_eq!(pairs(&store, ADMINISTRATOR).await, [(103, 102), (103, 101), (102, 101)]);
    let shared = texts_of(&store, "SELECT number FROM customer_shared_number").await;
    assert_eq!(shared, Vec::<String>::new());
});

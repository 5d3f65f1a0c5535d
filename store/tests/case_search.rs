//! Search in the case lists.

use crate::support::builders::{
    AccountBuilder, CaseBuilder, CustomerBuilder, InteractionBuilder, QueueBuilder, many_cases,
    many_customers, record_merge,
};
use crate::support::world::{number_of, run};
use domain::cases::{CaseFilter, MAX_NAMED};
use domain::{CaseStatus, Principal, Role, Timestamp, UserId};
use store::Store;

const ADMINISTRATOR: Principal = Principal { user: UserId(1), role: Role::Administrator };
const AGENT: Principal = Principal { user: UserId(7), role: Role::Agent };

/// Three customers and their cases; the agent is responsible for 10 and 30, and 40 was merged into
/// 30. The customers predate search keys, which the migration fills in.
async fn build(store: &Store) {
    AccountBuilder::agent(7).login("ana").name("Ana").build(store).await;
    QueueBuilder::new("Vendas").build(store).await;
    let customer = CustomerBuilder::new(1).name("João da Conceição").document("123.456.789-09");
    customer.address("phone", "+5511988887777").build(store).await;
    let customer = CustomerBuilder::new(2).name("Joana CONCEIÇÃO").document("12.ABC.345/01DE-35");
    customer.address("whatsapp", "+5521977776666").build(store).await;
    let customer = CustomerBuilder::new(3).document("");
    customer.address("chat", "777").address("phone", "10").build(store).await;
    let case = |id, customer, status| {
        CaseBuilder::new(id).customer(customer).queue(1).status(status).updated_at(Timestamp(id))
    };
    case(10, 1, CaseStatus::InService).agent(7).build(store).await;
    case(20, 2, CaseStatus::Waiting).build(store).await;
    case(30, 3, CaseStatus::Closed).agent(7).build(store).await;
    case(40, 3, CaseStatus::Waiting).build(store).await;
    case(50, 1, CaseStatus::Closed).build(store).await;
    InteractionBuilder::new("20260302000001", Timestamp(0)).case(40).customer(3).build(store).await;
    InteractionBuilder::new("PROTO-9", Timestamp(0)).case(20).customer(2).build(store).await;
    record_merge(store, 40, 30).await;
    store.migrate().await.expect("the migrations apply");
}

async fn found(store: &Store, who: Principal, search: &str, statuses: &[CaseStatus]) -> Vec<i64> {
    let filter =
        CaseFilter { search: search.to_owned(), statuses: statuses.to_vec(), ..CaseFilter::default() };
    let list = store.as_principal(&who).cases().list(&filter, 1).await.expect("a list");
    assert_eq!(list.page.total, list.rows.len() as u64, "{search}");
    list.rows.into_iter().map(|row| row.id.0).collect()
}

contract!(a_search_finds_ids_protocols_addresses_documents_and_names, |store| {
    build(&store).await;
    for (search, expected) in [
        ("", vec![50, 30, 20, 10]),
        ("#10", vec![10]),
        ("# 999", vec![]),
        // A bare number matches IDs and telephone numbers.
        ("10", vec![30, 10]),
        ("20260302000001", vec![30]),
        ("PROTO-9", vec![20]),
        ("(11) 98888-7777", vec![50, 10]),
        ("+55 11 98888-7777", vec![50, 10]),
        ("21 97777-6666", vec![20]),
        ("0XX21 7777-6666", vec![20]),
        ("5521977776666:4@s.whatsapp.net", vec![20]),
        ("sip:11988887777@10.0.0.1:5060", vec![50, 10]),
        ("005511988887777", vec![50, 10]),
        ("11 98888-7777 ramal 2", vec![50, 10]),
        ("11 3888-7777", vec![]),
        ("777", vec![]),
        ("12345678909", vec![50, 10]),
        ("123.456.789-09", vec![50, 10]),
        ("12.abc.345/01de-35", vec![20]),
        ("conceicao", vec![50, 20, 10]),
        ("CONCEIÇÃO joão", vec![50, 10]),
        // Word prefixes in any order, but not parts within a word.
        ("con JO", vec![50, 20, 10]),
        ("joan", vec![20]),
        ("ANA", vec![]),
        ("conceicao silva", vec![]),
        ("ninguém", vec![]),
        ("100%", vec![]),
        ("o' OR 1=1", vec![]),
    ] {
        assert_eq!(found(&store, ADMINISTRATOR, search, &[]).await, expected, "{search}");
    }
});

contract!(a_search_finds_nothing_out_of_scope, |store| {
    build(&store).await;
    for (search, expected) in [
        ("", vec![30, 10]),
        ("conceição", vec![10]),
        ("#20", vec![]),
        ("PROTO-9", vec![]),
        ("11988887777", vec![10]),
    ] {
        assert_eq!(found(&store, AGENT, search, &[]).await, expected, "{search}");
    }
});

contract!(a_merged_case_leads_to_its_survivor_and_shows_where_it_is_asked_for, |store| {
    build(&store).await;
    assert_eq!(found(&store, ADMINISTRATOR, "#40", &[]).await, [30]);
    assert_eq!(found(&store, ADMINISTRATOR, "#40", &[CaseStatus::Merged]).await, [40]);
    assert_eq!(found(&store, ADMINISTRATOR, "", &[CaseStatus::Merged]).await, [40]);
    assert_eq!(found(&store, AGENT, "", &[CaseStatus::Merged]).await, [40], "the survivor is theirs");
});

contract!(customers_of_an_older_version_get_their_keys_once, |store| {
    build(&store).await;
    let keyed = "SELECT count(*) FROM customer WHERE name_key IS NOT NULL";
    assert_eq!(number_of(&store, keyed).await, 2);
    run(&store, "UPDATE customer SET name_key = 'kept' WHERE id = 1").await;
    many_customers(100..=2600).with("name", "'ÁRVORE ' || n").build(&store).await;
    store.migrate().await.expect("the migrations apply");
    assert_eq!(
        number_of(&store, "SELECT count(*) FROM customer WHERE name_key = 'arvore ' || id").await,
        2501
    );
    assert_eq!(number_of(&store, "SELECT count(*) FROM customer WHERE name_key = 'kept'").await, 1);
});

contract!(who_is_renamed_is_found_by_the_new_name_alone, |store| {
    build(&store).await;
    run(
        &store,
        "UPDATE customer SET name = 'Ana-Maria Mariana', name_key = 'ana maria mariana' WHERE id = 1",
    )
    .await;
    assert_eq!(found(&store, ADMINISTRATOR, "joao", &[]).await, Vec::<i64>::new());
    assert_eq!(found(&store, ADMINISTRATOR, "ana mari", &[]).await, [50, 10]);
    assert_eq!(found(&store, ADMINISTRATOR, "mari", &[]).await, [50, 10], "once, though two words begin so");
    assert_eq!(found(&store, ADMINISTRATOR, "ana-maria", &[]).await, [50, 10]);
    run(&store, "UPDATE customer SET name = NULL, name_key = NULL WHERE id = 1").await;
    assert_eq!(number_of(&store, "SELECT count(*) FROM customer_name_word WHERE customer_id = 1").await, 0);
});

contract!(a_name_that_many_have_finds_as_many_as_are_counted, |store| {
    build(&store).await;
    let name_key =
        "CASE WHEN n < 600 THEN 'maria silva' WHEN n < 610 THEN 'silva maria rara' ELSE 'maria souza' END";
    let customers = many_customers(100..=1299).with("name", "'Maria Silva'");
    customers.with("name_key", name_key).build(&store).await;
    let cases = many_cases(100..=1299).with("customer_id", "n").with("updated_at", "n");
    cases.with("agent_id", "CASE WHEN n % 100 = 0 THEN 7 END").build(&store).await;
    let newest = |who, search: &str| {
        let filter = CaseFilter { search: search.to_owned(), ..CaseFilter::default() };
        let store = &store;
        async move {
            let list = store.as_principal(&who).cases().list(&filter, 1).await.expect("a list");
            (list.rows[0].id.0, list.rows.len(), list.page.total, list.more)
        }
    };
    assert_eq!(newest(ADMINISTRATOR, "maria").await, (1299, 20, MAX_NAMED, true));
    assert_eq!(newest(ADMINISTRATOR, "sil mar").await, (609, 20, 510, false));
    assert_eq!(newest(ADMINISTRATOR, "maria rar").await, (609, 10, 10, false));
    assert_eq!(newest(AGENT, "maria").await, (1200, 12, 12, false));
    let cases = many_cases(2000..=3099).with("customer_id", "605");
    cases.with("updated_at", "5000 - n").build(&store).await;
    assert_eq!(newest(ADMINISTRATOR, "rara").await, (2000, 20, MAX_NAMED, true), "few customers, many cases");
});

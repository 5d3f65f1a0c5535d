//! *Clientes* and the page of a person: whatever identifies a customer finds it, and only of what the viewer
//! may see is something said.

use domain::customers::{CustomerList, Person, PersonFound};
use domain::survey::Score;
use domain::survey::{Question, QuestionKind, Scale};
use domain::{CustomerId, NewCustomer, Principal, Timestamp};
use store::Store;

use crate::intake::sample::{call_with, record, text};
use crate::support::builders::{SurveyBuilder, many_customers};
use crate::support::cases::{ADMINISTRATOR, AGENT, STRANGER, SUPERVISOR, operation};
use crate::support::world::{number_of, run};

/// 3 March 2026, 10:00 in São Paulo: a day after the calls of the samples.
const NOW: Timestamp = Timestamp(1_772_542_800_000);

/// Records a call of a customer that an agent of the world has answered, some days before the samples.
async fn called(store: &Store, id: &str, agent: i64, days_ago: i64, customer: NewCustomer) -> i64 {
    let call = call_with(id, |new| {
        let ago = chrono::Duration::days(days_ago);
        new.queued_at -= ago;
        new.answered_at = new.answered_at.map(|at| at - ago);
        new.ended_at -= ago;
        new.number = customer.phone.clone();
        new.customer = customer;
    });
    record(store, call).await;
    run(store, &format!("UPDATE interaction SET agent_id = {agent} WHERE external_id = '{id}'")).await;
    run(
        store,
        &format!(
            "UPDATE service_case SET agent_id = NULL WHERE id = \
             (SELECT case_id FROM interaction WHERE external_id = '{id}')"
        ),
    )
    .await;
    number_of(store, &format!("SELECT customer_id FROM interaction WHERE external_id = '{id}'")).await
}

fn customer(name: &str, phone: &str) -> NewCustomer {
    NewCustomer { name: text(name), phone: text(phone), ..NewCustomer::default() }
}

async fn list(store: &Store, who: Principal, search: &str, page: u64) -> CustomerList {
    store.as_principal(&who).customers().directory(search, page, NOW).await.expect("a list")
}

/// The names that a search finds, in their order.
async fn names(store: &Store, who: Principal, search: &str) -> Vec<String> {
    list(store, who, search, 1).await.rows.into_iter().map(|row| row.name).collect()
}

async fn found(store: &Store, who: Principal, id: i64) -> Option<PersonFound> {
    store.as_principal(&who).customers().person(CustomerId(id), 1, NOW).await.expect("an answer")
}

async fn person(store: &Store, who: Principal, id: i64) -> Person {
    match found(store, who, id).await {
        Some(PersonFound::Person(person)) => *person,
        other => panic!("{other:?}"),
    }
}

contract!(whatever_identifies_a_customer_finds_it, |store| {
    operation(&store).await;
    let ana = NewCustomer {
        email: text("Ana@Example.org"),
        document: text("529.982.247-25"),
        ..customer("Ana Souza", "+5511987654321")
    };
    called(&store, "1", 10, 0, ana).await;
    called(&store, "2", 10, 1, customer("Anabela Lima", "1133334444")).await;
    called(&store, "3", 10, 2, customer("Carla", "+14155550100")).await;
    for search in [
        "Ana Souza",
        "souza",
        "ána so",
        "11 98765-4321",
        "(011) 98765-4321",
        "0XX11987654321",
        "+55 11 98765-4321",
        "tel:+5511987654321",
        "5511987654321@s.whatsapp.net",
        "87654321",
        "4321",
        "ana@example.org",
        " ANA@EXAMPLE.ORG ",
        "529.982.247-25",
        "52998224725",
    ] {
        assert_eq!(names(&store, ADMINISTRATOR, search).await, ["Ana Souza"], "{search}");
    }
    assert_eq!(
        names(&store, ADMINISTRATOR, "ana").await,
        ["Ana Souza", "Anabela Lima"],
        "the latest contact first"
    );
    assert_eq!(names(&store, ADMINISTRATOR, "33334444").await, ["Anabela Lima"]);
    assert_eq!(names(&store, ADMINISTRATOR, "4155550100").await, ["Carla"]);
    for nothing in
        ["nena", "111", "+5511987654322", "bia@example.org", "529.982.247-26", "%", "_", "' OR 1=1"]
    {
        assert_eq!(names(&store, ADMINISTRATOR, nothing).await, Vec::<String>::new(), "{nothing}");
    }
    let case = number_of(&store, "SELECT case_id FROM interaction WHERE external_id = '3'").await;
    assert_eq!(names(&store, ADMINISTRATOR, &format!("#{case}")).await, ["Carla"]);
});

contract!(without_a_search_the_customers_of_the_latest_interactions_are_listed, |store| {
    operation(&store).await;
    for n in 0..23 {
        let who = customer(&format!("Cliente {n:02}"), &format!("+55119{n:08}"));
        called(&store, &n.to_string(), if n % 2 == 0 { 10 } else { 17 }, n, who).await;
    }
    let first = list(&store, ADMINISTRATOR, "", 1).await;
    assert_eq!((first.rows.len(), first.page.total, first.page.last), (20, 23, 2));
    assert_eq!(first.rows[0].name, "Cliente 00");
    let last = list(&store, ADMINISTRATOR, " ", 9).await;
    assert_eq!(
        last.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(),
        ["Cliente 20", "Cliente 21", "Cliente 22"]
    );
    let own = list(&store, SUPERVISOR, "", 1).await;
    assert_eq!((own.page.total, own.rows[1].name.as_str()), (12, "Cliente 02"));
});

contract!(only_what_the_viewer_may_see_is_found_and_counted, |store| {
    operation(&store).await;
    let ana = || customer("Ana Souza", "+5511987654321");
    let id = called(&store, "1", 10, 0, ana()).await;
    called(&store, "2", 17, 1, ana()).await;
    called(&store, "3", 17, 100, ana()).await;
    let other = called(&store, "4", 17, 2, customer("Bia Souza", "+5521987654321")).await;
    for who in [SUPERVISOR, AGENT] {
        assert_eq!(names(&store, who, "souza").await, ["Ana Souza"]);
        assert_eq!(names(&store, who, "").await, ["Ana Souza"]);
        for hidden in ["bia", "21 98765-4321", "2198765"] {
            assert_eq!(names(&store, who, hidden).await, Vec::<String>::new(), "{hidden}");
        }
        assert_eq!(found(&store, who, other).await, None);
        let seen = person(&store, who, id).await;
        assert_eq!((seen.customer.interactions, seen.recent, seen.page.total), (1, 1, 1));
        assert_eq!(seen.interactions.len(), 1);
        assert_eq!(seen.customer.last_contact, "2026-03-02T10:00:00".parse().ok());
    }
    let all = list(&store, ADMINISTRATOR, "ana", 1).await;
    assert_eq!(
        (all.rows[0].recent, all.rows[0].open_cases),
        (
            2,
            number_of(
                &store,
                "SELECT count(DISTINCT case_id) FROM interaction WHERE external_id IN ('1', '2', '3')"
            )
            .await
            .unsigned_abs()
        )
    );
    assert_eq!(person(&store, ADMINISTRATOR, id).await.interactions.len(), 3);
    let stranger = person(&store, STRANGER, id).await;
    assert_eq!((stranger.customer.interactions, stranger.recent), (2, 1));
    assert_eq!(found(&store, ADMINISTRATOR, 9_999).await, None);
    // A protocol out of scope leads to no customer, also where the customer is seen for another reason.
    let hidden =
        crate::support::world::texts_of(&store, "SELECT protocol FROM interaction WHERE external_id = '2'")
            .await;
    assert_eq!(names(&store, SUPERVISOR, &hidden[0]).await, Vec::<String>::new());
    assert_eq!(names(&store, ADMINISTRATOR, &hidden[0]).await, ["Ana Souza"]);
});

contract!(a_merged_customer_leads_to_the_survivor_who_has_all_of_it, |store| {
    operation(&store).await;
    let ana = called(&store, "1", 10, 0, customer("Ana Souza", "+5511987654321")).await;
    let aninha = called(&store, "2", 10, 5, customer("Aninha", "+552133334444")).await;
    let revision = |id: i64| {
        let store = store.store.clone();
        async move {
            domain::Revision(
                number_of(&store, &format!("SELECT revision FROM customer WHERE id = {id}")).await,
            )
        }
    };
    let asked = domain::customers::CustomerMerge {
        survivor: (CustomerId(ana), revision(ana).await),
        source: (CustomerId(aninha), revision(aninha).await),
        of_source: std::collections::BTreeSet::new(),
    };
    let merged = store.as_principal(&SUPERVISOR).customers().merge(&asked, NOW).await.expect("an answer");
    assert_eq!(merged, Some(domain::customers::CustomerMergeOutcome::Merged));
    assert_eq!(found(&store, AGENT, aninha).await, Some(PersonFound::MergedInto(CustomerId(ana))));
    let whole = person(&store, AGENT, ana).await;
    assert_eq!((whole.interactions.len(), whole.customer.merged), (2, 1));
    assert_eq!(
        whole.members.iter().map(|member| member.name.as_deref()).collect::<Vec<_>>(),
        [Some("Aninha")]
    );
    assert_eq!(whole.cases.len(), 2);
    for search in ["aninha", "21 3333-4444", "ana"] {
        assert_eq!(names(&store, AGENT, search).await, ["Ana Souza"], "{search}");
    }
    assert_eq!(names(&store, AGENT, "").await, ["Ana Souza"]);
    let row = &list(&store, AGENT, "ana", 1).await.rows[0];
    assert_eq!((row.merged, row.recent, row.open_cases), (1, 2, 2));
    assert_eq!(row.numbers.len(), 2);
});

contract!(the_last_answer_in_scope_is_shown, |store| {
    operation(&store).await;
    let id = called(&store, "1", 10, 0, customer("Ana", "+5511987654321")).await;
    let score = Question { id: 1, kind: QuestionKind::Scale, text: "Nota".to_owned(), required: true };
    SurveyBuilder::new("Geral", vec![score]).build(&store).await;
    let case = number_of(&store, "SELECT case_id FROM interaction WHERE external_id = '1'").await;
    for (answered, agent, score) in [(10, 10, 2), (30, 17, 1), (20, 10, 5)] {
        let sql = format!(
            "INSERT INTO survey_response (survey_id, case_id, agent_id, requested_at, expires_at, answered_at, score) \
             VALUES ((SELECT max(id) FROM survey), {case}, {agent}, 1, 99, {answered}, {score});"
        );
        run(&store, &sql).await;
    }
    let scale = Scale::Csat;
    assert_eq!(person(&store, SUPERVISOR, id).await.last_score, Some(Score { scale, value: 5 }));
    let all = &list(&store, ADMINISTRATOR, "ana", 1).await.rows[0];
    assert_eq!(all.last_score, Some(Score { scale, value: 1 }));
});

contract!(a_search_that_meets_too_many_says_so, |store| {
    operation(&store).await;
    let named = many_customers(1_001..=6_200).with("name", "'Maria'").with("name_key", "'maria'");
    named.build(&store).await;
    let few = list(&store, ADMINISTRATOR, "ana", 1).await;
    assert!(!few.more);
    let many = list(&store, ADMINISTRATOR, "maria", 1).await;
    assert_eq!((many.page.total, many.more), (200, true));
});

//! Recognising customers by the identity of their source and by their addresses.

use domain::number::NumberDefaults;
use domain::{
    CallStatus, CustomerId, HistoryFilter, NewCall, NewCustomer, Principal, Role, Timestamp, UserId,
};
use store::numbers::{SetNumberDefaultsOutcome, SharedNumber};

use crate::intake::probe::{assert_counters_agree, count, number, run, texts};
use crate::intake::sample::{of_customer, record, text};
use crate::support::builders::{CustomerBuilder, number_parts};

fn whatsapp(number: &str) -> NewCustomer {
    NewCustomer { whatsapp: text(number), ..NewCustomer::default() }
}

fn identified(id: &str) -> NewCustomer {
    NewCustomer { external_id: text(id), ..NewCustomer::default() }
}

contract!(the_identity_of_the_source_is_the_first_to_be_asked, |store| {
    let ana = NewCustomer { phone: text("1133334444"), ..identified("ana") };
    record(&store, of_customer("1", ana)).await;
    record(&store, of_customer("2", whatsapp("11 98888-7777"))).await;
    // Recognised as Ana by identity, although the number belongs to the other customer.
    let ana_again = NewCustomer { whatsapp: text("11988887777"), ..identified("ana") };
    record(&store, of_customer("3", ana_again)).await;
    assert_eq!(count(&store, "customer").await, 2);
    let same = "SELECT COUNT(DISTINCT customer_id) FROM interaction WHERE external_id IN ('1', '3')";
    assert_eq!(number(&store, same).await, 1);
});

contract!(an_address_is_recognised_however_it_is_written, |store| {
    record(&store, of_customer("1", whatsapp("+55 (11) 98888-7777"))).await;
    record(&store, of_customer("2", whatsapp("5511988887777"))).await;
    record(&store, of_customer("3", NewCustomer { chat: text("ana#1"), ..NewCustomer::default() })).await;
    record(&store, of_customer("4", NewCustomer { chat: text(" ana#1 "), ..NewCustomer::default() })).await;
    record(&store, of_customer("5", NewCustomer { phone: text("1133334444"), ..NewCustomer::default() }))
        .await;
    record(&store, of_customer("6", NewCustomer { phone: text("(11) 3333-4444"), ..NewCustomer::default() }))
        .await;
    assert_eq!(count(&store, "customer").await, 3);
    let addresses = "SELECT kind || ' ' || address FROM customer_address ORDER BY kind";
    assert_eq!(
        texts(&store, addresses).await,
        ["chat ana#1", "phone +551133334444", "whatsapp +5511988887777"]
    );
});

/// Every spelling of one mobile.
const SPELLINGS: [&str; 10] = [
    "+5511988887777",
    "11988887777",
    "1188887777",
    "011 98888-7777",
    "0XX11 98888-7777",
    "0 15 11 98888-7777",
    "00551188887777",
    "5511988887777:12@s.whatsapp.net",
    "sip:11988887777@10.0.0.1:5060",
    "\"Ana\" <sip:+551188887777@pbx.example>",
];

contract!(one_number_is_one_customer_in_any_spelling_by_telephone_and_by_whatsapp, |store| {
    for (nth, spelling) in SPELLINGS.into_iter().enumerate() {
        let by_phone = NewCustomer { phone: text(spelling), ..NewCustomer::default() };
        record(&store, of_customer(&format!("phone {nth}"), by_phone)).await;
        record(&store, of_customer(&format!("whatsapp {nth}"), whatsapp(spelling))).await;
    }
    assert_eq!(count(&store, "customer").await, 1);
    let addresses = "SELECT kind || ' ' || address FROM customer_address ORDER BY 1";
    assert_eq!(texts(&store, addresses).await, ["phone +5511988887777", "whatsapp +5511988887777"]);
    // The first spelling is kept.
    assert_eq!(texts(&store, "SELECT phone FROM customer").await, [SPELLINGS[0]]);
    // Landlines have no ninth digit, and numbers of other countries follow other rules.
    for (nth, other) in ["11 3888-7777", "11 93888-7777", "+54 11 8888-7777"].into_iter().enumerate() {
        let phone = NewCustomer { phone: text(other), ..NewCustomer::default() };
        record(&store, of_customer(&format!("other {nth}"), phone)).await;
    }
    assert_eq!(count(&store, "customer").await, 4);
});

contract!(nobody_is_recognised_by_a_withheld_number, |store| {
    let withheld =
        ["0", "0000000000", "+266696687", "sip:anonymous@10.0.0.1", "restricted", "120363040000000000@g.us"];
    let twice = withheld.iter().chain(&withheld);
    let calls = twice.enumerate().map(|(nth, number)| {
        of_customer(&nth.to_string(), NewCustomer { phone: text(number), ..whatsapp(number) })
    });
    assert!(store.intake().record_all(calls.collect()).await.iter().all(Result::is_ok));
    assert_eq!(count(&store, "customer").await, 12);
    assert_eq!(count(&store, "customer_address").await, 0);
});

contract!(the_area_of_the_operation_completes_local_numbers, |store| {
    let area = |area: &str| NumberDefaults::new("55", Some(area)).unwrap();
    record(&store, of_customer("1", NewCustomer { phone: text("98888-7777"), ..NewCustomer::default() }))
        .await;
    let addresses = "SELECT address FROM customer_address ORDER BY 1";
    assert_eq!(texts(&store, addresses).await, ["988887777"]);
    let changed = store.set_number_defaults(area("11"), Timestamp(0)).await.unwrap();
    assert!(matches!(changed, SetNumberDefaultsOutcome::Set(changed) if changed.addresses == 1));
    assert_eq!(texts(&store, addresses).await, ["+5511988887777"]);
    record(&store, of_customer("2", whatsapp("8888-7777"))).await;
    record(&store, of_customer("3", whatsapp("11 98888-7777"))).await;
    assert_eq!(count(&store, "customer").await, 1);
    let changed = store.set_number_defaults(area("11"), Timestamp(0)).await.unwrap();
    assert!(matches!(changed, SetNumberDefaultsOutcome::Set(changed) if changed.addresses == 0));
});

contract!(customers_of_before_are_recognised_in_any_spelling_and_listed_where_they_share_a_number, |store| {
    let customer = |id| CustomerBuilder::new(id).unidentified();
    let ana = customer(1).name("Ana").phone("11 98888-7777");
    ana.address("phone", "11988887777").build(&store).await;
    let by_whatsapp = customer(2).name("Ana W.").whatsapp("551188887777");
    by_whatsapp.address("whatsapp", "551188887777").build(&store).await;
    let by_sip = customer(3).phone("sip:1133334444@10.0.0.1");
    by_sip.address("phone", "113333444410001").build(&store).await;
    let withheld = customer(4).phone("anonymous 0").address("phone", "0");
    withheld.address("chat", "11988887777").build(&store).await;
    run(&store, "UPDATE operation SET numbers_by = NULL").await;
    store.migrate().await.unwrap();
    let addresses = "SELECT customer_id || ' ' || kind || ' ' || address FROM customer_address ORDER BY 1";
    assert_eq!(
        texts(&store, addresses).await,
        [
            "1 phone +5511988887777",
            "2 whatsapp +5511988887777",
            "3 phone +551133334444",
            "4 chat 11988887777"
        ]
    );
    let shared = store.shared_numbers(10).await.unwrap();
    let customers = vec![(CustomerId(1), "Ana".to_owned()), (CustomerId(2), "Ana W.".to_owned())];
    assert_eq!(shared, [SharedNumber { number: "+5511988887777".to_owned(), customers }]);
    // No customers are merged; the caller is taken to be the first of them.
    record(&store, of_customer("1", whatsapp("+55 11 98888-7777"))).await;
    assert_eq!(count(&store, "customer").await, 4);
    assert_eq!(number(&store, "SELECT customer_id FROM interaction").await, 1);
});

contract!(numbers_of_before_are_found_in_any_spelling, |store| {
    for (nth, spelling) in SPELLINGS.into_iter().enumerate() {
        let mut call = of_customer(&nth.to_string(), NewCustomer::default());
        call.number = text(spelling);
        call.calls = vec![NewCall {
            at: call.queued_at,
            number: spelling.to_owned(),
            status: CallStatus::Answered,
            duration_s: 1,
        }];
        record(&store, call).await;
    }
    let keys =
        "SELECT DISTINCT number_digits FROM interaction UNION SELECT DISTINCT number_key FROM call_attempt";
    assert_eq!(texts(&store, keys).await, ["5511988887777"]);
    assert_counters_agree(&store).await;
    // Numbers as an older version stored them.
    run(&store, "UPDATE interaction SET number_digits = '11988887777'").await;
    run(&store, "UPDATE call_attempt SET number_key = NULL").await;
    run(&store, "DELETE FROM number_part").await;
    number_parts(&store, [("11988887777", "11988887777")]).await;
    run(&store, "UPDATE operation SET numbers_by = NULL").await;
    store.migrate().await.unwrap();
    assert_eq!(texts(&store, keys).await, ["5511988887777"]);
    assert_counters_agree(&store).await;
    let administrator = Principal { user: UserId(1), role: Role::Administrator };
    for spelling in SPELLINGS.into_iter().chain(["98888-77", "8888-7777", "777"]) {
        let filter = HistoryFilter { number: text(spelling), ..HistoryFilter::default() };
        let found = store.as_principal(&administrator).history().list(&filter, 1).await.unwrap();
        assert_eq!(found.total, 10, "{spelling}");
    }
});

contract!(whatsapp_goes_before_chat_and_chat_before_phone, |store| {
    let chat = NewCustomer { chat: text("ana"), ..NewCustomer::default() };
    let phone = NewCustomer { phone: text("1133334444"), ..NewCustomer::default() };
    record(&store, of_customer("phone", phone.clone())).await;
    record(&store, of_customer("chat", chat.clone())).await;
    record(&store, of_customer("whatsapp", whatsapp("11988887777"))).await;
    let all = NewCustomer {
        whatsapp: text("11988887777"),
        chat: chat.chat.clone(),
        phone: phone.phone.clone(),
        ..chat
    };
    record(&store, of_customer("all", all.clone())).await;
    record(&store, of_customer("two", NewCustomer { whatsapp: None, ..all })).await;
    let shared = "SELECT a.external_id FROM interaction a JOIN interaction b
        ON a.customer_id = b.customer_id AND b.external_id = ";
    let with = |id: &str| format!("{shared}'{id}' ORDER BY 1");
    assert_eq!(texts(&store, &with("all")).await, ["all", "whatsapp"]);
    assert_eq!(texts(&store, &with("two")).await, ["chat", "two"]);
});

contract!(blanks_are_filled_and_nothing_is_overwritten, |store| {
    let first = NewCustomer { name: text("Ana"), ..whatsapp("11988887777") };
    let second = NewCustomer {
        name: text("Ana Souza"),
        email: text("ana@example.org"),
        document: text("123.456.789-09"),
        external_id: text("ana"),
        phone: text(" "),
        ..whatsapp("(11) 98888 7777")
    };
    record(&store, of_customer("1", first)).await;
    record(&store, of_customer("2", second)).await;
    let known = "SELECT name || '|' || email || '|' || document || '|' || whatsapp || '|' || source || '|'
        || external_id || '|' || COALESCE(phone, 'no phone') FROM customer";
    assert_eq!(
        texts(&store, known).await,
        ["Ana|ana@example.org|123.456.789-09|11988887777|pbx|ana|no phone"]
    );
    // From now on the identity recognises them.
    record(&store, of_customer("3", identified("ana"))).await;
    assert_eq!(count(&store, "customer").await, 1);
});

contract!(people_whom_the_source_tells_apart_stay_apart_even_with_one_telephone, |store| {
    let family = |id: &str| NewCustomer { phone: text("1133334444"), ..identified(id) };
    let batch = vec![of_customer("1", family("ana")), of_customer("2", family("bia"))];
    assert!(store.intake().record_all(batch).await.iter().all(Result::is_ok));
    record(&store, of_customer("3", family("caio"))).await;
    assert_eq!(count(&store, "customer").await, 3);
    // Without an identity, the oldest customer with the number is chosen.
    record(&store, of_customer("4", NewCustomer { phone: text("1133334444"), ..NewCustomer::default() }))
        .await;
    let meant = "SELECT c.external_id FROM interaction i JOIN customer c ON c.id = i.customer_id
        WHERE i.external_id = '4'";
    assert_eq!(texts(&store, meant).await, ["ana"]);
});

contract!(a_switchboard_that_everybody_names_recognises_newcomers_as_nobody, |store| {
    let caller = |n: i64| NewCustomer { phone: text("08000000000"), ..identified(&n.to_string()) };
    let batch = (0..50).map(|n| of_customer(&n.to_string(), caller(n))).collect();
    assert!(store.intake().record_all(batch).await.iter().all(Result::is_ok));
    let again = (50..100).map(|n| of_customer(&n.to_string(), caller(n))).collect();
    assert!(store.intake().record_all(again).await.iter().all(Result::is_ok));
    assert_eq!((count(&store, "customer").await, count(&store, "customer_address").await), (100, 100));
});

contract!(who_says_nothing_about_themselves_is_somebody_new_each_time, |store| {
    record(&store, of_customer("1", NewCustomer::default())).await;
    record(&store, of_customer("2", NewCustomer { phone: text("anonymous"), ..NewCustomer::default() }))
        .await;
    record(&store, of_customer("3", NewCustomer { phone: text("anonymous"), ..NewCustomer::default() }))
        .await;
    assert_eq!((count(&store, "customer").await, count(&store, "customer_address").await), (3, 0));
});

contract!(within_a_batch_as_over_time, |store| {
    let customers = [
        NewCustomer { name: text("Ana"), ..whatsapp("11988887777") },
        NewCustomer { phone: text("1133334444"), ..whatsapp("11988887777") },
        NewCustomer { phone: text("1133334444"), ..identified("ana") },
        NewCustomer { chat: text("ana#1"), ..identified("ana") },
        NewCustomer { chat: text("ana#1"), name: text("Other"), ..NewCustomer::default() },
    ];
    let batch = |source: &str| {
        let numbered = customers.iter().cloned().enumerate();
        let of = |(n, customer): (usize, NewCustomer)| {
            let mut new = of_customer(&n.to_string(), customer);
            new.source = source.to_owned();
            new
        };
        numbered.map(of).collect::<Vec<_>>()
    };
    assert!(store.intake().record_all(batch("pbx")).await.iter().all(Result::is_ok));
    assert_eq!(count(&store, "customer").await, 1);
    for one in batch("other") {
        record(&store, one).await;
    }
    assert_eq!(count(&store, "customer").await, 1);
    assert_eq!(count(&store, "customer_address").await, 3);
    let known = "SELECT name || ' ' || phone || ' ' || chat || ' ' || external_id FROM customer";
    assert_eq!(texts(&store, known).await, ["Ana 1133334444 ana#1 ana"]);
});

contract!(names_and_documents_are_kept_as_searches_compare_them, |store| {
    let keys =
        "SELECT coalesce(name_key, '-') || ' ' || coalesce(document_key, '-') FROM customer ORDER BY id";
    let document = NewCustomer { document: text("123.456.789-09"), ..whatsapp("11988887777") };
    record(&store, of_customer("1", document)).await;
    assert_eq!(texts(&store, keys).await, ["- 12345678909"]);
    let named = NewCustomer { name: text("João AÇÃO"), document: text("999"), ..whatsapp("11988887777") };
    record(&store, of_customer("2", named)).await;
    assert_eq!(
        texts(&store, keys).await,
        ["joao acao 12345678909"],
        "what was blank is filled, nothing else"
    );
    let other = NewCustomer { name: text("Outra"), ..whatsapp("11988887777") };
    record(&store, of_customer("3", other)).await;
    assert_eq!(texts(&store, keys).await, ["joao acao 12345678909"]);
});

contract!(what_is_filled_in_raises_the_revision_so_that_an_edit_begun_before_is_told, |store| {
    let phone = || NewCustomer { phone: text("1133334444"), ..NewCustomer::default() };
    record(&store, of_customer("1", phone())).await;
    let revision = "SELECT revision FROM customer";
    record(&store, of_customer("2", phone())).await;
    let identity = NewCustomer { external_id: text("ana"), ..phone() };
    record(&store, of_customer("3", identity)).await;
    assert_eq!(number(&store, revision).await, 0, "nothing that an edit shows was filled in");
    let fields: [fn(&mut NewCustomer); 5] = [
        |new| new.name = text("Ana"),
        |new| new.email = text("ana@example.org"),
        |new| new.document = text("52998224725"),
        |new| new.whatsapp = text("11988887777"),
        |new| new.chat = text("ana#1"),
    ];
    for (before, fill) in (0_i64..).zip(fields) {
        let mut new = NewCustomer { external_id: text("ana"), ..phone() };
        fill(&mut new);
        record(&store, of_customer(&format!("f{before}"), new)).await;
        assert_eq!(number(&store, revision).await, before + 1);
    }
    assert_eq!(count(&store, "customer").await, 1);
});

//! Who is recognised as whom.

use domain::NewCustomer;

use crate::intake::probe::{count, number, texts};
use crate::intake::sample::{of_customer, record, text};

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
    // Ana by identity, although the number is the other's.
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
    assert_eq!(texts(&store, addresses).await, ["chat ana#1", "phone 1133334444", "whatsapp 5511988887777"]);
});

contract!(a_telephone_is_no_whatsapp_address, |store| {
    record(&store, of_customer("1", whatsapp("11988887777"))).await;
    record(&store, of_customer("2", NewCustomer { phone: text("11988887777"), ..NewCustomer::default() }))
        .await;
    assert_eq!(count(&store, "customer").await, 2);
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
    // From now on the identity finds them.
    record(&store, of_customer("3", identified("ana"))).await;
    assert_eq!(count(&store, "customer").await, 1);
});

contract!(people_whom_the_source_tells_apart_stay_apart_even_with_one_telephone, |store| {
    let family = |id: &str| NewCustomer { phone: text("1133334444"), ..identified(id) };
    let batch = vec![of_customer("1", family("ana")), of_customer("2", family("bia"))];
    assert!(store.intake().record_all(batch).await.iter().all(Result::is_ok));
    record(&store, of_customer("3", family("caio"))).await;
    assert_eq!(count(&store, "customer").await, 3);
    // Without an identity the oldest of them is meant.
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

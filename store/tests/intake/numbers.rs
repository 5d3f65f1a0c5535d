//! Renumbering: telephone numbers are recomputed, without loss, for new versions or dialling codes.

use domain::number::NumberDefaults;
use domain::settings::OperationRecord;
use domain::{CustomerId, HistoryFilter, NewCustomer, OperationId, Principal, Role, UserId};
use store::numbers::{SetNumberDefaultsOutcome, SharedNumber};
use store::settings::Change;
use store::{Db, Store, StoreConfig};

use crate::intake::probe::{assert_counters_agree, count, number, run, texts, url};
use crate::intake::sample::{call_with, of_customer, record, text};
use crate::support::administration::{T, person, settings};
use crate::support::builders::{CustomerBuilder, number_parts};

const ADMINISTRATOR: Principal = Principal { user: UserId(1), role: Role::Administrator };

/// Customers of a version without canonical numbers; the addresses of the last two differ from the
/// numbers in their records.
async fn before(store: &Store) {
    let customer = |id| CustomerBuilder::new(id).unidentified();
    let rita = customer(1).name("Rita").phone("912 345 678");
    rita.address("phone", "912345678").build(store).await;
    let rui = customer(2).name("Rui").phone("+351 213 456 789");
    rui.address("phone", "351213456789").build(store).await;
    let ana = customer(3).name("Ana").whatsapp("11 98888-7777");
    ana.address("whatsapp", "11988887777").build(store).await;
    let withheld = customer(4).name("Sem").phone("sip:anonymous@10.0.0.1");
    withheld.address("phone", "10001").build(store).await;
    let eva = customer(5).name("Eva").phone("213 456 780");
    eva.address("phone", "213456780").build(store).await;
    let leo = customer(6).name("Leo").address("phone", "213456781");
    leo.address("chat", "0").build(store).await;
    customer(7).name("Bia").phone("3333-4444").build(store).await;
    run(store, "UPDATE operation SET numbers_by = NULL").await;
}

const ADDRESSES: &str =
    "SELECT customer_id || ' ' || kind || ' ' || address FROM customer_address ORDER BY 1";

fn codes(country: &str, area: &str) -> NumberDefaults {
    NumberDefaults::new(country, Some(area)).unwrap()
}

async fn set(store: &Store, country: &str, area: &str) {
    let set = store.set_number_defaults(codes(country, area), T).await.unwrap();
    assert!(matches!(set, SetNumberDefaultsOutcome::Set(_)), "{set:?}");
}

/// The customer recognised for a call from this number.
async fn caller(store: &Store, id: &str, from: &str) -> i64 {
    let phone = NewCustomer { phone: text(from), ..NewCustomer::default() };
    record(store, of_customer(id, phone)).await;
    number(store, &format!("SELECT customer_id FROM interaction WHERE external_id = '{id}'")).await
}

contract!(a_first_start_with_brazilian_codes_loses_no_customer_of_another_country, |store| {
    before(&store).await;
    store.migrate().await.unwrap();
    assert_eq!(
        texts(&store, ADDRESSES).await,
        [
            "1 phone 912345678",
            "2 phone +351213456789",
            "3 whatsapp +5511988887777",
            "5 phone 213456780",
            "6 chat 0",
            "6 phone 213456781",
            "7 phone 33334444",
        ],
        "the missing one of 7 is there, the withheld one of 4 is not"
    );
    set(&store, "351", "").await;
    for (customer, spellings) in [
        (1, ["912345678", "+351 912 345 678", "00351912345678", "sip:912345678@10.0.0.1"]),
        (2, ["213 456 789", "351213456789", "+351213456789", "351213456789@c.us"]),
        (5, ["213456780", "+351 213456780", "00351 213456780", "tel:213456780"]),
        (6, ["213456781", "+351 213456781", "00351 213456781", "tel:213456781"]),
    ] {
        for (nth, spelling) in spellings.into_iter().enumerate() {
            assert_eq!(caller(&store, &format!("{customer} {nth}"), spelling).await, customer, "{spelling}");
        }
    }
    assert_eq!(count(&store, "customer").await, 7);
    let phone = texts(&store, "SELECT phone FROM customer WHERE phone IS NOT NULL ORDER BY id LIMIT 1").await;
    assert_eq!(phone, ["912 345 678"], "the text stays as it came");
});

contract!(another_area_code_moves_local_numbers_and_no_others, |store| {
    set(&store, "55", "11").await;
    assert_eq!(caller(&store, "1", "3333-4444").await, caller(&store, "2", "+55 11 3333-4444").await);
    let other = caller(&store, "3", "11 98888-7777").await;
    set(&store, "55", "21").await;
    let local = caller(&store, "4", "21 3333-4444").await;
    for (nth, spelling) in ["33334444", "+552133334444", "0 15 21 3333-4444"].into_iter().enumerate() {
        assert_eq!(caller(&store, &format!("5 {nth}"), spelling).await, local, "{spelling}");
    }
    assert_eq!(number(&store, "SELECT customer_id FROM interaction WHERE external_id = '1'").await, local);
    assert_eq!(caller(&store, "6", "11988887777").await, other);
    assert_ne!(caller(&store, "7", "11 3333-4444").await, local, "it is somebody else's now");
    assert_counters_agree(&store).await;
});

contract!(a_second_number_of_a_customer_is_read_anew_too, |store| {
    set(&store, "55", "11").await;
    let with =
        |phone: &str| NewCustomer { external_id: text("ana"), phone: text(phone), ..NewCustomer::default() };
    record(&store, of_customer("1", with("11 98888-7777"))).await;
    record(&store, of_customer("2", with("3333-4444"))).await;
    let ana = number(&store, "SELECT id FROM customer").await;
    for (area, spelling) in [("21", "21 3333-4444"), ("31", "+553133334444"), ("11", "1133334444")] {
        set(&store, "55", area).await;
        assert_eq!(caller(&store, area, spelling).await, ana, "{spelling}");
    }
    let listed = store.shared_numbers(10).await.unwrap();
    assert_eq!(listed, Vec::<SharedNumber>::new());
});

contract!(reading_numbers_anew_that_is_interrupted_anywhere_ends_like_one_that_is_not, |store| {
    const STATE: &str = "SELECT customer_id || ' ' || kind || ' ' || address FROM customer_address
        UNION ALL SELECT external_id || ' ' || COALESCE(number_digits, '-') FROM interaction
        UNION ALL SELECT part || ' of ' || number FROM number_part
        UNION ALL SELECT numbers_by FROM operation ORDER BY 1";
    for (nth, number) in ["912345678", "98888-7777", "+1 415 555 2671"].into_iter().enumerate() {
        let customer = NewCustomer { phone: text(number), ..NewCustomer::default() };
        record(
            &store,
            call_with(&nth.to_string(), |new| {
                new.number = text(number);
                new.customer = customer;
            }),
        )
        .await;
    }
    set(&store, "55", "11").await;
    let begun = texts(&store, STATE).await;
    set(&store, "351", "").await;
    let expected = texts(&store, STATE).await;
    assert_ne!(begun, expected);
    for steps in 0..4 {
        set(&store, "55", "11").await;
        assert_eq!(texts(&store, STATE).await, begun, "back after {steps}");
        run(&store, "UPDATE operation SET dial_country = '351', dial_area = NULL").await;
        let mut renumbering = store.begin_renumbering().await.unwrap().expect("something to do");
        for _ in 0..steps {
            assert!(store.advance(&mut renumbering).await.unwrap());
        }
        drop(renumbering);
        assert!(store.operation().await.unwrap().numbers_percent.is_some());
        if steps == 2 {
            // The codes change again before the renumbering resumes.
            run(&store, "UPDATE operation SET dial_country = '55', dial_area = '21'").await;
            let mut other = store.begin_renumbering().await.unwrap().expect("something to do");
            assert!(store.advance(&mut other).await.unwrap());
            run(&store, "UPDATE operation SET dial_country = '351', dial_area = NULL").await;
            assert!(!store.advance(&mut other).await.unwrap(), "not by codes that are no longer those");
        }
        store.migrate().await.unwrap();
        assert_eq!(texts(&store, STATE).await, expected, "after {steps} steps");
        assert_eq!(store.operation().await.unwrap().numbers_percent, None);
        assert_counters_agree(&store).await;
    }
});

contract!(parts_of_numbers_that_nobody_has_are_forgotten_even_where_no_number_changed, |store| {
    record(&store, call_with("1", |new| new.number = text("11988887777"))).await;
    number_parts(&store, [("777", "123777"), ("23777", "123777")]).await;
    run(&store, "UPDATE operation SET numbers_by = '1 55 '").await;
    store.migrate().await.unwrap();
    assert_counters_agree(&store).await;
    for typed in ["11 8888-7777", "8888-7777", "777"] {
        let filter = HistoryFilter { number: text(typed), ..HistoryFilter::default() };
        assert_eq!(
            store.as_principal(&ADMINISTRATOR).history().list(&filter, 1).await.unwrap().total,
            1,
            "{typed}"
        );
    }
});

contract!(codes_are_settings_of_the_operation, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let local = caller(&store, "1", "3333-4444").await;
    let kept = settings.get::<OperationRecord>(OperationId::ONLY).await.unwrap().unwrap();
    assert_eq!((kept.record.dial_country.as_str(), kept.record.dial_area.as_str()), ("55", ""));
    let with = |country: &str, area: &str| OperationRecord {
        dial_country: country.to_owned(),
        dial_area: area.to_owned(),
        ..kept.record.clone()
    };
    for (country, area, field) in
        [("999", "", "dial_country"), ("", "", "dial_country"), ("55", "10", "dial_area")]
    {
        let refused = settings.change(OperationId::ONLY, kept.revision, with(country, area), T).await;
        assert!(
            matches!(refused, Ok(Some(Change::Invalid(errors))) if errors.0[0].field == field),
            "{field}"
        );
    }
    let saved = settings.change(OperationId::ONLY, kept.revision, with("+55", "11"), T).await.unwrap();
    assert_eq!(saved, Some(Change::Saved));
    let late = settings.change(OperationId::ONLY, kept.revision, with("55", "21"), T).await.unwrap();
    assert!(matches!(late, Some(Change::Conflict(kept)) if kept.record.dial_area == "11"));
    store.bring_numbers_up_to_date().await.unwrap();
    assert_eq!(store.operation().await.unwrap().numbers_percent, None);
    assert_eq!(caller(&store, "2", "11 3333-4444").await, local);
    let entry =
        "SELECT COUNT(*) FROM audit_event WHERE object = 'operation' AND before LIKE '%\"dial_area\":\"\"%'
        AND after LIKE '%\"dial_area\":\"11\"%'";
    assert_eq!(number(&store, entry).await, 1);
});

contract!(a_number_that_comes_back_while_parts_are_forgotten_is_found_by_each_of_them, |store| {
    const PARTS: &str = "SELECT part FROM number_part WHERE number = '5511987650012' ORDER BY LENGTH(part)";
    record(&store, call_with("1", |new| new.number = text("11 98765-0012"))).await;
    let all = texts(&store, PARTS).await;
    assert_eq!(all.len(), 11);
    for steps in 0..6 {
        run(&store, "UPDATE interaction SET number = NULL, number_digits = NULL").await;
        // The parts of one number lie far apart, with more parts of other numbers between them than
        // one step processes.
        number_parts(&store, (200_001..=202_500).map(|unused| (unused, unused))).await;
        run(&store, "UPDATE operation SET numbers_by = '1 55 '").await;
        let mut renumbering = store.begin_renumbering().await.unwrap().expect("something to do");
        for _ in 0..steps {
            assert!(store.advance(&mut renumbering).await.unwrap());
        }
        record(&store, call_with(&format!("again {steps}"), |new| new.number = text("11 98765-0012"))).await;
        while store.advance(&mut renumbering).await.unwrap() {}
        assert_eq!(texts(&store, PARTS).await, all, "after {steps} steps");
        assert_counters_agree(&store).await;
    }
});

contract!(a_customer_is_recognised_by_the_codes_there_are_while_numbers_are_read_by_them, |store| {
    let identified =
        |phone: &str| NewCustomer { external_id: text("ana"), phone: text(phone), ..NewCustomer::default() };
    set(&store, "55", "11").await;
    let local = caller(&store, "local", "3333-4444").await;
    let explicit = caller(&store, "explicit", "11 98888-7777").await;
    record(&store, of_customer("ana 1", identified("11 97777-6666"))).await;
    record(&store, of_customer("ana 2", identified("2222-5555"))).await;
    let ana = caller(&store, "ana 3", "11 97777-6666").await;
    run(&store, "UPDATE operation SET dial_area = '21'").await;
    for stage in ["not begun", "begun", "addresses read"] {
        for (nth, (spelling, expected)) in [
            ("21 3333-4444", local),
            ("3333-4444", local),
            ("+55 21 3333-4444", local),
            ("0 15 21 3333-4444", local),
            ("11 98888-7777", explicit),
            ("1188887777", explicit),
            ("21 2222-5555", ana),
            ("2222-5555", ana),
            ("11 97777-6666", ana),
        ]
        .into_iter()
        .enumerate()
        {
            let whatsapp = NewCustomer { whatsapp: text(spelling), ..NewCustomer::default() };
            record(&store, of_customer(&format!("{stage} {nth} whatsapp"), whatsapp)).await;
            let found = caller(&store, &format!("{stage} {nth}"), spelling).await;
            assert_eq!(found, expected, "{stage}: {spelling}");
        }
        assert_eq!(count(&store, "customer").await, 3, "{stage}");
        let mut renumbering = store.begin_renumbering().await.unwrap().expect("something to do");
        if stage == "begun" {
            assert!(store.advance(&mut renumbering).await.unwrap());
        }
    }
    let other = caller(&store, "other", "11 3333-4444").await;
    assert!(![local, explicit, ana].contains(&other), "it is another customer's number now");
    store.bring_numbers_up_to_date().await.unwrap();
    for (id, spelling, expected) in [
        ("last 1", "21 3333-4444", local),
        ("last 2", "21 2222-5555", ana),
        ("last 3", "11 98888-7777", explicit),
        ("last 4", "11 3333-4444", other),
    ] {
        assert_eq!(caller(&store, id, spelling).await, expected, "{spelling}");
    }
    assert_eq!(count(&store, "customer").await, 4);
    assert_eq!(store.shared_numbers(10).await.unwrap(), Vec::<SharedNumber>::new());
});

contract!(a_number_that_was_another_customers_is_not_theirs_while_numbers_are_read, |store| {
    set(&store, "55", "11").await;
    let local = caller(&store, "1", "3333-4444").await;
    run(&store, "UPDATE operation SET dial_area = '21'").await;
    let other = caller(&store, "2", "11 3333-4444").await;
    assert_ne!(other, local);
    assert_eq!(caller(&store, "3", "+551133334444").await, other);
    assert_eq!(caller(&store, "4", "+552133334444").await, local);
    store.bring_numbers_up_to_date().await.unwrap();
    assert_eq!(caller(&store, "5", "+551133334444").await, other);
    assert_eq!(caller(&store, "6", "+552133334444").await, local);
});

contract!(numbers_as_they_were_dialled_take_no_place_among_those_shared, |store| {
    set(&store, "55", "11").await;
    let customer = |id, name| CustomerBuilder::new(id).unidentified().name(name).address("phone", "33334444");
    customer(1, "Ana").address("phone", "+551155557777").build(&store).await;
    customer(2, "Bia").address("phone", "+551155556666").build(&store).await;
    let eva = customer(3, "Eva").address("whatsapp", "+551155556666");
    eva.address("phone", "+551155557777").address("phone", "+551155558888").build(&store).await;
    let of = |number: &str, customers: &[(i64, &str)]| SharedNumber {
        number: number.to_owned(),
        customers: customers.iter().map(|(id, name)| (CustomerId(*id), (*name).to_owned())).collect(),
    };
    let first = of("+551155556666", &[(2, "Bia"), (3, "Eva")]);
    assert_eq!(store.shared_numbers(0).await.unwrap(), []);
    assert_eq!(store.shared_numbers(1).await.unwrap(), std::slice::from_ref(&first));
    let second = of("+551155557777", &[(1, "Ana"), (3, "Eva")]);
    assert_eq!(store.shared_numbers(10).await.unwrap(), [first, second]);
});

contract!(a_start_with_settled_numbers_waits_for_no_writer, |store| {
    // Instead of waiting, it would fail by the lock timeout.
    let with_lock_timeout = match store.db() {
        Db::Sqlite { .. } => url(&store),
        Db::Postgres(_) => {
            let url = url(&store);
            let separator = if url.contains('?') { '&' } else { '?' };
            format!("{url}{separator}options[lock_timeout]=2000")
        }
    };
    let config = StoreConfig { url: with_lock_timeout, zone: store.zone(), max_connections: 2 };
    let starting = Store::open(&config).await.unwrap();
    match store.db() {
        Db::Sqlite { write, .. } => {
            let writer = write.begin_with("BEGIN IMMEDIATE").await.unwrap();
            assert!(starting.begin_renumbering().await.unwrap().is_none());
            writer.rollback().await.unwrap();
        }
        Db::Postgres(pool) => {
            let mut writer = pool.begin().await.unwrap();
            sqlx::query("SELECT 1 FROM operation FOR UPDATE").execute(&mut *writer).await.unwrap();
            assert!(starting.begin_renumbering().await.unwrap().is_none());
            writer.rollback().await.unwrap();
        }
    }
});

//! Sign-in with a password: outcomes, and the throttling of password guessing.

use domain::{Millis, Principal, Role, Timestamp, UserId};
use store::accounts::{NewUser, SetPasswordOutcome, SignIn, SignInAttempt};
use store::{Db, Store};

/// The start of each test.
const T: Timestamp = Timestamp(1_790_000_000_000);
const SECOND: Millis = Millis::seconds(1);
const HOUR: Millis = Millis::hours(1);
const PASSWORD: &str = "pão de queijo";

async fn person(store: &Store, login: &str, password: Option<&str>, active: bool) -> UserId {
    let user = NewUser {
        login: login.to_owned(),
        name: format!("Name of {login}"),
        role: Role::Agent,
        password: password.map(str::to_owned),
        active,
    };
    store.accounts().create(&user, T).await.expect("an answer").created().expect("an account")
}

async fn attempt_from(store: &Store, address: &str, login: &str, password: &str, now: Timestamp) -> SignIn {
    let attempt = SignInAttempt {
        login: login.to_owned(),
        password: password.to_owned(),
        address: address.to_owned(),
        user_agent: "a browser".to_owned(),
        device: None,
        single_sign_on: false,
    };
    store.accounts().sign_in(&attempt, now).await.expect("an answer")
}

async fn attempt(store: &Store, login: &str, password: &str, now: Timestamp) -> SignIn {
    attempt_from(store, "192.0.2.1", login, password, now).await
}

async fn number(store: &Store, sql: &'static str) -> i64 {
    match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await,
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
    }
    .expect("a number")
}

fn granted(answer: &SignIn) -> bool {
    matches!(answer, SignIn::Granted { .. })
}

contract!(the_right_password_lets_in_whatever_the_case_of_the_login, |store| {
    let user = person(&store, "João.Ávila", Some(PASSWORD), true).await;
    for login in ["João.Ávila", "joão.ávila", " JOÃO.ÁVILA "] {
        let SignIn::Granted { token, principal, .. } = attempt(&store, login, PASSWORD, T).await else {
            panic!("{login} was not let in")
        };
        assert_eq!(principal, Principal { user, role: Role::Agent });
        let session =
            store.accounts().session(token.as_str(), T).await.expect("an answer").expect("a session");
        assert_eq!((session.login.as_str(), session.name.as_str()), ("João.Ávila", "Name of João.Ávila"));
    }
});

contract!(every_refusal_is_the_same_answer_at_the_same_price, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    person(&store, "former", Some(PASSWORD), false).await;
    person(&store, "imported", None, true).await;
    let long = "x".repeat(100_000);
    for (login, password) in [
        ("nobody", PASSWORD),
        ("ana", "pao de queijo"),
        ("ana", ""),
        ("former", PASSWORD),
        ("imported", PASSWORD),
        ("imported", ""),
        ("", ""),
        ("an\0a", PASSWORD),
        ("ana' OR '1'='1", PASSWORD),
        (&long, &long),
    ] {
        let before = store.accounts().passwords_compared();
        assert_eq!(attempt(&store, login, password, T).await, SignIn::Refused, "{login:.20}");
        assert_eq!(store.accounts().passwords_compared(), before + 1, "{login:.20}");
    }
    let before = store.accounts().passwords_compared();
    assert!(granted(&attempt(&store, "ana", PASSWORD, T).await));
    assert_eq!(store.accounts().passwords_compared(), before + 1);
});

contract!(every_sign_in_has_a_token_of_its_own, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    let mut tokens = std::collections::HashSet::new();
    for _ in 0..3 {
        let SignIn::Granted { token, .. } = attempt(&store, "ana", PASSWORD, T).await else {
            panic!("not let in")
        };
        assert_eq!(format!("{token:?}"), "SessionToken(…)", "tokens stay out of logs");
        assert!(tokens.insert(token.as_str().to_owned()));
    }
});

contract!(five_failures_are_free_then_the_wait_doubles, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    for _ in 0..6 {
        assert_eq!(attempt(&store, "ana", "wrong", T).await, SignIn::Refused);
    }
    let compared = store.accounts().passwords_compared();
    for password in ["wrong", PASSWORD] {
        assert_eq!(attempt(&store, "ANA", password, T).await, SignIn::Wait { until: T + SECOND });
        assert_eq!(
            attempt(&store, "ana", password, T + Millis(999)).await,
            SignIn::Wait { until: T + SECOND }
        );
    }
    assert_eq!(store.accounts().passwords_compared(), compared, "who waits costs no hash");

    assert_eq!(attempt(&store, "ana", "wrong", T + SECOND).await, SignIn::Refused);
    assert_eq!(attempt(&store, "ana", "wrong", T + SECOND).await, SignIn::Wait { until: T + 3 * SECOND });
    assert!(granted(&attempt(&store, "ana", PASSWORD, T + 3 * SECOND).await));
});

contract!(no_wait_is_longer_than_a_quarter_of_an_hour, |store| {
    let mut now = T;
    let mut waits = Vec::new();
    while waits.len() < 13 {
        match attempt(&store, "nobody", "wrong", now).await {
            SignIn::Wait { until } => {
                waits.push((until - now) / SECOND);
                now = until;
            }
            answer => assert_eq!(answer, SignIn::Refused),
        }
    }
    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
});

contract!(an_unknown_login_waits_like_a_known_one, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    for _ in 0..8 {
        let known = attempt_from(&store, "192.0.2.1", "ana", "wrong", T).await;
        let unknown = attempt_from(&store, "192.0.2.2", "anna", "wrong", T).await;
        assert_eq!(known, unknown);
    }
});

contract!(a_success_clears_the_account, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    for _ in 0..3 {
        for _ in 0..5 {
            assert_eq!(attempt_from(&store, "192.0.2.9", "ana", "wrong", T).await, SignIn::Refused);
        }
        assert!(granted(&attempt(&store, "ana", PASSWORD, T).await));
    }
});

contract!(an_account_is_guarded_from_many_addresses_at_once, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    let addresses: Vec<String> = (1..=30).map(|n| format!("192.0.2.{n}")).collect();
    let attempts = addresses.iter().map(|address| attempt_from(&store, address, "ana", "wrong", T));
    let answers = futures::future::join_all(attempts).await;
    let refused = answers.iter().filter(|answer| **answer == SignIn::Refused).count();
    let waiting = answers.iter().filter(|answer| **answer == SignIn::Wait { until: T + SECOND }).count();
    assert_eq!((refused, waiting), (6, 24));
    assert_eq!(store.accounts().passwords_compared(), 6);
    assert_eq!(number(&store, "SELECT max(failures) FROM sign_in_failure").await, 6);
});

contract!(one_network_cannot_try_many_accounts_at_once, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    let logins: Vec<String> = (1..=40).map(|n| format!("agent{n}")).collect();
    let addresses: Vec<String> = (1..=40).map(|n| format!("192.0.2.{n}")).collect();
    let attempts =
        logins.iter().zip(&addresses).map(|(login, from)| attempt_from(&store, from, login, "wrong", T));
    let answers = futures::future::join_all(attempts).await;
    let refused = answers.iter().filter(|answer| **answer == SignIn::Refused).count();
    let waiting = answers.iter().filter(|answer| **answer == SignIn::Wait { until: T + SECOND }).count();
    assert_eq!((refused, waiting), (21, 19));
    assert_eq!(number(&store, "SELECT max(failures) FROM sign_in_failure").await, 21);
    assert_eq!(
        number(&store, "SELECT count(*) FROM sign_in_failure").await,
        22,
        "a waiting network counts nothing against the accounts it names"
    );

    assert_eq!(attempt(&store, "ana", PASSWORD, T).await, SignIn::Wait { until: T + SECOND });
    assert!(granted(&attempt_from(&store, "198.51.100.2", "ana", PASSWORD, T).await), "others come in");
});

contract!(a_success_does_not_clear_the_address, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    for n in 0..20 {
        assert_eq!(attempt(&store, &format!("agent{n}"), "wrong", T).await, SignIn::Refused);
        assert!(granted(&attempt(&store, "ana", PASSWORD, T).await));
    }
    assert_eq!(attempt(&store, "agent20", "wrong", T).await, SignIn::Refused);
    assert_eq!(attempt(&store, "agent21", "wrong", T).await, SignIn::Wait { until: T + SECOND });
    // It resets only its own count, so colleagues behind the same address can sign in right away.
    for _ in 0..3 {
        assert!(granted(&attempt(&store, "ana", PASSWORD, T + SECOND).await));
    }
    assert_eq!(attempt(&store, "agent22", "wrong", T + SECOND).await, SignIn::Refused);
    assert_eq!(attempt(&store, "agent23", "wrong", T + SECOND).await, SignIn::Wait { until: T + 3 * SECOND });
});

contract!(right_sign_ins_from_one_address_count_for_nothing, |store| {
    for n in 0..25 {
        person(&store, &format!("agent{n}"), Some(PASSWORD), true).await;
    }
    for n in 0..25 {
        assert!(granted(&attempt(&store, &format!("agent{n}"), PASSWORD, T).await));
    }
    assert_eq!(number(&store, "SELECT coalesce(max(failures), 0) FROM sign_in_failure").await, 0);
});

contract!(failures_are_forgotten_after_an_hour_without_one, |store| {
    for (login, later, free) in [("border", HOUR, true), ("before", HOUR - Millis(1), false)] {
        for _ in 0..5 {
            assert_eq!(attempt_from(&store, login, login, "wrong", T).await, SignIn::Refused);
        }
        assert_eq!(attempt_from(&store, login, login, "wrong", T + later).await, SignIn::Refused);
        let again = attempt_from(&store, login, login, "wrong", T + later).await;
        assert_eq!(again == SignIn::Refused, free, "{login}");
    }
});

contract!(forgotten_failures_are_cleared_away, |store| {
    for n in 0..10 {
        attempt(&store, &format!("agent{n}"), "wrong", T).await;
    }
    attempt_from(&store, "192.0.2.2", "ana", "wrong", T + HOUR).await;
    assert_eq!(number(&store, "SELECT count(*) FROM sign_in_failure").await, 2);
});

contract!(another_password_from_the_administrator_forgives_the_failures, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    for _ in 0..6 {
        attempt(&store, "ana", "wrong", T).await;
    }
    let set = store.accounts().set_password("Ana", "another password", T).await;
    assert_eq!(set.expect("an answer"), SetPasswordOutcome::Set);
    assert_eq!(attempt(&store, "ana", PASSWORD, T).await, SignIn::Refused);
    assert!(granted(&attempt(&store, "ana", "another password", T).await));
});

/// Signs in with or without a device token; the outcome and the token that is issued.
async fn attempt_in(
    store: &Store,
    device: Option<&str>,
    address: &str,
    password: &str,
    now: Timestamp,
) -> (SignIn, Option<String>) {
    let attempt = SignInAttempt {
        login: "ana".to_owned(),
        password: password.to_owned(),
        address: address.to_owned(),
        user_agent: "a browser".to_owned(),
        device: device.map(str::to_owned),
        single_sign_on: false,
    };
    let answer = store.accounts().sign_in(&attempt, now).await.expect("an answer");
    let given = match &answer {
        SignIn::Granted { device, .. } => Some(device.as_str().to_owned()),
        _ => None,
    };
    (answer, given)
}

/// Locks the login for unknown addresses and browsers.
async fn lock_login(store: &Store, now: Timestamp) {
    for n in 0..30 {
        attempt_from(store, &format!("203.0.{n}.1"), "ana", "wrong", now).await;
    }
    let stranger = attempt_from(store, "203.0.200.1", "ana", PASSWORD, now).await;
    assert!(matches!(stranger, SignIn::Wait { .. }), "{stranger:?}");
}

contract!(failures_elsewhere_do_not_lock_out_an_address_that_signed_in_before, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    for home in ["192.0.2.1", "2001:db8:1:2::9"] {
        assert!(granted(&attempt_from(&store, home, "ana", PASSWORD, T).await));
    }
    lock_login(&store, T).await;
    for home in ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8:1:2:ffff::1"] {
        assert!(granted(&attempt_from(&store, home, "ana", PASSWORD, T).await), "{home}");
        lock_login(&store, T).await;
    }
    // The neighbouring address is unknown.
    let beside = attempt_from(&store, "192.0.2.2", "ana", PASSWORD, T).await;
    assert!(matches!(beside, SignIn::Wait { .. }), "{beside:?}");
});

contract!(neighbours_of_a_known_address_do_not_keep_its_person_out, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    for (home, beside) in [("192.0.2.1", "192.0.2."), ("2001:db8:1:2::9", "2001:db8:1:2::")] {
        assert!(granted(&attempt_from(&store, home, "ana", PASSWORD, T).await));
        for n in 10..50 {
            attempt_from(&store, &format!("{beside}{n}"), &format!("login{n}"), "wrong", T).await;
        }
        let stranger = attempt_from(&store, &format!("{beside}99"), "bia", "wrong", T).await;
        assert!(matches!(stranger, SignIn::Wait { .. }), "{beside}: {stranger:?}");
        assert!(granted(&attempt_from(&store, home, "ana", PASSWORD, T).await), "{home}");
    }
    // An IPv6 network is one address; in it, unknown logins count apart from known ones.
    let stranger = attempt_from(&store, "2001:db8:1:2::9", "bia", "wrong", T).await;
    assert!(matches!(stranger, SignIn::Wait { .. }), "{stranger:?}");
});

contract!(one_address_cannot_try_many_of_the_logins_known_there, |store| {
    for n in 0..30 {
        person(&store, &format!("agent{n}"), Some(PASSWORD), true).await;
        assert!(granted(&attempt(&store, &format!("agent{n}"), PASSWORD, T).await));
    }
    let mut answers = Vec::new();
    for n in 0..30 {
        answers.push(attempt(&store, &format!("agent{n}"), "wrong", T).await);
    }
    assert_eq!(answers.iter().filter(|answer| **answer == SignIn::Refused).count(), 21);
    assert_eq!(answers[29], SignIn::Wait { until: T + SECOND });
    // Unknown logins can still sign in from that network.
    person(&store, "guest", Some(PASSWORD), true).await;
    assert!(granted(&attempt(&store, "guest", PASSWORD, T).await));
});

contract!(failures_elsewhere_do_not_lock_out_a_browser_that_signed_in_before_wherever_it_is, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    let (_, device) = attempt_in(&store, None, "192.0.2.1", PASSWORD, T).await;
    let device = device.expect("let in");
    assert_eq!(device.len(), 43, "256 bits");
    lock_login(&store, T).await;
    let (answer, again) = attempt_in(&store, Some(&device), "198.51.100.7", PASSWORD, T).await;
    assert!(granted(&answer));
    assert_eq!(again.as_ref(), Some(&device), "it goes on being known by the same");
    lock_login(&store, T).await;
    for forged in ["", "x", &device[1..], &device.to_lowercase()] {
        let (answer, _) = attempt_in(&store, Some(forged), "198.51.100.8", PASSWORD, T).await;
        assert!(matches!(answer, SignIn::Wait { .. }), "{forged}");
    }
    let kept = "SELECT count(*) FROM known_place WHERE place LIKE 'device:%'";
    assert_eq!(number(&store, kept).await, 1);
});

contract!(a_known_browser_is_throttled_by_itself, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    let (_, device) = attempt_in(&store, None, "192.0.2.1", PASSWORD, T).await;
    let device = device.expect("let in");
    for _ in 0..6 {
        assert_eq!(attempt_in(&store, Some(&device), "192.0.2.1", "wrong", T).await.0, SignIn::Refused);
    }
    let (answer, _) = attempt_in(&store, Some(&device), "192.0.2.1", PASSWORD, T).await;
    assert_eq!(answer, SignIn::Wait { until: T + SECOND });
    // Other accounts are not locked.
    assert!(granted(&attempt_from(&store, "192.0.2.1", "ana", PASSWORD, T).await));
    assert!(granted(&attempt_from(&store, "198.51.100.9", "ana", PASSWORD, T).await));
    assert!(granted(&attempt_in(&store, Some(&device), "192.0.2.1", PASSWORD, T + SECOND).await.0));
});

contract!(
    a_browser_of_somebody_else_is_a_strangers_and_so_is_one_that_was_not_used_for_half_a_year,
    |store| {
        person(&store, "ana", Some(PASSWORD), true).await;
        person(&store, "bia", Some(PASSWORD), true).await;
        let attempt = SignInAttempt {
            login: "bia".to_owned(),
            password: PASSWORD.to_owned(),
            address: "198.51.100.1".to_owned(),
            user_agent: String::new(),
            device: None,
            single_sign_on: false,
        };
        let SignIn::Granted { device, .. } = store.accounts().sign_in(&attempt, T).await.expect("an answer")
        else {
            panic!("not let in")
        };
        let (_, own) = attempt_in(&store, None, "192.0.2.1", PASSWORD, T).await;
        lock_login(&store, T).await;
        let (answer, _) = attempt_in(&store, Some(device.as_str()), "198.51.100.1", PASSWORD, T).await;
        assert!(matches!(answer, SignIn::Wait { .. }), "{answer:?}");
        let later = T + store::accounts::KNOWN_PLACE;
        lock_login(&store, later).await;
        let (answer, _) = attempt_in(&store, own.as_deref(), "192.0.2.1", PASSWORD, later).await;
        assert!(matches!(answer, SignIn::Wait { .. }), "{answer:?}");
    }
);

contract!(another_password_forgives_what_was_counted_in_every_place, |store| {
    person(&store, "ana", Some(PASSWORD), true).await;
    let (_, device) = attempt_in(&store, None, "192.0.2.1", PASSWORD, T).await;
    for _ in 0..6 {
        attempt_in(&store, device.as_deref(), "192.0.2.1", "wrong", T).await;
    }
    let set = store.accounts().set_password("ana", "another password", T).await;
    assert_eq!(set.expect("an answer"), SetPasswordOutcome::Set);
    assert!(granted(&attempt_in(&store, device.as_deref(), "192.0.2.1", "another password", T).await.0));
});

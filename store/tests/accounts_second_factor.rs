//! The second factor (TOTP): enrolment, challenge, recovery codes and removal.

use crate::support::people::{
    PASSWORD, T, alive, attempt, desk, entries, own, person, record, settings, text, token, trail,
};
use domain::settings::UserRecord;
use domain::{Millis, Principal, Revision, Role, Timestamp, UserId};
use store::accounts::{
    CHALLENGE, FactorSecret, Linking, RECOVERY_CODES, SecondStep, SignIn, SingleSignOn, VerifiedIdentity,
};
use store::settings::{Change, FactorChange};
use store::{Db, Store};

/// How long a code is valid.
const STEP: Millis = Millis::seconds(30);

/// Enrols a user in the second factor at [`T`] and returns the secret and the recovery codes.
async fn enrolled(store: &Store, user: UserId) -> (FactorSecret, Vec<String>) {
    let secret = FactorSecret::random();
    let done = own(store, user).enrol(PASSWORD, &secret, &secret.code_at(T), "", T).await.expect("an answer");
    let FactorChange::Done(codes) = done else { panic!("{done:?}") };
    (secret, codes)
}

/// Signs in with the password and returns the challenge.
async fn challenge(store: &Store, login: &str, now: Timestamp) -> String {
    match attempt(store, login, PASSWORD, now).await {
        SignIn::CodeWanted { challenge } => challenge.as_str().to_owned(),
        other => panic!("no code is asked for: {other:?}"),
    }
}

async fn step(store: &Store, challenge: &str, code: &str, now: Timestamp) -> Option<SignIn> {
    let step = SecondStep {
        challenge: challenge.to_owned(),
        code: code.to_owned(),
        address: "192.0.2.1".to_owned(),
        user_agent: "a browser".to_owned(),
        device: None,
    };
    store.accounts().second_step(&step, now).await.expect("an answer")
}

fn granted(answer: Option<&SignIn>) -> bool {
    matches!(answer, Some(SignIn::Granted { .. }))
}

contract!(with_a_second_factor_the_password_alone_lets_nobody_in, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    let before = entries(&store).await;
    let (secret, codes) = enrolled(&store, ana).await;
    assert_eq!(codes.len(), RECOVERY_CODES);
    assert_eq!(trail(&store, before).await, [format!("ana second_factor_set user {ana}")]);
    let later = T + STEP;
    let challenge = challenge(&store, "ana", later).await;
    assert!(!alive(&store, &challenge, later).await, "it opens nothing");
    assert_eq!(text(&store, "SELECT CAST(count(*) AS TEXT) FROM session").await, "0");
    assert_eq!(step(&store, &challenge, "000000", later).await, Some(SignIn::Refused));
    let Some(SignIn::Granted { token, principal, .. }) =
        step(&store, &challenge, &secret.code_at(later), later).await
    else {
        panic!("not let in")
    };
    assert_eq!(principal, Principal { user: ana, role: Role::Agent });
    let session = store.accounts().session(token.as_str(), later).await.expect("an answer").expect("alive");
    assert!(session.second_factor && !session.single_sign_on);
    // A challenge is used up by the sign-in.
    assert_eq!(step(&store, &challenge, &secret.code_at(later + STEP), later).await, None);
    let found = trail(&store, before + 1).await;
    let expected = ["password_accepted", "sign_in_failed", "signed_in"];
    assert_eq!(found, expected.map(|done| format!("ana {done} user {ana}")));
});

contract!(the_trail_tells_of_right_passwords_and_wrong_codes_and_holds_no_code, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    let (secret, codes) = enrolled(&store, ana).await;
    let before = entries(&store).await;
    let later = T + STEP;
    // A second browser knows the password but has no code.
    let carried = challenge(&store, " ANA ", later).await;
    let right = secret.code_at(later);
    for wrong in ["314159", "AAAA-BBBB-CCCC-DDDD", "a note"] {
        assert_eq!(step(&store, &carried, wrong, later).await, Some(SignIn::Refused), "{wrong}");
    }
    assert!(granted(step(&store, &carried, &right, later).await.as_ref()));
    assert_eq!(
        step(&store, &challenge(&store, "ana", later).await, &right, later).await,
        Some(SignIn::Refused)
    );
    let done = [
        "ANA password_accepted",
        "ana sign_in_failed",
        "ana sign_in_failed",
        "ana sign_in_failed",
        "ana signed_in",
        "ana password_accepted",
        "ana sign_in_failed",
    ];
    assert_eq!(trail(&store, before).await, done.map(|done| format!("{done} user {ana}")));
    let from = "SELECT address || ' ' || user_agent FROM audit_event \
                WHERE action = 'password_accepted' ORDER BY seq LIMIT 1";
    assert_eq!(text(&store, from).await, "192.0.2.1 a browser");
    let kept = "SELECT coalesce(max(value), '') FROM audit_detail WHERE value LIKE '%314159%' \
                OR value LIKE '%BBBB%' OR value LIKE '%a note%'";
    assert_eq!(text(&store, kept).await, "");
    let all: Vec<String> = all_details(&store).await;
    for code in codes.iter().chain([&right]) {
        assert!(all.iter().all(|value| !value.contains(code.as_str())), "a code is in the trail");
    }
});

/// Every detail value in the audit trail.
async fn all_details(store: &Store) -> Vec<String> {
    let sql = "SELECT value FROM audit_detail";
    match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await,
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
    }
    .expect("values")
}

/// Answers a challenge from another address, with or without a device token.
async fn step_at(
    store: &Store,
    (address, device): (&str, Option<&str>),
    challenge: &str,
    code: &str,
    now: Timestamp,
) -> Option<SignIn> {
    let step = SecondStep {
        challenge: challenge.to_owned(),
        code: code.to_owned(),
        address: address.to_owned(),
        user_agent: "a browser".to_owned(),
        device: device.map(str::to_owned),
    };
    store.accounts().second_step(&step, now).await.expect("an answer")
}

contract!(who_has_the_password_only_does_not_keep_its_owner_out, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    let (secret, codes) = enrolled(&store, ana).await;
    // Ana has signed in at her desk.
    let carried = challenge(&store, "ana", T).await;
    let desk = step_at(&store, ("192.0.2.77", None), &carried, &codes[0], T).await;
    let Some(SignIn::Granted { device, .. }) = desk else { panic!("{desk:?}") };
    // An attacker knows the password and guesses codes from many addresses.
    let later = T + STEP;
    for n in 0..6 {
        let stolen = challenge(&store, "ana", later).await;
        let from = format!("203.0.{n}.1");
        assert_eq!(step_at(&store, (&from, None), &stolen, "000000", later).await, Some(SignIn::Refused));
    }
    let stolen = challenge(&store, "ana", later).await;
    let blocked = Some(SignIn::Wait { until: later + Millis::seconds(1) });
    assert_eq!(step_at(&store, ("203.0.113.9", None), &stolen, "000000", later).await, blocked);
    // Her known address and browser get in, which does not lift the block on other addresses.
    let here = challenge(&store, "ana", later).await;
    let at_desk = step_at(&store, ("192.0.2.77", None), &here, &secret.code_at(later), later).await;
    assert!(granted(at_desk.as_ref()), "{at_desk:?}");
    let here = challenge(&store, "ana", later).await;
    let travelling = ("198.51.100.4", Some(device.as_str()));
    let elsewhere = step_at(&store, travelling, &here, &codes[1], later).await;
    assert!(granted(elsewhere.as_ref()), "{elsewhere:?}");
    assert_eq!(step_at(&store, ("203.0.113.9", None), &stolen, &codes[2], later).await, blocked);
    // A known browser is throttled separately, by its own failures.
    let here = challenge(&store, "ana", later).await;
    for _ in 0..6 {
        assert_eq!(step_at(&store, travelling, &here, "000000", later).await, Some(SignIn::Refused));
    }
    assert_eq!(step_at(&store, travelling, &here, &codes[2], later).await, blocked);
    let at_desk = step_at(&store, ("192.0.2.77", None), &here, &codes[2], later).await;
    assert!(granted(at_desk.as_ref()), "{at_desk:?}");
    // A new password resets every failure count.
    store.accounts().set_password("ana", PASSWORD, later).await.expect("an answer");
    let here = challenge(&store, "ana", later).await;
    assert!(granted(step_at(&store, travelling, &here, &codes[3], later).await.as_ref()));
});

contract!(a_code_is_good_once_and_so_is_the_one_of_the_set_up, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    let (secret, _) = enrolled(&store, ana).await;
    let first = challenge(&store, "ana", T).await;
    assert_eq!(step(&store, &first, &secret.code_at(T), T).await, Some(SignIn::Refused));
    let later = T + STEP;
    let code = secret.code_at(later);
    assert!(granted(step(&store, &first, &code, later).await.as_ref()));
    let second = challenge(&store, "ana", later).await;
    assert_eq!(step(&store, &second, &code, later).await, Some(SignIn::Refused));
    // Concurrent use of the same code.
    let other = challenge(&store, "ana", later).await;
    let code = secret.code_at(later + STEP);
    let (one, two) =
        tokio::join!(step(&store, &second, &code, later + STEP), step(&store, &other, &code, later + STEP));
    assert!(granted(one.as_ref()) ^ granted(two.as_ref()), "{one:?} {two:?}");
});

contract!(a_recovery_code_is_good_once_and_the_database_knows_none, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    let (_, codes) = enrolled(&store, ana).await;
    let bia = person(&store, "bia", Role::Agent).await;
    enrolled(&store, bia).await;
    let foreign = challenge(&store, "bia", T).await;
    assert_eq!(step(&store, &foreign, &codes[0], T).await, Some(SignIn::Refused), "somebody else's");
    let first = challenge(&store, "ana", T).await;
    assert!(granted(step(&store, &first, &codes[0].to_lowercase().replace('-', " "), T).await.as_ref()));
    let second = challenge(&store, "ana", T).await;
    assert_eq!(step(&store, &second, &codes[0], T).await, Some(SignIn::Refused));
    assert!(granted(step(&store, &second, &codes[1], T).await.as_ref()));
    let left = own(&store, ana).second_factor().await.expect("an answer").codes_left;
    assert_eq!(left, RECOVERY_CODES as u64 - 2);
    let renewed = own(&store, ana).renew_recovery_codes(PASSWORD, T).await.expect("an answer");
    let FactorChange::Done(fresh) = renewed else { panic!("{renewed:?}") };
    let third = challenge(&store, "ana", T).await;
    assert_eq!(step(&store, &third, &codes[2], T).await, Some(SignIn::Refused), "the old ones are worthless");
    assert!(granted(step(&store, &third, &fresh[0], T).await.as_ref()));
});

contract!(codes_are_throttled_like_passwords_and_a_stranger_without_the_password_locks_nobody_out, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    let (secret, _) = enrolled(&store, ana).await;
    let later = T + STEP;
    let carried = challenge(&store, "ana", later).await;
    for _ in 0..6 {
        assert_eq!(step(&store, &carried, "000000", later).await, Some(SignIn::Refused));
    }
    let code = secret.code_at(later);
    assert_eq!(
        step(&store, &carried, &code, later).await,
        Some(SignIn::Wait { until: later + Millis::seconds(1) })
    );
    // A further correct password does not reset the count.
    let other = challenge(&store, "ana", later).await;
    assert_eq!(
        step(&store, &other, &code, later).await,
        Some(SignIn::Wait { until: later + Millis::seconds(1) })
    );
    assert!(granted(step(&store, &carried, &code, later + Millis::seconds(1)).await.as_ref()));
    for guess in ["", "guess", &"x".repeat(43)] {
        assert_eq!(step(&store, guess, "000000", later).await, None);
    }
});

contract!(a_challenge_ends_after_ten_minutes_with_the_password_and_with_the_account, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let ana = person(&store, "ana", Role::Agent).await;
    let (_, codes) = enrolled(&store, ana).await;
    let late = challenge(&store, "ana", T).await;
    assert_eq!(step(&store, &late, &codes[0], T + CHALLENGE).await, None);
    let carried = challenge(&store, "ana", T).await;
    assert_eq!(
        settings(&store, boss).set_active::<UserRecord>(ana, false, T).await.expect("an answer"),
        Some(Change::Saved)
    );
    assert_eq!(step(&store, &carried, &codes[0], T).await, None);
    assert_eq!(
        settings(&store, boss).set_active::<UserRecord>(ana, true, T).await.expect("an answer"),
        Some(Change::Saved)
    );
    assert_eq!(step(&store, &carried, &codes[0], T).await, None, "coming back brings none back");
    let carried = challenge(&store, "ana", T).await;
    store.accounts().set_password("ana", "another password", T).await.expect("an answer");
    assert_eq!(step(&store, &carried, &codes[0], T).await, None);
});

contract!(setting_up_and_removing_take_the_current_password, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    let (account, secret) = (own(&store, ana), FactorSecret::random());
    let code = secret.code_at(T);
    let wrong = account.enrol("wrong", &secret, &code, "", T).await.expect("an answer");
    assert_eq!(wrong, FactorChange::WrongPassword);
    let wrong = account.enrol(PASSWORD, &secret, "000000", "", T).await.expect("an answer");
    assert_eq!(wrong, FactorChange::WrongCode);
    assert_eq!(
        account.remove_second_factor(PASSWORD, T).await.expect("an answer"),
        FactorChange::NotPossible
    );
    assert_eq!(
        account.renew_recovery_codes(PASSWORD, T).await.expect("an answer"),
        FactorChange::NotPossible
    );
    token(&store, "ana", T).await;
    assert!(matches!(
        account.enrol(PASSWORD, &secret, &code, "", T).await.expect("done"),
        FactorChange::Done(_)
    ));
    let again = FactorSecret::random();
    let twice = account.enrol(PASSWORD, &again, &again.code_at(T), "", T).await.expect("an answer");
    assert_eq!(twice, FactorChange::NotPossible, "it is not replaced unseen");
    assert_eq!(
        account.remove_second_factor("wrong", T).await.expect("an answer"),
        FactorChange::WrongPassword
    );
    let before = entries(&store).await;
    let removed = account.remove_second_factor(PASSWORD, T).await.expect("an answer");
    assert_eq!(removed, FactorChange::Done(Vec::new()));
    assert_eq!(trail(&store, before).await, [format!("ana second_factor_removed user {ana}")]);
    assert_eq!(text(&store, "SELECT CAST(count(*) AS TEXT) FROM recovery_code").await, "0");
    token(&store, "ana", T).await;
    let secrets = "SELECT CAST(count(*) AS TEXT) FROM audit_event WHERE after LIKE '%-%-%-%'";
    assert_eq!(text(&store, secrets).await, "0", "no code stands in the trail");
});

contract!(an_administrator_takes_a_second_factor_that_is_lost, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let ana = person(&store, "ana", Role::Agent).await;
    enrolled(&store, ana).await;
    let settings = settings(&store, boss);
    assert!(settings.access(ana, T).await.expect("an answer").expect("an account").second_factor);
    let before = entries(&store).await;
    assert_eq!(settings.reset_second_factor(ana, T).await.expect("an answer"), Some(true));
    assert_eq!(settings.reset_second_factor(ana, T).await.expect("an answer"), Some(false));
    assert_eq!(settings.reset_second_factor(UserId(404), T).await.expect("an answer"), None);
    assert_eq!(trail(&store, before).await, [format!("boss second_factor_removed user {ana}")]);
    token(&store, "ana", T).await;
});

contract!(whom_the_provider_vouches_for_no_code_is_asked, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    enrolled(&store, ana).await;
    let identity = VerifiedIdentity {
        issuer: "https://id.example.com".to_owned(),
        subject: "s1".to_owned(),
        login: Some("ana".to_owned()),
        name: None,
        role: Some(Role::Agent),
    };
    let answer = store.accounts().sign_in_with_sso(&identity, Linking::ByLogin, &desk(), T).await;
    let SingleSignOn::Granted { token, .. } = answer.expect("an answer") else { panic!("not let in") };
    let session = store.accounts().session(token.as_str(), T).await.expect("an answer").expect("alive");
    assert!(session.single_sign_on);
    // Changing the name of an account leaves the factor in place.
    let boss = person(&store, "boss", Role::Administrator).await;
    let renamed = UserRecord { name: "Ana Souza".to_owned(), ..record("ana", Role::Agent) };
    let changed = settings(&store, boss).change(ana, Revision(0), renamed, T).await.expect("an answer");
    assert_eq!(changed, Some(Change::Saved));
    assert!(own(&store, ana).second_factor().await.expect("an answer").enrolled_at.is_some());
});

contract!(setting_a_second_factor_up_ends_every_session_that_a_password_alone_began, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    let (here, elsewhere) = (token(&store, "ana", T).await, token(&store, "ana", T).await);
    let secret = FactorSecret::random();
    let done = own(&store, ana).enrol(PASSWORD, &secret, &secret.code_at(T), &here, T).await;
    assert!(matches!(done.expect("an answer"), FactorChange::Done(_)));
    assert!(alive(&store, &here, T).await);
    assert!(!alive(&store, &elsewhere, T).await, "it never showed a code");
});

contract!(no_administrator_removes_their_own_factor_without_the_password, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let secret = FactorSecret::random();
    let principal = Principal { user: boss, role: Role::Administrator };
    let own = store.as_principal(&principal).with_origin(desk()).own_account();
    own.enrol(PASSWORD, &secret, &secret.code_at(T), "", T).await.expect("an answer");
    let settings = settings(&store, boss);
    assert_eq!(settings.reset_second_factor(boss, T).await.expect("an answer"), None);
    assert!(own.second_factor().await.expect("an answer").enrolled_at.is_some());
});

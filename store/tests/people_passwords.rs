//! Passwords: reset links, and changes with the current password.

use crate::support::administration::refusal;
use crate::support::people::{
    PASSWORD, T, alive, attempt, desk, entries, own, person, record, settings, text, token, trail,
};
use domain::settings::{ProfileRecord, SettingsRecord, Theme, UserRecord};
use domain::{FieldErrors, Millis, Problem, Role, Timestamp, UserId};
use sha2::{Digest, Sha256};
use store::Store;
use store::accounts::{CreateAccountOutcome, NewUser, PasswordReset, RESET, ResetPasswordOutcome, SignIn};
use store::settings::{Change, PasswordChange};

async fn link(store: &Store, boss: UserId, user: UserId, now: Timestamp) -> String {
    let token = settings(store, boss).issue_password_reset(user, now).await.expect("an answer");
    token.expect("an active account").as_str().to_owned()
}

async fn behind(store: &Store, token: &str, now: Timestamp) -> PasswordReset {
    store.accounts().password_reset(token, now).await.expect("an answer")
}

async fn choose(store: &Store, token: &str, password: &str, now: Timestamp) -> ResetPasswordOutcome {
    store.accounts().reset_password(token, password, &desk(), now).await.expect("an answer")
}

contract!(who_has_no_password_chooses_one_under_the_address_they_were_given, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let ana = settings(&store, boss)
        .create(record("ana", Role::Agent), T)
        .await
        .expect("an answer")
        .created()
        .expect("created");
    let access = settings(&store, boss).access(ana, T).await.expect("an answer").expect("an account");
    assert_eq!((access.has_password, access.reset_until), (false, None));
    let before = entries(&store).await;
    let token = link(&store, boss, ana, T).await;
    let access = settings(&store, boss).access(ana, T).await.expect("an answer").expect("an account");
    assert_eq!(access.reset_until, Some(T + RESET));
    let open = PasswordReset::Open { name: "Name of ana".to_owned(), login: "ana".to_owned() };
    assert_eq!(behind(&store, &token, T).await, open);
    assert!(matches!(choose(&store, &token, "short", T).await, ResetPasswordOutcome::Invalid(_)));
    assert_eq!(choose(&store, &token, "açaí com granola", T).await, ResetPasswordOutcome::Set);
    assert!(matches!(attempt(&store, "ana", "açaí com granola", T).await, SignIn::Granted { .. }));
    // A reset link works once.
    assert_eq!(behind(&store, &token, T).await, PasswordReset::Unknown);
    assert_eq!(choose(&store, &token, "another password", T).await, ResetPasswordOutcome::InvalidLink);
    let expected = [
        format!("boss password_reset_issued user {ana}"),
        format!("ana password_changed user {ana}"),
        format!("ana signed_in user {ana}"),
    ];
    assert_eq!(trail(&store, before).await, expected);
});

contract!(an_address_is_good_for_a_day_and_only_the_latest_is, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let ana = person(&store, "ana", Role::Agent).await;
    let first = link(&store, boss, ana, T).await;
    let later = link(&store, boss, ana, T + Millis(1)).await;
    assert_eq!(behind(&store, &first, T + Millis(1)).await, PasswordReset::Unknown);
    assert!(matches!(behind(&store, &later, T + RESET).await, PasswordReset::Open { .. }));
    let expired = T + Millis(1) + RESET;
    assert_eq!(behind(&store, &later, expired).await, PasswordReset::Expired);
    let late = choose(&store, &later, "another password", expired).await;
    assert_eq!(late, ResetPasswordOutcome::InvalidLink);
    for wrong in ["", "x", "\0", &later[1..], &later.to_lowercase()] {
        assert_eq!(behind(&store, wrong, T + Millis(1)).await, PasswordReset::Unknown, "{wrong}");
    }
});

contract!(a_deactivated_account_has_no_address, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let ana = person(&store, "ana", Role::Agent).await;
    let token = link(&store, boss, ana, T).await;
    let settings = settings(&store, boss);
    assert_eq!(
        settings.set_active::<UserRecord>(ana, false, T).await.expect("an answer"),
        Some(Change::Saved)
    );
    assert_eq!(settings.issue_password_reset(ana, T).await.expect("an answer"), None);
    assert_eq!(settings.issue_password_reset(UserId(404), T).await.expect("an answer"), None);
    assert_eq!(
        settings.set_active::<UserRecord>(ana, true, T).await.expect("an answer"),
        Some(Change::Saved)
    );
    assert_eq!(behind(&store, &token, T).await, PasswordReset::Unknown, "coming back brings none back");
});

contract!(a_chosen_password_ends_the_sessions_and_forgives_the_failures, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let ana = person(&store, "ana", Role::Agent).await;
    let session = token(&store, "ana", T).await;
    for _ in 0..6 {
        attempt(&store, "ana", "wrong", T).await;
    }
    assert!(matches!(attempt(&store, "ana", PASSWORD, T).await, SignIn::Wait { .. }));
    let address = link(&store, boss, ana, T).await;
    assert_eq!(choose(&store, &address, "açaí com granola", T).await, ResetPasswordOutcome::Set);
    assert!(!alive(&store, &session, T).await);
    assert!(matches!(attempt(&store, "ana", "açaí com granola", T).await, SignIn::Granted { .. }));
});

contract!(of_two_who_use_an_address_at_once_one_is_told, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let ana = person(&store, "ana", Role::Agent).await;
    let address = link(&store, boss, ana, T).await;
    let (one, other) = tokio::join!(
        choose(&store, &address, "the first password", T),
        choose(&store, &address, "the other password", T),
    );
    let set = [&one, &other].map(|outcome| *outcome == ResetPasswordOutcome::Set);
    assert!(set[0] ^ set[1], "{one:?} {other:?}");
    let valid = if set[0] { "the first password" } else { "the other password" };
    assert!(matches!(attempt(&store, "ana", valid, T).await, SignIn::Granted { .. }));
});

contract!(the_database_knows_an_address_only_by_its_digest, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let address = link(&store, boss, boss, T).await;
    assert_eq!(address.len(), 43, "256 bits");
    let kept = text(&store, "SELECT token_hash FROM password_reset").await;
    assert_eq!(kept, format!("{:x}", Sha256::digest(address.as_bytes())));
});

contract!(another_password_asks_for_the_current_one_and_ends_the_other_sessions, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    let (here, there) = (token(&store, "ana", T).await, token(&store, "ana", T).await);
    let own = own(&store, ana);
    let change = async |current: &str, new: &str| own.change_password(current, new, &here, T).await;
    assert!(matches!(change(PASSWORD, "short").await, Ok(PasswordChange::Invalid(_))));
    assert_eq!(change("wrong", "another password").await.expect("an answer"), PasswordChange::WrongPassword);
    assert!(alive(&store, &there, T).await);
    let before = entries(&store).await;
    let PasswordChange::Changed(fresh) = change(PASSWORD, "another password").await.expect("an answer")
    else {
        panic!("not changed")
    };
    let expected = [format!("ana password_changed user {ana}"), format!("ana sessions_ended user {ana}")];
    assert_eq!(trail(&store, before).await, expected);
    assert!(!alive(&store, &here, T).await, "whoever has seen the token has nothing");
    assert!(alive(&store, fresh.as_str(), T).await && !alive(&store, &there, T).await);
    let sessions = own.sessions(fresh.as_str(), T).await.expect("sessions");
    assert!(sessions.len() == 1 && sessions[0].is_this, "{sessions:?}");
    assert_eq!(attempt(&store, "ana", PASSWORD, T).await, SignIn::Refused);
    assert!(matches!(attempt(&store, "ana", "another password", T).await, SignIn::Granted { .. }));
});

contract!(guessing_the_current_password_costs_what_guessing_at_the_sign_in_costs, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    let here = token(&store, "ana", T).await;
    let own = own(&store, ana);
    for _ in 0..6 {
        let answer = own.change_password("wrong", "another password", &here, T).await.expect("an answer");
        assert_eq!(answer, PasswordChange::WrongPassword);
    }
    let answer = own.change_password(PASSWORD, "another password", &here, T).await.expect("an answer");
    assert_eq!(answer, PasswordChange::Wait { until: T + Millis(1000) });
    // Failures here and failures of the sign-in are counted separately.
    assert!(matches!(attempt(&store, "ana", PASSWORD, T).await, SignIn::Granted { .. }));
    let answer =
        own.change_password(PASSWORD, "another password", &here, T + Millis(1000)).await.expect("an answer");
    assert!(matches!(answer, PasswordChange::Changed(_)), "{answer:?}");
});

contract!(everybody_sees_and_ends_their_own_sessions_only, |store| {
    let (ana, bia) = (person(&store, "ana", Role::Agent).await, person(&store, "bia", Role::Agent).await);
    let (here, there) = (token(&store, "ana", T).await, token(&store, "ana", T + Millis(1)).await);
    let foreign = token(&store, "bia", T).await;
    let sessions = own(&store, ana).sessions(&here, T + Millis(1)).await.expect("sessions");
    let found: Vec<_> =
        sessions.iter().map(|one| (one.last_seen_at, one.address.as_str(), one.is_this)).collect();
    assert_eq!(found, [(T + Millis(1), "192.0.2.1", false), (T, "192.0.2.1", true)]);
    let of_bia = own(&store, bia).sessions(&foreign, T).await.expect("sessions")[0].handle.clone();
    for wrong in ["", "x", &of_bia, &"é".repeat(32)] {
        assert!(!own(&store, ana).end_session(wrong, T).await.expect("an answer"), "{wrong}");
    }
    assert!(own(&store, ana).end_session(&sessions[0].handle, T).await.expect("an answer"));
    assert!(!alive(&store, &there, T + Millis(1)).await);
    assert!(alive(&store, &here, T).await && alive(&store, &foreign, T).await);
    token(&store, "ana", T).await;
    assert_eq!(own(&store, ana).end_sessions(Some(&here), T).await.expect("an answer"), 1);
    assert!(alive(&store, &here, T).await && alive(&store, &foreign, T).await);
});

contract!(name_language_and_theme_are_ones_own_and_kept_on_the_account, |store| {
    let ana = person(&store, "ana", Role::Agent).await;
    let own = own(&store, ana);
    let kept = own.record().await.expect("an answer").expect("an account");
    let wanted = ProfileRecord {
        name: " Ana Souza ".to_owned(),
        locale: Some("en".to_owned()),
        theme: Some(Theme::Dark),
    };
    let before = entries(&store).await;
    assert_eq!(own.change(kept.revision, wanted.clone(), T).await.expect("saved"), Some(Change::Saved));
    assert_eq!(trail(&store, before).await, [format!("ana changed user {ana}")]);
    let late = ProfileRecord { name: "Ana S.".to_owned(), ..wanted.clone() };
    let late = own.change(kept.revision, late, T).await.expect("an answer");
    assert!(matches!(late, Some(Change::Conflict(_))));
    // Changing one preference overwrites no other change.
    own.prefer(|own| own.theme = Some(Theme::Light), T).await.expect("kept");
    let kept = own.record().await.expect("an answer").expect("an account");
    assert_eq!(kept.record, ProfileRecord { theme: Some(Theme::Light), ..wanted.tidied() });
    let SignIn::Granted { theme, .. } = attempt(&store, "ana", PASSWORD, T).await else {
        panic!("not let in")
    };
    assert_eq!(theme, Some(Theme::Light));
});

contract!(a_password_that_is_tried_first_is_refused_wherever_one_is_chosen, |store| {
    let boss = person(&store, "boss", Role::Administrator).await;
    let ana = person(&store, "ana.souza", Role::Agent).await;
    let here = token(&store, "ana.souza", T).await;
    let address = link(&store, boss, ana, T).await;
    let guessable = |errors: FieldErrors| assert_eq!(errors.0[0].problem, Problem::Guessable);
    for password in ["Password1", "12345678", "Ana.Souza1", "Name of Ana.Souza", "Protocolo!"] {
        guessable(refusal(Ok(choose(&store, &address, password, T).await)));
        let changed = own(&store, ana).change_password(PASSWORD, password, &here, T).await;
        guessable(refusal(changed));
        guessable(refusal(store.accounts().set_password("ANA.souza", password, T).await));
    }
    let user = NewUser {
        login: "flora".to_owned(),
        name: "Flora".to_owned(),
        role: Role::Agent,
        password: Some("flora2026".to_owned()),
        active: true,
    };
    let CreateAccountOutcome::Invalid(errors) = store.accounts().create(&user, T).await.expect("an answer")
    else {
        panic!("not refused")
    };
    guessable(errors);
    let chosen = choose(&store, &address, "açaí com granola", T).await;
    assert_eq!(chosen, ResetPasswordOutcome::Set, "nothing was used up");
});

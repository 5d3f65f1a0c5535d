//! `protocolo user`, from the command line to the database.

use chrono_tz::Tz;
use clap::{CommandFactory, Parser};
use domain::{Principal, Timestamp};
use store::StoreConfig;
use store::accounts::{FactorSecret, SignIn, SignInAttempt};

use super::*;

/// The command line.
#[derive(Debug, Parser)]
struct Line {
    #[command(subcommand)]
    command: UserCommand,
}

struct Site {
    store: Store,
    _folder: tempfile::TempDir,
}

impl Site {
    async fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let store =
            Store::open(&StoreConfig { url, zone: Tz::UTC, max_connections: 2 }).await.expect("a store");
        store.migrate().await.expect("tables");
        Self { store, _folder: folder }
    }

    /// Runs a command; `password` answers the prompt, if there is one.
    async fn run_with(&self, words: &[&str], password: &str) -> Result<Answer, Failure> {
        let line = Line::try_parse_from([&["user"], words].concat()).expect("a command");
        perform(&self.store, line.command, |_, _| Ok(password.to_owned())).await
    }

    /// Runs a command that must not ask for a password.
    async fn result(&self, words: &[&str]) -> String {
        let line = Line::try_parse_from([&["user"], words].concat()).expect("a command");
        let unasked = |_: &PasswordSource, _: &str| panic!("a password was asked for");
        perform(&self.store, line.command, unasked)
            .await
            .map_or_else(|failure| failure.0, |answer| answer.result)
    }

    async fn lets_in(&self, login: &str, password: &str) -> bool {
        let attempt = SignInAttempt {
            login: login.to_owned(),
            password: password.to_owned(),
            address: "192.0.2.1".to_owned(),
            user_agent: String::new(),
            device: None,
            single_sign_on: false,
        };
        let answer = self.store.accounts().sign_in(&attempt, now()).await.expect("an answer");
        matches!(answer, SignIn::Granted { .. })
    }
}

#[test]
fn the_commands_are_consistent() {
    Line::command().debug_assert();
}

#[tokio::test]
async fn an_account_is_created_with_its_groups_and_lets_in() {
    let site = Site::empty().await;
    let words = ["add", "Ana", "--name", "Ana Souza", "--role", "agent", "--group", "Norte"];
    let answer = site.run_with(&words, "a good password").await.expect("created");
    assert_eq!(answer.result, "Created the agent Ana.\nIs watched by Norte, a new group.\n");
    assert!(site.lets_in("ana", "a good password").await);

    let words =
        ["add", "sol", "--name", "Sol", "--role", "supervisor", "--supervises", "Norte", "--group", "Sul"];
    let answer = site.run_with(&words, "a good password").await.expect("created");
    assert_eq!(
        answer.result,
        "Created the supervisor sol.\nIs watched by Sul, a new group.\nWatches Norte.\n"
    );
}

#[tokio::test]
async fn what_cannot_be_is_refused_before_a_password_is_asked_for() {
    let site = Site::empty().await;
    let refused = site.result(&["add", "a", "--name", "A", "--role", "agent", "--supervises", "Norte"]).await;
    assert!(refused.starts_with("--supervises is for supervisors"), "{refused}");
    site.run_with(&["add", "ana", "--name", "Ana", "--role", "agent"], "a good password")
        .await
        .expect("created");
    let refused = site.result(&["add", "ANA", "--name", "Ana", "--role", "agent"]).await;
    assert!(refused.contains("protocolo user password ANA"), "{refused}");
    assert!(refused.contains("--activate"), "{refused}");
    let unknown = "there is no login bia; `protocolo user list` shows all";
    assert_eq!(site.result(&["password", "bia"]).await, unknown);
    assert_eq!(site.result(&["deactivate", "bia"]).await, unknown);
    assert_eq!(site.result(&["assign", "bia", "--group", "Norte"]).await, unknown);
    let refused = site.result(&["assign", "ana"]).await;
    assert_eq!(refused, "name at least one group, by --group or --supervises");
    let unfit = site.run_with(&["password", "ana"], "short").await.expect_err("refused");
    assert_eq!(unfit.0, "password must be 8 to 1000 characters long");
}

#[tokio::test]
async fn an_imported_agent_signs_in_once_activated_with_a_password() {
    let site = Site::empty().await;
    let imported = NewUser {
        login: "agent_7".to_owned(),
        name: "agent_7".to_owned(),
        role: Role::Agent,
        password: None,
        active: false,
    };
    site.store
        .accounts()
        .create(&imported, Timestamp(0))
        .await
        .expect("an answer")
        .created()
        .expect("an account");
    let answer = site.run_with(&["password", "agent_7"], "a good password").await.expect("set");
    assert!(answer.remark.expect("a remark").contains("--activate"));
    assert!(!site.lets_in("agent_7", "a good password").await);
    let answer = site.run_with(&["password", "agent_7", "--activate"], "a good password").await.expect("set");
    assert_eq!(answer.remark, None);
    assert!(site.lets_in("agent_7", "a good password").await);
    assert_eq!(
        site.result(&["assign", "AGENT_7", "--group", "Norte"]).await,
        "Is watched by Norte, a new group.\n"
    );
    assert_eq!(
        site.result(&["deactivate", "agent_7"]).await,
        "agent_7 can no longer sign in; their sessions have ended."
    );
    assert!(!site.lets_in("agent_7", "a good password").await);
}

#[tokio::test]
async fn a_lost_second_factor_is_removed_at_the_machine() {
    let site = Site::empty().await;
    let words = ["add", "ana", "--name", "Ana", "--role", "administrator"];
    site.run_with(&words, "a good password").await.expect("created");
    let user = site.store.accounts().find("ana").await.expect("an answer").expect("an account");
    let principal = Principal { user, role: Role::Administrator };
    let (secret, now) = (FactorSecret::random(), now());
    let own = site.store.as_principal(&principal).own_account();
    own.enrol("a good password", &secret, &secret.code_at(now), "", now).await.expect("an answer");
    assert!(!site.lets_in("ana", "a good password").await, "a code is asked for");
    let removed = "The second factor of Ana is removed; the password alone lets them in.";
    assert_eq!(site.result(&["reset-second-factor", "Ana"]).await, removed);
    assert!(site.lets_in("ana", "a good password").await);
    let nothing = "ana has no second factor: nothing was changed.";
    assert_eq!(site.result(&["reset-second-factor", "ana"]).await, nothing);
    let unknown = "there is no login bia; `protocolo user list` shows all";
    assert_eq!(site.result(&["reset-second-factor", "bia"]).await, unknown);
}

#[tokio::test]
async fn accounts_are_listed_in_a_plain_table() {
    let site = Site::empty().await;
    let user = NewUser {
        login: "ana".to_owned(),
        name: "Ana Souza".to_owned(),
        role: Role::Administrator,
        password: None,
        active: false,
    };
    site.store
        .accounts()
        .create(&user, Timestamp(0))
        .await
        .expect("an answer")
        .created()
        .expect("an account");
    let expected = "LOGIN  NAME       ROLE           STATE     LAST SEEN  CREATED\n\
                    ana    Ana Souza  administrator  inactive  -          1970-01-01 00:00\n";
    assert_eq!(site.result(&["list"]).await, expected);
}

#[test]
fn a_password_from_standard_input_is_its_first_line() {
    let line = |input: &str| first_line(input.as_bytes()).map_err(|failure| failure.0);
    assert_eq!(line("pão de queijo\nmore\n"), Ok("pão de queijo".to_owned()));
    assert_eq!(line(" blanks count \r\n"), Ok(" blanks count ".to_owned()));
    assert_eq!(line("no end"), Ok("no end".to_owned()));
    assert!(first_line(&b"\xff\xfe\n"[..]).is_err());
}

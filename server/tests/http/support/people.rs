//! Accounts and monitoring groups.

use domain::{Role, UserId};
use store::accounts::{AddToGroupOutcome, NewUser, SetPasswordOutcome, SignIn, SignInAttempt};
use store::clock::now;

use super::TestServer;
use super::input::call;

/// The password of all accounts.
pub(crate) const PASSWORD: &str = "a long enough password";

impl TestServer {
    pub(crate) async fn user(&self, login: &str, role: Role) -> UserId {
        let user = NewUser {
            login: login.to_owned(),
            name: login.to_owned(),
            role,
            password: Some(PASSWORD.to_owned()),
            active: true,
        };
        self.store.accounts().create(&user, now()).await.expect("an answer").created().expect("an account")
    }

    /// The ID of an existing account.
    pub(crate) async fn id_of(&self, login: &str) -> UserId {
        let accounts = self.store.accounts().list().await.expect("accounts");
        accounts.iter().find(|account| account.login == login).expect("an account").id
    }

    /// Activates an agent created by intake and gives them a password.
    pub(crate) async fn give_password(&self, login: &str) -> UserId {
        let accounts = self.store.accounts();
        let set = accounts.set_password(login, PASSWORD, now()).await.expect("an answer");
        assert_eq!(set, SetPasswordOutcome::Set);
        assert!(accounts.activate(login, now()).await.expect("an account"));
        self.id_of(login).await
    }

    /// A group of one agent and a new supervisor.
    pub(crate) async fn group_of(&self, name: &str, agent: UserId, supervisor: &str) {
        let supervisor = self.user(supervisor, Role::Supervisor).await;
        let groups = self.store.groups();
        let group = groups.create(name, now()).await.expect("an answer").created().expect("a group");
        let member = groups.add_agent(group, agent, now()).await.expect("an answer");
        let supervisor = groups.add_supervisor(group, supervisor, now()).await.expect("an answer");
        assert_eq!([member, supervisor], [AddToGroupOutcome::Added; 2]);
    }

    /// Groups of ana under chefe-ana and of bia under chefe-bia, out of each other's scope.
    pub(crate) async fn two_groups(&self) {
        for (agent, supervisor) in [("ana", "chefe-ana"), ("bia", "chefe-bia")] {
            self.group_of(supervisor, self.give_password(agent).await, supervisor).await;
        }
    }

    /// Creates an account and signs in; returns the session token.
    pub(crate) async fn signed_in(&self, login: &str, role: Role) -> String {
        self.user(login, role).await;
        self.token(login).await
    }

    /// A case that *ana* served and is responsible for, and her session token.
    pub(crate) async fn case_of_ana(&self) -> (String, String) {
        let case = self.post(&call("case-of-ana")).await.case();
        self.give_password("ana").await;
        (case, self.token("ana").await)
    }

    /// Signs in and returns the session token.
    pub(crate) async fn token(&self, login: &str) -> String {
        let attempt = SignInAttempt {
            login: login.to_owned(),
            password: PASSWORD.to_owned(),
            address: "192.0.2.1".to_owned(),
            user_agent: "test".to_owned(),
            device: None,
            single_sign_on: false,
        };
        match self.store.accounts().sign_in(&attempt, now()).await.expect("the store answers") {
            SignIn::Granted { token, .. } => token.as_str().to_owned(),
            _ => panic!("{login} was not let in"),
        }
    }
}

//! People who sign in, and the groups that decide what they see of each other's work.

use domain::{Role, UserId};
use store::accounts::{AddToGroupOutcome, NewUser, SignIn, SignInAttempt};
use store::clock::now_ms;

use super::TestServer;
use super::input::call;

/// The password of everybody in these tests.
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
        self.store.accounts().create(&user, now_ms()).await.expect("an answer").created().expect("an account")
    }

    /// An account that is there already.
    pub(crate) async fn id_of(&self, login: &str) -> UserId {
        let accounts = self.store.accounts().list().await.expect("accounts");
        accounts.iter().find(|account| account.login == login).expect("an account").id
    }

    /// Gives a password to an agent whom the intake created, who could not sign in before.
    pub(crate) async fn let_in(&self, login: &str) -> UserId {
        let accounts = self.store.accounts();
        assert!(accounts.set_password(login, PASSWORD, now_ms()).await.expect("a password"));
        assert!(accounts.activate(login, now_ms()).await.expect("an account"));
        self.id_of(login).await
    }

    /// A group of one agent and of a supervisor, whose account is made with it.
    pub(crate) async fn group_of(&self, name: &str, agent: UserId, supervisor: &str) {
        let supervisor = self.user(supervisor, Role::Supervisor).await;
        let groups = self.store.groups();
        let group = groups.create(name, now_ms()).await.expect("an answer").created().expect("a group");
        let member = groups.add_agent(group, agent, now_ms()).await.expect("an answer");
        let supervisor = groups.add_supervisor(group, supervisor, now_ms()).await.expect("an answer");
        assert_eq!([member, supervisor], [AddToGroupOutcome::Added; 2]);
    }

    /// Ana under chefe-ana and Bia under chefe-bia, none of whom may see what is the others'.
    pub(crate) async fn two_groups(&self) {
        for (agent, supervisor) in [("ana", "chefe-ana"), ("bia", "chefe-bia")] {
            self.group_of(supervisor, self.let_in(agent).await, supervisor).await;
        }
    }

    /// Creates an account and signs in; answers the value of the session cookie.
    pub(crate) async fn signed_in(&self, login: &str, role: Role) -> String {
        self.user(login, role).await;
        self.token(login).await
    }

    /// A case that agent *ana* has served and is responsible for, and the value of her session cookie.
    pub(crate) async fn case_of_ana(&self) -> (String, String) {
        let case = self.post(&call("case-of-ana")).await.case();
        self.let_in("ana").await;
        (case, self.token("ana").await)
    }

    /// Signs in; answers the value of the session cookie.
    pub(crate) async fn token(&self, login: &str) -> String {
        let attempt = SignInAttempt {
            login: login.to_owned(),
            password: PASSWORD.to_owned(),
            address: "192.0.2.1".to_owned(),
            user_agent: "test".to_owned(),
            device: None,
            single_sign_on: false,
        };
        match self.store.accounts().sign_in(&attempt, now_ms()).await.expect("the store answers") {
            SignIn::Granted { token, .. } => token.as_str().to_owned(),
            _ => panic!("{login} was not let in"),
        }
    }
}

//! What the server provides for every page and every server function.

use std::sync::Arc;

use leptos::prelude::*;
use store::Scoped;
use store::Store;
use store::accounts::{DeviceToken, Session, SessionToken, SignInAttempt};
use store::audit::Origin;
use store::operation::Operation;

use crate::cookies;
use crate::error::AppError;

/// Who is asking, from where, and the store that answers.
#[derive(Clone)]
pub struct RequestContext {
    /// The database.
    pub store: Store,
    /// The signed-in person, if any.
    pub session: Option<Session>,
    /// The client's address, for throttling and the audit trail.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Whether the site is served over https, so that cookies get `Secure`.
    pub secure: bool,
    /// What the operation has settled.
    pub operation: Operation,
    /// What files may be attached to a case.
    pub uploads: Uploads,
    /// The same as the server was started, which holds where the operation says nothing.
    pub started: Uploads,
    /// How people get in.
    pub ways_in: WaysIn,
}

/// How people get in, as the server was started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaysIn {
    /// With a password.
    pub local: bool,
    /// By single sign-on.
    pub single: bool,
    /// The words on the button of single sign-on, where it has some of its own.
    pub label: Option<Arc<str>>,
}

/// What files may be attached to a case, as far as the page tells it; the server decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploads {
    /// The largest, in bytes.
    pub largest: u64,
    /// What their names usually end with: `.png,.jpg,…`.
    pub extensions: Arc<str>,
}

/// The address of the operation's logo, by its digest.
pub fn logo_href(digest: &str) -> String {
    format!("/operation/logo/{digest}")
}

impl RequestContext {
    /// The context of the request being answered.
    ///
    /// # Errors
    /// Where the server did not provide one, which is a fault of ours.
    pub fn current() -> Result<Self, AppError> {
        use_context::<Self>().ok_or_else(|| AppError::failed("no context of the request"))
    }

    /// The signed-in person.
    ///
    /// # Errors
    /// [`AppError::SignedOut`] where there is none.
    pub fn session(&self) -> Result<&Session, AppError> {
        self.session.as_ref().ok_or(AppError::SignedOut)
    }

    /// The store as the signed-in person may use it.
    ///
    /// # Errors
    /// [`AppError::SignedOut`] where nobody is signed in.
    pub fn scoped(&self) -> Result<Scoped<'_>, AppError> {
        let session = self.session()?;
        Ok(self.store.as_principal(&session.principal).coming_from(self.origin()))
    }

    /// Whence the request comes, for the audit trail.
    pub fn origin(&self) -> Origin {
        Origin { address: self.address.clone(), user_agent: self.user_agent.clone() }
    }

    /// An attempt to sign in with a password from here.
    pub(crate) fn sign_in_attempt(&self, login: String, password: String) -> SignInAttempt {
        SignInAttempt {
            login,
            password,
            address: self.address.clone(),
            user_agent: self.user_agent.clone(),
            device: cookies::read(cookies::DEVICE),
            single_sign_on: self.ways_in.single,
        }
    }

    /// Ends the session that the browser has carried until now, if it has.
    pub(crate) async fn end_old_session(&self, now: i64) -> Result<(), AppError> {
        if let Some(old) = cookies::read(cookies::SESSION) {
            self.store.accounts().sign_out(&old, &self.origin(), now).await?;
        }
        Ok(())
    }

    /// Whether the person has to set up a second factor before anything else: their role needs one, and
    /// no identity provider vouches for them.
    pub fn owes_second_factor(&self) -> bool {
        let needs = |role| self.operation.second_factor_roles.contains(&role);
        self.session.as_ref().is_some_and(|session| {
            !session.second_factor && !session.single_sign_on && needs(session.principal.role)
        })
    }

    /// Gives the browser another token for its session.
    pub(crate) fn go_on_as(&self, session: &SessionToken) {
        cookies::set(cookies::SESSION, session.as_str(), cookies::WEEK, true, self.secure);
    }

    /// Gives the browser what it is known by from now on: in this session, and at the next sign-in.
    pub(crate) fn let_in(&self, session: &SessionToken, device: &DeviceToken) {
        self.go_on_as(session);
        cookies::set(cookies::DEVICE, device.as_str(), cookies::YEAR, true, self.secure);
    }

    /// The site as whoever asks reaches it: what stands before the path of a link that leaves it.
    pub fn site(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        let parts = use_context::<http::request::Parts>();
        let authority = parts.and_then(|parts| Some(parts.uri.authority()?.to_string()));
        format!("{scheme}://{}", authority.or_else(|| cookies::header("host")).unwrap_or_default())
    }

    /// What the browser carries to be known by; empty where it carries nothing.
    pub fn session_token(&self) -> String {
        cookies::read(cookies::SESSION).unwrap_or_default()
    }
}

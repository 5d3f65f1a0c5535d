//! The request context: what the server provides to every page and server function.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::{ListLayouts, Timestamp};
use leptos::prelude::*;
use store::Scoped;
use store::Store;
use store::accounts::{DeviceToken, Session, SessionToken, SignInAttempt};
use store::audit::Origin;
use store::operation::Operation;

use crate::cookies;
use crate::error::AppError;
use crate::source_folders::SourceFolders;

/// The context of a request: the store, the session, and the client.
#[derive(Clone)]
pub struct RequestContext {
    /// The database.
    pub store: Store,
    /// The session of the signed-in user, if any.
    pub session: Option<Session>,
    /// The IP address of the client, for login throttling and the audit trail.
    pub address: String,
    /// The user agent of the browser.
    pub user_agent: String,
    /// Whether the site is served over HTTPS, so that cookies get `Secure`.
    pub secure: bool,
    /// The settings of the operation.
    pub operation: Operation,
    /// The limits for attachments of a case.
    pub uploads: UploadLimits,
    /// The server's default limits, used where the operation sets none.
    pub default_uploads: UploadLimits,
    /// The login methods.
    pub login_methods: LoginMethods,
    /// The folders whose files sources may read.
    pub source_folders: SourceFolders,
}

/// The login methods that the server is configured with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginMethods {
    /// Sign-in with a password.
    pub local: bool,
    /// Single sign-on.
    pub single: bool,
    /// The label of the single sign-on button, if configured.
    pub label: Option<Arc<str>>,
}

/// The limits for attachments of a case, as shown on the page; the server enforces its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadLimits {
    /// The maximum size of a file, in bytes.
    pub max_bytes: u64,
    /// The usual file name extensions: `.png,.jpg,…`.
    pub extensions: Arc<str>,
}

/// The URL of the operation's logo, by its digest.
pub fn logo_href(digest: &str) -> String {
    format!("/operation/logo/{digest}")
}

impl RequestContext {
    /// The context of the current request.
    ///
    /// # Errors
    /// If the server did not provide one, which is a bug.
    pub fn current() -> Result<Self, AppError> {
        use_context::<Self>().ok_or_else(|| AppError::failed("no context of the request"))
    }

    /// The session of the signed-in user.
    ///
    /// # Errors
    /// [`AppError::SignedOut`] without a session.
    pub fn session(&self) -> Result<&Session, AppError> {
        self.session.as_ref().ok_or(AppError::SignedOut)
    }

    /// The store, limited to the scope of the signed-in user.
    ///
    /// # Errors
    /// [`AppError::SignedOut`] without a session.
    pub fn scoped(&self) -> Result<Scoped<'_>, AppError> {
        let session = self.session()?;
        Ok(self.store.as_principal(&session.principal).with_origin(self.origin()))
    }

    /// Today, in the operation's time zone.
    pub fn today(&self) -> NaiveDate {
        domain::zone::day_of(self.store.zone(), store::clock::now())
    }

    /// How the user sees the lists.
    pub fn layouts(&self) -> ListLayouts {
        self.session.as_ref().map(|session| session.layouts.clone()).unwrap_or_default()
    }

    /// The origin of the request (IP address and user agent), for the audit trail.
    pub fn origin(&self) -> Origin {
        Origin { address: self.address.clone(), user_agent: self.user_agent.clone() }
    }

    /// A password sign-in attempt from the client of this request.
    pub(crate) fn sign_in_attempt(&self, login: String, password: String) -> SignInAttempt {
        SignInAttempt {
            login,
            password,
            address: self.address.clone(),
            user_agent: self.user_agent.clone(),
            device: cookies::read(cookies::DEVICE),
            single_sign_on: self.login_methods.single,
        }
    }

    /// Ends the previous session of the browser, if it has one.
    pub(crate) async fn end_old_session(&self, now: Timestamp) -> Result<(), AppError> {
        if let Some(old) = cookies::read(cookies::SESSION) {
            self.store.accounts().sign_out(&old, &self.origin(), now).await?;
        }
        Ok(())
    }

    /// Whether the user has to enrol a second factor before anything else: their role requires one,
    /// and they did not use single sign-on.
    pub fn must_enrol_second_factor(&self) -> bool {
        let needs = |role| self.operation.second_factor_roles.contains(&role);
        self.session.as_ref().is_some_and(|session| {
            !session.second_factor && !session.single_sign_on && needs(session.principal.role)
        })
    }

    /// Sets the session cookie.
    pub(crate) fn set_session_cookie(&self, session: &SessionToken) {
        cookies::set(cookies::SESSION, session.as_str(), cookies::WEEK, true, self.secure);
    }

    /// Sets the session cookie and the device cookie, which the next sign-in recognises.
    pub(crate) fn set_login_cookies(&self, session: &SessionToken, device: &DeviceToken) {
        self.set_session_cookie(session);
        cookies::set(cookies::DEVICE, device.as_str(), cookies::YEAR, true, self.secure);
    }

    /// The base URL of the site (scheme and host) as the client reaches it, for absolute links.
    pub fn site(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        let parts = use_context::<http::request::Parts>();
        let authority = parts.and_then(|parts| Some(parts.uri.authority()?.to_string()));
        format!("{scheme}://{}", authority.or_else(|| cookies::header("host")).unwrap_or_default())
    }

    /// The session token from the cookie; empty if there is none.
    pub fn session_token(&self) -> String {
        cookies::read(cookies::SESSION).unwrap_or_default()
    }
}

//! API key authentication: the extractor [`Caller`]. Only it hands out the store, so that no
//! handler of the API can reach it without a valid key.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::settings::ApiScope;
use store::Scoped;
use store::accounts::KnownKey;
use store::audit::Origin;
use store::intake::Intake;
use store::media::MessageMedia;
use store::recordings::Recordings;

use super::problem::{Kind, Problem};
use crate::blobs::Blobs;
use crate::http::client;
use crate::http::state::Site;

/// A client with a valid key, within its rate limit. It gives access only to what the key's scopes
/// allow.
pub struct Caller {
    site: Site,
    key: KnownKey,
    origin: Origin,
}

impl Caller {
    /// Intake of interactions; requires the scope `interactions`.
    pub fn intake(&self) -> Result<Intake, Problem> {
        self.demand(ApiScope::Interactions)?;
        Ok(self.site.store.intake().on_behalf_of(self.key.id).with_origin(self.origin.clone()))
    }

    /// Recordings of calls; requires the scope `recordings`.
    pub fn recordings(&self) -> Result<Recordings<'_>, Problem> {
        self.demand(ApiScope::Recordings)?;
        Ok(self.site.store.recordings().on_behalf_of(self.key.id, self.origin.clone()))
    }

    /// Files of messages; requires the scope `interactions`.
    pub fn message_media(&self) -> Result<MessageMedia<'_>, Problem> {
        self.demand(ApiScope::Interactions)?;
        Ok(self.site.store.message_media().on_behalf_of(self.key.id))
    }

    /// All interactions and cases; requires the scope `read`.
    pub fn reading(&self) -> Result<Scoped<'_>, Problem> {
        self.demand(ApiScope::Read)?;
        Ok(self.site.store.as_api_key(self.key.id).with_origin(self.origin.clone()))
    }

    /// Today, in the operation's time zone.
    pub fn today(&self) -> chrono::NaiveDate {
        domain::zone::day_of(self.site.store.zone(), store::clock::now())
    }

    fn demand(&self, scope: ApiScope) -> Result<(), Problem> {
        if self.key.allows(scope) {
            return Ok(());
        }
        let detail = format!("the key lacks the scope {}; use one that has it", scope.as_str());
        Err(Problem::because(Kind::Forbidden, detail))
    }

    /// The blob storage.
    pub fn blobs(&self) -> &Blobs {
        &self.site.blobs
    }

    /// File size limit of a recording or of the file of a message, in bytes.
    pub fn max_recording(&self) -> u64 {
        self.site.max_recording
    }
}

/// Why a request is refused before its handler runs.
pub enum CallerRejection {
    /// No valid key, or a database error.
    Problem(Problem),
    /// Rate limit exceeded; seconds to wait.
    Wait(u64),
}

impl IntoResponse for CallerRejection {
    fn into_response(self) -> Response {
        match self {
            Self::Problem(problem) => problem.into_response(),
            Self::Wait(seconds) => {
                let detail = format!("this key may ask again in {seconds} s");
                let mut response = Problem::because(Kind::TooManyRequests, detail).into_response();
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                response
            }
        }
    }
}

impl FromRequestParts<Site> for Caller {
    type Rejection = CallerRejection;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, CallerRejection> {
        let unauthorized = |detail| CallerRejection::Problem(Problem::because(Kind::Unauthorized, detail));
        let key = bearer(&parts.headers)
            .ok_or_else(|| unauthorized("the header Authorization: Bearer KEY is missing"))?;
        let found = site.store.api_keys().verify(key, store::clock::now()).await;
        let key = found
            .map_err(|error| {
                CallerRejection::Problem(Problem::internal("an API key could not be verified", &error))
            })?
            .ok_or_else(|| unauthorized("the key is unknown or was revoked"))?;
        site.limiter.take(&key.id).map_err(|wait| CallerRejection::Wait(wait.as_secs() + 1))?;
        Ok(Self { site: site.clone(), key, origin: origin(parts, site) })
    }
}

/// The origin (IP address, user agent) of the request, for the audit trail.
fn origin(parts: &Parts, site: &Site) -> Origin {
    let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    Origin {
        address: client::address(&parts.extensions, &parts.headers, &site.trusted_proxies),
        user_agent: agent.unwrap_or_default().to_owned(),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, key) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(key.trim())
}

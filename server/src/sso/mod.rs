//! Single sign-on client: `OpenID Connect` (OIDC), authorization code flow with PKCE.
//!
//! The provider is contacted only when the first person signs in, so a provider that is down never
//! keeps the server from starting. Its discovery document is cached for an hour, and fetched again
//! if a token is signed with an unknown key.

mod claims;
mod discovery;
mod error;

use std::sync::{Arc, Mutex, PoisonError};

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod, CoreErrorResponseType,
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm as Alg,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    StandardErrorResponse, StandardTokenResponse, TokenResponse,
};
use store::accounts::{Linking, SsoAttempt, VerifiedIdentity};

use crate::config::single_sign_on::SingleSignOn;
use crate::http_client::HttpClient;
use claims::{Claims, OtherClaims};
use discovery::{Discovery, Known};
pub use error::SsoError;
use error::{TokenError, unavailable};

/// Accepted signature algorithms of tokens: asymmetric ones only.
const SIGNATURES: [Alg; 9] = [
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EdDsa,
];

type Tokens = StandardTokenResponse<
    IdTokenFields<
        OtherClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        Alg,
    >,
    CoreTokenType,
>;

type RelyingParty = Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The identity provider.
pub struct Provider {
    settings: SingleSignOn,
    fetch: Mutex<Option<Arc<HttpClient>>>,
    discovery: Discovery,
}

impl Provider {
    /// A provider with these settings; does not contact it yet.
    pub fn new(settings: SingleSignOn) -> Self {
        let discovery = Discovery::new(settings.issuer.clone());
        Self { settings, fetch: Mutex::new(None), discovery }
    }

    /// The issuer, as in the provider's tokens.
    pub fn issuer(&self) -> &str {
        self.settings.issuer.as_str()
    }

    /// Whether a new identity is linked to the account with the same user name.
    pub fn linking(&self) -> Linking {
        if self.settings.link_by_login { Linking::ByLogin } else { Linking::Never }
    }

    /// The URL at the provider to redirect the browser to.
    ///
    /// # Errors
    /// If the provider does not answer.
    pub async fn sign_in_address(&self, attempt: &SsoAttempt) -> Result<String, SsoError> {
        let known = self.discovery.known(&self.fetch()?).await?;
        let party = self.party(&known)?;
        let (state, nonce) = (attempt.state(), attempt.nonce());
        let verifier = PkceCodeVerifier::new(attempt.verifier());
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (address, ..) = party
            .authorize_url(flow, || CsrfToken::new(state), || Nonce::new(nonce))
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(address.into())
    }

    /// Redeems the authorization code for the person's identity.
    ///
    /// # Errors
    /// If the provider does not answer or refuses the code, or its response is not valid.
    pub async fn redeem(&self, attempt: &SsoAttempt, code: String) -> Result<VerifiedIdentity, SsoError> {
        let fetch = self.fetch()?;
        let known = self.discovery.known(&fetch).await?;
        let party = self.party(&known)?;
        let request = party.exchange_code(AuthorizationCode::new(code)).map_err(unavailable)?;
        let verifier = PkceCodeVerifier::new(attempt.verifier());
        let answer = request.set_pkce_verifier(verifier).request_async(&*fetch).await;
        let tokens = answer.map_err(|error| match error {
            RequestTokenError::ServerResponse(refusal) => SsoError::Refused(refusal.to_string()),
            other => unavailable(other),
        })?;
        match self.identity(&party, &fetch, &tokens, attempt).await {
            Err(TokenError::UnknownKey) => {
                let renewed = self.discovery.renewed(&fetch, &known).await?;
                let party = self.party(&renewed)?;
                Ok(self.identity(&party, &fetch, &tokens, attempt).await?)
            }
            other => Ok(other?),
        }
    }

    async fn identity(
        &self,
        party: &RelyingParty,
        fetch: &HttpClient,
        tokens: &Tokens,
        attempt: &SsoAttempt,
    ) -> Result<VerifiedIdentity, TokenError> {
        let groups = self.settings.groups_claim.as_str();
        let token = tokens.id_token().ok_or_else(|| TokenError::invalid("there is no ID token"))?;
        let verifier = party.id_token_verifier().set_allowed_algs(SIGNATURES);
        let said = token.claims(&verifier, &Nonce::new(attempt.nonce()))?;
        if let Some(expected) = said.access_token_hash() {
            let algorithm = token.signing_alg().map_err(TokenError::invalid)?;
            let key = token.signing_key(&verifier).map_err(TokenError::invalid)?;
            let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
            if actual.map_err(TokenError::invalid)? != *expected {
                return Err(TokenError::invalid("the access token is another than the ID token names"));
            }
        }
        let mut claims = Claims::of_token(said, groups);
        if claims.are_incomplete() && party.user_info_url().is_some() {
            let subject = said.subject().clone();
            let request = party.user_info(tokens.access_token().clone(), Some(subject));
            let info = request.map_err(TokenError::invalid)?.request_async(fetch).await;
            claims = claims.or(Claims::of_user_info(&info?, groups));
        }
        Ok(claims.identity(self.issuer(), said.subject().as_str(), &self.settings.roles))
    }

    fn party(&self, known: &Known) -> Result<RelyingParty, SsoError> {
        let settings = &self.settings;
        let secret =
            settings.client_secret.as_ref().map(|secret| ClientSecret::new(secret.reveal().to_owned()));
        let id = ClientId::new(settings.client_id.clone());
        let party = RelyingParty::from_provider_metadata(known.metadata.clone(), id, secret);
        let callback = RedirectUrl::new(settings.callback.clone()).map_err(unavailable)?;
        // The standard's default is Basic; some providers accept the secret only in the form.
        let methods = known.metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_some_and(|methods| methods.contains(&method));
        let in_form =
            takes(CoreClientAuthMethod::ClientSecretPost) && !takes(CoreClientAuthMethod::ClientSecretBasic);
        let auth = if in_form { AuthType::RequestBody } else { AuthType::BasicAuth };
        Ok(party.set_redirect_uri(callback).set_auth_type(auth))
    }

    /// The HTTP client, created on first use, since that reads the system's certificates.
    fn fetch(&self) -> Result<Arc<HttpClient>, SsoError> {
        let mut kept = self.fetch.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fetch) = kept.as_ref() {
            return Ok(fetch.clone());
        }
        let https_only = self.settings.issuer.url().scheme() == "https";
        let fetch = HttpClient::new(https_only).map_err(|error| {
            SsoError::Unavailable(format!(
                "this machine has no certificates; install ca-certificates ({error})"
            ))
        })?;
        Ok(kept.insert(Arc::new(fetch)).clone())
    }
}

//! Errors of single sign-on. A provider that does not answer is distinguished from an invalid
//! response, because only the latter may be an attack and gets an audit entry.

use openidconnect::{ClaimsVerificationError, SignatureVerificationError, UserInfoError};

/// Why a single sign-on failed at the provider.
#[derive(Debug, thiserror::Error)]
pub enum SsoError {
    /// The provider does not answer, or not as OIDC requires.
    #[error("the identity provider does not answer: {0}")]
    Unavailable(String),
    /// The provider does not accept the code.
    #[error("the identity provider refused the code: {0}")]
    Refused(String),
    /// The response or its token is not valid.
    #[error("the identity provider's answer is not valid: {0}")]
    InvalidResponse(String),
}

/// Why a token is not accepted.
pub(super) enum TokenError {
    /// It is signed with an unknown key.
    UnknownKey,
    /// The userinfo endpoint does not answer.
    Unavailable(String),
    /// It is invalid for another reason.
    Invalid(String),
}

impl TokenError {
    pub(super) fn invalid(error: impl std::fmt::Display) -> Self {
        Self::Invalid(error.to_string())
    }
}

impl From<ClaimsVerificationError> for TokenError {
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
                Self::UnknownKey
            }
            other => Self::invalid(with_causes(&other)),
        }
    }
}

impl<E: std::error::Error + 'static> From<UserInfoError<E>> for TokenError {
    fn from(error: UserInfoError<E>) -> Self {
        match error {
            UserInfoError::Request(_) | UserInfoError::Response(..) => Self::Unavailable(with_causes(&error)),
            other => Self::invalid(with_causes(&other)),
        }
    }
}

impl From<TokenError> for SsoError {
    fn from(why: TokenError) -> Self {
        match why {
            TokenError::UnknownKey => {
                Self::InvalidResponse("it is signed by a key that the provider does not have".to_owned())
            }
            TokenError::Unavailable(why) => Self::Unavailable(why),
            TokenError::Invalid(why) => Self::InvalidResponse(why),
        }
    }
}

pub(super) fn unavailable(error: impl std::error::Error) -> SsoError {
    SsoError::Unavailable(with_causes(&error))
}

/// An error with its chain of causes, for the log.
pub(super) fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

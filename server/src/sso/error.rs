//! Why nobody was signed in: a provider that does not answer is told apart from an answer that proves
//! nothing, for only the second is somebody's attempt to get in.

use openidconnect::{ClaimsVerificationError, SignatureVerificationError, UserInfoError};

/// Why the provider vouches for nobody.
#[derive(Debug, thiserror::Error)]
pub enum SsoError {
    /// It does not answer, or not as a provider does.
    #[error("the identity provider does not answer: {0}")]
    Unavailable(String),
    /// It does not accept the code.
    #[error("the identity provider refused the code: {0}")]
    Refused(String),
    /// What it sent proves nothing.
    #[error("the identity provider's answer is not valid: {0}")]
    NotProven(String),
}

/// Why a token proves nothing.
pub(super) enum Unproven {
    /// It is signed by a key that is not known.
    Key,
    /// The provider did not say the rest.
    Unavailable(String),
    /// Anything else.
    Because(String),
}

impl Unproven {
    pub(super) fn because(error: impl std::fmt::Display) -> Self {
        Self::Because(error.to_string())
    }
}

impl From<ClaimsVerificationError> for Unproven {
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
                Self::Key
            }
            other => Self::because(with_causes(&other)),
        }
    }
}

impl<E: std::error::Error + 'static> From<UserInfoError<E>> for Unproven {
    fn from(error: UserInfoError<E>) -> Self {
        match error {
            UserInfoError::Request(_) | UserInfoError::Response(..) => Self::Unavailable(with_causes(&error)),
            other => Self::because(with_causes(&other)),
        }
    }
}

impl From<Unproven> for SsoError {
    fn from(why: Unproven) -> Self {
        match why {
            Unproven::Key => {
                Self::NotProven("it is signed by a key that the provider does not have".to_owned())
            }
            Unproven::Unavailable(why) => Self::Unavailable(why),
            Unproven::Because(why) => Self::NotProven(why),
        }
    }
}

pub(super) fn unavailable(error: impl std::error::Error) -> SsoError {
    SsoError::Unavailable(with_causes(&error))
}

/// An error with what is behind it, for the log.
pub(super) fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

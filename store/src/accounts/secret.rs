//! Random secrets such as session tokens and API keys, and their digests in the database.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::rngs::OsRng;
use rand::{RngCore, TryRngCore};
use sha2::{Digest, Sha256};

/// Length of the text returned by [`random`]: 256 bits as base64url.
pub(crate) const LENGTH: usize = 43;

/// `N` random bytes from the operating system. Panics if it cannot provide them.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.unwrap_err().fill_bytes(&mut bytes);
    bytes
}

/// 256 random bits as base64url.
pub(crate) fn random() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>())
}

/// The SHA-256 digest by which the database stores and finds a secret.
pub(crate) fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Implements `Debug` for a secret type as its name and an ellipsis: secrets must not be logged.
macro_rules! redacted_debug {
    ($name:ident) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

/// Defines a token of 256 random bits, which the client gets once and `Debug` does not show.
macro_rules! secret_token {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            fn random() -> Self {
                Self($crate::accounts::secret::random())
            }

            /// The token as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        $crate::accounts::secret::redacted_debug!($name);
    };
}

pub(crate) use {redacted_debug, secret_token};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_256_bits_and_never_comes_twice() {
        let (one, other) = (random(), random());
        assert_ne!(one, other);
        assert_eq!(one.len(), LENGTH);
        assert_eq!(URL_SAFE_NO_PAD.decode(&one).map(|bytes| bytes.len()), Ok(32));
    }
}

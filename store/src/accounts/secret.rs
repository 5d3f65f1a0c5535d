//! Random secrets that a browser or a program carries, and what of them the database keeps.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::rngs::OsRng;
use rand::{RngCore, TryRngCore};
use sha2::{Digest, Sha256};

/// The length of [`random`]'s text: 256 bits as base64url.
pub(crate) const LENGTH: usize = 43;

/// `N` random bytes of the operating system. Without randomness nothing here is safe, so a system
/// that has none ends the process.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.unwrap_err().fill_bytes(&mut bytes);
    bytes
}

/// 256 random bits as base64url.
pub(crate) fn random() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>())
}

/// What the database keeps of a secret, and by which it finds it again.
pub(crate) fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

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

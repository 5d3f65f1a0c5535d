//! Passwords as argon2id hashes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::secret;
use crate::{Error, Result};

/// OWASP's parameters: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many hashes are computed at once. Each takes 19 MiB, so this is what bounds the memory of a
/// burst of sign-ins; two still make dozens of sign-ins a second.
const AT_ONCE: usize = 2;

/// What is compared with where an account is unknown or has no password: a hash of the same
/// parameters that belongs to no password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cHJvdG9jb2xvLW5vYm9keQ$nV6UfVvP2mXxRf9m4A0rW9m1c5hCq7QzT3b8kYdJg0E";

/// Computes hashes, a few at once.
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    compared: AtomicU64,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), compared: AtomicU64::new(0) }
    }
}

impl Passwords {
    /// The hash of a new password, in PHC format.
    pub(crate) async fn hash(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.run(move || {
            let salt = SaltString::encode_b64(&secret::random_bytes::<16>()).map_err(failed)?;
            Ok(argon2()?.hash_password(password.as_bytes(), &salt).map_err(failed)?.to_string())
        })
        .await
    }

    /// Whether the password is the one of the hash. Costs the same where there is no hash.
    pub(crate) async fn matches(&self, password: &str, hash: Option<&str>) -> Result<bool> {
        self.compared.fetch_add(1, Ordering::Relaxed);
        let password = password.to_owned();
        let hash = hash.unwrap_or(NOBODY).to_owned();
        self.run(move || {
            let hash = PasswordHash::new(&hash).map_err(failed)?;
            Ok(argon2()?.verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
    }

    /// How many comparisons there were.
    pub(crate) fn compared(&self) -> u64 {
        self.compared.load(Ordering::Relaxed)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(failed)?;
        tokio::task::spawn_blocking(move || {
            // Held by the work, not by the request: who hangs up does not make room early.
            let _turn = turn;
            work()
        })
        .await
        .map_err(failed)?
    }
}

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Password(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_same_password_matches() {
        let passwords = Passwords::default();
        let hash = passwords.hash("açaí com granola").await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.matches("açaí com granola", Some(&hash)).await.expect("compared"));
        assert!(!passwords.matches("acai com granola", Some(&hash)).await.expect("compared"));
        assert_ne!(hash, passwords.hash("açaí com granola").await.expect("another salt"));
    }

    #[tokio::test]
    async fn nobody_costs_what_somebody_costs_and_has_no_password() {
        let passwords = Passwords::default();
        assert!(!passwords.matches("", None).await.expect("compared"));
        assert_eq!(passwords.compared(), 1);
        let nobody = PasswordHash::new(NOBODY).expect("a valid hash");
        let params = Params::try_from(&nobody).expect("its parameters");
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY_KIB, PASSES, LANES));
        assert_eq!(nobody.hash.expect("an output").len(), Params::DEFAULT_OUTPUT_LEN);
        assert_eq!(nobody.algorithm, argon2::ARGON2ID_IDENT);
    }
}

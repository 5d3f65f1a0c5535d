//! Password hashing with argon2id.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::{self, Output, ParamsString, PasswordHash, SaltString};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;

use domain::{AuditAction, AuditObject, UserId};

use super::{secret, session, throttle};
use crate::audit::NewAuditEntry;
use crate::db::Tx;
use crate::{Error, Result};

/// Parameters recommended by OWASP: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Maximum number of hashes computed concurrently. Each takes 19 MiB, so this bounds the memory of
/// a burst of sign-ins; two allow dozens of sign-ins per second.
const MAX_CONCURRENT: usize = 2;

/// The hash compared with if an account does not exist or has no password. It has the same
/// parameters and matches no password.
const DUMMY_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cHJvdG9jb2xvLW5vYm9keQ$nV6UfVvP2mXxRf9m4A0rW9m1c5hCq7QzT3b8kYdJg0E";

/// Computes and compares password hashes with limited concurrency.
pub(crate) struct Passwords {
    permits: Arc<Semaphore>,
    /// Reused hashing buffers. If freed each time, the allocator retains 19 MiB for every thread
    /// that computed a hash (measured: half a gigabyte after a hundred sign-ins).
    memory: Arc<Mutex<Vec<Vec<Block>>>>,
    compared: AtomicU64,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(MAX_CONCURRENT)),
            memory: Arc::default(),
            compared: AtomicU64::new(0),
        }
    }
}

impl Passwords {
    /// Hashes a new password, in PHC format.
    pub(crate) async fn hash(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.run(move |memory| new_hash(&password, memory)).await
    }

    /// Whether the password matches the hash. Costs the same if there is no hash.
    pub(crate) async fn matches(&self, password: &str, hash: Option<&str>) -> Result<bool> {
        self.compared.fetch_add(1, Ordering::Relaxed);
        let password = password.to_owned();
        let hash = hash.unwrap_or(DUMMY_HASH).to_owned();
        self.run(move |memory| same(&password, &hash, memory)).await
    }

    /// Number of comparisons so far.
    pub(crate) fn compared(&self) -> u64 {
        self.compared.load(Ordering::Relaxed)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> password_hash::Result<T> + Send + 'static,
    ) -> Result<T> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(failed)?;
        let kept = Arc::clone(&self.memory);
        let done = tokio::task::spawn_blocking(move || {
            // Owned by the blocking task: a cancelled request does not release the permit early.
            let _permit = permit;
            let mut memory = kept.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            let done = work(&mut memory);
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
            done
        });
        done.await.map_err(failed)?.map_err(failed)
    }
}

/// Sets a password, ends the sessions except the one with the digest `keep`, deletes reset links
/// and resets the lockout. Returns the audit entries; `None` if the account does not exist or
/// its password hash is no longer `expected`.
pub(crate) async fn set(
    tx: &mut Tx,
    user: UserId,
    hash: &str,
    expected: Option<&str>,
    keep: Option<[u8; 32]>,
) -> Result<Option<Vec<NewAuditEntry>>> {
    let mut update = tx.statement();
    let (new, id) = (update.bind(hash), update.bind(user));
    let still = expected.map(|old| format!("AND password_hash = {}", update.bind(old))).unwrap_or_default();
    update.text = format!(
        "UPDATE user_account SET password_hash = {new} WHERE id = {id} {still} RETURNING name, login"
    );
    let Some((name, login)) = tx.fetch_optional::<(String, String)>(update).await? else { return Ok(None) };
    tx.execute(tx.statement().delete_where("password_reset", "user_id", user)).await?;
    let ended = session::end(tx, user, keep).await?;
    throttle::reset_lockout(tx, &login, user).await?;
    let mut entries =
        vec![NewAuditEntry::new(AuditAction::PasswordChanged, AuditObject::User, user, name.clone())];
    entries.extend((ended > 0).then(|| session::ended(user, name, ended)));
    Ok(Some(entries))
}

/// Locks an active account that still has this password hash and returns its name.
pub(crate) async fn lock_with_password(tx: &mut Tx, user: UserId, hash: &str) -> Result<Option<String>> {
    let mut statement = tx.statement();
    let (id, hash) = (statement.bind(user), statement.bind(hash));
    statement.text = format!(
        "SELECT u.name FROM user_account AS u WHERE u.id = {id} AND u.password_hash = {hash} AND u.active {}",
        tx.engine().for_no_key_update("u")
    );
    Ok(tx.fetch_optional::<(String,)>(statement).await?.map(|(name,)| name))
}

fn new_hash(password: &str, memory: &mut Vec<Block>) -> password_hash::Result<String> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
    let salt = SaltString::encode_b64(&secret::random_bytes::<16>())?;
    let hash = PasswordHash {
        algorithm: argon2::ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params)?,
        salt: Some(salt.as_salt()),
        hash: None,
    };
    let output = compute(password, &hash, Params::DEFAULT_OUTPUT_LEN, memory)?;
    Ok(PasswordHash { hash: Some(output), ..hash }.to_string())
}

fn same(password: &str, hash: &str, memory: &mut Vec<Block>) -> password_hash::Result<bool> {
    let hash = PasswordHash::new(hash)?;
    let expected = hash.hash.ok_or(password_hash::Error::PhcStringField)?;
    // Outputs compare in constant time.
    Ok(compute(password, &hash, expected.len(), memory)? == expected)
}

/// Hashes the password with the salt and parameters of `hash`.
fn compute(
    password: &str,
    hash: &PasswordHash<'_>,
    length: usize,
    memory: &mut Vec<Block>,
) -> password_hash::Result<Output> {
    let algorithm = Algorithm::try_from(hash.algorithm)?;
    let version = hash.version.map_or(Ok(Version::default()), Version::try_from)?;
    let params = Params::try_from(hash)?;
    let mut salt = [0; 64];
    let salt = hash.salt.ok_or(password_hash::Error::PhcStringField)?.decode_b64(&mut salt)?;
    memory.resize(memory.len().max(params.block_count()), Block::default());
    let mut output = [0; Output::MAX_LENGTH];
    let output = output.get_mut(..length).ok_or(password_hash::Error::PhcStringField)?;
    Argon2::new(algorithm, version, params).hash_password_into_with_memory(
        password.as_bytes(),
        salt,
        output,
        memory,
    )?;
    Output::new(output)
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Password(error.to_string())
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier;

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
    async fn memory_that_was_used_before_changes_nothing() {
        let passwords = Passwords::default();
        let hash = passwords.hash("one").await.expect("a hash");
        passwords.hash("two").await.expect("a hash");
        let by_the_crate = PasswordHash::new(&hash).expect("a valid hash");
        Argon2::default().verify_password(b"one", &by_the_crate).expect("the crate agrees");
        assert!(passwords.matches("one", Some(&hash)).await.expect("compared"));
        assert!(!passwords.matches("two", Some(&hash)).await.expect("compared"));
    }

    #[tokio::test]
    async fn however_many_at_once_two_take_memory() {
        let passwords = Passwords::default();
        let all = (0..12).map(|_| passwords.matches("password", None));
        let answers = futures::future::join_all(all).await;
        assert!(answers.into_iter().all(|answer| !answer.expect("compared")));
        let memory: Vec<usize> = passwords.memory.lock().expect("a lock").iter().map(Vec::len).collect();
        assert!(memory.len() <= MAX_CONCURRENT && memory.iter().all(|blocks| *blocks == MEMORY_KIB as usize));
    }

    #[tokio::test]
    async fn nobody_costs_what_somebody_costs_and_has_no_password() {
        let passwords = Passwords::default();
        assert!(!passwords.matches("", None).await.expect("compared"));
        assert_eq!(passwords.compared(), 1);
        let dummy = PasswordHash::new(DUMMY_HASH).expect("a valid hash");
        let params = Params::try_from(&dummy).expect("its parameters");
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY_KIB, PASSES, LANES));
        assert_eq!(dummy.hash.expect("an output").len(), Params::DEFAULT_OUTPUT_LEN);
        assert_eq!(dummy.algorithm, argon2::ARGON2ID_IDENT);
    }
}

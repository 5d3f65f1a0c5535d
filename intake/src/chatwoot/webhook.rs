//! The signature of a webhook, so that only Chatwoot rings the doorbell.
//!
//! Chatwoot 4.11.2 and later sign each body with the secret of its webhook. Older servers do not: their
//! webhooks can only be recognised by a long random path, which is the caller's affair.

use domain::{Millis, Timestamp};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The header with the time of the signature, in seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "x-chatwoot-timestamp";
/// The header with the signature, `sha256=` and 64 hexadecimal digits.
pub const SIGNATURE_HEADER: &str = "x-chatwoot-signature";
/// How far the time of a signature may be from now, in either direction.
pub const MAX_AGE: Millis = Millis::seconds(300);

/// Why a webhook is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It has no signature, or none that can be read.
    Unsigned,
    /// The signature is another one: the secret is wrong, or the body was changed, for example by a
    /// proxy that writes JSON again.
    BadSignature,
    /// The time of the signature is more than [`MAX_AGE`] from now.
    OutOfTime,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unsigned => "the webhook has no signature",
            Self::BadSignature => "the signature of the webhook is wrong",
            Self::OutOfTime => "the webhook was signed at another time",
        })
    }
}

impl std::error::Error for Refusal {}

/// Verifies the signature of a webhook: HMAC-SHA256 over the time, a full stop and the body, compared in
/// constant time. `timestamp` and `signature` are the values of [`TIMESTAMP_HEADER`] and
/// [`SIGNATURE_HEADER`], `body` the bytes as they were received.
///
/// # Errors
/// Why it is refused; nothing of it may be used then.
pub fn verify(
    secret: &[u8],
    timestamp: &str,
    signature: &str,
    body: &[u8],
    now: Timestamp,
) -> Result<(), Refusal> {
    let is_time = !timestamp.is_empty() && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let signed_at: i64 = timestamp.parse().ok().filter(|_| is_time).ok_or(Refusal::Unsigned)?;
    let signature = signature.strip_prefix("sha256=").and_then(bytes).ok_or(Refusal::Unsigned)?;
    // A secret of any length is a key.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| Refusal::BadSignature)?;
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.verify_slice(&signature).map_err(|_| Refusal::BadSignature)?;
    let age = now.0.saturating_sub(signed_at.saturating_mul(1_000));
    if age.saturating_abs() > MAX_AGE.0 { Err(Refusal::OutOfTime) } else { Ok(()) }
}

/// The 32 bytes that 64 hexadecimal digits are.
fn bytes(digits: &str) -> Option<[u8; 32]> {
    let digits = digits.as_bytes();
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let mut bytes = [0; 32];
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = value(pair[0])? << 4 | value(pair[1])?;
    }
    Some(bytes)
}

//! The signature of a delivery: `X-Hub-Signature-256`.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// What the header begins with.
const SCHEME: &str = "sha256=";

/// Whether `header` is the signature of the body, made with the app's secret. The body is the bytes as
/// they were received: what was parsed and written again has other bytes. Takes the same time for every
/// wrong signature.
///
/// ```
/// use intake::whatsapp::signature::verify;
///
/// let header = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
/// assert!(verify(b"Jefe", b"what do ya want for nothing?", header));
/// assert!(!verify(b"Jefe", b"what do ya want for nothing!", header));
/// ```
pub fn verify(secret: &[u8], body: &[u8], header: &str) -> bool {
    let Some(expected) = header.trim().strip_prefix(SCHEME).and_then(bytes) else { return false };
    // HMAC takes keys of every length, so that this is never an error.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return false };
    mac.update(body);
    mac.verify_slice(&expected).is_ok()
}

/// The 32 bytes of 64 hexadecimal digits.
fn bytes(hex: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if hex.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        let digit = |c: u8| char::from(c).to_digit(16);
        *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    const SIGNED: &str = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const BODY: &[u8] = b"what do ya want for nothing?";

    #[test]
    fn a_right_signature_is_recognised_and_no_other() {
        assert!(verify(b"Jefe", BODY, SIGNED));
        assert!(verify(b"Jefe", BODY, &format!(" {SIGNED} ")));
        assert!(verify(b"Jefe", BODY, &SIGNED.to_uppercase().replace("SHA256", "sha256")));
        assert!(!verify(b"jefe", BODY, SIGNED));
        assert!(!verify(b"Jefe", b"what do ya want for nothing!", SIGNED));
        for end in 0..SIGNED.len() {
            assert!(!verify(b"Jefe", BODY, &SIGNED[..end]), "{end}");
        }
        for wrong in [
            SIGNED.replace("sha256", "sha1"),
            SIGNED.replace("5bdc", "6bdc"),
            SIGNED.replace("3843", "384x"),
            SIGNED.replace("3843", "38é"),
            format!("{SIGNED}00"),
            SIGNED.replace("sha256=", ""),
        ] {
            assert!(!verify(b"Jefe", BODY, &wrong), "{wrong}");
        }
    }
}

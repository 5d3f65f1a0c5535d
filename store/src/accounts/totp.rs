//! Time-based one-time passwords (TOTP, RFC 6238) with the parameters all authenticator apps
//! support: SHA-1, six digits, 30 seconds.

use std::fmt::Write as _;

use data_encoding::BASE32_NOPAD;
use domain::{Millis, Timestamp};
use hmac::{Hmac, Mac};
use sha1::Sha1;

use super::secret::{self, redacted_debug};

/// Duration of a time step.
const STEP: Millis = Millis::seconds(30);
/// Number of steps by which the telephone's clock may differ.
const SKEW: i64 = 1;
/// Number of possible codes.
const CODES: u32 = 1_000_000;
/// Length of a secret in bytes: the output length of SHA-1.
const LENGTH: usize = 20;

/// The secret shared with an authenticator app.
#[derive(Clone, PartialEq, Eq)]
pub struct FactorSecret([u8; LENGTH]);

impl FactorSecret {
    /// A new random secret.
    pub fn random() -> Self {
        Self(secret::random_bytes())
    }

    /// The inverse of [`FactorSecret::text`].
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE32_NOPAD.decode(text.as_bytes()).ok()?;
        Self::of_bytes(&bytes)
    }

    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The secret in base32, for apps that cannot scan the QR code.
    pub fn text(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// The `otpauth:` URI of the QR code, with the account and issuer.
    pub fn address(&self, login: &str, issuer: &str) -> String {
        let escaped = |text: &str| {
            text.bytes().fold(String::new(), |mut out, byte| {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    out.push(char::from(byte));
                } else {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "%{byte:02X}");
                }
                out
            })
        };
        let (login, issuer) = (escaped(login), escaped(issuer));
        format!("otpauth://totp/{issuer}:{login}?secret={}&issuer={issuer}", self.text())
    }

    /// The code at an instant.
    pub fn code_at(&self, now: Timestamp) -> String {
        self.code(step_at(now))
    }

    /// The time step of an entered code, if it is valid now and later than `last_step`, so that no
    /// code is accepted twice.
    pub(crate) fn step_of(&self, typed: &str, last_step: i64, now: Timestamp) -> Option<i64> {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let here = step_at(now);
        (here - SKEW..=here + SKEW).filter(|step| *step > last_step).find(|step| self.code(*step) == typed)
    }

    fn code(&self, step: i64) -> String {
        // HMAC accepts keys of any length.
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(&self.0) else { return String::new() };
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let offset = usize::from(digest[digest.len() - 1] & 0xf);
        let number =
            digest[offset..offset + 4].iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        format!("{:06}", (number & 0x7fff_ffff) % CODES)
    }
}

/// The time step of an instant.
fn step_at(now: Timestamp) -> i64 {
    now.0.div_euclid(STEP.0)
}

redacted_debug!(FactorSecret);

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> FactorSecret {
        FactorSecret::of_bytes(b"12345678901234567890").expect("twenty bytes")
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six digits.
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(example().code_at(Timestamp(second * 1000)), code, "{second}");
        }
    }

    #[test]
    fn a_code_is_right_for_a_step_before_and_after_and_only_once() {
        let (secret, now) = (example(), Timestamp(1_111_111_109_000));
        let step = step_at(now);
        for shift in [-1, 0, 1] {
            let code = secret.code_at(now + shift * STEP);
            assert_eq!(secret.step_of(&code, 0, now), Some(step + shift));
            assert_eq!(secret.step_of(&code, step + shift, now), None, "it was used");
        }
        for shift in [-2, 2] {
            assert_eq!(secret.step_of(&secret.code_at(now + shift * STEP), 0, now), None);
        }
        assert_eq!(secret.step_of(" 081 804 ", 0, now), Some(step));
        for wrong in ["", "81804", "0818040", "081805", "٠٨١٨٠٤"] {
            assert_eq!(secret.step_of(wrong, 0, now), None, "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_read_as_it_is_written_and_nothing_else_is() {
        let secret = FactorSecret::random();
        assert_eq!(FactorSecret::parse(&secret.text()).as_ref(), Some(&secret));
        assert_eq!(example().text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        for wrong in ["", "GEZDGNBVGY3TQOJQ", "gezdgnbvgy3tqojqgezdgnbvgy3tqojq", "1"] {
            assert_eq!(FactorSecret::parse(wrong), None, "{wrong}");
        }
        assert_eq!(format!("{secret:?}"), "FactorSecret(…)");
    }

    #[test]
    fn the_address_says_whose_and_where() {
        let address = example().address("joão ávila", "Protocolo");
        assert_eq!(
            address,
            "otpauth://totp/Protocolo:jo%C3%A3o%20%C3%A1vila?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Protocolo"
        );
    }
}

//! Only what was signed with the secret, and now, is believed.

use domain::Timestamp;
use intake::chatwoot::webhook::{Refusal, verify};

use crate::deliveries::{first, second};

const SECRET: &[u8] = b"segredo-de-teste";

#[test]
fn the_deliveries_of_the_streams_are_signed() {
    for delivery in [first(), second()].concat() {
        let now = Timestamp(delivery.received_at * 1_000);
        let verified = |secret: &[u8], body: &str| {
            verify(secret, &delivery.timestamp, &delivery.signature, body.as_bytes(), now)
        };
        assert_eq!(verified(SECRET, &delivery.body), Ok(()));
        assert_eq!(verified(b"another", &delivery.body), Err(Refusal::BadSignature));
        assert_eq!(
            verified(SECRET, &delivery.body.replace("\"id\":", "\"id\": ")),
            Err(Refusal::BadSignature)
        );
        let upper = delivery.signature.to_uppercase().replace("SHA256=", "sha256=");
        assert_eq!(verify(SECRET, &delivery.timestamp, &upper, delivery.body.as_bytes(), now), Ok(()));
    }
}

#[test]
fn what_was_signed_at_another_time_is_refused() {
    let delivery = first().remove(0);
    let signed_at: i64 = delivery.timestamp.parse().expect("seconds");
    let at = |now: i64| {
        verify(SECRET, &delivery.timestamp, &delivery.signature, delivery.body.as_bytes(), Timestamp(now))
    };
    for seconds in [-300, 0, 300] {
        assert_eq!(at((signed_at + seconds) * 1_000), Ok(()), "{seconds}");
    }
    for seconds in [-301, 301, 86_400] {
        assert_eq!(at((signed_at + seconds) * 1_000), Err(Refusal::OutOfTime), "{seconds}");
    }
    assert_eq!(at(i64::MIN), Err(Refusal::OutOfTime));
    let other = (signed_at + 1).to_string();
    let now = Timestamp(signed_at * 1_000);
    assert_eq!(
        verify(SECRET, &other, &delivery.signature, delivery.body.as_bytes(), now),
        Err(Refusal::BadSignature),
        "the time is signed too"
    );
}

#[test]
fn without_a_signature_nothing_is_believed() {
    let digits = "0".repeat(64);
    let now = Timestamp(1_781_524_800_000);
    for (timestamp, signature) in [
        ("1781524800", String::new()),
        ("1781524800", digits.clone()),
        ("1781524800", format!("sha1={digits}")),
        ("1781524800", "sha256=00".to_owned()),
        ("1781524800", format!("sha256={}", "ç".repeat(32))),
        ("", format!("sha256={digits}")),
        ("+1781524800", format!("sha256={digits}")),
        ("soon", format!("sha256={digits}")),
        ("99999999999999999999", format!("sha256={digits}")),
    ] {
        assert_eq!(verify(SECRET, timestamp, &signature, b"{}", now), Err(Refusal::Unsigned), "{signature}");
    }
    let signature = format!("sha256={digits}");
    assert_eq!(verify(SECRET, "9223372036854775807", &signature, b"{}", now), Err(Refusal::BadSignature));
}

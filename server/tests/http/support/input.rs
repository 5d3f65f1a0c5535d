//! Interactions as JSON.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// An answered call with this external ID.
pub(crate) fn call(id: &str) -> Value {
    json!({
        "source": "test", "external_id": id, "channel": "voice", "direction": "inbound",
        "queue": "Suporte", "agent": "ana", "customer": { "name": "José", "phone": "+5511987654321" },
        "number": "+5511987654321",
        "queued_at": "2026-01-31T09:30:00-03:00", "answered_at": "2026-01-31T09:30:20-03:00",
        "ended_at": "2026-01-31T09:35:00-03:00",
        "messages": [{ "at": "2026-01-31T09:31:00-03:00", "from": "agent", "text": "olá" }],
    })
}

/// The call of [`call`] with one field replaced; `null` removes it.
pub(crate) fn call_with(id: &str, field: &str, value: Value) -> Value {
    let mut call = call(id);
    let fields = call.as_object_mut().expect("an object");
    if value.is_null() {
        fields.remove(field);
    } else {
        fields.insert(field.to_owned(), value);
    }
    call
}

/// An interaction as a line of NDJSON.
pub(crate) fn line(interaction: &Value) -> String {
    format!("{interaction}\n")
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// A second of silence as a WAV file of at least `size` bytes, different for each `seed`.
pub(crate) fn wav(size: usize, seed: u8) -> Vec<u8> {
    let mut bytes =
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\0\0\0"
            .to_vec();
    bytes.extend((0..size).map(|index| seed.wrapping_add((index % 251) as u8)));
    bytes
}

//! The cursor of a list: where it goes on, bound to the list and its filters.
//!
//! The digest finds cursors that were cut off, changed or used with other parameters. It is no secret: who
//! makes up a cursor begins at another place of a list that the key may read anyway.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Timestamp;
use domain::reading::Position;
use sha2::{Digest, Sha256};

const DIGEST: usize = 12;
const LENGTH: usize = 16 + DIGEST;

/// Writes a cursor. `list` names the list and its filters, the same for equal ones.
pub(super) fn write(position: Position, list: &str) -> String {
    let mut bytes = Vec::with_capacity(LENGTH);
    bytes.extend_from_slice(&position.at.0.to_be_bytes());
    bytes.extend_from_slice(&position.id.to_be_bytes());
    bytes.extend_from_slice(&digest(&bytes, list));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a cursor; `None` if it is damaged or of another list.
pub(super) fn read(cursor: &str, list: &str) -> Option<Position> {
    let bytes: [u8; LENGTH] = URL_SAFE_NO_PAD.decode(cursor).ok()?.try_into().ok()?;
    let (position, found) = bytes.split_at(16);
    if found != digest(position, list) {
        return None;
    }
    let number = |bytes: &[u8]| Some(i64::from_be_bytes(bytes.try_into().ok()?));
    Some(Position { at: Timestamp(number(&position[..8])?), id: number(&position[8..])? })
}

fn digest(position: &[u8], list: &str) -> [u8; DIGEST] {
    let mut hash = Sha256::new();
    hash.update(b"protocolo cursor\0");
    hash.update(position);
    hash.update(list.as_bytes());
    let whole = hash.finalize();
    std::array::from_fn(|place| whole[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Position = Position { at: Timestamp(1_790_000_000_123), id: 42 };

    #[test]
    fn a_cursor_is_read_back_for_its_list_only() {
        let cursor = write(PLACE, "interactions queue=3");
        assert_eq!(read(&cursor, "interactions queue=3"), Some(PLACE));
        assert_eq!(read(&cursor, "interactions queue=4"), None);
        assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{cursor}");
    }

    #[test]
    fn no_changed_cursor_is_taken() {
        let cursor = write(PLACE, "");
        for place in 0..cursor.len() {
            let mut changed = cursor.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert_eq!(read(&changed, ""), None, "{place}");
            assert_eq!(read(&cursor[..place], ""), None, "the first {place}");
        }
        assert_eq!(read(&format!("{cursor}A"), ""), None);
        assert_eq!(read("é", ""), None);
    }
}

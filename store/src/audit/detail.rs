//! The personal values (details) of audit entries. The chain contains only a commitment to each:
//! the hexadecimal SHA-256 of a 32-byte random salt followed by the value.
//!
//! Salt and value together prove what was written; once both are deleted, the commitment reveals
//! nothing and the chain stays valid.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::accounts::secret::random_bytes;

/// The field a detail belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// The name of an actor without an account.
    Actor,
    /// The network address.
    Address,
    /// The `User-Agent` header.
    UserAgent,
    /// The object's display name, unless it only repeats the ID.
    Label,
    /// The object's state before the change, as JSON.
    Before,
    /// The object's state after the change, as JSON.
    After,
}

impl Field {
    /// The name used in the database and in exports.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Address => "address",
            Self::UserAgent => "user_agent",
            Self::Label => "label",
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// A personal value with its salt.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Detail {
    /// Sequence number of the entry.
    pub(super) seq: i64,
    pub(super) field: String,
    pub(super) salt: Vec<u8>,
    pub(super) value: String,
}

impl Detail {
    /// Creates a detail with a new random salt.
    pub(super) fn salted(seq: i64, field: Field, value: String) -> Self {
        Self { seq, field: field.as_str().to_owned(), salt: random_bytes::<32>().to_vec(), value }
    }

    /// The commitment stored in the chain.
    pub(super) fn commitment(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(&self.salt);
        hash.update(&self.value);
        HEXLOWER.encode(&hash.finalize())
    }
}

/// The `commitments` column of an entry: a JSON array of `[field, commitment]` pairs.
pub(super) fn commitments(details: &[Detail]) -> String {
    let list: Vec<(&str, String)> =
        details.iter().map(|detail| (detail.field.as_str(), detail.commitment())).collect();
    serde_json::json!(list).to_string()
}

/// The inverse of [`commitments`]; empty if the text is malformed.
pub(super) fn read_commitments(text: &str) -> Vec<(String, String)> {
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commitment_is_what_anybody_can_recompute_from_salt_and_value() {
        let detail =
            Detail { seq: 1, field: "label".to_owned(), salt: vec![b'a'; 32], value: "João".to_owned() };
        // printf 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaJoão' | sha256sum
        let expected = HEXLOWER.encode(&Sha256::digest(format!("{}João", "a".repeat(32))));
        assert_eq!(detail.commitment(), expected);
        let text = commitments(std::slice::from_ref(&detail));
        assert_eq!(text, format!(r#"[["label","{expected}"]]"#));
        assert_eq!(read_commitments(&text), [("label".to_owned(), expected)]);
    }

    #[test]
    fn the_same_value_is_never_committed_to_in_the_same_way() {
        let twice = [(); 2].map(|()| Detail::salted(1, Field::Label, "João".to_owned()).commitment());
        assert_ne!(twice[0], twice[1]);
    }

    #[test]
    fn what_is_no_list_of_commitments_has_none() {
        for text in ["", "{}", "[1]", r#"[["label"]]"#] {
            assert!(read_commitments(text).is_empty(), "{text}");
        }
    }
}

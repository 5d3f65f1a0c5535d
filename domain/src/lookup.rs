//! What a text typed into the command palette may name: a case, an interaction, a number.

use crate::{CaseId, Protocol, number};

/// The maximum length of the text, in characters.
pub const MAX_LENGTH: usize = 200;

/// The fewest digits that a search for numbers begins with.
const MIN_DIGITS: usize = 3;

/// What a typed text may name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lookup {
    /// The text without surrounding whitespace, at most [`MAX_LENGTH`] characters of it.
    pub text: String,
    /// The case with this number.
    pub case: Option<CaseId>,
    /// The interaction with this protocol.
    pub protocol: Option<Protocol>,
    /// The digits of a number or document, or of a part of one.
    pub digits: Option<String>,
}

impl Lookup {
    /// Reads a typed text. `#12` names a case and nothing else; digits alone may be all three.
    pub fn parse(typed: &str) -> Self {
        let text: String = typed.trim_start().chars().take(MAX_LENGTH).collect();
        let text = text.trim_end().to_owned();
        if let Some(id) = text.strip_prefix('#').map(str::trim) {
            return Self { case: case(id), text, ..Self::default() };
        }
        let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
        let is_number = has_digit && text.chars().all(|c| c.is_ascii_digit() || " ()+-./".contains(c));
        let digits = Some(number::digits_in(&text)).filter(|digits| is_number && digits.len() >= MIN_DIGITS);
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        Self {
            case: case(&text).filter(|_| is_plain),
            protocol: Protocol::parse(&text).ok().filter(|_| has_digit),
            digits,
            text,
        }
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether the text can be nothing but the number of a case.
    pub fn is_case_number(&self) -> bool {
        self.text.starts_with('#')
    }
}

/// A number of a case; they begin at 1.
fn case(text: &str) -> Option<CaseId> {
    text.parse().ok().filter(|id: &CaseId| id.0 > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Lookup, MAX_LENGTH};

    /// Case, protocol and digits that a text may name.
    fn named(text: &str) -> (Option<i64>, Option<String>, Option<String>) {
        let found = Lookup::parse(text);
        (found.case.map(|id| id.0), found.protocol.map(|protocol| protocol.to_string()), found.digits)
    }

    #[test]
    fn a_number_sign_names_a_case_and_nothing_else() {
        assert_eq!(named(" #12 "), (Some(12), None, None));
        assert_eq!(named("# 12"), (Some(12), None, None));
        assert_eq!(named("#"), (None, None, None));
        assert_eq!(named("#x"), (None, None, None));
        assert_eq!(named("#99999999999999999999"), (None, None, None));
        assert!(Lookup::parse(" #12").is_case_number());
        assert!(!Lookup::parse("12").is_case_number());
    }

    #[test]
    fn digits_may_be_all_three() {
        let text = "20261121000042";
        assert_eq!(named(text), (Some(20_261_121_000_042), Some(text.into()), Some(text.into())));
        assert_eq!(named("12"), (Some(12), Some("12".into()), None));
        assert_eq!(named("0"), (None, Some("0".into()), None));
    }

    #[test]
    fn a_number_as_it_is_written_is_read_by_its_digits() {
        assert_eq!(named("+55 (11) 98765-4321"), (None, None, Some("5511987654321".into())));
        assert_eq!(named("123.456.789-09").2, Some("12345678909".into()));
        assert_eq!(named("11 98").2, Some("1198".into()));
    }

    #[test]
    fn words_name_nothing() {
        for text in ["", "  ", "Maria", "fila 24", "ação", "-", "()"] {
            assert_eq!(named(text), (None, None, None), "{text:?}");
        }
        assert_eq!(named("ABC-12").1, Some("ABC-12".into()));
        assert_eq!(named("historico"), (None, None, None));
    }

    proptest! {
        #[test]
        fn every_text_is_read_and_bounded(text in "\\PC{0,300}") {
            let found = Lookup::parse(&text);
            prop_assert!(found.text.chars().count() <= MAX_LENGTH);
            prop_assert_eq!(Lookup::parse(&found.text), found);
        }
    }
}

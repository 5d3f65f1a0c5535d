//! CPF and CNPJ, the tax numbers of people and companies in Brazil: validation and formatting.
//!
//! A document field accepts any text, because sources know other documents too; a CPF or CNPJ is
//! recognised, checked and formatted. Since July 2026 the first twelve characters of a CNPJ may be
//! letters (IN RFB 2.229/2024); its check digits are computed over the characters' ASCII codes less
//! 48, which does not change those of numeric ones.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Weights of the CNPJ's second check digit; the first check digit skips the leading weight.
const CNPJ_WEIGHTS: [u32; 13] = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
/// Weights of the CPF's second check digit; the first check digit skips the leading weight.
const CPF_WEIGHTS: [u32; 10] = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
/// Punctuation: each mark goes before the character of that index.
const CPF_MARKS: [(usize, char); 3] = [(3, '.'), (6, '.'), (9, '-')];
const CNPJ_MARKS: [(usize, char); 4] = [(2, '.'), (5, '.'), (8, '/'), (12, '-')];

/// The kind of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentKind {
    /// *Cadastro de Pessoas Físicas*: eleven digits.
    Cpf,
    /// *Cadastro Nacional da Pessoa Jurídica*: twelve digits or letters and two digits.
    Cnpj,
}

/// A CPF or CNPJ with correct check digits, which does not mean that it was ever issued: the
/// characters without punctuation, whose number determines the kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Document(String);

/// Why a text is neither a CPF nor a CNPJ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentError {
    /// It has the format of neither; it may be another document.
    NotADocument,
    /// It has the format, but wrong check digits: a typing error.
    WrongCheckDigits(DocumentKind),
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADocument => f.write_str("is neither a CPF nor a CNPJ"),
            Self::WrongCheckDigits(DocumentKind::Cpf) => f.write_str("is a CPF with wrong check digits"),
            Self::WrongCheckDigits(DocumentKind::Cnpj) => f.write_str("is a CNPJ with wrong check digits"),
        }
    }
}

impl std::error::Error for DocumentError {}

impl Document {
    /// Parses a CPF or CNPJ, with or without punctuation, letters in either case.
    ///
    /// One repeated character (111.111.111-11) is refused although its check digits are correct: it
    /// is what people type to get past a form.
    ///
    /// # Errors
    /// Returns an error if the text is neither, or has wrong check digits.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        let plain = plain(text).ok_or(DocumentError::NotADocument)?;
        let kind = kind(&plain).ok_or(DocumentError::NotADocument)?;
        let (body, given) = plain.split_at(plain.len() - 2);
        let repeated = plain.bytes().all(|byte| plain.as_bytes().first() == Some(&byte));
        if repeated || check_digits(kind, body) != given {
            return Err(DocumentError::WrongCheckDigits(kind));
        }
        Ok(Self(plain))
    }

    /// Whether it is a CPF or a CNPJ.
    pub fn kind(&self) -> DocumentKind {
        if self.0.len() == 11 { DocumentKind::Cpf } else { DocumentKind::Cnpj }
    }

    /// The characters without punctuation.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The masked document, for readers who only need to recognise it: the middle of a CPF stays
    /// visible (`***.456.789-**`, as the federal government publishes it), and of a CNPJ the
    /// establishment, too (`**.345.678/0001-**`).
    pub fn masked(&self) -> String {
        let covered = if self.kind() == DocumentKind::Cpf { 3 } else { 2 };
        let last = self.0.len() - 2;
        let stars = self.0.char_indices().map(|(i, c)| if (covered..last).contains(&i) { c } else { '*' });
        marked(stars, self.marks())
    }

    fn marks(&self) -> &'static [(usize, char)] {
        if self.kind() == DocumentKind::Cpf { &CPF_MARKS } else { &CNPJ_MARKS }
    }
}

impl fmt::Display for Document {
    /// Formats with punctuation: `123.456.789-09`, `12.ABC.345/01DE-35`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&marked(self.0.chars(), self.marks()))
    }
}

impl TryFrom<String> for Document {
    type Error = DocumentError;
    fn try_from(text: String) -> Result<Self, DocumentError> {
        Self::parse(&text)
    }
}

/// Formats a CPF or CNPJ for display; any other document is returned verbatim.
pub fn format(text: &str) -> String {
    Document::parse(text).map_or_else(|_| text.to_owned(), |document| document.to_string())
}

/// The search key of a document: its upper-case letters and digits; `None` if it has none.
pub fn key(text: &str) -> Option<String> {
    let kept: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    (!kept.is_empty()).then(|| kept.to_ascii_uppercase())
}

/// Formats a document while it is typed: up to eleven digits as a CPF, longer ones and those with
/// letters as a CNPJ. Text that can become neither is returned verbatim.
pub fn as_typed(text: &str) -> String {
    let Some(plain) = plain(text).filter(|plain| plain.len() <= 14) else {
        return text.to_owned();
    };
    let digits = plain.bytes().all(|byte| byte.is_ascii_digit());
    marked(plain.chars(), if digits && plain.len() <= 11 { &CPF_MARKS } else { &CNPJ_MARKS })
}

/// The upper-case letters and digits; `None` if there are other characters than these,
/// punctuation of documents and whitespace.
fn plain(text: &str) -> Option<String> {
    let kept = text.chars().filter(|c| !matches!(c, '.' | '-' | '/') && !c.is_whitespace());
    kept.map(|c| c.is_ascii_alphanumeric().then_some(c.to_ascii_uppercase())).collect()
}

fn kind(plain: &str) -> Option<DocumentKind> {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    match plain.len() {
        11 if digits(plain) => Some(DocumentKind::Cpf),
        14 if digits(&plain[12..]) => Some(DocumentKind::Cnpj),
        _ => None,
    }
}

/// The two modulo 11 check digits of these characters.
fn check_digits(kind: DocumentKind, body: &str) -> String {
    let weights: &[u32] = match kind {
        DocumentKind::Cpf => &CPF_WEIGHTS,
        DocumentKind::Cnpj => &CNPJ_WEIGHTS,
    };
    let digit = |characters: &str, weights: &[u32]| {
        let values = characters.bytes().map(|byte| u32::from(byte.saturating_sub(b'0')));
        let sum: u32 = values.zip(weights).map(|(value, weight)| value * weight).sum();
        match sum % 11 {
            0 | 1 => 0,
            rest => 11 - rest,
        }
    };
    let first = digit(body, &weights[1..]);
    let second = digit(&format!("{body}{first}"), weights);
    format!("{first}{second}")
}

fn marked(characters: impl Iterator<Item = char>, marks: &[(usize, char)]) -> String {
    let mut text = String::with_capacity(18);
    for (index, character) in characters.enumerate() {
        text.extend(marks.iter().filter(|(before, _)| *before == index).map(|(_, mark)| *mark));
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests;

//! CPF and CNPJ: the numbers by which people and companies are known in Brazil.
//!
//! A document field takes any text, because sources know other documents too; what is a CPF or a
//! CNPJ is recognised, checked and formatted. Since July 2026 the first twelve characters of a
//! CNPJ may be letters (IN RFB 2.229/2024); its check digits are computed over the characters'
//! ASCII codes less 48, which leaves those of the numeric ones as they were.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Weights of the CNPJ's second check digit; the first leaves the leading one out.
const CNPJ_WEIGHTS: [u32; 13] = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
/// Weights of the CPF's second check digit; the first leaves the leading one out.
const CPF_WEIGHTS: [u32; 10] = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
/// Where dots, slashes and hyphens stand: each before the character of that index.
const CPF_MARKS: [(usize, char); 3] = [(3, '.'), (6, '.'), (9, '-')];
const CNPJ_MARKS: [(usize, char); 4] = [(2, '.'), (5, '.'), (8, '/'), (12, '-')];

/// Which of the two a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentKind {
    /// *Cadastro de Pessoas Físicas*: eleven digits.
    Cpf,
    /// *Cadastro Nacional da Pessoa Jurídica*: twelve digits or letters and two digits.
    Cnpj,
}

/// A CPF or CNPJ whose check digits are right. It says nothing about whether it was ever given out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Document {
    /// Its characters without marks; the length tells the kind.
    plain: String,
}

/// Why a text is neither a CPF nor a CNPJ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentError {
    /// It has not the form of either; it may be another document.
    NotADocument,
    /// It has the form, and its check digits are wrong: a slip of the pen.
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
    /// Reads a CPF or CNPJ, with or without its dots, slash and hyphen, letters in either case.
    ///
    /// The same character throughout (111.111.111-11) has right check digits and is none: it is
    /// what people type to get past a form.
    ///
    /// # Errors
    /// Where it is neither, or mistyped.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        let plain = plain(text).ok_or(DocumentError::NotADocument)?;
        let kind = kind(&plain).ok_or(DocumentError::NotADocument)?;
        let (body, given) = plain.split_at(plain.len() - 2);
        let repeated = plain.bytes().all(|byte| plain.as_bytes().first() == Some(&byte));
        if repeated || check_digits(kind, body) != given {
            return Err(DocumentError::WrongCheckDigits(kind));
        }
        Ok(Self { plain })
    }

    /// Which of the two it is.
    pub fn kind(&self) -> DocumentKind {
        if self.plain.len() == 11 { DocumentKind::Cpf } else { DocumentKind::Cnpj }
    }

    /// Its characters without marks, as it is kept and compared.
    pub fn as_str(&self) -> &str {
        &self.plain
    }

    /// Itself with what identifies it covered, for who only needs to recognise it: the middle of
    /// a CPF stays (`***.456.789-**`, as the federal government publishes it), of a CNPJ the
    /// establishment stays as well (`**.345.678/0001-**`).
    pub fn masked(&self) -> String {
        let covered = if self.kind() == DocumentKind::Cpf { 3 } else { 2 };
        let last = self.plain.len() - 2;
        let stars =
            self.plain.char_indices().map(|(i, c)| if (covered..last).contains(&i) { c } else { '*' });
        marked(stars, self.marks())
    }

    fn marks(&self) -> &'static [(usize, char)] {
        if self.kind() == DocumentKind::Cpf { &CPF_MARKS } else { &CNPJ_MARKS }
    }
}

impl fmt::Display for Document {
    /// With its marks: `123.456.789-09`, `12.ABC.345/01DE-35`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&marked(self.plain.chars(), self.marks()))
    }
}

impl TryFrom<String> for Document {
    type Error = DocumentError;
    fn try_from(text: String) -> Result<Self, DocumentError> {
        Self::parse(&text)
    }
}

impl From<Document> for String {
    fn from(document: Document) -> Self {
        document.plain
    }
}

/// A document for reading: formatted where it is a CPF or CNPJ, verbatim where it is not.
pub fn format(text: &str) -> String {
    Document::parse(text).map_or_else(|_| text.to_owned(), |document| document.to_string())
}

/// A document as searches compare it: its letters, as capitals, and digits. `None` where it has none.
pub fn key(text: &str) -> Option<String> {
    let kept: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    (!kept.is_empty()).then(|| kept.to_ascii_uppercase())
}

/// What a field shows while a document is typed: the marks appear as far as it has come, those of
/// a CPF up to eleven digits, those of a CNPJ beyond and where there are letters. What can become
/// neither stays as it is typed.
pub fn as_typed(text: &str) -> String {
    let Some(plain) = plain(text).filter(|plain| plain.len() <= 14) else {
        return text.to_owned();
    };
    let digits = plain.bytes().all(|byte| byte.is_ascii_digit());
    marked(plain.chars(), if digits && plain.len() <= 11 { &CPF_MARKS } else { &CNPJ_MARKS })
}

/// Its letters (as capitals) and digits; `None` where there are other characters than these and
/// the marks of a document.
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

/// The two check digits, modulo 11, that follow these characters.
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
#[path = "identity_tests.rs"]
mod tests;

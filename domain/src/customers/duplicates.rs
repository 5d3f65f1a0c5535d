//! Why two records may be one person.
//!
//! Only what identifies a person is a reason: the document, the e-mail address, a whole telephone
//! number. Names are none, and there is no field for the date of birth. A number that several
//! persons use (*Número de várias pessoas*) is no reason either.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::identity;
use crate::number::{NumberDefaults, canonical, digits_in, with_ninth_digit};

/// A reason to propose two customers, with what they share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateReason {
    /// The same document.
    Document(String),
    /// The same e-mail address.
    Email(String),
    /// The same number in canonical form.
    Number(String),
    /// The same Brazilian mobile number, which one of the records has without the ninth digit.
    NinthDigit(String),
}

impl DuplicateReason {
    /// The shared telephone number in canonical form, if that is the reason.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Number(number) | Self::NinthDigit(number) => Some(number),
            Self::Document(_) | Self::Email(_) => None,
        }
    }
}

/// What identifies a customer: of one record, or of a whole family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identification {
    documents: BTreeSet<String>,
    emails: BTreeSet<String>,
    /// By canonical form: whether it is only known without its ninth digit.
    numbers: BTreeMap<String, bool>,
}

impl Identification {
    /// Adds a document, in any spelling.
    pub fn add_document(&mut self, text: &str) {
        self.documents.extend(identity::key(text));
    }

    /// Adds an e-mail address, in any spelling.
    pub fn add_email(&mut self, text: &str) {
        let folded = text.trim().to_lowercase();
        if !folded.is_empty() {
            self.emails.insert(folded);
        }
    }

    /// Adds a number as it is written in a record. Only complete numbers identify a person: not an
    /// extension, a service number, or a number without its area.
    pub fn add_number(&mut self, text: &str, defaults: &NumberDefaults) {
        let Some(number) = canonical(text, defaults).filter(|number| number.starts_with('+')) else { return };
        let number = with_ninth_digit(&number);
        let is_short = has_ninth_digit(&number) && !digits_in(text).contains(&number[5..]);
        self.numbers.entry(number).and_modify(|short| *short &= is_short).or_insert(is_short);
    }

    /// Adds an address by which the customer is recognised, in canonical form.
    pub fn add_address(&mut self, address: &str) {
        if !address.starts_with('+') {
            return;
        }
        let number = with_ninth_digit(address);
        let is_short = number != address;
        // How the record writes it is known better.
        self.numbers.entry(number).or_insert(is_short);
    }

    /// The numbers in canonical form.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        self.numbers.keys().map(String::as_str)
    }
}

/// Whether a number in E.164 is a Brazilian mobile.
fn has_ninth_digit(number: &str) -> bool {
    number.len() == 14 && number.starts_with("+55") && number.as_bytes()[5] == b'9'
}

/// Why two customers may be one person; empty if nothing suggests it. `shared` says which numbers
/// are of several persons.
pub fn reasons(
    one: &Identification,
    other: &Identification,
    shared: impl Fn(&str) -> bool,
) -> Vec<DuplicateReason> {
    let both = |of: fn(&Identification) -> &BTreeSet<String>| of(one).intersection(of(other)).cloned();
    let documents = both(|of| &of.documents).map(DuplicateReason::Document);
    let emails = both(|of| &of.emails).map(DuplicateReason::Email);
    let numbers = one.numbers.iter().filter(|(number, _)| !shared(number)).filter_map(|(number, short)| {
        let other_short = other.numbers.get(number)?;
        let number = number.clone();
        Some(if short == other_short {
            DuplicateReason::Number(number)
        } else {
            DuplicateReason::NinthDigit(number)
        })
    });
    documents.chain(emails).chain(numbers).collect()
}

//! How customers are recognised while their addresses are being computed by other codes: a pure rule.
//!
//! Until that is done, a customer's address may still be the one that older codes made of their number.
//! A caller is therefore looked up at every address that those codes would have made of a text that may
//! be the caller's number ([`OtherReadings::of`]). The customer found there counts as known at what
//! their texts are by the current codes ([`OtherReadings::now`]), and no longer at the old address.

use std::collections::BTreeSet;

use domain::number::{NumberDefaults, canonical, digits_as_dialled};

use super::normalizer::{NormalizedBy, Normalizer};
use super::readings;

/// The normalizers by which addresses may have been computed, where not all are up to date.
#[derive(Debug)]
pub(crate) struct OtherReadings(NormalizedBy);

impl OtherReadings {
    /// Reads the column `operation.numbers_by`; `None` where all addresses are up to date.
    pub(crate) fn of_column(column: Option<&str>, codes: &NumberDefaults) -> Option<Self> {
        let (normalized_by, normalizer) = (NormalizedBy::parse(column), Normalizer::of(codes));
        (!normalized_by.is_settled(&normalizer)).then(|| Self(normalized_by.begun_with(&normalizer)))
    }

    /// The addresses at which a customer with this number may be known by other codes, and those that may be
    /// their number as it was dialled.
    pub(crate) fn of(&self, text: &str) -> BTreeSet<String> {
        let Some(codes) = self.0.normalizers().last().map(Normalizer::codes) else { return BTreeSet::new() };
        let Some(number) = canonical(text, codes) else { return BTreeSet::new() };
        let mut dialled: BTreeSet<String> = shorter(&number, codes).map(str::to_owned).collect();
        dialled.extend(digits_as_dialled(text));
        let texts = dialled.iter().map(String::as_str).chain([text]);
        let made = texts.flat_map(|text| {
            self.0.normalizers().iter().flat_map(|normalizer| normalizer.addresses_of_text(text))
        });
        let mut addresses: BTreeSet<String> = made.collect();
        addresses.extend(dialled);
        addresses.retain(|address| !address.is_empty() && *address != number);
        addresses
    }

    /// At which addresses of a kind a customer is known by the codes there are: `text` is what their
    /// record says, `kept` the addresses at which they were found.
    pub(crate) fn now(&self, text: Option<&str>, mut kept: BTreeSet<String>) -> BTreeSet<String> {
        let changes = readings::recompute(text, &kept, &self.0);
        kept.retain(|address| !changes.removed.contains(address));
        kept.extend(changes.added);
        kept
    }
}

/// A number without its country, and without country and area, where they are those of the codes: how it
/// may have been written.
fn shorter<'a>(number: &'a str, codes: &NumberDefaults) -> impl Iterator<Item = &'a str> {
    let national = number.strip_prefix('+').and_then(|digits| digits.strip_prefix(codes.country()));
    let local = national.zip(codes.area()).and_then(|(national, area)| national.strip_prefix(area));
    let written_locally = (!number.starts_with('+')).then_some(number);
    national.into_iter().chain(local).chain(written_locally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(codes: &[(&str, &str)]) -> OtherReadings {
        let mut normalizers = codes
            .iter()
            .map(|(country, area)| Normalizer::of(&NumberDefaults::new(country, Some(area)).expect("codes")));
        let first = NormalizedBy::settled(normalizers.next().expect("a normalizer"));
        OtherReadings(
            normalizers.fold(first, |normalized_by, normalizer| normalized_by.begun_with(&normalizer)),
        )
    }

    fn set<const N: usize>(texts: [&str; N]) -> BTreeSet<String> {
        texts.map(str::to_owned).into()
    }

    #[test]
    fn a_number_is_looked_for_at_what_older_codes_made_of_it() {
        let area = readings(&[("55", "11"), ("55", "21")]);
        for text in ["3333-4444", "21 3333-4444", "+552133334444", "0 15 21 3333-4444"] {
            assert!(area.of(text).contains("+551133334444"), "{text}: {:?}", area.of(text));
        }
        assert!(area.of("8888-7777").contains("+5511988887777"));
        let country = readings(&[("55", "11"), ("351", "")]);
        for text in ["912345678", "+351 912 345 678"] {
            assert!(country.of(text).contains("+5511912345678"), "{text}");
        }
        let without_area = readings(&[("55", "11"), ("55", "")]);
        assert!(without_area.of("3333-4444").contains("+551133334444"));
        let twice = readings(&[("55", "11"), ("55", "31"), ("55", "21")]);
        assert!(set(["+551133334444", "+553133334444"]).is_subset(&twice.of("+552133334444")));
        assert_eq!(area.of("anonymous"), set([]));
        assert_eq!(area.of("+1 415 555 2671"), set([]));
    }

    #[test]
    fn a_customer_is_known_at_what_their_texts_are_now() {
        let area = readings(&[("55", "11"), ("55", "21")]);
        let found = || set(["+551133334444"]);
        assert_eq!(area.now(Some("3333-4444"), found()), set(["+552133334444"]));
        // Another person, whose record says the area.
        assert_eq!(area.now(Some("11 3333-4444"), found()), found());
        // A second number, kept as it was dialled.
        let second = set(["+551133334444", "33334444"]);
        assert_eq!(
            area.now(Some("98888-7777"), second),
            set(["+552133334444", "+5521988887777", "33334444"])
        );
    }
}

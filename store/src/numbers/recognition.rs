//! Customer recognition while addresses are being recomputed: pure functions.
//!
//! During a recomputation, the address of a customer may still be the one by former codes. A caller
//! is therefore looked up at every address that former codes would have computed for the number
//! ([`PastNormalizers::candidate_addresses`]). A customer found there is then compared by the
//! addresses of the current codes ([`PastNormalizers::current_addresses`]).

use std::collections::BTreeSet;

use domain::number::{NumberDefaults, canonical, digits_as_dialled};

use super::normalizer::{NormalizedBy, Normalizer};
use super::recompute;

/// The normalizers that stored addresses may come from during a recomputation.
#[derive(Debug)]
pub(crate) struct PastNormalizers(NormalizedBy);

impl PastNormalizers {
    /// Parses `operation.numbers_by`; `None` if all addresses are up to date.
    pub(crate) fn of_column(column: Option<&str>, codes: &NumberDefaults) -> Option<Self> {
        let (normalized_by, normalizer) = (NormalizedBy::parse(column), Normalizer::of(codes));
        (!normalized_by.is_complete_with(&normalizer)).then(|| Self(normalized_by.started_with(&normalizer)))
    }

    /// The addresses under which a customer with this number may be stored: by former codes, and as
    /// dialled.
    pub(crate) fn candidate_addresses(&self, text: &str) -> BTreeSet<String> {
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

    /// The addresses of a kind by the current codes: `text` is the number in the customer record,
    /// `kept` are the stored addresses that matched.
    pub(crate) fn current_addresses(
        &self,
        text: Option<&str>,
        mut kept: BTreeSet<String>,
    ) -> BTreeSet<String> {
        let changes = recompute::recompute(text, &kept, &self.0);
        kept.retain(|address| !changes.removed.contains(address));
        kept.extend(changes.added);
        kept
    }
}

/// The number without the country code, and without country and area code, if they are the default
/// ones: how it may have been dialled.
fn shorter<'a>(number: &'a str, codes: &NumberDefaults) -> impl Iterator<Item = &'a str> {
    let national = number.strip_prefix('+').and_then(|digits| digits.strip_prefix(codes.country()));
    let local = national.zip(codes.area()).and_then(|(national, area)| national.strip_prefix(area));
    let written_locally = (!number.starts_with('+')).then_some(number);
    national.into_iter().chain(local).chain(written_locally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalizers(codes: &[(&str, &str)]) -> PastNormalizers {
        let mut normalizers = codes
            .iter()
            .map(|(country, area)| Normalizer::of(&NumberDefaults::new(country, Some(area)).expect("codes")));
        let first = NormalizedBy::complete(normalizers.next().expect("a normalizer"));
        PastNormalizers(
            normalizers.fold(first, |normalized_by, normalizer| normalized_by.started_with(&normalizer)),
        )
    }

    fn set<const N: usize>(texts: [&str; N]) -> BTreeSet<String> {
        texts.map(str::to_owned).into()
    }

    #[test]
    fn a_number_is_looked_for_at_what_older_codes_made_of_it() {
        let area = normalizers(&[("55", "11"), ("55", "21")]);
        for text in ["3333-4444", "21 3333-4444", "+552133334444", "0 15 21 3333-4444"] {
            assert!(
                area.candidate_addresses(text).contains("+551133334444"),
                "{text}: {:?}",
                area.candidate_addresses(text)
            );
        }
        assert!(area.candidate_addresses("8888-7777").contains("+5511988887777"));
        let country = normalizers(&[("55", "11"), ("351", "")]);
        for text in ["912345678", "+351 912 345 678"] {
            assert!(country.candidate_addresses(text).contains("+5511912345678"), "{text}");
        }
        let without_area = normalizers(&[("55", "11"), ("55", "")]);
        assert!(without_area.candidate_addresses("3333-4444").contains("+551133334444"));
        let twice = normalizers(&[("55", "11"), ("55", "31"), ("55", "21")]);
        assert!(
            set(["+551133334444", "+553133334444"]).is_subset(&twice.candidate_addresses("+552133334444"))
        );
        assert_eq!(area.candidate_addresses("anonymous"), set([]));
        assert_eq!(area.candidate_addresses("+1 415 555 2671"), set([]));
    }

    #[test]
    fn a_customer_is_known_at_what_their_texts_are_now() {
        let area = normalizers(&[("55", "11"), ("55", "21")]);
        let found = || set(["+551133334444"]);
        assert_eq!(area.current_addresses(Some("3333-4444"), found()), set(["+552133334444"]));
        // Another customer, whose number has an area code.
        assert_eq!(area.current_addresses(Some("11 3333-4444"), found()), found());
        // A second number, stored as dialled.
        let second = set(["+551133334444", "33334444"]);
        assert_eq!(
            area.current_addresses(Some("98888-7777"), second),
            set(["+552133334444", "+5521988887777", "33334444"])
        );
    }
}

//! At which addresses customers are known while numbers are being read by other codes: a pure rule.
//!
//! Until all of it is done, a customer may be known only at what older codes made of the text of their
//! number. Somebody with a number by the codes there are now is looked for at all addresses that those
//! made of a text which may be that number ([`OtherReadings::of`]); whom one finds there is known at
//! what their texts are now ([`OtherReadings::now`]), and no longer at what they were.

use std::collections::BTreeSet;

use domain::number::{NumberDefaults, canonical, digits_as_dialled};

use super::made_by::{MadeBy, Maker};
use super::{NUMBERS_STATE, numbers_state, readings};
use crate::Result;
use crate::db::Tx;

/// By what addresses may have been made, where not all are made by the codes there are.
#[derive(Debug)]
pub(crate) struct OtherReadings(MadeBy);

impl OtherReadings {
    /// Reads them, in the transaction that records interactions: they stay so until it ends. `None` where
    /// all is made by the codes there are.
    pub(crate) async fn under_way(tx: &mut Tx) -> Result<Option<Self>> {
        let mut statement = tx.statement();
        NUMBERS_STATE.clone_into(&mut statement.text);
        let (codes, made_by) = numbers_state(tx.fetch_optional(statement).await?)?;
        let maker = Maker::of(&codes);
        Ok((!made_by.is_settled(&maker)).then(|| Self(made_by.begun_by(&maker))))
    }

    /// The addresses at which somebody with this number may be known by other codes, and those that may be
    /// their number as it was dialled.
    pub(crate) fn of(&self, text: &str) -> BTreeSet<String> {
        let Some(codes) = self.0.makers().last().map(Maker::codes) else { return BTreeSet::new() };
        let Some(number) = canonical(text, codes) else { return BTreeSet::new() };
        let mut dialled: BTreeSet<String> = shorter(&number, codes).map(str::to_owned).collect();
        dialled.extend(digits_as_dialled(text));
        let texts = dialled.iter().map(String::as_str).chain([text]);
        let made = texts.flat_map(|text| self.0.makers().iter().flat_map(|maker| maker.made_of(text)));
        let mut addresses: BTreeSet<String> = made.collect();
        addresses.extend(dialled);
        addresses.retain(|address| !address.is_empty() && *address != number);
        addresses
    }

    /// At which addresses of a kind a customer is known by the codes there are: `text` is what their
    /// record says, `kept` the addresses at which they were found.
    pub(crate) fn now(&self, text: Option<&str>, mut kept: BTreeSet<String>) -> BTreeSet<String> {
        let changes = readings::read_anew(text, &kept, &self.0);
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
        let mut makers = codes
            .iter()
            .map(|(country, area)| Maker::of(&NumberDefaults::new(country, Some(area)).expect("codes")));
        let first = MadeBy::settled(makers.next().expect("a maker"));
        OtherReadings(makers.fold(first, |made_by, maker| made_by.begun_by(&maker)))
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

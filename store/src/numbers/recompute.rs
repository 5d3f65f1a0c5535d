//! Recomputation of a customer's addresses after a change of rules or codes: a pure function.
//!
//! Its sources are the number in the customer record and the numbers stored as dialled (addresses
//! without a country that do not come from the record). Each is normalised by the current codes. An
//! address is removed only if it came from one of these sources and the result is now different, or
//! if it is that of a withheld number; addresses of unknown origin stay.

use std::collections::BTreeSet;

use domain::number::{canonical, is_no_number};

use super::normalizer::NormalizedBy;

/// Changes to the addresses of one kind of a customer.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Addresses to add.
    pub(super) added: BTreeSet<String>,
    /// Addresses to remove.
    pub(super) removed: BTreeSet<String>,
}

/// Recomputes the addresses of one kind by the last normalizer: `text` is the number in the
/// customer record, `kept` are the stored addresses.
pub(super) fn recompute(
    text: Option<&str>,
    kept: &BTreeSet<String>,
    normalized_by: &NormalizedBy,
) -> Changes {
    let Some(now) = normalized_by.normalizers().last() else { return Changes::default() };
    let explains = |text: &str, address: &str| {
        normalized_by.normalizers().iter().any(|normalizer| normalizer.produces(address, text))
    };
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    let of_record = |address: &str| text.is_some_and(|text| explains(text, address));
    let is_original =
        |address: &str| !address.starts_with('+') && !of_record(address) && !is_no_number(address);
    let originals = kept.iter().map(String::as_str).filter(|address| is_original(address));
    let sources: Vec<(&str, Option<String>)> =
        text.into_iter().chain(originals).map(|text| (text, canonical(text, now.codes()))).collect();
    let wanted: BTreeSet<&str> = sources.iter().filter_map(|(_, number)| number.as_deref()).collect();
    let replaced = |address: &str| {
        sources
            .iter()
            .any(|(source, number)| (number.is_some() || is_no_number(source)) && explains(source, address))
    };
    let goes = |address: &&String| {
        let address = address.as_str();
        !wanted.contains(address) && (is_no_number(address) || !is_original(address) && replaced(address))
    };
    Changes {
        removed: kept.iter().filter(goes).cloned().collect(),
        added: wanted
            .iter()
            .filter(|number| !kept.contains(**number))
            .map(|number| (*number).to_owned())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use domain::number::NumberDefaults;

    use super::super::normalizer::Normalizer;
    use super::*;

    fn normalizer(country: &str, area: &str) -> Normalizer {
        Normalizer::of(&NumberDefaults::new(country, Some(area)).expect("valid codes"))
    }

    /// The addresses after a recomputation; a second one must change nothing.
    fn after(text: Option<&str>, kept: &[&str], normalized_by: &NormalizedBy) -> Vec<String> {
        let mut kept: BTreeSet<String> = kept.iter().map(|one| (*one).to_owned()).collect();
        let changes = recompute(text, &kept, normalized_by);
        kept.retain(|one| !changes.removed.contains(one));
        kept.extend(changes.added);
        let again = recompute(text, &kept, normalized_by);
        assert_eq!(again, Changes::default(), "a second time changes nothing");
        kept.into_iter().collect()
    }

    fn from_the_beginning(codes: &Normalizer) -> NormalizedBy {
        NormalizedBy::parse(None).started_with(codes)
    }

    #[test]
    fn the_digits_of_before_become_the_number_that_the_record_says() {
        let brazil = from_the_beginning(&normalizer("55", ""));
        for (text, kept, expected) in [
            ("11 98888-7777", "11988887777", "+5511988887777"),
            ("sip:1133334444@10.0.0.1", "113333444410001", "+551133334444"),
            ("+351 912 345 678", "351912345678", "+351912345678"),
        ] {
            assert_eq!(after(Some(text), &[kept], &brazil), [expected], "{text}");
            assert_eq!(after(Some(text), &[], &brazil), [expected], "{text}: a missing one comes back");
        }
        assert!(after(Some("anonymous 0"), &["0"], &brazil).is_empty());
        assert!(after(Some("sip:anonymous@10.0.0.1"), &["10001"], &brazil).is_empty());
    }

    #[test]
    fn what_cannot_be_read_by_the_codes_stays() {
        let brazil = from_the_beginning(&normalizer("55", ""));
        assert_eq!(after(Some("212 345 678"), &["212345678"], &brazil), ["212345678"]);
        assert_eq!(after(None, &["212345678"], &brazil), ["212345678"]);
        let portugal = brazil.started_with(&normalizer("351", ""));
        assert_eq!(after(Some("212 345 678"), &["212345678"], &portugal), ["+351212345678"]);
        assert_eq!(after(None, &["212345678"], &portugal), ["+351212345678", "212345678"]);
    }

    #[test]
    fn a_number_kept_as_it_was_dialled_is_read_by_each_code_and_never_lost() {
        let (eleven, twenty_one) = (normalizer("55", "11"), normalizer("55", "21"));
        let first = after(None, &["33334444"], &from_the_beginning(&eleven));
        assert_eq!(first, ["+551133334444", "33334444"]);
        let first: Vec<&str> = first.iter().map(String::as_str).collect();
        let second = after(None, &first, &NormalizedBy::complete(eleven).started_with(&twenty_one));
        assert_eq!(second, ["+552133334444", "33334444"]);
    }

    #[test]
    fn an_address_that_nothing_explains_stays() {
        let moved = NormalizedBy::complete(normalizer("55", "11")).started_with(&normalizer("55", "21"));
        let kept = ["+551133334444", "+551155556666", "+14155552671"];
        let expected = ["+14155552671", "+551155556666", "+552133334444"];
        assert_eq!(after(Some("3333-4444"), &kept, &moved), expected);
        // A number with an area code is no source of addresses in another area.
        assert_eq!(after(Some("11 3333-4444"), &["+551133334444"], &moved), ["+551133334444"]);
    }

    #[test]
    fn a_change_that_was_interrupted_by_another_one_leaves_nothing_behind() {
        let by = NormalizedBy::complete(normalizer("55", "11"))
            .started_with(&normalizer("55", "21"))
            .started_with(&normalizer("55", "31"));
        for kept in ["+551133334444", "+552133334444", "33334444"] {
            assert_eq!(after(Some("3333-4444"), &[kept], &by), ["+553133334444"], "{kept}");
        }
    }
}

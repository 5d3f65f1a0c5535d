//! By which rules and codes addresses and keys were made, as `operation.numbers_by` keeps it.

use domain::number::{NumberDefaults, canonical, digits, digits_in};

/// The rules of `domain::number`; another number where they change what is kept. There was none before
/// numbers had one form: their digits were kept as they were written.
const RULES: u32 = 3;

/// Rules and codes by which numbers are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Normalizer {
    rules: u32,
    codes: NumberDefaults,
}

impl Normalizer {
    /// The rules of this version with these codes.
    pub(super) fn of(codes: &NumberDefaults) -> Self {
        Self { rules: RULES, codes: codes.clone() }
    }

    /// The codes.
    pub(super) fn codes(&self) -> &NumberDefaults {
        &self.codes
    }

    /// Whether `address` is what is made of `text`, or its digits as they were kept before numbers had
    /// one form.
    pub(super) fn produces(&self, address: &str, text: &str) -> bool {
        let Some(number) = address.strip_prefix('+') else {
            return digits(text) == address || canonical(text, &self.codes).as_deref() == Some(address);
        };
        self.misread(text).is_some_and(|misread| misread == number)
            || canonical(text, &self.codes).as_deref() == Some(address)
    }

    /// The addresses that may have been made of `text`.
    pub(super) fn addresses_of_text(&self, text: &str) -> impl Iterator<Item = String> {
        let as_written = (self.rules == 0).then(|| digits(text));
        let misread = self.misread(text).map(|number| format!("+{number}"));
        canonical(text, &self.codes).into_iter().chain(misread).chain(as_written)
    }

    /// What older rules made of digits behind 00 beside what is made of them now: rules 1 took a carrier
    /// for a country, rules 2 the country of Mexican mobiles (52 1) and of Vanuatu (678) for a carrier.
    fn misread(&self, text: &str) -> Option<String> {
        let behind = digits_in(text).strip_prefix("00")?.to_owned();
        match self.rules {
            1 => Some(behind),
            2 if behind.starts_with("521") || behind.starts_with("678") => behind.get(2..).map(str::to_owned),
            _ => None,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (rules, codes) = text.split_once(' ')?;
        let (country, area) = codes.split_once(' ')?;
        Some(Self { rules: rules.parse().ok()?, codes: NumberDefaults::new(country, Some(area)).ok()? })
    }
}

impl std::fmt::Display for Normalizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.rules, self.codes.country(), self.codes.area().unwrap_or_default())
    }
}

/// Every normalizer by which something may be made. Once all is made by one, it is the only one; until then
/// the last is the one that produces all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NormalizedBy {
    normalizers: Vec<Normalizer>,
    /// How much is done, where not all is.
    percent: Option<u8>,
}

impl NormalizedBy {
    /// All is made by one.
    pub(super) fn settled(normalizer: Normalizer) -> Self {
        Self { normalizers: vec![normalizer], percent: None }
    }

    /// Whether all is made by this one.
    pub(super) fn is_settled(&self, normalizer: &Normalizer) -> bool {
        self.percent.is_none() && self.normalizers == [normalizer.clone()]
    }

    /// Whether this one is making all of it.
    pub(super) fn is_under_way_with(&self, normalizer: &Normalizer) -> bool {
        self.percent.is_some() && self.normalizers.last() == Some(normalizer)
    }

    /// The same while this one produces all of it.
    pub(super) fn begun_with(mut self, normalizer: &Normalizer) -> Self {
        if !self.is_under_way_with(normalizer) {
            self.normalizers.retain(|one| one != normalizer);
            self.normalizers.push(normalizer.clone());
            self.percent = Some(0);
        }
        self
    }

    /// The same with so much done.
    pub(super) fn with_percent(&self, percent: u8) -> Self {
        Self { normalizers: self.normalizers.clone(), percent: Some(percent.min(99)) }
    }

    /// How much is done, where not all is.
    pub(super) fn percent(&self) -> Option<u8> {
        self.percent
    }

    /// All of them, the oldest first.
    pub(super) fn normalizers(&self) -> &[Normalizer] {
        &self.normalizers
    }

    /// Reads a column; nothing in it, or what is not understood, is of the time before numbers had one
    /// form.
    pub(super) fn parse(column: Option<&str>) -> Self {
        let column = column.unwrap_or_default();
        let (list, percent) = column.split_once('@').unwrap_or((column, ""));
        let normalizers: Vec<Normalizer> = list.split(';').filter_map(Normalizer::parse).collect();
        if normalizers.is_empty() {
            let before = Normalizer { rules: 0, codes: NumberDefaults::default() };
            return Self { normalizers: vec![before], percent: None };
        }
        Self { normalizers, percent: percent.parse().ok() }
    }
}

impl std::fmt::Display for NormalizedBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let normalizers: Vec<String> = self.normalizers.iter().map(ToString::to_string).collect();
        f.write_str(&normalizers.join(";"))?;
        self.percent.map_or(Ok(()), |percent| write!(f, "@{percent}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(country: &str, area: &str) -> NumberDefaults {
        NumberDefaults::new(country, Some(area)).unwrap()
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let first = Normalizer::of(&codes("55", "11"));
        let second = Normalizer::of(&codes("351", ""));
        let settled = NormalizedBy::settled(first.clone());
        assert_eq!(NormalizedBy::parse(Some(&settled.to_string())), settled);
        assert!(settled.is_settled(&first) && !settled.is_settled(&second));
        let begun = settled.begun_with(&second);
        assert_eq!(begun.normalizers(), [first.clone(), second.clone()]);
        assert!(begun.is_under_way_with(&second) && !begun.is_settled(&second));
        assert_eq!(NormalizedBy::parse(Some(&begun.to_string())), begun);
        // Begun again it goes on; by others it begins, and what was begun is not forgotten.
        let going_on = begun.with_percent(40).begun_with(&second);
        assert_eq!(going_on.percent(), Some(40));
        let back = going_on.begun_with(&first);
        assert_eq!((back.percent(), back.normalizers()), (Some(0), &[second, first][..]));
    }

    #[test]
    fn what_older_versions_kept_is_known() {
        let normalizer = |text: &str| NormalizedBy::parse(Some(text)).normalizers()[0].clone();
        assert!(normalizer("1 55 11").produces("+5511987654321", "98765-4321"));
        assert!(normalizer("1 55 ").produces("+2112125551234", "0021 1 212 555 1234"));
        assert!(!Normalizer::of(&codes("55", "")).produces("+2112125551234", "0021 1 212 555 1234"));
        let mexican = "00 52 1 551 234 5678";
        assert!(normalizer("2 55 ").produces("+15512345678", mexican));
        assert!(normalizer("2 55 ").produces("+5215512345678", mexican));
        assert!(!Normalizer::of(&codes("55", "")).produces("+15512345678", mexican));
        assert!(!normalizer("2 55 ").produces("+12125551234", "+1 212 555 1235"));
        let before = NormalizedBy::parse(None).normalizers()[0].clone();
        assert!(before.produces("113333444410001", "sip:1133334444@10.0.0.1"));
        assert!(!before.produces("+552133334444", "1133334444"));
    }
}

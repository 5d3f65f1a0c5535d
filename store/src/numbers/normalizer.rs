//! Rule versions and codes by which numbers were normalised, as stored in `operation.numbers_by`.

use domain::number::{NumberDefaults, canonical, digits, digits_in};

/// Version of the rules of `domain::number`, raised when they change stored values. Version 0 had
/// no canonical form: digits were stored as written.
const RULES: u32 = 3;

/// A version of the rules with country and area codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Normalizer {
    rules: u32,
    codes: NumberDefaults,
}

impl Normalizer {
    /// The current rules with these codes.
    pub(super) fn of(codes: &NumberDefaults) -> Self {
        Self { rules: RULES, codes: codes.clone() }
    }

    /// The codes.
    pub(super) fn codes(&self) -> &NumberDefaults {
        &self.codes
    }

    /// Whether `address` is the result for `text`, or its digits as version 0 stored them.
    pub(super) fn produces(&self, address: &str, text: &str) -> bool {
        let Some(number) = address.strip_prefix('+') else {
            return digits(text) == address || canonical(text, &self.codes).as_deref() == Some(address);
        };
        self.misread(text).is_some_and(|misread| misread == number)
            || canonical(text, &self.codes).as_deref() == Some(address)
    }

    /// Every address that may have been computed from `text`.
    pub(super) fn addresses_of_text(&self, text: &str) -> impl Iterator<Item = String> {
        let as_written = (self.rules == 0).then(|| digits(text));
        let misread = self.misread(text).map(|number| format!("+{number}"));
        canonical(text, &self.codes).into_iter().chain(misread).chain(as_written)
    }

    /// Wrong results of older rules for digits after 00: version 1 took a carrier for a country,
    /// version 2 the country of Mexican mobiles (52 1) and of Vanuatu (678) for a carrier.
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

/// Every normalizer that stored values may come from, oldest first. During a recomputation, the
/// last one is the target; once it is complete, it is the only one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NormalizedBy {
    normalizers: Vec<Normalizer>,
    /// Progress in percent; `None` if no recomputation is in progress.
    percent: Option<u8>,
}

impl NormalizedBy {
    /// The state in which all values come from `normalizer`.
    pub(super) fn complete(normalizer: Normalizer) -> Self {
        Self { normalizers: vec![normalizer], percent: None }
    }

    /// Whether all values come from `normalizer`.
    pub(super) fn is_complete_with(&self, normalizer: &Normalizer) -> bool {
        self.percent.is_none() && self.normalizers == [normalizer.clone()]
    }

    /// Whether a recomputation by `normalizer` is in progress.
    pub(super) fn is_in_progress_with(&self, normalizer: &Normalizer) -> bool {
        self.percent.is_some() && self.normalizers.last() == Some(normalizer)
    }

    /// The state during a recomputation by `normalizer`; keeps the progress of one already started.
    pub(super) fn started_with(mut self, normalizer: &Normalizer) -> Self {
        if !self.is_in_progress_with(normalizer) {
            self.normalizers.retain(|one| one != normalizer);
            self.normalizers.push(normalizer.clone());
            self.percent = Some(0);
        }
        self
    }

    /// Sets the progress, at most 99 %.
    pub(super) fn with_percent(&self, percent: u8) -> Self {
        Self { normalizers: self.normalizers.clone(), percent: Some(percent.min(99)) }
    }

    /// Progress in percent; `None` if no recomputation is in progress.
    pub(super) fn percent(&self) -> Option<u8> {
        self.percent
    }

    /// All normalizers, oldest first.
    pub(super) fn normalizers(&self) -> &[Normalizer] {
        &self.normalizers
    }

    /// Parses the column; a missing or invalid value means version 0.
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
        NumberDefaults::new(country, Some(area)).expect("valid codes")
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let first = Normalizer::of(&codes("55", "11"));
        let second = Normalizer::of(&codes("351", ""));
        let complete = NormalizedBy::complete(first.clone());
        assert_eq!(NormalizedBy::parse(Some(&complete.to_string())), complete);
        assert!(complete.is_complete_with(&first) && !complete.is_complete_with(&second));
        let begun = complete.started_with(&second);
        assert_eq!(begun.normalizers(), [first.clone(), second.clone()]);
        assert!(begun.is_in_progress_with(&second) && !begun.is_complete_with(&second));
        assert_eq!(NormalizedBy::parse(Some(&begun.to_string())), begun);
        // The same normalizer resumes; another one restarts, and the unfinished one is kept.
        let going_on = begun.with_percent(40).started_with(&second);
        assert_eq!(going_on.percent(), Some(40));
        let back = going_on.started_with(&first);
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

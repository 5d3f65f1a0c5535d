//! By which rules and codes addresses and keys were made, as `operation.numbers_by` keeps it.

use domain::number::{NumberDefaults, canonical, digits, digits_in};

/// The rules of `domain::number`; another number where they change what is kept. There was none before
/// numbers had one form: their digits were kept as they were written.
const RULES: u32 = 3;

/// Rules and codes by which numbers are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Maker {
    rules: u32,
    codes: NumberDefaults,
}

impl Maker {
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
    pub(super) fn makes(&self, address: &str, text: &str) -> bool {
        let Some(number) = address.strip_prefix('+') else {
            return digits(text) == address || canonical(text, &self.codes).as_deref() == Some(address);
        };
        self.misread(text).is_some_and(|misread| misread == number)
            || canonical(text, &self.codes).as_deref() == Some(address)
    }

    /// The addresses that may have been made of `text`.
    pub(super) fn made_of(&self, text: &str) -> impl Iterator<Item = String> {
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

impl std::fmt::Display for Maker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.rules, self.codes.country(), self.codes.area().unwrap_or_default())
    }
}

/// Every maker by which something may be made. Once all is made by one, it is the only one; until then
/// the last is the one that makes all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MadeBy {
    makers: Vec<Maker>,
    /// How much is done, where not all is.
    percent: Option<u8>,
}

impl MadeBy {
    /// All is made by one.
    pub(super) fn settled(maker: Maker) -> Self {
        Self { makers: vec![maker], percent: None }
    }

    /// Whether all is made by this one.
    pub(super) fn is_settled(&self, maker: &Maker) -> bool {
        self.percent.is_none() && self.makers == [maker.clone()]
    }

    /// Whether this one is making all of it.
    pub(super) fn is_making(&self, maker: &Maker) -> bool {
        self.percent.is_some() && self.makers.last() == Some(maker)
    }

    /// The same while this one makes all of it.
    pub(super) fn begun_by(mut self, maker: &Maker) -> Self {
        if !self.is_making(maker) {
            self.makers.retain(|one| one != maker);
            self.makers.push(maker.clone());
            self.percent = Some(0);
        }
        self
    }

    /// The same with so much done.
    pub(super) fn with_percent(&self, percent: u8) -> Self {
        Self { makers: self.makers.clone(), percent: Some(percent.min(99)) }
    }

    /// How much is done, where not all is.
    pub(super) fn percent(&self) -> Option<u8> {
        self.percent
    }

    /// All of them, the oldest first.
    pub(super) fn makers(&self) -> &[Maker] {
        &self.makers
    }

    /// Reads a column; nothing in it, or what is not understood, is of the time before numbers had one
    /// form.
    pub(super) fn parse(column: Option<&str>) -> Self {
        let column = column.unwrap_or_default();
        let (list, percent) = column.split_once('@').unwrap_or((column, ""));
        let makers: Vec<Maker> = list.split(';').filter_map(Maker::parse).collect();
        if makers.is_empty() {
            let before = Maker { rules: 0, codes: NumberDefaults::default() };
            return Self { makers: vec![before], percent: None };
        }
        Self { makers, percent: percent.parse().ok() }
    }
}

impl std::fmt::Display for MadeBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let makers: Vec<String> = self.makers.iter().map(ToString::to_string).collect();
        f.write_str(&makers.join(";"))?;
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
        let first = Maker::of(&codes("55", "11"));
        let second = Maker::of(&codes("351", ""));
        let settled = MadeBy::settled(first.clone());
        assert_eq!(MadeBy::parse(Some(&settled.to_string())), settled);
        assert!(settled.is_settled(&first) && !settled.is_settled(&second));
        let begun = settled.begun_by(&second);
        assert_eq!(begun.makers(), [first.clone(), second.clone()]);
        assert!(begun.is_making(&second) && !begun.is_settled(&second));
        assert_eq!(MadeBy::parse(Some(&begun.to_string())), begun);
        // Begun again it goes on; by others it begins, and what was begun is not forgotten.
        let going_on = begun.with_percent(40).begun_by(&second);
        assert_eq!(going_on.percent(), Some(40));
        let back = going_on.begun_by(&first);
        assert_eq!((back.percent(), back.makers()), (Some(0), &[second, first][..]));
    }

    #[test]
    fn what_older_versions_kept_is_known() {
        let maker = |text: &str| MadeBy::parse(Some(text)).makers()[0].clone();
        assert!(maker("1 55 11").makes("+5511987654321", "98765-4321"));
        assert!(maker("1 55 ").makes("+2112125551234", "0021 1 212 555 1234"));
        assert!(!Maker::of(&codes("55", "")).makes("+2112125551234", "0021 1 212 555 1234"));
        let mexican = "00 52 1 551 234 5678";
        assert!(maker("2 55 ").makes("+15512345678", mexican));
        assert!(maker("2 55 ").makes("+5215512345678", mexican));
        assert!(!Maker::of(&codes("55", "")).makes("+15512345678", mexican));
        assert!(!maker("2 55 ").makes("+12125551234", "+1 212 555 1235"));
        let before = MadeBy::parse(None).makers()[0].clone();
        assert!(before.makes("113333444410001", "sip:1133334444@10.0.0.1"));
        assert!(!before.makes("+552133334444", "1133334444"));
    }
}

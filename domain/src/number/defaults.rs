//! The default country and area code of telephone numbers.

/// The country and area code of numbers written without them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberDefaults {
    country: String,
    area: Option<String>,
}

/// Why a country or area code cannot be a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidNumberDefaults {
    /// The country code is not one to three digits that begin with 1 to 9.
    Country,
    /// The area code is not one to four digits, or, in Brazil, not two without a zero.
    Area,
}

impl std::fmt::Display for InvalidNumberDefaults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Country => "a country code has one to three digits and no leading zero",
            Self::Area => "an area code has one to four digits; in Brazil two, neither of them a zero",
        })
    }
}

impl std::error::Error for InvalidNumberDefaults {}

/// The country code of Brazil.
pub(super) const BRAZIL: &str = "55";

impl Default for NumberDefaults {
    fn default() -> Self {
        Self { country: BRAZIL.to_owned(), area: None }
    }
}

impl NumberDefaults {
    /// Validates a country code and an area code, both without `+` and trunk zeros; an empty area
    /// code counts as none.
    ///
    /// # Errors
    /// Returns an error if either code is not valid.
    pub fn new(country: &str, area: Option<&str>) -> Result<Self, InvalidNumberDefaults> {
        let country = country.trim().trim_start_matches('+');
        if !(1..=3).contains(&country.len()) || !is_code(country) || country.starts_with('0') {
            return Err(InvalidNumberDefaults::Country);
        }
        let area = area.map(str::trim).filter(|area| !area.is_empty());
        let possible = |area: &str| {
            let brazilian = area.len() == 2 && !area.contains('0');
            (1..=4).contains(&area.len()) && is_code(area) && (country != BRAZIL || brazilian)
        };
        if area.is_some_and(|area| !possible(area)) {
            return Err(InvalidNumberDefaults::Area);
        }
        Ok(Self { country: country.to_owned(), area: area.map(str::to_owned) })
    }

    /// The country code, without `+`.
    pub fn country(&self) -> &str {
        &self.country
    }

    /// The area code, if one is set.
    pub fn area(&self) -> Option<&str> {
        self.area.as_deref()
    }

    /// Whether the Brazilian dialling rules apply.
    pub(super) fn are_brazilian(&self) -> bool {
        self.country == BRAZIL
    }
}

fn is_code(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_digits_of_a_possible_length() {
        let of = |country, area| NumberDefaults::new(country, area);
        assert_eq!(of("55", Some("")), Ok(NumberDefaults::default()));
        assert_eq!(of("+55", Some("11")).map(|d| d.area().map(str::to_owned)), Ok(Some("11".to_owned())));
        assert!(of("351", None).is_ok());
        assert_eq!(of("1", Some("415")).map(|d| d.country().to_owned()), Ok("1".to_owned()));
        for country in ["", "0", "055", "5555", "BR"] {
            assert_eq!(of(country, None), Err(InvalidNumberDefaults::Country), "{country}");
        }
        for area in ["1", "10", "011", "111", "SP"] {
            assert_eq!(of("55", Some(area)), Err(InvalidNumberDefaults::Area), "{area}");
        }
    }
}

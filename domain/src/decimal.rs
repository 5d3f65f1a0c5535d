//! Decimal numbers: normalises what people type.

/// Maximum length of a number, in characters.
const MAX_LEN: usize = 18;

/// Normalises a number in the notation of any supported language to `-12.5`; `None` if it is not
/// one. The last dot or comma is the decimal separator if it occurs only once; the others group
/// thousands. A number input submits a dot, which is therefore decimal.
pub fn normalize(text: &str) -> Option<String> {
    let text = text.trim().replace('\u{2212}', "-");
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let marks: Vec<char> = digits.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let last = marks.last().copied();
    let decimal = last.filter(|mark| marks.iter().filter(|one| *one == mark).count() == 1);
    let grouping = |c: char| matches!(c, '.' | ',') && Some(c) != decimal;
    let (whole, part) = match decimal {
        Some(mark) => digits.rsplit_once(mark)?,
        None => (digits, ""),
    };
    let mut groups = whole.split(grouping);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let sound = !first.is_empty()
        && all_digits(first)
        && all_digits(part)
        && (decimal.is_none() || !part.is_empty())
        && (rest.is_empty() || first.len() <= 3)
        && rest.iter().all(|group| group.len() == 3 && all_digits(group));
    if !sound || digits.len() > MAX_LEN {
        return None;
    }
    let whole = format!("{first}{}", rest.concat());
    let whole = whole.trim_start_matches('0');
    let part = part.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let number = if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") };
    Some(if number == "0" { number } else { format!("{sign}{number}") })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_people_of_any_of_our_languages_write_them() {
        for (written, kept) in [
            ("12", "12"),
            ("-3,5", "-3.5"),
            ("\u{2212}3.5", "-3.5"),
            ("1.234,50", "1234.5"),
            ("1,234.50", "1234.5"),
            ("1.234.567", "1234567"),
            ("007", "7"),
            ("0,0", "0"),
            ("-0", "0"),
        ] {
            assert_eq!(normalize(written).as_deref(), Some(kept), "{written}");
        }
        for bad in
            ["", "-", ",", "1,", ",5", "1.23.456", "1e5", "doze", "1 2", "--1", "1.2,3.4", "1234.567,8"]
        {
            assert_eq!(normalize(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_number_that_is_kept_is_read_as_itself(number in -1_000_000_i64..1_000_000, part in 1_u32..1000) {
            let kept = normalize(&format!("{number},{part}")).expect("a number");
            prop_assert_eq!(normalize(&kept), Some(kept.clone()));
            prop_assert!(kept.parse::<f64>().is_ok());
        }

        #[test]
        fn nothing_that_is_typed_breaks_the_reading(text in "\\PC{0,30}") {
            if let Some(kept) = normalize(&text) {
                prop_assert!(kept.parse::<f64>().is_ok(), "{kept}");
            }
        }
    }
}

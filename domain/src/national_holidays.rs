//! The national holidays of Brazil, offered by business calendars: fixed dates, and Good Friday.
//! Carnival and Corpus Christi are not national holidays; cities and companies decide on them.

use chrono::{Days, NaiveDate};

/// Holidays on fixed dates: month, day, name, and the first year.
const FIXED: [(u32, u32, &str, i32); 9] = [
    (1, 1, "Confraternização Universal", 1935),
    (4, 21, "Tiradentes", 1950),
    (5, 1, "Dia do Trabalho", 1924),
    (9, 7, "Independência do Brasil", 1949),
    (10, 12, "Nossa Senhora Aparecida", 1980),
    (11, 2, "Finados", 2002),
    (11, 15, "Proclamação da República", 1949),
    (11, 20, "Dia da Consciência Negra", 2024),
    (12, 25, "Natal", 1922),
];

/// The national holidays of a year, by date.
pub fn of_year(year: i32) -> Vec<(NaiveDate, &'static str)> {
    let fixed = FIXED.into_iter().filter(|(.., since)| *since <= year);
    let fixed =
        fixed.filter_map(|(month, day, name, _)| Some((NaiveDate::from_ymd_opt(year, month, day)?, name)));
    let good_friday = easter(year).and_then(|sunday| sunday.checked_sub_days(Days::new(2)));
    let mut holidays: Vec<_> = fixed.chain(good_friday.map(|day| (day, "Paixão de Cristo"))).collect();
    holidays.sort_unstable();
    holidays
}

/// Easter Sunday of the Gregorian calendar, by the Meeus/Jones/Butcher algorithm.
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let (leap_centuries, century_rest) = (century / 4, century % 4);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - leap_centuries - correction + 15) % 30;
    let (leap_years, rest) = (of_century / 4, of_century % 4);
    let weekday = (32 + 2 * century_rest + 2 * leap_years - moon - rest) % 7;
    let shift = (golden + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * shift + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn easter_is_where_the_almanac_has_it() {
        for (year, sunday) in [
            (2000, "2000-04-23"),
            (2024, "2024-03-31"),
            (2026, "2026-04-05"),
            (2038, "2038-04-25"),
            (2285, "2285-03-22"),
        ] {
            assert_eq!(easter(year), Some(day(sunday)), "{year}");
        }
    }

    #[test]
    fn a_year_has_its_holidays_in_their_order() {
        let holidays = of_year(2026);
        assert_eq!(holidays.len(), 10);
        assert_eq!(holidays[1], (day("2026-04-03"), "Paixão de Cristo"));
        assert!(holidays.is_sorted());
        assert!(holidays.contains(&(day("2026-11-20"), "Dia da Consciência Negra")));
        assert!(!of_year(2023).iter().any(|(_, name)| name.contains("Consciência")), "a holiday since 2024");
    }
}

//! Date and number formats of each language.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use domain::{CaseStatus, Channel, Direction, Month};

use super::{Locale, Texts};

const PT: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];
const EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

impl Locale {
    /// The separator of thousands and that of decimals.
    const fn separators(self) -> (char, char) {
        match self {
            Self::PtBr | Self::Es => ('.', ','),
            Self::En => (',', '.'),
        }
    }

    /// An integer with thousands separators: `3.412`, `3,412`.
    pub fn integer(self, n: u64) -> String {
        let (separator, _) = self.separators();
        let digits = n.to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                out.push(separator);
            }
            out.push(digit);
        }
        out
    }

    /// A number stored as `-12.5`, with the decimal separator of the language.
    pub fn decimal(self, plain: &str) -> String {
        let (_, point) = self.separators();
        plain.chars().map(|c| if c == '.' { point } else { c }).collect()
    }

    /// A date: `21/11/2026`, or `21 Nov 2026` with no-break spaces. The day comes first in every
    /// language, consistent with the 24-hour clock.
    pub fn date(self, day: NaiveDate) -> String {
        match self {
            Self::PtBr | Self::Es => format!("{:02}/{:02}/{}", day.day(), day.month(), day.year()),
            Self::En => {
                format!("{}\u{a0}{}\u{a0}{}", day.day(), &EN[day.month0() as usize][..3], day.year())
            }
        }
    }

    /// A long date: `21 de novembro de 2026`, `21 November 2026`.
    pub fn long_date(self, day: NaiveDate) -> String {
        let month = self.month_word(day.month0());
        match self {
            Self::PtBr | Self::Es => format!("{} de {month} de {}", day.day(), day.year()),
            Self::En => format!("{} {month} {}", day.day(), day.year()),
        }
    }

    /// A date without the year: `21 de novembro`, `21 November`.
    pub fn day_and_month(self, day: NaiveDate) -> String {
        let month = self.month_word(day.month0());
        match self {
            Self::PtBr | Self::Es => format!("{} de {month}", day.day()),
            Self::En => format!("{} {month}", day.day()),
        }
    }

    /// A time to the second.
    pub fn time(self, at: NaiveDateTime) -> String {
        format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
    }

    /// A date and a time to the second.
    pub fn date_time(self, at: NaiveDateTime) -> String {
        format!("{} {}", self.date(at.date()), self.time(at))
    }

    /// A month: `novembro de 2026`, `November 2026`.
    pub fn month(self, month: Month) -> String {
        let first = month.first_day();
        let word = self.month_word(first.month0());
        match self {
            Self::PtBr | Self::Es => format!("{word} de {}", first.year()),
            Self::En => format!("{word} {}", first.year()),
        }
    }

    /// A file size in the largest suitable unit: `980 B`, `12,4 KB`, `3 MB`.
    pub fn file_size(self, bytes: u64) -> String {
        const UNITS: [&str; 4] = ["B", "KB", "MB", "GB"];
        let (mut tenths, mut unit) = (u128::from(bytes) * 10, 0);
        while tenths >= 10_235 && unit < UNITS.len() - 1 {
            tenths = tenths.div_ceil(1024);
            unit += 1;
        }
        let (_, point) = self.separators();
        let (whole, tenth) = (tenths / 10, tenths % 10);
        if tenth == 0 || unit == 0 || whole >= 100 {
            format!("{whole} {}", UNITS[unit])
        } else {
            format!("{whole}{point}{tenth} {}", UNITS[unit])
        }
    }

    fn month_word(self, month0: u32) -> &'static str {
        match self {
            Self::PtBr => PT[month0 as usize],
            Self::En => EN[month0 as usize],
            Self::Es => ES[month0 as usize],
        }
    }
}

impl Texts {
    /// The name of a channel.
    pub fn channel_name(&self, channel: Channel) -> &'static str {
        match channel {
            Channel::Voice => self.channel_voice,
            Channel::WebChat => self.channel_webchat,
            Channel::WhatsApp => self.channel_whatsapp,
        }
    }

    /// *Recebida* or *Realizada*.
    pub fn direction_name(&self, direction: Direction) -> &'static str {
        match direction {
            Direction::Inbound => self.direction_inbound,
            Direction::Outbound => self.direction_outbound,
        }
    }

    /// *Situação* of a case.
    pub fn status_name(&self, status: CaseStatus) -> &'static str {
        match status {
            CaseStatus::Waiting => self.status_waiting,
            CaseStatus::InService => self.status_in_service,
            CaseStatus::OnHold => self.status_on_hold,
            CaseStatus::Closed => self.status_closed,
            CaseStatus::Merged => self.status_merged,
        }
    }
}

/// A civil time for the attribute `datetime`: `2026-11-21T14:05:09`.
pub(crate) fn machine_time(at: NaiveDateTime) -> String {
    format!("{}T{:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), at.second())
}

/// The hour and the minute of a civil time: `14:05`.
pub(crate) fn hour_and_minute(at: NaiveDateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart_as_the_language_has_it() {
        assert_eq!(Locale::PtBr.integer(0), "0");
        assert_eq!(Locale::PtBr.integer(999), "999");
        assert_eq!(Locale::PtBr.integer(1_234_567), "1.234.567");
        assert_eq!(Locale::En.integer(1_000), "1,000");
    }

    #[test]
    fn sizes_are_short() {
        let sizes = [0, 1, 1023, 1024, 1536, 25 * 1024 * 1024, 3_250_000_000];
        let texts = sizes.map(|size| Locale::PtBr.file_size(size));
        assert_eq!(texts, ["0 B", "1 B", "1023 B", "1 KB", "1,5 KB", "25 MB", "3,1 GB"]);
    }

    #[test]
    fn dates_read_as_people_write_them() {
        let day: NaiveDate = "2026-03-05".parse().expect("a date");
        assert_eq!(Locale::PtBr.date(day), "05/03/2026");
        assert_eq!(Locale::En.date(day), "5\u{a0}Mar\u{a0}2026");
        assert_eq!(Locale::En.long_date(day), "5 March 2026");
        assert_eq!(Locale::En.day_and_month(day), "5 March");
        assert_eq!(Locale::Es.long_date(day), "5 de marzo de 2026");
        assert_eq!(Locale::PtBr.month(Month::of(day)), "março de 2026");
    }
}

//! How civil days and times travel: as numbers between the two halves of the program, as ISO 8601 in texts
//! for people and other programs. Reading numbers needs a fraction of the code that reading dates does,
//! which is a part of every first visit.

/// A civil day: the number of days since 31 December of the year before 1.
pub mod day {
    use chrono::{Datelike, NaiveDate};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes a day.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return day.serialize(serializer);
        }
        day.num_days_from_ce().serialize(serializer)
    }

    /// Reads a day.
    ///
    /// # Errors
    /// Those of the deserializer, and for a day that the calendar does not have.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
        if deserializer.is_human_readable() {
            return NaiveDate::deserialize(deserializer);
        }
        let days = i32::deserialize(deserializer)?;
        NaiveDate::from_num_days_from_ce_opt(days).ok_or_else(|| D::Error::custom("no day of the calendar"))
    }
}

/// A civil time: the number of milliseconds since the begin of 1970.
pub mod time {
    use chrono::{DateTime, NaiveDateTime};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes a time.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(time: &NaiveDateTime, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return time.serialize(serializer);
        }
        time.and_utc().timestamp_millis().serialize(serializer)
    }

    /// Reads a time.
    ///
    /// # Errors
    /// Those of the deserializer, and for a time that the calendar does not have.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDateTime, D::Error> {
        if deserializer.is_human_readable() {
            return NaiveDateTime::deserialize(deserializer);
        }
        let millis = i64::deserialize(deserializer)?;
        let found = DateTime::from_timestamp_millis(millis).map(|time| time.naive_utc());
        found.ok_or_else(|| D::Error::custom("no time of the calendar"))
    }
}

/// A civil time, if there is one.
pub mod optional_time {
    use chrono::NaiveDateTime;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// A civil time with the encoding of [`super::time`].
    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Time(#[serde(with = "super::time")] NaiveDateTime);

    /// Writes a time or none.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(time: &Option<NaiveDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
        time.map(Time).serialize(serializer)
    }

    /// Reads a time or none.
    ///
    /// # Errors
    /// Those of the deserializer, and for a time that the calendar does not have.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<NaiveDateTime>, D::Error> {
        Ok(Option::<Time>::deserialize(deserializer)?.map(|Time(time)| time))
    }
}

/// Reads an ISO 8601 day (`2026-11-29`), without the code for every other way to write one.
pub fn parse_day(text: &str) -> Option<chrono::NaiveDate> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| {
        let digits = &bytes[from..to];
        let value = |sum: u32, digit: &u8| sum * 10 + u32::from(digit - b'0');
        digits.iter().all(u8::is_ascii_digit).then(|| digits.iter().fold(0, value))
    };
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    chrono::NaiveDate::from_ymd_opt(number(0, 4)?.cast_signed(), number(5, 7)?, number(8, 10)?)
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveDateTime};
    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::parse_day;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Civil {
        #[serde(with = "super::day")]
        day: NaiveDate,
        #[serde(with = "super::time")]
        time: NaiveDateTime,
        #[serde(with = "super::optional_time")]
        ended: Option<NaiveDateTime>,
    }

    fn at(seconds: i64) -> NaiveDateTime {
        chrono::DateTime::from_timestamp(seconds, 0).expect("a time").naive_utc()
    }

    #[test]
    fn texts_have_iso_8601() {
        let civil = Civil { day: at(86_400).date(), time: at(1), ended: Some(at(-1)) };
        let json = serde_json::to_string(&civil).expect("JSON");
        let expected = r#"{"day":"1970-01-02","time":"1970-01-01T00:00:01","ended":"1969-12-31T23:59:59"}"#;
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_str::<Civil>(&json).expect("it is read back"), civil);
    }

    #[test]
    fn what_is_no_iso_day_is_none() {
        assert_eq!(parse_day("2028-02-29"), NaiveDate::from_ymd_opt(2028, 2, 29));
        for wrong in
            ["", "2026-02-29", "2026-2-9", "2026-13-01", "29/11/2026", "+026-11-29", "2026-11-29T", "২০২৬-১১"]
        {
            assert_eq!(parse_day(wrong), None, "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn every_day_and_time_is_read_back(seconds in -60_000_000_000_i64..200_000_000_000, is_ended: bool) {
            let civil = Civil { day: at(seconds).date(), time: at(seconds), ended: is_ended.then(|| at(seconds)) };
            let bytes = postcard::to_allocvec(&civil).expect("bytes");
            prop_assert_eq!(&postcard::from_bytes::<Civil>(&bytes).expect("it is read back"), &civil);
            let day = civil.day.to_string();
            let expected = if day.len() == 10 { Some(civil.day) } else { None };
            prop_assert_eq!(parse_day(&day), expected);
        }
    }
}

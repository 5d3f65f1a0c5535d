//! What every source does before it emits an interaction.

use chrono::{DateTime, FixedOffset};
use domain::{NewInteraction, Timestamp, number};

use crate::source::Reason;
use crate::zone::{is_possible, utc};

/// The interaction, if it passes the validation of intake. Whether it is in the future is for the
/// caller to say, who has a clock.
pub(crate) fn valid(interaction: NewInteraction) -> Result<NewInteraction, Reason> {
    let times = [Some(interaction.queued_at), interaction.answered_at, Some(interaction.ended_at)];
    let latest = times.into_iter().flatten().map(Timestamp::from).max();
    interaction.check(latest.unwrap_or_default()).map_err(Reason::BadFields)?;
    Ok(interaction)
}

/// An instant in microseconds since 1970 UTC, in the form of an interaction.
pub(crate) fn instant(micros: i64) -> Result<DateTime<FixedOffset>, Reason> {
    utc(micros).filter(|_| is_possible(micros)).ok_or(Reason::BadTime)
}

/// A text without blanks around; `None` if nothing is left.
pub(crate) fn some_text(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The customer's telephone number, if a text is one: a withheld caller has none.
pub(crate) fn phone(number: &str) -> Option<String> {
    some_text(number).filter(|number| !number::is_no_number(number))
}

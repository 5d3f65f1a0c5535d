//! What the name of a recording's file says.

use std::fmt;

/// The extensions of formats that are accepted; the content decides in the end.
const ACCEPTED: [&str; 5] = ["wav", "wav49", "mp3", "ogg", "m4a"];

/// The name of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingName<'a> {
    /// The ID of a channel of the call.
    id: &'a str,
    /// The ID with what stands before it, which is a system name or something else.
    id_with_prefix: Option<&'a str>,
    /// How the recording was started: `q`, `rg`, `out`, `exten`, `external`, `internal`, `force`,
    /// `ondemand`.
    pub kind: Option<&'a str>,
    /// The number or queue that was called.
    pub destination: Option<&'a str>,
    /// The number or name of the caller.
    pub caller: Option<&'a str>,
    /// The switch's local date and time, `20260302-091640`, for people only.
    pub local_time: Option<&'a str>,
    /// The side, if the file holds one only.
    pub side: Option<Side>,
}

/// One side of a call, of which the other is a file of its own until both are mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What the channel heard.
    In,
    /// What the channel said.
    Out,
}

/// Why a file is no recording that can be matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// The format is not accepted.
    Format,
    /// The name holds no ID of a channel.
    NoId,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => "the format is not accepted; WAV, MP3, Ogg and M4A are",
            Self::NoId => "the name holds no ID of a call",
        })
    }
}

impl std::error::Error for NameError {}

impl<'a> RecordingName<'a> {
    /// Reads the name of a file, with or without folders before it.
    ///
    /// # Errors
    /// Why it cannot be matched with a call.
    ///
    /// ```
    /// use intake::asterisk::recordings::RecordingName;
    ///
    /// let name = RecordingName::read("2026/03/02/q-8001-11900000310-20260302-091640-1772453800.100.wav");
    /// assert_eq!(name.map(|name| name.destination), Ok(Some("8001")));
    /// ```
    pub fn read(path: &'a str) -> Result<Self, NameError> {
        let file = path.rsplit('/').next().unwrap_or(path);
        let (stem, extension) = file.rsplit_once('.').ok_or(NameError::NoId)?;
        let stem_and_side = |suffix: &str, side| stem.strip_suffix(suffix).map(|stem| (stem, Some(side)));
        let (stem, side) = stem_and_side("-in", Side::In)
            .or_else(|| stem_and_side("-out", Side::Out))
            .unwrap_or((stem, None));
        let (before, id) = stem.rsplit_once('-').map_or(("", stem), |(before, id)| (before, id));
        if !is_id(id) {
            return Err(NameError::NoId);
        }
        if !ACCEPTED.iter().any(|accepted| extension.eq_ignore_ascii_case(accepted)) {
            return Err(NameError::Format);
        }
        let mut name = Self {
            id,
            id_with_prefix: None,
            kind: None,
            destination: None,
            caller: None,
            local_time: None,
            side,
        };
        if before.is_empty() {
            return Ok(name);
        }
        let (parties, time, prefix) = before_id(before);
        let prefix_length = prefix.map_or(0, |prefix| prefix.len() + 1);
        name.id_with_prefix = prefix.map(|_| &stem[stem.len() - id.len() - prefix_length..]);
        name.local_time = time;
        // With a time before it, what stands between is the system name, and part of the ID.
        if let (Some(_), Some(whole)) = (time, name.id_with_prefix) {
            (name.id, name.id_with_prefix) = (whole, None);
        }
        let mut parts = parties.splitn(3, '-');
        if let (Some(kind), Some(destination), Some(caller)) = (parts.next(), parts.next(), parts.next()) {
            (name.kind, name.destination, name.caller) = (Some(kind), Some(destination), Some(caller));
        }
        Ok(name)
    }

    /// The ID by which the call is known: that of its queue visit or of its CDR, or the first channel's.
    /// A text before the ID is tried as a system name first.
    pub fn call(&self, is_known: impl Fn(&str) -> bool) -> Option<&'a str> {
        self.id_with_prefix.into_iter().chain([self.id]).find(|id| is_known(id))
    }

    /// The queue in whose visit the recording was made, if the name says so.
    pub fn queue(&self) -> Option<&'a str> {
        self.destination.filter(|_| self.kind == Some("q"))
    }
}

/// What stands before the ID: the parties, the local time, and the text between it and the ID.
fn before_id(before: &str) -> (&str, Option<&str>, Option<&str>) {
    if let Some((parties, time)) = trailing_time(before) {
        return (parties, Some(time), None);
    }
    let (rest, prefix) = before.rsplit_once('-').unwrap_or(("", before));
    match trailing_time(rest) {
        Some((parties, time)) => (parties, Some(time), Some(prefix)),
        None => ("", None, Some(prefix)),
    }
}

/// A local time, `YYYYMMDD-HHMMSS`, at the end of a text, and what stands before it.
fn trailing_time(text: &str) -> Option<(&str, &str)> {
    let start = text.len().checked_sub(15)?;
    let (before, time) = text.split_at_checked(start)?;
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (day, clock) = time.split_once('-')?;
    let is_time = day.len() == 8 && clock.len() == 6 && is_digits(day) && is_digits(clock);
    (is_time && (before.is_empty() || before.ends_with('-'))).then(|| (before.trim_end_matches('-'), time))
}

/// Whether a text is the ID of a channel without a system name: `1772453800.100`.
fn is_id(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(seconds, number)| {
        (9..=11).contains(&seconds.len()) && is_digits(seconds) && is_digits(number)
    })
}

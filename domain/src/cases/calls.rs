//! *Histórico de Ligações*: call attempts of a case and of the cases merged into it.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::paging::Page;
use crate::{CallStatus, CaseId, EndedBy, Millis, Period, Protocol};

/// Filter of call attempts; empty fields match everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFilter {
    /// The result.
    pub status: Option<CallStatus>,
    /// The civil days.
    pub period: Period,
    /// A number in any spelling, or part of its digits.
    pub number: String,
}

/// A call attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRow {
    /// When it was dialled or rang, civil time.
    #[serde(with = "crate::civil::time")]
    pub at: NaiveDateTime,
    /// The other party's number.
    pub number: String,
    /// The result.
    pub status: CallStatus,
    /// The agent of the interaction.
    pub responsible: Option<String>,
    /// Duration of the call in seconds.
    pub duration_s: u64,
    /// How long the customer was on hold, if the source says so; only of the answered attempt.
    pub hold: Option<Millis>,
    /// The side that ended it, if the source says so; only of the answered attempt.
    pub ended_by: Option<EndedBy>,
    /// The interaction it belongs to.
    pub protocol: Protocol,
    /// The case it belongs to: the survivor or a case merged into it.
    pub case: CaseId,
    /// Whether the recording of the interaction is of this attempt.
    pub recorded: bool,
    /// How long the recording is, if that is known and the viewer may play it.
    pub recording_length: Option<Millis>,
    /// Whether the viewer may play the recording.
    pub in_scope: bool,
}

/// A page of the attempts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallList {
    /// The rows, newest first.
    pub rows: Vec<CallRow>,
    /// The page shown.
    pub page: Page,
}

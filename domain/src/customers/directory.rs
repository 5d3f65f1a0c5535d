//! *Clientes* and the page of one person. Counts and dates are of what the viewer sees.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{NamedCustomer, ProposedCustomer};
use crate::CustomerId;
use crate::cases::{CaseInteraction, CaseRow};
use crate::paging::Page;
use crate::survey::Score;

/// Interactions count as recent for this many days.
pub const RECENT_DAYS: i64 = 90;

/// A row of *Clientes*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRow {
    /// The survivor of its family.
    pub id: CustomerId,
    /// Its name; empty if it is unknown.
    pub name: String,
    /// The telephone and WhatsApp numbers of its family as they are written, without repetitions.
    pub numbers: Vec<String>,
    /// Its e-mail address; empty if it is unknown.
    pub email: String,
    /// Its document; empty if it is unknown.
    pub document: String,
    /// How many records its family has besides.
    pub merged: u64,
    /// The beginning of its family's latest interaction, in the operation's civil time.
    #[serde(with = "crate::civil::optional_time")]
    pub last_contact: Option<NaiveDateTime>,
    /// Its family's cases that are not closed.
    pub open_cases: u64,
    /// Its family's interactions of the last [`RECENT_DAYS`].
    pub recent: u64,
    /// The last answer of its family to a survey.
    pub last_score: Option<Score>,
}

/// A page of *Clientes*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerList {
    /// The rows, those with the latest contact first.
    pub rows: Vec<CustomerRow>,
    /// The page among those that were found.
    pub page: Page,
    /// Whether there may be more than were found: a more precise search finds them.
    pub more: bool,
}

/// A person: the survivor of a family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Its record, numbers, counts and latest contact.
    pub customer: ProposedCustomer,
    /// Its cases that are not closed.
    pub open_cases: u64,
    /// Its interactions of the last [`RECENT_DAYS`].
    pub recent: u64,
    /// Its last answer to a survey.
    pub last_score: Option<Score>,
    /// The records that were merged into it.
    pub members: Vec<NamedCustomer>,
    /// Its latest cases in scope.
    pub cases: Vec<CaseRow>,
    /// Its interactions in scope over all channels and cases, newest first.
    pub interactions: Vec<CaseInteraction>,
    /// The page of the interactions.
    pub page: Page,
}

/// What an ID of a customer leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonFound {
    /// The person.
    Person(Box<Person>),
    /// The customer was merged into this one, whose page it is.
    MergedInto(CustomerId),
}

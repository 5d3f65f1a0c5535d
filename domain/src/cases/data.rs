//! *Dados do Caso*: full data of a case and its customer, and their edits.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::case_life::ActionRefusal;
use crate::custom_field::CustomField;
use crate::record::{CaseRecord, CustomerRecord};
use crate::{CaseId, Channel, FieldErrors, Protocol, Revision};

/// Data of the first tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseData {
    /// The customer record.
    pub customer: CustomerRecord,
    /// The revision of the customer record.
    pub customer_revision: Revision,
    /// Telephone and WhatsApp numbers of the customers merged into this one that its record lacks.
    pub other_numbers: Vec<String>,
    /// The case record.
    pub case: CaseRecord,
    /// The revision of the case record.
    pub case_revision: Revision,
    /// When it was opened, civil time.
    #[serde(with = "crate::civil::time")]
    pub opened: NaiveDateTime,
    /// When its first interaction was answered.
    #[serde(with = "crate::civil::optional_time")]
    pub first_answer: Option<NaiveDateTime>,
    /// When it was last updated.
    #[serde(with = "crate::civil::time")]
    pub updated: NaiveDateTime,
    /// When it was closed.
    #[serde(with = "crate::civil::optional_time")]
    pub closed: Option<NaiveDateTime>,
    /// The closed case that it continues.
    pub continues: Option<CaseId>,
    /// The contact reason of the latest interaction in scope that has one.
    pub reason: Option<String>,
    /// Protocol and channel of its newest interactions.
    pub interactions: Vec<(Protocol, Channel)>,
    /// Number of interactions.
    pub interaction_count: u64,
}

/// The active custom fields, in configured order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomFields {
    /// Fields of customers.
    pub customer: Vec<CustomField>,
    /// Fields of cases.
    pub case: Vec<CustomField>,
}

/// Outcome of an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EditOutcome<Record> {
    /// It was saved.
    Saved,
    /// It changes nothing.
    Unchanged,
    /// The record has another revision than the form.
    Conflict {
        /// The current record.
        now: Record,
        /// The current revision.
        revision: Revision,
    },
    /// The viewer may not edit.
    Refused(ActionRefusal),
    /// Validation failed.
    Invalid(FieldErrors),
    /// The case was merged into this one.
    Merged(CaseId),
}

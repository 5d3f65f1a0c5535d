//! Identifiers as types, so that a queue's number can never be passed where an agent's is meant.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

id! {
    /// A person who signs in, or an agent known only from what was imported.
    UserId,
    /// A queue in which interactions waited.
    QueueId,
    /// A reason why customers come.
    ContactReasonId,
    /// A customer.
    CustomerId,
    /// A case; shown as `#1234`.
    CaseId,
    /// A row of the history; people see its [`Protocol`](crate::Protocol) instead.
    InteractionId,
    /// A monitoring group.
    GroupId,
    /// A key of the HTTP API.
    ApiKeyId,
    /// A file of a case.
    AttachmentId,
    /// A survey that a customer was asked to answer.
    SurveyResponseId,
    /// A questionnaire for agents.
    QuestionnaireId,
    /// A business calendar.
    CalendarId,
}

//! ID newtypes, so that a queue's ID cannot be passed where an agent's is expected.

use serde::{Deserialize, Serialize};

use crate::time::number_conversions;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent, no_pg_array))]
        pub struct $name(pub i64);

        number_conversions!($name);
    )+};
}

/// The ID types of single kinds of records, which all convert into an [`ObjectId`].
macro_rules! record_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        id!($($(#[$doc])* $name),+);
        $(
            impl From<$name> for ObjectId {
                fn from(id: $name) -> Self {
                    Self(id.0)
                }
            }
        )+
    };
}

record_ids! {
    /// A user account, or an agent known only from imported interactions.
    UserId,
    /// A queue.
    QueueId,
    /// A contact reason.
    ContactReasonId,
    /// A customer.
    CustomerId,
    /// A case; shown as `#1234`.
    CaseId,
    /// An interaction; users see its [`Protocol`](crate::Protocol) instead.
    InteractionId,
    /// A monitoring group.
    GroupId,
    /// An API key.
    ApiKeyId,
    /// A source: another system whose conversations are read.
    SourceId,
    /// A webhook: another system that is notified.
    WebhookId,
    /// A job: work in the background.
    JobId,
    /// An attachment of a case.
    AttachmentId,
    /// A survey sent to a customer, answered or not.
    SurveyResponseId,
    /// A questionnaire for agents.
    QuestionnaireId,
    /// A business calendar.
    CalendarId,
    /// An SLA policy.
    PolicyId,
    /// A kind of case.
    CaseKindId,
    /// A custom field.
    CustomFieldId,
    /// A survey that can be sent.
    SurveyId,
    /// A saved view.
    SavedViewId,
    /// The only row of the operation's settings.
    OperationId,
}

id! {
    /// A notification of a user.
    NotificationId,
    /// A record of any kind, whose table an [`AuditObject`](crate::AuditObject) tells.
    ObjectId,
}

impl OperationId {
    /// The ID of the only row.
    pub const ONLY: Self = Self(1);
}

//! The IDs of settings records.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use sqlx::{Decode, Postgres, Sqlite, Type};

/// The type of the IDs of a kind of records: a number that is stored, shown and read from addresses.
pub trait RecordId:
    Copy
    + Ord
    + Debug
    + Display
    + FromStr
    + Into<i64>
    + Type<Sqlite>
    + Type<Postgres>
    + for<'r> Decode<'r, Sqlite>
    + for<'r> Decode<'r, Postgres>
    + Send
    + Sync
    + Unpin
    + 'static
{
}

macro_rules! record_ids {
    ($($id:ident),+ $(,)?) => {$(
        impl RecordId for domain::$id {}
    )+};
}

record_ids!(
    ApiKeyId,
    CalendarId,
    CaseKindId,
    ContactReasonId,
    CustomFieldId,
    GroupId,
    OperationId,
    PolicyId,
    QuestionnaireId,
    QueueId,
    SourceId,
    SurveyId,
    UserId,
    WebhookId,
);

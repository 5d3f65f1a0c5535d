//! Bind parameters of a statement and their conversions.

use sqlx::Arguments;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;

/// A bind parameter. Everything that can be stored converts into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Arg {
    /// `NULL`, written into the SQL text: PostgreSQL would need the type of a bound one.
    Null,
    /// A boolean, written into the SQL text: both engines know `TRUE` and `FALSE`.
    Bool(bool),
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    /// An array, for PostgreSQL only; see [`Statement::any`](super::Statement::any).
    Ints(Vec<i64>),
}

impl Arg {
    /// An array, for PostgreSQL only.
    pub(crate) fn array<T: Copy + Into<i64>>(values: &[T]) -> Self {
        Self::Ints(values.iter().map(|value| (*value).into()).collect())
    }
}

/// Implements the conversions of plain types into [`Arg`].
macro_rules! args {
    ($($plain:ty: |$value:ident| $arg:expr;)+) => {$(
        impl From<$plain> for Arg {
            fn from($value: $plain) -> Self {
                $arg
            }
        }
    )+};
}

args! {
    bool: |value| Self::Bool(value);
    i32: |value| Self::Int(value.into());
    u32: |value| Self::Int(value.into());
    u8: |value| Self::Int(value.into());
    i64: |value| Self::Int(value);
    String: |value| Self::Text(storable(value));
    &String: |value| value.clone().into();
    &str: |value| value.to_owned().into();
    Vec<u8>: |value| Self::Bytes(value);
    &Vec<u8>: |value| Self::Bytes(value.clone());
    &[u8]: |value| Self::Bytes(value.to_vec());
}

impl<const N: usize> From<&[u8; N]> for Arg {
    fn from(value: &[u8; N]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

/// A value of an integer column of a [`RowSet`](super::RowSet).
pub(crate) trait Integer {
    /// The stored value; `None` for NULL.
    fn integer(self) -> Option<i64>;
}

impl Integer for i64 {
    fn integer(self) -> Option<i64> {
        Some(self)
    }
}

impl<T: Integer> Integer for Option<T> {
    fn integer(self) -> Option<i64> {
        self.and_then(T::integer)
    }
}

macro_rules! numbers {
    ($($number:ident),+ $(,)?) => {$(
        impl From<domain::$number> for Arg {
            fn from(number: domain::$number) -> Self {
                Self::Int(number.0)
            }
        }

        impl Integer for domain::$number {
            fn integer(self) -> Option<i64> {
                Some(self.0)
            }
        }
    )+};
}

numbers!(
    ApiKeyId,
    AttachmentId,
    CalendarId,
    CaseId,
    ContactReasonId,
    CustomerId,
    GroupId,
    InteractionId,
    JobId,
    NotificationId,
    QuestionnaireId,
    QueueId,
    SavedViewId,
    SourceId,
    WebhookId,
    SurveyResponseId,
    UserId,
    PolicyId,
    CaseKindId,
    CustomFieldId,
    SurveyId,
    OperationId,
    ObjectId,
    Timestamp,
    Millis,
    Revision,
);

impl<T: Into<Arg>> From<Option<T>> for Arg {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Replaces U+0000 by U+FFFD: PostgreSQL rejects it, and SQLite ignores everything after it in
/// comparisons.
fn storable(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// The argument list of one engine.
pub(super) trait EngineArguments: Default {
    fn push(&mut self, arg: Arg) -> Result<(), BoxDynError>;

    fn of(args: Vec<Arg>) -> Result<Self, BoxDynError> {
        let mut list = Self::default();
        for arg in args {
            list.push(arg)?;
        }
        Ok(list)
    }
}

impl EngineArguments for SqliteArguments {
    fn push(&mut self, arg: Arg) -> Result<(), BoxDynError> {
        match arg {
            Arg::Int(value) => Arguments::add(self, value),
            Arg::Text(value) => Arguments::add(self, value),
            Arg::Bytes(value) => Arguments::add(self, value),
            Arg::Ints(_) => Err("SQLite takes no lists".into()),
            Arg::Null | Arg::Bool(_) => Err("written into the text, not bound".into()),
        }
    }
}

impl EngineArguments for PgArguments {
    fn push(&mut self, arg: Arg) -> Result<(), BoxDynError> {
        match arg {
            Arg::Int(value) => Arguments::add(self, value),
            Arg::Text(value) => Arguments::add(self, value),
            Arg::Bytes(value) => Arguments::add(self, value),
            Arg::Ints(values) => Arguments::add(self, values),
            Arg::Null | Arg::Bool(_) => Err("written into the text, not bound".into()),
        }
    }
}

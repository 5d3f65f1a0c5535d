//! Values on their way into a statement.

use sqlx::Arguments;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;

/// A value of a statement. Everything that can be stored converts into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Arg {
    /// No value; written into the text, because PostgreSQL would ask for its type.
    Null,
    /// A truth value; written into the text, where both engines know the word.
    Bool(bool),
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    /// Only PostgreSQL has lists; see [`Statement::any`](super::Statement::any).
    Ints(Vec<i64>),
}

impl From<bool> for Arg {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i32> for Arg {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl From<u32> for Arg {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<u8> for Arg {
    fn from(value: u8) -> Self {
        Self::Int(value.into())
    }
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(storable(value))
    }
}

impl From<&String> for Arg {
    fn from(value: &String) -> Self {
        value.clone().into()
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        value.to_owned().into()
    }
}

impl From<Vec<u8>> for Arg {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl From<&Vec<u8>> for Arg {
    fn from(value: &Vec<u8>) -> Self {
        Self::Bytes(value.clone())
    }
}

impl From<&[u8]> for Arg {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Arg {
    fn from(value: &[u8; N]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

macro_rules! ids {
    ($($id:ident),+ $(,)?) => {$(
        impl From<domain::$id> for Arg {
            fn from(id: domain::$id) -> Self {
                Self::Int(id.0)
            }
        }
    )+};
}

ids!(
    ApiKeyId,
    AttachmentId,
    CalendarId,
    CaseId,
    ContactReasonId,
    CustomerId,
    GroupId,
    InteractionId,
    QuestionnaireId,
    QueueId,
    SurveyResponseId,
    UserId,
);

impl<T: Into<Arg>> From<Option<T>> for Arg {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A text as both engines store it. PostgreSQL has no U+0000, and what SQLite stores behind one is not
/// found again: it becomes U+FFFD, which no name of ours contains.
fn storable(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// An engine's own list of arguments.
pub(super) trait EngineArguments: Sized {
    fn of(args: Vec<Arg>) -> Result<Self, BoxDynError>;
}

impl EngineArguments for SqliteArguments {
    fn of(args: Vec<Arg>) -> Result<Self, BoxDynError> {
        let mut list = Self::default();
        for arg in args {
            match arg {
                Arg::Int(value) => Arguments::add(&mut list, value)?,
                Arg::Text(value) => Arguments::add(&mut list, value)?,
                Arg::Bytes(value) => Arguments::add(&mut list, value)?,
                Arg::Null | Arg::Bool(_) => return Err("written into the text, not bound".into()),
                Arg::Ints(_) => return Err("SQLite takes no lists".into()),
            }
        }
        Ok(list)
    }
}

impl EngineArguments for PgArguments {
    fn of(args: Vec<Arg>) -> Result<Self, BoxDynError> {
        let mut list = Self::default();
        for arg in args {
            match arg {
                Arg::Int(value) => Arguments::add(&mut list, value)?,
                Arg::Text(value) => Arguments::add(&mut list, value)?,
                Arg::Bytes(value) => Arguments::add(&mut list, value)?,
                Arg::Ints(values) => Arguments::add(&mut list, values)?,
                Arg::Null | Arg::Bool(_) => return Err("written into the text, not bound".into()),
            }
        }
        Ok(list)
    }
}

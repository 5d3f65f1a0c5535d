//! The description of a CSV file: which of its columns are which fields of an interaction.
//!
//! It is a JSON file that an operator writes. Every error names the key that is wrong and what to do about
//! it ([`MappingError`]); `docs/csv-mapping.md` describes the keys.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::duration::DurationFormat;
use super::rule::{Column, Condition, Rule};
use super::{check, json};
use crate::lines::Encoding;
use crate::zone::TableZone;

/// What the columns of a CSV file mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    /// The name of the source, if the file is always of the same one.
    pub source: Option<String>,
    /// What stands between two fields; by default the one of `,` `;` and tab that the first line has
    /// most of.
    pub delimiter: Option<char>,
    /// How the bytes are text.
    pub encoding: Encoding,
    /// How many lines before the header or the first row are skipped.
    pub skip_lines: u64,
    /// What every line begins with before its first field.
    pub line_prefix: String,
    /// Whether the first line names the columns. By default yes.
    pub header: bool,
    /// The names of the columns of a file without a header, in their order.
    pub columns: Vec<String>,
    /// Columns that may be missing; they are blank then.
    pub optional_columns: Vec<String>,
    /// The columns that together identify a row; joined by `/`, they are its external ID.
    pub key: Vec<Column>,
    /// Which rows are read: those for which all conditions hold. Others are counted.
    pub rows: Vec<Condition>,
    /// The time zone of times without an offset.
    pub time_zone: Option<TableZone>,
    /// How times are written; the first format that fits is taken. By default ISO 8601, or seconds since
    /// 1970.
    pub time_formats: Vec<String>,
    /// How durations are written; the first format that fits is taken. By default seconds or `h:mm:ss`.
    pub duration_formats: Vec<DurationFormat>,
    /// Where the value of each field comes from.
    #[serde(deserialize_with = "fields")]
    pub fields: BTreeMap<Field, Rule>,
}

impl Default for Mapping {
    fn default() -> Self {
        Self {
            source: None,
            delimiter: None,
            encoding: Encoding::default(),
            skip_lines: 0,
            line_prefix: String::new(),
            header: true,
            columns: Vec::new(),
            optional_columns: Vec::new(),
            key: Vec::new(),
            rows: Vec::new(),
            time_zone: None,
            time_formats: Vec::new(),
            duration_formats: Vec::new(),
            fields: BTreeMap::new(),
        }
    }
}

impl Mapping {
    /// Parses a mapping and checks it.
    ///
    /// # Errors
    /// The first key that is wrong, and the remedy.
    pub fn parse(json: &str) -> Result<Self, MappingError> {
        let json = json.strip_prefix('\u{feff}').unwrap_or(json);
        let mut reader = serde_json::Deserializer::from_str(json);
        let mapping: Self = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let key = error.path().to_string();
            let key = Some(key).filter(|key| key != ".");
            MappingError { key, fault: Fault::Other, remedy: error.inner().to_string() }
        })?;
        reader.end().map_err(|error| MappingError {
            key: None,
            fault: Fault::Other,
            remedy: error.to_string(),
        })?;
        mapping.check()?;
        Ok(mapping)
    }

    /// The mapping as JSON, without what is as by default.
    pub fn to_json(&self) -> String {
        json::of(self)
    }

    /// Checks what must be there, and what contradicts itself.
    ///
    /// # Errors
    /// The first key that is wrong, and the remedy.
    pub fn check(&self) -> Result<(), MappingError> {
        check::check(self)
    }

    /// The rule of a field, if it has one.
    pub(super) fn rule(&self, field: Field) -> Option<&Rule> {
        self.fields.get(&field)
    }

    /// All columns that are named, in no certain order.
    pub(super) fn named_columns(&self) -> impl Iterator<Item = &Column> {
        let of_rules = self.fields.values().flat_map(Rule::columns);
        self.key.iter().chain(self.rows.iter().map(|condition| &condition.column)).chain(of_rules)
    }
}

/// Reads the fields by their names, so that errors can name them.
fn fields<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<Field, Rule>, D::Error> {
    struct ByName;
    impl<'de> Visitor<'de> for ByName {
        type Value = BTreeMap<Field, Rule>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of fields")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut fields = BTreeMap::new();
            while let Some(name) = map.next_key::<String>()? {
                let field = Field::deserialize(de::value::StrDeserializer::<de::value::Error>::new(&name));
                let (field, rule) = map.next_value_seed(RuleOf(field))?;
                if fields.insert(field, rule).is_some() {
                    return Err(de::Error::custom(format!(
                        "{name} is there twice; list its columns in one rule"
                    )));
                }
            }
            Ok(fields)
        }
    }
    deserializer.deserialize_map(ByName)
}

/// The rule of a field. An unknown field is refused where its value is, which the error names.
struct RuleOf(Result<Field, de::value::Error>);

impl<'de> DeserializeSeed<'de> for RuleOf {
    type Value = (Field, Rule);
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(Field, Rule), D::Error> {
        let field = self.0.map_err(de::Error::custom)?;
        Rule::deserialize(deserializer).map(|rule| (field, rule))
    }
}

/// What is wrong with a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingError {
    /// The key, as a path such as `fields.queue.values`; `None` if it is no JSON.
    pub key: Option<String>,
    /// What is wrong with it, for pages, which have words of their own.
    pub fault: Fault,
    /// What is wrong with it, and what to do about it.
    pub remedy: String,
}

/// What is wrong with a key of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No column identifies a row.
    NoKey,
    /// The field is missing that every interaction has.
    NoField(Field),
    /// Nothing says when an interaction began.
    NoBeginning,
    /// Nothing says when an interaction ended.
    NoEnd,
    /// The format of times gives no date with a time.
    TimeFormat(String),
    /// The delimiter is none.
    Delimiter,
    /// The columns are named, and the file has a header too.
    ColumnsWithHeader,
    /// A column is named twice.
    ColumnTwice(String),
    /// The file has no header, and the mapping does not name this column.
    UnknownColumn(String),
    /// The field has no such value.
    UnknownWord(String),
    /// Something that only a mapping has that is written by hand; the remedy says what.
    Other,
}

impl MappingError {
    pub(super) fn at(key: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { key: Some(key.into()), fault: Fault::Other, remedy: remedy.into() }
    }

    /// Says what is wrong for pages.
    pub(super) fn with(self, fault: Fault) -> Self {
        Self { fault, ..self }
    }

    /// The field that is wrong, if it is one.
    pub fn field(&self) -> Option<Field> {
        let path = self.key.as_deref()?.strip_prefix("fields.")?;
        let begins = |name: &String| {
            path.strip_prefix(name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        Field::ALL.into_iter().find(|field| begins(&field.name()))
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "{key}: {}", self.remedy),
            None => f.write_str(&self.remedy),
        }
    }
}

impl std::error::Error for MappingError {}

/// A field of an interaction, or a duration that its times are computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// `queue`
    Queue,
    /// `agent`
    Agent,
    /// `channel`
    Channel,
    /// `direction`
    Direction,
    /// `number`
    Number,
    /// `queued_at`
    QueuedAt,
    /// `answered_at`
    AnsweredAt,
    /// `ended_at`
    EndedAt,
    /// From `queued_at` to the answer, or to the end without one.
    WaitS,
    /// From the answer to the end.
    TalkS,
    /// From `queued_at` to the end.
    TotalS,
    /// `hold_s`
    HoldS,
    /// `wrap_up_s`
    WrapUpS,
    /// `outcome`
    Outcome,
    /// `ended_by`
    EndedBy,
    /// The `status` of the only call of an outbound interaction.
    CallStatus,
    /// `contact_reason`
    ContactReason,
    /// `notes`
    Notes,
    /// `protocol`
    Protocol,
    /// `follows`
    Follows,
    /// `customer.name`
    #[serde(rename = "customer.name")]
    CustomerName,
    /// `customer.phone`
    #[serde(rename = "customer.phone")]
    CustomerPhone,
    /// `customer.email`
    #[serde(rename = "customer.email")]
    CustomerEmail,
    /// `customer.document`
    #[serde(rename = "customer.document")]
    CustomerDocument,
    /// `customer.whatsapp`
    #[serde(rename = "customer.whatsapp")]
    CustomerWhatsapp,
    /// `customer.chat`
    #[serde(rename = "customer.chat")]
    CustomerChat,
    /// `customer.external_id`
    #[serde(rename = "customer.external_id")]
    CustomerExternalId,
    /// `case.external_id`
    #[serde(rename = "case.external_id")]
    CaseExternalId,
    /// `case.kind`
    #[serde(rename = "case.kind")]
    CaseKind,
    /// `case.subject`
    #[serde(rename = "case.subject")]
    CaseSubject,
}

impl Field {
    /// All fields.
    pub const ALL: [Self; 30] = [
        Self::Channel,
        Self::Direction,
        Self::Queue,
        Self::QueuedAt,
        Self::AnsweredAt,
        Self::EndedAt,
        Self::WaitS,
        Self::TalkS,
        Self::TotalS,
        Self::Agent,
        Self::Number,
        Self::Outcome,
        Self::CustomerName,
        Self::CustomerPhone,
        Self::CustomerEmail,
        Self::CustomerDocument,
        Self::CustomerWhatsapp,
        Self::CustomerChat,
        Self::CustomerExternalId,
        Self::ContactReason,
        Self::Notes,
        Self::Protocol,
        Self::CaseExternalId,
        Self::CaseKind,
        Self::CaseSubject,
        Self::EndedBy,
        Self::CallStatus,
        Self::HoldS,
        Self::WrapUpS,
        Self::Follows,
    ];

    /// Whether its value is a time.
    pub fn is_time(self) -> bool {
        matches!(self, Self::QueuedAt | Self::AnsweredAt | Self::EndedAt)
    }

    /// Its name in a mapping.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(name)) => name,
            // A variant without content is always a text.
            _ => String::new(),
        }
    }

    /// The words of a field that has only certain values.
    pub fn words(self) -> Option<Vec<&'static str>> {
        use domain::{CallStatus, Channel, Direction, EndedBy, Outcome};
        Some(match self {
            Self::Channel => Channel::ALL.map(Channel::as_str).to_vec(),
            Self::Direction => Direction::ALL.map(Direction::as_str).to_vec(),
            Self::Outcome => Outcome::ALL.map(Outcome::as_str).to_vec(),
            Self::EndedBy => EndedBy::ALL.map(EndedBy::as_str).to_vec(),
            Self::CallStatus => CallStatus::ALL.map(CallStatus::as_str).to_vec(),
            _ => return None,
        })
    }
}

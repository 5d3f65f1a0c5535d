//! Where the value of a field comes from: columns, constants, value maps and conditions.

use std::collections::BTreeMap;
use std::fmt;

use domain::Direction;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// A column, by its name in the header or by its number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// The name, as the header has it.
    Name(String),
    /// The number, from 1.
    Number(usize),
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Number(number) => write!(f, "number {number}"),
        }
    }
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Name(name) => serializer.serialize_str(name),
            Self::Number(number) => number.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Column;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a column, or its number from 1")
            }
            fn visit_str<E: de::Error>(self, name: &str) -> Result<Column, E> {
                Ok(Column::Name(name.to_owned()))
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Column, E> {
                let fitting = usize::try_from(number).ok().filter(|number| *number > 0);
                fitting.map(Column::Number).ok_or_else(|| {
                    E::invalid_value(de::Unexpected::Unsigned(number), &"the number of a column, from 1")
                })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// The values of a row, by column. A column that may be missing is blank.
pub(super) trait Cells {
    fn cell(&self, column: &Column) -> &str;
}

/// What a rule finds in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A value, which is not blank.
    Value(String),
    /// No value.
    Nothing,
    /// The row is to be left out.
    LeaveOut,
}

/// Where a value comes from: the first choice that gives one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule(pub Vec<Choice>);

/// One place a value may come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Choice {
    /// The column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<Column>,
    /// Several columns, whose values are joined; blank ones are passed over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    /// What stands between the values of several columns; by default a space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join: Option<String>,
    /// A constant; `null` leaves the row out.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "constant")]
    pub value: Option<Constant>,
    /// What values of the file become; `null` leaves the row out. `*` stands for every other value that is
    /// not blank. A value that is not listed stays as it is.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Constant>,
    /// The choice applies only to interactions of this direction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The choice applies only if all of these hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

/// What a mapping says a value is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Option<String>", into = "Option<String>")]
pub enum Constant {
    /// A text; a blank one is no value.
    Text(String),
    /// `null`: the row is left out on purpose.
    LeaveOut,
}

impl From<Option<String>> for Constant {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::LeaveOut, Self::Text)
    }
}

impl From<Constant> for Option<String> {
    fn from(constant: Constant) -> Self {
        match constant {
            Constant::Text(text) => Some(text),
            Constant::LeaveOut => None,
        }
    }
}

/// A constant that is there; by itself, serde takes `null` for an absent one.
fn constant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Constant>, D::Error> {
    Constant::deserialize(deserializer).map(Some)
}

/// A condition on the value of a column. Upper and lower case are the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The column.
    pub column: Column,
    /// The value is one of these.
    #[serde(default, rename = "in", skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<String>>,
    /// The value is none of these.
    #[serde(default, rename = "not_in", skip_serializing_if = "Option::is_none")]
    pub none_of: Option<Vec<String>>,
    /// The value begins with one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_with: Option<Vec<String>>,
}

impl Condition {
    pub(super) fn holds(&self, cells: &impl Cells) -> bool {
        let value = cells.cell(&self.column).to_lowercase();
        let is_in = |texts: &[String]| texts.iter().any(|text| text.to_lowercase() == value);
        let begins = |texts: &[String]| texts.iter().any(|text| value.starts_with(&text.to_lowercase()));
        self.one_of.as_deref().is_none_or(is_in)
            && !self.none_of.as_deref().is_some_and(is_in)
            && self.starts_with.as_deref().is_none_or(begins)
    }
}

impl Rule {
    /// All columns that the rule names.
    pub(super) fn columns(&self) -> impl Iterator<Item = &Column> {
        self.0.iter().flat_map(|choice| {
            let of_conditions = choice.when.iter().map(|condition| &condition.column);
            choice.column.iter().chain(&choice.columns).chain(of_conditions)
        })
    }

    /// What the rule finds in a row of this direction.
    pub(super) fn find(&self, cells: &impl Cells, direction: Option<Direction>) -> Found {
        for choice in &self.0 {
            let is_of_direction = choice.direction.is_none() || choice.direction == direction;
            if !is_of_direction || !choice.when.iter().all(|condition| condition.holds(cells)) {
                continue;
            }
            match choice.find(cells) {
                Found::Nothing => {}
                found => return found,
            }
        }
        Found::Nothing
    }
}

impl Choice {
    fn find(&self, cells: &impl Cells) -> Found {
        let written = match &self.value {
            Some(Constant::LeaveOut) => return Found::LeaveOut,
            Some(Constant::Text(text)) => text.clone(),
            None if self.columns.is_empty() => {
                self.column.as_ref().map_or("", |column| cells.cell(column)).to_owned()
            }
            None => {
                let values = self.columns.iter().map(|column| cells.cell(column));
                let values: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
                values.join(self.join.as_deref().unwrap_or(" "))
            }
        };
        let written = written.trim();
        let other = || self.values.get("*").filter(|_| !written.is_empty());
        match self.values.get(written).or_else(other) {
            Some(Constant::LeaveOut) => Found::LeaveOut,
            Some(Constant::Text(value)) if value.trim().is_empty() => Found::Nothing,
            Some(Constant::Text(value)) => Found::Value(value.trim().to_owned()),
            None if written.is_empty() => Found::Nothing,
            None => Found::Value(written.to_owned()),
        }
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RuleVisitor)
    }
}

/// A rule is a column, an object, or a list of those.
struct RuleVisitor;

const RULE: &str =
    "the name or number of a column, an object such as {\"value\": \"voice\"}, or a list of those";

impl<'de> Visitor<'de> for RuleVisitor {
    type Value = Rule;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(RULE)
    }
    fn visit_str<E: de::Error>(self, name: &str) -> Result<Rule, E> {
        OneChoice.visit_str(name).map(|choice| Rule(vec![choice]))
    }
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Rule, E> {
        OneChoice.visit_u64(number).map(|choice| Rule(vec![choice]))
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Rule, A::Error> {
        OneChoice.visit_map(map).map(|choice| Rule(vec![choice]))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Rule, A::Error> {
        let choices = Vec::<AnyChoice>::deserialize(SeqAccessDeserializer::new(list))?;
        Ok(Rule(choices.into_iter().map(|AnyChoice(choice)| choice).collect()))
    }
}

/// An item of a list of choices.
struct AnyChoice(Choice);

impl<'de> Deserialize<'de> for AnyChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneChoice).map(Self)
    }
}

struct OneChoice;

impl<'de> Visitor<'de> for OneChoice {
    type Value = Choice;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name or number of a column, or an object such as {\"value\": \"voice\"}")
    }
    fn visit_str<E: de::Error>(self, name: &str) -> Result<Choice, E> {
        Ok(Choice { column: Some(Column::Name(name.to_owned())), ..Choice::default() })
    }
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Choice, E> {
        let column = Column::deserialize(de::value::U64Deserializer::new(number))?;
        Ok(Choice { column: Some(column), ..Choice::default() })
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Choice, A::Error> {
        Choice::deserialize(MapAccessDeserializer::new(map))
    }
}

//! *Campos personalizados* where they are filled in: which ones there are for customers and cases, and
//! what an edit makes of them.

use std::collections::BTreeMap;

use domain::custom_field::{CustomField, FieldKind, FieldOwner, edited};
use domain::{FieldErrors, Problem};

use super::surveys::stored_json;
use crate::db::{Statement, Tx};
use crate::scoped::Scoped;
use crate::{Error, Result};

/// The columns of [`FieldRow`], of `custom_field AS f`.
pub(crate) const FIELD_COLUMNS: &str =
    "f.owner, f.key, f.name, f.kind, f.options, f.required, f.position, f.active";

/// A field, as read.
#[derive(sqlx::FromRow)]
pub(crate) struct FieldRow {
    owner: String,
    key: String,
    name: String,
    kind: String,
    options: String,
    required: bool,
    pub(crate) position: i64,
    pub(crate) active: bool,
}

impl FieldRow {
    /// Whose field it is.
    pub(crate) fn owner(&self) -> Result<FieldOwner> {
        let odd = || Error::Corrupt(format!("the owner of a custom field {:?}", self.owner));
        FieldOwner::parse(&self.owner).ok_or_else(odd)
    }

    /// The field itself.
    pub(crate) fn field(self) -> Result<CustomField> {
        let odd = || Error::Corrupt(format!("the kind of a custom field {:?}", self.kind));
        Ok(CustomField {
            kind: FieldKind::parse(&self.kind).ok_or_else(odd)?,
            options: stored_json("options of a custom field", &self.options)?,
            key: self.key,
            name: self.name,
            required: self.required,
        })
    }
}

/// The fields in use of customers and of cases, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomFields {
    /// Those of customers.
    pub customer: Vec<CustomField>,
    /// Those of cases.
    pub case: Vec<CustomField>,
}

impl CustomFields {
    fn of(rows: Vec<FieldRow>) -> Result<Self> {
        let mut fields = Self::default();
        for row in rows {
            match row.owner()? {
                FieldOwner::Customer => fields.customer.push(row.field()?),
                FieldOwner::Case => fields.case.push(row.field()?),
            }
        }
        Ok(fields)
    }
}

impl Scoped<'_> {
    /// The fields that customers and cases have.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn custom_fields(&self) -> Result<CustomFields> {
        CustomFields::of(self.fetch_all(self.fields_in_use()).await?)
    }

    /// The kinds that cases may be given, by name. They are the operation's and the same for everybody:
    /// no queue or group has kinds of its own, and a case that is moved keeps the one it has. What kinds
    /// there are says nothing of anybody's cases; those that cases in scope have are what filters offer
    /// ([`Scoped::case_kinds`]).
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn kinds_offered(&self) -> Result<Vec<String>> {
        let statement = self.statement().with_text("SELECT name FROM case_kind WHERE active");
        let mut kinds: Vec<String> =
            self.fetch_all::<(String,)>(statement).await?.into_iter().map(|(name,)| name).collect();
        kinds.sort_by_cached_key(|name| domain::text::fold(name));
        Ok(kinds)
    }

    fn fields_in_use(&self) -> Statement {
        let mut statement = self.statement();
        statement.text = format!(
            "SELECT {FIELD_COLUMNS} FROM custom_field AS f WHERE f.active ORDER BY f.position, f.name"
        );
        statement
    }

    /// What a record says in its custom fields after an edit, or everything that is wrong with it:
    /// `errors` are what is wrong with its other fields.
    pub(super) async fn edited_fields(
        &self,
        tx: &mut Tx,
        owner: FieldOwner,
        (there, said): (&BTreeMap<String, String>, &BTreeMap<String, String>),
        mut errors: FieldErrors,
    ) -> Result<std::result::Result<BTreeMap<String, String>, FieldErrors>> {
        let fields = CustomFields::of(tx.fetch_all(self.fields_in_use()).await?)?;
        let fields = match owner {
            FieldOwner::Customer => fields.customer,
            FieldOwner::Case => fields.case,
        };
        let custom = edited(&fields, there, said).unwrap_or_else(|bad| {
            errors.0.extend(bad.0);
            BTreeMap::new()
        });
        Ok(errors.into_result().map(|()| custom))
    }

    /// The refusal of a kind that is not offered. What a case is already it may stay.
    pub(super) async fn check_kind(&self, tx: &mut Tx, kind: &str, errors: &mut FieldErrors) -> Result<()> {
        let mut statement = self.statement();
        let name = statement.bind(kind);
        statement.text = format!("SELECT id FROM case_kind WHERE name = {name} AND active");
        if tx.fetch_optional::<(i64,)>(statement).await?.is_none() {
            errors.add("kind", Problem::UnknownValue { allowed: Vec::new() });
        }
        Ok(())
    }
}

/// What custom fields say, from how the database keeps them: a JSON object. Whatever is no text there is
/// shown as it is written.
pub(super) fn custom_fields(json: &str) -> BTreeMap<String, String> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    object.into_iter().map(|(name, value)| (name, text(value))).collect()
}

/// The inverse of [`custom_fields`].
pub(super) fn custom_json(custom: &BTreeMap<String, String>) -> String {
    serde_json::to_string(custom).unwrap_or_else(|_| "{}".to_owned())
}

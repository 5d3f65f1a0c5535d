//! *Campos personalizados*: definitions and values of custom fields of customers and cases.

use std::collections::BTreeMap;

use domain::cases::CustomFields;
use domain::custom_field::{CustomField, FieldKind, FieldOwner, apply_edit};
use domain::{CaseKindId, FieldErrors, Problem};

use crate::Result;
use crate::cases::Cases;
use crate::cases::survey::stored_json;
use crate::db::{Statement, Tx, stored_word};

/// Columns of [`FieldRow`], selected from `custom_field AS f`.
pub(crate) const FIELD_COLUMNS: &str =
    "f.owner, f.key, f.name, f.kind, f.options, f.required, f.position, f.active";

/// A row of `custom_field`.
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
    /// Whether the field belongs to customers or cases.
    pub(crate) fn owner(&self) -> Result<FieldOwner> {
        stored_word("the owner of a custom field", &self.owner, FieldOwner::parse)
    }

    /// The field definition.
    pub(crate) fn field(self) -> Result<CustomField> {
        Ok(CustomField {
            kind: stored_word("the kind of a custom field", &self.kind, FieldKind::parse)?,
            options: stored_json("options of a custom field", &self.options)?,
            key: self.key,
            name: self.name,
            required: self.required,
        })
    }
}

/// The fields of customers, and those of cases.
fn by_owner(rows: Vec<FieldRow>) -> Result<CustomFields> {
    let mut fields = CustomFields::default();
    for row in rows {
        match row.owner()? {
            FieldOwner::Customer => fields.customer.push(row.field()?),
            FieldOwner::Case => fields.case.push(row.field()?),
        }
    }
    Ok(fields)
}

impl Cases<'_> {
    /// The active custom fields of customers and cases.
    pub async fn custom_fields(&self) -> Result<CustomFields> {
        by_owner(self.fetch_all(self.fields_in_use()).await?)
    }

    /// The active kinds of cases, by name, for forms. They are the same for all users: kinds do not
    /// depend on queue or group, and their names reveal nothing about cases out of scope. Filters
    /// offer the kinds of cases in scope instead ([`Cases::kinds`]).
    pub async fn kinds_offered(&self) -> Result<Vec<String>> {
        let statement = self.unrestricted_statement().with_text("SELECT name FROM case_kind WHERE active");
        let mut kinds: Vec<String> =
            self.fetch_all::<(String,)>(statement).await?.into_iter().map(|(name,)| name).collect();
        kinds.sort_by_cached_key(|name| domain::text::fold(name));
        Ok(kinds)
    }

    fn fields_in_use(&self) -> Statement {
        let mut statement = self.unrestricted_statement();
        statement.text = format!(
            "SELECT {FIELD_COLUMNS} FROM custom_field AS f WHERE f.active ORDER BY f.position, f.name"
        );
        statement
    }

    /// The custom fields of a record after an edit, or all field errors; `errors` are those of the
    /// other fields.
    pub(in crate::cases) async fn edited_fields(
        &self,
        tx: &mut Tx,
        owner: FieldOwner,
        (stored, submitted): (&BTreeMap<String, String>, &BTreeMap<String, String>),
        mut errors: FieldErrors,
    ) -> Result<std::result::Result<BTreeMap<String, String>, FieldErrors>> {
        let fields = by_owner(tx.fetch_all(self.fields_in_use()).await?)?;
        let fields = match owner {
            FieldOwner::Customer => fields.customer,
            FieldOwner::Case => fields.case,
        };
        let custom = apply_edit(&fields, stored, submitted).unwrap_or_else(|bad| {
            errors.0.extend(bad.0);
            BTreeMap::new()
        });
        Ok(errors.into_result().map(|()| custom))
    }

    /// Adds a field error if a kind is not active. A case may keep the kind it has.
    pub(in crate::cases) async fn check_kind(
        &self,
        tx: &mut Tx,
        kind: &str,
        errors: &mut FieldErrors,
    ) -> Result<()> {
        let mut statement = self.statement();
        let name = statement.bind(kind);
        statement.text = format!("SELECT id FROM case_kind WHERE name = {name} AND active");
        if tx.fetch_optional::<(CaseKindId,)>(statement).await?.is_none() {
            errors.add("kind", Problem::UnknownValue { allowed: Vec::new() });
        }
        Ok(())
    }
}

/// Parses the stored JSON object of custom fields. Values that are not strings are shown as JSON.
pub(crate) fn custom_fields(json: &str) -> BTreeMap<String, String> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    object.into_iter().map(|(name, value)| (name, text(value))).collect()
}

/// The inverse of [`custom_fields`].
pub(crate) fn custom_json(custom: &BTreeMap<String, String>) -> String {
    serde_json::to_string(custom).unwrap_or_else(|_| "{}".to_owned())
}

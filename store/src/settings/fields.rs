//! *Campos personalizados* in the tables: `custom_field`; options are JSON.

use domain::custom_field::{FieldKind, FieldOwner};
use domain::settings::FieldRecord;
use domain::{AuditObject, FieldErrors, Problem};

use super::record::{Record, Source, json};
use crate::Result;
use crate::cases::{FIELD_COLUMNS, FieldRow};
use crate::db::Statement;

impl Record for FieldRecord {
    const OBJECT: AuditObject = AuditObject::CustomField;
    const TABLE: &'static str = "custom_field";
    const ALONE: bool = true;

    async fn read(source: &mut Source<'_>, id: i64) -> Result<Option<Self>> {
        let mut statement = source.statement();
        let id = statement.bind(id);
        statement.text = format!("SELECT {FIELD_COLUMNS} FROM custom_field AS f WHERE f.id = {id}");
        let Some(row) = source.fetch_optional::<FieldRow>(statement).await? else { return Ok(None) };
        let (owner, position, active) = (row.owner()?, row.position, row.active);
        Ok(Some(Self { owner, field: row.field()?, position, active }))
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        let field = &self.field;
        vec![
            ("owner", statement.bind(self.owner.as_str())),
            ("key", statement.bind(&field.key)),
            ("name", statement.bind(&field.name)),
            ("kind", statement.bind(field.kind.as_str())),
            ("options", statement.bind(json(&field.options))),
            ("required", statement.bind(field.required)),
            ("position", statement.bind(self.position)),
            ("active", statement.bind(self.active)),
        ]
    }

    /// Values are kept under the key, in the form of the kind: neither ever changes, nor whose field
    /// it is. The first name of a field stays its key, so no other one can begin with that name.
    async fn object(
        &self,
        source: &mut Source<'_>,
        id: Option<i64>,
        before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        if let Some(before) = before {
            let kinds = |record: &Self| -> (FieldOwner, FieldKind) { (record.owner, record.field.kind) };
            if kinds(before) != kinds(self) {
                errors.add("kind", Problem::Settled);
            }
            if before.field.key != self.field.key {
                errors.add("name", Problem::Settled);
            }
        }
        let mut statement = source.statement();
        let (owner, key) = (statement.bind(self.owner.as_str()), statement.bind(&self.field.key));
        let (name, own) = (statement.bind(&self.field.name), statement.bind(id.unwrap_or(0)));
        statement.text = format!(
            "SELECT name FROM custom_field WHERE owner = {owner} AND key = {key} AND name <> {name} \
             AND id <> {own}"
        );
        if let Some((name,)) = source.fetch_optional::<(String,)>(statement).await? {
            errors.add("name", Problem::CoveredBy { name });
        }
        Ok(errors)
    }
}

//! *Campos personalizados* in the tables: `custom_field`; options are JSON.

use domain::custom_field::{FieldKind, FieldOwner};
use domain::settings::FieldRecord;
use domain::{AuditObject, FieldErrors, Problem};

use super::record::{Record, Source, json};
use crate::Result;
use crate::cases::{FIELD_COLUMNS, FieldRow};
use crate::scoped::Statement;

impl Record for FieldRecord {
    const OBJECT: AuditObject = AuditObject::CustomField;
    const TABLE: &'static str = "custom_field";
    const ALONE: bool = true;

    async fn read(source: &mut Source<'_>, id: i64) -> Result<Option<Self>> {
        let mut statement = source.statement();
        let id = statement.int(id);
        statement.text = format!("SELECT {FIELD_COLUMNS} FROM custom_field AS f WHERE f.id = {id}");
        let Some(row) = source.optional::<FieldRow>(statement).await? else { return Ok(None) };
        let (owner, position, active) = (row.owner()?, row.position, row.active);
        Ok(Some(Self { owner, field: row.field()?, position, active }))
    }

    fn columns(&self, statement: &mut Statement<'_>) -> Vec<(&'static str, String)> {
        let field = &self.field;
        vec![
            ("owner", statement.text(self.owner.as_str())),
            ("key", statement.text(&field.key)),
            ("name", statement.text(&field.name)),
            ("kind", statement.text(field.kind.as_str())),
            ("options", statement.text(json(&field.options))),
            ("required", Statement::truth(field.required).to_owned()),
            ("position", statement.int(self.position)),
            ("active", Statement::truth(self.active).to_owned()),
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
        let (owner, key) = (statement.text(self.owner.as_str()), statement.text(&self.field.key));
        let (name, own) = (statement.text(&self.field.name), statement.int(id.unwrap_or(0)));
        statement.text = format!(
            "SELECT name FROM custom_field WHERE owner = {owner} AND key = {key} AND name <> {name} \
             AND id <> {own}"
        );
        if let Some((name,)) = source.optional::<(String,)>(statement).await? {
            errors.add("name", Problem::CoveredBy { name });
        }
        Ok(errors)
    }
}

//! Custom fields (*Campos personalizados*), in the table `custom_field`; options are JSON.

use std::collections::BTreeMap;

use domain::custom_field::{FieldKind, FieldOwner};
use domain::settings::{FieldRecord, field_name};
use domain::{AuditObject, CustomFieldId, FieldErrors, Problem};

use super::record::{Executor, Record, json};
use crate::Result;
use crate::cases::{FIELD_COLUMNS, FieldRow};
use crate::db::Statement;

#[derive(sqlx::FromRow)]
struct Row {
    id: CustomFieldId,
    #[sqlx(flatten)]
    field: FieldRow,
}

impl Record for FieldRecord {
    type Id = CustomFieldId;
    const OBJECT: AuditObject = AuditObject::CustomField;
    const TABLE: &'static str = "custom_field";
    const EXCLUSIVE: bool = true;

    async fn read(
        executor: &mut Executor<'_>,
        ids: &[CustomFieldId],
    ) -> Result<BTreeMap<CustomFieldId, Self>> {
        let mut statement = executor.statement();
        let these = statement.any("f.id", ids);
        statement.text = format!("SELECT f.id, {FIELD_COLUMNS} FROM custom_field AS f WHERE {these}");
        let record = |Row { id, field: row }: Row| {
            let (owner, position, active) = (row.owner()?, row.position, row.active);
            Ok((id, Self { owner, field: row.field()?, position, active }))
        };
        executor.fetch_all(statement).await?.into_iter().map(record).collect()
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

    /// Values are stored under the field's key in the format of its kind, so key, kind and owner
    /// never change. The key derives from the first name, which no other field can start with.
    async fn check_in_database(
        &self,
        executor: &mut Executor<'_>,
        id: Option<CustomFieldId>,
        before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        if let Some(before) = before {
            let kinds = |record: &Self| -> (FieldOwner, FieldKind) { (record.owner, record.field.kind) };
            if kinds(before) != kinds(self) {
                errors.add(field_name::KIND, Problem::Immutable);
            }
            if before.field.key != self.field.key {
                errors.add(field_name::NAME, Problem::Immutable);
            }
        }
        let mut statement = executor.statement();
        let (owner, key) = (statement.bind(self.owner.as_str()), statement.bind(&self.field.key));
        let (name, own) = (statement.bind(&self.field.name), statement.bind(id.unwrap_or(CustomFieldId(0))));
        statement.text = format!(
            "SELECT name FROM custom_field WHERE owner = {owner} AND key = {key} AND name <> {name} \
             AND id <> {own}"
        );
        if let Some((name,)) = executor.fetch_optional::<(String,)>(statement).await? {
            errors.add(field_name::NAME, Problem::CoveredBy { name });
        }
        Ok(errors)
    }
}

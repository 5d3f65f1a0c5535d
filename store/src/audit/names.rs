//! Current names of the objects that audit entries refer to by ID.

use std::collections::{BTreeSet, HashMap};

use domain::{AuditObject, CaseId, ObjectId};
use serde_json::Value;

use super::AuditEntry;
use crate::Result;
use crate::scoped::Scoped;
use crate::settings::Settings;

/// The tables that object IDs are resolved in.
const TABLES: [(AuditObject, &str); 5] = [
    (AuditObject::User, "user_account"),
    (AuditObject::Group, "monitoring_group"),
    (AuditObject::Queue, "queue"),
    (AuditObject::Reason, "contact_reason"),
    (AuditObject::Calendar, "business_calendar"),
];

/// The JSON fields that hold IDs of other objects.
const REFERENCES: [(&str, AuditObject); 6] = [
    ("agents", AuditObject::User),
    ("supervisors", AuditObject::User),
    ("groups", AuditObject::Group),
    ("reasons", AuditObject::Reason),
    ("queue", AuditObject::Queue),
    ("calendar", AuditObject::Calendar),
];

/// Current names of objects, and the case that a customer or attachment belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditNames {
    names: HashMap<(AuditObject, ObjectId), String>,
    cases: HashMap<(AuditObject, ObjectId), CaseId>,
}

impl AuditNames {
    /// The name of an object.
    pub fn of(&self, object: AuditObject, id: impl Into<ObjectId>) -> Option<&str> {
        self.names.get(&(object, id.into())).map(String::as_str)
    }

    /// The newest case of a customer, or the case of an attachment.
    pub fn case_of(&self, object: AuditObject, id: impl Into<ObjectId>) -> Option<CaseId> {
        self.cases.get(&(object, id.into())).copied()
    }

    /// The name of the object that a JSON field refers to.
    pub fn referred(&self, field: &str, id: impl Into<ObjectId>) -> Option<&str> {
        let (_, object) = REFERENCES.iter().find(|(name, _)| *name == field)?;
        self.of(*object, id)
    }
}

impl Settings<'_> {
    /// Loads the names that entries refer to.
    pub(super) async fn audit_names(&self, entries: &[AuditEntry]) -> Result<AuditNames> {
        let scoped = self.scoped();
        let mentioned = mentioned(entries);
        let mut names = AuditNames::default();
        for (object, table) in TABLES {
            let ids = mentioned.get(&object);
            for (id, name) in pairs::<String>(scoped, ids, "id", "name", table).await? {
                names.names.insert((object, id), name);
            }
        }
        let customers = mentioned.get(&AuditObject::Customer);
        for (id, case) in pairs::<CaseId>(scoped, customers, "customer_id", "id", "service_case").await? {
            let newest = names.cases.entry((AuditObject::Customer, id)).or_insert(case);
            *newest = case.max(*newest);
        }
        let files = mentioned.get(&AuditObject::Attachment);
        for (id, case) in pairs::<CaseId>(scoped, files, "id", "case_id", "attachment").await? {
            names.cases.insert((AuditObject::Attachment, id), case);
        }
        Ok(names)
    }
}

/// Selects the columns `key` and `wanted` of the rows whose `key` is one of `ids`.
async fn pairs<T>(
    scoped: &Scoped<'_>,
    ids: Option<&BTreeSet<ObjectId>>,
    key: &str,
    wanted: &str,
    table: &str,
) -> Result<Vec<(ObjectId, T)>>
where
    (ObjectId, T): for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>
        + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>
        + Send
        + Unpin,
{
    let Some(ids) = ids else { return Ok(Vec::new()) };
    let ids: Vec<ObjectId> = ids.iter().copied().collect();
    let mut statement = scoped.statement();
    let condition = statement.any(key, &ids);
    statement.text = format!("SELECT {key}, {wanted} FROM {table} WHERE {condition}");
    scoped.fetch_all(statement).await
}

/// The IDs that entries refer to, by kind of object.
fn mentioned(entries: &[AuditEntry]) -> HashMap<AuditObject, BTreeSet<ObjectId>> {
    let mut found: HashMap<AuditObject, BTreeSet<ObjectId>> = HashMap::new();
    for entry in entries {
        if let (Some(object), Ok(id)) = (AuditObject::parse(&entry.object), entry.object_id.parse()) {
            found.entry(object).or_default().insert(id);
        }
        for json in [&entry.before, &entry.after].into_iter().flatten() {
            if let Ok(value) = serde_json::from_str(json) {
                references(&value, &mut found);
            }
        }
    }
    found
}

fn references(value: &Value, found: &mut HashMap<AuditObject, BTreeSet<ObjectId>>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if let Some((_, object)) = REFERENCES.iter().find(|(field, _)| field == name) {
                    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                    found
                        .entry(*object)
                        .or_default()
                        .extend(list.iter().filter_map(Value::as_i64).map(ObjectId));
                }
                references(value, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_wherever_a_record_refers_to_others() {
        let mut found = HashMap::new();
        let record =
            serde_json::json!({ "agents": [1, 2], "scope": { "queue": 3 }, "name": "queue", "x": 9 });
        references(&record, &mut found);
        references(&serde_json::json!({ "queue": "Vendas" }), &mut found);
        assert_eq!(found[&AuditObject::User], BTreeSet::from([ObjectId(1), ObjectId(2)]));
        assert_eq!(found[&AuditObject::Queue], BTreeSet::from([ObjectId(3)]));
        assert_eq!(found.len(), 2);
    }
}

//! What things are called today that entries name by number: entries keep numbers, people read names.

use std::collections::{BTreeSet, HashMap};

use domain::{AuditObject, CaseId};
use serde_json::Value;

use super::AuditEntry;
use crate::Result;
use crate::scoped::Scoped;
use crate::settings::Settings;

/// The tables whose records entries name, and what they are.
const TABLES: [(AuditObject, &str); 4] = [
    (AuditObject::User, "user_account"),
    (AuditObject::Queue, "queue"),
    (AuditObject::Reason, "contact_reason"),
    (AuditObject::Calendar, "business_calendar"),
];

/// The fields of records that hold numbers of others.
const REFERENCES: [(&str, AuditObject); 5] = [
    ("agents", AuditObject::User),
    ("supervisors", AuditObject::User),
    ("reasons", AuditObject::Reason),
    ("queue", AuditObject::Queue),
    ("calendar", AuditObject::Calendar),
];

/// Names of today, and in which case things are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditNames {
    names: HashMap<(AuditObject, i64), String>,
    cases: HashMap<(AuditObject, i64), CaseId>,
}

impl AuditNames {
    /// What the record of a number is called.
    pub fn of(&self, object: AuditObject, id: i64) -> Option<&str> {
        self.names.get(&(object, id)).map(String::as_str)
    }

    /// The newest case of a customer, or that of a file.
    pub fn case_of(&self, object: AuditObject, id: i64) -> Option<CaseId> {
        self.cases.get(&(object, id)).copied()
    }

    /// What the record that a field refers to is called.
    pub fn referred(&self, field: &str, id: i64) -> Option<&str> {
        let (_, object) = REFERENCES.iter().find(|(name, _)| *name == field)?;
        self.of(*object, id)
    }
}

impl Settings<'_> {
    /// The names that entries need to be read.
    ///
    /// # Errors
    /// Where the database fails.
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
        for (id, case) in pairs::<i64>(scoped, customers, "customer_id", "id", "service_case").await? {
            let newest = names.cases.entry((AuditObject::Customer, id)).or_insert(CaseId(case));
            newest.0 = newest.0.max(case);
        }
        let files = mentioned.get(&AuditObject::Attachment);
        for (id, case) in pairs::<i64>(scoped, files, "id", "case_id", "attachment").await? {
            names.cases.insert((AuditObject::Attachment, id), CaseId(case));
        }
        Ok(names)
    }
}

/// Another column of the rows in which a column has one of these numbers.
async fn pairs<T>(
    scoped: &Scoped<'_>,
    ids: Option<&BTreeSet<i64>>,
    key: &str,
    wanted: &str,
    table: &str,
) -> Result<Vec<(i64, T)>>
where
    (i64, T): for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>
        + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>
        + Send
        + Unpin,
{
    let Some(ids) = ids else { return Ok(Vec::new()) };
    let ids: Vec<i64> = ids.iter().copied().collect();
    let mut statement = scoped.statement();
    let condition = statement.any(key, &ids);
    statement.text = format!("SELECT {key}, {wanted} FROM {table} WHERE {condition}");
    scoped.fetch_all(statement).await
}

/// The numbers that entries name, by what they are.
fn mentioned(entries: &[AuditEntry]) -> HashMap<AuditObject, BTreeSet<i64>> {
    let mut found: HashMap<AuditObject, BTreeSet<i64>> = HashMap::new();
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

fn references(value: &Value, found: &mut HashMap<AuditObject, BTreeSet<i64>>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if let Some((_, object)) = REFERENCES.iter().find(|(field, _)| field == name) {
                    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                    found.entry(*object).or_default().extend(list.iter().filter_map(Value::as_i64));
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
        assert_eq!(found[&AuditObject::User], BTreeSet::from([1, 2]));
        assert_eq!(found[&AuditObject::Queue], BTreeSet::from([3]));
        assert_eq!(found.len(), 2);
    }
}

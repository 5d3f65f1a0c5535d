//! Normalisation of stored names at start, and a report of duplicate names.
//!
//! Names that look the same are equal (`domain::text::tidy_name`), but older versions stored
//! invisible characters. Such a name is normalised unless another record has the normalised name
//! already; then both stay and are reported.

use std::collections::{BTreeMap, HashSet};

use domain::ObjectId;
use domain::text::tidy_name;

use crate::accounts::login_key;
use crate::db::Tx;
use crate::{Result, Store};

/// The tables with unique names.
const NAMED: [&str; 4] = ["queue", "contact_reason", "case_kind", "monitoring_group"];

/// Records of a table whose names look the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateName {
    /// The table.
    pub table: &'static str,
    /// The normalised name.
    pub name: String,
    /// The IDs of the records, oldest first.
    pub ids: Vec<ObjectId>,
}

impl Store {
    /// Normalises stored names, unless another record has the normalised name.
    pub(crate) async fn tidy_names(&self) -> Result<()> {
        for table in NAMED {
            for (id, name, tidy) in untidy(self.names(table, "name").await?, tidy_name) {
                let mut tx = Tx::begin(self.db()).await?;
                let mut change = self.db().statement();
                let (to, id) = (change.bind(&tidy), change.bind(id));
                change.text = format!("UPDATE {table} SET name = {to} WHERE id = {id}");
                tx.execute(change).await?;
                // These tables refer to a case kind by its name.
                let naming: &[&str] =
                    if table == "case_kind" { &["service_case", "sla_policy", "questionnaire"] } else { &[] };
                for named in naming {
                    let mut change = self.db().statement();
                    let (to, from) = (change.bind(&tidy), change.bind(&name));
                    change.text = format!("UPDATE {named} SET kind = {to} WHERE kind = {from}");
                    tx.execute(change).await?;
                }
                tx.commit().await?;
            }
        }
        self.tidy_accounts().await
    }

    async fn tidy_accounts(&self) -> Result<()> {
        for (id, _, key) in untidy(self.names("user_account", "login_key").await?, login_key) {
            let mut tx = Tx::begin(self.db()).await?;
            let mut read = self.db().statement();
            read.text = format!("SELECT login, name FROM user_account WHERE id = {}", read.bind(id));
            if let Some((login, name)) = tx.fetch_optional::<(String, String)>(read).await? {
                let mut change = self.db().statement();
                let values =
                    [change.bind(tidy_name(&login)), change.bind(key), change.bind(tidy_name(&name))];
                let [login, key, name] = values;
                let id = change.bind(id);
                change.text = format!(
                    "UPDATE user_account SET login = {login}, login_key = {key}, name = {name} WHERE id = {id}"
                );
                tx.execute(change).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    /// Existing records whose names look the same, for an administrator to rename.
    pub async fn duplicate_names(&self) -> Result<Vec<DuplicateName>> {
        let mut found = Vec::new();
        for table in NAMED {
            found.extend(twins(table, self.names(table, "name").await?, tidy_name));
        }
        found.extend(twins("user_account", self.names("user_account", "login_key").await?, login_key));
        Ok(found)
    }

    async fn names(&self, table: &str, column: &str) -> Result<Vec<(ObjectId, String)>> {
        let mut statement = self.db().statement();
        statement.text = format!("SELECT id, {column} FROM {table} ORDER BY id");
        self.db().fetch_all(statement).await
    }
}

/// The ID, stored name and normalised name of every record whose name can be normalised.
fn untidy(
    names: Vec<(ObjectId, String)>,
    tidied: impl Fn(&str) -> String,
) -> Vec<(ObjectId, String, String)> {
    let mut taken: HashSet<String> = names.iter().map(|(_, name)| name.clone()).collect();
    let mut found = Vec::new();
    for (id, name) in names {
        let tidy = tidied(&name);
        if tidy != name && !tidy.is_empty() && taken.insert(tidy.clone()) {
            found.push((id, name, tidy));
        }
    }
    found
}

fn twins(
    table: &'static str,
    names: Vec<(ObjectId, String)>,
    tidied: impl Fn(&str) -> String,
) -> impl Iterator<Item = DuplicateName> {
    let mut by_name = BTreeMap::<String, Vec<ObjectId>>::new();
    for (id, name) in names {
        by_name.entry(tidied(&name)).or_default().push(id);
    }
    let shared = by_name.into_iter().filter(|(_, ids)| ids.len() > 1);
    shared.map(move |(name, ids)| DuplicateName { table, name, ids })
}

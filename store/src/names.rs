//! Names of what was there before: brought to the form in which names are kept and compared.
//!
//! Two names that look the same are one (`domain::text::tidy_name`). Older versions kept what is not
//! seen; where such a name can be tidied it is, when the program starts; where another record has the
//! tidy name already, both stay and are listed.

use std::collections::{BTreeMap, HashSet};

use domain::text::tidy_name;

use crate::accounts::login_key;
use crate::db::Tx;
use crate::{Result, Store};

/// The records that are known by a name of their own.
const NAMED: [&str; 4] = ["queue", "contact_reason", "case_kind", "monitoring_group"];

/// Records whose names look the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTwin {
    /// Where they are kept.
    pub table: &'static str,
    /// The name, as it is seen.
    pub name: String,
    /// Them, the oldest first.
    pub ids: Vec<i64>,
}

impl Store {
    /// Tidies the names that are kept, where no other record has the tidy name.
    pub(crate) async fn tidy_names(&self) -> Result<()> {
        for table in NAMED {
            for (id, name, tidy) in untidy(self.names(table, "name").await?, tidy_name) {
                let mut tx = Tx::begin(self.db()).await?;
                let mut change = self.db().statement();
                let (to, id) = (change.bind(&tidy), change.bind(id));
                change.text = format!("UPDATE {table} SET name = {to} WHERE id = {id}");
                tx.execute(change).await?;
                // These name a kind of case by its name.
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

    /// Records of before whose names look the same; they are for whoever administers to put in order.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn name_twins(&self) -> Result<Vec<NameTwin>> {
        let mut found = Vec::new();
        for table in NAMED {
            found.extend(twins(table, self.names(table, "name").await?, tidy_name));
        }
        found.extend(twins("user_account", self.names("user_account", "login_key").await?, login_key));
        Ok(found)
    }

    async fn names(&self, table: &str, column: &str) -> Result<Vec<(i64, String)>> {
        let mut statement = self.db().statement();
        statement.text = format!("SELECT id, {column} FROM {table} ORDER BY id");
        self.db().fetch_all(statement).await
    }
}

/// The names that are not tidy and can be: no other record has the tidy one, which is added.
fn untidy(names: Vec<(i64, String)>, tidied: impl Fn(&str) -> String) -> Vec<(i64, String, String)> {
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
    names: Vec<(i64, String)>,
    tidied: impl Fn(&str) -> String,
) -> impl Iterator<Item = NameTwin> {
    let mut by_name = BTreeMap::<String, Vec<i64>>::new();
    for (id, name) in names {
        by_name.entry(tidied(&name)).or_default().push(id);
    }
    let shared = by_name.into_iter().filter(|(_, ids)| ids.len() > 1);
    shared.map(move |(name, ids)| NameTwin { table, name, ids })
}

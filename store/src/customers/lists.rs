//! What was decided about customers, for *Clientes duplicados*: merges in force, pairs who are not
//! one person, and numbers of several persons, newest first.

use domain::customers::{DismissedPair, MergedCustomer, NamedCustomer, SharedNumberMark};
use domain::{CustomerId, Timestamp, zone};

use super::Customers;
use crate::Result;
use crate::history::CUSTOMER_NAME;

/// Rows of each list.
pub(super) const MOST: i64 = 50;

/// Two customers with their names, when it was decided, and by whose hand.
type Decided = (CustomerId, Option<String>, CustomerId, Option<String>, Timestamp, Option<String>);

impl Customers<'_> {
    /// The latest merges in force. `None` for agents.
    pub async fn merged(&self) -> Result<Option<Vec<MergedCustomer>>> {
        if !self.may_merge() {
            return Ok(None);
        }
        let mut statement = self.statement();
        let scope = self.customer_in_scope(&mut statement, "n.merged_into");
        let most = statement.bind(MOST);
        let limit = statement.engine.limit(&most);
        statement.text = format!(
            "SELECT n.id, {}, o.id, {}, m.merged_at, u.name FROM customer_merge AS m \
             JOIN customer AS n ON n.id = m.source_id JOIN customer AS o ON o.id = m.target_id \
             LEFT JOIN user_account AS u ON u.id = m.merged_by \
             WHERE m.undone_at IS NULL AND {scope} ORDER BY m.id DESC {limit}",
            name("n"),
            name("o")
        );
        let rows = self.fetch_all::<Decided>(statement).await?;
        let merged = |(source, source_name, target, target_name, at, by)| MergedCustomer {
            source: NamedCustomer { id: source, name: source_name },
            target: NamedCustomer { id: target, name: target_name },
            at: zone::civil(self.store.zone(), at),
            by,
        };
        Ok(Some(rows.into_iter().map(merged).collect()))
    }

    /// The latest pairs who are not one person. `None` for agents.
    pub async fn dismissed(&self) -> Result<Option<Vec<DismissedPair>>> {
        if !self.may_merge() {
            return Ok(None);
        }
        let mut statement = self.statement();
        let sees_newer = self.customer_in_scope(&mut statement, "coalesce(n.merged_into, n.id)");
        let sees_older = self.customer_in_scope(&mut statement, "coalesce(o.merged_into, o.id)");
        let most = statement.bind(MOST);
        let limit = statement.engine.limit(&most);
        statement.text = format!(
            "SELECT n.id, {}, o.id, {}, x.decided_at, u.name FROM customer_distinct AS x \
             JOIN customer AS n ON n.id = x.newer_id JOIN customer AS o ON o.id = x.older_id \
             LEFT JOIN user_account AS u ON u.id = x.decided_by \
             WHERE {sees_newer} AND {sees_older} ORDER BY x.decided_at DESC, n.id DESC, o.id DESC {limit}",
            name("n"),
            name("o")
        );
        let rows = self.fetch_all::<Decided>(statement).await?;
        let dismissed = |(newer, newer_name, older, older_name, at, by)| DismissedPair {
            newer: NamedCustomer { id: newer, name: newer_name },
            older: NamedCustomer { id: older, name: older_name },
            at: zone::civil(self.store.zone(), at),
            by,
        };
        Ok(Some(rows.into_iter().map(dismissed).collect()))
    }

    /// The latest numbers that were marked as those of several persons, of customers in scope. `None`
    /// for agents.
    pub async fn numbers_of_several(&self) -> Result<Option<Vec<SharedNumberMark>>> {
        if !self.may_merge() {
            return Ok(None);
        }
        let mut statement = self.statement();
        let has = self.has_number(&mut statement, "s.number");
        let most = statement.bind(MOST);
        let limit = statement.engine.limit(&most);
        statement.text = format!(
            "SELECT s.number, s.marked_at, u.name FROM customer_shared_number AS s \
             LEFT JOIN user_account AS u ON u.id = s.marked_by \
             WHERE {has} ORDER BY s.marked_at DESC, s.number {limit}"
        );
        let rows = self.fetch_all::<(String, Timestamp, Option<String>)>(statement).await?;
        let mark = |(number, at, by)| SharedNumberMark { number, at: zone::civil(self.store.zone(), at), by };
        Ok(Some(rows.into_iter().map(mark).collect()))
    }
}

/// The name of the customer with this alias.
fn name(alias: &str) -> String {
    CUSTOMER_NAME.replace("c.", &format!("{alias}."))
}

//! *Não são a mesma pessoa* and *Número de várias pessoas*: what is not proposed again, until it is
//! taken back.

use domain::customers::{DismissalOutcome, Pair};
use domain::{AuditAction, AuditObject, CustomerId, Timestamp};
use serde_json::json;

use super::Customers;
use crate::Result;
use crate::audit::NewAuditEntry;
use crate::db::{Statement, Tx};

impl Customers<'_> {
    /// Stops proposing two customers, and the members of their families, to each other. `None` for
    /// agents, and if one of them does not exist or is out of scope.
    pub async fn dismiss(&self, pair: Pair, now: Timestamp) -> Result<Option<DismissalOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        let Some((newer, older)) = self.survivors_of(&mut tx, pair).await? else { return Ok(None) };
        if newer == older {
            return Ok(Some(DismissalOutcome::Conflict));
        }
        let mut insert = self.statement();
        let (at, by) = (insert.bind(now), insert.bind(self.account()));
        let between = between(&mut insert, newer, older);
        insert.text = format!(
            "INSERT INTO customer_distinct (newer_id, older_id, decided_at, decided_by) \
             SELECT DISTINCT d.newer_id, d.older_id, CAST({at} AS BIGINT), CAST({by} AS BIGINT) \
             FROM customer_duplicate AS d CROSS JOIN customer AS n CROSS JOIN customer AS o \
             WHERE n.id = d.newer_id AND o.id = d.older_id AND {between} \
             ON CONFLICT (newer_id, older_id) DO NOTHING"
        );
        if tx.execute(insert).await? > 0 {
            let entry = decision(newer, older).before(&json!({})).after(&json!({ "distinct_from": older }));
            tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        }
        Ok(Some(DismissalOutcome::Dismissed))
    }

    /// Proposes two customers to each other again; returns whether both are in scope.
    pub async fn take_dismissal_back(&self, pair: Pair, now: Timestamp) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        let Some((newer, older)) = self.survivors_of(&mut tx, pair).await? else { return Ok(false) };
        let mut delete = self.statement();
        let between = between(&mut delete, newer, older);
        let named =
            format!("newer_id = {} AND older_id = {}", delete.bind(pair.newer), delete.bind(pair.older));
        delete.text = format!(
            "DELETE FROM customer_distinct WHERE ({named}) OR (newer_id, older_id) IN (\
             SELECT d.newer_id, d.older_id FROM customer_distinct AS d CROSS JOIN customer AS n \
             CROSS JOIN customer AS o WHERE n.id = d.newer_id AND o.id = d.older_id AND {between})"
        );
        if tx.execute(delete).await? > 0 {
            let entry = decision(newer, older).before(&json!({ "distinct_from": older })).after(&json!({}));
            tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        }
        Ok(true)
    }

    /// Marks a number as that of several persons: it suggests nothing any more. Returns whether a
    /// customer in scope has it.
    pub async fn mark_number(&self, number: &str, now: Timestamp) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        let Some(customer) = self.oldest_at(&mut tx, number).await? else { return Ok(false) };
        let mut insert = self.statement();
        let values = [
            ("number", insert.bind(number)),
            ("marked_at", insert.bind(now)),
            ("marked_by", insert.bind(self.account())),
        ];
        insert.insert("customer_shared_number", values).push("ON CONFLICT (number) DO NOTHING");
        if tx.execute(insert).await? == 0 {
            return Ok(true);
        }
        let mut delete = self.statement();
        let value = delete.bind(number);
        delete.text = format!("DELETE FROM customer_duplicate WHERE value = {value} AND kind = 'number'");
        tx.execute(delete).await?;
        let entry = NewAuditEntry::new(AuditAction::Changed, AuditObject::Customer, customer, number)
            .before(&json!({}))
            .after(&json!({ "shared_number": number }));
        tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        Ok(true)
    }

    /// Takes the mark of a number back, and compares those who have it again. Returns whether a
    /// customer in scope has it.
    pub async fn unmark_number(&self, number: &str, now: Timestamp) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        let Some(customer) = self.oldest_at(&mut tx, number).await? else { return Ok(false) };
        let delete = self.db().statement().delete_where("customer_shared_number", "number", number);
        if tx.execute(delete).await? == 0 {
            return Ok(true);
        }
        let mut insert = self.statement();
        let value = insert.bind(number);
        let at_number = format!(
            "SELECT DISTINCT a.customer_id AS id FROM customer_address AS a \
             WHERE a.kind IN ('phone', 'whatsapp') AND a.address = {value}"
        );
        insert.text = format!(
            "INSERT INTO customer_duplicate (newer_id, older_id, kind, value) \
             SELECT newer.id, older.id, 'number', CAST({value} AS TEXT) FROM ({at_number}) AS newer \
             CROSS JOIN ({at_number} ORDER BY 1 LIMIT 8) AS older WHERE older.id < newer.id \
             ON CONFLICT DO NOTHING"
        );
        tx.execute(insert).await?;
        let entry = NewAuditEntry::new(AuditAction::Changed, AuditObject::Customer, customer, number)
            .before(&json!({ "shared_number": number }))
            .after(&json!({}));
        tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        Ok(true)
    }

    /// SQL predicate: a customer in scope has the number in `column`.
    pub(super) fn has_number(&self, statement: &mut Statement, column: &str) -> String {
        let scope = self.customer_in_scope(statement, "coalesce(has.merged_into, has.id)");
        format!(
            "EXISTS (SELECT 1 FROM customer_address AS a CROSS JOIN customer AS has \
             WHERE a.kind IN ('phone', 'whatsapp') AND a.address = {column} AND has.id = a.customer_id AND {scope})"
        )
    }

    /// The oldest customer with a number, if one who has it is in scope.
    async fn oldest_at(&self, tx: &mut Tx, number: &str) -> Result<Option<CustomerId>> {
        if !self.may_merge() {
            return Ok(None);
        }
        let mut statement = self.statement();
        let value = statement.bind(number);
        let has = self.has_number(&mut statement, &value);
        statement.text = format!(
            "SELECT a.customer_id FROM customer_address AS a WHERE a.kind IN ('phone', 'whatsapp') \
             AND a.address = {value} AND {has} ORDER BY a.customer_id LIMIT 1"
        );
        Ok(tx.fetch_optional::<(CustomerId,)>(statement).await?.map(|(id,)| id))
    }

    /// The survivors of a pair, if both are in scope; locked, so that neither is merged meanwhile.
    async fn survivors_of(&self, tx: &mut Tx, pair: Pair) -> Result<Option<(CustomerId, CustomerId)>> {
        if !self.may_merge() {
            return Ok(None);
        }
        let both = [pair.newer, pair.older];
        self.lock(tx, &both).await?;
        let found = self.survivors(tx, &both).await?;
        let of = |id| found.iter().find(|(one, _)| *one == id).map(|(_, survivor)| *survivor);
        Ok(of(pair.newer).zip(of(pair.older)))
    }
}

/// SQL predicate: of the customers `n` and `o`, one is of the family of each survivor. Within one family,
/// none are.
fn between(statement: &mut Statement, one: CustomerId, other: CustomerId) -> String {
    let (one, other) = (statement.bind(one), statement.bind(other));
    let root = |alias: &str| format!("coalesce({alias}.merged_into, {alias}.id)");
    let (n, o) = (root("n"), root("o"));
    format!("({n} <> {o} AND (({n} = {one} AND {o} = {other}) OR ({n} = {other} AND {o} = {one})))")
}

fn decision(newer: CustomerId, older: CustomerId) -> NewAuditEntry {
    NewAuditEntry::new(AuditAction::Changed, AuditObject::Customer, newer, format!("{newer} ≠ {older}"))
}

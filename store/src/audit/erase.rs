//! Erasure of personal values from the audit trail, for requests under data protection law.
//!
//! Salt and value are deleted; the entry stays with its commitment, which reveals nothing without
//! them. A `details_erased` entry in the same transaction lists what was erased and for which
//! request; any other missing value counts as tampering.

use std::collections::BTreeMap;

use domain::{AuditAction, AuditObject, CustomerId, RequestReference, Timestamp, UserId};

use super::facts::ErasedDetails;
use super::{Actor, NewAuditEntry, Origin};
use crate::db::{Statement, Tx};
use crate::{Result, Store};

/// Maximum number of values erased per entry.
const AT_ONCE: usize = 2_000;

/// SQL predicate: `audit_entry AS e` is a sign-in attempt without an account as its actor.
const ANONYMOUS_SIGN_IN: &str = "e.actor_id IS NULL AND e.object = 'user' \
     AND e.action IN ('sign_in_failed', 'sign_in_blocked', 'password_accepted')";
/// SQL predicate: `audit_detail AS typed` holds the login that was entered.
const TYPED_LOGIN: &str = "typed.field IN ('actor', 'label')";

/// Which values to erase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErasureTarget {
    /// Values about a customer and their cases, interactions and attachments.
    Customer(CustomerId),
    /// Values about the account with this login, and the origins of its actions.
    Account(String),
    /// All values of one entry.
    Entry(i64),
}

/// The outcome of an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erased {
    /// The values were erased.
    Done {
        /// Number of values; 0 if all had been erased before.
        details: u64,
    },
    /// The customer, account or entry does not exist; nothing was erased.
    Unknown(ErasureTarget),
}

impl Store {
    /// Erases values of the audit trail, with the command line as the actor.
    ///
    /// # Errors
    /// If the database fails; values erased before the failure have their entry.
    pub async fn erase_audit_details(
        &self,
        request: &RequestReference,
        targets: &[ErasureTarget],
        now: Timestamp,
    ) -> Result<Erased> {
        let mut wanted = Vec::new();
        for target in targets {
            match self.resolve(target).await? {
                Some(found) => wanted.push(found),
                None => return Ok(Erased::Unknown(target.clone())),
            }
        }
        self.db().overwrite_deleted(true).await?;
        let done = self.erase_all(request, &wanted, now).await;
        self.db().overwrite_deleted(false).await?;
        self.db().empty_log().await?;
        done.map(|details| Erased::Done { details })
    }

    async fn resolve(&self, target: &ErasureTarget) -> Result<Option<ResolvedTarget>> {
        let mut statement = self.db().statement();
        match target {
            ErasureTarget::Customer(customer) => {
                let id = statement.bind(*customer);
                statement.text = format!("SELECT id FROM customer WHERE id = {id}");
                let found: Option<(CustomerId,)> = self.db().fetch_optional(statement).await?;
                Ok(found.map(|(id,)| ResolvedTarget::Customer(id)))
            }
            ErasureTarget::Account(login) => {
                let key = statement.bind(crate::accounts::login_key(login));
                statement.text = format!("SELECT id, login_key FROM user_account WHERE login_key = {key}");
                let Some((user, key)) = self.db().fetch_optional::<(UserId, String)>(statement).await? else {
                    return Ok(None);
                };
                let typed = self.typed_for(&key).await?;
                Ok(Some(ResolvedTarget::Account { user, typed }))
            }
            ErasureTarget::Entry(seq) => {
                let seq = statement.bind(*seq);
                statement.text = format!("SELECT seq FROM audit_entry WHERE seq = {seq}");
                Ok(self
                    .db()
                    .fetch_optional::<(i64,)>(statement)
                    .await?
                    .map(|(seq,)| ResolvedTarget::Entry(seq)))
            }
        }
    }

    /// The spellings of an account's login that were entered at sign-in. Compared here because
    /// lower case in SQL differs between the engines.
    async fn typed_for(&self, key: &str) -> Result<Vec<String>> {
        let mut statement = self.db().statement();
        statement.text = format!(
            "SELECT DISTINCT typed.value FROM audit_entry AS e \
             JOIN audit_detail AS typed ON typed.seq = e.seq WHERE {ANONYMOUS_SIGN_IN} AND {TYPED_LOGIN}"
        );
        let typed = self.db().fetch_all::<(String,)>(statement).await?.into_iter().map(|(typed,)| typed);
        Ok(typed.filter(|typed| crate::accounts::login_key(typed) == key).collect())
    }

    async fn erase_all(
        &self,
        request: &RequestReference,
        wanted: &[ResolvedTarget],
        now: Timestamp,
    ) -> Result<u64> {
        let mut erased = 0;
        for wanted in wanted {
            let mut from = i64::MIN;
            while let Some((details, last)) = self.erase_some(request, wanted, from, now).await? {
                erased += details;
                from = last;
            }
        }
        Ok(erased)
    }

    /// Erases the next values from sequence number `from` on; their number and where to continue.
    async fn erase_some(
        &self,
        request: &RequestReference,
        wanted: &ResolvedTarget,
        from: i64,
        now: Timestamp,
    ) -> Result<Option<(u64, i64)>> {
        let mut tx = Tx::begin(self.db()).await?;
        // Locked first, so that concurrent erasures do not erase the same values.
        tx.head().await?;
        let mut found: Vec<(i64, String)> = tx.fetch_all(self.found(wanted, from)).await?;
        // The last entry may have more values than were read; it is left for the next batch.
        if found.len() == AT_ONCE
            && let Some((last, _)) = found.last().cloned()
        {
            found.retain(|(seq, _)| *seq != last);
        }
        let Some((last, _)) = found.last().cloned() else { return Ok(None) };
        let count = found.len() as u64;
        let mut facts = BTreeMap::<String, Vec<i64>>::new();
        for (seq, field) in found {
            facts.entry(field).or_default().push(seq);
        }
        for (field, entries) in &facts {
            let mut statement = self.db().statement();
            let field = statement.bind(field);
            let entries = statement.any("seq", entries);
            statement.text = format!("DELETE FROM audit_detail WHERE field = {field} AND {entries}");
            tx.execute(statement).await?;
        }
        let entry =
            NewAuditEntry::new(AuditAction::DetailsErased, AuditObject::Audit, request, request.as_str())
                .facts(&ErasedDetails { erased: facts });
        let origin = Origin::command_line();
        tx.commit_with_audit(&Actor::command_line(&origin), vec![entry], now).await?;
        Ok(Some((count, last)))
    }

    fn found(&self, wanted: &ResolvedTarget, from: i64) -> Statement {
        let mut statement = self.db().statement();
        let condition = wanted.condition(&mut statement);
        let from = statement.bind(from);
        statement.text = format!(
            "SELECT d.seq, d.field FROM audit_detail AS d JOIN audit_entry AS e ON e.seq = d.seq \
             WHERE d.seq >= {from} AND ({condition}) ORDER BY d.seq, d.field LIMIT {AT_ONCE}"
        );
        statement
    }
}

/// An [`ErasureTarget`] that exists.
enum ResolvedTarget {
    Customer(CustomerId),
    Account { user: UserId, typed: Vec<String> },
    Entry(i64),
}

impl ResolvedTarget {
    /// SQL predicate: `audit_detail AS d` of `audit_entry AS e` belongs to the target.
    fn condition(&self, statement: &mut Statement) -> String {
        match self {
            Self::Entry(seq) => format!("e.seq = {}", statement.bind(*seq)),
            Self::Customer(customer) => {
                let id = statement.bind(*customer);
                // The whole family: merged customers are one person.
                let family = crate::customers::families_of(&format!("SELECT CAST({id} AS BIGINT) AS id"));
                let cases = format!(
                    "SELECT c.id FROM service_case AS c WHERE c.customer_id IN ({family}) \
                     UNION SELECT i.case_id FROM interaction AS i WHERE i.customer_id IN ({family})"
                );
                format!(
                    "d.field IN ('label', 'before', 'after') AND (\
                     (e.object = 'customer' AND e.object_id IN (SELECT CAST(own.id AS TEXT) FROM ({family}) AS own)) \
                     OR (e.object = 'case' AND e.object_id IN (SELECT CAST(own.id AS TEXT) FROM ({cases}) AS own)) \
                     OR (e.object = 'interaction' AND e.object_id IN \
                     (SELECT i.protocol FROM interaction AS i WHERE i.customer_id IN ({family}))) \
                     OR (e.object = 'attachment' AND e.object_id IN \
                     (SELECT CAST(a.id AS TEXT) FROM attachment AS a WHERE a.case_id IN ({cases}))))"
                )
            }
            Self::Account { user, typed } => {
                let (id, text) = (statement.bind(*user), statement.bind(user.to_string()));
                let typed: Vec<String> = typed.iter().map(|typed| statement.bind(typed)).collect();
                let typed = if typed.is_empty() { "NULL".to_owned() } else { typed.join(", ") };
                // Entries of failed sign-ins hold the entered login instead of an account.
                format!(
                    "(d.field IN ('label', 'before', 'after') AND e.object = 'user' AND e.object_id = {text}) \
                     OR (d.field IN ('actor', 'address', 'user_agent') AND e.actor_id = {id}) \
                     OR ({ANONYMOUS_SIGN_IN} \
                     AND (e.object_id = {text} OR EXISTS (SELECT 1 FROM audit_detail AS typed \
                     WHERE typed.seq = e.seq AND {TYPED_LOGIN} AND typed.value IN ({typed}))))"
                )
            }
        }
    }
}

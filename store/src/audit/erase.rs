//! Erasing personal values of the trail, as the law may demand.
//!
//! Salt and value are deleted; the entry stays with its commitment, which tells nothing any more. What
//! was erased and by whose request is an entry itself, written in the same transaction, and the only
//! reason for which a missing value is not taken for tampering.

use std::collections::BTreeMap;

use domain::{AuditAction, AuditObject, CustomerId, RequestReference, UserId};

use super::facts::ErasedDetails;
use super::{Act, Author, Origin};
use crate::db::{Statement, Tx};
use crate::{Result, Store};

/// Values erased by one entry.
const AT_ONCE: usize = 2_000;

/// The condition that `audit_entry AS e` is about a sign-in attempt without a known account.
const OF_STRANGERS: &str = "e.actor_id IS NULL AND e.object = 'user' \
     AND e.action IN ('sign_in_failed', 'sign_in_blocked', 'password_accepted')";
/// That `audit_detail AS typed` has what they typed as their login.
const TYPED_LOGIN: &str = "typed.field IN ('actor', 'label')";

/// Whose values are to be erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErasureTarget {
    /// What is said of a customer, their cases, interactions and files.
    Customer(CustomerId),
    /// What is said of an account, and from where its acts were done; a login.
    Account(String),
    /// All values of one entry.
    Entry(i64),
}

/// What an erasure did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erased {
    /// So many values are gone; none where they had been erased before.
    Done {
        /// How many.
        details: u64,
    },
    /// There is no such customer, account or entry; nothing was erased.
    Unknown(ErasureTarget),
}

impl Store {
    /// Erases values of the audit trail, on behalf of whoever types commands on the machine.
    ///
    /// # Errors
    /// Where the database fails; what was erased until then has its entry.
    pub async fn erase_audit_details(
        &self,
        request: &RequestReference,
        targets: &[ErasureTarget],
        now: i64,
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

    async fn resolve(&self, target: &ErasureTarget) -> Result<Option<Wanted>> {
        let mut statement = self.db().statement();
        match target {
            ErasureTarget::Customer(customer) => {
                let id = statement.bind(customer.0);
                statement.text = format!("SELECT id FROM customer WHERE id = {id}");
                Ok(self
                    .db()
                    .fetch_optional::<(i64,)>(statement)
                    .await?
                    .map(|(id,)| Wanted::Customer(CustomerId(id))))
            }
            ErasureTarget::Account(login) => {
                let key = statement.bind(crate::accounts::login_key(login));
                statement.text = format!("SELECT id, login_key FROM user_account WHERE login_key = {key}");
                let Some((id, key)) = self.db().fetch_optional::<(i64, String)>(statement).await? else {
                    return Ok(None);
                };
                let typed = self.typed_for(&key).await?;
                Ok(Some(Wanted::Account { user: UserId(id), typed }))
            }
            ErasureTarget::Entry(seq) => {
                let seq = statement.bind(*seq);
                statement.text = format!("SELECT seq FROM audit_entry WHERE seq = {seq}");
                Ok(self.db().fetch_optional::<(i64,)>(statement).await?.map(|(seq,)| Wanted::Entry(seq)))
            }
        }
    }

    /// The spellings of an account's login that were typed at the sign-in. They are compared here: what
    /// SQL calls lower case differs from engine to engine.
    async fn typed_for(&self, key: &str) -> Result<Vec<String>> {
        let mut statement = self.db().statement();
        statement.text = format!(
            "SELECT DISTINCT typed.value FROM audit_entry AS e \
             JOIN audit_detail AS typed ON typed.seq = e.seq WHERE {OF_STRANGERS} AND {TYPED_LOGIN}"
        );
        let typed = self.db().fetch_all::<(String,)>(statement).await?.into_iter().map(|(typed,)| typed);
        Ok(typed.filter(|typed| crate::accounts::login_key(typed) == key).collect())
    }

    async fn erase_all(&self, request: &RequestReference, wanted: &[Wanted], now: i64) -> Result<u64> {
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

    /// Erases the next values from an entry on; how many they were and from where to go on.
    async fn erase_some(
        &self,
        request: &RequestReference,
        wanted: &Wanted,
        from: i64,
        now: i64,
    ) -> Result<Option<(u64, i64)>> {
        let mut tx = Tx::begin(self.db()).await?;
        // Held from the start: nobody else erases the same values.
        tx.head(self.db()).await?;
        let mut found: Vec<(i64, String)> = tx.fetch_all(self.found(wanted, from)).await?;
        // The last entry may have more values than were read; it has its turn next.
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
        let act = Act::new(AuditAction::DetailsErased, AuditObject::Audit, request, request.as_str())
            .facts(&ErasedDetails { erased: facts });
        let origin = Origin::command_line();
        let author = Author::command_line(self.db(), &origin);
        tx.commit_with(&author, vec![act], now).await?;
        Ok(Some((count, last)))
    }

    fn found(&self, wanted: &Wanted, from: i64) -> Statement {
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

/// A target that is there.
enum Wanted {
    Customer(CustomerId),
    Account { user: UserId, typed: Vec<String> },
    Entry(i64),
}

impl Wanted {
    /// Which values of `audit_detail AS d` and entries of `audit_entry AS e` are meant.
    fn condition(&self, statement: &mut Statement) -> String {
        match self {
            Self::Entry(seq) => format!("e.seq = {}", statement.bind(*seq)),
            Self::Customer(customer) => {
                let (id, text) = (statement.bind(customer.0), statement.bind(customer.to_string()));
                let cases = format!(
                    "SELECT c.id FROM service_case AS c WHERE c.customer_id = {id} \
                     UNION SELECT i.case_id FROM interaction AS i WHERE i.customer_id = {id}"
                );
                format!(
                    "d.field IN ('label', 'before', 'after') AND (\
                     (e.object = 'customer' AND e.object_id = {text}) \
                     OR (e.object = 'case' AND e.object_id IN (SELECT CAST(own.id AS TEXT) FROM ({cases}) AS own)) \
                     OR (e.object = 'interaction' AND e.object_id IN \
                     (SELECT i.protocol FROM interaction AS i WHERE i.customer_id = {id})) \
                     OR (e.object = 'attachment' AND e.object_id IN \
                     (SELECT CAST(a.id AS TEXT) FROM attachment AS a WHERE a.case_id IN ({cases}))))"
                )
            }
            Self::Account { user, typed } => {
                let (id, text) = (statement.bind(user.0), statement.bind(user.to_string()));
                let typed: Vec<String> = typed.iter().map(|typed| statement.bind(typed)).collect();
                let typed = if typed.is_empty() { "NULL".to_owned() } else { typed.join(", ") };
                // Who is refused has no account in the entry, only what was typed.
                format!(
                    "(d.field IN ('label', 'before', 'after') AND e.object = 'user' AND e.object_id = {text}) \
                     OR (d.field IN ('actor', 'address', 'user_agent') AND e.actor_id = {id}) \
                     OR ({OF_STRANGERS} \
                     AND (e.object_id = {text} OR EXISTS (SELECT 1 FROM audit_detail AS typed \
                     WHERE typed.seq = e.seq AND {TYPED_LOGIN} AND typed.value IN ({typed}))))"
                )
            }
        }
    }
}

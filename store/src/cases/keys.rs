//! The names and documents of customers as searches compare them.
//!
//! Who writes a customer writes both beside the name and the document; triggers keep the single
//! words of the name in `customer_name_word`. Customers who were there before the two columns get
//! them here, once: an index holds those who lack one, so that asking again costs nothing.

use domain::identity;
use domain::text::words;

use crate::db::Tx;
use crate::{Db, Result};

/// Customers that are filled in one transaction: not many, since nobody else may write meanwhile.
const BATCH: i64 = 1_000;

/// A customer without a key, with what it is made of.
type Unkeyed = (i64, Option<String>, Option<String>);

/// A name as searches compare it: its words, a blank between them. The triggers of the tables take
/// it apart there.
pub fn name_key(name: &str) -> String {
    words(name).join(" ")
}

/// A document as searches compare it. One of marks alone has a key, too, which nothing is equal to:
/// without one it would be asked for again and again.
pub fn document_key(document: &str) -> String {
    identity::key(document).unwrap_or_default()
}

/// Fills what is missing.
pub(crate) async fn fill_search_keys(db: &Db) -> Result<()> {
    loop {
        let customers = unkeyed(db).await?;
        if customers.is_empty() {
            return Ok(());
        }
        fill(db, &customers).await?;
    }
}

async fn unkeyed(db: &Db) -> Result<Vec<Unkeyed>> {
    let mut statement = db.statement();
    let limit = statement.bind(BATCH);
    statement.text = format!(
        "SELECT id, name, document FROM customer \
         WHERE (name IS NOT NULL AND name_key IS NULL) OR (document IS NOT NULL AND document_key IS NULL) \
         LIMIT {limit}"
    );
    db.fetch_all(statement).await
}

/// A customer who was renamed in the meantime has their keys already and is left alone.
async fn fill(db: &Db, customers: &[Unkeyed]) -> Result<()> {
    let mut tx = Tx::begin(db).await?;
    for (id, name, document) in customers {
        let mut update = tx.statement();
        let keys = [
            ("name_key", update.bind(name.as_deref().map(name_key))),
            ("document_key", update.bind(document.as_deref().map(document_key))),
        ];
        let id = update.bind(*id);
        let (name, document) = (update.bind(name.as_deref()), update.bind(document.as_deref()));
        update.update("customer", keys).push(&format!(
            "WHERE id = {id} AND coalesce(name, '') = coalesce({name}, '') \
             AND coalesce(document, '') = coalesce({document}, '')"
        ));
        tx.execute(update).await?;
    }
    tx.commit().await
}

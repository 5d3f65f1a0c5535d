//! Search keys of the names and documents of customers.
//!
//! Every write of a customer also writes both keys; triggers maintain the single words of the name
//! in `customer_name_word`. Customers stored before these columns existed are filled once here; a
//! partial index on missing keys makes the check cheap.

use domain::text::words;
use domain::{CustomerId, identity};

use crate::db::Tx;
use crate::{Db, Result};

/// Customers per transaction: few, because other writers wait on SQLite.
const BATCH: i64 = 1_000;

/// ID, name and document of a customer without keys.
type Unkeyed = (CustomerId, Option<String>, Option<String>);

/// The search key of a name: its normalised words separated by spaces, at which the triggers split
/// it.
pub fn name_key(name: &str) -> String {
    words(name).join(" ")
}

/// The search key of a document. One without letters and digits gets an empty key, which no search
/// matches; without a key, it would be filled again and again.
pub fn document_key(document: &str) -> String {
    identity::key(document).unwrap_or_default()
}

/// Fills missing search keys.
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

/// Skips customers renamed in the meantime: they have their keys already.
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

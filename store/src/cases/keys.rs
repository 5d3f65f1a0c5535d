//! The names and documents of customers as searches compare them.
//!
//! Who writes a customer writes both beside the name and the document; triggers keep the single
//! words of the name in `customer_name_word`. Customers who were there before the two columns get
//! them here, once: an index holds those who lack one, so that asking again costs nothing.

use domain::identity;
use domain::text::words;

use crate::db::{read, write};
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
    Ok(read!(db, |pool, Engine| {
        sqlx::query_as(
            "SELECT id, name, document FROM customer \
             WHERE (name IS NOT NULL AND name_key IS NULL) OR (document IS NOT NULL AND document_key IS NULL) \
             LIMIT $1",
        )
        .bind(BATCH)
        .fetch_all(pool)
        .await?
    }))
}

/// A customer who was renamed in the meantime has their keys already and is left alone.
async fn fill(db: &Db, customers: &[Unkeyed]) -> Result<()> {
    write!(db, |pool, Engine| {
        let mut tx = pool.begin().await?;
        for (id, name, document) in customers {
            sqlx::query(
                "UPDATE customer SET name_key = $2, document_key = $3 WHERE id = $1 \
                 AND coalesce(name, '') = coalesce($4, '') AND coalesce(document, '') = coalesce($5, '')",
            )
            .bind(id)
            .bind(name.as_deref().map(name_key))
            .bind(document.as_deref().map(document_key))
            .bind(name.as_deref())
            .bind(document.as_deref())
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
    });
    Ok(())
}

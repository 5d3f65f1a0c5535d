//! Comparison of the customers that were stored before `customer_duplicate`: in steps of one
//! transaction each, from the place that `customer_comparison` holds. An interrupted run goes on
//! there. Customers who arrive meanwhile are compared by the triggers.

use domain::CustomerId;

use crate::db::Tx;
use crate::{Db, Result};

/// Customers per transaction: few, because other writers wait on SQLite.
const BATCH: i64 = 1_000;

/// With how many of the oldest customers with the same value each is compared, less one.
const OLDEST: i64 = 7;

/// Compares the customers of before.
pub(crate) async fn compare_existing(db: &Db) -> Result<()> {
    while step(db).await? {}
    Ok(())
}

/// One step; returns whether there are more.
async fn step(db: &Db) -> Result<bool> {
    let text = "SELECT next_id, last_id FROM customer_comparison WHERE next_id <= last_id";
    // The common case needs no transaction.
    if db.fetch_optional::<(CustomerId, CustomerId)>(db.statement().with_text(text)).await?.is_none() {
        return Ok(false);
    }
    let mut tx = Tx::begin(db).await?;
    let mut statement = tx.statement();
    statement.text = format!(
        "SELECT k.next_id, k.last_id FROM customer_comparison AS k WHERE k.next_id <= k.last_id {}",
        db.engine().for_update("k")
    );
    let Some((from, last)) = tx.fetch_optional::<(CustomerId, CustomerId)>(statement).await? else {
        tx.rollback().await?;
        return Ok(false);
    };
    let end = CustomerId(from.0 + BATCH);
    for (kind, others) in [
        ("number", NUMBERS.to_owned()),
        ("document", equal("c.document_key", "c.document_key <> ''")),
        ("email", equal("lower(trim(c.email))", "c.email IS NOT NULL AND trim(c.email) <> ''")),
    ] {
        let mut insert = tx.statement();
        let (from, end, skipped) = (insert.bind(from), insert.bind(end), insert.bind(OLDEST));
        let pairs = others.replace(":from", &from).replace(":end", &end).replace(":skipped", &skipped);
        insert.text = format!(
            "INSERT INTO customer_duplicate (newer_id, older_id, kind, value) \
             SELECT DISTINCT pair.newer_id, pair.older_id, '{kind}', pair.value FROM ({pairs}) AS pair \
             WHERE NOT EXISTS (SELECT 1 FROM customer_duplicate AS d WHERE d.newer_id = pair.newer_id \
             AND d.older_id = pair.older_id AND d.kind = '{kind}' AND d.value = pair.value) \
             ON CONFLICT DO NOTHING"
        );
        tx.execute(insert).await?;
    }
    let mut update = tx.statement();
    let next = update.bind(end);
    update.text = format!("UPDATE customer_comparison SET next_id = {next}");
    tx.execute(update).await?;
    tx.commit().await?;
    Ok(end <= last)
}

/// Query of the pairs of a batch that share a number.
const NUMBERS: &str = "SELECT a.customer_id AS newer_id, o.customer_id AS older_id, a.address AS value \
     FROM customer_address AS a CROSS JOIN customer_address AS o \
     WHERE a.customer_id >= :from AND a.customer_id < :end AND a.kind IN ('phone', 'whatsapp') \
     AND substr(a.address, 1, 1) = '+' AND o.kind IN ('phone', 'whatsapp') AND o.address = a.address \
     AND o.customer_id < a.customer_id AND o.customer_id <= coalesce(\
     (SELECT x.customer_id FROM customer_address AS x WHERE x.kind = o.kind AND x.address = a.address \
     ORDER BY x.customer_id LIMIT 1 OFFSET :skipped), 9223372036854775807) \
     AND NOT EXISTS (SELECT 1 FROM customer_shared_number AS s WHERE s.number = a.address)";

/// Query of the pairs of a batch that share a value of the customer `c`.
fn equal(value: &str, is_given: &str) -> String {
    let of = |alias: &str, text: &str| text.replace("c.", &format!("{alias}."));
    format!(
        "SELECT c.id AS newer_id, o.id AS older_id, {value} AS value FROM customer AS c CROSS JOIN customer AS o \
         WHERE c.id >= :from AND c.id < :end AND {is_given} AND {} = {value} AND {} AND o.id < c.id \
         AND o.id <= coalesce((SELECT x.id FROM customer AS x WHERE {} = {value} AND {} \
         ORDER BY x.id LIMIT 1 OFFSET :skipped), 9223372036854775807)",
        of("o", value),
        of("o", is_given),
        of("x", value),
        of("x", is_given),
    )
}

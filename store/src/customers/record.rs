//! The record of a customer in a transaction: locked, read and written.

use domain::record::CustomerRecord;
use domain::{CaseId, CustomerId, Revision, Timestamp};

use crate::Result;
use crate::cases::{custom_fields, custom_json, name_key};
use crate::db::{Statement, Tx};

/// The columns of [`RecordRow`], of `customer AS c`.
pub(super) const RECORD_COLUMNS: &str =
    "c.id, c.revision, c.merged_into, c.name, c.phone, c.email, c.document, c.whatsapp, c.chat, c.custom";

/// The record of a customer, with its revision and link.
#[derive(sqlx::FromRow)]
pub(crate) struct RecordRow {
    pub(crate) id: CustomerId,
    pub(crate) revision: Revision,
    pub(crate) merged_into: Option<CustomerId>,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    document: Option<String>,
    whatsapp: Option<String>,
    chat: Option<String>,
    custom: String,
}

impl RecordRow {
    /// The record.
    pub(crate) fn record(self) -> CustomerRecord {
        CustomerRecord {
            name: self.name.unwrap_or_default(),
            phone: self.phone.unwrap_or_default(),
            email: self.email.unwrap_or_default(),
            document: self.document.unwrap_or_default(),
            whatsapp: self.whatsapp.unwrap_or_default(),
            chat: self.chat.unwrap_or_default(),
            custom: custom_fields(&self.custom),
        }
        .tidied()
    }
}

/// Locks the record that a case shows: that of the survivor of its customer.
pub(crate) async fn lock_record_of_case(tx: &mut Tx, case: CaseId) -> Result<Option<RecordRow>> {
    let mut statement = tx.statement();
    let case = statement.bind(case);
    statement.text = format!(
        "SELECT {RECORD_COLUMNS} FROM customer AS c WHERE c.id = (\
         SELECT coalesce(own.merged_into, own.id) FROM service_case AS s \
         JOIN customer AS own ON own.id = s.customer_id WHERE s.id = {case}) {}",
        tx.engine().for_update("c")
    );
    tx.fetch_optional(statement).await
}

/// Locks and reads these records.
pub(super) async fn lock_records(tx: &mut Tx, customers: &[CustomerId]) -> Result<Vec<RecordRow>> {
    let mut statement: Statement = tx.statement();
    let asked = statement.any("c.id", customers);
    statement.text = format!(
        "SELECT {RECORD_COLUMNS} FROM customer AS c WHERE {asked} ORDER BY c.id {}",
        tx.engine().for_no_key_update("c")
    );
    tx.fetch_all(statement).await
}

/// Writes a record with its search keys and the next revision. A customer with a family gets the
/// search key of its name from [`refresh_names`](super::refresh_names).
pub(crate) async fn save_record(
    tx: &mut Tx,
    id: CustomerId,
    record: &CustomerRecord,
    now: Timestamp,
) -> Result<()> {
    let mut change = tx.statement();
    let fields = [
        ("name", non_empty(&record.name)),
        ("name_key", non_empty(&record.name).map(|name| name_key(&name))),
        ("phone", non_empty(&record.phone)),
        ("email", non_empty(&record.email)),
        ("document", non_empty(&record.document)),
        ("document_key", domain::identity::key(&record.document)),
        ("whatsapp", non_empty(&record.whatsapp)),
        ("chat", non_empty(&record.chat)),
    ];
    let mut values: Vec<(&str, String)> =
        fields.into_iter().map(|(column, value)| (column, change.bind(value.as_deref()))).collect();
    values.push(("custom", change.bind(custom_json(&record.custom))));
    values.push(("updated_at", change.bind(now)));
    values.push(("revision", "revision + 1".to_owned()));
    let id = change.bind(id);
    change.update("customer", values).push(&format!("WHERE id = {id}"));
    tx.execute(change).await?;
    Ok(())
}

fn non_empty(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

//! *Dados do Caso*: full data of a case and its customer.

use std::collections::HashSet;

use domain::cases::CaseData;
use domain::number::canonical;
use domain::record::{CaseRecord, CustomerRecord};
use domain::{CaseId, Channel, CustomerId, Protocol, QueueId, Revision, Timestamp, zone};

use crate::Result;
use crate::cases::Cases;
use crate::cases::edit::custom::custom_fields;
use crate::cases::family;
use crate::history::{coded, stored_protocol};

/// Maximum number of protocols shown.
const PROTOCOLS: i64 = 12;

#[derive(sqlx::FromRow)]
struct Row {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    document: Option<String>,
    whatsapp: Option<String>,
    chat: Option<String>,
    customer_custom: String,
    customer_id: CustomerId,
    customer_revision: Revision,
    kind: Option<String>,
    subject: Option<String>,
    queue_id: Option<QueueId>,
    custom: String,
    revision: Revision,
    opened_at: Timestamp,
    updated_at: Timestamp,
    closed_at: Option<Timestamp>,
    continues: Option<CaseId>,
    first_answer: Option<Timestamp>,
    reason: Option<String>,
    interaction_count: i64,
    protocol: Option<String>,
    channel: Option<i16>,
}

impl Cases<'_> {
    /// The data of a survivor. `None` if it is out of scope.
    pub async fn data(&self, case: CaseId) -> Result<Option<CaseData>> {
        let mut statement = self.statement();
        let id = statement.bind(case);
        let family = family(&mut statement, case);
        let scope = self.alias_in_scope(&mut statement, "s");
        let reads = self.content_in_scope(&mut statement, "i");
        let most = statement.bind(PROTOCOLS);
        let at_most = statement.engine.limit(&most);
        statement.text = format!(
            "SELECT c.name, c.phone, c.email, c.document, c.whatsapp, c.chat, c.custom AS customer_custom, \
             c.id AS customer_id, c.revision AS customer_revision, s.kind, s.subject, s.queue_id, s.custom, s.revision, s.opened_at, \
             s.updated_at, s.closed_at, s.continues, \
             (SELECT min(coalesce(i.first_reply_at, i.answered_at)) FROM interaction AS i WHERE i.case_id IN ({family})) AS first_answer, \
             (SELECT r.name FROM interaction AS i JOIN contact_reason AS r ON r.id = i.contact_reason_id \
              WHERE i.case_id IN ({family}) AND {reads} ORDER BY i.queued_at DESC, i.id DESC LIMIT 1) AS reason, \
             (SELECT count(*) FROM interaction AS i WHERE i.case_id IN ({family})) AS interaction_count, \
             latest.protocol, latest.channel \
             FROM service_case AS s JOIN customer AS owner ON owner.id = s.customer_id \
             JOIN customer AS c ON c.id = coalesce(owner.merged_into, owner.id) LEFT JOIN ( \
              SELECT i.protocol, i.channel, i.queued_at, i.id FROM interaction AS i WHERE i.case_id IN ({family}) \
              ORDER BY i.queued_at DESC, i.id DESC {at_most}) AS latest ON TRUE \
             WHERE s.id = {id} AND {scope} ORDER BY latest.queued_at DESC, latest.id DESC"
        );
        let rows = self.fetch_all::<Row>(statement).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let civil = |at: Timestamp| zone::civil(self.store.zone(), at);
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let customer = CustomerRecord {
            name: text(&first.name),
            phone: text(&first.phone),
            email: text(&first.email),
            document: text(&first.document),
            whatsapp: text(&first.whatsapp),
            chat: text(&first.chat),
            custom: custom_fields(&first.customer_custom),
        }
        .tidied();
        Ok(Some(CaseData {
            other_numbers: self.other_numbers(first.customer_id, &customer).await?,
            customer,
            customer_revision: first.customer_revision,
            case: CaseRecord {
                kind: text(&first.kind),
                subject: text(&first.subject),
                queue: first.queue_id,
                custom: custom_fields(&first.custom),
            },
            case_revision: first.revision,
            opened: civil(first.opened_at),
            first_answer: first.first_answer.map(civil),
            updated: civil(first.updated_at),
            closed: first.closed_at.map(civil),
            continues: first.continues,
            reason: first.reason.clone(),
            interactions: rows
                .iter()
                .filter_map(|row| interaction(row).transpose())
                .collect::<Result<_>>()?,
            interaction_count: first.interaction_count.cast_unsigned(),
        }))
    }

    /// The numbers of the customers merged into this one that its record lacks.
    async fn other_numbers(&self, survivor: CustomerId, record: &CustomerRecord) -> Result<Vec<String>> {
        // The case is in scope, and so is its customer.
        let mut statement = self.unrestricted_statement();
        let id = statement.bind(survivor);
        statement.text =
            format!("SELECT c.phone, c.whatsapp FROM customer AS c WHERE c.merged_into = {id} ORDER BY c.id");
        let merged = self.fetch_all::<(Option<String>, Option<String>)>(statement).await?;
        let codes = self.store.number_defaults();
        let key = |text: &str| canonical(text, &codes).unwrap_or_else(|| text.trim().to_owned());
        let mut known = HashSet::from([String::new(), key(&record.phone), key(&record.whatsapp)]);
        let numbers = merged.into_iter().flat_map(|(phone, whatsapp)| [phone, whatsapp]).flatten();
        Ok(numbers.filter(|text| known.insert(key(text))).collect())
    }
}

fn interaction(row: &Row) -> Result<Option<(Protocol, Channel)>> {
    let (Some(protocol), Some(channel)) = (&row.protocol, row.channel) else { return Ok(None) };
    Ok(Some((stored_protocol(protocol)?, coded("channel", channel, Channel::from_code)?)))
}

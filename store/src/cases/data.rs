//! *Dados do Caso*: the customer and the service, in full.

use chrono::NaiveDateTime;
use domain::record::{CaseRecord, CustomerRecord};
use domain::{CaseId, Channel, Protocol, QueueId, zone};

use super::custom::custom_fields;
use super::family;
use crate::Result;
use crate::history::{coded, stored_protocol};
use crate::scoped::Scoped;

/// Protocols shown; the others are counted.
const PROTOCOLS: i64 = 12;

/// Everything the first tab says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseData {
    /// The customer's record, and its revision.
    pub customer: CustomerRecord,
    /// See there.
    pub customer_revision: i64,
    /// The case's own record, and its revision.
    pub case: CaseRecord,
    /// See there.
    pub case_revision: i64,
    /// When it was opened, civil time.
    pub opened: NaiveDateTime,
    /// When somebody first answered the customer about it.
    pub first_answer: Option<NaiveDateTime>,
    /// When something about it last changed.
    pub updated: NaiveDateTime,
    /// When it was finished.
    pub closed: Option<NaiveDateTime>,
    /// The closed case it follows.
    pub continues: Option<CaseId>,
    /// The contact reason of its latest interaction in scope that has one.
    pub reason: Option<String>,
    /// Its newest interactions: protocol and channel.
    pub interactions: Vec<(Protocol, Channel)>,
    /// How many it has.
    pub interaction_count: u64,
}

#[derive(sqlx::FromRow)]
struct Row {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    document: Option<String>,
    whatsapp: Option<String>,
    chat: Option<String>,
    customer_custom: String,
    customer_revision: i64,
    kind: Option<String>,
    subject: Option<String>,
    queue_id: Option<i64>,
    custom: String,
    revision: i64,
    opened_at: i64,
    updated_at: i64,
    closed_at: Option<i64>,
    continues: Option<i64>,
    first_answer: Option<i64>,
    reason: Option<String>,
    interaction_count: i64,
    protocol: Option<String>,
    channel: Option<i16>,
}

impl Scoped<'_> {
    /// The data of a case, a survivor. `None` where it is out of scope.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn case_data(&self, case: CaseId) -> Result<Option<CaseData>> {
        let mut statement = self.statement();
        let id = statement.bind(case.0);
        let family = family(&mut statement, case);
        let scope = self.sees_case(&mut statement, "s");
        let reads = self.reads_content(&mut statement, "i");
        let most = statement.bind(PROTOCOLS);
        let at_most = statement.engine.limit(&most);
        statement.text = format!(
            "SELECT c.name, c.phone, c.email, c.document, c.whatsapp, c.chat, c.custom AS customer_custom, \
             c.revision AS customer_revision, s.kind, s.subject, s.queue_id, s.custom, s.revision, s.opened_at, \
             s.updated_at, s.closed_at, s.continues, \
             (SELECT min(i.answered_at) FROM interaction AS i WHERE i.case_id IN ({family})) AS first_answer, \
             (SELECT r.name FROM interaction AS i JOIN contact_reason AS r ON r.id = i.contact_reason_id \
              WHERE i.case_id IN ({family}) AND {reads} ORDER BY i.queued_at DESC, i.id DESC LIMIT 1) AS reason, \
             (SELECT count(*) FROM interaction AS i WHERE i.case_id IN ({family})) AS interaction_count, \
             latest.protocol, latest.channel \
             FROM service_case AS s JOIN customer AS c ON c.id = s.customer_id LEFT JOIN ( \
              SELECT i.protocol, i.channel, i.queued_at, i.id FROM interaction AS i WHERE i.case_id IN ({family}) \
              ORDER BY i.queued_at DESC, i.id DESC {at_most}) AS latest ON TRUE \
             WHERE s.id = {id} AND {scope} ORDER BY latest.queued_at DESC, latest.id DESC"
        );
        let rows = self.fetch_all::<Row>(statement).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let civil = |at: i64| zone::civil(self.store.zone(), at);
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Ok(Some(CaseData {
            customer: CustomerRecord {
                name: text(&first.name),
                phone: text(&first.phone),
                email: text(&first.email),
                document: text(&first.document),
                whatsapp: text(&first.whatsapp),
                chat: text(&first.chat),
                custom: custom_fields(&first.customer_custom),
            }
            .tidied(),
            customer_revision: first.customer_revision,
            case: CaseRecord {
                kind: text(&first.kind),
                subject: text(&first.subject),
                queue: first.queue_id.map(QueueId),
                custom: custom_fields(&first.custom),
            },
            case_revision: first.revision,
            opened: civil(first.opened_at),
            first_answer: first.first_answer.map(civil),
            updated: civil(first.updated_at),
            closed: first.closed_at.map(civil),
            continues: first.continues.map(CaseId),
            reason: first.reason.clone(),
            interactions: rows
                .iter()
                .filter_map(|row| interaction(row).transpose())
                .collect::<Result<_>>()?,
            interaction_count: first.interaction_count.cast_unsigned(),
        }))
    }
}

fn interaction(row: &Row) -> Result<Option<(Protocol, Channel)>> {
    let (Some(protocol), Some(channel)) = (&row.protocol, row.channel) else { return Ok(None) };
    Ok(Some((stored_protocol(protocol)?, coded("channel", channel, Channel::from_code)?)))
}

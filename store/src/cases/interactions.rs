//! *Interações*: interactions of a case and of the cases merged into it, by channel.

use domain::cases::{CaseInteraction, CaseInteractions};
use domain::paging::Page;
use domain::{CaseId, Channel, CustomerId, Direction, Outcome, Timestamp, zone};

use crate::Result;
use crate::cases::Cases;
use crate::cases::family;
use crate::customers;
use crate::history::{coded, stored_protocol};

/// Interactions per page.
const ON_A_PAGE: u64 = 10;

/// Maximum length of a preview in characters.
const PREVIEW: i64 = 200;

#[derive(sqlx::FromRow)]
struct Row {
    protocol: String,
    case_id: CaseId,
    queued_at: Timestamp,
    answered_at: Option<Timestamp>,
    ended_at: Timestamp,
    queue: String,
    agent: Option<String>,
    channel: i16,
    direction: i16,
    number: Option<String>,
    outcome: Option<i16>,
    preview: Option<String>,
    has_recording: bool,
    message_count: i64,
    in_scope: bool,
}

/// `SELECT` of the columns of [`Row`], of an interaction `i` of queue `q` and agent `u`; `sees` is whether its
/// content is in scope.
fn columns(sees: &str) -> String {
    format!(
        "SELECT i.protocol, i.case_id, i.queued_at, i.answered_at, i.ended_at, q.name AS queue, \
         u.name AS agent, i.channel, i.direction, i.number, i.outcome, CASE WHEN {sees} THEN substr(coalesce(\
         (SELECT m.text FROM message AS m WHERE m.interaction_id = i.id ORDER BY m.position LIMIT 1), \
         nullif(i.notes, '')), 1, {PREVIEW}) END AS preview, \
         EXISTS (SELECT 1 FROM recording AS r WHERE r.interaction_id = i.id) AS has_recording, \
         (SELECT count(*) FROM message AS m WHERE m.interaction_id = i.id) AS message_count, \
         coalesce({sees}, FALSE) AS in_scope"
    )
}

impl Cases<'_> {
    /// The channels of a survivor's interactions, with their number.
    pub async fn channels(&self, case: CaseId) -> Result<Vec<(Channel, u64)>> {
        let mut statement = self.statement();
        let family = family(&mut statement, case);
        let scope = self.case_in_scope(&mut statement, case);
        statement.text = format!(
            "WITH family AS MATERIALIZED ({family}) SELECT i.channel, count(*) \
             FROM family CROSS JOIN interaction AS i WHERE i.case_id = family.id AND {scope} \
             GROUP BY i.channel ORDER BY i.channel"
        );
        let counts = self.fetch_all::<(i16, i64)>(statement).await?;
        let counted = |(channel, n): (i16, i64)| {
            Ok((coded("channel", channel, Channel::from_code)?, n.cast_unsigned()))
        };
        counts.into_iter().map(counted).collect()
    }

    /// A page of the `total` interactions of a channel; a page beyond the last one returns the last
    /// one.
    pub async fn interactions(
        &self,
        case: CaseId,
        channel: Channel,
        total: u64,
        page: u64,
    ) -> Result<CaseInteractions> {
        let page = Page::sized(page, total, ON_A_PAGE);
        let mut statement = self.statement();
        let family = family(&mut statement, case);
        let scope = self.case_in_scope(&mut statement, case);
        let channel = statement.bind(i64::from(channel.code()));
        let (take, skip) =
            (statement.bind(page.size.cast_signed()), statement.bind(page.offset().cast_signed()));
        let limit = statement.engine.limit(&take);
        let sees = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "WITH family AS MATERIALIZED ({family}), page AS MATERIALIZED (SELECT i.queued_at, i.id \
             FROM family CROSS JOIN interaction AS i \
             WHERE i.case_id = family.id AND i.channel = {channel} AND {scope} \
             ORDER BY i.queued_at DESC, i.id DESC {limit} OFFSET {skip}) \
             {} FROM page CROSS JOIN interaction AS i CROSS JOIN queue AS q \
             LEFT JOIN user_account AS u ON u.id = i.agent_id WHERE i.id = page.id AND q.id = i.queue_id \
             ORDER BY page.queued_at DESC, page.id DESC",
            columns(&sees)
        );
        let rows = self.fetch_all::<Row>(statement).await?;
        let rows = rows.into_iter().map(|row| self.case_interaction(row)).collect::<Result<_>>()?;
        Ok(CaseInteractions { rows, page })
    }

    /// The page of the interactions of a channel on which this one is; the first if it is none of the family.
    pub async fn page_of_interaction(&self, case: CaseId, channel: Channel, protocol: &str) -> Result<u64> {
        let mut statement = self.statement();
        let family = family(&mut statement, case);
        let scope = self.case_in_scope(&mut statement, case);
        let (channel, protocol) = (statement.bind(i64::from(channel.code())), statement.bind(protocol));
        statement.text = format!(
            "WITH family AS MATERIALIZED ({family}) SELECT count(*) FROM interaction AS asked \
             CROSS JOIN family CROSS JOIN interaction AS i \
             WHERE asked.protocol = {protocol} AND asked.case_id IN (SELECT family.id FROM family) \
             AND i.case_id = family.id AND i.channel = {channel} AND {scope} \
             AND (i.queued_at > asked.queued_at OR (i.queued_at = asked.queued_at AND i.id > asked.id))"
        );
        let newer = self.fetch_optional::<(i64,)>(statement).await?.map_or(0, |(n,)| n.cast_unsigned());
        Ok(newer / ON_A_PAGE + 1)
    }

    /// A page of a customer's interactions in scope, over all channels and cases, newest first. `survivor` is
    /// the survivor of its family.
    pub(crate) async fn interactions_of_customer(
        &self,
        survivor: CustomerId,
        page: Page,
    ) -> Result<Vec<CaseInteraction>> {
        let mut statement = self.statement();
        let family = customers::family(&mut statement, survivor);
        let (take, skip) =
            (statement.bind(page.size.cast_signed()), statement.bind(page.offset().cast_signed()));
        let limit = statement.engine.limit(&take);
        // A customer has few interactions: they are looked up by customer, not by agent.
        let agent = statement.engine.unindexed("i.agent_id");
        let sees = self.agent_in_scope(&mut statement, &agent);
        statement.text = format!(
            "WITH family AS MATERIALIZED ({family}), page AS MATERIALIZED (SELECT i.queued_at, i.id \
             FROM family CROSS JOIN interaction AS i WHERE i.customer_id = family.id AND {sees} \
             ORDER BY i.queued_at DESC, i.id DESC {limit} OFFSET {skip}) \
             {} FROM page CROSS JOIN interaction AS i CROSS JOIN queue AS q \
             LEFT JOIN user_account AS u ON u.id = i.agent_id WHERE i.id = page.id AND q.id = i.queue_id \
             ORDER BY page.queued_at DESC, page.id DESC",
            columns(&sees)
        );
        let rows = self.fetch_all::<Row>(statement).await?;
        rows.into_iter().map(|row| self.case_interaction(row)).collect()
    }

    fn case_interaction(&self, row: Row) -> Result<CaseInteraction> {
        Ok(CaseInteraction {
            protocol: stored_protocol(&row.protocol)?,
            case: row.case_id,
            queued: zone::civil(self.store.zone(), row.queued_at),
            duration: row.ended_at - row.answered_at.unwrap_or(row.queued_at),
            queue: row.queue,
            agent: row.agent,
            channel: coded("channel", row.channel, Channel::from_code)?,
            direction: coded("direction", row.direction, Direction::from_code)?,
            number: row.number,
            outcome: row.outcome.map(|code| coded("outcome", code, Outcome::from_code)).transpose()?,
            preview: row.preview,
            has_recording: row.has_recording,
            message_count: row.message_count.cast_unsigned(),
            in_scope: row.in_scope,
        })
    }
}

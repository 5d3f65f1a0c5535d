//! Distributes committed events to the webhooks that want them.
//!
//! Whoever distributes holds the rows of all webhooks, so two processes do it one after the other, and a
//! change of the settings comes before or after. An event of a transaction that commits later is distributed
//! later, although its ID may be lower: the number of a delivery is in the order of commits.

use std::collections::BTreeSet;

use domain::settings::WebhookEvent;
use domain::{Timestamp, WebhookId};

use super::Webhooks;
use crate::Result;
use crate::db::{Arg, RowSet, Statement, Tx};

/// The most events that are distributed at once.
const AT_ONCE: u32 = 500;

/// The rows of `given` as deliveries.
const DELIVERIES: &str =
    "INSERT INTO webhook_delivery (webhook_id, seq, event_id) SELECT webhook_id, seq, event_id FROM given";

/// A webhook that may want events.
struct Receiver {
    id: WebhookId,
    last_seq: i64,
    kinds: BTreeSet<String>,
    has_groups: bool,
}

impl Webhooks<'_> {
    /// Whether events wait to be distributed.
    async fn has_events(&self) -> Result<bool> {
        let statement = self
            .db()
            .statement()
            .with_text("SELECT id FROM webhook_event WHERE distributed_at IS NULL ORDER BY id LIMIT 1");
        Ok(self.db().fetch_optional::<(i64,)>(statement).await?.is_some())
    }

    /// Distributes the committed events; returns how many there were.
    ///
    /// # Errors
    /// If the database fails; nothing is lost, and the next attempt begins where this one did.
    pub async fn distribute(&self, now: Timestamp) -> Result<usize> {
        let mut count = 0;
        while self.has_events().await? {
            let distributed = self.distribute_some(now).await?;
            count += distributed;
            if distributed < AT_ONCE as usize {
                break;
            }
        }
        Ok(count)
    }

    /// Whether the groups that a webhook has now see the subject of an event. It may have got the event
    /// before it was given groups, or before its groups changed.
    pub(super) async fn is_seen(&self, webhook: WebhookId, event: i64) -> Result<bool> {
        let mut statement = self.db().statement();
        let id = statement.bind(webhook);
        statement.text = format!("SELECT group_id FROM webhook_group WHERE webhook_id = {id} LIMIT 1");
        if self.db().fetch_optional::<(i64,)>(statement).await?.is_none() {
            return Ok(true);
        }
        let statement = concerning_statement(self.db().statement(), webhook, &[event]);
        Ok(self.db().fetch_optional::<(i64,)>(statement).await?.is_some())
    }

    async fn distribute_some(&self, now: Timestamp) -> Result<usize> {
        let mut tx = Tx::begin(self.db()).await?;
        let receivers = receivers(&mut tx).await?;
        // After the locks: another process may have distributed meanwhile.
        let events = tx.statement().with_text(&format!(
            "SELECT id, kind FROM webhook_event WHERE distributed_at IS NULL ORDER BY id LIMIT {AT_ONCE}"
        ));
        let events: Vec<(i64, String)> = tx.fetch_all(events).await?;
        if events.is_empty() {
            tx.rollback().await?;
            return Ok(0);
        }
        for receiver in &receivers {
            let mut wanted: Vec<i64> =
                events.iter().filter(|(_, kind)| receiver.kinds.contains(kind)).map(|(id, _)| *id).collect();
            if receiver.has_groups && !wanted.is_empty() {
                wanted = concerning(&mut tx, receiver.id, &wanted).await?;
            }
            deliver(&mut tx, receiver.id, receiver.last_seq, &wanted).await?;
        }
        let ids: Vec<i64> = events.iter().map(|(id, _)| *id).collect();
        let mut done = tx.statement();
        let (at, these) = (done.bind(now), done.any("id", &ids));
        done.text = format!("UPDATE webhook_event SET distributed_at = {at} WHERE {these}");
        tx.execute(done).await?;
        tx.commit().await?;
        Ok(ids.len())
    }
}

/// The webhooks in use with a row lock, in the order of their IDs.
async fn receivers(tx: &mut Tx) -> Result<Vec<Receiver>> {
    let mut statement = tx.statement();
    statement.text = format!(
        "SELECT w.id, w.last_seq, EXISTS (SELECT 1 FROM webhook_group AS g WHERE g.webhook_id = w.id) \
         FROM webhook AS w WHERE w.active ORDER BY w.id {}",
        tx.engine().for_no_key_update("w")
    );
    let rows: Vec<(WebhookId, i64, bool)> = tx.fetch_all(statement).await?;
    let statement = tx.statement().with_text("SELECT webhook_id, kind FROM webhook_kind");
    let kinds: Vec<(WebhookId, String)> = tx.fetch_all(statement).await?;
    let receiver = |(id, last_seq, has_groups)| {
        let kinds = kinds.iter().filter(|(of, _)| *of == id).map(|(_, kind)| kind.clone()).collect();
        Receiver { id, last_seq, kinds, has_groups }
    };
    Ok(rows.into_iter().map(receiver).collect())
}

/// Appends events to the deliveries of a locked webhook.
async fn deliver(tx: &mut Tx, webhook: WebhookId, last_seq: i64, events: &[i64]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let numbered = || (last_seq + 1..).zip(events.iter().copied());
    let rows = RowSet::default()
        .integers("webhook_id", events.iter().map(|_| webhook))
        .integers("seq", numbered().map(|(seq, _)| seq))
        .integers("event_id", numbered().map(|(_, event)| event));
    tx.execute_given(DELIVERIES, &rows).await?;
    let mut statement = tx.statement();
    let last = last_seq.saturating_add(i64::try_from(events.len()).unwrap_or(i64::MAX));
    let (last, id) = (statement.bind(last), statement.bind(webhook));
    statement.text = format!("UPDATE webhook SET last_seq = {last} WHERE id = {id}");
    tx.execute(statement).await.map(|_| ())
}

/// Those of the events that concern the groups of a webhook, in order.
async fn concerning(tx: &mut Tx, webhook: WebhookId, events: &[i64]) -> Result<Vec<i64>> {
    let statement = concerning_statement(tx.statement(), webhook, events);
    Ok(tx.fetch_all::<(i64,)>(statement).await?.into_iter().map(|(id,)| id).collect())
}

/// Reads those of the events that concern the groups of a webhook, in order: the same rule as for the
/// supervisors of a group. An interaction is that of its agent; a case is that of the agents who are
/// responsible for it or have served one of its interactions, with the cases that were merged.
fn concerning_statement(mut statement: Statement, webhook: WebhookId, events: &[i64]) -> Statement {
    let these = statement.any("e.id", events);
    let agents = agents(&mut statement, webhook);
    let of_case = |case: &str| {
        format!(
            "({case}.agent_id IN ({agents}) OR EXISTS (SELECT 1 FROM interaction AS served \
             WHERE served.case_id = {case}.id AND served.agent_id IN ({agents})))"
        )
    };
    let (by_itself, by_merged) = (of_case("survivor"), of_case("merged"));
    statement.text = format!(
        "SELECT e.id FROM webhook_event AS e WHERE {these} AND CASE \
         WHEN e.interaction_id IS NOT NULL THEN EXISTS (SELECT 1 FROM interaction AS i \
          WHERE i.id = e.interaction_id AND i.agent_id IN ({agents})) \
         ELSE EXISTS (SELECT 1 FROM service_case AS c WHERE c.id = e.case_id AND ( \
          EXISTS (SELECT 1 FROM service_case AS survivor \
           WHERE survivor.id = coalesce(c.merged_into, c.id) AND {by_itself}) \
          OR EXISTS (SELECT 1 FROM service_case AS merged \
           WHERE merged.merged_into = coalesce(c.merged_into, c.id) AND {by_merged}))) END ORDER BY e.id"
    );
    statement
}

/// Subquery: the agents of the active groups of a webhook.
fn agents(statement: &mut Statement, webhook: WebhookId) -> String {
    let webhook = statement.bind(webhook);
    format!(
        "SELECT ga.agent_id FROM webhook_group AS wg JOIN group_agent AS ga ON ga.group_id = wg.group_id \
         WHERE wg.webhook_id = {webhook} \
         AND (SELECT mg.active FROM monitoring_group AS mg WHERE mg.id = wg.group_id)"
    )
}

/// Writes a test event and delivers it to this webhook alone; returns its number.
pub(super) async fn deliver_test(tx: &mut Tx, webhook: WebhookId, now: Timestamp) -> Result<Option<i64>> {
    let mut statement = tx.statement();
    let id = statement.bind(webhook);
    statement.text = format!(
        "SELECT w.last_seq FROM webhook AS w WHERE w.id = {id} AND w.active {}",
        tx.engine().for_no_key_update("w")
    );
    let Some((last_seq,)) = tx.fetch_optional::<(i64,)>(statement).await? else { return Ok(None) };
    let mut insert = tx.statement();
    let kind: Arg = WebhookEvent::Test.as_str().into();
    let values = [("kind", insert.bind(kind)), ("distributed_at", insert.bind(now))];
    insert.insert("webhook_event", values).push("RETURNING id");
    let Some((event,)) = tx.fetch_optional::<(i64,)>(insert).await? else { return Ok(None) };
    deliver(tx, webhook, last_seq, &[event]).await?;
    Ok(Some(last_seq + 1))
}

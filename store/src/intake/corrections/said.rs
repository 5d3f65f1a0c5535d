//! What the source says of an interaction, as its row has it: before a correction and after.

use std::collections::{BTreeSet, HashMap};

use domain::{CaseId, ContactReasonId, InteractionId, QueueId, Timestamp, UserId};

use super::Correction;
use crate::db::{RowSet, Tx};
use crate::intake::item::{Item, filled};
use crate::intake::names::Names;
use crate::{Error, Result};

/// The columns that a correction replaces, except the fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Said {
    pub(super) channel: i64,
    pub(super) direction: i64,
    #[sqlx(rename = "queue_id")]
    pub(super) queue: QueueId,
    #[sqlx(rename = "agent_id")]
    pub(super) agent: Option<UserId>,
    pub(super) number: Option<String>,
    pub(super) number_digits: Option<String>,
    pub(super) queued_at: Timestamp,
    pub(super) answered_at: Option<Timestamp>,
    pub(super) ended_at: Timestamp,
    pub(super) day: String,
    #[sqlx(rename = "contact_reason_id")]
    pub(super) reason: Option<ContactReasonId>,
    pub(super) notes: Option<String>,
    pub(super) hold_s: Option<i64>,
    pub(super) wrap_up_s: Option<i64>,
    pub(super) ended_by: Option<i64>,
    pub(super) outcome: Option<i64>,
    pub(super) follows: Option<String>,
    pub(super) first_reply_at: Option<Timestamp>,
    pub(super) version: i64,
}

/// A stored interaction with the names of what it refers to.
#[derive(sqlx::FromRow)]
pub(super) struct Stored {
    id: InteractionId,
    #[sqlx(flatten)]
    pub(super) said: Said,
    pub(super) queue_name: String,
    pub(super) login: Option<String>,
    pub(super) reason_name: Option<String>,
    /// Whether a person has set or confirmed its contact reason.
    pub(super) is_qualified: bool,
    /// Whether a person has written its notes.
    pub(super) has_own_notes: bool,
}

/// A stored interaction and what it becomes.
pub(super) struct Change<'a> {
    pub(super) id: InteractionId,
    pub(super) item: &'a Item,
    pub(super) stored: Stored,
    pub(super) after: Said,
}

impl Said {
    /// What the correction says; reason and notes of people stay.
    pub(super) fn by(
        item: &Item,
        names: Names,
        day: String,
        number_digits: Option<String>,
        stored: &Stored,
    ) -> Self {
        let new = &item.interaction;
        let text = |text: &Option<String>| filled(text.as_deref()).map(ToOwned::to_owned);
        Self {
            channel: new.channel.code().into(),
            direction: new.direction.code().into(),
            queue: names.queue,
            agent: names.agent,
            number: text(&new.number),
            number_digits,
            queued_at: item.queued_at(),
            answered_at: new.answered_at.map(Timestamp::from),
            ended_at: item.ended_at(),
            day,
            reason: if stored.is_qualified { stored.said.reason } else { names.reason },
            notes: if stored.has_own_notes { stored.said.notes.clone() } else { text(&new.notes) },
            hold_s: new.hold_s.map(i64::from),
            wrap_up_s: new.wrap_up_s.map(i64::from),
            ended_by: new.ended_by.map(|side| side.code().into()),
            outcome: new.outcome.map(|outcome| outcome.code().into()),
            follows: text(&new.follows),
            first_reply_at: new.first_reply_at.map(Timestamp::from),
            version: item.version(),
        }
    }
}

/// Locks the cases, then the interactions, each in order of their IDs, as closing a case does. A
/// qualification, which locks the interaction first, refers to its case only by key, and so does
/// not wait for it.
pub(super) async fn lock(
    tx: &mut Tx,
    cases: &BTreeSet<CaseId>,
    corrections: &[Correction<'_>],
) -> Result<()> {
    let mut statement = tx.statement();
    let cases = statement.any("s.id", &cases.iter().copied().collect::<Vec<_>>());
    let locking = tx.engine().for_no_key_update("s");
    statement.text = format!("SELECT s.id FROM service_case AS s WHERE {cases} ORDER BY s.id {locking}");
    tx.fetch_all::<(CaseId,)>(statement).await?;
    let mut statement = tx.statement();
    let ids: Vec<InteractionId> = corrections.iter().map(|correction| correction.id).collect();
    let interactions = statement.any("i.id", &ids);
    let locking = tx.engine().for_no_key_update("i");
    statement.text =
        format!("SELECT i.id FROM interaction AS i WHERE {interactions} ORDER BY i.id {locking}");
    tx.fetch_all::<(InteractionId,)>(statement).await?;
    Ok(())
}

pub(in crate::intake) const STORED: &str =
    "SELECT i.id, CAST(i.channel AS BIGINT) AS channel, CAST(i.direction AS BIGINT) AS direction,
        i.queue_id, i.agent_id, i.number, i.number_digits, i.queued_at, i.answered_at, i.ended_at, i.day,
        i.contact_reason_id, i.notes, CAST(i.hold_s AS BIGINT) AS hold_s,
        CAST(i.wrap_up_s AS BIGINT) AS wrap_up_s, CAST(i.ended_by AS BIGINT) AS ended_by,
        CAST(i.outcome AS BIGINT) AS outcome, i.follows, i.first_reply_at,
        CAST(i.version AS BIGINT) AS version, q.name AS queue_name, u.login, r.name AS reason_name,
        EXISTS (SELECT 1 FROM case_event e
            WHERE e.interaction_id = i.id AND e.action IN ('qualified', 'closed')) AS is_qualified,
        EXISTS (SELECT 1 FROM case_event e
            WHERE e.interaction_id = i.id AND e.action = 'closed') AS has_own_notes
    FROM given CROSS JOIN interaction i JOIN queue q ON q.id = i.queue_id
        LEFT JOIN user_account u ON u.id = i.agent_id
        LEFT JOIN contact_reason r ON r.id = i.contact_reason_id
    WHERE i.id = given.id";

/// Reads the interactions, in the order of the corrections.
pub(super) async fn read(tx: &mut Tx, corrections: &[Correction<'_>]) -> Result<Vec<Stored>> {
    let ids = || corrections.iter().map(|correction| correction.id);
    let found: Vec<Stored> = tx.fetch_given(STORED, &RowSet::default().integers("id", ids())).await?;
    let mut found: HashMap<InteractionId, Stored> =
        found.into_iter().map(|stored| (stored.id, stored)).collect();
    let stored = |id: InteractionId| {
        found.remove(&id).ok_or_else(|| Error::Raced(format!("interaction {id} is gone")))
    };
    ids().map(stored).collect()
}

const CORRECT: &str = "UPDATE interaction SET
        fingerprint = given.fingerprint, channel = given.channel, direction = given.direction,
        queue_id = given.queue_id, agent_id = given.agent_id, number = given.number,
        number_digits = given.number_digits, queued_at = given.queued_at,
        answered_at = given.answered_at, ended_at = given.ended_at, day = given.day,
        contact_reason_id = given.contact_reason_id, notes = given.notes, hold_s = given.hold_s,
        wrap_up_s = given.wrap_up_s, ended_by = given.ended_by, outcome = given.outcome,
        follows = given.follows, first_reply_at = given.first_reply_at, version = given.version
    FROM given WHERE interaction.id = given.id";

/// Writes what the corrections say.
pub(super) async fn write(tx: &mut Tx, changes: &[Change<'_>]) -> Result<()> {
    let after = || changes.iter().map(|change| &change.after);
    let given = RowSet::default()
        .integers("id", changes.iter().map(|change| change.id))
        .bytes("fingerprint", changes.iter().map(|change| &change.item.fingerprint[..]))
        .integers("channel", after().map(|said| said.channel))
        .integers("direction", after().map(|said| said.direction))
        .integers("queue_id", after().map(|said| said.queue))
        .integers("agent_id", after().map(|said| said.agent))
        .texts("number", after().map(|said| said.number.as_deref()))
        .texts("number_digits", after().map(|said| said.number_digits.as_deref()))
        .integers("queued_at", after().map(|said| said.queued_at))
        .integers("answered_at", after().map(|said| said.answered_at))
        .integers("ended_at", after().map(|said| said.ended_at))
        .texts("day", after().map(|said| said.day.as_str()))
        .integers("contact_reason_id", after().map(|said| said.reason))
        .texts("notes", after().map(|said| said.notes.as_deref()))
        .integers("hold_s", after().map(|said| said.hold_s))
        .integers("wrap_up_s", after().map(|said| said.wrap_up_s))
        .integers("ended_by", after().map(|said| said.ended_by))
        .integers("outcome", after().map(|said| said.outcome))
        .texts("follows", after().map(|said| said.follows.as_deref()))
        .integers("first_reply_at", after().map(|said| said.first_reply_at))
        .integers("version", after().map(|said| said.version));
    tx.execute_given(CORRECT, &given).await
}

//! Setting, changing and clearing the contact reason of the viewer's own interaction.

use domain::history::{Named, Qualification, QualifyOutcome, ReplacedReason};
use domain::job::RowOutcome;
use domain::{
    AuditAction, AuditObject, CaseId, ContactReasonId, InteractionId, Protocol, QueueId, TimelineAction,
    Timestamp, zone,
};

use crate::Result;
use crate::audit::NewAuditEntry;
use crate::db::Tx;
use crate::history::History;

/// The value of `case_event.action`.
const QUALIFIED: &str = TimelineAction::Qualified.as_str();

/// The interaction before the change.
#[derive(sqlx::FromRow)]
struct StoredInteraction {
    id: InteractionId,
    case_id: CaseId,
    queue_id: QueueId,
    contact_reason_id: Option<ContactReasonId>,
}

impl History<'_> {
    /// Sets or clears the contact reason of the viewer's own interaction. `seen` is the reason that
    /// the form showed: if another user has changed it since, the outcome contains the replaced
    /// reason. The last write wins; every change is recorded. `None` if the interaction is not the
    /// viewer's own or out of scope.
    pub async fn qualify(
        &self,
        protocol: &Protocol,
        reason: Option<ContactReasonId>,
        seen: Option<ContactReasonId>,
        now: Timestamp,
    ) -> Result<Option<QualifyOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        let Some(stored) = self.own(&mut tx, protocol).await? else { return Ok(None) };
        let (outcome, entry) = self.qualify_locked(&mut tx, protocol, &stored, reason, seen, now).await?;
        if entry.is_some() {
            tx.commit_with_audit(&self.actor(), entry.into_iter().collect(), now).await?;
        }
        Ok(Some(outcome))
    }

    /// Sets or clears a contact reason as [`History::qualify`] does, in the transaction of a job's row, which
    /// has to append the audit entry. An interaction whose reason is another one than was seen is left alone.
    pub(crate) async fn qualify_row(
        &self,
        tx: &mut Tx,
        protocol: &Protocol,
        reason: Option<ContactReasonId>,
        seen: Option<ContactReasonId>,
        now: Timestamp,
    ) -> Result<(RowOutcome, Option<NewAuditEntry>)> {
        let Some(stored) = self.own(tx, protocol).await? else { return Ok((RowOutcome::NotFound, None)) };
        let before = stored.contact_reason_id;
        if before != seen && before != reason {
            return Ok((RowOutcome::Changed, None));
        }
        Ok(match self.qualify_locked(tx, protocol, &stored, reason, seen, now).await? {
            (QualifyOutcome::NotOffered, _) => (RowOutcome::NotOffered, None),
            (QualifyOutcome::Qualified(_), None) => (RowOutcome::Unchanged, None),
            (QualifyOutcome::Qualified(_), entry) => (RowOutcome::Done, entry),
        })
    }

    /// Sets or clears the contact reason of a locked interaction. Without an audit entry, nothing was
    /// changed.
    async fn qualify_locked(
        &self,
        tx: &mut Tx,
        protocol: &Protocol,
        stored: &StoredInteraction,
        reason: Option<ContactReasonId>,
        seen: Option<ContactReasonId>,
        now: Timestamp,
    ) -> Result<(QualifyOutcome, Option<NewAuditEntry>)> {
        let before = stored.contact_reason_id;
        if before == reason {
            let now = self.reason(tx, before).await?;
            return Ok((QualifyOutcome::Qualified(Qualification { now, replaced: None }), None));
        }
        if let Some(asked) = reason
            && !self.is_offered(tx, stored.queue_id, asked).await?
        {
            return Ok((QualifyOutcome::NotOffered, None));
        }
        let replaced = if before == seen { None } else { Some(self.replaced(tx, stored).await?) };
        let set = self.reason(tx, reason).await?;
        let was = self.reason(tx, before).await?;
        self.save(tx, stored, set.as_ref(), now).await?;
        let named = |reason: &Option<Named<ContactReasonId>>| serde_json::json!({ "reason": reason.as_ref().map(|reason| &reason.name) });
        let entry =
            NewAuditEntry::new(AuditAction::Qualified, AuditObject::Interaction, protocol, protocol.as_str());
        let entry = entry.before(&named(&was)).after(&named(&set));
        Ok((QualifyOutcome::Qualified(Qualification { now: set, replaced }), Some(entry)))
    }

    /// The viewer's own interaction with a row lock. No joins: after a lock wait, `PostgreSQL`
    /// re-reads the locked row, but not the rows joined to it.
    async fn own(&self, tx: &mut Tx, protocol: &Protocol) -> Result<Option<StoredInteraction>> {
        let mut statement = self.statement();
        let (asked, user) = (statement.bind(protocol.as_str()), statement.bind(self.principal.user));
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "SELECT i.id, i.case_id, i.queue_id, i.contact_reason_id FROM interaction AS i \
             WHERE i.protocol = {asked} AND i.agent_id = {user} AND {scope} {}",
            self.db().engine().for_update("i")
        );
        tx.fetch_optional(statement).await
    }

    async fn is_offered(&self, tx: &mut Tx, queue: QueueId, reason: ContactReasonId) -> Result<bool> {
        let mut statement = self.statement();
        let (queue, reason) = (statement.bind(queue), statement.bind(reason));
        statement.text = format!(
            "SELECT r.id FROM queue_contact_reason AS qr \
             JOIN contact_reason AS r ON r.id = qr.contact_reason_id \
             WHERE qr.queue_id = {queue} AND r.id = {reason} AND r.active"
        );
        Ok(tx.fetch_optional::<(ContactReasonId,)>(statement).await?.is_some())
    }

    async fn reason(
        &self,
        tx: &mut Tx,
        id: Option<ContactReasonId>,
    ) -> Result<Option<Named<ContactReasonId>>> {
        let Some(id) = id else { return Ok(None) };
        let mut statement = self.statement();
        let asked = statement.bind(id);
        statement.text = format!("SELECT name FROM contact_reason WHERE id = {asked}");
        Ok(tx.fetch_optional::<(String,)>(statement).await?.map(|(name,)| Named { id, name }))
    }

    /// The replaced reason with the user who set it; `None` if it came with the interaction.
    async fn replaced(&self, tx: &mut Tx, stored: &StoredInteraction) -> Result<ReplacedReason> {
        let mut statement = self.statement();
        let (interaction, action) = (statement.bind(stored.id), statement.bind(QUALIFIED));
        statement.text = format!(
            "SELECT e.at, u.name FROM case_event AS e LEFT JOIN user_account AS u ON u.id = e.actor_id \
             WHERE e.interaction_id = {interaction} AND e.action = {action} ORDER BY e.id DESC LIMIT 1"
        );
        let last = tx.fetch_optional::<(Timestamp, Option<String>)>(statement).await?;
        let reason = self.reason(tx, stored.contact_reason_id).await?;
        let at = last.as_ref().map(|(at, _)| zone::civil(self.store.zone(), *at));
        Ok(ReplacedReason { reason: reason.map(|reason| reason.name), by: last.and_then(|(_, by)| by), at })
    }

    async fn save(
        &self,
        tx: &mut Tx,
        stored: &StoredInteraction,
        reason: Option<&Named<ContactReasonId>>,
        now: Timestamp,
    ) -> Result<()> {
        let mut change = self.statement();
        let (to, id) = (change.bind(reason.map(|reason| reason.id)), change.bind(stored.id));
        change.text = format!("UPDATE interaction SET contact_reason_id = {to} WHERE id = {id}");
        tx.execute(change).await?;
        let mut event = self.statement();
        let detail = serde_json::json!({
            "from": stored.contact_reason_id,
            "to": reason.map(|reason| reason.id),
            "name": reason.map(|reason| &reason.name),
        });
        let values = [
            ("case_id", event.bind(stored.case_id)),
            ("interaction_id", event.bind(stored.id)),
            ("at", event.bind(now)),
            ("actor_id", event.bind(self.principal.user)),
            ("action", event.bind(QUALIFIED)),
            ("detail", event.bind(detail.to_string())),
        ];
        event.insert("case_event", values);
        tx.execute(event).await?;
        Ok(())
    }
}

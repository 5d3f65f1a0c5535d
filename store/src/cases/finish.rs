//! *Qualificar Atendimento*: closing a case with contact reason, notes and questionnaire.
//!
//! Reason and notes are those of an interaction in scope: the newest of the responsible agent in
//! the case, else the newest of all. All changes are written in one transaction, and only if that
//! interaction is still the one shown in the form.

use domain::case_life::{CaseAction, may};
use domain::cases::{CaseHead, Finish, FinishForm, MAX_COMMENT, ShownInteraction, StepOutcome};
use domain::history::Named;
use domain::{
    AuditAction, AuditObject, CaseId, CaseStatus, ContactReasonId, FieldErrors, InteractionId, Problem,
    QueueId, TimelineAction, Timestamp, UserId,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::Result;
use crate::audit::NewAuditEntry;
use crate::cases::Cases;
use crate::cases::locks::LockedCase;
use crate::cases::{NewEvent, family};
use crate::db::{Statement, Tx};

/// The interaction to qualify, as stored.
#[derive(sqlx::FromRow)]
pub(super) struct ServedInteraction {
    id: InteractionId,
    protocol: String,
    queue_id: QueueId,
    contact_reason_id: Option<ContactReasonId>,
    reason: Option<String>,
    notes: Option<String>,
    reason_required: bool,
}

/// Whether a query locks the row it reads.
#[derive(Clone, Copy)]
pub(super) enum RowLock {
    /// No lock.
    None,
    /// `FOR UPDATE`, until the transaction ends.
    ForUpdate,
}

impl ServedInteraction {
    fn shown(&self) -> ShownInteraction {
        let content = json!([self.contact_reason_id, self.notes]).to_string();
        let version = format!("{:x}", Sha256::digest(content)).chars().take(16).collect();
        ShownInteraction { protocol: self.protocol.clone(), version }
    }
}

impl Cases<'_> {
    /// Initial values of the form; `None` if the case has no interaction in scope.
    pub async fn finish_form(&self, head: &CaseHead) -> Result<Option<FinishForm>> {
        let responsible = head.responsible.as_ref().map(|agent| agent.id);
        let statement = self.last_served(head.id, responsible, RowLock::None);
        let Some(served) = self.fetch_optional::<ServedInteraction>(statement).await? else {
            return Ok(None);
        };
        let mut offered = self.unrestricted_statement();
        let queue = offered.bind(served.queue_id);
        offered.text = format!(
            "SELECT r.id, r.name FROM queue_contact_reason AS qr \
             JOIN contact_reason AS r ON r.id = qr.contact_reason_id \
             WHERE qr.queue_id = {queue} AND r.active ORDER BY qr.position, r.name, r.id"
        );
        let reasons = self.fetch_all::<(ContactReasonId, String)>(offered).await?;
        let named = |(id, name)| Named { id, name };
        Ok(Some(FinishForm {
            shown: served.shown(),
            reasons: reasons.into_iter().map(named).collect(),
            reason_required: served.reason_required,
            reason: served.contact_reason_id.zip(served.reason).map(named),
            notes: served.notes.unwrap_or_default(),
        }))
    }

    /// Qualifies and closes a case; `seen` is the status shown in the form. `None` if the case is
    /// out of scope.
    pub async fn finish(
        &self,
        case: CaseId,
        seen: CaseStatus,
        finish: &Finish,
        now: Timestamp,
    ) -> Result<Option<StepOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        let locked = match self.lock_case(&mut tx, case).await? {
            Some(LockedCase::Present(locked)) => locked,
            Some(LockedCase::Merged(into)) => return Ok(Some(StepOutcome::Merged(into))),
            None => return Ok(None),
        };
        if locked.status != seen {
            return Ok(Some(StepOutcome::Changed(locked.status)));
        }
        let step = match may(&self.principal, CaseAction::Close, &locked.access()) {
            Ok(step) => step,
            Err(refusal) => return Ok(Some(StepOutcome::Refused(refusal))),
        };
        let last_served = self.last_served(case, locked.responsible, RowLock::ForUpdate);
        let served = tx.fetch_optional::<ServedInteraction>(last_served).await?;
        let current = served.as_ref().map(ServedInteraction::shown).unwrap_or_default();
        if finish.shown.as_ref().is_some_and(|shown| *shown != current) {
            return Ok(Some(StepOutcome::OtherInteraction));
        }
        let reason = match self.check(&mut tx, served.as_ref(), finish).await? {
            Ok(reason) => reason,
            Err(errors) => return Ok(Some(StepOutcome::Invalid(errors))),
        };
        let mut entries = Vec::new();
        if let Some(served) = &served {
            entries.extend(self.qualify_served(&mut tx, (case, served), reason, finish, now).await?);
        }
        let interaction = served.as_ref().map(|served| served.id);
        entries.extend(self.answer_with(&mut tx, (case, interaction), finish, now).await?);
        self.apply_transition(&mut tx, case, step, now).await?;
        let notes = Some(finish.notes.trim()).filter(|notes| !notes.is_empty());
        let closed =
            NewEvent::new(case, TimelineAction::Closed, now).with_comment(notes).with_status(step.to);
        // The notes belong to the interaction, and so are visible with that.
        let closed = NewEvent { interaction, ..closed };
        self.record_event(&mut tx, closed).await?;
        self.request_survey_on_close(&mut tx, case, now).await?;
        let entry = NewAuditEntry::new(AuditAction::Closed, AuditObject::Case, case, format!("#{case}"));
        entries.push(entry.before(&json!({ "status": seen })).after(&json!({ "status": step.to })));
        tx.commit_with_audit(&self.actor(), entries, now).await?;
        Ok(Some(StepOutcome::Done(step.to)))
    }

    /// Writes the answers to the questionnaire, if any.
    async fn answer_with(
        &self,
        tx: &mut Tx,
        (case, interaction): (CaseId, Option<InteractionId>),
        finish: &Finish,
        now: Timestamp,
    ) -> Result<Option<NewAuditEntry>> {
        let Some((asked, answers)) = finish.answers.as_ref().filter(|(_, answers)| !answers.is_empty())
        else {
            return Ok(None);
        };
        self.answer_questionnaire(tx, (case, interaction), asked, answers, now).await?;
        let label = format!("#{case} {}", asked.questionnaire.name);
        let entry = NewAuditEntry::new(AuditAction::QuestionnaireAnswered, AuditObject::Case, case, label);
        Ok(Some(entry.after(&answers)))
    }

    /// Statement for the interaction to qualify: among those in scope of the case and of the cases
    /// merged into it, the newest of the responsible agent, else the newest. A queue without active
    /// reasons requires none: its cases could never be closed.
    pub(super) fn last_served(&self, case: CaseId, responsible: Option<UserId>, lock: RowLock) -> Statement {
        let mut statement = self.statement();
        let sees = self.agent_in_scope(&mut statement, "i.agent_id");
        let locking = match lock {
            RowLock::None => String::new(),
            RowLock::ForUpdate => statement.engine.for_update("i"),
        };
        let family = family(&mut statement, case);
        let agent = statement.bind(responsible.unwrap_or(UserId(0)));
        statement.text = format!(
            "SELECT i.id, i.protocol, i.queue_id, i.contact_reason_id, r.name AS reason, i.notes, \
             q.reason_required AND (i.contact_reason_id IS NOT NULL OR EXISTS (\
              SELECT 1 FROM queue_contact_reason AS qr JOIN contact_reason AS o ON o.id = qr.contact_reason_id \
              WHERE qr.queue_id = q.id AND o.active)) AS reason_required \
             FROM interaction AS i JOIN queue AS q ON q.id = i.queue_id \
             LEFT JOIN contact_reason AS r ON r.id = i.contact_reason_id \
             WHERE i.case_id IN ({family}) AND {sees} \
             ORDER BY CASE WHEN i.agent_id = {agent} THEN 0 ELSE 1 END, i.queued_at DESC, i.id DESC LIMIT 1 {locking}"
        );
        statement
    }

    /// Validates the form; returns the reason with its name, or the field errors.
    async fn check(
        &self,
        tx: &mut Tx,
        served: Option<&ServedInteraction>,
        finish: &Finish,
    ) -> Result<std::result::Result<Option<Named<ContactReasonId>>, FieldErrors>> {
        let mut errors = FieldErrors::default();
        errors.verbatim("notes", finish.notes.trim(), MAX_COMMENT);
        let reason = match (finish.reason, served) {
            (Some(asked), Some(served)) => {
                let offered = self.offered(tx, served, asked).await?;
                if offered.is_none() {
                    errors.add("reason", Problem::UnknownValue { allowed: Vec::new() });
                }
                offered
            }
            (None, Some(served)) if served.reason_required => {
                errors.add("reason", Problem::Required);
                None
            }
            _ => None,
        };
        Ok(errors.into_result().map(|()| reason))
    }

    /// The reason with its name if the queue offers it or the interaction already has it.
    async fn offered(
        &self,
        tx: &mut Tx,
        served: &ServedInteraction,
        asked: ContactReasonId,
    ) -> Result<Option<Named<ContactReasonId>>> {
        if served.contact_reason_id == Some(asked) {
            return Ok(served.reason.clone().map(|name| Named { id: asked, name }));
        }
        let mut statement = self.statement();
        let (queue, reason) = (statement.bind(served.queue_id), statement.bind(asked));
        statement.text = format!(
            "SELECT r.name FROM queue_contact_reason AS qr JOIN contact_reason AS r ON r.id = qr.contact_reason_id \
             WHERE qr.queue_id = {queue} AND r.id = {reason} AND r.active"
        );
        let name = tx.fetch_optional::<(String,)>(statement).await?;
        Ok(name.map(|(name,)| Named { id: asked, name }))
    }

    /// Writes reason and notes if they have changed.
    async fn qualify_served(
        &self,
        tx: &mut Tx,
        (case, served): (CaseId, &ServedInteraction),
        reason: Option<Named<ContactReasonId>>,
        finish: &Finish,
        now: Timestamp,
    ) -> Result<Option<NewAuditEntry>> {
        let notes = finish.notes.trim();
        let other_reason = served.contact_reason_id != reason.as_ref().map(|reason| reason.id);
        if !other_reason && served.notes.as_deref().unwrap_or_default() == notes {
            return Ok(None);
        }
        let mut change = self.statement();
        let to = change.bind(reason.as_ref().map(|reason| reason.id));
        let text = change.bind(Some(notes).filter(|notes| !notes.is_empty()));
        let id = change.bind(served.id);
        change.text =
            format!("UPDATE interaction SET contact_reason_id = {to}, notes = {text} WHERE id = {id}");
        tx.execute(change).await?;
        let name = reason.as_ref().map(|reason| &reason.name);
        if other_reason {
            let detail = json!({
                "from": served.contact_reason_id,
                "to": reason.as_ref().map(|reason| reason.id),
                "name": name,
            });
            let event = NewEvent::new(case, TimelineAction::Qualified, now).with_interaction(served.id);
            self.record_event(tx, NewEvent { detail, ..event }).await?;
        }
        let entry = NewAuditEntry::new(
            AuditAction::Qualified,
            AuditObject::Interaction,
            &served.protocol,
            &served.protocol,
        );
        let was = json!({ "reason": served.reason, "notes": served.notes });
        Ok(Some(entry.before(&was).after(&json!({ "reason": name, "notes": notes }))))
    }

    /// Whether the queue requires a reason that is still missing.
    pub(super) async fn lacks_reason(
        &self,
        tx: &mut Tx,
        case: CaseId,
        responsible: Option<UserId>,
    ) -> Result<bool> {
        let last_served = self.last_served(case, responsible, RowLock::None);
        let served = tx.fetch_optional::<ServedInteraction>(last_served).await?;
        Ok(served.is_some_and(|served| served.reason_required && served.contact_reason_id.is_none()))
    }
}

//! *Qualificar Atendimento*: finishing a case with what its service was about.
//!
//! The contact reason and the description are those of an interaction that the viewer has in scope: the
//! newest that the person responsible had in the case, else the newest of all. They, the close and
//! everything that follows from it are written together or not at all, and only where that
//! interaction is the one the form showed.

use domain::case_life::{CaseAction, may};
use domain::history::Named;
use domain::questionnaire::Answer;
use domain::{
    AuditAction, AuditObject, CaseId, CaseStatus, ContactReasonId, FieldErrors, Problem, TimelineAction,
    UserId,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::life::{COMMENT_LIMIT, LockedCase, StepOutcome};
use super::questionnaires::CaseQuestionnaire;
use super::{CaseHead, NewEvent, family};
use crate::Result;
use crate::audit::Act;
use crate::db::{Statement, Tx};
use crate::scoped::Scoped;

/// What the agent says when a case is finished.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finish {
    /// Why the customer came.
    pub reason: Option<ContactReasonId>,
    /// What was done.
    pub notes: String,
    /// The questionnaire and what was answered, where the case has one.
    pub answers: Option<(CaseQuestionnaire, Vec<Answer>)>,
    /// The interaction that the form showed; `None` where it is not known what was shown.
    pub shown: Option<ShownInteraction>,
}

/// The interaction a form is about, and what it said; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownInteraction {
    /// Its protocol.
    pub protocol: String,
    /// Tells whether its reason and description are still those that were shown.
    pub version: String,
}

/// What the form starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinishForm {
    /// The reasons that the queue offers, in its order.
    pub reasons: Vec<Named<ContactReasonId>>,
    /// Whether one must be chosen.
    pub reason_required: bool,
    /// What was chosen before; it may no longer be offered.
    pub reason: Option<Named<ContactReasonId>>,
    /// What was written before.
    pub notes: String,
    /// The interaction it is about.
    pub shown: ShownInteraction,
}

/// The interaction that is qualified.
#[derive(sqlx::FromRow)]
pub(super) struct Served {
    id: i64,
    protocol: String,
    queue_id: i64,
    contact_reason_id: Option<i64>,
    reason: Option<String>,
    notes: Option<String>,
    reason_required: bool,
}

/// Whether what is read is going to be written.
#[derive(Clone, Copy)]
pub(super) enum Reading {
    /// It is only shown.
    Free,
    /// It stays as it is until the transaction ends.
    Locked,
}

impl Served {
    fn shown(&self) -> ShownInteraction {
        let said = json!([self.contact_reason_id, self.notes]).to_string();
        let version = format!("{:x}", Sha256::digest(said)).chars().take(16).collect();
        ShownInteraction { protocol: self.protocol.clone(), version }
    }
}

impl Scoped<'_> {
    /// What the form starts from; `None` where the case has no interaction in scope.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn finish_form(&self, head: &CaseHead) -> Result<Option<FinishForm>> {
        let responsible = head.responsible.as_ref().map(|agent| agent.id);
        let statement = self.served_last(head.id, responsible, Reading::Free);
        let Some(served) = self.fetch_optional::<Served>(statement).await? else { return Ok(None) };
        let mut offered = self.statement();
        let queue = offered.bind(served.queue_id);
        offered.text = format!(
            "SELECT r.id, r.name FROM queue_contact_reason AS qr \
             JOIN contact_reason AS r ON r.id = qr.contact_reason_id \
             WHERE qr.queue_id = {queue} AND r.active ORDER BY qr.position, r.name, r.id"
        );
        let reasons = self.fetch_all::<(i64, String)>(offered).await?;
        let named = |(id, name)| Named { id: ContactReasonId(id), name };
        Ok(Some(FinishForm {
            shown: served.shown(),
            reasons: reasons.into_iter().map(named).collect(),
            reason_required: served.reason_required,
            reason: served.contact_reason_id.zip(served.reason).map(named),
            notes: served.notes.unwrap_or_default(),
        }))
    }

    /// Finishes a case in service, where `seen` is where the asker saw it stand. What is out of scope
    /// is `None`.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn finish(
        &self,
        case: CaseId,
        seen: CaseStatus,
        finish: &Finish,
        now: i64,
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
        let step = match may(&self.principal, CaseAction::Close, &locked.standing()) {
            Ok(step) => step,
            Err(refusal) => return Ok(Some(StepOutcome::Refused(refusal))),
        };
        let served_last = self.served_last(case, locked.responsible, Reading::Locked);
        let served = tx.fetch_optional::<Served>(served_last).await?;
        let current = served.as_ref().map(Served::shown).unwrap_or_default();
        if finish.shown.as_ref().is_some_and(|shown| *shown != current) {
            return Ok(Some(StepOutcome::OtherInteraction));
        }
        let reason = match self.check(&mut tx, served.as_ref(), finish).await? {
            Ok(reason) => reason,
            Err(errors) => return Ok(Some(StepOutcome::Invalid(errors))),
        };
        let mut acts = Vec::new();
        if let Some(served) = &served {
            acts.extend(self.qualify_served(&mut tx, (case, served), reason, finish, now).await?);
        }
        let interaction = served.as_ref().map(|served| served.id);
        acts.extend(self.answer_with(&mut tx, (case, interaction), finish, now).await?);
        self.take(&mut tx, case, step, now).await?;
        let said = Some(finish.notes.trim()).filter(|notes| !notes.is_empty());
        let closed = NewEvent::of(case, TimelineAction::Closed, now).saying(said).leading_to(step.to);
        // The description is the interaction's, and read by those who may read that.
        let closed = NewEvent { interaction, ..closed };
        self.note(&mut tx, closed).await?;
        self.ask_when_closed(&mut tx, case, now).await?;
        let act = Act::new(AuditAction::Closed, AuditObject::Case, case, format!("#{case}"));
        acts.push(act.before(&json!({ "status": seen })).after(&json!({ "status": step.to })));
        tx.commit_with(&self.author(), acts, now).await?;
        Ok(Some(StepOutcome::Done(step.to)))
    }

    /// Keeps what was answered, if anything was.
    async fn answer_with(
        &self,
        tx: &mut Tx,
        (case, interaction): (CaseId, Option<i64>),
        finish: &Finish,
        now: i64,
    ) -> Result<Option<Act>> {
        let Some((asked, answers)) = finish.answers.as_ref().filter(|(_, answers)| !answers.is_empty())
        else {
            return Ok(None);
        };
        self.answer_questionnaire(tx, (case, interaction), asked, answers, now).await?;
        let label = format!("#{case} {}", asked.questionnaire.name);
        let act = Act::new(AuditAction::QuestionnaireAnswered, AuditObject::Case, case, label);
        Ok(Some(act.after(&answers)))
    }

    /// Of the interactions in scope of the case or of one folded into it, the newest that the person
    /// responsible had, else the newest of all. A queue whose reasons are all out of use asks for none: its cases
    /// could never be finished.
    pub(super) fn served_last(
        &self,
        case: CaseId,
        responsible: Option<UserId>,
        reading: Reading,
    ) -> Statement {
        let mut statement = self.statement();
        let sees = self.sees(&mut statement, "i.agent_id");
        let locking = match reading {
            Reading::Free => String::new(),
            Reading::Locked => statement.engine.for_update("i"),
        };
        let family = family(&mut statement, case);
        let agent = statement.bind(responsible.map_or(0, |agent| agent.0));
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

    /// The reason that is given, with its name, or what is wrong with the form.
    async fn check(
        &self,
        tx: &mut Tx,
        served: Option<&Served>,
        finish: &Finish,
    ) -> Result<std::result::Result<Option<Named<ContactReasonId>>, FieldErrors>> {
        let mut errors = FieldErrors::default();
        errors.verbatim("notes", finish.notes.trim(), COMMENT_LIMIT);
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

    /// A reason by its name, where the queue offers it or it stands there already.
    async fn offered(
        &self,
        tx: &mut Tx,
        served: &Served,
        asked: ContactReasonId,
    ) -> Result<Option<Named<ContactReasonId>>> {
        if served.contact_reason_id == Some(asked.0) {
            return Ok(served.reason.clone().map(|name| Named { id: asked, name }));
        }
        let mut statement = self.statement();
        let (queue, reason) = (statement.bind(served.queue_id), statement.bind(asked.0));
        statement.text = format!(
            "SELECT r.name FROM queue_contact_reason AS qr JOIN contact_reason AS r ON r.id = qr.contact_reason_id \
             WHERE qr.queue_id = {queue} AND r.id = {reason} AND r.active"
        );
        let name = tx.fetch_optional::<(String,)>(statement).await?;
        Ok(name.map(|(name,)| Named { id: asked, name }))
    }

    /// Writes reason and description where they differ from what stands there.
    async fn qualify_served(
        &self,
        tx: &mut Tx,
        (case, served): (CaseId, &Served),
        reason: Option<Named<ContactReasonId>>,
        finish: &Finish,
        now: i64,
    ) -> Result<Option<Act>> {
        let notes = finish.notes.trim();
        let other_reason = served.contact_reason_id != reason.as_ref().map(|reason| reason.id.0);
        if !other_reason && served.notes.as_deref().unwrap_or_default() == notes {
            return Ok(None);
        }
        let mut change = self.statement();
        let to = change.bind(reason.as_ref().map(|reason| reason.id.0));
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
            let event = NewEvent::of(case, TimelineAction::Qualified, now).of_interaction(served.id);
            self.note(tx, NewEvent { detail, ..event }).await?;
        }
        let act =
            Act::new(AuditAction::Qualified, AuditObject::Interaction, &served.protocol, &served.protocol);
        let was = json!({ "reason": served.reason, "notes": served.notes });
        Ok(Some(act.before(&was).after(&json!({ "reason": name, "notes": notes }))))
    }

    /// Whether a queue asks for a reason that is not given yet.
    pub(super) async fn lacks_reason(
        &self,
        tx: &mut Tx,
        case: CaseId,
        responsible: Option<UserId>,
    ) -> Result<bool> {
        let served_last = self.served_last(case, responsible, Reading::Free);
        let served = tx.fetch_optional::<Served>(served_last).await?;
        Ok(served.is_some_and(|served| served.reason_required && served.contact_reason_id.is_none()))
    }
}

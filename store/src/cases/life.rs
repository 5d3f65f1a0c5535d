//! Transitions of a case (continue, hold, close, reopen), and comments.

use domain::case_life::{CaseAction, Transition, UNDO_HOLD, may, may_edit};
use domain::cases::{CommentOutcome, MAX_COMMENT, StepOutcome};
use domain::{
    AuditAction, AuditObject, CaseId, CaseStatus, FieldErrors, Millis, Problem, TimelineAction, Timestamp,
    UserId,
};
use serde_json::json;

use crate::audit::NewAuditEntry;
use crate::cases::Cases;
use crate::cases::NewEvent;
use crate::cases::locks::LockedCase;
use crate::db::Tx;
use crate::{Error, Result};

/// A repetition of a comment by the same user within this time is taken for a double click.
const SAME_COMMENT: Millis = Millis::seconds(10);

impl Cases<'_> {
    /// Applies a transition; `seen` is the status shown in the form. `None` if out of scope.
    ///
    /// A case is not closed without a contact reason that its queue requires: [`Cases::finish`]. It is handed
    /// over by [`Cases::hand_over`].
    pub async fn step(
        &self,
        case: CaseId,
        action: CaseAction,
        seen: CaseStatus,
        comment: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<StepOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        let Some((outcome, entry)) = self.step_in(&mut tx, case, action, seen, comment, now).await? else {
            return Ok(None);
        };
        if entry.is_some() {
            tx.commit_with_audit(&self.actor(), entry.into_iter().collect(), now).await?;
        }
        Ok(Some(outcome))
    }

    /// Applies a transition as [`Cases::step`] does, in a transaction that has to append the audit entry.
    /// Without one, nothing was changed.
    pub(crate) async fn step_in(
        &self,
        tx: &mut Tx,
        case: CaseId,
        action: CaseAction,
        seen: CaseStatus,
        comment: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<(StepOutcome, Option<NewAuditEntry>)>> {
        let refused = |outcome| Ok(Some((outcome, None)));
        if let Err(errors) = check_comment(comment) {
            return refused(StepOutcome::Invalid(errors));
        }
        let locked = match self.lock_case(tx, case).await? {
            Some(LockedCase::Present(locked)) => locked,
            Some(LockedCase::Merged(into)) => return refused(StepOutcome::Merged(into)),
            None => return Ok(None),
        };
        if locked.status != seen {
            return refused(StepOutcome::Changed(locked.status));
        }
        let step = match may(&self.principal, action, &locked.access()) {
            Ok(step) => step,
            Err(refusal) => return refused(StepOutcome::Refused(refusal)),
        };
        if action == CaseAction::HandOver {
            return Err(Error::Internal("a hand-over needs its receiver".to_owned()));
        }
        if action == CaseAction::Close && self.lacks_reason(tx, case, locked.responsible).await? {
            let mut errors = FieldErrors::default();
            errors.add("reason", Problem::Required);
            return refused(StepOutcome::Invalid(errors));
        }
        self.apply_transition(tx, case, step, now).await?;
        let event =
            NewEvent::new(case, timeline_action(action), now).with_comment(comment).with_status(step.to);
        self.record_event(tx, event).await?;
        if step.to == CaseStatus::Closed {
            self.request_survey_on_close(tx, case, now).await?;
        }
        let entry = NewAuditEntry::new(audit_action(action), AuditObject::Case, case, format!("#{case}"));
        let entry =
            entry.before(&json!({ "status": seen })).after(&json!({ "status": step.to, "comment": comment }));
        Ok(Some((StepOutcome::Done(step.to), Some(entry))))
    }

    /// Undoes a hold, in a transaction that has to append the audit entry: the hold at `held`, of a case that
    /// was with `responsible`. If it has been continued, held again or handed over since, it is left alone.
    /// `None` if the case is out of scope.
    pub(crate) async fn undo_hold_in(
        &self,
        tx: &mut Tx,
        case: CaseId,
        (held, responsible): (Timestamp, Option<UserId>),
        now: Timestamp,
    ) -> Result<Option<(StepOutcome, Option<NewAuditEntry>)>> {
        let refused = |outcome| Ok(Some((outcome, None)));
        let locked = match self.lock_case(tx, case).await? {
            Some(LockedCase::Present(locked)) => locked,
            Some(LockedCase::Merged(into)) => return refused(StepOutcome::Merged(into)),
            None => return Ok(None),
        };
        let is_as_held = locked.status == UNDO_HOLD.from && locked.responsible == responsible;
        if !is_as_held || !self.was_last_held(tx, case, held).await? {
            return refused(StepOutcome::Changed(locked.status));
        }
        if let Err(refusal) = may_edit(&self.principal, &locked.access()) {
            return refused(StepOutcome::Refused(refusal));
        }
        self.apply_transition(tx, case, UNDO_HOLD, now).await?;
        let event = NewEvent::new(case, TimelineAction::HoldUndone, now).with_status(UNDO_HOLD.to);
        self.record_event(tx, event).await?;
        let entry = NewAuditEntry::new(AuditAction::HoldUndone, AuditObject::Case, case, format!("#{case}"));
        let entry =
            entry.before(&json!({ "status": UNDO_HOLD.from })).after(&json!({ "status": UNDO_HOLD.to }));
        Ok(Some((StepOutcome::Done(UNDO_HOLD.to), Some(entry))))
    }

    /// Whether the last step in the life of the case, or hand-over, was a hold at this instant.
    async fn was_last_held(&self, tx: &mut Tx, case: CaseId, held: Timestamp) -> Result<bool> {
        let steps = [
            TimelineAction::Continued,
            TimelineAction::Held,
            TimelineAction::HoldUndone,
            TimelineAction::Closed,
            TimelineAction::Reopened,
            TimelineAction::HandedOver,
        ];
        let steps = steps.map(|step| format!("'{}'", step.as_str())).join(", ");
        let mut statement = self.statement();
        let case = statement.bind(case);
        statement.text = format!(
            "SELECT e.action, e.at FROM case_event AS e WHERE e.case_id = {case} AND e.action IN ({steps}) \
             ORDER BY e.at DESC, e.id DESC LIMIT 1"
        );
        let last = tx.fetch_optional::<(String, Timestamp)>(statement).await?;
        Ok(last.is_some_and(|(action, at)| action == TimelineAction::Held.as_str() && at == held))
    }

    /// Adds a comment to the timeline, unless it repeats one that the viewer has just written.
    /// `None` if the case is out of scope or does not exist.
    pub async fn comment(
        &self,
        case: CaseId,
        comment: &str,
        now: Timestamp,
    ) -> Result<Option<CommentOutcome>> {
        let mut errors = FieldErrors::default();
        errors.required("comment", comment, MAX_COMMENT);
        if let Err(errors) = errors.into_result() {
            return Ok(Some(CommentOutcome::Invalid(errors)));
        }
        let mut tx = Tx::begin(self.db()).await?;
        match self.lock_case(&mut tx, case).await? {
            Some(LockedCase::Present(_)) => {}
            Some(LockedCase::Merged(into)) => return Ok(Some(CommentOutcome::Merged(into))),
            None => return Ok(None),
        }
        if self.is_repeated_comment(&mut tx, case, comment.trim(), now).await? {
            return Ok(Some(CommentOutcome::Written));
        }
        let event = NewEvent::new(case, TimelineAction::Commented, now).with_comment(Some(comment.trim()));
        self.record_event(&mut tx, event).await?;
        self.touch(&mut tx, &[case], now).await?;
        let entry = NewAuditEntry::new(AuditAction::Commented, AuditObject::Case, case, format!("#{case}"));
        let entry = entry.after(&json!({ "comment": comment.trim() }));
        tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        Ok(Some(CommentOutcome::Written))
    }

    /// Whether the viewer has just written the same comment on this case.
    async fn is_repeated_comment(
        &self,
        tx: &mut Tx,
        case: CaseId,
        comment: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let mut statement = self.statement();
        let (case, author) = (statement.bind(case), statement.bind(self.principal.user));
        let (since, text) = (statement.bind(now - SAME_COMMENT), statement.bind(comment));
        statement.text = format!(
            "SELECT e.id FROM case_event AS e WHERE e.case_id = {case} AND e.actor_id = {author} \
             AND e.action = '{}' AND e.at > {since} AND e.comment = {text} LIMIT 1",
            TimelineAction::Commented.as_str()
        );
        Ok(tx.fetch_optional::<(i64,)>(statement).await?.is_some())
    }

    pub(super) async fn apply_transition(
        &self,
        tx: &mut Tx,
        case: CaseId,
        step: Transition,
        now: Timestamp,
    ) -> Result<()> {
        let mut change = self.statement();
        let (status, at, id) = (change.bind(step.to.as_str()), change.bind(now), change.bind(case));
        // The user who takes a case into service becomes responsible.
        let responsible = match step.action {
            CaseAction::Continue | CaseAction::Reopen => change.bind(self.principal.user),
            CaseAction::Hold | CaseAction::Close | CaseAction::HandOver => "agent_id".to_owned(),
        };
        let closed = if step.to == CaseStatus::Closed { change.bind(now) } else { "NULL".to_owned() };
        change.text = format!(
            "UPDATE service_case SET status = {status}, agent_id = {responsible}, closed_at = {closed}, \
             updated_at = CASE WHEN updated_at < {at} THEN {at} ELSE updated_at END WHERE id = {id}"
        );
        tx.execute(change).await?;
        // Whatever is done with a case, it is not merely received any more.
        tx.execute(self.statement().delete_where("case_hand_over", "case_id", case)).await?;
        tx.settle_hand_over(case, now).await?;
        self.apply_to_clocks(tx, case, |clock| step.effect(clock), now).await
    }
}

fn check_comment(comment: Option<&str>) -> std::result::Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    errors.optional("comment", comment, MAX_COMMENT);
    errors.into_result()
}

/// The timeline action of a case action.
fn timeline_action(action: CaseAction) -> TimelineAction {
    match action {
        CaseAction::Continue => TimelineAction::Continued,
        CaseAction::Hold => TimelineAction::Held,
        CaseAction::Close => TimelineAction::Closed,
        CaseAction::Reopen => TimelineAction::Reopened,
        CaseAction::HandOver => TimelineAction::HandedOver,
    }
}

/// The audit action of a case action.
fn audit_action(action: CaseAction) -> AuditAction {
    match action {
        CaseAction::Continue => AuditAction::Continued,
        CaseAction::Hold => AuditAction::Held,
        CaseAction::Close => AuditAction::Closed,
        CaseAction::Reopen => AuditAction::Reopened,
        CaseAction::HandOver => AuditAction::HandedOver,
    }
}

//! The life of a case: taking it into service, holding, finishing, reopening it; and comments.

use domain::case_life::{ActionRefusal, CaseAction, CaseStanding, Transition, may};
use domain::{
    AuditAction, AuditObject, CaseId, CaseStatus, FieldErrors, Problem, QueueId, TimelineAction, UserId,
};
use serde_json::json;

use super::{NewEvent, stored_status};
use crate::Result;
use crate::audit::Act;
use crate::db::Tx;
use crate::scoped::Scoped;

/// The most characters of a comment.
pub const COMMENT_LIMIT: u32 = 20_000;

/// The same comment of the same person on the same case is the same click within so many milliseconds.
const SAME_COMMENT_MS: i64 = 10_000;

/// What became of a step in the life of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepOutcome {
    /// It was taken; the case stands there now.
    Done(CaseStatus),
    /// Somebody was faster: the case no longer stands where the asker saw it.
    Changed(CaseStatus),
    /// It may not be taken.
    Refused(ActionRefusal),
    /// The interaction that would be qualified is another than the asker saw, or says something else now.
    OtherInteraction,
    /// Fields are bad.
    Invalid(FieldErrors),
    /// The case was merged into this one.
    Merged(CaseId),
}

/// What became of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommentOutcome {
    /// It is in the timeline.
    Written,
    /// It says nothing or too much.
    Invalid(FieldErrors),
    /// The case was merged into this one.
    Merged(CaseId),
}

/// A case within the scope. What is meant for one that was merged must not be done to another in
/// silence: every form names the case it was opened on.
pub(super) enum LockedCase {
    /// It is kept as it is until the transaction ends.
    Present(Locked),
    /// It was merged into this one.
    Merged(CaseId),
}

/// A case kept as it is until the transaction ends.
pub(super) struct Locked {
    pub(super) status: CaseStatus,
    pub(super) responsible: Option<UserId>,
    pub(super) queue: Option<QueueId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    status: String,
    agent_id: Option<i64>,
    queue_id: Option<i64>,
    merged_into: Option<i64>,
}

impl Locked {
    /// What the rules ask about it; it lies within the scope, or it would not have been locked.
    pub(super) fn standing(&self) -> CaseStanding {
        CaseStanding { status: self.status, responsible: self.responsible, in_scope: true }
    }
}

impl Scoped<'_> {
    /// Takes a step in the life of a case, where `seen` is where the asker saw it stand. What is
    /// out of scope is `None`.
    ///
    /// A case is not closed without the reason its queue asks for; [`Scoped::finish`] takes one.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn step(
        &self,
        case: CaseId,
        action: CaseAction,
        seen: CaseStatus,
        comment: Option<&str>,
        now: i64,
    ) -> Result<Option<StepOutcome>> {
        if let Err(errors) = check_comment(comment) {
            return Ok(Some(StepOutcome::Invalid(errors)));
        }
        let mut tx = Tx::begin(self.db()).await?;
        let locked = match self.lock_case(&mut tx, case).await? {
            Some(LockedCase::Present(locked)) => locked,
            Some(LockedCase::Merged(into)) => return Ok(Some(StepOutcome::Merged(into))),
            None => return Ok(None),
        };
        if locked.status != seen {
            return Ok(Some(StepOutcome::Changed(locked.status)));
        }
        let step = match may(&self.principal, action, &locked.standing()) {
            Ok(step) => step,
            Err(refusal) => return Ok(Some(StepOutcome::Refused(refusal))),
        };
        if action == CaseAction::Close && self.lacks_reason(&mut tx, case, locked.responsible).await? {
            let mut errors = FieldErrors::default();
            errors.add("reason", Problem::Required);
            return Ok(Some(StepOutcome::Invalid(errors)));
        }
        self.take(&mut tx, case, step, now).await?;
        let event = NewEvent::of(case, done(action), now).saying(comment).leading_to(step.to);
        self.note(&mut tx, event).await?;
        if step.to == CaseStatus::Closed {
            self.ask_when_closed(&mut tx, case, now).await?;
        }
        let act = Act::new(audited(action), AuditObject::Case, case, format!("#{case}"));
        let act =
            act.before(&json!({ "status": seen })).after(&json!({ "status": step.to, "comment": comment }));
        tx.commit_with(&self.author(), vec![act], now).await?;
        Ok(Some(StepOutcome::Done(step.to)))
    }

    /// Writes a comment into the timeline; one that its author wrote a moment ago is there already and is
    /// not written again. `None` where the case is out of scope or does not exist.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn comment(&self, case: CaseId, comment: &str, now: i64) -> Result<Option<CommentOutcome>> {
        let mut errors = FieldErrors::default();
        errors.required("comment", comment, COMMENT_LIMIT);
        if let Err(errors) = errors.into_result() {
            return Ok(Some(CommentOutcome::Invalid(errors)));
        }
        let mut tx = Tx::begin(self.db()).await?;
        match self.lock_case(&mut tx, case).await? {
            Some(LockedCase::Present(_)) => {}
            Some(LockedCase::Merged(into)) => return Ok(Some(CommentOutcome::Merged(into))),
            None => return Ok(None),
        }
        if self.was_just_written(&mut tx, case, comment.trim(), now).await? {
            return Ok(Some(CommentOutcome::Written));
        }
        let event = NewEvent::of(case, TimelineAction::Commented, now).saying(Some(comment.trim()));
        self.note(&mut tx, event).await?;
        self.touch(&mut tx, &[case], now).await?;
        let act = Act::new(AuditAction::Commented, AuditObject::Case, case, format!("#{case}"));
        let act = act.after(&json!({ "comment": comment.trim() }));
        tx.commit_with(&self.author(), vec![act], now).await?;
        Ok(Some(CommentOutcome::Written))
    }

    /// Whether the viewer wrote this comment on this case a moment ago.
    async fn was_just_written(&self, tx: &mut Tx, case: CaseId, comment: &str, now: i64) -> Result<bool> {
        let mut statement = self.statement();
        let (case, author) = (statement.bind(case.0), statement.bind(self.principal.user.0));
        let (since, text) = (statement.bind(now - SAME_COMMENT_MS), statement.bind(comment));
        statement.text = format!(
            "SELECT e.id FROM case_event AS e WHERE e.case_id = {case} AND e.actor_id = {author} \
             AND e.action = '{}' AND e.at > {since} AND e.comment = {text} LIMIT 1",
            TimelineAction::Commented.as_str()
        );
        Ok(tx.fetch_optional::<(i64,)>(statement).await?.is_some())
    }

    /// The case within the scope, kept as it is until the transaction ends. It is held first and read
    /// then: `PostgreSQL` reads anew the row it had to wait for, but not what was joined to it.
    ///
    /// # Errors
    /// Where the database fails.
    pub(super) async fn lock_case(&self, tx: &mut Tx, case: CaseId) -> Result<Option<LockedCase>> {
        self.hold(tx, &[case]).await?;
        let mut statement = self.statement();
        let id = statement.bind(case.0);
        let scope = self.sees_case(&mut statement, "lives");
        statement.text = format!(
            "SELECT s.status, s.agent_id, s.queue_id, s.merged_into FROM service_case AS s \
             JOIN service_case AS lives ON lives.id = coalesce(s.merged_into, s.id) \
             WHERE s.id = {id} AND {scope}"
        );
        let Some(row) = tx.fetch_optional::<Row>(statement).await? else { return Ok(None) };
        if let Some(into) = row.merged_into {
            return Ok(Some(LockedCase::Merged(CaseId(into))));
        }
        Ok(Some(LockedCase::Present(Locked {
            status: stored_status(&row.status)?,
            responsible: row.agent_id.map(UserId),
            queue: row.queue_id.map(QueueId),
        })))
    }

    pub(super) async fn take(&self, tx: &mut Tx, case: CaseId, step: Transition, now: i64) -> Result<()> {
        let mut change = self.statement();
        let (status, at, id) = (change.bind(step.to.as_str()), change.bind(now), change.bind(case.0));
        // Whoever takes a case into service is responsible for it.
        let responsible = match step.action {
            CaseAction::Continue | CaseAction::Reopen => change.bind(self.principal.user.0),
            CaseAction::Hold | CaseAction::Close => "agent_id".to_owned(),
        };
        let closed = if step.to == CaseStatus::Closed { change.bind(now) } else { "NULL".to_owned() };
        change.text = format!(
            "UPDATE service_case SET status = {status}, agent_id = {responsible}, closed_at = {closed}, \
             updated_at = CASE WHEN updated_at < {at} THEN {at} ELSE updated_at END WHERE id = {id}"
        );
        tx.execute(change).await?;
        self.tell_clocks(tx, case, |clock| step.effect(clock), now).await
    }
}

fn check_comment(comment: Option<&str>) -> std::result::Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    errors.optional("comment", comment, COMMENT_LIMIT);
    errors.into_result()
}

/// How the timeline calls it.
fn done(action: CaseAction) -> TimelineAction {
    match action {
        CaseAction::Continue => TimelineAction::Continued,
        CaseAction::Hold => TimelineAction::Held,
        CaseAction::Close => TimelineAction::Closed,
        CaseAction::Reopen => TimelineAction::Reopened,
    }
}

/// What the audit trail calls it.
fn audited(action: CaseAction) -> AuditAction {
    match action {
        CaseAction::Continue => AuditAction::Continued,
        CaseAction::Hold => AuditAction::Held,
        CaseAction::Close => AuditAction::Closed,
        CaseAction::Reopen => AuditAction::Reopened,
    }
}

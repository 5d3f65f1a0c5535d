//! *Repassar*: hands a case to another person or queue, and the cases that a user has received.
//!
//! Who is responsible sees the case, so the receiver has it in scope at once; its contents stay in the
//! scope of those who served them.

use domain::case_life::{CaseAction, may};
use domain::cases::{HandOver, HandOverOutcome, MAX_RECEIVED, ReceivedCase, ReceivedCases, Receiver};
use domain::notifications::NotificationKind;
use domain::record::{CaseRecord, FieldChange};
use domain::text::fold;
use domain::{
    AuditAction, AuditObject, CaseId, CaseStatus, JobId, Problem, Role, TimelineAction, Timestamp, UserId,
    zone,
};
use serde_json::json;

use crate::Result;
use crate::audit::NewAuditEntry;
use crate::cases::Cases;
use crate::cases::NewEvent;
use crate::cases::locks::LockedCase;
use crate::cases::stored_status;
use crate::db::{Statement, Tx};
use crate::notifications::{NewNotification, Subject};

#[derive(sqlx::FromRow)]
struct ReceivedRow {
    id: CaseId,
    subject: Option<String>,
    status: String,
    giver: String,
    at: Timestamp,
}

impl Cases<'_> {
    /// The users who may receive a case of `responsible` from the viewer, by name.
    pub async fn receivers(&self, responsible: Option<UserId>) -> Result<Vec<Receiver>> {
        let mut statement = self.statement();
        let may_receive = self.may_receive(&mut statement, "u");
        let holder = statement.bind(responsible.unwrap_or(UserId(0)));
        statement.text = format!(
            "SELECT u.id, u.name, u.login FROM user_account AS u WHERE {may_receive} AND u.id <> {holder}"
        );
        let mut people: Vec<(UserId, String, String)> = self.fetch_all(statement).await?;
        people.sort_by_cached_key(|(id, name, _)| (fold(name), *id));
        let is_namesake = |name: &str| people.iter().filter(|(_, other, _)| other == name).count() > 1;
        let receiver = |(id, name, login): &(UserId, String, String)| Receiver {
            id: *id,
            name: if is_namesake(name) { format!("{name} ({login})") } else { name.clone() },
        };
        Ok(people.iter().map(receiver).collect())
    }

    /// Hands a case over. `None` if it is out of scope.
    pub async fn hand_over(
        &self,
        case: CaseId,
        form: &HandOver,
        now: Timestamp,
    ) -> Result<Option<HandOverOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        let Some((outcome, entry)) = self.hand_over_in(&mut tx, case, form, None, now).await? else {
            return Ok(None);
        };
        let Some(entry) = entry else { return Ok(Some(outcome)) };
        tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        // Open lists of both follow, and those of their supervisors.
        self.store.announcements().announce(&[form.seen.responsible, form.agent]);
        Ok(Some(outcome))
    }

    /// Hands a case over as [`Cases::hand_over`] does, by a job or by hand, in a transaction that has to append
    /// the audit entry. Without one, nothing was changed.
    pub(crate) async fn hand_over_in(
        &self,
        tx: &mut Tx,
        case: CaseId,
        form: &HandOver,
        job: Option<JobId>,
        now: Timestamp,
    ) -> Result<Option<(HandOverOutcome, Option<NewAuditEntry>)>> {
        let refused = |outcome| Ok(Some((outcome, None)));
        // Before the case, as uploads do: it stays active in its role until the case is theirs.
        let receiver = match form.agent {
            Some(agent) => self.lock_receiver(tx, agent).await?,
            None => None,
        };
        let locked = match self.lock_case(tx, case).await? {
            Some(LockedCase::Present(locked)) => locked,
            Some(LockedCase::Merged(into)) => return refused(HandOverOutcome::Merged(into)),
            None => return Ok(None),
        };
        let holder = match locked.responsible {
            Some(user) => self.name_of_user(tx, user).await?,
            None => None,
        };
        if (locked.status, locked.responsible) != (form.seen.status, form.seen.responsible) {
            let (status, responsible) = (locked.status, holder);
            return refused(HandOverOutcome::Changed { status, responsible });
        }
        let step = match may(&self.principal, CaseAction::HandOver, &locked.access()) {
            Ok(step) => step,
            Err(refusal) => return refused(HandOverOutcome::Refused(refusal)),
        };
        let mut errors = form.check();
        let has_agent_error = errors.0.iter().any(|error| error.field == "agent");
        if form.agent.is_some() && receiver.is_none() && !has_agent_error {
            errors.add("agent", Problem::UnknownValue { allowed: Vec::new() });
        }
        let queue = form.queue.filter(|queue| Some(*queue) != locked.queue);
        if form.agent == locked.responsible && queue.is_none() && !has_agent_error {
            errors.add("agent", Problem::Taken);
        }
        let is_in = self.check_queue(tx, queue, &mut errors).await?;
        if let Err(errors) = errors.into_result() {
            return refused(HandOverOutcome::Invalid(errors));
        }
        let Some(row) = self.record_of_case(tx, case).await? else { return Ok(None) };
        let was_in = row.queue.clone();
        self.apply_transition(tx, case, step, now).await?;
        self.give(tx, case, form.agent, job, now).await?;
        let is_in = if queue.is_some() {
            let before = row.record();
            let after = CaseRecord { queue, ..before.clone() };
            self.save_case(tx, case, &after, now).await?;
            self.apply_queue_change(tx, case, (&before, &after), now).await?;
            is_in
        } else {
            was_in.clone()
        };
        let to_other = form.agent != locked.responsible;
        let changes = [
            to_other.then(|| change("responsible", holder.as_ref(), receiver.as_ref())),
            queue.map(|_| change("queue", was_in.as_ref(), is_in.as_ref())),
        ];
        let changes: Vec<FieldChange> = changes.into_iter().flatten().collect();
        let comment = form.comment.trim();
        let event = NewEvent::new(case, TimelineAction::HandedOver, now).with_comment(Some(comment));
        let event = NewEvent { detail: json!({ "changes": changes }), ..event };
        let event = if step.to == step.from { event } else { event.with_status(step.to) };
        self.record_event(tx, event).await?;
        let entry = NewAuditEntry::new(AuditAction::HandedOver, AuditObject::Case, case, format!("#{case}"));
        let before = json!({ "status": step.from, "responsible": holder, "queue": was_in });
        let after = json!({ "status": step.to, "responsible": receiver, "queue": is_in, "comment": comment });
        Ok(Some((HandOverOutcome::Done, Some(entry.before(&before).after(&after)))))
    }

    /// The cases that the viewer has received and not continued yet, newest first.
    pub async fn received(&self) -> Result<ReceivedCases> {
        // The rows are the viewer's own: they are responsible for these cases.
        let mut statement = self.unrestricted_statement();
        let viewer = statement.bind(self.principal.user);
        let most = statement.bind(MAX_RECEIVED.cast_signed() + 1);
        let limit = statement.engine.limit(&most);
        let open = [CaseStatus::Waiting, CaseStatus::InService, CaseStatus::OnHold];
        let open = open.map(|status| format!("'{}'", status.as_str())).join(", ");
        statement.text = format!(
            "SELECT s.id, nullif(s.subject, '') AS subject, s.status, u.name AS giver, h.at \
             FROM case_hand_over AS h JOIN service_case AS s ON s.id = h.case_id \
             JOIN user_account AS u ON u.id = h.from_id \
             WHERE h.to_id = {viewer} AND s.agent_id = h.to_id AND s.status IN ({open}) \
             ORDER BY h.at DESC, h.case_id DESC {limit}"
        );
        let rows = self.fetch_all::<ReceivedRow>(statement).await?;
        let most = usize::try_from(MAX_RECEIVED).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        let cases = rows.into_iter().take(most).map(|row| {
            Ok(ReceivedCase {
                id: row.id,
                subject: row.subject,
                status: stored_status(&row.status)?,
                from: row.giver,
                at: zone::civil(self.store.zone(), row.at),
            })
        });
        Ok(ReceivedCases { cases: cases.collect::<Result<_>>()?, more })
    }

    /// SQL predicate: the viewer may hand a case to the user `alias`. Administrators to agents and
    /// supervisors; supervisors to the agents of their groups; agents to the agents and supervisors of
    /// groups they are in.
    fn may_receive(&self, statement: &mut Statement, alias: &str) -> String {
        let of = |role: Role| format!("{alias}.role = '{}'", role.as_str());
        let (agent, supervisor) = (of(Role::Agent), of(Role::Supervisor));
        let among = match self.principal.role {
            Role::Administrator => format!("({agent} OR {supervisor})"),
            Role::Supervisor => {
                let sees = self.agent_in_scope(statement, &format!("{alias}.id"));
                format!("{agent} AND {sees}")
            }
            Role::Agent => {
                statement.mark_scoped();
                let viewer = statement.bind(self.principal.user);
                let of_groups = |table: &str, column: &str| {
                    format!(
                        "{alias}.id IN (SELECT other.{column} FROM group_agent AS own \
                         JOIN {table} AS other ON other.group_id = own.group_id WHERE own.agent_id = {viewer} \
                         AND (SELECT mg.active FROM monitoring_group AS mg WHERE mg.id = own.group_id))"
                    )
                };
                let agents = of_groups("group_agent", "agent_id");
                let supervisors = of_groups("group_supervisor", "supervisor_id");
                format!("({agent} AND {agents} OR {supervisor} AND {supervisors})")
            }
        };
        format!("{alias}.active AND {among}")
    }

    /// Locks an account (`FOR SHARE`) that may receive a case from the viewer, and returns its name.
    pub(crate) async fn lock_receiver(&self, tx: &mut Tx, user: UserId) -> Result<Option<String>> {
        let mut statement = self.statement();
        let may_receive = self.may_receive(&mut statement, "u");
        let id = statement.bind(user);
        statement.text = format!(
            "SELECT u.name FROM user_account AS u WHERE u.id = {id} AND {may_receive} {}",
            statement.engine.for_share("u")
        );
        Ok(tx.fetch_optional::<(String,)>(statement).await?.map(|(name,)| name))
    }

    async fn name_of_user(&self, tx: &mut Tx, user: UserId) -> Result<Option<String>> {
        let mut statement = self.statement();
        let id = statement.bind(user);
        statement.text = format!("SELECT name FROM user_account WHERE id = {id}");
        Ok(tx.fetch_optional::<(String,)>(statement).await?.map(|(name,)| name))
    }

    /// Sets the responsible user. A receiver is notified, once of all cases of a job, and the giver is kept with
    /// the case.
    async fn give(
        &self,
        tx: &mut Tx,
        case: CaseId,
        to: Option<UserId>,
        job: Option<JobId>,
        now: Timestamp,
    ) -> Result<()> {
        let mut change = self.statement();
        let (agent, id) = (change.bind(to), change.bind(case));
        change.text = format!("UPDATE service_case SET agent_id = {agent} WHERE id = {id}");
        tx.execute(change).await?;
        let Some(to) = to else { return Ok(()) };
        let mut given = self.statement();
        let values = [
            ("case_id", given.bind(case)),
            ("from_id", given.bind(self.principal.user)),
            ("to_id", given.bind(to)),
            ("at", given.bind(now)),
        ];
        given.insert("case_hand_over", values);
        tx.execute(given).await?;
        if let Some(job) = job {
            return tx.notify_of_given(to, job, case, now).await;
        }
        let cause = format!("{case} {now}");
        let new = NewNotification { kind: NotificationKind::CaseGiven, cause, subject: Subject::Case(case) };
        tx.notify(&[to], &new, now).await
    }
}

/// A change as the timeline keeps it, with the names at that time.
fn change(field: &str, from: Option<&String>, to: Option<&String>) -> FieldChange {
    let text = |name: Option<&String>| name.cloned().unwrap_or_default();
    FieldChange { field: field.to_owned(), from: text(from), to: text(to) }
}

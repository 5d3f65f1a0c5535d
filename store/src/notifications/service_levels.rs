//! Service levels at risk: one notification for each queue and user, which grows.
//!
//! A due instant follows from business hours, so no trigger can find it. One process at a time, by a lease,
//! looks at all running clocks, some hundred in each statement, and at those that users were notified of
//! before. A clock is added to the notification of its queue for the responsible user and for the
//! supervisors of their groups; of a case without one, for the supervisors of those who have served it. It
//! is settled when it does not run late any more, or concerns that user no more.

use std::collections::{BTreeMap, HashSet};

use domain::notifications::NotificationKind;
use domain::{CaseId, Millis, NotificationId, QueueId, Timestamp, UserId};

use crate::accounts::secret::random;
use crate::db::Tx;
use crate::scoped::Scoped;
use crate::{Db, Result, Store};

/// How long a process may look without renewing its lease.
const LEASE: Millis = Millis::minutes(2);
/// How many clocks are read by a statement.
const AT_ONCE: i64 = 500;

/// A running clock: its case and its kind.
type Clock = (CaseId, String);

/// The users that a case concerns, and its queue.
type Concerned = HashSet<(CaseId, UserId, Option<QueueId>)>;

/// What was noted about clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceLevelsSeen {
    /// How many clocks were added to notifications, counted for each user.
    pub added: u64,
    /// How many were settled.
    pub settled: u64,
}

/// A clock that a user was notified of and that is not settled.
#[derive(sqlx::FromRow)]
struct NotedRow {
    notification_id: NotificationId,
    case_id: CaseId,
    clock: String,
    user_id: UserId,
    queue_id: Option<QueueId>,
}

impl Store {
    /// Notifies of service levels at risk and settles what is not any more. `None` if another process is at
    /// it.
    pub async fn watch_service_levels(&self, now: Timestamp) -> Result<Option<ServiceLevelsSeen>> {
        let watch = Watch { store: self, token: random(), now };
        if !watch.lease().await? {
            return Ok(None);
        }
        let added = watch.add().await?;
        let settled = watch.settle().await?;
        watch.release().await?;
        Ok(Some(ServiceLevelsSeen { added, settled }))
    }
}

/// One look at all clocks.
struct Watch<'a> {
    store: &'a Store,
    token: String,
    now: Timestamp,
}

impl Watch<'_> {
    fn db(&self) -> &Db {
        self.store.db()
    }

    /// Takes the lease, or renews it; returns whether this process has it.
    async fn lease(&self) -> Result<bool> {
        let mut statement = self.db().statement();
        let (token, until) = (statement.bind(&self.token), statement.bind(self.now + LEASE));
        let now = statement.bind(self.now);
        statement.text = format!(
            "UPDATE service_level_watch SET lease = {token}, leased_until = {until} \
             WHERE lease IS NULL OR lease = {token} OR leased_until <= {now}"
        );
        Ok(self.db().execute(statement).await? == 1)
    }

    async fn release(&self) -> Result<()> {
        let mut statement = self.db().statement();
        let token = statement.bind(&self.token);
        statement.text =
            format!("UPDATE service_level_watch SET lease = NULL, leased_until = NULL WHERE lease = {token}");
        self.db().execute(statement).await.map(drop)
    }

    /// Adds the clocks that are late and not noted yet.
    async fn add(&self) -> Result<u64> {
        let (mut added, mut after) = (0, (CaseId(0), String::new()));
        loop {
            let all = Scoped::for_cli(self.store);
            let clocks = all.cases().running_clocks(&after, AT_ONCE, self.now).await?;
            let Some((last, _)) = clocks.last() else { return Ok(added) };
            after = last.clone();
            let late: Vec<Clock> =
                clocks.into_iter().filter(|(_, is_late)| *is_late).map(|(clock, _)| clock).collect();
            added += self.note(&late).await?;
            self.lease().await?;
        }
    }

    /// Adds these clocks to the notifications of all users they concern.
    async fn note(&self, late: &[Clock]) -> Result<u64> {
        let cases = cases_of(late.iter().map(|(case, _)| *case));
        let concerned = self.concerned(&cases).await?;
        let noted = self.noted(&cases).await?;
        let mut new: BTreeMap<(UserId, Option<QueueId>), Vec<&Clock>> = BTreeMap::new();
        for clock in late {
            for (_, user, queue) in concerned.iter().filter(|(case, ..)| *case == clock.0) {
                if !noted.contains(&(*user, *queue, clock.0, clock.1.clone())) {
                    new.entry((*user, *queue)).or_default().push(clock);
                }
            }
        }
        let mut added = 0;
        for ((user, queue), clocks) in new {
            added += self.grow(user, queue, &clocks).await?;
        }
        Ok(added)
    }

    /// Adds clocks to the notification of a user and a queue. It is news only if one was not there.
    async fn grow(&self, user: UserId, queue: Option<QueueId>, clocks: &[&Clock]) -> Result<u64> {
        let mut tx = Tx::begin(self.db()).await?;
        let cause = queue.map(|queue| queue.to_string()).unwrap_or_default();
        let kind = NotificationKind::SlaAtRisk.as_str();
        let mut line = tx.statement();
        let values = [
            ("user_id", line.bind(user)),
            ("kind", line.bind(kind)),
            ("cause", line.bind(&cause)),
            ("queue_id", line.bind(queue)),
            ("at", line.bind(self.now)),
        ];
        line.insert("notification", values).push("ON CONFLICT (user_id, kind, cause) DO NOTHING");
        tx.execute(line).await?;
        let mut found = tx.statement();
        let (of_user, of_kind, of_cause) = (found.bind(user), found.bind(kind), found.bind(&cause));
        found.text = format!(
            "SELECT n.id FROM notification AS n \
             WHERE n.user_id = {of_user} AND n.kind = {of_kind} AND n.cause = {of_cause} {}",
            tx.engine().for_update("n")
        );
        let Some((id,)) = tx.fetch_optional::<(NotificationId,)>(found).await? else { return Ok(0) };
        // What was settled before is another cause when it is late again.
        let mut old = tx.statement();
        let of_line = old.bind(id);
        old.text = format!(
            "DELETE FROM notification_clock WHERE notification_id = {of_line} AND settled_at IS NOT NULL"
        );
        tx.execute(old).await?;
        let mut added = 0;
        for (case, clock) in clocks {
            let mut item = tx.statement();
            let values = [
                ("notification_id", item.bind(id)),
                ("case_id", item.bind(*case)),
                ("clock", item.bind(clock.as_str())),
            ];
            item.insert("notification_clock", values)
                .push("ON CONFLICT (notification_id, case_id, clock) DO NOTHING");
            added += tx.execute(item).await?;
        }
        if added > 0 {
            let mut news = tx.statement();
            let (at, id) = (news.bind(self.now), news.bind(id));
            news.text = format!(
                "UPDATE notification SET at = {at}, read_at = NULL, settled_at = NULL WHERE id = {id}"
            );
            tx.execute(news).await?;
        }
        tx.commit().await?;
        Ok(added)
    }

    /// Settles the noted clocks that are late no more, or concern their user no more.
    async fn settle(&self) -> Result<u64> {
        let (mut settled, mut after) = (0, (NotificationId(0), CaseId(0), String::new()));
        loop {
            let rows = self.noted_after(&after).await?;
            let Some(last) = rows.last() else { return Ok(settled) };
            after = (last.notification_id, last.case_id, last.clock.clone());
            let cases = cases_of(rows.iter().map(|row| row.case_id));
            let late = Scoped::for_cli(self.store).cases().clocks_at_risk(&cases, self.now).await?;
            let concerned = self.concerned(&cases).await?;
            let is_over = |row: &NotedRow| {
                !late.contains(&(row.case_id, row.clock.clone()))
                    || !concerned.contains(&(row.case_id, row.user_id, row.queue_id))
            };
            let over: Vec<NotedRow> = rows.into_iter().filter(is_over).collect();
            settled += self.mark_settled(&over).await?;
            self.lease().await?;
        }
    }

    async fn mark_settled(&self, over: &[NotedRow]) -> Result<u64> {
        if over.is_empty() {
            return Ok(0);
        }
        let mut tx = Tx::begin(self.db()).await?;
        let mut settled = 0;
        for row in over {
            let mut item = tx.statement();
            let at = item.bind(self.now);
            let (id, case) = (item.bind(row.notification_id), item.bind(row.case_id));
            let clock = item.bind(row.clock.as_str());
            item.text = format!(
                "UPDATE notification_clock SET settled_at = {at} WHERE notification_id = {id} \
                 AND case_id = {case} AND clock = {clock} AND settled_at IS NULL"
            );
            settled += tx.execute(item).await?;
        }
        let mut lines: Vec<NotificationId> = over.iter().map(|row| row.notification_id).collect();
        lines.dedup();
        let mut done = tx.statement();
        let at = done.bind(self.now);
        let these = done.any("id", &lines);
        done.text = format!(
            "UPDATE notification SET settled_at = {at} WHERE {these} AND settled_at IS NULL AND NOT EXISTS \
             (SELECT 1 FROM notification_clock AS nc WHERE nc.notification_id = notification.id \
              AND nc.settled_at IS NULL)"
        );
        tx.execute(done).await?;
        tx.commit().await?;
        Ok(settled)
    }

    /// The users that these cases concern.
    async fn concerned(&self, cases: &[CaseId]) -> Result<Concerned> {
        if cases.is_empty() {
            return Ok(Concerned::new());
        }
        let mut statement = self.db().statement();
        let these = statement.any("s.id", cases);
        let supervisors = "JOIN monitoring_group AS g ON g.id = ga.group_id AND g.active \
             JOIN group_supervisor AS gs ON gs.group_id = g.id \
             JOIN user_account AS u ON u.id = gs.supervisor_id AND u.active AND u.role = 'supervisor'";
        statement.text = format!(
            "SELECT s.id, u.id, s.queue_id FROM service_case AS s \
             JOIN user_account AS u ON u.id = s.agent_id AND u.active WHERE {these} \
             UNION SELECT s.id, u.id, s.queue_id FROM service_case AS s \
             JOIN group_agent AS ga ON ga.agent_id = s.agent_id {supervisors} WHERE {these} \
             UNION SELECT s.id, u.id, s.queue_id FROM service_case AS s \
             JOIN interaction AS i ON i.case_id = s.id JOIN group_agent AS ga ON ga.agent_id = i.agent_id \
             {supervisors} WHERE {these} AND s.agent_id IS NULL"
        );
        Ok(self.db().fetch_all(statement).await?.into_iter().collect())
    }

    /// The clocks of these cases that users were notified of and that are not settled.
    async fn noted(&self, cases: &[CaseId]) -> Result<HashSet<(UserId, Option<QueueId>, CaseId, String)>> {
        if cases.is_empty() {
            return Ok(HashSet::new());
        }
        let mut statement = self.db().statement();
        let these = statement.any("nc.case_id", cases);
        statement.text = format!("{NOTED} AND {these}");
        let rows: Vec<NotedRow> = self.db().fetch_all(statement).await?;
        Ok(rows.into_iter().map(|row| (row.user_id, row.queue_id, row.case_id, row.clock)).collect())
    }

    /// The next clocks that users were notified of and that are not settled.
    async fn noted_after(&self, after: &(NotificationId, CaseId, String)) -> Result<Vec<NotedRow>> {
        let mut statement = self.db().statement();
        let (id, case) = (statement.bind(after.0), statement.bind(after.1));
        let clock = statement.bind(after.2.as_str());
        let most = statement.bind(AT_ONCE);
        let limit = statement.engine.limit(&most);
        statement.text = format!(
            "{NOTED} AND (nc.notification_id, nc.case_id, nc.clock) > ({id}, {case}, {clock}) \
             ORDER BY nc.notification_id, nc.case_id, nc.clock {limit}"
        );
        self.db().fetch_all(statement).await
    }
}

/// Query of clocks that users were notified of and that are not settled.
const NOTED: &str = "SELECT nc.notification_id, nc.case_id, nc.clock, n.user_id, n.queue_id \
     FROM notification_clock AS nc JOIN notification AS n ON n.id = nc.notification_id \
     WHERE nc.settled_at IS NULL";

/// Each case once, in order.
fn cases_of(cases: impl Iterator<Item = CaseId>) -> Vec<CaseId> {
    let mut cases: Vec<CaseId> = cases.collect();
    cases.sort_unstable();
    cases.dedup();
    cases
}

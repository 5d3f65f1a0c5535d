//! Notifications in the product: written in the transaction of their cause, read in the present scope of
//! their reader.
//!
//! A row says only what it is about. Whether its reader may see that is asked whenever it is read, so what
//! has left their scope since is shown as gone. A cause has a key, which is unique for each user: whichever
//! server finds it, and however often, it notifies once.

mod given;
mod service_levels;

pub use service_levels::ServiceLevelsSeen;

use domain::notifications::{
    MAX_COUNTED_CASES, Notification, NotificationAbout, NotificationKind, NotificationList,
};
use domain::paging::Page;
use domain::{CaseId, JobId, Millis, NotificationId, QueueId, Timestamp, UserId, zone};

use crate::cases::named;
use crate::db::{Statement, Tx, stored_word};
use crate::scoped::{Scoped, handle};
use crate::{Result, Store};

/// How long notifications are kept.
const KEPT: Millis = Millis::days(90);

handle! {
    /// The notifications of the user.
    Notifications, notifications
}

/// A notification to write.
pub(crate) struct NewNotification {
    /// The kind.
    pub(crate) kind: NotificationKind,
    /// The key of its cause, without the kind.
    pub(crate) cause: String,
    /// What it is about.
    pub(crate) subject: Subject,
}

/// What a notification to write is about.
#[derive(Clone, Copy)]
pub(crate) enum Subject {
    /// A case.
    Case(CaseId),
    /// A job.
    Job(JobId),
}

#[derive(sqlx::FromRow)]
struct Row {
    id: NotificationId,
    kind: String,
    at: Timestamp,
    is_read: bool,
    is_settled: bool,
    seen_case: Option<CaseId>,
    seen_job: Option<JobId>,
    queue_id: Option<QueueId>,
    queue: Option<String>,
    at_risk: i64,
    given: i64,
    first_given: Option<CaseId>,
}

impl Tx {
    /// Notifies users in this transaction, each once for a cause.
    pub(crate) async fn notify(
        &mut self,
        users: &[UserId],
        new: &NewNotification,
        now: Timestamp,
    ) -> Result<()> {
        let (case, job) = match new.subject {
            Subject::Case(case) => (Some(case), None),
            Subject::Job(job) => (None, Some(job)),
        };
        for user in users {
            let mut statement = self.statement();
            let values = [
                ("user_id", statement.bind(*user)),
                ("kind", statement.bind(new.kind.as_str())),
                ("cause", statement.bind(&new.cause)),
                ("case_id", statement.bind(case)),
                ("job_id", statement.bind(job)),
                ("at", statement.bind(now)),
            ];
            statement.insert("notification", values).push("ON CONFLICT (user_id, kind, cause) DO NOTHING");
            self.execute(statement).await?;
        }
        Ok(())
    }

    /// Settles what users were notified of when a case was handed over: it is not merely received any more.
    pub(crate) async fn settle_hand_over(&mut self, case: CaseId, now: Timestamp) -> Result<()> {
        let mut statement = self.statement();
        let at = statement.bind(now);
        let kind = statement.bind(NotificationKind::CaseGiven.as_str());
        let of_case = statement.bind(case);
        statement.text = format!(
            "UPDATE notification SET settled_at = {at} \
             WHERE case_id = {of_case} AND kind = {kind} AND settled_at IS NULL"
        );
        self.execute(statement).await?;
        self.settle_given(case, now).await
    }
}

/// SQL predicate: the notification `n` is unread.
pub(crate) const UNREAD: &str = "n.read_at IS NULL AND n.settled_at IS NULL";

impl Notifications<'_> {
    /// A page of the user's notifications, newest first; only unread ones if asked for.
    pub async fn list(&self, unread: bool, page: u64) -> Result<NotificationList> {
        let mut statement = self.unrestricted_statement();
        let own = self.own(&mut statement, unread);
        statement.text = format!("SELECT count(*) FROM notification AS n WHERE {own}");
        let total = self.fetch_optional::<(i64,)>(statement).await?.map_or(0, |(n,)| n.cast_unsigned());
        let page = Page::new(page, total);
        if total == 0 {
            return Ok(NotificationList { rows: Vec::new(), page });
        }
        let mut statement = self.statement();
        let selected = self.selected(&mut statement);
        let own = self.own(&mut statement, unread);
        let (take, skip) =
            (statement.bind(page.size.cast_signed()), statement.bind(page.offset().cast_signed()));
        let limit = statement.engine.limit(&take);
        statement.text =
            format!("{selected} WHERE {own} ORDER BY n.at DESC, n.id DESC {limit} OFFSET {skip}");
        let rows = self.fetch_all::<Row>(statement).await?;
        let rows = rows.into_iter().map(|row| self.notification(row)).collect::<Result<_>>()?;
        Ok(NotificationList { rows, page })
    }

    /// Marks a notification of the user as read and returns it; `None` if they have no such one.
    pub async fn open(&self, id: NotificationId, now: Timestamp) -> Result<Option<Notification>> {
        let mut statement = self.statement();
        let selected = self.selected(&mut statement);
        let (id, user) = (statement.bind(id), statement.bind(self.principal.user));
        statement.text = format!("{selected} WHERE n.id = {id} AND n.user_id = {user}");
        let Some(row) = self.fetch_optional::<Row>(statement).await? else { return Ok(None) };
        self.mark_read(row.id, now).await?;
        self.notification(Row { is_read: true, ..row }).map(Some)
    }

    /// Marks a notification of the user as read; returns whether it was unread.
    pub async fn mark_read(&self, id: NotificationId, now: Timestamp) -> Result<bool> {
        let mut statement = self.unrestricted_statement();
        let (at, id) = (statement.bind(now), statement.bind(id));
        let user = statement.bind(self.principal.user);
        statement.text = format!(
            "UPDATE notification SET read_at = {at} WHERE id = {id} AND user_id = {user} AND read_at IS NULL"
        );
        Ok(self.db().execute(statement).await? > 0)
    }

    /// Marks the user's notifications as read whose cause arose until an instant, that of the page on which
    /// they were seen; returns how many of them counted as unread.
    pub async fn mark_all_read(&self, until: Timestamp, now: Timestamp) -> Result<u64> {
        let mut statement = self.unrestricted_statement();
        let (at, until) = (statement.bind(now), statement.bind(until));
        let own = self.own(&mut statement, true);
        statement.text =
            format!("UPDATE notification AS n SET read_at = {at} WHERE {own} AND n.at <= {until}");
        self.db().execute(statement).await
    }

    /// Query of notifications `n`, with what of each the user may see now.
    fn selected(&self, statement: &mut Statement) -> String {
        let scope = self.alias_in_scope(statement, "s");
        let clock_scope = self.alias_in_scope(statement, "late");
        let given_scope = self.alias_in_scope(statement, "given");
        let most = MAX_COUNTED_CASES + 1;
        // Of a settled notification, those that it stood for are shown, and whether its queue may be named.
        let given = format!(
            "SELECT given.id FROM notification_given AS gc JOIN service_case AS handed ON handed.id = gc.case_id \
             JOIN service_case AS given ON given.id = coalesce(handed.merged_into, handed.id) \
             WHERE gc.notification_id = n.id AND (gc.settled_at IS NULL OR n.settled_at IS NOT NULL) \
             AND {given_scope} LIMIT {most}"
        );
        format!(
            "SELECT n.id, n.kind, n.at, n.read_at IS NOT NULL AS is_read, n.settled_at IS NOT NULL AS is_settled, \
             CASE WHEN {scope} THEN s.id END AS seen_case, j.id AS seen_job, q.id AS queue_id, q.name AS queue, \
             CASE WHEN n.kind = '{}' THEN (SELECT count(*) FROM (SELECT DISTINCT late.id \
              FROM notification_clock AS nc JOIN service_case AS late ON late.id = nc.case_id \
              WHERE nc.notification_id = n.id AND (nc.settled_at IS NULL OR n.settled_at IS NOT NULL) \
              AND {clock_scope} LIMIT {most}) AS few) ELSE 0 END AS at_risk, \
             (SELECT count(DISTINCT few.id) FROM ({given}) AS few) AS given, \
             (SELECT min(few.id) FROM ({given}) AS few) AS first_given \
             FROM notification AS n LEFT JOIN service_case AS named ON named.id = n.case_id \
             LEFT JOIN service_case AS s ON s.id = coalesce(named.merged_into, named.id) \
             LEFT JOIN job AS j ON j.id = n.job_id AND j.asked_by = n.user_id \
             LEFT JOIN queue AS q ON q.id = n.queue_id",
            NotificationKind::SlaAtRisk.as_str()
        )
    }

    /// SQL predicate: the notification `n` is the user's own, and unread if asked for.
    fn own(&self, statement: &mut Statement, unread: bool) -> String {
        let user = statement.bind(self.principal.user);
        let unread = if unread { format!(" AND {UNREAD}") } else { String::new() };
        format!("n.user_id = {user}{unread}")
    }

    fn notification(&self, row: Row) -> Result<Notification> {
        let kind = stored_word("notification", &row.kind, NotificationKind::parse)?;
        // Of several that were handed over, one may be left, or in scope.
        let only_given = row.first_given.filter(|_| row.given == 1);
        let about = match (kind, row.seen_case.or(only_given), row.at_risk.cast_unsigned()) {
            (NotificationKind::CaseGiven | NotificationKind::LowScore, Some(case), _) => {
                NotificationAbout::Case(case)
            }
            (NotificationKind::CaseGiven, None, _) if row.given > 1 => {
                NotificationAbout::Given { cases: row.given.cast_unsigned() }
            }
            (NotificationKind::JobDone | NotificationKind::JobFailed, ..) => {
                row.seen_job.map_or(NotificationAbout::Gone, NotificationAbout::Job)
            }
            (NotificationKind::SlaAtRisk, _, cases @ 1..) => {
                NotificationAbout::AtRisk { queue: named(row.queue_id, row.queue), cases }
            }
            _ => NotificationAbout::Gone,
        };
        Ok(Notification {
            id: row.id,
            kind,
            about,
            at: zone::civil(self.store.zone(), row.at),
            is_read: row.is_read,
            is_settled: row.is_settled,
        })
    }
}

impl Store {
    /// Deletes old notifications; returns how many.
    pub async fn purge_notifications(&self, now: Timestamp) -> Result<u64> {
        let mut statement = self.db().statement();
        let before = statement.bind(now - KEPT);
        statement.text = format!("DELETE FROM notification WHERE at < {before}");
        self.db().execute(statement).await
    }
}

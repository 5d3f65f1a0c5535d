//! Notifications in the product: written in the transaction of their cause, read in the present scope of
//! their reader.
//!
//! A row says only what it is about. Whether its reader may see that is asked whenever it is read, so what
//! has left their scope since is shown as gone. A cause has a key, which is unique for each user: whichever
//! server finds it, and however often, it notifies once.

use domain::notifications::{Notification, NotificationAbout, NotificationKind, NotificationList};
use domain::paging::Page;
use domain::{CaseId, Millis, NotificationId, Timestamp, UserId, zone};

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
    /// The case that it is about.
    pub(crate) case: Option<CaseId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: NotificationId,
    kind: String,
    at: Timestamp,
    is_read: bool,
    is_settled: bool,
    seen_case: Option<CaseId>,
}

impl Tx {
    /// Notifies users in this transaction, each once for a cause.
    pub(crate) async fn notify(
        &mut self,
        users: &[UserId],
        new: &NewNotification,
        now: Timestamp,
    ) -> Result<()> {
        for user in users {
            let mut statement = self.statement();
            let values = [
                ("user_id", statement.bind(*user)),
                ("kind", statement.bind(new.kind.as_str())),
                ("cause", statement.bind(&new.cause)),
                ("case_id", statement.bind(new.case)),
                ("at", statement.bind(now)),
            ];
            statement.insert("notification", values).push("ON CONFLICT (user_id, kind, cause) DO NOTHING");
            self.execute(statement).await?;
        }
        Ok(())
    }

    /// Settles what users were notified of about a case: there is nothing left to do.
    pub(crate) async fn settle_notifications(
        &mut self,
        kind: NotificationKind,
        case: CaseId,
        now: Timestamp,
    ) -> Result<()> {
        let mut statement = self.statement();
        let (at, kind) = (statement.bind(now), statement.bind(kind.as_str()));
        let case = statement.bind(case);
        statement.text = format!(
            "UPDATE notification SET settled_at = {at} \
             WHERE case_id = {case} AND kind = {kind} AND settled_at IS NULL"
        );
        self.execute(statement).await?;
        Ok(())
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
        let own = self.own(&mut statement, unread);
        let scope = self.alias_in_scope(&mut statement, "s");
        let (take, skip) =
            (statement.bind(page.size.cast_signed()), statement.bind(page.offset().cast_signed()));
        let limit = statement.engine.limit(&take);
        statement.text = format!(
            "SELECT n.id, n.kind, n.at, n.read_at IS NOT NULL AS is_read, \
             n.settled_at IS NOT NULL AS is_settled, CASE WHEN {scope} THEN s.id END AS seen_case \
             FROM notification AS n LEFT JOIN service_case AS named ON named.id = n.case_id \
             LEFT JOIN service_case AS s ON s.id = coalesce(named.merged_into, named.id) \
             WHERE {own} ORDER BY n.at DESC, n.id DESC {limit} OFFSET {skip}"
        );
        let rows = self.fetch_all::<Row>(statement).await?;
        let rows = rows.into_iter().map(|row| self.notification(&row)).collect::<Result<_>>()?;
        Ok(NotificationList { rows, page })
    }

    /// Marks a notification of the user as read and returns it; `None` if they have no such one.
    pub async fn open(&self, id: NotificationId, now: Timestamp) -> Result<Option<Notification>> {
        let mut statement = self.statement();
        let (id, user) = (statement.bind(id), statement.bind(self.principal.user));
        let scope = self.alias_in_scope(&mut statement, "s");
        statement.text = format!(
            "SELECT n.id, n.kind, n.at, TRUE AS is_read, n.settled_at IS NOT NULL AS is_settled, \
             CASE WHEN {scope} THEN s.id END AS seen_case \
             FROM notification AS n LEFT JOIN service_case AS named ON named.id = n.case_id \
             LEFT JOIN service_case AS s ON s.id = coalesce(named.merged_into, named.id) \
             WHERE n.id = {id} AND n.user_id = {user}"
        );
        let Some(row) = self.fetch_optional::<Row>(statement).await? else { return Ok(None) };
        self.mark_read(row.id, now).await?;
        self.notification(&row).map(Some)
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
    /// they were seen; returns how many.
    pub async fn mark_all_read(&self, until: Timestamp, now: Timestamp) -> Result<u64> {
        let mut statement = self.unrestricted_statement();
        let (at, until) = (statement.bind(now), statement.bind(until));
        let user = statement.bind(self.principal.user);
        statement.text = format!(
            "UPDATE notification SET read_at = {at} WHERE user_id = {user} AND read_at IS NULL AND at <= {until}"
        );
        self.db().execute(statement).await
    }

    /// SQL predicate: the notification `n` is the user's own, and unread if asked for.
    fn own(&self, statement: &mut Statement, unread: bool) -> String {
        let user = statement.bind(self.principal.user);
        let unread = if unread { format!(" AND {UNREAD}") } else { String::new() };
        format!("n.user_id = {user}{unread}")
    }

    fn notification(&self, row: &Row) -> Result<Notification> {
        Ok(Notification {
            id: row.id,
            kind: stored_word("notification", &row.kind, NotificationKind::parse)?,
            about: row.seen_case.map_or(NotificationAbout::Gone, NotificationAbout::Case),
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

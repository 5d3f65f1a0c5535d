//! Cases handed over in bulk: one notification for each receiver and job, which grows with every case.
//!
//! `notification_given` has the cases that a line stands for, each until its next step; with its last case the
//! line is settled.

use domain::notifications::NotificationKind;
use domain::{CaseId, JobId, NotificationId, Timestamp, UserId};

use crate::Result;
use crate::db::Tx;

impl Tx {
    /// Adds a case to what a user is notified of by a job, in this transaction.
    pub(crate) async fn notify_of_given(
        &mut self,
        user: UserId,
        job: JobId,
        case: CaseId,
        now: Timestamp,
    ) -> Result<()> {
        let mut line = self.statement();
        let values = [
            ("user_id", line.bind(user)),
            ("kind", line.bind(NotificationKind::CaseGiven.as_str())),
            ("cause", line.bind(format!("job {job}"))),
            ("at", line.bind(now)),
        ];
        line.insert("notification", values).push(
            "ON CONFLICT (user_id, kind, cause) DO UPDATE SET \
             at = excluded.at, read_at = NULL, settled_at = NULL RETURNING id",
        );
        let Some((id,)) = self.fetch_optional::<(NotificationId,)>(line).await? else { return Ok(()) };
        let mut item = self.statement();
        let values = [("notification_id", item.bind(id)), ("case_id", item.bind(case))];
        item.insert("notification_given", values)
            .push("ON CONFLICT (notification_id, case_id) DO UPDATE SET settled_at = NULL");
        self.execute(item).await?;
        Ok(())
    }

    /// Settles a case in the lines that stand for it, and the lines of which it was the last.
    pub(super) async fn settle_given(&mut self, case: CaseId, now: Timestamp) -> Result<()> {
        let mut lines = self.statement();
        let of_case = lines.bind(case);
        lines.text = format!(
            "SELECT gc.notification_id FROM notification_given AS gc \
             WHERE gc.case_id = {of_case} AND gc.settled_at IS NULL ORDER BY gc.notification_id"
        );
        let lines: Vec<(NotificationId,)> = self.fetch_all(lines).await?;
        for (line,) in lines {
            // The line first, as where it grows.
            let mut lock = self.statement();
            let id = lock.bind(line);
            lock.text = format!(
                "SELECT n.id FROM notification AS n WHERE n.id = {id} {}",
                lock.engine.for_update("n")
            );
            self.fetch_optional::<(NotificationId,)>(lock).await?;
            let mut item = self.statement();
            let (at, id, of_case) = (item.bind(now), item.bind(line), item.bind(case));
            item.text = format!(
                "UPDATE notification_given SET settled_at = {at} \
                 WHERE notification_id = {id} AND case_id = {of_case} AND settled_at IS NULL"
            );
            self.execute(item).await?;
            let mut done = self.statement();
            let (at, id) = (done.bind(now), done.bind(line));
            done.text = format!(
                "UPDATE notification SET settled_at = {at} WHERE id = {id} AND settled_at IS NULL AND NOT EXISTS \
                 (SELECT 1 FROM notification_given AS gc WHERE gc.notification_id = {id} AND gc.settled_at IS NULL)"
            );
            self.execute(done).await?;
        }
        Ok(())
    }
}

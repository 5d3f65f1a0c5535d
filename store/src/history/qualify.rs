//! Setting, changing and clearing the contact reason of one's own interaction.

use domain::history::{Named, Qualified, Replaced};
use domain::{ContactReasonId, Protocol, Role, zone};
use sqlx::AssertSqlSafe;

use super::Scoped;
use crate::db::write;
use crate::{Error, Result};

/// The word of `case_event.action`.
const QUALIFIED: &str = "qualified";

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    case_id: i64,
    queue_id: i64,
    reason_id: Option<i64>,
    reason_name: Option<String>,
}

impl Scoped<'_> {
    /// Sets the contact reason of the viewer's own interaction, or clears it. `seen` is what stood
    /// there when they looked: where somebody has changed it since, the answer tells what this
    /// replaced. The last one to write wins; every change is recorded.
    ///
    /// # Errors
    /// [`Error::ReasonNotOffered`] where the queue does not offer the reason; where the database
    /// fails.
    pub async fn qualify(
        &self,
        protocol: &Protocol,
        reason: Option<ContactReasonId>,
        seen: Option<ContactReasonId>,
        now: i64,
    ) -> Result<Option<Qualified>> {
        let db = self.db();
        let user = self.principal.user.0;
        write!(db, |pool, Engine| {
            let mut tx = pool.begin_with(db.begin_write()).await?;
            let own = sqlx::query_as::<Engine, Stored>(AssertSqlSafe(format!(
                "SELECT i.id, i.case_id, i.queue_id, r.id AS reason_id, r.name AS reason_name \
                 FROM interaction AS i LEFT JOIN contact_reason AS r ON r.id = i.contact_reason_id \
                 WHERE i.protocol = $1 AND i.agent_id = $2 AND {} {}",
                self.own_in_scope(),
                db.locking("i"),
            )));
            let own = own.bind(protocol.as_str()).bind(user).fetch_optional(&mut *tx).await?;
            let Some(stored) = own else { return Ok(None) };
            if stored.reason_id == reason.map(|id| id.0) {
                return Ok(Some(Qualified {
                    now: named(stored.reason_id, stored.reason_name),
                    replaced: None,
                }));
            }
            let set = match reason {
                None => None,
                Some(asked) => {
                    let offered = sqlx::query_as::<Engine, (String,)>(
                        "SELECT r.name FROM queue_contact_reason AS qr \
                         JOIN contact_reason AS r ON r.id = qr.contact_reason_id \
                         WHERE qr.queue_id = $1 AND r.id = $2 AND r.active",
                    );
                    let offered =
                        offered.bind(stored.queue_id).bind(asked.0).fetch_optional(&mut *tx).await?;
                    let (name,) = offered.ok_or(Error::ReasonNotOffered)?;
                    Some(Named { id: asked, name })
                }
            };
            let replaced = if stored.reason_id == seen.map(|id| id.0) {
                None
            } else {
                let last = sqlx::query_as::<Engine, (i64, Option<String>)>(
                    "SELECT e.at, u.name FROM case_event AS e LEFT JOIN user_account AS u ON u.id = e.actor_id \
                     WHERE e.interaction_id = $1 AND e.action = $2 ORDER BY e.at DESC, e.id DESC LIMIT 1",
                );
                let last = last.bind(stored.id).bind(QUALIFIED).fetch_optional(&mut *tx).await?;
                Some(self.replaced(stored.reason_name, last))
            };
            sqlx::query::<Engine>("UPDATE interaction SET contact_reason_id = $1 WHERE id = $2")
                .bind(reason.map(|id| id.0))
                .bind(stored.id)
                .execute(&mut *tx)
                .await?;
            let event = "INSERT INTO case_event (case_id, interaction_id, at, actor_id, action, detail) \
                         VALUES ($1, $2, $3, $4, $5, $6)";
            sqlx::query::<Engine>(event)
                .bind(stored.case_id)
                .bind(stored.id)
                .bind(now)
                .bind(user)
                .bind(QUALIFIED)
                .bind(change(stored.reason_id, reason))
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            Ok(Some(Qualified { now: set, replaced }))
        })
    }

    /// That one's own interaction also lies within one's scope: a supervisor who has served sees
    /// it only where a group of theirs watches them too. `$2` is the viewer.
    fn own_in_scope(&self) -> &'static str {
        match self.principal.role {
            Role::Agent | Role::Administrator => "TRUE",
            Role::Supervisor => {
                "i.agent_id IN (SELECT ga.agent_id FROM group_supervisor AS gs \
                 JOIN group_agent AS ga ON ga.group_id = gs.group_id WHERE gs.supervisor_id = $2)"
            }
        }
    }

    fn replaced(&self, reason: Option<String>, last: Option<(i64, Option<String>)>) -> Replaced {
        let at = last.as_ref().map(|(at, _)| zone::civil(self.store.zone(), *at));
        Replaced { reason, by: last.and_then(|(_, by)| by), at }
    }
}

fn named(id: Option<i64>, name: Option<String>) -> Option<Named<ContactReasonId>> {
    id.zip(name).map(|(id, name)| Named { id: ContactReasonId(id), name })
}

/// What changed, for the timeline of the case.
fn change(from: Option<i64>, to: Option<ContactReasonId>) -> String {
    serde_json::json!({ "from": from, "to": to }).to_string()
}

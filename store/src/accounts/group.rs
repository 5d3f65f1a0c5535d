//! Monitoring groups: which agents are watched by which supervisors.

use domain::{FieldErrors, GroupId, Role, UserId};

use super::login::check_name;
use crate::db::{read, write};
use crate::{Db, Error, Result};

/// Monitoring groups.
#[derive(Clone, Copy)]
pub struct Groups<'a> {
    db: &'a Db,
}

impl<'a> Groups<'a> {
    pub(super) fn of(db: &'a Db) -> Self {
        Self { db }
    }

    /// Creates a group.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the name is unfit, [`Error::Conflict`] where it exists.
    pub async fn create(self, name: &str) -> Result<GroupId> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, "group", name);
        errors.into_result()?;
        let id: Option<i64> = write!(self.db, |pool, Engine| {
            sqlx::query_scalar(
                "INSERT INTO monitoring_group (name) VALUES ($1) ON CONFLICT (name) DO NOTHING RETURNING id",
            )
            .bind(name.trim())
            .fetch_optional(pool)
            .await?
        });
        id.map(GroupId).ok_or_else(|| Error::Conflict(format!("the group {} exists already", name.trim())))
    }

    /// The group of this name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn find(self, name: &str) -> Result<Option<GroupId>> {
        let id: Option<i64> = read!(self.db, |pool, Engine| {
            sqlx::query_scalar("SELECT id FROM monitoring_group WHERE name = $1")
                .bind(name.trim())
                .fetch_optional(pool)
                .await?
        });
        Ok(id.map(GroupId))
    }

    /// Puts somebody among those whom a group watches. Whoever serves customers may be watched,
    /// whatever their role.
    ///
    /// # Errors
    /// [`Error::Conflict`] where there is no such group or person.
    pub async fn add_agent(self, group: GroupId, agent: UserId) -> Result<()> {
        let added = write!(self.db, |pool, Engine| {
            sqlx::query(
                "INSERT INTO group_agent (group_id, agent_id) VALUES ($1, $2)
                ON CONFLICT (group_id, agent_id) DO NOTHING",
            )
            .bind(group.0)
            .bind(agent.0)
            .execute(pool)
            .await
            .map(|_| ())
        });
        added.map_err(absent)
    }

    /// Puts a supervisor among those who watch a group.
    ///
    /// # Errors
    /// [`Error::Conflict`] where they are no supervisor, or there is no such group or person.
    pub async fn add_supervisor(self, group: GroupId, supervisor: UserId) -> Result<()> {
        let role: Option<String> = read!(self.db, |pool, Engine| {
            sqlx::query_scalar("SELECT role FROM user_account WHERE id = $1")
                .bind(supervisor.0)
                .fetch_optional(pool)
                .await?
        });
        if role.is_some_and(|role| role != Role::Supervisor.as_str()) {
            return Err(Error::Conflict(
                "only a supervisor can watch a group; an administrator sees everything anyway".to_owned(),
            ));
        }
        let added = write!(self.db, |pool, Engine| {
            sqlx::query(
                "INSERT INTO group_supervisor (supervisor_id, group_id) VALUES ($1, $2)
                ON CONFLICT (supervisor_id, group_id) DO NOTHING",
            )
            .bind(supervisor.0)
            .bind(group.0)
            .execute(pool)
            .await
            .map(|_| ())
        });
        added.map_err(absent)
    }
}

fn absent(error: sqlx::Error) -> Error {
    match error.as_database_error() {
        Some(refused) if refused.is_foreign_key_violation() => {
            Error::Conflict("there is no such group or person".to_owned())
        }
        _ => error.into(),
    }
}

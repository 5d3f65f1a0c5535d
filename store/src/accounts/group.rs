//! Monitoring groups: which agents are watched by which supervisors.

use domain::settings::GroupRecord;
use domain::{GroupId, Problem, UserId};

use crate::settings::Change;
use crate::{Error, Result, Store};

/// Monitoring groups.
#[derive(Clone, Copy)]
pub struct Groups<'a> {
    store: &'a Store,
}

impl<'a> Groups<'a> {
    pub(super) fn of(store: &'a Store) -> Self {
        Self { store }
    }

    /// Creates a group.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the name is unfit, [`Error::Conflict`] where it exists.
    pub async fn create(self, name: &str, now: i64) -> Result<GroupId> {
        let group =
            GroupRecord { name: name.to_owned(), active: true, agents: Vec::new(), supervisors: Vec::new() };
        match self.store.settings_at_the_machine().create(group, now).await {
            Ok(id) => Ok(GroupId(id)),
            Err(Error::Invalid(mut errors)) => {
                if errors.0.iter().any(|error| error.problem == Problem::Taken) {
                    return Err(Error::Conflict(format!("the group {} exists already", name.trim())));
                }
                for error in &mut errors.0 {
                    "group".clone_into(&mut error.field);
                }
                Err(Error::Invalid(errors))
            }
            Err(error) => Err(error),
        }
    }

    /// The group of this name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn find(self, name: &str) -> Result<Option<GroupId>> {
        let mut statement = self.store.db().statement();
        let name = statement.bind(name.trim());
        statement.text = format!("SELECT id FROM monitoring_group WHERE name = {name}");
        Ok(self.store.db().fetch_optional::<(i64,)>(statement).await?.map(|(id,)| GroupId(id)))
    }

    /// Puts somebody among those whom a group watches. Whoever serves customers may be watched,
    /// whatever their role.
    ///
    /// # Errors
    /// [`Error::Conflict`] where there is no such group or person.
    pub async fn add_agent(self, group: GroupId, agent: UserId, now: i64) -> Result<()> {
        self.amend(group, now, |group| group.agents.push(agent)).await
    }

    /// Puts a supervisor among those who watch a group.
    ///
    /// # Errors
    /// [`Error::Conflict`] where they are no supervisor, or there is no such group or person.
    pub async fn add_supervisor(self, group: GroupId, supervisor: UserId, now: i64) -> Result<()> {
        let mut statement = self.store.db().statement();
        let id = statement.bind(supervisor);
        statement.text = format!("SELECT role = 'supervisor' FROM user_account WHERE id = {id}");
        let known: Option<(bool,)> = self.store.db().fetch_optional(statement).await?;
        if known == Some((false,)) {
            return Err(Error::Conflict(
                "only a supervisor can watch a group; an administrator sees everything anyway".to_owned(),
            ));
        }
        self.amend(group, now, |group| group.supervisors.push(supervisor)).await
    }

    /// Changes a group on top of whatever it says now.
    async fn amend(self, group: GroupId, now: i64, change: impl Fn(&mut GroupRecord)) -> Result<()> {
        let absent = || Error::Conflict("there is no such group or person".to_owned());
        let machine = self.store.settings_at_the_machine();
        loop {
            let mut kept = machine.get::<GroupRecord>(group.0).await?.ok_or_else(absent)?;
            change(&mut kept.record);
            match machine.change(group.0, kept.revision, kept.record, now).await {
                Ok(Some(Change::Conflict(_))) => {}
                Ok(Some(_)) => return Ok(()),
                Ok(None) | Err(Error::Invalid(_)) => return Err(absent()),
                Err(error) => return Err(error),
            }
        }
    }
}

//! Monitoring groups: which agents are watched by which supervisors.

use domain::settings::GroupRecord;
use domain::{FieldErrors, GroupId, Problem, UserId};

use crate::settings::Change;
use crate::{Error, Result, Store};

/// Monitoring groups.
#[derive(Clone, Copy)]
pub struct Groups<'a> {
    store: &'a Store,
}

/// What became of the wish for a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateGroupOutcome {
    /// It is there.
    Created(GroupId),
    /// A group of this name exists.
    NameTaken,
    /// The name is unfit.
    Invalid(FieldErrors),
}

impl CreateGroupOutcome {
    /// The group, where it was created.
    pub fn created(self) -> Option<GroupId> {
        if let Self::Created(id) = self { Some(id) } else { None }
    }
}

/// What became of putting a person into a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddToGroupOutcome {
    /// They are in it.
    Added,
    /// Only supervisors watch a group, and this is none.
    NotASupervisor,
    /// There is no such group or person.
    Unknown,
}

impl<'a> Groups<'a> {
    pub(super) fn of(store: &'a Store) -> Self {
        Self { store }
    }

    /// Creates a group.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn create(self, name: &str, now: i64) -> Result<CreateGroupOutcome> {
        let group =
            GroupRecord { name: name.to_owned(), active: true, agents: Vec::new(), supervisors: Vec::new() };
        match self.store.settings_at_the_machine().create(group, now).await {
            Ok(id) => Ok(CreateGroupOutcome::Created(GroupId(id))),
            Err(Error::Invalid(mut errors)) => {
                if errors.0.iter().any(|error| error.problem == Problem::Taken) {
                    return Ok(CreateGroupOutcome::NameTaken);
                }
                for error in &mut errors.0 {
                    "group".clone_into(&mut error.field);
                }
                Ok(CreateGroupOutcome::Invalid(errors))
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
    /// Where the database fails.
    pub async fn add_agent(self, group: GroupId, agent: UserId, now: i64) -> Result<AddToGroupOutcome> {
        self.amend(group, now, |group| group.agents.push(agent)).await
    }

    /// Puts a supervisor among those who watch a group.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_supervisor(
        self,
        group: GroupId,
        supervisor: UserId,
        now: i64,
    ) -> Result<AddToGroupOutcome> {
        let mut statement = self.store.db().statement();
        let id = statement.bind(supervisor);
        statement.text = format!("SELECT role = 'supervisor' FROM user_account WHERE id = {id}");
        let known: Option<(bool,)> = self.store.db().fetch_optional(statement).await?;
        if known == Some((false,)) {
            return Ok(AddToGroupOutcome::NotASupervisor);
        }
        self.amend(group, now, |group| group.supervisors.push(supervisor)).await
    }

    /// Changes a group on top of whatever it says now.
    async fn amend(
        self,
        group: GroupId,
        now: i64,
        change: impl Fn(&mut GroupRecord),
    ) -> Result<AddToGroupOutcome> {
        let machine = self.store.settings_at_the_machine();
        loop {
            let Some(mut kept) = machine.get::<GroupRecord>(group.0).await? else {
                return Ok(AddToGroupOutcome::Unknown);
            };
            change(&mut kept.record);
            match machine.change(group.0, kept.revision, kept.record, now).await {
                Ok(Some(Change::Conflict(_))) => {}
                Ok(Some(_)) => return Ok(AddToGroupOutcome::Added),
                Ok(None) | Err(Error::Invalid(_)) => return Ok(AddToGroupOutcome::Unknown),
                Err(error) => return Err(error),
            }
        }
    }
}

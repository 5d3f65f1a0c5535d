//! Monitoring groups: which supervisors monitor which agents.

use domain::settings::GroupRecord;
use domain::{FieldErrors, GroupId, Problem, Timestamp, UserId};

use crate::settings::{Change, CreateOutcome};
use crate::{Result, Store};

/// Administration of monitoring groups.
#[derive(Clone, Copy)]
pub struct Groups<'a> {
    store: &'a Store,
}

/// The outcome of creating a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateGroupOutcome {
    /// The group was created.
    Created(GroupId),
    /// The name is taken.
    NameTaken,
    /// The name is invalid.
    Invalid(FieldErrors),
}

impl CreateGroupOutcome {
    /// The new group, if it was created.
    pub fn created(self) -> Option<GroupId> {
        if let Self::Created(id) = self { Some(id) } else { None }
    }
}

/// The outcome of adding a member to a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddToGroupOutcome {
    /// The person is a member of the group.
    Added,
    /// The person is not a supervisor.
    NotASupervisor,
    /// The group or person does not exist.
    Unknown,
}

impl<'a> Groups<'a> {
    pub(super) fn of(store: &'a Store) -> Self {
        Self { store }
    }

    /// Creates a group.
    pub async fn create(self, name: &str, now: Timestamp) -> Result<CreateGroupOutcome> {
        let group =
            GroupRecord { name: name.to_owned(), active: true, agents: Vec::new(), supervisors: Vec::new() };
        match self.store.settings_for_cli().create(group, now).await? {
            CreateOutcome::Created(id) => Ok(CreateGroupOutcome::Created(id)),
            CreateOutcome::Invalid(mut errors) => {
                if errors.0.iter().any(|error| error.problem == Problem::Taken) {
                    return Ok(CreateGroupOutcome::NameTaken);
                }
                for error in &mut errors.0 {
                    "group".clone_into(&mut error.field);
                }
                Ok(CreateGroupOutcome::Invalid(errors))
            }
        }
    }

    /// Finds a group by its name.
    pub async fn find(self, name: &str) -> Result<Option<GroupId>> {
        let mut statement = self.store.db().statement();
        let name = statement.bind(name.trim());
        statement.text = format!("SELECT id FROM monitoring_group WHERE name = {name}");
        Ok(self.store.db().fetch_optional::<(GroupId,)>(statement).await?.map(|(id,)| id))
    }

    /// Adds a monitored agent to a group. The person may have any role.
    pub async fn add_agent(self, group: GroupId, agent: UserId, now: Timestamp) -> Result<AddToGroupOutcome> {
        self.add_member(group, now, |group| group.agents.push(agent)).await
    }

    /// Adds a supervisor to a group.
    pub async fn add_supervisor(
        self,
        group: GroupId,
        supervisor: UserId,
        now: Timestamp,
    ) -> Result<AddToGroupOutcome> {
        let mut statement = self.store.db().statement();
        let id = statement.bind(supervisor);
        statement.text = format!("SELECT role = 'supervisor' FROM user_account WHERE id = {id}");
        let known: Option<(bool,)> = self.store.db().fetch_optional(statement).await?;
        if known == Some((false,)) {
            return Ok(AddToGroupOutcome::NotASupervisor);
        }
        self.add_member(group, now, |group| group.supervisors.push(supervisor)).await
    }

    /// Adds a member to a group.
    async fn add_member(
        self,
        group: GroupId,
        now: Timestamp,
        change: impl Fn(&mut GroupRecord),
    ) -> Result<AddToGroupOutcome> {
        Ok(match self.store.settings_for_cli().amend(group, change, now).await? {
            Some(Change::Saved | Change::Unchanged) => AddToGroupOutcome::Added,
            Some(Change::Conflict(_) | Change::Invalid(_)) | None => AddToGroupOutcome::Unknown,
        })
    }
}

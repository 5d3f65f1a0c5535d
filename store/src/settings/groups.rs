//! Monitoring groups (*Grupos de monitoramento*), in the table `monitoring_group`, with their
//! members in `group_agent` and `group_supervisor`.

use std::collections::BTreeMap;

use domain::settings::{GroupRecord, SettingsRecord, field_name};
use domain::{AuditAction, AuditObject, FieldErrors, GroupId, Problem, UserId};

use super::record::{Executor, Record};
use crate::Result;
use crate::audit::NewAuditEntry;
use crate::db::Statement;

impl Record for GroupRecord {
    type Id = GroupId;
    const OBJECT: AuditObject = AuditObject::Group;
    const TABLE: &'static str = "monitoring_group";

    async fn read(executor: &mut Executor<'_>, ids: &[GroupId]) -> Result<BTreeMap<GroupId, Self>> {
        let mut statement = executor.statement();
        let these = statement.any("id", ids);
        statement.text = format!("SELECT id, name, active FROM monitoring_group WHERE {these}");
        let rows: Vec<(GroupId, String, bool)> = executor.fetch_all(statement).await?;
        let mut agents = members(executor, "group_agent", "agent_id", ids).await?;
        let mut supervisors = members(executor, "group_supervisor", "supervisor_id", ids).await?;
        let record = |(id, name, active)| {
            let agents = agents.remove(&id).unwrap_or_default();
            (id, Self { name, active, agents, supervisors: supervisors.remove(&id).unwrap_or_default() })
        };
        Ok(rows.into_iter().map(record).collect())
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![("name", statement.bind(&self.name)), ("active", statement.bind(self.active))]
    }

    /// Locks the supervisors' accounts to keep their roles. Lock order: accounts before groups.
    async fn lock_related(
        executor: &mut Executor<'_>,
        _id: Option<GroupId>,
        record: Option<&Self>,
    ) -> Result<()> {
        let supervisors = record.map_or(&[][..], |group| &group.supervisors);
        if supervisors.is_empty() {
            return Ok(());
        }
        let mut statement = executor.statement();
        let these = statement.any("u.id", supervisors);
        let lock = executor.db().engine().for_share("u");
        statement.text = format!("SELECT u.id FROM user_account AS u WHERE {these} ORDER BY u.id {lock}");
        executor.fetch_all::<(UserId,)>(statement).await?;
        Ok(())
    }

    /// All members must exist, and supervisors must have that role: administrators see everything
    /// anyway, agents only their own work.
    async fn check_in_database(
        &self,
        executor: &mut Executor<'_>,
        _id: Option<GroupId>,
        _before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        for (field, people, condition) in [
            (field_name::AGENTS, &self.agents, "TRUE"),
            (field_name::SUPERVISORS, &self.supervisors, "role = 'supervisor'"),
        ] {
            if people.is_empty() {
                continue;
            }
            let mut statement = executor.statement();
            let these = statement.any("id", people);
            statement.text = format!("SELECT count(*) FROM user_account WHERE {these} AND {condition}");
            let fit: Option<(i64,)> = executor.fetch_optional(statement).await?;
            if fit.is_none_or(|(n,)| usize::try_from(n) != Ok(people.len())) {
                errors.add(field, Problem::UnknownValue { allowed: Vec::new() });
            }
        }
        Ok(errors)
    }

    async fn apply_effects(
        &self,
        executor: &mut Executor<'_>,
        id: GroupId,
        before: Option<&Self>,
    ) -> Result<()> {
        let none = Vec::new();
        let agents = before.map_or(&none, |before| &before.agents);
        replace(executor, "group_agent", "agent_id", id, agents, &self.agents).await?;
        let supervisors = before.map_or(&none, |before| &before.supervisors);
        replace(executor, "group_supervisor", "supervisor_id", id, supervisors, &self.supervisors).await
    }
}

/// The members of these groups.
async fn members(
    executor: &mut Executor<'_>,
    table: &str,
    column: &str,
    groups: &[GroupId],
) -> Result<BTreeMap<GroupId, Vec<UserId>>> {
    let mut statement = executor.statement();
    let these = statement.any("group_id", groups);
    statement.text = format!("SELECT group_id, {column} FROM {table} WHERE {these} ORDER BY {column}");
    let mut members: BTreeMap<GroupId, Vec<UserId>> = BTreeMap::new();
    for (group, user) in executor.fetch_all(statement).await? {
        members.entry(group).or_default().push(user);
    }
    Ok(members)
}

/// Deletes removed members and inserts added ones.
async fn replace(
    executor: &mut Executor<'_>,
    table: &str,
    column: &str,
    group: GroupId,
    before: &[UserId],
    after: &[UserId],
) -> Result<()> {
    let gone: Vec<UserId> = before.iter().filter(|id| !after.contains(id)).copied().collect();
    if !gone.is_empty() {
        let mut delete = executor.statement();
        let (group, these) = (delete.bind(group), delete.any(column, &gone));
        delete.text = format!("DELETE FROM {table} WHERE group_id = {group} AND {these}");
        executor.execute(delete).await?;
    }
    for id in after.iter().filter(|id| !before.contains(id)) {
        let mut insert = executor.statement();
        let values = [("group_id", insert.bind(group)), (column, insert.bind(*id))];
        insert.insert(table, values);
        executor.execute(insert).await?;
    }
    Ok(())
}

/// Removes a former supervisor from their groups, with an audit entry for each group.
pub(super) async fn remove_supervisor(executor: &mut Executor<'_>, user: UserId) -> Result<()> {
    let mut watched = executor.statement();
    let id = watched.bind(user);
    let lock = executor.db().engine().for_no_key_update("g");
    watched.text = format!(
        "SELECT g.id FROM monitoring_group AS g \
         WHERE g.id IN (SELECT gs.group_id FROM group_supervisor AS gs WHERE gs.supervisor_id = {id}) \
         ORDER BY g.id {lock}"
    );
    for (group,) in executor.fetch_all::<(GroupId,)>(watched).await? {
        let Some(before) = GroupRecord::read_one(executor, group).await? else { continue };
        let mut after = before.clone();
        after.supervisors.retain(|supervisor| *supervisor != user);
        after.apply_effects(executor, group, Some(&before)).await?;
        let mut newer = executor.statement();
        let id = newer.bind(group);
        newer.text = format!("UPDATE monitoring_group SET revision = revision + 1 WHERE id = {id}");
        executor.execute(newer).await?;
        let entry = NewAuditEntry::new(AuditAction::Changed, AuditObject::Group, group, after.label());
        executor.audit(entry.before(&before).after(&after));
    }
    Ok(())
}

//! *Grupos de monitoramento* in the tables: `monitoring_group`, with whom it watches and who watches in
//! `group_agent` and `group_supervisor`.

use domain::settings::{GroupRecord, SettingsRecord};
use domain::{AuditAction, AuditObject, FieldErrors, Problem, UserId};

use super::record::{Record, Source};
use crate::Result;
use crate::audit::Act;
use crate::db::Statement;

impl Record for GroupRecord {
    const OBJECT: AuditObject = AuditObject::Group;
    const TABLE: &'static str = "monitoring_group";

    async fn read(source: &mut Source<'_>, id: i64) -> Result<Option<Self>> {
        let mut statement = source.statement();
        let id_of = statement.bind(id);
        statement.text = format!("SELECT name, active FROM monitoring_group WHERE id = {id_of}");
        let Some((name, active)) = source.fetch_optional(statement).await? else { return Ok(None) };
        let agents = members(source, "group_agent", "agent_id", id).await?;
        let supervisors = members(source, "group_supervisor", "supervisor_id", id).await?;
        Ok(Some(Self { name, active, agents, supervisors }))
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![("name", statement.bind(&self.name)), ("active", statement.bind(self.active))]
    }

    /// Those who are to watch stay supervisors until they do. Accounts are held before groups
    /// everywhere, so that no two wait for each other.
    async fn hold(source: &mut Source<'_>, _id: Option<i64>, record: Option<&Self>) -> Result<()> {
        let supervisors: Vec<i64> =
            record.into_iter().flat_map(|group| &group.supervisors).map(|id| id.0).collect();
        if supervisors.is_empty() {
            return Ok(());
        }
        let mut statement = source.statement();
        let these = statement.any("u.id", &supervisors);
        let sharing = source.db().engine().for_share("u");
        statement.text = format!("SELECT u.id FROM user_account AS u WHERE {these} ORDER BY u.id {sharing}");
        source.fetch_all::<(i64,)>(statement).await?;
        Ok(())
    }

    /// Whom there is not cannot be watched, and only a supervisor watches: an administrator sees
    /// everything anyway, an agent only what is their own.
    async fn object(
        &self,
        source: &mut Source<'_>,
        _id: Option<i64>,
        _before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        for (field, people, condition) in
            [("agents", &self.agents, "TRUE"), ("supervisors", &self.supervisors, "role = 'supervisor'")]
        {
            if people.is_empty() {
                continue;
            }
            let ids: Vec<i64> = people.iter().map(|id| id.0).collect();
            let mut statement = source.statement();
            let these = statement.any("id", &ids);
            statement.text = format!("SELECT count(*) FROM user_account WHERE {these} AND {condition}");
            let fit: Option<(i64,)> = source.fetch_optional(statement).await?;
            if fit.is_none_or(|(n,)| usize::try_from(n) != Ok(ids.len())) {
                errors.add(field, Problem::UnknownValue { allowed: Vec::new() });
            }
        }
        Ok(errors)
    }

    async fn settle(&self, source: &mut Source<'_>, id: i64, before: Option<&Self>) -> Result<()> {
        let none = Vec::new();
        let agents = before.map_or(&none, |before| &before.agents);
        replace(source, "group_agent", "agent_id", id, agents, &self.agents).await?;
        let supervisors = before.map_or(&none, |before| &before.supervisors);
        replace(source, "group_supervisor", "supervisor_id", id, supervisors, &self.supervisors).await
    }
}

async fn members(source: &mut Source<'_>, table: &str, column: &str, group: i64) -> Result<Vec<UserId>> {
    let mut statement = source.statement();
    let group = statement.bind(group);
    statement.text = format!("SELECT {column} FROM {table} WHERE group_id = {group} ORDER BY {column}");
    let ids: Vec<(i64,)> = source.fetch_all(statement).await?;
    Ok(ids.into_iter().map(|(id,)| UserId(id)).collect())
}

/// Takes out who is there no longer, puts in who was not.
async fn replace(
    source: &mut Source<'_>,
    table: &str,
    column: &str,
    group: i64,
    before: &[UserId],
    after: &[UserId],
) -> Result<()> {
    let gone: Vec<i64> = before.iter().filter(|id| !after.contains(id)).map(|id| id.0).collect();
    if !gone.is_empty() {
        let mut delete = source.statement();
        let (group, these) = (delete.bind(group), delete.any(column, &gone));
        delete.text = format!("DELETE FROM {table} WHERE group_id = {group} AND {these}");
        source.execute(delete).await?;
    }
    for id in after.iter().filter(|id| !before.contains(id)) {
        let mut insert = source.statement();
        let values = [("group_id", insert.bind(group)), (column, insert.bind(*id))];
        insert.insert(table, values);
        source.execute(insert).await?;
    }
    Ok(())
}

/// Takes somebody who is a supervisor no longer out of the groups they watch, and says so of each.
pub(super) async fn release(source: &mut Source<'_>, user: i64) -> Result<()> {
    let mut watched = source.statement();
    let id = watched.bind(user);
    let holding = source.db().engine().for_no_key_update("g");
    watched.text = format!(
        "SELECT g.id FROM monitoring_group AS g \
         WHERE g.id IN (SELECT gs.group_id FROM group_supervisor AS gs WHERE gs.supervisor_id = {id}) \
         ORDER BY g.id {holding}"
    );
    for (group,) in source.fetch_all::<(i64,)>(watched).await? {
        let Some(before) = GroupRecord::read(source, group).await? else { continue };
        let mut after = before.clone();
        after.supervisors.retain(|supervisor| supervisor.0 != user);
        after.settle(source, group, Some(&before)).await?;
        let mut newer = source.statement();
        let id = newer.bind(group);
        newer.text = format!("UPDATE monitoring_group SET revision = revision + 1 WHERE id = {id}");
        source.execute(newer).await?;
        let act = Act::new(AuditAction::Changed, AuditObject::Group, group, after.label());
        source.note(act.before(&before).after(&after));
    }
    Ok(())
}

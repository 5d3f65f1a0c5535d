//! The scope of a user as SQL predicates. Every statement about agents' work contains one. Making a
//! predicate marks the statement; reads outside a transaction are refused without the mark.

use domain::saved_view::{ViewAudience, ViewPage};
use domain::{CaseId, Role};

use super::Scoped;
use crate::customers::family_of;
use crate::db::Statement;

impl Scoped<'_> {
    /// Whether the scope is unrestricted.
    pub(crate) fn sees_all(&self) -> bool {
        self.principal.role == Role::Administrator
    }

    /// SQL predicate: the agent in `column` is in scope. Always true for administrators, even
    /// without an agent; for supervisors, the current agents of their groups; for agents, only
    /// themselves.
    pub(crate) fn agent_in_scope(&self, statement: &mut Statement, column: &str) -> String {
        statement.mark_scoped();
        match self.principal.role {
            Role::Administrator => "TRUE".to_owned(),
            Role::Supervisor => {
                let user = statement.bind(self.principal.user);
                format!("{column} IN ({})", supervised(&user))
            }
            Role::Agent => format!("{column} = {}", statement.bind(self.principal.user)),
        }
    }

    /// SQL predicate: the assignee in `column` is in scope. Like [`Scoped::agent_in_scope`], but
    /// also true for cases assigned to the supervisor.
    pub(crate) fn assignee_in_scope(&self, statement: &mut Statement, column: &str) -> String {
        if self.principal.role != Role::Supervisor {
            return self.agent_in_scope(statement, column);
        }
        statement.mark_scoped();
        let user = statement.bind(self.principal.user);
        // One list instead of two conditions, so that one index scan finds all rows.
        statement.engine.in_subquery(column, &format!("{} UNION ALL SELECT {user}", supervised(&user)))
    }

    /// SQL predicate equivalent to [`Scoped::agent_in_scope`], phrased so that PostgreSQL looks up
    /// each agent in the index of `column`. For use where few agents are in scope.
    pub(crate) fn indexed_agent_in_scope(&self, statement: &mut Statement, column: &str) -> String {
        if self.principal.role != Role::Supervisor {
            return self.agent_in_scope(statement, column);
        }
        statement.mark_scoped();
        let user = statement.bind(self.principal.user);
        statement.engine.in_subquery(column, &supervised(&user))
    }

    /// SQL predicate equivalent to [`Scoped::agent_in_scope`], for the few rows that another condition has
    /// found: the agents select no index, and PostgreSQL reads them once instead of for every row.
    fn found_agent_in_scope(&self, statement: &mut Statement, column: &str) -> String {
        if statement.engine.is_sqlite() || self.principal.role != Role::Supervisor {
            return self.agent_in_scope(statement, &statement.engine.unindexed(column));
        }
        statement.mark_scoped();
        let user = statement.bind(self.principal.user);
        format!("{column} + 0 = ANY (ARRAY ({}))", supervised(&user))
    }

    /// SQL predicate: the group with this alias is active, and the user supervises it. Administrators
    /// supervise all groups.
    pub(crate) fn group_supervised(&self, statement: &mut Statement, alias: &str) -> String {
        if self.sees_all() {
            return format!("{alias}.active");
        }
        statement.mark_scoped();
        let user = statement.bind(self.principal.user);
        format!(
            "{alias}.active AND {alias}.id IN \
             (SELECT gs.group_id FROM group_supervisor AS gs WHERE gs.supervisor_id = {user})"
        )
    }

    /// SQL predicate: the saved view with this alias is in scope. It is the user's own, for everybody, or
    /// for an active group that the user is a member of now; and the user may open its page. An
    /// administrator sees what people whose accounts were deactivated have shared, and no more than
    /// that: views of others are personal.
    pub(crate) fn view_in_scope(&self, statement: &mut Statement, alias: &str) -> String {
        statement.mark_scoped();
        let user = statement.bind(self.principal.user);
        let (groups, everybody) = (ViewAudience::Groups.as_str(), ViewAudience::Everybody.as_str());
        let opens = match self.principal.role {
            Role::Agent => format!("{alias}.page <> '{}'", ViewPage::Cases.as_str()),
            Role::Supervisor | Role::Administrator => "TRUE".to_owned(),
        };
        let left_behind = match self.principal.role {
            Role::Agent | Role::Supervisor => "FALSE".to_owned(),
            Role::Administrator => format!(
                "({alias}.audience = '{groups}' AND NOT (SELECT left_by.active FROM user_account AS left_by \
                 WHERE left_by.id = {alias}.owner_id))"
            ),
        };
        format!(
            "({alias}.owner_id = {user} OR {left_behind} OR {alias}.audience = '{everybody}' OR ({alias}.audience = '{groups}' \
             AND EXISTS (SELECT 1 FROM saved_view_group AS vg \
             JOIN monitoring_group AS mg ON mg.id = vg.group_id AND mg.active WHERE vg.view_id = {alias}.id \
             AND (EXISTS (SELECT 1 FROM group_agent AS ga WHERE ga.group_id = mg.id AND ga.agent_id = {user}) \
             OR EXISTS (SELECT 1 FROM group_supervisor AS gs WHERE gs.group_id = mg.id \
             AND gs.supervisor_id = {user}))))) AND {opens}"
        )
    }

    /// SQL predicate: the survivor with this alias is in scope. An agent in scope is responsible
    /// for it or for a case merged into it, or has served an interaction of one of them.
    pub(crate) fn alias_in_scope(&self, statement: &mut Statement, alias: &str) -> String {
        if self.sees_all() {
            return "TRUE".to_owned();
        }
        let responsible = self.assignee_in_scope(statement, &format!("{alias}.agent_id"));
        // A case has few interactions: look them up by case, not by agent.
        let served = self.found_agent_in_scope(statement, "seen.agent_id");
        let merged = self.assignee_in_scope(statement, "merged.agent_id");
        // Not EXISTS: for a list, PostgreSQL would hash all interactions of the agents instead of
        // probing the index for the twenty cases of the page.
        let any = |query: String| format!("(SELECT 1 FROM {query} LIMIT 1) IS NOT NULL");
        let of = |case: &str| any(format!("interaction AS seen WHERE seen.case_id = {case}.id AND {served}"));
        let (by_itself, by_merged) = (of(alias), of("merged"));
        let merged = any(format!(
            "service_case AS merged WHERE merged.merged_into = {alias}.id AND ({merged} OR {by_merged})"
        ));
        format!("({responsible} OR {by_itself} OR {merged})")
    }

    /// SQL predicate: the content of the outer-joined interaction `alias` is in scope, or there is
    /// no interaction. A case in scope shows the rows of all its interactions, but the content
    /// (messages, notes, files, answers) only of those in scope themselves.
    pub(crate) fn content_in_scope(&self, statement: &mut Statement, alias: &str) -> String {
        if self.sees_all() {
            return "TRUE".to_owned();
        }
        let sees = self.agent_in_scope(statement, &statement.engine.unindexed(&format!("{alias}.agent_id")));
        format!("({alias}.id IS NULL OR coalesce({sees}, FALSE))")
    }

    /// SQL predicate: the survivor with this ID is in scope; for statements on data of a case.
    pub(crate) fn case_in_scope(&self, statement: &mut Statement, case: CaseId) -> String {
        if self.sees_all() {
            return "TRUE".to_owned();
        }
        let id = statement.bind(case);
        let sees = self.alias_in_scope(statement, "asked");
        format!("EXISTS (SELECT 1 FROM service_case AS asked WHERE asked.id = {id} AND {sees})")
    }

    /// SQL predicate: the customer whose survivor's ID is `survivor` is in scope: a case or an
    /// interaction of one of its family is.
    pub(crate) fn customer_in_scope(&self, statement: &mut Statement, survivor: &str) -> String {
        if self.sees_all() {
            return "TRUE".to_owned();
        }
        let kept = self.alias_in_scope(statement, "kept");
        let served = self.agent_in_scope(statement, &statement.engine.unindexed("met.agent_id"));
        let family = family_of(survivor);
        format!(
            "((SELECT 1 FROM service_case AS own JOIN service_case AS kept \
             ON kept.id = coalesce(own.merged_into, own.id) \
             WHERE own.customer_id IN ({family}) AND {kept} LIMIT 1) IS NOT NULL \
             OR (SELECT 1 FROM interaction AS met WHERE met.customer_id IN ({family}) AND {served} LIMIT 1) \
             IS NOT NULL)"
        )
    }
}

/// Subquery: the agents of the active groups that a supervisor supervises.
fn supervised(user: &str) -> String {
    // A correlated subquery instead of a join: with statistics, SQLite would scan all groups.
    format!(
        "SELECT ga.agent_id FROM group_supervisor AS gs \
         JOIN group_agent AS ga ON ga.group_id = gs.group_id WHERE gs.supervisor_id = {user} \
         AND (SELECT mg.active FROM monitoring_group AS mg WHERE mg.id = gs.group_id)"
    )
}

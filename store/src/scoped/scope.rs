//! What a person may see, as a condition of SQL. Every statement about people's work carries it.

use domain::Role;

use super::Scoped;
use crate::db::Statement;

impl Scoped<'_> {
    /// Whether nothing is hidden from this person.
    pub(crate) fn sees_all(&self) -> bool {
        self.principal.role == Role::Administrator
    }

    /// That the agent in `column` lies within the scope: for an administrator every one and none,
    /// for a supervisor whoever belongs now to a group they supervise, for an agent themselves.
    pub(crate) fn sees(&self, statement: &mut Statement, column: &str) -> String {
        match self.principal.role {
            Role::Administrator => "TRUE".to_owned(),
            Role::Supervisor => {
                let user = statement.bind(self.principal.user.0);
                format!("{column} IN ({})", supervised(&user))
            }
            Role::Agent => format!("{column} = {}", statement.bind(self.principal.user.0)),
        }
    }

    /// That the person responsible in `column` lies within the scope or is the viewer: a supervisor
    /// sees what they are responsible for themselves, too.
    pub(crate) fn answers(&self, statement: &mut Statement, column: &str) -> String {
        if self.principal.role != Role::Supervisor {
            return self.sees(statement, column);
        }
        let user = statement.bind(self.principal.user.0);
        // One list and not two conditions, so that one walk through an index finds all of them.
        statement.engine.in_subquery(column, &format!("{} UNION ALL SELECT {user}", supervised(&user)))
    }

    /// The same as [`Scoped::sees`] where rows are to be found by their agents, of whom there are few.
    pub(crate) fn served_by(&self, statement: &mut Statement, column: &str) -> String {
        if self.principal.role != Role::Supervisor {
            return self.sees(statement, column);
        }
        let user = statement.bind(self.principal.user.0);
        statement.engine.in_subquery(column, &supervised(&user))
    }
}

/// The agents of the groups in use that a supervisor supervises now.
fn supervised(user: &str) -> String {
    // The group is asked for one by one and not joined: with statistics SQLite would rather read all
    // groups than find one.
    format!(
        "SELECT ga.agent_id FROM group_supervisor AS gs \
         JOIN group_agent AS ga ON ga.group_id = gs.group_id WHERE gs.supervisor_id = {user} \
         AND (SELECT mg.active FROM monitoring_group AS mg WHERE mg.id = gs.group_id)"
    )
}

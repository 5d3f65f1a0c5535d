//! Filter options: queues, agents and contact reasons within the scope, by name.

use domain::history::{FilterOptions, Named};
use domain::text::fold;
use domain::{ContactReasonId, HistoryFilter, QueueId, UserId};

use crate::Result;
use crate::db::{Statement, sorted_ids};
use crate::history::History;

/// Sorts by name, ignoring case and accents: "Água" comes before "Banco".
fn by_name<Id>(mut list: Vec<Named<Id>>) -> Vec<Named<Id>> {
    list.sort_by_cached_key(|named| (fold(&named.name), named.name.clone()));
    list
}

/// SQL predicate: the option is one of `ids`; `None` if there are none.
fn one_of<Id: Copy + Ord + Into<i64>>(statement: &mut Statement, ids: &[Id]) -> Option<String> {
    if ids.is_empty() { None } else { Some(statement.any("o.id", &sorted_ids(ids.iter().copied()))) }
}

/// A list of options.
#[derive(Clone, Copy)]
enum List {
    Queues,
    Agents,
    Reasons,
}

impl History<'_> {
    /// All filter options of the viewer.
    pub async fn filter_options(&self) -> Result<FilterOptions> {
        self.options(None).await
    }

    /// The names of the queues, agents and reasons that a filter selects; those that do not exist
    /// or are out of scope are left out.
    pub async fn names(&self, filter: &HistoryFilter) -> Result<FilterOptions> {
        if filter.queues.is_empty() && filter.agents.is_empty() && filter.reasons.is_empty() {
            return Ok(FilterOptions::default());
        }
        self.options(Some(filter)).await
    }

    /// The contact reasons of each of these queues, in configured order; queues out of scope and
    /// queues without reasons are left out.
    pub async fn reasons_of(
        &self,
        queues: &[QueueId],
    ) -> Result<Vec<(QueueId, Vec<Named<ContactReasonId>>)>> {
        let wanted = sorted_ids(queues.iter().copied());
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = self.statement();
        let among = statement.any("qr.queue_id", &wanted);
        let scope = self.served(&mut statement, "qr.queue_id");
        statement.text = format!(
            "SELECT qr.queue_id, r.id, r.name FROM queue_contact_reason AS qr \
             JOIN contact_reason AS r ON r.id = qr.contact_reason_id \
             WHERE {among} AND {scope} AND r.active ORDER BY qr.queue_id, qr.position, r.name, r.id"
        );
        let mut found: Vec<(QueueId, Vec<Named<ContactReasonId>>)> = Vec::new();
        for (queue, id, name) in self.fetch_all::<(QueueId, ContactReasonId, String)>(statement).await? {
            let reason = Named { id, name };
            match found.last_mut() {
                Some((last, reasons)) if *last == queue => reasons.push(reason),
                _ => found.push((queue, vec![reason])),
            }
        }
        Ok(found)
    }

    async fn options(&self, only: Option<&HistoryFilter>) -> Result<FilterOptions> {
        let mut statement = self.statement();
        let parts: Vec<String> = [List::Queues, List::Agents, List::Reasons]
            .into_iter()
            .filter_map(|list| self.option_list(&mut statement, list, only))
            .collect();
        statement.text = parts.join(" UNION ALL ");
        let (mut queues, mut agents, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
        for (list, id, name) in self.fetch_all::<(String, i64, String)>(statement).await? {
            match list.as_str() {
                "queue" => queues.push(Named { id: QueueId(id), name }),
                "agent" => agents.push(Named { id: UserId(id), name }),
                _ => reasons.push(Named { id: ContactReasonId(id), name }),
            }
        }
        Ok(FilterOptions { queues: by_name(queues), agents: by_name(agents), reasons: by_name(reasons) })
    }

    /// The query of one list; `None` if the filter selects nothing in it.
    fn option_list(
        &self,
        statement: &mut Statement,
        list: List,
        only: Option<&HistoryFilter>,
    ) -> Option<String> {
        let among = match only {
            None => "TRUE".to_owned(),
            Some(filter) => match list {
                List::Queues => one_of(statement, &filter.queues),
                List::Agents => one_of(statement, &filter.agents),
                List::Reasons => one_of(statement, &filter.reasons),
            }?,
        };
        Some(match list {
            List::Queues => {
                let served = self.served(statement, "o.id");
                format!("SELECT 'queue' AS list, o.id, o.name FROM queue AS o WHERE {among} AND {served}")
            }
            List::Agents if self.sees_all() => format!(
                "SELECT 'agent' AS list, o.id, o.name FROM user_account AS o WHERE {among} AND \
                 ((o.role = 'agent' AND o.active) OR EXISTS \
                 (SELECT 1 FROM agent_queue AS aq WHERE aq.agent_id = o.id))"
            ),
            List::Agents => {
                let scope = self.agent_in_scope(statement, "o.id");
                format!(
                    "SELECT 'agent' AS list, o.id, o.name FROM user_account AS o WHERE {among} AND {scope}"
                )
            }
            List::Reasons => {
                let served = self.served(statement, "qr.queue_id");
                let seen = if self.sees_all() {
                    "TRUE".to_owned()
                } else {
                    self.agent_in_scope(statement, "i.agent_id")
                };
                // Interactions are only searched for reasons that no queue offers any more: other
                // reasons may have a great many.
                format!(
                    "SELECT 'reason' AS list, o.id, o.name FROM contact_reason AS o WHERE {among} AND (o.id IN \
                     (SELECT qr.contact_reason_id FROM queue_contact_reason AS qr WHERE {served}) OR (NOT EXISTS \
                     (SELECT 1 FROM queue_contact_reason AS qr WHERE qr.contact_reason_id = o.id) AND EXISTS \
                     (SELECT 1 FROM interaction AS i WHERE i.contact_reason_id = o.id AND {seen})))"
                )
            }
        })
    }

    /// SQL predicate: an agent in scope has served the queue in `column`.
    fn served(&self, statement: &mut Statement, column: &str) -> String {
        if self.sees_all() {
            return "TRUE".to_owned();
        }
        let scope = self.agent_in_scope(statement, "aq.agent_id");
        format!("{column} IN (SELECT aq.queue_id FROM agent_queue AS aq WHERE {scope})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_ordered_by_names_without_case_and_accents() {
        let list = ["Zélia", "Żaneta", "Østergaard", "ouro", "Banco", "água", "Ação"];
        let list = (1..).zip(list).map(|(id, name)| Named { id: QueueId(id), name: name.to_owned() });
        let names: Vec<String> = by_name(list.collect()).into_iter().map(|named| named.name).collect();
        assert_eq!(names, ["Ação", "água", "Banco", "Østergaard", "ouro", "Żaneta", "Zélia"]);
    }
}

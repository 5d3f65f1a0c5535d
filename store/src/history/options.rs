//! What the filters offer: queues, agents and reasons within the scope, by name.

use domain::history::{FilterOptions, Named};
use domain::text::fold;
use domain::{ContactReasonId, HistoryFilter, QueueId, UserId};

use crate::Result;
use crate::db::{Statement, sorted_ids};
use crate::scoped::Scoped;

/// By their names, without case and accents: "Água" comes before "Banco".
fn by_name<Id>(mut list: Vec<Named<Id>>) -> Vec<Named<Id>> {
    list.sort_by_cached_key(|named| (fold(&named.name), named.name.clone()));
    list
}

/// One of the three lists, as SQL and in the answer.
#[derive(Clone, Copy)]
enum List {
    Queues,
    Agents,
    Reasons,
}

impl Scoped<'_> {
    /// Everything the filters offer this person.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn filter_options(&self) -> Result<FilterOptions> {
        self.options(None).await
    }

    /// The names of what a filter selects; what does not exist or is out of scope is missing.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn names(&self, filter: &HistoryFilter) -> Result<FilterOptions> {
        if filter.queues.is_empty() && filter.agents.is_empty() && filter.reasons.is_empty() {
            return Ok(FilterOptions::default());
        }
        self.options(Some(filter)).await
    }

    /// The contact reasons that may be set in each of these queues, in the operation's order;
    /// queues out of scope and queues without reasons are missing.
    ///
    /// # Errors
    /// Where the database fails.
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
        for (queue, id, name) in self.fetch_all::<(i64, i64, String)>(statement).await? {
            let reason = Named { id: ContactReasonId(id), name };
            match found.last_mut() {
                Some((last, reasons)) if last.0 == queue => reasons.push(reason),
                _ => found.push((QueueId(queue), vec![reason])),
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

    /// The SQL of one list, or none where nothing of it is selected.
    fn option_list(
        &self,
        statement: &mut Statement,
        list: List,
        only: Option<&HistoryFilter>,
    ) -> Option<String> {
        let chosen = only.map(|filter| match list {
            List::Queues => sorted_ids(filter.queues.iter().copied()),
            List::Agents => sorted_ids(filter.agents.iter().copied()),
            List::Reasons => sorted_ids(filter.reasons.iter().copied()),
        });
        let among = match chosen {
            None => "TRUE".to_owned(),
            Some(chosen) if chosen.is_empty() => return None,
            Some(chosen) => statement.any("o.id", &chosen),
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
                let scope = self.sees(statement, "o.id");
                format!(
                    "SELECT 'agent' AS list, o.id, o.name FROM user_account AS o WHERE {among} AND {scope}"
                )
            }
            List::Reasons => {
                let served = self.served(statement, "qr.queue_id");
                let seen =
                    if self.sees_all() { "TRUE".to_owned() } else { self.sees(statement, "i.agent_id") };
                // Only of a reason that no queue offers any more are its interactions asked: those of
                // others may be a great many.
                format!(
                    "SELECT 'reason' AS list, o.id, o.name FROM contact_reason AS o WHERE {among} AND (o.id IN \
                     (SELECT qr.contact_reason_id FROM queue_contact_reason AS qr WHERE {served}) OR (NOT EXISTS \
                     (SELECT 1 FROM queue_contact_reason AS qr WHERE qr.contact_reason_id = o.id) AND EXISTS \
                     (SELECT 1 FROM interaction AS i WHERE i.contact_reason_id = o.id AND {seen})))"
                )
            }
        })
    }

    /// That an agent in scope has served the queue in `column`.
    fn served(&self, statement: &mut Statement, column: &str) -> String {
        if self.sees_all() {
            return "TRUE".to_owned();
        }
        let scope = self.sees(statement, "aq.agent_id");
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

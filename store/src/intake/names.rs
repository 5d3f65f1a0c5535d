//! Queues, agents, contact reasons and kinds of cases of a batch: found by name, else created.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::marker::PhantomData;

use domain::{CaseKindId, ContactReasonId, QueueId, Timestamp, UserId};

use super::item::{Item, name};
use crate::accounts::login_key;
use crate::db::{Row, RowSet, Tx};
use crate::{Error, Result};

/// The IDs of what one interaction names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) queue: QueueId,
    pub(super) agent: Option<UserId>,
    pub(super) reason: Option<ContactReasonId>,
    /// Whether this interaction created the queue, or the agent.
    pub(super) created_queue: bool,
    pub(super) created_agent: bool,
}

/// Finds or creates the queues, agents and reasons that the items name; one entry per item.
pub(super) async fn resolve(tx: &mut Tx, items: &[&Item]) -> Result<Vec<Names>> {
    let queues = BatchNames::new(items.iter().map(|item| Some(queue(item))));
    let agents = BatchNames::new(items.iter().map(|item| agent(item)));
    let reasons = BatchNames::new(items.iter().map(|item| reason(item)));
    let now = received_at(items);
    let queues = queues.resolve(tx, &QUEUES, now).await?;
    let agents = agents.resolve(tx, &AGENTS, now).await?;
    let reasons = reasons.resolve(tx, &REASONS, now).await?;
    let named = (0..items.len())
        .map(|index| Names {
            queue: queues.ids[index].unwrap_or(QueueId(0)),
            agent: agents.ids[index],
            reason: reasons.ids[index],
            created_queue: queues.created_by.contains(&index),
            created_agent: agents.created_by.contains(&index),
        })
        .collect::<Vec<_>>();
    Ok(named)
}

/// Creates the kinds of cases that the items name.
pub(super) async fn create_kinds(tx: &mut Tx, items: &[&Item]) -> Result<()> {
    let kinds = BatchNames::new(items.iter().map(|item| kind(item)));
    kinds.resolve(tx, &KINDS, received_at(items)).await?;
    Ok(())
}

fn received_at(items: &[&Item]) -> Timestamp {
    items.iter().map(|item| item.received_at).max().unwrap_or_default()
}

/// The name of the queue; validation guarantees that there is one.
fn queue(item: &Item) -> (String, String) {
    let queue = name(Some(&item.interaction.queue)).unwrap_or_default();
    (queue.clone(), queue)
}

fn agent(item: &Item) -> Option<(String, String)> {
    name(item.interaction.agent.as_deref()).map(|login| (login_key(&login), login))
}

fn reason(item: &Item) -> Option<(String, String)> {
    name(item.interaction.contact_reason.as_deref()).map(|reason| (reason.clone(), reason))
}

/// The kind of the case. Cases store the name itself; `case_kind` lists all names.
fn kind(item: &Item) -> Option<(String, String)> {
    let case = item.interaction.case.as_ref()?;
    name(case.kind.as_deref()).map(|kind| (kind.clone(), kind))
}

/// The statements for one kind of name, and the type of its IDs.
pub(super) struct Kind<Id> {
    what: &'static str,
    pub(super) find: &'static str,
    create: &'static str,
    id: PhantomData<Id>,
}

pub(super) const QUEUES: Kind<QueueId> = Kind {
    what: "a queue",
    find: "SELECT q.name, q.id FROM given CROSS JOIN queue q WHERE q.name = given.key",
    create: "INSERT INTO queue (name) SELECT key FROM given WHERE TRUE
        ON CONFLICT (name) DO NOTHING RETURNING name, id",
    id: PhantomData,
};

/// An agent created by intake cannot sign in: inactive and without a password.
pub(super) const AGENTS: Kind<UserId> = Kind {
    what: "an account",
    find: "SELECT u.login_key, u.id FROM given CROSS JOIN user_account u WHERE u.login_key = given.key",
    create: "INSERT INTO user_account (login, login_key, name, role, active, created_at)
        SELECT name, key, name, 'agent', FALSE, at FROM given WHERE TRUE
        ON CONFLICT (login_key) DO NOTHING RETURNING login_key, id",
    id: PhantomData,
};

pub(super) const REASONS: Kind<ContactReasonId> = Kind {
    what: "a contact reason",
    find: "SELECT r.name, r.id FROM given CROSS JOIN contact_reason r WHERE r.name = given.key",
    create: "INSERT INTO contact_reason (name) SELECT key FROM given WHERE TRUE
        ON CONFLICT (name) DO NOTHING RETURNING name, id",
    id: PhantomData,
};

pub(super) const KINDS: Kind<CaseKindId> = Kind {
    what: "a kind of case",
    find: "SELECT k.name, k.id FROM given CROSS JOIN case_kind k WHERE k.name = given.key",
    create: "INSERT INTO case_kind (name) SELECT key FROM given WHERE TRUE
        ON CONFLICT (name) DO NOTHING RETURNING name, id",
    id: PhantomData,
};

/// The names of one kind in a batch.
#[derive(Debug)]
struct BatchNames {
    /// The key of each item.
    keys: Vec<Option<String>>,
    /// By key: the name as first written, and the item it came from.
    first: BTreeMap<String, (String, usize)>,
}

#[derive(Debug)]
struct Resolved<Id> {
    ids: Vec<Option<Id>>,
    created_by: HashSet<usize>,
}

impl BatchNames {
    fn new(names: impl Iterator<Item = Option<(String, String)>>) -> Self {
        let mut first = BTreeMap::new();
        let keys = names
            .enumerate()
            .map(|(index, named)| {
                let (key, name) = named?;
                first.entry(key.clone()).or_insert((name, index));
                Some(key)
            })
            .collect();
        Self { keys, first }
    }

    async fn resolve<Id: Copy>(self, tx: &mut Tx, kind: &Kind<Id>, now: Timestamp) -> Result<Resolved<Id>>
    where
        (String, Id): Row,
    {
        let given = RowSet::default().texts("key", self.first.keys().map(String::as_str));
        let mut ids: HashMap<String, Id> = tx.fetch_given(kind.find, &given).await?.into_iter().collect();

        let unknown: Vec<(&String, &(String, usize))> =
            self.first.iter().filter(|(key, _)| !ids.contains_key(*key)).collect();
        let given = RowSet::default()
            .texts("key", unknown.iter().map(|(key, _)| key.as_str()))
            .texts("name", unknown.iter().map(|(_, (name, _))| name.as_str()))
            .integers("at", unknown.iter().map(|_| now));
        let created: Vec<(String, Id)> = tx.fetch_given(kind.create, &given).await?;
        if created.len() < unknown.len() {
            return Err(Error::Raced(format!("another process created {} at the same moment", kind.what)));
        }
        let created_by = created.iter().filter_map(|(key, _)| Some(self.first.get(key)?.1)).collect();
        ids.extend(created);
        let ids = self.keys.iter().map(|key| ids.get(key.as_ref()?).copied()).collect();
        Ok(Resolved { ids, created_by })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::item_with;
    use super::*;

    #[test]
    fn a_login_in_other_letters_is_the_same_agent_and_the_first_spelling_names_them() {
        let spelled = |id: &str, login: &str| item_with(id, |new| new.agent = Some(login.to_owned()));
        let items = [spelled("1", " Ana.Souza"), spelled("2", "ana.souza"), spelled("3", " ")];
        let named = BatchNames::new(items.iter().map(agent));
        assert_eq!(named.keys, [Some("ana.souza".to_owned()), Some("ana.souza".to_owned()), None]);
        assert_eq!(named.first, BTreeMap::from([("ana.souza".to_owned(), ("Ana.Souza".to_owned(), 0))]));
    }
}

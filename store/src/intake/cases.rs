//! The cases of a batch: joined where a source names one that exists, opened otherwise.
//!
//! A case that was merged is joined through its survivor. A closed one is reopened within the
//! operation's window, and followed by a new, linked one afterwards, which then stands for its name
//! (`domain::case_life::arrival`). An interaction joins the case that its source names even where
//! that case belongs to another customer; it keeps its own customer.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::case_life::{Arrival, NamedCase, arrival};
use domain::{CaseId, CaseStatus};

use super::given::Given;
use super::item::{Item, filled};
use super::names::Names;
use super::tx::{Numbered, Tx};
use crate::Result;
use crate::cases::stored_status;
use crate::operation::REOPEN_DAYS;

/// The survivor of each case named.
pub(super) const FIND: &str = "SELECT given.named, c.id, s.id, s.status, s.closed_at
    FROM given CROSS JOIN service_case c CROSS JOIN service_case s
    WHERE c.source = given.source AND c.external_id = given.external_id
        AND s.id = COALESCE(c.merged_into, c.id)";

/// The survivor of each case that continues a closed one.
pub(super) const CONTINUED: &str = "SELECT given.named, c.id, s.id, s.status, s.closed_at
    FROM given CROSS JOIN service_case c CROSS JOIN service_case s
    WHERE c.continues = given.id AND s.id = COALESCE(c.merged_into, c.id)";

pub(super) const WINDOW: &str = "SELECT o.reopen_window_ms FROM given CROSS JOIN operation o
    WHERE o.only_row = given.one";

/// Where an operation has said nothing.
const REOPEN_WINDOW_MS: i64 = REOPEN_DAYS as i64 * 24 * 60 * 60 * 1000;

const OPEN: &str = "INSERT INTO service_case (id, source, external_id, customer_id, queue_id, agent_id,
        status, kind, subject, opened_at, updated_at, continues)
    SELECT id, source, external_id, customer_id, queue_id, agent_id,
        status, kind, subject, opened_at, updated_at, continues FROM given";

pub(super) const REOPEN: &str = "UPDATE service_case SET status = 'in_service', closed_at = NULL,
        agent_id = COALESCE(service_case.agent_id, given.agent_id)
    FROM given WHERE service_case.id = given.id AND service_case.status = 'closed'";

const REOPENED: &str = "INSERT INTO case_event (case_id, at, action, status)
    SELECT id, at, 'reopened', 'in_service' FROM given";

/// Kind and subject are filled where nobody has said them yet.
pub(super) const JOIN: &str = "UPDATE service_case SET
        updated_at = CASE WHEN service_case.updated_at < given.updated_at
            THEN given.updated_at ELSE service_case.updated_at END,
        kind = COALESCE(NULLIF(service_case.kind, ''), given.kind),
        subject = COALESCE(NULLIF(service_case.subject, ''), given.subject)
    FROM given WHERE service_case.id = given.id";

/// The cases of a batch.
pub(super) struct Cases {
    /// By item.
    pub(super) ids: Vec<CaseId>,
    /// Those that were opened, with the item that did.
    pub(super) opened: Vec<(i64, usize)>,
    /// Those that were reopened, and when.
    pub(super) reopened: BTreeMap<i64, i64>,
}

/// Joins, reopens or opens the case of every item.
pub(super) async fn resolve(
    tx: &mut Tx,
    items: &[&Item],
    names: &[Names],
    customers: &[i64],
) -> Result<Cases> {
    let known = known(tx, items).await?;
    let window = reopen_window(tx, &known).await?;
    let plan = plan(items, &known, window);
    let ids = tx.reserve_ids(Numbered::Case, plan.opened.len()).await?;
    open(tx, &plan, &ids, items, names, customers).await?;
    let joined = Given::default()
        .integers("id", plan.joined.keys().copied())
        .integers("updated_at", plan.joined.values().map(|said| said.updated_at))
        .texts("kind", plan.joined.values().map(|said| said.kind))
        .texts("subject", plan.joined.values().map(|said| said.subject));
    tx.run(JOIN, &joined).await?;
    let reopened = Given::default()
        .integers("id", plan.reopened.keys().copied())
        .integers("at", plan.reopened.values().map(|item| items[*item].queued_at()))
        .integers("agent_id", plan.reopened.values().map(|item| names[*item].agent));
    tx.run(REOPEN, &reopened).await?;
    tx.run(REOPENED, &reopened).await?;
    let id = |place: &Place| match place {
        Place::Joined(id) => CaseId(*id),
        Place::Opened(index) => CaseId(ids[*index]),
    };
    Ok(Cases {
        ids: plan.places.iter().map(id).collect(),
        opened: ids.iter().copied().zip(plan.opened.iter().map(|opening| opening.item)).collect(),
        reopened: plan.reopened.iter().map(|(id, item)| (*id, items[*item].queued_at())).collect(),
    })
}

/// A case that exists: by position of its name, its own id, and what it leads to.
type Found = (i64, i64, i64, String, Option<i64>);

/// Every case named by the batch, with those that continue it, first to last.
async fn known<'a>(tx: &mut Tx, items: &[&'a Item]) -> Result<Chains<'a>> {
    let named: Vec<(&str, &str)> =
        items.iter().filter_map(|item| named(item)).collect::<BTreeSet<_>>().into_iter().collect();
    let given = Given::default()
        .integers("named", (0..named.len()).map(|index| index as i64))
        .texts("source", named.iter().map(|name| name.0))
        .texts("external_id", named.iter().map(|name| name.1));
    let mut chains: Vec<Vec<NamedCase>> = vec![Vec::new(); named.len()];
    let mut found: Vec<Found> = tx.fetch(FIND, &given).await?;
    while !found.is_empty() {
        // Of several that continue one, the newest stands for it.
        found.sort_unstable_by_key(|(name, id, ..)| (*name, std::cmp::Reverse(*id)));
        found.dedup_by_key(|(name, ..)| *name);
        let mut closed = Vec::new();
        for (name, _, survivor, status, closed_at) in found {
            let case = NamedCase { survivor: CaseId(survivor), status: stored_status(&status)?, closed_at };
            let chain = &mut chains[name as usize];
            // Where one that continues it was merged into it, the chain ends.
            if chain.iter().all(|earlier| earlier.survivor != case.survivor) {
                chain.push(case);
                if case.status == CaseStatus::Closed {
                    closed.push((name, survivor));
                }
            }
        }
        let given = Given::default()
            .integers("named", closed.iter().map(|(name, _)| *name))
            .integers("id", closed.iter().map(|(_, id)| *id));
        found = tx.fetch(CONTINUED, &given).await?;
    }
    Ok(named.into_iter().zip(chains).filter(|(_, chain)| !chain.is_empty()).collect())
}

/// By name of a case: itself and those that continue it.
type Chains<'a> = HashMap<(&'a str, &'a str), Vec<NamedCase>>;

async fn reopen_window(tx: &mut Tx, known: &Chains<'_>) -> Result<i64> {
    if !known.values().flatten().any(|case| case.status == CaseStatus::Closed) {
        return Ok(REOPEN_WINDOW_MS);
    }
    let said: Vec<(i64,)> = tx.fetch(WINDOW, &Given::default().integers("one", [1])).await?;
    Ok(said.first().map_or(REOPEN_WINDOW_MS, |(window,)| *window))
}

async fn open(
    tx: &mut Tx,
    plan: &Plan<'_>,
    ids: &[i64],
    items: &[&Item],
    names: &[Names],
    customers: &[i64],
) -> Result<()> {
    let openers = || plan.opened.iter().map(|opening| opening.item);
    let said = || plan.opened.iter().map(|opening| &opening.said);
    let status = |agent: Option<i64>| match agent {
        Some(_) => CaseStatus::InService,
        None => CaseStatus::Waiting,
    };
    let given = Given::default()
        .integers("id", ids.iter().copied())
        .texts("source", plan.opened.iter().map(|opening| opening.name(items).map(|name| name.0)))
        .texts("external_id", plan.opened.iter().map(|opening| opening.name(items).map(|name| name.1)))
        .integers("customer_id", openers().map(|opener| customers[opener]))
        .integers("queue_id", openers().map(|opener| names[opener].queue))
        .integers("agent_id", openers().map(|opener| names[opener].agent))
        .texts("status", openers().map(|opener| status(names[opener].agent).as_str()))
        .texts("kind", said().map(|said| said.kind))
        .texts("subject", said().map(|said| said.subject))
        .integers("opened_at", openers().map(|opener| items[opener].queued_at()))
        .integers("updated_at", said().map(|said| said.updated_at))
        .integers("continues", plan.opened.iter().map(|opening| opening.continues));
    tx.run(OPEN, &given).await
}

/// The source's name for the case of an item.
fn named(item: &Item) -> Option<(&str, &str)> {
    let case = item.interaction.case.as_ref()?;
    Some((&item.interaction.source, &case.external_id))
}

/// Where each item goes, and what is said about each case.
#[derive(Debug, Default)]
struct Plan<'a> {
    places: Vec<Place>,
    opened: Vec<Opening<'a>>,
    /// By id.
    joined: BTreeMap<i64, Said<'a>>,
    /// By id, the item for which it is reopened.
    reopened: BTreeMap<i64, usize>,
}

/// A case that is opened: by which item, what all items of it say, and what it continues.
#[derive(Debug, PartialEq, Eq)]
struct Opening<'a> {
    item: usize,
    said: Said<'a>,
    continues: Option<i64>,
}

impl Opening<'_> {
    /// Its identity in the source. One that continues another has none: the name is that one's, and
    /// leads here through it.
    fn name<'i>(&self, items: &[&'i Item]) -> Option<(&'i str, &'i str)> {
        if self.continues.is_some() { None } else { named(items[self.item]) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Joined(i64),
    Opened(usize),
}

/// What the items of one case say about it: the latest end, the first kind and subject.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said<'a> {
    updated_at: i64,
    kind: Option<&'a str>,
    subject: Option<&'a str>,
}

impl<'a> Said<'a> {
    fn by(item: &'a Item) -> Self {
        let case = item.interaction.case.as_ref();
        Self {
            updated_at: item.ended_at(),
            kind: case.and_then(|case| filled(case.kind.as_deref())),
            subject: case.and_then(|case| filled(case.subject.as_deref())),
        }
    }

    fn add(&mut self, later: &Self) {
        self.updated_at = self.updated_at.max(later.updated_at);
        self.kind = self.kind.or(later.kind);
        self.subject = self.subject.or(later.subject);
    }
}

fn plan<'a>(items: &[&'a Item], known: &Chains<'a>, window: i64) -> Plan<'a> {
    let mut plan = Plan::default();
    let mut opened = HashMap::<(&str, &str), usize>::new();
    for (index, &item) in items.iter().enumerate() {
        let said = Said::by(item);
        let name = named(item);
        let chain = name.and_then(|name| known.get(&name));
        let arrival = match chain {
            Some(chain) => plan.arrival(chain, item.queued_at(), window),
            None => Arrival::Open,
        };
        let opened_before = name.and_then(|name| opened.get(&name)).copied();
        let place = match (arrival, opened_before) {
            (Arrival::Join(id), _) => plan.join(id.0, said),
            (_, Some(case)) => {
                plan.opened[case].said.add(&said);
                Place::Opened(case)
            }
            (Arrival::Reopen(id), None) => {
                plan.reopened.insert(id.0, index);
                plan.join(id.0, said)
            }
            (Arrival::Open | Arrival::OpenLinked(_), None) => {
                let case = plan.opened.len();
                let continues = if let Arrival::OpenLinked(id) = arrival { Some(id.0) } else { None };
                plan.opened.push(Opening { item: index, said, continues });
                opened.extend(name.map(|name| (name, case)));
                Place::Opened(case)
            }
        };
        plan.places.push(place);
    }
    plan
}

impl<'a> Plan<'a> {
    /// Where an interaction of a name belongs: to the first case of the chain that was not over
    /// when it began, else to the last, by the rule.
    fn arrival(&self, chain: &[NamedCase], at: i64, window: i64) -> Arrival {
        let was_over = |case: &&NamedCase| {
            case.status == CaseStatus::Closed && case.closed_at.is_none_or(|closed| at > closed)
        };
        let last = chain.last().copied();
        let meant = chain.iter().find(|case| !was_over(case)).copied().or(last);
        match meant {
            Some(case) if self.reopened.contains_key(&case.survivor.0) => Arrival::Join(case.survivor),
            meant => arrival(meant, at, window),
        }
    }

    fn join(&mut self, id: i64, said: Said<'a>) -> Place {
        match self.joined.entry(id) {
            std::collections::btree_map::Entry::Occupied(mut so_far) => so_far.get_mut().add(&said),
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(said);
            }
        }
        Place::Joined(id)
    }
}

#[cfg(test)]
mod tests {
    use domain::NewCase;

    use super::super::sample::{item, item_with};
    use super::*;

    fn of_case(id: &str, case: &str, subject: Option<&str>) -> Item {
        item_with(id, |new| {
            let subject = subject.map(str::to_owned);
            new.case = Some(NewCase { external_id: case.to_owned(), kind: None, subject });
        })
    }

    #[test]
    fn interactions_of_one_named_case_share_it_and_others_open_their_own() {
        let items = [of_case("1", "A", None), item("2"), of_case("3", "A", Some("Boleto")), item("4")];
        let plan = plan(&items.iter().collect::<Vec<_>>(), &HashMap::new(), WINDOW_MS);
        assert_eq!(plan.places, [0, 1, 0, 2].map(Place::Opened));
        assert_eq!(plan.opened[0].item, 0);
        assert_eq!(plan.opened[0].said.subject, Some("Boleto"));
    }

    #[test]
    fn a_known_case_is_joined_and_learns_the_latest_end_and_the_first_subject() {
        let mut late = of_case("2", "A", None);
        late.interaction.ended_at = "2026-03-02T12:00:00-03:00".parse().expect("a time");
        let late_end = late.ended_at();
        let items = [of_case("1", "A", Some("Boleto")), late, of_case("3", "A", Some("Pix"))];
        let plan = plan(
            &items.iter().collect::<Vec<_>>(),
            &chain(&[standing(7, CaseStatus::OnHold, None)]),
            WINDOW_MS,
        );
        assert_eq!(plan.places, [Place::Joined(7); 3]);
        let said = Said { updated_at: late_end, kind: None, subject: Some("Boleto") };
        assert_eq!(plan.joined, BTreeMap::from([(7, said)]));
    }

    const WINDOW_MS: i64 = 1_000;

    fn standing(id: i64, status: CaseStatus, closed_at: Option<i64>) -> NamedCase {
        NamedCase { survivor: CaseId(id), status, closed_at }
    }

    fn chain(cases: &[NamedCase]) -> Chains<'static> {
        HashMap::from([(("pbx", "A"), cases.to_vec())])
    }

    fn places(cases: &[NamedCase], items: &[Item]) -> (Vec<Place>, Vec<i64>, Vec<Option<i64>>) {
        let plan = plan(&items.iter().collect::<Vec<_>>(), &chain(cases), WINDOW_MS);
        let continues = plan.opened.iter().map(|opening| opening.continues).collect();
        (plan.places, plan.reopened.into_keys().collect(), continues)
    }

    #[test]
    fn a_case_closed_a_moment_ago_is_reopened_once() {
        let items = [of_case("1", "A", None), of_case("2", "A", None)];
        let closed = standing(7, CaseStatus::Closed, Some(items[0].queued_at() - 1));
        assert_eq!(places(&[closed], &items), (vec![Place::Joined(7); 2], vec![7], vec![]));
    }

    #[test]
    fn a_case_closed_long_ago_is_continued_by_one_new_case_without_its_name() {
        let items = [of_case("1", "A", None), of_case("2", "A", None)];
        let closed = standing(7, CaseStatus::Closed, Some(items[0].queued_at() - WINDOW_MS - 1));
        assert_eq!(places(&[closed], &items), (vec![Place::Opened(0); 2], vec![], vec![Some(7)]));
        let all: Vec<&Item> = items.iter().collect();
        assert_eq!(plan(&all, &chain(&[closed]), WINDOW_MS).opened[0].name(&all), None);
    }

    #[test]
    fn what_is_delivered_late_belongs_to_what_was_closed_and_the_rest_to_what_continues_it() {
        let items = [of_case("1", "A", None)];
        let at = items[0].queued_at();
        let next = standing(9, CaseStatus::InService, None);
        let late = standing(7, CaseStatus::Closed, Some(at));
        assert_eq!(places(&[late, next], &items).0, [Place::Joined(7)]);
        let over = standing(7, CaseStatus::Closed, Some(at - 1));
        assert_eq!(places(&[over, next], &items).0, [Place::Joined(9)]);
    }
}

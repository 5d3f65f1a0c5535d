//! The cases of a batch: joined where a source names one that exists, opened otherwise.
//!
//! A case that was merged is joined through its survivor. An interaction joins the case that its
//! source names even where that case belongs to another customer; it keeps its own customer.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{CaseId, CaseStatus};

use super::given::Given;
use super::item::{Item, filled};
use super::names::Names;
use super::tx::{Numbered, Tx};
use crate::Result;

pub(super) const FIND: &str = "SELECT given.named, COALESCE(c.merged_into, c.id)
    FROM given CROSS JOIN service_case c
    WHERE c.source = given.source AND c.external_id = given.external_id";

const OPEN: &str = "INSERT INTO service_case (id, source, external_id, customer_id, queue_id, agent_id,
        status, kind, subject, opened_at, updated_at)
    SELECT id, source, external_id, customer_id, queue_id, agent_id,
        status, kind, subject, opened_at, updated_at FROM given";

/// Kind and subject are filled where nobody has said them yet.
pub(super) const JOIN: &str = "UPDATE service_case SET
        updated_at = CASE WHEN service_case.updated_at < given.updated_at
            THEN given.updated_at ELSE service_case.updated_at END,
        kind = COALESCE(NULLIF(service_case.kind, ''), given.kind),
        subject = COALESCE(NULLIF(service_case.subject, ''), given.subject)
    FROM given WHERE service_case.id = given.id";

/// Joins or opens the case of every item; their ids, in the order of the items.
pub(super) async fn resolve(
    tx: &mut Tx,
    items: &[&Item],
    names: &[Names],
    customers: &[i64],
) -> Result<Vec<CaseId>> {
    let named: Vec<(&str, &str)> =
        items.iter().filter_map(|item| named(item)).collect::<BTreeSet<_>>().into_iter().collect();
    let given = Given::default()
        .integers("named", (0..named.len()).map(|index| index as i64))
        .texts("source", named.iter().map(|name| name.0))
        .texts("external_id", named.iter().map(|name| name.1));
    let found = tx.fetch::<(i64, i64)>(FIND, &given).await?;
    let known = found.into_iter().map(|(index, id)| (named[index as usize], id)).collect();

    let plan = plan(items, &known);
    let ids = tx.reserve_ids(Numbered::Case, plan.opened.len()).await?;
    open(tx, &plan, &ids, items, names, customers).await?;
    let joined = Given::default()
        .integers("id", plan.joined.keys().copied())
        .integers("updated_at", plan.joined.values().map(|said| said.updated_at))
        .texts("kind", plan.joined.values().map(|said| said.kind))
        .texts("subject", plan.joined.values().map(|said| said.subject));
    tx.run(JOIN, &joined).await?;
    let id = |place: &Place| match place {
        Place::Joined(id) => CaseId(*id),
        Place::Opened(index) => CaseId(ids[*index]),
    };
    Ok(plan.places.iter().map(id).collect())
}

async fn open(
    tx: &mut Tx,
    plan: &Plan<'_>,
    ids: &[i64],
    items: &[&Item],
    names: &[Names],
    customers: &[i64],
) -> Result<()> {
    let openers = || plan.opened.iter().map(|(opener, _)| *opener);
    let said = || plan.opened.iter().map(|(_, said)| said);
    let status = |agent: Option<i64>| match agent {
        Some(_) => CaseStatus::InService,
        None => CaseStatus::Waiting,
    };
    let given = Given::default()
        .integers("id", ids.iter().copied())
        .texts("source", openers().map(|opener| named(items[opener]).map(|name| name.0)))
        .texts("external_id", openers().map(|opener| named(items[opener]).map(|name| name.1)))
        .integers("customer_id", openers().map(|opener| customers[opener]))
        .integers("queue_id", openers().map(|opener| names[opener].queue))
        .integers("agent_id", openers().map(|opener| names[opener].agent))
        .texts("status", openers().map(|opener| status(names[opener].agent).as_str()))
        .texts("kind", said().map(|said| said.kind))
        .texts("subject", said().map(|said| said.subject))
        .integers("opened_at", openers().map(|opener| items[opener].queued_at()))
        .integers("updated_at", said().map(|said| said.updated_at));
    tx.run(OPEN, &given).await
}

/// The source's name for the case of an item.
fn named(item: &Item) -> Option<(&str, &str)> {
    let case = item.interaction.case.as_ref()?;
    Some((&item.interaction.source, &case.external_id))
}

/// Where each item goes, and what is said about each case.
#[derive(Debug)]
struct Plan<'a> {
    places: Vec<Place>,
    /// The item that opens it, and what all items of it say.
    opened: Vec<(usize, Said<'a>)>,
    /// By id.
    joined: BTreeMap<i64, Said<'a>>,
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

fn plan<'a>(items: &[&'a Item], known: &HashMap<(&str, &str), i64>) -> Plan<'a> {
    let mut plan = Plan { places: Vec::new(), opened: Vec::new(), joined: BTreeMap::new() };
    let mut opened = HashMap::<(&str, &str), usize>::new();
    for (index, &item) in items.iter().enumerate() {
        let said = Said::by(item);
        let name = named(item);
        let place = if let Some(&id) = name.and_then(|name| known.get(&name)) {
            plan.joined.entry(id).and_modify(|so_far| so_far.add(&said)).or_insert(said);
            Place::Joined(id)
        } else if let Some(&case) = name.and_then(|name| opened.get(&name)) {
            plan.opened[case].1.add(&said);
            Place::Opened(case)
        } else {
            let case = plan.opened.len();
            plan.opened.push((index, said));
            opened.extend(name.map(|name| (name, case)));
            Place::Opened(case)
        };
        plan.places.push(place);
    }
    plan
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
        let plan = plan(&items.iter().collect::<Vec<_>>(), &HashMap::new());
        assert_eq!(plan.places, [0, 1, 0, 2].map(Place::Opened));
        assert_eq!(plan.opened[0].0, 0);
        assert_eq!(plan.opened[0].1.subject, Some("Boleto"));
    }

    #[test]
    fn a_known_case_is_joined_and_learns_the_latest_end_and_the_first_subject() {
        let mut late = of_case("2", "A", None);
        late.interaction.ended_at = "2026-03-02T12:00:00-03:00".parse().expect("a time");
        let late_end = late.ended_at();
        let items = [of_case("1", "A", Some("Boleto")), late, of_case("3", "A", Some("Pix"))];
        let plan = plan(&items.iter().collect::<Vec<_>>(), &HashMap::from([(("pbx", "A"), 7)]));
        assert_eq!(plan.places, [Place::Joined(7); 3]);
        let said = Said { updated_at: late_end, kind: None, subject: Some("Boleto") };
        assert_eq!(plan.joined, BTreeMap::from([(7, said)]));
    }
}

//! Where each item of a batch goes: into a case that is there, or into one that it opens.
//!
//! Nothing is read or written here, so that the rules can be tried out without a database.

use std::collections::{BTreeMap, HashMap};

use domain::CaseStatus;
use domain::case_life::{Arrival, NamedCase, arrival};

use super::item::{Item, filled, name};

/// By name of a case: itself and those that continue it.
pub(super) type Chains<'a> = HashMap<(&'a str, &'a str), Vec<NamedCase>>;

/// The source's name for the case of an item.
pub(super) fn named(item: &Item) -> Option<(&str, &str)> {
    let case = item.interaction.case.as_ref()?;
    Some((&item.interaction.source, &case.external_id))
}

/// Where each item goes, and what is said about each case.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    pub(super) places: Vec<Place>,
    pub(super) opened: Vec<Opening<'a>>,
    /// By id.
    pub(super) joined: BTreeMap<i64, Said<'a>>,
    /// By id, the item for which it is reopened.
    pub(super) reopened: BTreeMap<i64, usize>,
}

/// A case that is opened: by which item, what all items of it say, and what it continues.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Opening<'a> {
    pub(super) item: usize,
    pub(super) said: Said<'a>,
    pub(super) continues: Option<i64>,
}

impl Opening<'_> {
    /// Its identity in the source. One that continues another has none: the name is that one's, and
    /// leads here through it.
    pub(super) fn name<'i>(&self, items: &[&'i Item]) -> Option<(&'i str, &'i str)> {
        if self.continues.is_some() { None } else { named(items[self.item]) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Joined(i64),
    Opened(usize),
}

/// What the items of one case say about it: the earliest beginning, the latest end, the first kind and
/// subject.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said<'a> {
    pub(super) opened_at: i64,
    pub(super) updated_at: i64,
    pub(super) kind: Option<String>,
    pub(super) subject: Option<&'a str>,
}

impl<'a> Said<'a> {
    fn by(item: &'a Item) -> Self {
        let case = item.interaction.case.as_ref();
        Self {
            opened_at: item.queued_at(),
            updated_at: item.ended_at(),
            kind: case.and_then(|case| name(case.kind.as_deref())),
            subject: case.and_then(|case| filled(case.subject.as_deref())),
        }
    }

    fn add(&mut self, later: Self) {
        self.opened_at = self.opened_at.min(later.opened_at);
        self.updated_at = self.updated_at.max(later.updated_at);
        self.kind = self.kind.take().or(later.kind);
        self.subject = self.subject.or(later.subject);
    }
}

pub(super) fn plan<'a>(items: &[&'a Item], known: &Chains<'a>, window: i64) -> Plan<'a> {
    let mut plan = Plan::default();
    let mut opened = HashMap::<(&str, &str), usize>::new();
    let mut places = vec![Place::Joined(0); items.len()];
    // In the order in which they happened, whatever the one in which they were delivered.
    let mut in_time: Vec<(usize, &Item)> = items.iter().copied().enumerate().collect();
    in_time.sort_by_key(|(_, item)| item.queued_at());
    for (index, item) in in_time {
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
                plan.opened[case].said.add(said);
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
        places[index] = place;
    }
    plan.places = places;
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
            std::collections::btree_map::Entry::Occupied(mut so_far) => so_far.get_mut().add(said),
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(said);
            }
        }
        Place::Joined(id)
    }
}

#[cfg(test)]
mod tests {
    use domain::{CaseId, NewCase};

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
    fn the_earliest_of_a_batch_opens_its_case_whatever_the_order_of_delivery() {
        let at = |id: &str, minute: u32, subject: Option<&str>| {
            let mut item = of_case(id, "A", subject);
            item.interaction.queued_at =
                format!("2026-03-02T10:{minute:02}:00-03:00").parse().expect("a time");
            item
        };
        let items = [at("3", 30, Some("Pix")), at("2", 20, None), item("other"), at("1", 10, Some("Boleto"))];
        let plan = plan(&items.iter().collect::<Vec<_>>(), &HashMap::new(), WINDOW_MS);
        assert_eq!(plan.places, [1, 1, 0, 1].map(Place::Opened));
        assert_eq!(plan.opened[1].item, 3);
        assert_eq!(plan.opened[1].said.opened_at, items[3].queued_at());
        assert_eq!(plan.opened[1].said.subject, Some("Boleto"));
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
        let opened_at = items[0].queued_at();
        let said = Said { opened_at, updated_at: late_end, kind: None, subject: Some("Boleto") };
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

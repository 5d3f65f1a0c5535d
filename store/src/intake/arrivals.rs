//! Assignment of the items of a batch to cases: existing ones or new ones.
//!
//! Pure functions, so that the rules are tested without a database.

use std::collections::{BTreeMap, HashMap};

use domain::case_life::{Arrival, NamedCase, arrival};
use domain::{CaseId, CaseStatus, Millis, Timestamp};

use super::item::{Item, filled, name};

/// By external identity of a case: the case and those that continue it.
pub(super) type Chains<'a> = HashMap<(&'a str, &'a str), Vec<NamedCase>>;

/// The external identity of the case of an item: source and external ID.
pub(super) fn named(item: &Item) -> Option<(&str, &str)> {
    let case = item.interaction.case.as_ref()?;
    Some((&item.interaction.source, &case.external_id))
}

/// The assignment of each item, and the hints about each case.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    pub(super) assignments: Vec<Assignment>,
    pub(super) opened: Vec<OpenedCase<'a>>,
    pub(super) joined: BTreeMap<CaseId, CaseHints<'a>>,
    /// The item that reopens each case.
    pub(super) reopened: BTreeMap<CaseId, usize>,
}

/// A new case: the item that opens it, the hints of all its items, and the case it continues.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OpenedCase<'a> {
    pub(super) item: usize,
    pub(super) hints: CaseHints<'a>,
    pub(super) continues: Option<CaseId>,
}

impl OpenedCase<'_> {
    /// Its external identity. A case that continues another has none: the identity belongs to the
    /// continued one and leads here through the link.
    pub(super) fn name<'i>(&self, items: &[&'i Item]) -> Option<(&'i str, &'i str)> {
        if self.continues.is_some() { None } else { named(items[self.item]) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assignment {
    Existing(CaseId),
    New(usize),
}

/// What the items of a case say about it: earliest start, latest end, first kind and subject.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct CaseHints<'a> {
    pub(super) opened_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) kind: Option<String>,
    pub(super) subject: Option<&'a str>,
}

impl<'a> CaseHints<'a> {
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

pub(super) fn plan<'a>(items: &[&'a Item], known: &Chains<'a>, window: Millis) -> Plan<'a> {
    let mut plan = Plan::default();
    let mut opened = HashMap::<(&str, &str), usize>::new();
    let mut assignments = vec![Assignment::New(0); items.len()];
    // In chronological order, not in that of delivery.
    let mut in_time: Vec<(usize, &Item)> = items.iter().copied().enumerate().collect();
    in_time.sort_by_key(|(_, item)| item.queued_at());
    for (index, item) in in_time {
        let hints = CaseHints::by(item);
        let name = named(item);
        let chain = name.and_then(|name| known.get(&name));
        let arrival = match chain {
            Some(chain) => plan.arrival(chain, item.queued_at(), window),
            None => Arrival::Open,
        };
        let opened_in_batch = name.and_then(|name| opened.get(&name)).copied();
        let place = match (arrival, opened_in_batch) {
            (Arrival::Join(id), _) => plan.join(id, hints),
            (_, Some(case)) => {
                plan.opened[case].hints.add(hints);
                Assignment::New(case)
            }
            (Arrival::Reopen(id), None) => {
                plan.reopened.insert(id, index);
                plan.join(id, hints)
            }
            (Arrival::Open | Arrival::OpenLinked(_), None) => {
                let case = plan.opened.len();
                let continues = if let Arrival::OpenLinked(id) = arrival { Some(id) } else { None };
                plan.opened.push(OpenedCase { item: index, hints, continues });
                opened.extend(name.map(|name| (name, case)));
                Assignment::New(case)
            }
        };
        assignments[index] = place;
    }
    plan.assignments = assignments;
    plan
}

impl<'a> Plan<'a> {
    /// Applies the rule to the first case of the chain that was not closed when the interaction
    /// began, else to the last one.
    fn arrival(&self, chain: &[NamedCase], at: Timestamp, window: Millis) -> Arrival {
        let was_over = |case: &&NamedCase| {
            case.status == CaseStatus::Closed && case.closed_at.is_none_or(|closed| at > closed)
        };
        let last = chain.last().copied();
        let meant = chain.iter().find(|case| !was_over(case)).copied().or(last);
        match meant {
            Some(case) if self.reopened.contains_key(&case.survivor) => Arrival::Join(case.survivor),
            meant => arrival(meant, at, window),
        }
    }

    fn join(&mut self, id: CaseId, hints: CaseHints<'a>) -> Assignment {
        match self.joined.entry(id) {
            std::collections::btree_map::Entry::Occupied(mut so_far) => so_far.get_mut().add(hints),
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(hints);
            }
        }
        Assignment::Existing(id)
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
        let plan = plan(&items.iter().collect::<Vec<_>>(), &HashMap::new(), WINDOW);
        assert_eq!(plan.assignments, [0, 1, 0, 2].map(Assignment::New));
        assert_eq!(plan.opened[0].item, 0);
        assert_eq!(plan.opened[0].hints.subject, Some("Boleto"));
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
        let plan = plan(&items.iter().collect::<Vec<_>>(), &HashMap::new(), WINDOW);
        assert_eq!(plan.assignments, [1, 1, 0, 1].map(Assignment::New));
        assert_eq!(plan.opened[1].item, 3);
        assert_eq!(plan.opened[1].hints.opened_at, items[3].queued_at());
        assert_eq!(plan.opened[1].hints.subject, Some("Boleto"));
    }

    #[test]
    fn a_known_case_is_joined_and_learns_the_latest_end_and_the_first_subject() {
        let mut late = of_case("2", "A", None);
        late.interaction.ended_at = "2026-03-02T12:00:00-03:00".parse().expect("a time");
        let late_end = late.ended_at();
        let items = [of_case("1", "A", Some("Boleto")), late, of_case("3", "A", Some("Pix"))];
        let plan = plan(
            &items.iter().collect::<Vec<_>>(),
            &chain(&[standing(SEVEN, CaseStatus::OnHold, None)]),
            WINDOW,
        );
        assert_eq!(plan.assignments, [Assignment::Existing(SEVEN); 3]);
        let opened_at = items[0].queued_at();
        let hints = CaseHints { opened_at, updated_at: late_end, kind: None, subject: Some("Boleto") };
        assert_eq!(plan.joined, BTreeMap::from([(SEVEN, hints)]));
    }

    const SEVEN: CaseId = CaseId(7);
    const NINE: CaseId = CaseId(9);
    const WINDOW: Millis = Millis::seconds(1);

    fn standing(id: CaseId, status: CaseStatus, closed_at: Option<Timestamp>) -> NamedCase {
        NamedCase { survivor: id, status, closed_at }
    }

    fn chain(cases: &[NamedCase]) -> Chains<'static> {
        HashMap::from([(("pbx", "A"), cases.to_vec())])
    }

    fn assignments(
        cases: &[NamedCase],
        items: &[Item],
    ) -> (Vec<Assignment>, Vec<CaseId>, Vec<Option<CaseId>>) {
        let plan = plan(&items.iter().collect::<Vec<_>>(), &chain(cases), WINDOW);
        let continues = plan.opened.iter().map(|opening| opening.continues).collect();
        (plan.assignments, plan.reopened.into_keys().collect(), continues)
    }

    #[test]
    fn a_case_closed_a_moment_ago_is_reopened_once() {
        let items = [of_case("1", "A", None), of_case("2", "A", None)];
        let closed = standing(SEVEN, CaseStatus::Closed, Some(items[0].queued_at() - Millis(1)));
        assert_eq!(
            assignments(&[closed], &items),
            (vec![Assignment::Existing(SEVEN); 2], vec![SEVEN], vec![])
        );
    }

    #[test]
    fn a_case_closed_long_ago_is_continued_by_one_new_case_without_its_name() {
        let items = [of_case("1", "A", None), of_case("2", "A", None)];
        let closed = standing(SEVEN, CaseStatus::Closed, Some(items[0].queued_at() - WINDOW - Millis(1)));
        assert_eq!(assignments(&[closed], &items), (vec![Assignment::New(0); 2], vec![], vec![Some(SEVEN)]));
        let all: Vec<&Item> = items.iter().collect();
        assert_eq!(plan(&all, &chain(&[closed]), WINDOW).opened[0].name(&all), None);
    }

    #[test]
    fn what_is_delivered_late_belongs_to_what_was_closed_and_the_rest_to_what_continues_it() {
        let items = [of_case("1", "A", None)];
        let at = items[0].queued_at();
        let next = standing(NINE, CaseStatus::InService, None);
        let late = standing(SEVEN, CaseStatus::Closed, Some(at));
        assert_eq!(assignments(&[late, next], &items).0, [Assignment::Existing(SEVEN)]);
        let over = standing(SEVEN, CaseStatus::Closed, Some(at - Millis(1)));
        assert_eq!(assignments(&[over, next], &items).0, [Assignment::Existing(NINE)]);
    }
}

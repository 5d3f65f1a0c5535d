//! Generates protocols (public numbers) for interactions whose source sends none.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use domain::Protocol;

use super::admission::taken;
use super::days::Day;
use super::item::Item;
use crate::Result;
use crate::counters::KEEP_SEQUENCES;
use crate::db::RowSet;
use crate::db::Tx;

pub(super) const LAST: &str =
    "SELECT s.day, s.last FROM given CROSS JOIN protocol_sequence s WHERE s.day = given.day";

/// Returns the protocol of every item: its own, or the next free one of its civil day.
pub(super) async fn assign(tx: &mut Tx, items: &[&Item], dated: &[Day]) -> Result<Vec<Protocol>> {
    let mut days = needs(items, dated);
    let names: Vec<String> = days.keys().map(ToString::to_string).collect();
    let given = RowSet::default().texts("day", names.iter().map(String::as_str));
    for (day, last) in tx.fetch_given::<(String, i64)>(LAST, &given).await? {
        if let Some(need) = day.parse().ok().and_then(|date| days.get_mut(&date)) {
            need.last = last;
        }
    }
    find_free(tx, items, &mut days).await?;
    let given = given.integers("last", days.values().map(|need| need.last));
    tx.execute_given(KEEP_SEQUENCES, &given).await?;

    let mut next = |date: NaiveDate| {
        let sequence = days.get_mut(&date).and_then(|need| need.found.pop_front()).unwrap_or_default();
        Protocol::generate(date, sequence)
    };
    let own = items.iter().map(|item| item.interaction.protocol.clone());
    Ok(own.zip(dated).map(|(own, day)| own.unwrap_or_else(|| next(day.date))).collect())
}

/// Searches upwards from the last number of each day, skipping those used by sources.
async fn find_free(tx: &mut Tx, items: &[&Item], days: &mut BTreeMap<NaiveDate, Need>) -> Result<()> {
    let brought: HashSet<&str> =
        items.iter().filter_map(|item| item.interaction.protocol.as_ref()).map(Protocol::as_str).collect();
    while days.values().any(|need| need.missing > 0) {
        let tried: Vec<(NaiveDate, i64, Protocol)> = days
            .iter_mut()
            .flat_map(|(date, need)| need.next().map(|n| (*date, n, Protocol::generate(*date, n))))
            .collect();
        let taken =
            taken(tx, &tried.iter().map(|(_, _, protocol)| protocol.as_str()).collect::<Vec<_>>()).await?;
        for (date, sequence, protocol) in &tried {
            let free = !taken.contains(protocol.as_str()) && !brought.contains(protocol.as_str());
            if let Some(need) = days.get_mut(date).filter(|_| free) {
                need.accept(*sequence);
            }
        }
        days.values_mut().for_each(Need::advance);
    }
    Ok(())
}

/// The numbers of one day: missing and found.
#[derive(Debug, Default)]
struct Need {
    missing: usize,
    last: i64,
    /// Extra candidates per round beyond those missing; grows when many are taken.
    spare: usize,
    /// The last number tried.
    end: i64,
    found: VecDeque<i64>,
}

impl Need {
    fn next(&mut self) -> RangeInclusive<i64> {
        let tries = if self.missing == 0 { 0 } else { self.missing + self.spare };
        self.end = self.last + tries as i64;
        self.last + 1..=self.end
    }

    fn accept(&mut self, sequence: i64) {
        if self.missing > 0 {
            self.missing -= 1;
            self.found.push_back(sequence);
        }
    }

    fn advance(&mut self) {
        if self.missing == 0 {
            self.last = self.found.back().copied().unwrap_or(self.last);
        } else {
            self.last = self.end;
            self.spare = (2 * self.spare + 1).min(1000);
        }
    }
}

/// The number of protocols to generate for each day.
fn needs(items: &[&Item], dated: &[Day]) -> BTreeMap<NaiveDate, Need> {
    let mut days = BTreeMap::<_, Need>::new();
    for (_, day) in items.iter().zip(dated).filter(|(item, _)| item.interaction.protocol.is_none()) {
        days.entry(day.date).or_default().missing += 1;
    }
    days
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sample::{item, item_with};
    use super::*;

    #[test]
    fn only_interactions_without_a_protocol_need_one() {
        let own = item_with("1", |new| new.protocol = Protocol::parse("OWN").ok());
        let (second, third) = (item("2"), item("3"));
        let items = [&own, &second, &third];
        let days = items.map(|item| Day::of(item, chrono_tz::America::Sao_Paulo));
        let needs = needs(&items, &days);
        assert_eq!(needs.into_values().map(|need| need.missing).collect::<Vec<_>>(), [2]);
    }

    proptest! {
        #[test]
        fn the_lowest_free_numbers_after_the_last_are_found_without_a_gap(
            missing in 1_usize..20,
            last in 0_i64..50,
            taken in prop::collection::hash_set(1_i64..120, 0..80),
        ) {
            let mut need = Need { missing, last, ..Need::default() };
            while need.missing > 0 {
                for sequence in need.next() {
                    if !taken.contains(&sequence) {
                        need.accept(sequence);
                    }
                }
                need.advance();
            }
            let expected: Vec<i64> = (last + 1..).filter(|n| !taken.contains(n)).take(missing).collect();
            prop_assert_eq!(need.last, *expected.last().expect("at least one"));
            prop_assert_eq!(need.found.into_iter().collect::<Vec<_>>(), expected);
        }
    }
}

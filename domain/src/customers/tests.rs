//! The rules of proposals, of the survivor's fields, and of links.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::CustomerId;
use crate::merge::Links;
use crate::number::NumberDefaults;
use crate::record::{CustomerRecord, FieldChange};

fn with_number(text: &str) -> Identification {
    let mut identification = Identification::default();
    identification.add_number(text, &NumberDefaults::default());
    identification
}

fn between(one: &str, other: &str) -> Vec<DuplicateReason> {
    let (one, other) = (with_number(one), with_number(other));
    assert_eq!(reasons(&one, &other, |_| false), reasons(&other, &one, |_| false), "in either order");
    reasons(&one, &other, |_| false)
}

#[test]
fn a_mobile_is_the_same_with_and_without_its_ninth_digit() {
    let number = "+5511987654321".to_owned();
    for (short, long) in [
        ("11 8765-4321", "11 98765-4321"),
        ("+55 11 8765-4321", "(11) 98765-4321"),
        ("0XX11 8765 4321", "5511987654321"),
    ] {
        assert_eq!(between(short, long), [DuplicateReason::NinthDigit(number.clone())], "{short} {long}");
    }
    assert_eq!(between("11 98765-4321", "+5511987654321"), [DuplicateReason::Number(number.clone())]);
    assert_eq!(between("11 8765-4321", "+55 11 8765-4321"), [DuplicateReason::Number(number)]);
}

#[test]
fn landlines_and_other_countries_have_no_ninth_digit() {
    for (one, other) in [
        ("11 3765-4321", "11 93765-4321"),
        ("11 2765-4321", "11 92765-4321"),
        ("+54 11 8765-4321", "+54 9 11 8765-4321"),
        ("+54 9 11 8765-4321", "11 98765-4321"),
        ("+351 912 345 678", "+351 12 345 678"),
        ("11 8765-4321", "21 98765-4321"),
    ] {
        assert_eq!(between(one, other), [], "{one} {other}");
    }
}

#[test]
fn addresses_of_older_rules_are_compared_with_the_ninth_digit_too() {
    let mut older = Identification::default();
    older.add_address("+551187654321");
    let reasons_now = reasons(&older, &with_number("11 98765-4321"), |_| false);
    assert_eq!(reasons_now, [DuplicateReason::NinthDigit("+5511987654321".to_owned())]);
    let mut landline = Identification::default();
    landline.add_address("+551137654321");
    assert_eq!(reasons(&landline, &with_number("11 93765-4321"), |_| false), []);
}

#[test]
fn only_whole_numbers_identify_a_person() {
    for text in ["2001", "190", "0800 777 1234", "98765-4321", "anonymous", "0", ""] {
        assert_eq!(between(text, text), [], "{text}");
    }
}

#[test]
fn documents_and_addresses_are_compared_without_their_spelling() {
    let (mut one, mut other) = (Identification::default(), Identification::default());
    one.add_document("529.982.247-25");
    one.add_email(" Ana@Example.org ");
    other.add_document("52998224725");
    other.add_email("ana@example.org");
    let expected = [
        DuplicateReason::Document("52998224725".to_owned()),
        DuplicateReason::Email("ana@example.org".to_owned()),
    ];
    assert_eq!(reasons(&one, &other, |_| true), expected);
    let (mut blank, mut other) = (Identification::default(), Identification::default());
    for identification in [&mut blank, &mut other] {
        identification.add_document(" - ");
        identification.add_email("  ");
    }
    assert_eq!(reasons(&blank, &other, |_| false), [], "nothing is in common");
}

#[test]
fn a_number_of_several_persons_is_no_reason() {
    let one = with_number("11 3333-4444");
    assert_eq!(reasons(&one, &one, |number| number == "+551133334444"), []);
    assert_eq!(reasons(&one, &one, |number| number == "+551133334445").len(), 1);
}

#[test]
fn a_pair_is_written_newer_first() {
    let pair = Pair::new(CustomerId(3), CustomerId(12)).expect("two");
    assert_eq!(pair.to_string(), "12-3");
    assert_eq!(Pair::parse("3-12"), Some(pair));
    for text in ["", "3", "3-3", "a-b", "3-"] {
        assert_eq!(Pair::parse(text), None, "{text}");
    }
}

fn record(name: &str, email: &str, document: &str) -> CustomerRecord {
    CustomerRecord {
        name: name.to_owned(),
        email: email.to_owned(),
        document: document.to_owned(),
        ..CustomerRecord::default()
    }
}

#[test]
fn blanks_are_filled_and_of_two_values_the_chosen_one_stays() {
    let survivor = CustomerRecord {
        phone: "11 3333-4444".to_owned(),
        custom: BTreeMap::from([("Plano".to_owned(), "A".to_owned())]),
        ..record("Ana", "", "529.982.247-25")
    };
    let source = CustomerRecord {
        phone: "11 98765-4321".to_owned(),
        chat: "ana".to_owned(),
        custom: BTreeMap::from([
            ("Plano".to_owned(), "B".to_owned()),
            ("Cidade".to_owned(), "Recife".to_owned()),
        ]),
        ..record("Ana Souza", "ana@example.org", "52998224725")
    };
    let kept = joined(&survivor, &source, &BTreeSet::new());
    assert_eq!((kept.name.as_str(), kept.email.as_str()), ("Ana", "ana@example.org"));
    assert_eq!(kept.document, "529.982.247-25", "the same document in another spelling");
    assert_eq!((kept.phone.as_str(), kept.chat.as_str()), ("11 3333-4444", ""), "addresses stay");
    assert_eq!(kept.custom["Plano"], "A");
    assert_eq!(kept.custom["Cidade"], "Recife");
    let chosen = joined(&survivor, &source, &BTreeSet::from([MergeField::Name, MergeField::Document]));
    assert_eq!((chosen.name.as_str(), chosen.document.as_str()), ("Ana Souza", "529.982.247-25"));
    assert_eq!(take_back(&survivor.changes(&chosen), &mut [], &chosen), survivor);
}

#[test]
fn a_value_that_was_edited_since_stays() {
    let (survivor, source) = (record("Ana", "", ""), record("Ana Souza", "a@example.org", ""));
    let merged = joined(&survivor, &source, &BTreeSet::from([MergeField::Name]));
    let edited = CustomerRecord { name: "Ana S. Lima".to_owned(), ..merged.clone() };
    let undone = take_back(&survivor.changes(&merged), &mut [], &edited);
    assert_eq!(undone, record("Ana S. Lima", "", ""));
}

#[test]
fn a_value_that_was_edited_between_two_merges_stays() {
    let own = record("Ana", "", "");
    let chosen = BTreeSet::from([MergeField::Name]);
    let first = joined(&own, &record("Bia", "", ""), &chosen);
    let edited = CustomerRecord { name: "Ana Lima".to_owned(), ..first.clone() };
    let second = joined(&edited, &record("Caio", "", ""), &chosen);
    let mut later = vec![edited.changes(&second)];
    assert_eq!(take_back(&own.changes(&first), &mut later, &second), second);
    assert_eq!(take_back(&later[0], &mut [], &second), edited);
}

/// Customers with their records, and the merges in force: source, target and changes, in their order.
struct Ledger {
    records: Vec<CustomerRecord>,
    merges: Vec<(usize, usize, Vec<FieldChange>)>,
}

impl Ledger {
    fn is_merged(&self, customer: usize) -> bool {
        self.merges.iter().any(|(source, _, _)| *source == customer)
    }

    fn merge(&mut self, source: usize, target: usize, of_source: &BTreeSet<MergeField>) {
        let after = joined(&self.records[target], &self.records[source], of_source);
        let changes = self.records[target].changes(&after);
        self.records[target] = after;
        self.merges.push((source, target, changes));
    }

    /// The changes of the merges into a target after a place, and their places.
    fn later(&self, target: usize, after: usize) -> (Vec<usize>, Vec<Vec<FieldChange>>) {
        let of_target = |place: &usize| self.merges[*place].1 == target;
        let places: Vec<usize> = (after..self.merges.len()).filter(of_target).collect();
        let changes = places.iter().map(|place| self.merges[*place].2.clone()).collect();
        (places, changes)
    }

    fn write(&mut self, (places, later): (Vec<usize>, Vec<Vec<FieldChange>>)) {
        for (place, changes) in places.into_iter().zip(later) {
            self.merges[place].2 = changes;
        }
    }

    fn undo(&mut self, place: usize) {
        let (_, mut customer, undone) = self.merges.remove(place);
        let mut before = self.records[customer].clone();
        let (places, mut later) = self.later(customer, place);
        self.records[customer] = take_back(&undone, &mut later, &before);
        self.write((places, later));
        while let Some(place) = self.merges.iter().position(|(source, _, _)| *source == customer) {
            let changes = before.changes(&self.records[customer]);
            let (_, above, mut taken) = self.merges[place].clone();
            let (places, mut later) = self.later(above, place + 1);
            before = self.records[above].clone();
            self.records[above] = carry_on(&changes, &mut taken, &mut later, &before);
            self.merges[place].2 = taken;
            self.write((places, later));
            customer = above;
        }
    }
}

#[test]
fn an_undo_takes_back_what_went_further_up_the_chain() {
    let chosen = BTreeSet::from([MergeField::Name]);
    let own = [record("Eva", "eva@example.org", ""), record("Fabio", "", "1"), record("Uma", "", "")];
    let mut ledger = Ledger { records: own.to_vec(), merges: Vec::new() };
    ledger.merge(0, 1, &chosen);
    ledger.merge(1, 2, &chosen);
    assert_eq!(ledger.records[2], record("Eva", "eva@example.org", "1"));
    ledger.undo(0);
    assert_eq!(ledger.records[1], own[1]);
    assert_eq!(ledger.records[2], record("Fabio", "", "1"), "what it took of Fabio is Fabio's own");
    ledger.undo(0);
    assert_eq!(ledger.records, own);
}

proptest! {
    /// Merges in any trees, undone in any order, leave no value of who was separated, and end at everybody's
    /// own record. What a person wrote stays.
    #[test]
    fn undos_of_chains_leave_nothing_of_who_was_separated(
        blanks in prop::collection::vec((any::<bool>(), any::<bool>()), 6),
        steps in prop::collection::vec((0_usize..6, 0_usize..6, 0_u8..5, any::<bool>(), any::<bool>()), 1..40),
    ) {
        let text = |is_there: bool, text: String| if is_there { text } else { String::new() };
        let mut own: Vec<CustomerRecord> = blanks.into_iter().enumerate().map(|(at, (name, email))| {
            record(&text(name, format!("N{at}")), &text(email, format!("{at}@example.org")), "")
        }).collect();
        let mut ledger = Ledger { records: own.clone(), merges: Vec::new() };
        let mut edited = BTreeSet::new();
        for (at, (one, other, kind, name, email)) in steps.into_iter().enumerate() {
            match kind {
                0 if !ledger.merges.is_empty() => ledger.undo((one * 7 + other) % ledger.merges.len()),
                1 if !ledger.is_merged(one) && edited.insert(one) => {
                    ledger.records[one].name = format!("E{at}");
                    own[one].name = format!("E{at}");
                }
                _ if one != other && !ledger.is_merged(one) && !ledger.is_merged(other) => {
                    let chosen = [(name, MergeField::Name), (email, MergeField::Email)];
                    let of_source = chosen.into_iter().filter(|(chosen, _)| *chosen).map(|(_, field)| field);
                    ledger.merge(one, other, &of_source.collect());
                }
                _ => {}
            }
            for customer in 0..own.len() {
                let mut family = BTreeSet::from([customer]);
                for _ in 0..own.len() {
                    let below = ledger.merges.iter().filter(|(_, target, _)| family.contains(target));
                    family.extend(below.map(|(source, _, _)| *source).collect::<Vec<_>>());
                }
                let now = &ledger.records[customer];
                for field in [MergeField::Name, MergeField::Email] {
                    let value = field.of(now);
                    let is_of_family = value.is_empty()
                        || value.starts_with('E')
                        || family.iter().any(|one| field.of(&own[*one]) == value);
                    prop_assert!(is_of_family, "{customer} {value} {:?}", ledger.merges);
                }
            }
        }
        while !ledger.merges.is_empty() {
            ledger.undo(ledger.merges.len() / 2);
        }
        for (customer, (now, own)) in ledger.records.iter().zip(&own).enumerate() {
            if edited.contains(&customer) {
                prop_assert_eq!(&now.email, &own.email);
            } else {
                prop_assert_eq!(now, own);
            }
        }
    }

    /// Merges into one survivor, undone in any order, end at its own record.
    #[test]
    fn undos_in_any_order_restore_the_survivor(
        names in prop::collection::vec((0_u8..3, 0_u8..3, any::<bool>()), 1..8),
        order in prop::collection::vec(any::<prop::sample::Index>(), 8),
    ) {
        let text = |n: u8| if n == 0 { String::new() } else { format!("N{n}") };
        let own = record("Own", "", "");
        let (mut now, mut ledger) = (own.clone(), Vec::<(usize, Vec<FieldChange>)>::new());
        for (at, (name, email, chosen)) in names.into_iter().enumerate() {
            let source = record(&text(name), &text(email), "");
            let of_source = if chosen { BTreeSet::from(MergeField::ALL) } else { BTreeSet::new() };
            let after = joined(&now, &source, &of_source);
            ledger.push((at, now.changes(&after)));
            now = after;
        }
        for index in order {
            if ledger.is_empty() {
                break;
            }
            let place = index.index(ledger.len());
            let (_, undone) = ledger.remove(place);
            let mut later: Vec<Vec<FieldChange>> =
                ledger[place..].iter().map(|(_, changes)| changes.clone()).collect();
            now = take_back(&undone, &mut later, &now);
            for (entry, changes) in ledger[place..].iter_mut().zip(later) {
                entry.1 = changes;
            }
        }
        if ledger.is_empty() {
            prop_assert_eq!(now, own);
        }
    }

    /// The links written by relinks are those of the trees, whatever was merged and undone.
    #[test]
    fn links_follow_their_trees(steps in prop::collection::vec((any::<bool>(), 0_i64..8, 0_i64..8), 0..60)) {
        let mut table = BTreeMap::<CustomerId, Option<CustomerId>>::new();
        let mut links = Links::default();
        for (merge, source, target) in steps {
            let (source, target) = (CustomerId(source), CustomerId(target));
            let before = links.clone();
            let done = if merge { links.add(source, target).is_ok() } else { links.remove(source).is_some() };
            if !done {
                prop_assert_eq!(&before, &links);
                continue;
            }
            for relink in relinks(&before, &links, source) {
                let stood = table.insert(relink.customer, relink.after).flatten();
                prop_assert_eq!(stood, relink.before);
            }
            for id in (0..8).map(CustomerId) {
                prop_assert_eq!(table.get(&id).copied().flatten(), links.link(id));
            }
        }
    }

    /// A ninth digit is only ever added to Brazilian mobiles.
    #[test]
    fn only_brazilian_mobiles_match_without_a_digit(area in 11_u8..100, first in 2_u8..10, rest in 0_u32..10_000_000) {
        prop_assume!(area % 10 != 0);
        let (short, long) = (format!("{area}{first}{rest:07}"), format!("{area}9{first}{rest:07}"));
        let is_mobile = first >= 6;
        prop_assert_eq!(!between(&format!("+55{short}"), &format!("+55{long}")).is_empty(), is_mobile);
        let argentine = (format!("+54{short}"), format!("+549{short}"));
        prop_assert_eq!(between(&argentine.0, &argentine.1), vec![]);
    }
}

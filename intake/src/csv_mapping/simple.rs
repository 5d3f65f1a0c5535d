//! Rules that a form can show: columns, a constant for rows in which they are blank, and what values become.
//! Any other rule is written as JSON.

use std::collections::BTreeMap;

use super::mapping::Field;
use super::rule::{Choice, Column, Constant, Rule};

/// A rule without conditions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SimpleRule {
    /// The columns, whose values are joined by a space: of a time, a date and a time; else at most one.
    pub columns: Vec<Column>,
    /// What values of the columns become.
    pub values: BTreeMap<String, Constant>,
    /// The constant where the columns give no value, or without columns; empty if there is none.
    pub otherwise: String,
}

impl SimpleRule {
    /// The rule, if a form can show it.
    pub fn of(field: Field, rule: &Rule) -> Option<Self> {
        let (first, otherwise) = match rule.0.as_slice() {
            [one] if one.value.is_some() => (None, Some(one)),
            [one] => (Some(one), None),
            [first, second] => (Some(first), Some(second)),
            _ => return None,
        };
        let simple = Self {
            columns: first.map(columns).unwrap_or_default(),
            values: first.map(|choice| choice.values.clone()).unwrap_or_default(),
            otherwise: match otherwise.map(|choice| &choice.value) {
                Some(Some(Constant::Text(text))) => text.clone(),
                _ => String::new(),
            },
        };
        // What the form would lose, it does not show.
        let max_columns = if field.is_time() { 2 } else { 1 };
        let is_shown = simple.columns.len() <= max_columns && simple.rule().as_ref() == Some(rule);
        is_shown.then_some(simple)
    }

    /// The rule in a mapping; `None` if nothing gives the field a value.
    pub fn rule(&self) -> Option<Rule> {
        let (column, columns) = match self.columns.as_slice() {
            [] => (None, Vec::new()),
            [one] => (Some(one.clone()), Vec::new()),
            several => (None, several.to_vec()),
        };
        let first = Choice { column, columns, values: self.values.clone(), ..Choice::default() };
        let otherwise = Choice { value: Some(Constant::Text(self.otherwise.clone())), ..Choice::default() };
        let choices = [(!self.columns.is_empty(), first), (!self.otherwise.is_empty(), otherwise)];
        let choices: Vec<Choice> =
            choices.into_iter().filter(|(is_there, _)| *is_there).map(|(_, choice)| choice).collect();
        (!choices.is_empty()).then_some(Rule(choices))
    }
}

fn columns(choice: &Choice) -> Vec<Column> {
    choice.column.iter().chain(&choice.columns).cloned().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn simple(field: Field, json: &str) -> Option<SimpleRule> {
        SimpleRule::of(field, &serde_json::from_str(json).expect("a rule"))
    }

    #[test]
    fn a_form_shows_columns_values_and_a_constant() {
        let name = |name: &str| Column::Name(name.to_owned());
        let of = |columns: &[Column], otherwise: &str| {
            let (columns, otherwise) = (columns.to_vec(), otherwise.to_owned());
            Some(SimpleRule { columns, otherwise, values: BTreeMap::new() })
        };
        assert_eq!(simple(Field::Queue, r#""Queue""#), of(&[name("Queue")], ""));
        assert_eq!(simple(Field::Queue, "3"), of(&[Column::Number(3)], ""));
        assert_eq!(simple(Field::Queue, r#"["Queue", {"value": "None"}]"#), of(&[name("Queue")], "None"));
        assert_eq!(simple(Field::Channel, r#"{"value": "voice"}"#), of(&[], "voice"));
        assert_eq!(simple(Field::EndedAt, r#"{"columns": ["D", "T"]}"#), of(&[name("D"), name("T")], ""));
        let mapped =
            simple(Field::Direction, r#"{"column": "Type", "values": {"In": "inbound", "X": null}}"#);
        assert_eq!(mapped.expect("a simple rule").values["X"], Constant::LeaveOut);
    }

    #[test]
    fn what_a_form_would_lose_is_not_shown() {
        for rule in [
            r#"["A", "B"]"#,
            r#"{"value": null}"#,
            r#"{"value": "a", "values": {"a": "b"}}"#,
            r#"{"column": "A", "direction": "inbound"}"#,
            r#"{"column": "A", "when": [{"column": "B", "in": ["x"]}]}"#,
            r#"{"columns": ["A", "B"]}"#,
            r#"["A", {"value": "b", "direction": "inbound"}]"#,
            r#"[{"value": "a"}, "B"]"#,
        ] {
            assert_eq!(simple(Field::Queue, rule), None, "{rule}");
        }
        assert_eq!(simple(Field::QueuedAt, r#"{"columns": ["A", "B"], "join": "T"}"#), None);
        assert_eq!(simple(Field::QueuedAt, r#"{"columns": ["A", "B", "C"]}"#), None);
    }

    fn any_column() -> impl Strategy<Value = Column> {
        prop_oneof!["[A-C]".prop_map(Column::Name), (1_usize..4).prop_map(Column::Number)]
    }

    fn any_choice() -> impl Strategy<Value = Choice> {
        let text = || "[ab]?";
        let constant = prop_oneof![Just(Constant::LeaveOut), text().prop_map(Constant::Text)];
        (
            proptest::option::of(any_column()),
            proptest::collection::vec(any_column(), 0..3),
            proptest::option::of(text()),
            proptest::option::of(constant.clone()),
            proptest::collection::btree_map(text(), constant, 0..2),
        )
            .prop_map(|(column, columns, join, value, values)| {
                let join = join.filter(|_| columns.len() > 2);
                Choice { column, columns, join, value, values, ..Choice::default() }
            })
    }

    proptest! {
        #[test]
        fn what_a_form_shows_is_the_whole_rule(choices in proptest::collection::vec(any_choice(), 0..4)) {
            let rule = Rule(choices);
            for field in [Field::Queue, Field::QueuedAt] {
                if let Some(simple) = SimpleRule::of(field, &rule) {
                    prop_assert_eq!(simple.rule(), Some(rule.clone()));
                }
            }
        }

        #[test]
        fn what_a_form_says_is_shown_by_it(
            columns in proptest::collection::vec(any_column(), 0..3), otherwise in "[ab]?",
        ) {
            let field = Field::QueuedAt;
            let simple = SimpleRule { columns, otherwise, values: BTreeMap::new() };
            if let Some(rule) = simple.rule() {
                prop_assert_eq!(SimpleRule::of(field, &rule), Some(simple));
            }
        }
    }
}

//! Search terms of the lists of cases, and of customers in the history: parsing of the search field and
//! its SQL predicates.

use domain::cases::CaseFilter;
use domain::number::{self, NumberDefaults};
use domain::text::words;
use domain::{CaseId, Protocol, identity};

use crate::customers::families_of;
use crate::db::Statement;

/// Parsed search terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SearchTerms {
    /// The field is empty.
    Nothing,
    /// Numbers and documents with an index.
    Keys(Keys),
    /// Prefixes of words of the customer's name, folded; all must match.
    Names(Vec<String>),
}

/// What a number may be: each set field is an alternative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    pub(crate) case: Option<CaseId>,
    pub(crate) protocol: Option<String>,
    addresses: Vec<String>,
    document: Option<String>,
}

/// Query of the IDs of the customers with a number in canonical form.
pub(crate) fn customers_at(statement: &mut Statement, number: &str) -> String {
    let number = statement.bind(number);
    format!(
        "SELECT a.customer_id AS id FROM customer_address AS a \
         WHERE a.kind IN ('phone', 'whatsapp') AND a.address = {number}"
    )
}

impl SearchTerms {
    /// The search terms of a filter.
    pub(crate) fn of(filter: &CaseFilter, defaults: &NumberDefaults) -> Self {
        Self::parse(&filter.search, defaults)
    }

    /// `#12` is an ID; a text with digits may be an ID, a protocol, a telephone number in any
    /// spelling or a document; anything else is a name.
    pub(crate) fn parse(text: &str, defaults: &NumberDefaults) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Nothing;
        }
        if let Some(case) = text.strip_prefix('#').and_then(|id| id.trim().parse().ok()) {
            return Self::Keys(Keys { case: Some(case), ..Keys::default() });
        }
        let letters = text.chars().any(char::is_alphabetic);
        let digits = number::digits(text);
        let canonical = number::canonical(text, defaults);
        // A complete number among words: 0XX11 98765-4321, 11 98765-4321 ramal 2.
        let dialled = canonical.as_ref().is_some_and(|number| number.len() >= 8);
        if digits.is_empty() || (letters && !dialled && text.contains(char::is_whitespace)) {
            return Self::Names(words(text));
        }
        Self::Keys(Keys {
            case: text.parse().ok(),
            protocol: Protocol::parse(text).ok().map(|protocol| protocol.to_string()),
            addresses: canonical.or((!letters).then_some(digits)).into_iter().collect(),
            document: identity::key(text),
        })
    }

    /// Query of the IDs of the cases found by index, including merged ones and their survivors.
    pub(crate) fn cases_by_keys(&self, statement: &mut Statement) -> Option<String> {
        let Self::Keys(keys) = self else { return None };
        let mut parts = Vec::new();
        if let Some(case) = keys.case {
            parts.push(format!(
                "SELECT one.id FROM service_case AS one WHERE one.id = {}",
                statement.bind(case)
            ));
        }
        if let Some(protocol) = &keys.protocol {
            let protocol = statement.bind(protocol);
            parts.push(format!("SELECT i.case_id AS id FROM interaction AS i WHERE i.protocol = {protocol}"));
        }
        if let Some(customers) = keys.customers(statement) {
            parts.push(format!(
                "SELECT one.id FROM ({customers}) AS k CROSS JOIN service_case AS one WHERE one.customer_id = k.id"
            ));
        }
        if parts.is_empty() {
            parts.push("SELECT one.id FROM service_case AS one WHERE FALSE".to_owned());
        }
        let met = parts.join(" UNION ");
        Some(format!(
            "SELECT met.id FROM ({met}) AS met UNION SELECT merged.merged_into FROM ({met}) AS met \
             CROSS JOIN service_case AS merged WHERE merged.id = met.id AND merged.merged_into IS NOT NULL"
        ))
    }

    /// SQL predicate for a case `s`, for lists with another source.
    pub(crate) fn condition(&self, statement: &mut Statement) -> Option<String> {
        if let Some(found) = self.cases_by_keys(statement) {
            return Some(format!("s.id IN ({found})"));
        }
        let Self::Names(words) = self else { return None };
        Some(has_name(statement, words, "s.customer_id"))
    }

    /// Query of the IDs of the customers with these numbers, documents or names, with their families.
    pub(crate) fn customers(&self, statement: &mut Statement) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Keys(keys) => {
                let none = || "SELECT k.id FROM customer AS k WHERE FALSE".to_owned();
                Some(keys.customers(statement).unwrap_or_else(none))
            }
            Self::Names(words) => Some(format!(
                "SELECT w.customer_id AS id FROM customer_name_word AS w WHERE {}",
                name_condition(statement, words)
            )),
        }
    }

    /// SQL predicate: the customer whose ID is in `column` has these numbers, documents or names.
    pub(crate) fn customer_condition(&self, statement: &mut Statement, column: &str) -> Option<String> {
        if let Self::Names(words) = self {
            return Some(has_name(statement, words, column));
        }
        let found = self.customers(statement)?;
        Some(statement.engine.in_subquery(column, &found))
    }
}

impl Keys {
    /// Query of the IDs of the customers with these numbers or documents, with their families.
    pub(crate) fn customers(&self, statement: &mut Statement) -> Option<String> {
        let by_address = self.addresses.iter().map(|address| customers_at(statement, address));
        let mut customers: Vec<String> = by_address.collect();
        if let Some(document) = &self.document {
            let document = statement.bind(document);
            customers.push(format!("SELECT k.id FROM customer AS k WHERE k.document_key = {document}"));
        }
        (!customers.is_empty()).then(|| families_of(&customers.join(" UNION ")))
    }
}

/// SQL predicate: the customer whose ID is in `column` has these words in the name.
fn has_name(statement: &mut Statement, words: &[String], column: &str) -> String {
    let named = name_contains(statement, words, "k.name_key");
    format!("EXISTS (SELECT 1 FROM customer AS k WHERE k.id = {column} AND {named})")
}

/// SQL predicate for `customer_name_word AS w`: the customer's name has words with all these
/// prefixes. The first prefix selects the row, once per customer even if several words have it.
pub(crate) fn name_condition(statement: &mut Statement, beginnings: &[String]) -> String {
    let Some((first, others)) = beginnings.split_first() else { return "FALSE".to_owned() };
    let (from, until) = word_range(statement, first);
    let before = statement.bind(format!(" {first}"));
    let place = statement.engine.position("' ' || w.name_key", &before);
    let others = name_contains(statement, others, "w.name_key");
    format!(
        "w.word >= {from} AND w.word < {until} \
         AND substr(w.name_key || ' ', {place}, length(w.word) + 1) = w.word || ' ' AND {others}"
    )
}

/// Placeholders of the range of words with a prefix.
pub(crate) fn word_range(statement: &mut Statement, beginning: &str) -> (String, String) {
    (statement.bind(beginning), statement.bind(format!("{beginning}{}", char::MAX)))
}

/// SQL predicate: a name has words with all these prefixes.
pub(in crate::cases) fn name_contains(
    statement: &mut Statement,
    beginnings: &[String],
    name_key: &str,
) -> String {
    let all: Vec<String> = beginnings
        .iter()
        .map(|beginning| {
            let beginning = statement.bind(format!(" {beginning}"));
            statement.engine.contains(&format!("' ' || {name_key}"), &beginning)
        })
        .collect();
    if all.is_empty() { "TRUE".to_owned() } else { all.join(" AND ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search_terms(text: &str) -> SearchTerms {
        SearchTerms::parse(text, &NumberDefaults::default())
    }

    fn keys(text: &str) -> Keys {
        match search_terms(text) {
            SearchTerms::Keys(keys) => keys,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_number_sign_means_a_case_and_nothing_else() {
        assert_eq!(keys("# 12"), Keys { case: Some(CaseId(12)), ..Keys::default() });
        assert_eq!(keys("12").case, Some(CaseId(12)));
        assert_eq!(keys("12").protocol.as_deref(), Some("12"));
    }

    #[test]
    fn telephones_are_met_in_any_spelling() {
        for text in [
            "(11) 98888-7777",
            "+55 11 98888-7777",
            "1188887777",
            "0XX11 98888-7777",
            "5511988887777:2@s.whatsapp.net",
            "sip:11988887777@10.0.0.1:5060",
            "11 98888-7777 ramal 2",
        ] {
            assert_eq!(keys(text).addresses, ["+5511988887777"], "{text}");
        }
        assert_eq!(keys("0800 777 1234").addresses, ["08007771234"]);
    }

    #[test]
    fn documents_are_met_without_their_marks() {
        assert_eq!(keys("123.456.789-09").document.as_deref(), Some("12345678909"));
        assert_eq!(keys("12.ABC.345/01DE-35").document.as_deref(), Some("12ABC34501DE35"));
        assert!(keys("12.ABC.345/01DE-35").addresses.is_empty());
    }

    #[test]
    fn words_are_names() {
        assert_eq!(search_terms("  João  SILVA "), SearchTerms::Names(vec!["joao".into(), "silva".into()]));
        assert_eq!(
            search_terms("Loja 24 Horas"),
            SearchTerms::Names(vec!["loja".into(), "24".into(), "horas".into()])
        );
        assert_eq!(search_terms("ana-maria"), SearchTerms::Names(vec!["ana".into(), "maria".into()]));
        assert_eq!(search_terms("  "), SearchTerms::Nothing);
    }
}

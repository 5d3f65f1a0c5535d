//! What somebody means who types into the search field of a list of cases.

use domain::text::words;
use domain::{Protocol, identity, number};

use super::list_filter::CaseFilter;
use crate::scoped::Statement;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// Nothing.
    Nothing,
    /// Something that stands in an index.
    Keys(Keys),
    /// Beginnings of words of the customer's name, folded; all of them.
    Names(Vec<String>),
}

/// What a number may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Keys {
    case: Option<i64>,
    protocol: Option<String>,
    addresses: Vec<String>,
    document: Option<String>,
}

impl Sought {
    /// `#12` is an ID; what has digits may be an ID, a protocol, a telephone or a document; all
    /// else is a name.
    pub(super) fn parse(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Nothing;
        }
        if let Some(case) = text.strip_prefix('#').and_then(|id| id.trim().parse().ok()) {
            return Self::Keys(Keys { case: Some(case), ..Keys::default() });
        }
        let letters = text.chars().any(char::is_alphabetic);
        let digits = number::digits(text);
        if digits.is_empty() || (letters && text.contains(char::is_whitespace)) {
            return Self::Names(words(text));
        }
        Self::Keys(Keys {
            case: text.parse().ok(),
            protocol: Protocol::parse(text).ok().map(|protocol| protocol.to_string()),
            addresses: if letters { Vec::new() } else { written(&digits) },
            document: identity::key(text),
        })
    }

    /// The IDs of the cases, where an index finds them: also of those that were merged, and of the
    /// ones that these were merged into.
    pub(super) fn found_by_keys(&self, statement: &mut Statement<'_>) -> Option<String> {
        let Self::Keys(keys) = self else { return None };
        let mut parts = Vec::new();
        if let Some(case) = keys.case {
            parts.push(format!(
                "SELECT one.id FROM service_case AS one WHERE one.id = {}",
                statement.int(case)
            ));
        }
        if let Some(protocol) = &keys.protocol {
            let protocol = statement.text(protocol);
            parts.push(format!("SELECT i.case_id AS id FROM interaction AS i WHERE i.protocol = {protocol}"));
        }
        for address in &keys.addresses {
            let address = statement.text(address);
            parts.push(format!(
                "SELECT one.id FROM customer_address AS a CROSS JOIN service_case AS one \
                 WHERE a.kind IN ('phone', 'whatsapp') AND a.address = {address} AND one.customer_id = a.customer_id"
            ));
        }
        if let Some(document) = &keys.document {
            let document = statement.text(document);
            parts.push(format!(
                "SELECT one.id FROM customer AS k CROSS JOIN service_case AS one \
                 WHERE k.document_key = {document} AND one.customer_id = k.id"
            ));
        }
        if parts.is_empty() {
            parts.push("SELECT one.id FROM service_case AS one WHERE FALSE".to_owned());
        }
        let met = parts.join(" UNION ");
        Some(format!(
            "SELECT met.id FROM ({met}) AS met UNION SELECT folded.merged_into FROM ({met}) AS met \
             CROSS JOIN service_case AS folded WHERE folded.id = met.id AND folded.merged_into IS NOT NULL"
        ))
    }

    /// What is looked for as a condition on a case `s`, for lists that do not come from it.
    pub(super) fn condition(&self, statement: &mut Statement<'_>) -> Option<String> {
        if let Some(found) = self.found_by_keys(statement) {
            return Some(format!("s.id IN ({found})"));
        }
        let Self::Names(words) = self else { return None };
        let named = have(statement, words, "k.name_key");
        Some(format!("EXISTS (SELECT 1 FROM customer AS k WHERE k.id = s.customer_id AND {named})"))
    }
}

impl CaseFilter {
    /// What is looked for.
    pub(super) fn sought(&self) -> Sought {
        Sought::parse(&self.search)
    }
}

/// That a row of `customer_name_word AS w` is of a customer whose name has words that begin so,
/// found by the first of these. A customer who has that twice is met once.
pub(super) fn named(statement: &mut Statement<'_>, beginnings: &[String]) -> String {
    let Some((first, others)) = beginnings.split_first() else { return "FALSE".to_owned() };
    let (from, until) = word_range(statement, first);
    let before = statement.text(format!(" {first}"));
    let place = statement.db.place_of("' ' || w.name_key", &before);
    let others = have(statement, others, "w.name_key");
    format!(
        "w.word >= {from} AND w.word < {until} \
         AND substr(w.name_key || ' ', {place}, length(w.word) + 1) = w.word || ' ' AND {others}"
    )
}

/// The placeholders of the range that holds every word which begins so.
pub(super) fn word_range(statement: &mut Statement<'_>, beginning: &str) -> (String, String) {
    (statement.text(beginning), statement.text(format!("{beginning}{}", char::MAX)))
}

/// That a name has words that begin so.
fn have(statement: &mut Statement<'_>, beginnings: &[String], name_key: &str) -> String {
    let all: Vec<String> = beginnings
        .iter()
        .map(|beginning| {
            let beginning = statement.text(format!(" {beginning}"));
            statement.db.contains(&format!("' ' || {name_key}"), &beginning)
        })
        .collect();
    if all.is_empty() { "TRUE".to_owned() } else { all.join(" AND ") }
}

/// A telephone as it may be written: with the country's code and without.
fn written(digits: &str) -> Vec<String> {
    let mut forms = vec![digits.to_owned()];
    match digits.strip_prefix("55") {
        Some(rest) if rest.len() >= 10 => forms.push(rest.to_owned()),
        _ if digits.len() >= 10 => forms.push(format!("55{digits}")),
        _ => {}
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Keys {
        match Sought::parse(text) {
            Sought::Keys(keys) => keys,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_number_sign_means_a_case_and_nothing_else() {
        assert_eq!(keys("# 12"), Keys { case: Some(12), ..Keys::default() });
        assert_eq!(keys("12").case, Some(12));
        assert_eq!(keys("12").protocol.as_deref(), Some("12"));
    }

    #[test]
    fn telephones_are_met_with_and_without_the_country() {
        assert_eq!(keys("(11) 98888-7777").addresses, ["11988887777", "5511988887777"]);
        assert_eq!(keys("+55 11 98888-7777").addresses, ["5511988887777", "11988887777"]);
    }

    #[test]
    fn documents_are_met_without_their_marks() {
        assert_eq!(keys("123.456.789-09").document.as_deref(), Some("12345678909"));
        assert_eq!(keys("12.ABC.345/01DE-35").document.as_deref(), Some("12ABC34501DE35"));
        assert!(keys("12.ABC.345/01DE-35").addresses.is_empty());
    }

    #[test]
    fn words_are_names() {
        assert_eq!(Sought::parse("  João  SILVA "), Sought::Names(vec!["joao".into(), "silva".into()]));
        assert_eq!(
            Sought::parse("Loja 24 Horas"),
            Sought::Names(vec!["loja".into(), "24".into(), "horas".into()])
        );
        assert_eq!(Sought::parse("ana-maria"), Sought::Names(vec!["ana".into(), "maria".into()]));
        assert_eq!(Sought::parse("  "), Sought::Nothing);
    }
}

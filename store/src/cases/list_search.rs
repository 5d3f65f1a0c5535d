//! What somebody means who types into the search field of a list of cases.

use domain::text::fold;
use domain::{Protocol, identity, number};

use super::list::CaseFilter;
use crate::scoped::Statement;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// Nothing.
    Nothing,
    /// Something that stands in an index.
    Keys(Keys),
    /// Words of the customer's name, folded.
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
            return Self::Names(fold(text).split_whitespace().map(str::to_owned).collect());
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

    /// That a customer `k` has the words in their name.
    pub(super) fn has_name(&self, statement: &mut Statement<'_>) -> Option<String> {
        let Self::Names(words) = self else { return None };
        let words: Vec<String> = words
            .iter()
            .map(|word| {
                let word = statement.text(word);
                statement.db.contains("k.name_key", &word)
            })
            .collect();
        Some(words.join(" AND "))
    }

    /// What is looked for as a condition on a case `s`, for lists that do not come from it.
    pub(super) fn condition(&self, statement: &mut Statement<'_>) -> Option<String> {
        if let Some(found) = self.found_by_keys(statement) {
            return Some(format!("s.id IN ({found})"));
        }
        let named = self.has_name(statement)?;
        Some(format!("EXISTS (SELECT 1 FROM customer AS k WHERE k.id = s.customer_id AND {named})"))
    }
}

impl CaseFilter {
    /// What is looked for.
    pub(super) fn sought(&self) -> Sought {
        Sought::parse(&self.search)
    }
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
        assert_eq!(Sought::parse("  "), Sought::Nothing);
    }
}

//! The editable data of a customer and a case (*Dados do Caso*), and its validation.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::QueueId;
use crate::identity::{Document, DocumentError};
use crate::number::digits;
use crate::validation::{FieldErrors, Problem};

/// The editable data of a customer; an empty value is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRecord {
    /// The name.
    pub name: String,
    /// The telephone number.
    pub phone: String,
    /// The e-mail address.
    pub email: String,
    /// The document: a CPF, a CNPJ or another.
    pub document: String,
    /// The WhatsApp number.
    pub whatsapp: String,
    /// The web chat handle.
    pub chat: String,
    /// Custom fields by key.
    pub custom: BTreeMap<String, String>,
}

/// The editable data of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRecord {
    /// The kind of case.
    pub kind: String,
    /// The subject.
    pub subject: String,
    /// The queue, if it is in one.
    pub queue: Option<QueueId>,
    /// Custom fields by key.
    pub custom: BTreeMap<String, String>,
}

/// A changed field with its old and new value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its name: `name`, `custom.Plano`.
    pub field: String,
    /// The old value.
    pub from: String,
    /// The new value.
    pub to: String,
}

impl CustomerRecord {
    /// The normalised record: the name tidied, values trimmed, a CPF or CNPJ formatted.
    #[must_use]
    pub fn tidied(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Self {
            name: crate::text::tidy_name(&self.name),
            phone: trim(self.phone),
            email: trim(self.email),
            document: crate::identity::format(self.document.trim()),
            whatsapp: trim(self.whatsapp),
            chat: trim(self.chat),
            custom: tidied(self.custom),
        }
    }

    /// Validates the record.
    ///
    /// A document that is neither a CPF nor a CNPJ is accepted (a passport, for example); one that
    /// has their format but wrong check digits is refused as a typing error.
    ///
    /// # Errors
    /// Returns one entry for each invalid field.
    pub fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        for (field, value, limit) in [
            ("name", &self.name, 200),
            ("phone", &self.phone, 100),
            ("email", &self.email, 320),
            ("document", &self.document, 100),
            ("whatsapp", &self.whatsapp, 100),
            ("chat", &self.chat, 200),
        ] {
            errors.verbatim(field, value, limit);
        }
        if !self.email.is_empty() && !is_address(&self.email) {
            errors.add("email", malformed("an e-mail address"));
        }
        for (field, value) in [("phone", &self.phone), ("whatsapp", &self.whatsapp)] {
            if !value.is_empty() && digits(value).len() < 3 {
                errors.add(field, malformed("a telephone number"));
            }
        }
        if let Err(DocumentError::WrongCheckDigits(_)) = Document::parse(&self.document) {
            errors.add("document", malformed("a CPF or CNPJ with right check digits"));
        }
        check_custom(&self.custom, &mut errors);
        errors.into_result()
    }

    /// The changes of an edit from `self` to `to`, in field order.
    pub fn changes(&self, to: &Self) -> Vec<FieldChange> {
        let pairs = [
            ("name", &self.name, &to.name),
            ("phone", &self.phone, &to.phone),
            ("email", &self.email, &to.email),
            ("document", &self.document, &to.document),
            ("whatsapp", &self.whatsapp, &to.whatsapp),
            ("chat", &self.chat, &to.chat),
        ];
        let own = pairs.into_iter().filter_map(|(field, from, to)| change(field, from, to));
        own.chain(custom_changes(&self.custom, &to.custom)).collect()
    }
}

impl CaseRecord {
    /// The normalised record: values trimmed.
    #[must_use]
    pub fn tidied(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Self {
            kind: trim(self.kind),
            subject: trim(self.subject),
            queue: self.queue,
            custom: tidied(self.custom),
        }
    }

    /// Validates the record.
    ///
    /// # Errors
    /// Returns one entry for each invalid field.
    pub fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        errors.verbatim("kind", &self.kind, 200);
        errors.verbatim("subject", &self.subject, 500);
        check_custom(&self.custom, &mut errors);
        errors.into_result()
    }

    /// The changes of an edit from `self` to `to`, in field order. The queue is given by its ID:
    /// its name is not known here.
    pub fn changes(&self, to: &Self) -> Vec<FieldChange> {
        let number = |queue: Option<QueueId>| queue.map(|queue| queue.to_string()).unwrap_or_default();
        let queues = (number(self.queue), number(to.queue));
        let pairs = [
            ("kind", &self.kind, &to.kind),
            ("subject", &self.subject, &to.subject),
            ("queue", &queues.0, &queues.1),
        ];
        let own = pairs.into_iter().filter_map(|(field, from, to)| change(field, from, to));
        own.chain(custom_changes(&self.custom, &to.custom)).collect()
    }
}

fn tidied(custom: BTreeMap<String, String>) -> BTreeMap<String, String> {
    custom.into_iter().map(|(name, value)| (name, value.trim().to_owned())).collect()
}

fn check_custom(custom: &BTreeMap<String, String>, errors: &mut FieldErrors) {
    for (name, value) in custom {
        errors.verbatim(&format!("custom.{name}"), value, 2_000);
    }
}

fn change(field: &str, from: &str, to: &str) -> Option<FieldChange> {
    let change = || FieldChange { field: field.to_owned(), from: from.to_owned(), to: to.to_owned() };
    (from != to).then(change)
}

fn custom_changes<'a>(
    from: &'a BTreeMap<String, String>,
    to: &'a BTreeMap<String, String>,
) -> impl Iterator<Item = FieldChange> + 'a {
    to.iter().filter_map(|(name, value)| {
        change(&format!("custom.{name}"), from.get(name).map_or("", String::as_str), value)
    })
}

/// Whether a text looks like an e-mail address: a local part, an at sign, and a host with a dot.
fn is_address(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control());
    plain(local) && plain(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
}

fn malformed(expected: &str) -> Problem {
    Problem::Malformed { expected: expected.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad_fields(record: CustomerRecord) -> Vec<String> {
        let errors = record.tidied().check().err().unwrap_or_default();
        errors.0.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn an_empty_record_says_nothing_wrong() {
        assert!(bad_fields(CustomerRecord::default()).is_empty());
        assert_eq!(CaseRecord::default().check(), Ok(()));
    }

    #[test]
    fn each_bad_field_is_named() {
        let record = CustomerRecord {
            name: "x".repeat(201),
            phone: "ramal".to_owned(),
            email: "ana at example.com".to_owned(),
            document: "529.982.247-26".to_owned(),
            whatsapp: "9".to_owned(),
            custom: BTreeMap::from([("Plano".to_owned(), "y".repeat(2_001))]),
            ..CustomerRecord::default()
        };
        assert_eq!(bad_fields(record), ["name", "email", "phone", "whatsapp", "document", "custom.Plano"]);
    }

    #[test]
    fn a_cpf_is_kept_with_its_marks_and_a_passport_as_it_is() {
        let kept = |document: &str| {
            CustomerRecord { document: document.to_owned(), ..CustomerRecord::default() }.tidied().document
        };
        assert_eq!(kept(" 52998224725 "), "529.982.247-25");
        assert_eq!(kept("FX123456"), "FX123456");
        let passport = CustomerRecord { document: "FX123456".to_owned(), ..CustomerRecord::default() };
        assert!(bad_fields(passport).is_empty());
    }

    #[test]
    fn addresses_are_such_that_somebody_could_be_written_to() {
        for good in ["ana@example.com", "a.b+c@sub.example.com.br", "joão@exemplo.com"] {
            assert!(is_address(good), "{good}");
        }
        for bad in
            ["", "@", "ana", "ana@", "@example.com", "ana@example", "a b@example.com", "a@.com", "a@b."]
        {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn changes_name_field_before_and_after() {
        let custom = |value: &str| BTreeMap::from([("Plano".to_owned(), value.to_owned())]);
        let from = CaseRecord { kind: "Cobrança".to_owned(), custom: custom("A"), ..CaseRecord::default() };
        let to = CaseRecord { subject: "Boleto".to_owned(), custom: custom("B"), ..from.clone() };
        let changes: Vec<(String, String, String)> =
            from.changes(&to).into_iter().map(|one| (one.field, one.from, one.to)).collect();
        let text = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(changes, [text("subject", "", "Boleto"), text("custom.Plano", "A", "B")]);
        assert!(from.changes(&from).is_empty());
    }

    #[test]
    fn a_case_moves_into_a_queue_out_of_it_and_to_another() {
        let within = |queue: Option<i64>| CaseRecord { queue: queue.map(QueueId), ..CaseRecord::default() };
        for (from, to, said) in
            [(None, Some(2), ("", "2")), (Some(2), None, ("2", "")), (Some(2), Some(3), ("2", "3"))]
        {
            let changes = within(from).changes(&within(to));
            let named: Vec<_> =
                changes.iter().map(|one| (one.field.as_str(), one.from.as_str(), one.to.as_str())).collect();
            assert_eq!(named, [("queue", said.0, said.1)]);
        }
        assert!(within(Some(2)).changes(&within(Some(2))).is_empty());
    }
}

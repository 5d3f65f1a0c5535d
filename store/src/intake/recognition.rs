//! Customer recognition: the rules that match an interaction to a customer.
//!
//! A customer is recognised by the identity in the source, else by WhatsApp, chat or phone address,
//! in this order. Numbers are compared in canonical form; telephone and WhatsApp numbers match each
//! other, withheld numbers match no customer. An address does not match a customer that the same
//! source knows under another identity: families share telephones. Without a match, the customer is
//! new.

use std::collections::{HashMap, HashSet};

use domain::number::{NumberDefaults, canonical, digits_as_dialled};
use domain::{CustomerId, NewCustomer};

use super::item::filled;

/// Maximum number of customers examined per address, oldest first: an address shared by many, such
/// as that of a switchboard, identifies no one.
pub(super) const MAX_SHARING: usize = 8;

/// The name, phone, e-mail, document, WhatsApp number and chat handle.
pub(super) type Fields<T> = [T; 6];

/// An address of a customer in canonical form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Address {
    /// The value of `customer_address.kind`.
    pub(super) kind: &'static str,
    pub(super) text: String,
}

impl Address {
    /// The kinds under which the address may be stored.
    pub(super) fn kinds(&self) -> &'static [&'static str] {
        match self.kind {
            "phone" | "whatsapp" => &["whatsapp", "phone"],
            _ => &["chat"],
        }
    }

    /// The address under each of [`Address::kinds`].
    pub(super) fn of_all_kinds(&self) -> impl Iterator<Item = Self> {
        self.kinds().iter().map(|kind| Self { kind, text: self.text.clone() })
    }

    /// A key that is equal for matching addresses of different kinds.
    fn match_key(&self) -> (&'static str, String) {
        (self.kinds()[0], self.text.clone())
    }
}

/// The customer as described by one interaction.
#[derive(Debug)]
pub(super) struct CustomerDescription<'a> {
    /// Source and external ID.
    pub(super) identity: Option<(&'a str, &'a str)>,
    pub(super) fields: Fields<Option<&'a str>>,
    /// In order of priority.
    pub(super) addresses: Vec<Address>,
}

impl<'a> CustomerDescription<'a> {
    pub(super) fn new(source: &'a str, new: &'a NewCustomer, defaults: &NumberDefaults) -> Self {
        let number = |text: &str| canonical(text, defaults).unwrap_or_default();
        let addresses = [
            address("whatsapp", new.whatsapp.as_deref(), number),
            address("chat", new.chat.as_deref(), |text| text.trim().to_owned()),
            address("phone", new.phone.as_deref(), number),
        ];
        Self {
            identity: filled(new.external_id.as_deref()).map(|id| (source, id)),
            fields: [&new.name, &new.phone, &new.email, &new.document, &new.whatsapp, &new.chat]
                .map(|field| filled(field.as_deref())),
            addresses: addresses.into_iter().flatten().collect(),
        }
    }

    /// The telephone numbers as received, with their kinds.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (&'static str, &'a str)> {
        [("phone", self.fields[1]), ("whatsapp", self.fields[4])]
            .into_iter()
            .filter_map(|(kind, number)| Some((kind, number?)))
    }
}

fn address(kind: &'static str, text: Option<&str>, compared: impl Fn(&str) -> String) -> Option<Address> {
    Some(Address { kind, text: compared(text?) }).filter(|address| !address.text.is_empty())
}

/// A stored or new customer.
#[derive(Debug)]
pub(super) struct Customer<'a> {
    /// `None` for a new one.
    pub(super) id: Option<CustomerId>,
    identity: Option<(String, String)>,
    has: Fields<bool>,
    /// Fields that were empty and are filled from an interaction.
    pub(super) filled: Fields<Option<&'a str>>,
    pub(super) filled_identity: Option<(&'a str, &'a str)>,
}

impl<'a> Customer<'a> {
    /// A stored customer.
    pub(super) fn known(id: CustomerId, identity: Option<(String, String)>, has: Fields<bool>) -> Self {
        Self { id: Some(id), identity, has, filled: [None; 6], filled_identity: None }
    }

    fn unknown() -> Self {
        Self { id: None, identity: None, has: [false; 6], filled: [None; 6], filled_identity: None }
    }

    pub(super) fn is_changed(&self) -> bool {
        self.filled_identity.is_some() || self.filled.iter().any(Option::is_some)
    }

    /// Whether an address may identify them: not if the source knows them under another identity.
    fn may_be(&self, identity: Option<(&str, &str)>) -> bool {
        match (&self.identity, identity) {
            (Some((known_to, _)), Some((source, _))) => known_to != source,
            _ => true,
        }
    }

    fn fill(&mut self, described: &CustomerDescription<'a>) {
        for (index, field) in described.fields.iter().enumerate() {
            if field.is_some() && !self.has[index] {
                self.has[index] = true;
                self.filled[index] = *field;
            }
        }
        if let (None, Some((source, id))) = (&self.identity, described.identity) {
            self.identity = Some((source.to_owned(), id.to_owned()));
            self.filled_identity = Some((source, id));
        }
    }
}

/// All customers that the interactions of a batch may refer to.
#[derive(Debug, Default)]
pub(super) struct Directory<'a> {
    pub(super) customers: Vec<Customer<'a>>,
    by_identity: HashMap<(String, String), usize>,
    by_match_key: HashMap<(&'static str, String), Vec<usize>>,
    known_at: HashSet<(Address, usize)>,
    /// Addresses to add.
    pub(super) new_addresses: Vec<(Address, usize)>,
}

impl<'a> Directory<'a> {
    /// Adds a stored customer with the relevant addresses. Customers must be added oldest first.
    pub(super) fn add(&mut self, customer: Customer<'a>, addresses: Vec<Address>) {
        let index = self.customers.len();
        if let Some(identity) = &customer.identity {
            self.by_identity.insert(identity.clone(), index);
        }
        for address in addresses {
            let sharing = self.by_match_key.entry(address.match_key()).or_default();
            if sharing.last() != Some(&index) {
                sharing.push(index);
            }
            self.known_at.insert((address, index));
        }
        self.customers.push(customer);
    }

    /// Finds or adds the customer and merges the description into it; returns the position in
    /// [`Directory::customers`].
    pub(super) fn recognise(&mut self, described: CustomerDescription<'a>) -> usize {
        let index = self.find(&described).unwrap_or_else(|| {
            self.customers.push(Customer::unknown());
            self.customers.len() - 1
        });
        let customer = &mut self.customers[index];
        customer.fill(&described);
        if let Some((source, id)) = customer.filled_identity {
            self.by_identity.insert((source.to_owned(), id.to_owned()), index);
        }
        let unrecorded: Vec<Address> = described
            .addresses
            .iter()
            .filter_map(|address| self.unrecorded(address, &described, index))
            .collect();
        for address in described.addresses {
            let sharing = self.by_match_key.entry(address.match_key()).or_default();
            if !sharing.contains(&index) {
                sharing.push(index);
            }
            if self.known_at.insert((address.clone(), index)) {
                self.new_addresses.push((address, index));
            }
        }
        self.new_addresses.extend(unrecorded.into_iter().map(|address| (address, index)));
        index
    }

    /// The number as dialled, if its address is new and it is not in the customer record: after a
    /// change of codes it must be normalised again (`crate::numbers`).
    fn unrecorded(
        &self,
        address: &Address,
        described: &CustomerDescription<'_>,
        index: usize,
    ) -> Option<Address> {
        let field = match address.kind {
            "phone" => 1,
            "whatsapp" => 4,
            _ => return None,
        };
        let recorded = self.customers[index].filled[field] == described.fields[field];
        if recorded || self.known_at.contains(&(address.clone(), index)) {
            return None;
        }
        let text = digits_as_dialled(described.fields[field]?)?;
        (text != address.text).then_some(Address { kind: address.kind, text })
    }

    fn find(&self, described: &CustomerDescription<'_>) -> Option<usize> {
        let identity = described.identity;
        let by_identity = identity
            .and_then(|(source, id)| self.by_identity.get(&(source.to_owned(), id.to_owned())).copied());
        by_identity.or_else(|| {
            described.addresses.iter().find_map(|address| {
                let sharing = self.by_match_key.get(&address.match_key())?;
                sharing
                    .iter()
                    .copied()
                    .take(MAX_SHARING)
                    .find(|index| self.customers[*index].may_be(identity))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(number: &str) -> NewCustomer {
        NewCustomer { phone: Some(number.to_owned()), ..NewCustomer::default() }
    }

    fn identified(id: &str, number: &str) -> NewCustomer {
        NewCustomer { external_id: Some(id.to_owned()), ..phone(number) }
    }

    fn described<'a>(source: &'a str, new: &'a NewCustomer) -> CustomerDescription<'a> {
        CustomerDescription::new(source, new, &NumberDefaults::default())
    }

    #[test]
    fn every_spelling_of_a_number_is_one_customer_by_telephone_and_by_whatsapp() {
        let spellings =
            ["+55 11 98888-7777", "11988887777", "0XX11 8888-7777", "sip:1188887777@10.0.0.1:5060"];
        let by_phone = spellings.map(phone);
        let by_whatsapp =
            spellings.map(|text| NewCustomer { whatsapp: Some(text.to_owned()), ..NewCustomer::default() });
        let (landline, mobile) = (phone("11 3888-7777"), phone("11 93888-7777"));
        let mut directory = Directory::default();
        for new in by_phone.iter().chain(&by_whatsapp) {
            assert_eq!(directory.recognise(described("pbx", new)), 0, "{new:?}");
        }
        let texts: Vec<(&str, &str)> =
            directory.new_addresses.iter().map(|(a, _)| (a.kind, a.text.as_str())).collect();
        assert_eq!(texts, [("phone", "+5511988887777"), ("whatsapp", "+5511988887777")]);
        assert_eq!([&landline, &mobile].map(|new| directory.recognise(described("pbx", new))), [1, 2]);
    }

    #[test]
    fn nobody_is_recognised_by_a_withheld_number() {
        let callers =
            ["0", "0000000000", "+266696687", "sip:anonymous@10.0.0.1", "anonymous", "0", "+266696687"]
                .map(phone);
        let mut directory = Directory::default();
        for (nth, new) in callers.iter().enumerate() {
            assert_eq!(directory.recognise(described("pbx", new)), nth, "{new:?}");
        }
        assert!(directory.new_addresses.is_empty());
    }

    #[test]
    fn numbers_are_compared_in_their_canonical_form_and_handles_without_blanks() {
        let new = NewCustomer {
            phone: Some("+55 (11) 98888-7777".to_owned()),
            whatsapp: Some("none".to_owned()),
            chat: Some(" Ana ".to_owned()),
            ..NewCustomer::default()
        };
        let described = described("crm", &new);
        let texts: Vec<(&str, &str)> =
            described.addresses.iter().map(|a| (a.kind, a.text.as_str())).collect();
        assert_eq!(texts, [("chat", "Ana"), ("phone", "+5511988887777")]);
    }

    #[test]
    fn the_same_phone_is_the_same_customer() {
        let (first, second, other) = (phone("11 98888-7777"), phone("11988887777"), phone("11900000000"));
        let mut directory = Directory::default();
        let found = [&first, &second, &other].map(|new| directory.recognise(described("crm", new)));
        assert_eq!(found, [0, 0, 1]);
    }

    #[test]
    fn two_identities_of_one_source_are_two_customers_even_with_one_phone() {
        let (ana, bia, anonymous) =
            (identified("ana", "1133334444"), identified("bia", "1133334444"), phone("1133334444"));
        let mut directory = Directory::default();
        let found = [&ana, &bia, &ana, &anonymous].map(|new| directory.recognise(described("crm", new)));
        assert_eq!(found, [0, 1, 0, 0]);
    }

    #[test]
    fn a_number_that_the_record_does_not_say_is_also_kept_as_it_was_dialled() {
        let codes = NumberDefaults::new("55", Some("11")).expect("codes");
        let (first, second, full) = (
            identified("ana", "98888-7777"),
            identified("ana", "3333-4444"),
            identified("ana", "+551155556666"),
        );
        let mut directory = Directory::default();
        for new in [&first, &second, &full, &second] {
            assert_eq!(directory.recognise(CustomerDescription::new("crm", new, &codes)), 0);
        }
        let texts: Vec<&str> = directory.new_addresses.iter().map(|(a, _)| a.text.as_str()).collect();
        assert_eq!(texts, ["+5511988887777", "+551133334444", "33334444", "+551155556666"]);
    }

    #[test]
    fn another_source_may_know_the_same_customer_by_another_identity() {
        let (ana, bia) = (identified("ana", "1133334444"), identified("77", "1133334444"));
        let mut directory = Directory::default();
        assert_eq!(directory.recognise(described("crm", &ana)), 0);
        assert_eq!(directory.recognise(described("pbx", &bia)), 0);
    }

    #[test]
    fn blanks_are_filled_and_nothing_is_overwritten() {
        let new = NewCustomer {
            name: Some("Ana Souza".to_owned()),
            email: Some("ana@example.org".to_owned()),
            ..identified("ana", "1133334444")
        };
        let mut directory = Directory::default();
        let address = Address { kind: "phone", text: "+551133334444".to_owned() };
        directory.add(
            Customer::known(CustomerId(5), None, [true, true, false, false, false, false]),
            vec![address],
        );
        assert_eq!(directory.recognise(described("crm", &new)), 0);
        let customer = &directory.customers[0];
        assert!(customer.is_changed());
        assert_eq!(customer.filled, [None, None, Some("ana@example.org"), None, None, None]);
        assert_eq!(customer.filled_identity, Some(("crm", "ana")));
        assert!(directory.new_addresses.is_empty());
    }

    #[test]
    fn whoever_says_nothing_is_somebody_new() {
        let anonymous = NewCustomer::default();
        let mut directory = Directory::default();
        assert_eq!(directory.recognise(described("crm", &anonymous)), 0);
        assert_eq!(directory.recognise(described("crm", &anonymous)), 1);
    }
}

//! Generates customers: the same number always gives the same person.

use bulk::rows::{Customer, CustomerAddress};
use domain::{CustomerId, Timestamp};

use super::chance::{Chance, Stream};
use super::names::{CITIES, Gender, MEN, QUARTERS, STREETS, SURNAMES, WOMEN, plain};

/// The attributes of a customer.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// First name, which agents use.
    pub(crate) first_name: &'static str,
    /// Full name.
    pub(crate) name: String,
    /// Grammatical gender.
    pub(crate) gender: Gender,
    /// City of residence.
    pub(crate) city: &'static str,
    /// Neighbourhood.
    pub(crate) quarter: &'static str,
    /// Street and number.
    pub(crate) street: String,
    /// Mobile and WhatsApp number.
    pub(crate) mobile: String,
    /// The number they call from.
    pub(crate) phone: String,
    /// Formatted CPF.
    pub(crate) cpf: String,
    /// Whether they write in lower case with abbreviations.
    pub(crate) casual: bool,
    email: Option<String>,
    chat: String,
}

impl Person {
    /// Generates the person with this number.
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        let mut chance = Chance::of(seed, Stream::Customer, number);
        let (gender, names) =
            if chance.hit(0.54) { (Gender::Feminine, &WOMEN) } else { (Gender::Masculine, &MEN) };
        let first_name = names[chance.place(names.len(), 1.6)];
        let last = SURNAMES[chance.place(SURNAMES.len(), 1.7)];
        let middle = SURNAMES[chance.place(SURNAMES.len(), 1.3)];
        let name = if middle == last || chance.hit(0.45) {
            format!("{first_name} {last}")
        } else {
            format!("{first_name} {middle} {last}")
        };
        let (city, area) = CITIES[chance.place(CITIES.len(), 2.2)];
        let mobile = format!("+55{area}9{}{:07}", chance.between(6, 9), chance.between(0, 9_999_999));
        let landline = format!("+55{area}{}{:07}", chance.between(2, 5), chance.between(0, 9_999_999));
        let account = format!("{}.{}{}", plain(first_name), plain(last), chance.between(1, 99));
        Self {
            first_name,
            name,
            gender,
            city,
            quarter: chance.word(&QUARTERS),
            street: format!("{}, {}", chance.word(&STREETS), chance.between(10, 1990)),
            phone: if chance.hit(0.14) { landline } else { mobile.clone() },
            mobile,
            cpf: cpf(chance.between(0, 999_999_999)),
            casual: chance.hit(0.35),
            email: chance.hit(0.85).then(|| format!("{account}@{}", chance.word(&MAIL_DOMAINS))),
            chat: account,
        }
    }

    /// The customer row of this person and their contact addresses.
    pub(crate) fn rows(self, id: CustomerId, since: Timestamp) -> (Customer, [CustomerAddress; 3]) {
        let address =
            |kind, address: &str| CustomerAddress { kind, address: address.to_owned(), customer: id };
        let addresses = [
            // E.164 is the canonical form of these numbers.
            address("phone", &self.phone),
            address("whatsapp", &self.mobile),
            address("chat", &self.chat),
        ];
        let customer = Customer {
            id,
            external_id: format!("C{id:07}"),
            name: self.name,
            phone: Some(self.phone),
            email: self.email,
            document: Some(self.cpf),
            whatsapp: Some(self.mobile),
            chat: Some(self.chat),
            created_at: since,
            updated_at: since,
        };
        (customer, addresses)
    }
}

/// Domains reserved for examples (RFC 2606), which receive no mail.
const MAIL_DOMAINS: [&str; 3] = ["example.com", "example.net", "example.org"];

/// Formats a CPF of nine digits with its two check digits.
fn cpf(base: i64) -> String {
    // Nine equal digits have valid check digits, but are refused everywhere.
    let base = if base % 111_111_111 == 0 { base + 1 } else { base };
    let mut digits: Vec<i64> = (0..9).rev().map(|place| base / 10_i64.pow(place) % 10).collect();
    for _ in 0..2 {
        let weights = (2..=digits.len() as i64 + 1).rev();
        let rest = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<i64>() % 11;
        digits.push(if rest < 2 { 0 } else { 11 - rest });
    }
    format!(
        "{:03}.{:03}.{:03}-{}{}",
        base / 1_000_000,
        base / 1000 % 1000,
        base % 1000,
        digits[9],
        digits[10]
    )
}

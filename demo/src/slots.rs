//! Text templates with slots, and the values that fill them.

use std::fmt::Write as _;

use chrono::{Datelike, Days, NaiveDate};

use super::chance::Chance;
use super::customers::Person;
use super::names::Gender;
use super::people::Agent;

/// A placeholder of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Customer,
    Agent,
    Thanks,
    Greeting,
    Protocol,
    Previous,
    Queue,
    Subject,
    Plan,
    BetterPlan,
    Price,
    Discount,
    Debt,
    Instalments,
    Instalment,
    Month,
    Due,
    Date,
    Period,
    Deadline,
    Quarter,
    City,
    Street,
    Cpf,
    Equipment,
    Speed,
    Technician,
}

const SLOTS: [(&str, Slot); 27] = [
    ("cliente", Slot::Customer),
    ("agente", Slot::Agent),
    ("obrigado", Slot::Thanks),
    ("saudacao", Slot::Greeting),
    ("protocolo", Slot::Protocol),
    ("anterior", Slot::Previous),
    ("fila", Slot::Queue),
    ("assunto", Slot::Subject),
    ("plano", Slot::Plan),
    ("superior", Slot::BetterPlan),
    ("valor", Slot::Price),
    ("desconto", Slot::Discount),
    ("divida", Slot::Debt),
    ("parcelas", Slot::Instalments),
    ("parcela", Slot::Instalment),
    ("mes", Slot::Month),
    ("vencimento", Slot::Due),
    ("data", Slot::Date),
    ("periodo", Slot::Period),
    ("prazo", Slot::Deadline),
    ("bairro", Slot::Quarter),
    ("cidade", Slot::City),
    ("rua", Slot::Street),
    ("cpf", Slot::Cpf),
    ("equipamento", Slot::Equipment),
    ("velocidade", Slot::Speed),
    ("tecnico", Slot::Technician),
];

#[derive(Clone, Debug)]
enum Piece {
    Text(&'static str),
    /// A slot, and whether it starts a sentence.
    Slot(Slot, bool),
}

/// A parsed text with slots.
#[derive(Clone, Debug)]
pub(crate) struct Template(Vec<Piece>);

impl Template {
    /// Parses a text with `{slots}`.
    pub(crate) fn parse(text: &'static str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| format!("open brace in {text:?}"))?;
            let slot = SLOTS.iter().find(|(known, _)| *known == name);
            let (_, slot) = slot.ok_or_else(|| format!("unknown slot {name} in {text:?}"))?;
            let read = &text[..text.len() - rest.len() + before.len()];
            let begins = read.trim_end().chars().next_back().is_none_or(|last| ".!?".contains(last));
            pieces.extend([Piece::Text(before), Piece::Slot(*slot, begins)]);
            rest = after;
        }
        pieces.push(Piece::Text(rest));
        Ok(Self(pieces))
    }

    /// Whether it contains the customer's CPF, which a conversation asks for only once.
    pub(crate) fn contains_document(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Slot(Slot::Cpf, _)))
    }

    /// Fills the slots, in the grammatical gender of the speaker.
    pub(crate) fn fill(&self, facts: &Facts<'_>, speaker: Gender) -> String {
        let mut text = String::with_capacity(96);
        for piece in &self.0 {
            match piece {
                Piece::Text(fixed) => text.push_str(fixed),
                Piece::Slot(slot, begins) => {
                    let start = text.len();
                    facts.say(*slot, speaker, &mut text);
                    if *begins {
                        capitalise(&mut text, start);
                    }
                }
            }
        }
        text
    }
}

fn capitalise(text: &mut String, start: usize) {
    if let Some(first) = text[start..].chars().next().filter(char::is_ascii_lowercase) {
        text.replace_range(start..=start, first.to_ascii_uppercase().encode_utf8(&mut [0; 4]));
    }
}

const PLANS: [(&str, i64, i64); 5] = [
    ("Fibra 200", 8990, 200),
    ("Fibra 400", 9990, 400),
    ("Fibra 600", 11_990, 600),
    ("Fibra 800", 13_990, 800),
    ("Fibra 1 Giga", 16_990, 1000),
];
const EQUIPMENT: [&str; 4] = ["modem", "roteador", "repetidor", "decodificador"];
const TECHNICIANS: [&str; 8] =
    ["Anderson", "Cleber", "Edmilson", "Fabrício", "Jonas", "Reginaldo", "Sidnei", "Valdir"];
const DEADLINES: [&str; 4] = ["24 horas", "dois dias úteis", "três dias úteis", "cinco dias úteis"];
const MONTHS: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];

/// The facts of a case, the same in all its conversations.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matter {
    plan: usize,
    equipment: &'static str,
    technician: &'static str,
    deadline: &'static str,
    debt: i64,
    instalments: i64,
    due_days_ago: u64,
    slow: i64,
    morning: bool,
    /// Selects one of a script's subjects, as a fraction of their number.
    pub(crate) subject: f64,
}

impl Matter {
    pub(crate) fn of(chance: &mut Chance) -> Self {
        let plan = chance.place(PLANS.len() - 1, 1.2);
        Self {
            plan,
            equipment: chance.word(&EQUIPMENT),
            technician: chance.word(&TECHNICIANS),
            deadline: chance.word(&DEADLINES),
            debt: PLANS[plan].1 * chance.between(1, 4) + chance.between(90, 1900),
            instalments: chance.between(2, 6),
            due_days_ago: chance.between(2, 19).unsigned_abs(),
            slow: PLANS[plan].2 * chance.between(8, 40) / 100,
            morning: chance.hit(0.5),
            subject: chance.unit(),
        }
    }
}

/// The values of the slots in one conversation.
pub(crate) struct Facts<'a> {
    pub(crate) matter: Matter,
    pub(crate) person: &'a Person,
    /// The agent; `None` for the bot.
    pub(crate) agent: Option<&'a Agent>,
    pub(crate) queue: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) protocol: &'a str,
    /// The protocol of the previous conversation of the case.
    pub(crate) previous: &'a str,
    /// The civil day and hour of the conversation.
    pub(crate) day: NaiveDate,
    pub(crate) hour: u32,
    /// Days until a promised date.
    pub(crate) ahead: u64,
}

impl Facts<'_> {
    fn say(&self, slot: Slot, speaker: Gender, text: &mut String) {
        let matter = &self.matter;
        let (plan, price, _) = PLANS[matter.plan];
        let fixed = match slot {
            Slot::Customer => self.person.first_name,
            Slot::Agent => self.agent.map_or("Nina", |agent| agent.first_name),
            Slot::Thanks if speaker == Gender::Feminine => "obrigada",
            Slot::Thanks => "obrigado",
            Slot::Greeting => greeting(self.hour),
            Slot::Protocol => self.protocol,
            Slot::Previous => self.previous,
            Slot::Queue => self.queue,
            Slot::Subject => self.subject,
            Slot::Plan => plan,
            Slot::BetterPlan => PLANS[matter.plan + 1].0,
            Slot::Price => return money(text, price),
            Slot::Discount => return money(text, price * 7 / 10 / 100 * 100 + 90),
            Slot::Debt => return money(text, matter.debt),
            Slot::Instalments => return number(text, matter.instalments),
            Slot::Instalment => return money(text, matter.debt / matter.instalments),
            Slot::Month => MONTHS[self.day.month0() as usize],
            Slot::Due => return date(text, self.day.checked_sub_days(Days::new(matter.due_days_ago))),
            Slot::Date => return date(text, self.day.checked_add_days(Days::new(self.ahead))),
            Slot::Period if matter.morning => "manhã",
            Slot::Period => "tarde",
            Slot::Deadline => matter.deadline,
            Slot::Quarter => self.person.quarter,
            Slot::City => self.person.city,
            Slot::Street => &self.person.street,
            Slot::Cpf => &self.person.cpf,
            Slot::Equipment => matter.equipment,
            Slot::Speed => return number(text, matter.slow),
            Slot::Technician => matter.technician,
        };
        text.push_str(fixed);
    }
}

fn greeting(hour: u32) -> &'static str {
    match hour {
        5..12 => "bom dia",
        12..18 => "boa tarde",
        _ => "boa noite",
    }
}

// Writing into a `String` cannot fail.

fn money(text: &mut String, cents: i64) {
    let _ = write!(text, "R$ {},{:02}", cents / 100, cents % 100);
}

fn number(text: &mut String, number: i64) {
    let _ = write!(text, "{number}");
}

fn date(text: &mut String, day: Option<NaiveDate>) {
    if let Some(day) = day {
        let _ = write!(text, "{:02}/{:02}", day.day(), day.month());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_that_nobody_knows_is_refused() {
        assert!(Template::parse("oi {cliente}, tudo bem?").is_ok());
        assert!(Template::parse("oi {customer}").is_err());
        assert!(Template::parse("oi {cliente").is_err());
    }

    #[test]
    fn money_is_written_as_in_brazil() {
        let mut text = String::new();
        money(&mut text, 11_990);
        assert_eq!(text, "R$ 119,90");
    }
}

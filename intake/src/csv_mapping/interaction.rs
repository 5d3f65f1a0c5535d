//! The interaction that a row is.

use chrono::{DateTime, FixedOffset};
use domain::{
    CallStatus, Channel, Direction, EndedBy, FieldErrors, NewCall, NewCase, NewCustomer, NewInteraction,
    Outcome, Problem, Protocol,
};

use super::CsvSettings;
use super::duration;
use super::mapping::Field;
use super::rule::{Cells, Found};
use super::time::{self, Known, NoTime};
use crate::emission::{instant, phone, some_text, valid};
use crate::source::Reason;

/// The interaction; `None` if the mapping leaves the row out.
///
/// # Errors
/// Why there is none.
pub(super) fn interaction(
    settings: &CsvSettings,
    cells: &impl Cells,
) -> Result<Option<NewInteraction>, Reason> {
    let mapping = &settings.mapping;
    if !mapping.rows.iter().all(|condition| condition.holds(cells)) {
        return Ok(None);
    }
    let mut values = Values {
        settings,
        cells,
        direction: None,
        errors: FieldErrors::default(),
        has_zone: true,
        left_out: false,
    };
    let found = values.interaction(external_id(settings, cells)?);
    let Values { errors, has_zone, left_out, .. } = values;
    if left_out {
        Ok(None)
    } else if !has_zone {
        Err(Reason::NoTimeZone)
    } else if let Err(errors) = errors.into_result() {
        Err(Reason::BadFields(errors))
    } else {
        found.ok_or(Reason::BadTime).and_then(valid).map(Some)
    }
}

/// The values of the columns that identify a row.
fn external_id(settings: &CsvSettings, cells: &impl Cells) -> Result<String, Reason> {
    let key: Vec<&str> = settings.mapping.key.iter().map(|column| cells.cell(column)).collect();
    if key.iter().all(|part| part.is_empty()) { Err(Reason::NoKey) } else { Ok(key.join("/")) }
}

/// Reads the fields of a row, and takes note of what is wrong with them.
struct Values<'a, C> {
    settings: &'a CsvSettings,
    cells: &'a C,
    /// The direction, once it is known.
    direction: Option<Direction>,
    errors: FieldErrors,
    /// Whether all times are known instants.
    has_zone: bool,
    /// Whether a value says that the row is to be left out.
    left_out: bool,
}

impl<C: Cells> Values<'_, C> {
    fn interaction(&mut self, external_id: String) -> Option<NewInteraction> {
        self.direction = self.required(Field::Direction, Direction::parse);
        let outcome = self.word(Field::Outcome, Outcome::parse);
        let times = self.times(outcome);
        let channel = self.required(Field::Channel, Channel::parse);
        let queue = self.required(Field::Queue, |queue| Some(queue.to_owned()));
        let call_status = self.word(Field::CallStatus, CallStatus::parse);
        let number = self.text(Field::Number);
        let interaction = NewInteraction {
            source: self.settings.source.clone(),
            channel: channel.unwrap_or(Channel::Voice),
            direction: self.direction.unwrap_or(Direction::Inbound),
            queue: queue.map(|queue| named(&self.settings.queues, queue)).unwrap_or_default(),
            agent: self.text(Field::Agent).map(|agent| named(&self.settings.agents, agent)),
            customer: self.customer(),
            queued_at: times.queued?,
            answered_at: times.answered,
            ended_at: times.ended?,
            protocol: self.protocol(),
            contact_reason: self.text(Field::ContactReason),
            notes: self.notes(),
            case: self.case(&external_id),
            messages: Vec::new(),
            calls: Vec::new(),
            hold_s: self.seconds(Field::HoldS),
            wrap_up_s: self.seconds(Field::WrapUpS),
            ended_by: self.word(Field::EndedBy, EndedBy::parse),
            outcome,
            follows: self.text(Field::Follows),
            first_reply_at: None,
            version: None,
            number,
            external_id,
        };
        Some(with_call(interaction, call_status))
    }

    /// The value of a field; `None` also if the row is to be left out.
    fn value(&mut self, field: Field) -> Option<String> {
        match self.settings.mapping.rule(field)?.find(self.cells, self.direction) {
            Found::Value(value) => Some(value.replace("\r\n", "\n")),
            Found::Nothing => None,
            Found::LeaveOut => {
                self.left_out = true;
                None
            }
        }
    }

    /// A value in one line.
    fn text(&mut self, field: Field) -> Option<String> {
        self.value(field).and_then(|value| some_text(&value.replace('\n', " ")))
    }

    fn notes(&mut self) -> Option<String> {
        self.value(Field::Notes)
    }

    fn bad(&mut self, field: Field, problem: Problem) {
        self.errors.add(&field.name(), problem);
    }

    /// A value that is one of certain words.
    fn word<T>(&mut self, field: Field, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let text = self.text(field)?;
        let word = parse(&text);
        if word.is_none() {
            let allowed = field.words().unwrap_or_default().into_iter().map(str::to_owned).collect();
            self.bad(field, Problem::UnknownValue { allowed });
        }
        word
    }

    /// A value without which there is no interaction.
    fn required<T>(&mut self, field: Field, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let errors = self.errors.0.len();
        let word = self.word(field, parse);
        if word.is_none() && self.errors.0.len() == errors {
            self.bad(field, Problem::Required);
        }
        word
    }

    fn protocol(&mut self) -> Option<Protocol> {
        let text = self.text(Field::Protocol)?;
        let protocol = Protocol::parse(&text).ok();
        if protocol.is_none() {
            let expected = "1 to 40 letters, digits, '-', '.' or '_'".to_owned();
            self.bad(Field::Protocol, Problem::Malformed { expected });
        }
        protocol
    }

    fn customer(&mut self) -> NewCustomer {
        NewCustomer {
            name: self.text(Field::CustomerName),
            phone: self.text(Field::CustomerPhone).as_deref().and_then(phone),
            email: self.text(Field::CustomerEmail),
            document: self.text(Field::CustomerDocument),
            whatsapp: self.text(Field::CustomerWhatsapp).as_deref().and_then(phone),
            chat: self.text(Field::CustomerChat),
            external_id: self.text(Field::CustomerExternalId),
        }
    }

    /// The case, if the row says something of one. Without an ID it is that of the row.
    fn case(&mut self, row: &str) -> Option<NewCase> {
        let external_id = self.text(Field::CaseExternalId);
        let (kind, subject) = (self.text(Field::CaseKind), self.text(Field::CaseSubject));
        if external_id.is_none() && kind.is_none() && subject.is_none() {
            return None;
        }
        Some(NewCase { external_id: external_id.unwrap_or_else(|| row.to_owned()), kind, subject })
    }

    fn times(&mut self, outcome: Option<Outcome>) -> Instants {
        let queued = self.time(Field::QueuedAt, None);
        let known = Known {
            queued,
            answered: self.time(Field::AnsweredAt, queued),
            ended: self.time(Field::EndedAt, queued),
            wait: self.duration(Field::WaitS),
            talk: self.duration(Field::TalkS),
            total: self.duration(Field::TotalS),
            says_answered: self.settings.mapping.rule(Field::AnsweredAt).is_some(),
            is_answered: match outcome {
                None | Some(Outcome::Interrupted) => None,
                Some(outcome) => Some(outcome == Outcome::Answered),
            },
        };
        // What is written and cannot be read was noted; nothing follows from it.
        if !self.errors.0.is_empty() || !self.has_zone {
            return Instants::default();
        }
        match known.times() {
            Ok(times) => Instants {
                queued: self.instant(Field::QueuedAt, times.queued),
                answered: times.answered.and_then(|at| self.instant(Field::AnsweredAt, at)),
                ended: self.instant(Field::EndedAt, times.ended),
            },
            Err(missing) => {
                self.errors.add(missing, Problem::Required);
                Instants::default()
            }
        }
    }

    fn instant(&mut self, field: Field, micros: i64) -> Option<DateTime<FixedOffset>> {
        let at = instant(micros).ok();
        if at.is_none() {
            let expected = "a time of the years 1971 to 9998".to_owned();
            self.bad(field, Problem::Malformed { expected });
        }
        at
    }

    fn time(&mut self, field: Field, start: Option<i64>) -> Option<i64> {
        let text = self.text(field)?;
        let mapping = &self.settings.mapping;
        match time::parse(&text, &mapping.time_formats, mapping.time_zone, start) {
            Ok(at) => Some(at),
            Err(NoTime::NoZone) => {
                self.has_zone = false;
                None
            }
            Err(NoTime::OtherFormat) => {
                let formats = match &mapping.time_formats[..] {
                    [] => "ISO 8601 or seconds since 1970".to_owned(),
                    formats => formats.join(" or "),
                };
                self.bad(field, Problem::Malformed { expected: format!("a time like {formats}") });
                None
            }
        }
    }

    fn duration(&mut self, field: Field) -> Option<i64> {
        let text = self.text(field)?;
        let duration = duration::parse(&text, &self.settings.mapping.duration_formats);
        if duration.is_none() {
            let expected = "a duration in one of the formats of the mapping".to_owned();
            self.bad(field, Problem::Malformed { expected });
        }
        duration
    }

    fn seconds(&mut self, field: Field) -> Option<u32> {
        self.duration(field).and_then(|micros| u32::try_from(micros / 1_000_000).ok())
    }
}

/// The times of a row.
#[derive(Default)]
struct Instants {
    queued: Option<DateTime<FixedOffset>>,
    answered: Option<DateTime<FixedOffset>>,
    ended: Option<DateTime<FixedOffset>>,
}

/// What a name of the file is called here.
fn named(names: &std::collections::BTreeMap<String, String>, name: String) -> String {
    names.get(&name).cloned().unwrap_or(name)
}

/// The interaction with its call attempt: an outbound call is one, as far as its result is known.
fn with_call(mut interaction: NewInteraction, status: Option<CallStatus>) -> NewInteraction {
    let is_call = interaction.channel == Channel::Voice && interaction.direction == Direction::Outbound;
    let status = status.or_else(|| interaction.answered_at.map(|_| CallStatus::Answered));
    if let (true, Some(number), Some(status)) = (is_call, &interaction.number, status) {
        let talk =
            interaction.answered_at.map_or(0, |answered| (interaction.ended_at - answered).num_seconds());
        interaction.calls.push(NewCall {
            at: interaction.queued_at,
            number: number.clone(),
            status,
            duration_s: u32::try_from(talk).unwrap_or(0),
        });
    }
    interaction
}

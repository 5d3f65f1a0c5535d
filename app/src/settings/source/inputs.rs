//! The fields of a source, which depend on its kind, and the record that a form makes of them.

use std::path::Path;

use domain::interaction::limits::MAX_QUEUE;
use domain::settings::source::{
    AsteriskConnection, ChatwootConnection, Connection, MAX_GRACE_S, MAX_IDLE_HOURS, MAX_PATH, MAX_SETTLE_S,
    NamePair, SourceKind, WhatsAppConnection,
};
use domain::settings::{MAX_RECORD_NAME, SettingsRecord, SourceRecord, field_name};
use domain::{FieldErrors, Problem};

use super::kind_name;
use crate::context::RequestContext;
use crate::form::{Input, Values};
use crate::locales::Texts;
use crate::locales::settings::SourceTexts;
use crate::source_folders::SourceFolders;

/// The most characters of a field with many lines: less than a form may have.
const MAX_LINES: u32 = 100_000;

/// The most characters of a line that is shown again because it cannot be read.
const MAX_SHOWN_LINE: usize = 100;

/// The fields of a new source and their initial values.
pub(super) fn of_new(t: &'static Texts, kind: SourceKind) -> (Vec<Input>, Values) {
    let words = &t.settings.sources;
    let name =
        Input::line(field_name::NAME, t.settings.name, MAX_RECORD_NAME).hint(words.name_hint).required();
    let inputs = std::iter::once(name).chain(of_kind(words, kind)).collect();
    let values = connection_values(&Connection::of_kind(kind));
    let zone = RequestContext::current().map(|context| context.store.zone().name()).unwrap_or_default();
    let zoned = kind == SourceKind::Asterisk;
    (inputs, if zoned { values.with(field_name::TIME_ZONE, zone) } else { values })
}

/// The fields of an existing source. Name and kind are part of the identity of its interactions.
pub(super) fn of_record(t: &'static Texts, record: &SourceRecord) -> Vec<Input> {
    let words = &t.settings.sources;
    let name = Input::fixed(field_name::NAME, t.settings.name, &record.name).hint(words.name_fixed);
    let kind = Input::fixed(field_name::KIND, words.kind, kind_name(words, record.kind()));
    [name, kind].into_iter().chain(of_kind(words, record.kind())).collect()
}

fn of_kind(words: &SourceTexts, kind: SourceKind) -> Vec<Input> {
    let mut inputs = match kind {
        SourceKind::Asterisk => asterisk(words),
        SourceKind::WhatsApp => whatsapp(words),
        SourceKind::Chatwoot => chatwoot(words),
    };
    let (queues, agents) = match kind {
        SourceKind::Asterisk => (words.queues_asterisk_hint, words.agents_asterisk_hint),
        SourceKind::WhatsApp => (words.queues_hint, words.agents_hint),
        SourceKind::Chatwoot => (words.queues_hint, words.agents_chatwoot_hint),
    };
    inputs.push(Input::lines(field_name::QUEUES, words.queues, 4, MAX_LINES).hint(queues));
    inputs.push(Input::lines(field_name::AGENTS, words.agents, 4, MAX_LINES).hint(agents));
    inputs
}

fn asterisk(words: &SourceTexts) -> Vec<Input> {
    vec![
        Input::line(field_name::QUEUE_LOG, words.queue_log, MAX_PATH).hint(words.queue_log_hint),
        Input::line(field_name::CDR, words.cdr, MAX_PATH).hint(words.cdr_hint),
        Input::line(field_name::RECORDINGS, words.recordings, MAX_PATH).hint(words.recordings_hint),
        Input::zone(field_name::TIME_ZONE, words.time_zone).hint(words.time_zone_hint),
        Input::yes(BY_COMMAND, words.by_command).hint(words.by_command_hint),
        Input::lines(field_name::TRUNKS, words.trunks, 2, MAX_LINES).hint(words.trunks_hint),
        Input::line(field_name::DIRECT_QUEUE, words.direct_queue, MAX_QUEUE).hint(words.direct_queue_hint),
        Input::line(field_name::OUTBOUND_QUEUE, words.outbound_queue, MAX_QUEUE)
            .hint(words.outbound_queue_hint),
        Input::line(field_name::INTERNAL_QUEUE, words.internal_queue, MAX_QUEUE)
            .hint(words.internal_queue_hint),
    ]
}

fn whatsapp(words: &SourceTexts) -> Vec<Input> {
    vec![
        Input::lines(field_name::NUMBERS, words.numbers, 2, MAX_LINES).hint(words.numbers_hint).required(),
        Input::number(field_name::IDLE_HOURS, words.idle_hours, 1..=MAX_IDLE_HOURS.into())
            .hint(words.idle_hours_hint)
            .required(),
        Input::number(field_name::GRACE_S, words.grace, 0..=MAX_GRACE_S.into())
            .hint(words.grace_hint)
            .required(),
        Input::lines(field_name::CLOSING_WORDS, words.closing_words, 2, MAX_LINES)
            .hint(words.closing_words_hint),
        Input::yes(field_name::HISTORY, words.history).hint(words.history_hint),
        Input::yes(field_name::MEDIA, words.media).hint(words.media_hint),
    ]
}

fn chatwoot(words: &SourceTexts) -> Vec<Input> {
    vec![
        Input::line(field_name::SERVER, words.server, 500).hint(words.server_hint).required(),
        Input::number(field_name::ACCOUNT, words.account, 1..=u32::MAX.into())
            .hint(words.account_hint)
            .required(),
        Input::lines(field_name::INBOXES, words.inboxes, 2, MAX_LINES).hint(words.inboxes_hint),
        Input::number(field_name::SETTLE_S, words.settle, 0..=MAX_SETTLE_S.into())
            .hint(words.settle_hint)
            .required(),
        Input::yes(field_name::MEDIA, words.media).hint(words.media_hint),
    ]
}

/// The checkbox *Lida por um comando*.
const BY_COMMAND: &str = "by_command";

/// A source as form values.
pub(super) fn values(record: &SourceRecord) -> Values {
    connection_values(&record.connection)
        .with(field_name::QUEUES, pair_lines(&record.queues))
        .with(field_name::AGENTS, pair_lines(&record.agents))
}

fn connection_values(connection: &Connection) -> Values {
    match connection {
        Connection::Asterisk(one) => Values::default()
            .with(field_name::QUEUE_LOG, &one.queue_log)
            .with(field_name::CDR, &one.cdr)
            .with(field_name::RECORDINGS, &one.recordings)
            .with(field_name::TIME_ZONE, &one.time_zone)
            .with_yes(BY_COMMAND, one.by_command)
            .with(field_name::TRUNKS, one.trunks.join("\n"))
            .with(field_name::DIRECT_QUEUE, &one.direct_queue)
            .with(field_name::OUTBOUND_QUEUE, &one.outbound_queue)
            .with(field_name::INTERNAL_QUEUE, &one.internal_queue),
        Connection::WhatsApp(one) => Values::default()
            .with(field_name::NUMBERS, pair_lines(&one.numbers))
            .with(field_name::IDLE_HOURS, one.idle_hours.to_string())
            .with(field_name::GRACE_S, one.grace_s.to_string())
            .with(field_name::CLOSING_WORDS, one.closing_words.join("\n"))
            .with_yes(field_name::HISTORY, one.history)
            .with_yes(field_name::MEDIA, one.media),
        Connection::Chatwoot(one) => Values::default()
            .with(field_name::SERVER, &one.server)
            .with(field_name::ACCOUNT, one.account.to_string())
            .with(field_name::INBOXES, one.inboxes.join("\n"))
            .with(field_name::SETTLE_S, one.settle_s.to_string())
            .with_yes(field_name::MEDIA, one.media),
    }
}

fn pair_lines(pairs: &[NamePair]) -> String {
    pairs.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Reads a source from a form.
pub(super) fn read(
    values: &Values,
    kind: SourceKind,
    name: &str,
    active: bool,
) -> Result<SourceRecord, FieldErrors> {
    let mut errors = FieldErrors::default();
    let record = SourceRecord {
        name: name.to_owned(),
        active,
        connection: read_connection(values, kind, &mut errors),
        queues: pairs(values, field_name::QUEUES, &mut errors),
        agents: pairs(values, field_name::AGENTS, &mut errors),
    }
    .tidied();
    errors.0.extend(record.check().err().unwrap_or_default().0);
    errors.into_result().map(|()| record)
}

/// The files of a source that are outside the folders that the server may read. What a command reads is on
/// another machine.
pub(super) fn outside(record: &SourceRecord, folders: &SourceFolders) -> FieldErrors {
    let mut errors = FieldErrors::default();
    let Connection::Asterisk(one) = &record.connection else { return errors };
    let paths = [
        (field_name::QUEUE_LOG, &one.queue_log),
        (field_name::CDR, &one.cdr),
        (field_name::RECORDINGS, &one.recordings),
    ];
    for (field, path) in paths.into_iter().filter(|(_, path)| !one.by_command && !path.is_empty()) {
        if !folders.may_contain(Path::new(path)) {
            errors.add(field, Problem::UnknownValue { allowed: folders.names() });
        }
    }
    errors
}

fn read_connection(values: &Values, kind: SourceKind, errors: &mut FieldErrors) -> Connection {
    let text = |field: &str| values.text(field).to_owned();
    match kind {
        SourceKind::Asterisk => {
            let time_zone = values.text(field_name::TIME_ZONE).trim();
            if !time_zone.is_empty() && !may_be_zone(time_zone) {
                errors.add(field_name::TIME_ZONE, Problem::Malformed { expected: "a time zone".to_owned() });
            }
            Connection::Asterisk(AsteriskConnection {
                by_command: values.yes(BY_COMMAND),
                queue_log: text(field_name::QUEUE_LOG),
                cdr: text(field_name::CDR),
                recordings: text(field_name::RECORDINGS),
                time_zone: time_zone.to_owned(),
                trunks: lines(values, field_name::TRUNKS),
                direct_queue: text(field_name::DIRECT_QUEUE),
                outbound_queue: text(field_name::OUTBOUND_QUEUE),
                internal_queue: text(field_name::INTERNAL_QUEUE),
            })
        }
        SourceKind::WhatsApp => Connection::WhatsApp(WhatsAppConnection {
            numbers: pairs(values, field_name::NUMBERS, errors),
            idle_hours: number(values, field_name::IDLE_HOURS, 1..=MAX_IDLE_HOURS, errors),
            grace_s: number(values, field_name::GRACE_S, 0..=MAX_GRACE_S, errors),
            closing_words: lines(values, field_name::CLOSING_WORDS),
            history: values.yes(field_name::HISTORY),
            media: values.yes(field_name::MEDIA),
        }),
        SourceKind::Chatwoot => Connection::Chatwoot(ChatwootConnection {
            server: text(field_name::SERVER),
            account: number(values, field_name::ACCOUNT, 1..=u32::MAX, errors),
            inboxes: lines(values, field_name::INBOXES),
            settle_s: number(values, field_name::SETTLE_S, 0..=MAX_SETTLE_S, errors),
            media: values.yes(field_name::MEDIA),
        }),
    }
}

/// Whether a text can be the name of a time zone, or begins like an offset.
fn may_be_zone(text: &str) -> bool {
    text.starts_with(['+', '-']) || text.eq_ignore_ascii_case("z") || domain::zone::is_known(text)
}

fn lines(values: &Values, field: &str) -> Vec<String> {
    values.text(field).lines().map(str::to_owned).collect()
}

/// The pairs of a field with one per line; blank lines are none. A line that cannot be read is added to
/// `errors`.
fn pairs(values: &Values, field: &str, errors: &mut FieldErrors) -> Vec<NamePair> {
    let mut pairs = Vec::new();
    for (number, line) in (1..).zip(values.text(field).lines()) {
        match NamePair::parse(line) {
            Some(pair) => pairs.push(pair),
            None if line.trim().is_empty() => {}
            None => {
                let text = line.trim().chars().take(MAX_SHOWN_LINE).collect();
                errors.add(field, Problem::BadLine { number, text });
            }
        }
    }
    pairs
}

/// A number; one that is missing or cannot be read is added to `errors`.
fn number(
    values: &Values,
    field: &str,
    range: std::ops::RangeInclusive<u32>,
    errors: &mut FieldErrors,
) -> u32 {
    let (min, max) = range.into_inner();
    if values.text(field).trim().is_empty() {
        errors.add(field, Problem::Required);
    }
    let number = values.number(field, min.into()..=max.into(), errors);
    number.and_then(|number| u32::try_from(number).ok()).unwrap_or(min)
}

/// What is wrong with a field, in other words than those of all kinds.
pub(super) fn message(words: &SourceTexts, field: &str, problem: &Problem) -> Option<String> {
    let sentence = match (field, problem) {
        (_, Problem::BadLine { number, text }) => return Some((words.bad_line)(*number, text)),
        (
            field_name::QUEUE_LOG | field_name::CDR | field_name::RECORDINGS,
            Problem::UnknownValue { allowed },
        ) => return Some((words.outside_folders)(&allowed.join(", "))),
        (_, Problem::TooMany { limit }) => return Some((words.too_many)(u64::from(*limit))),
        (field_name::KIND, _) => words.no_kind,
        (field_name::QUEUE_LOG, Problem::Required) => words.no_log,
        (field_name::NUMBERS, Problem::Required) => words.no_number,
        (field_name::SERVER, Problem::Malformed { .. }) => words.bad_server,
        (field_name::TIME_ZONE, Problem::Malformed { .. }) => words.bad_zone,
        (field_name::QUEUES | field_name::AGENTS | field_name::NUMBERS, Problem::Malformed { .. }) => {
            words.two_names
        }
        _ => return None,
    };
    Some(sentence.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Values {
        fields.iter().fold(Values::default(), |values, (name, value)| values.with(*name, *value))
    }

    fn problems(result: Result<SourceRecord, FieldErrors>) -> Vec<String> {
        let errors = result.err().unwrap_or_default();
        errors.0.into_iter().map(|error| format!("{} {}", error.field, error.problem.code())).collect()
    }

    #[test]
    fn a_map_has_one_pair_a_line_and_a_bad_line_is_named() {
        let values = form(&[
            ("queue_log", "/var/log/asterisk/queue_log"),
            ("queues", "8001 = Suporte\r\n\r\n8002=Vendas\r\nsem igual\r\n=Nada"),
            ("agents", "PJSIP/1001=ana"),
        ]);
        let errors = read(&values, SourceKind::Asterisk, "pbx", false).expect_err("two bad lines");
        let bad = |number, text: &str| Problem::BadLine { number, text: text.to_owned() };
        let found: Vec<_> = errors.0.into_iter().map(|error| (error.field, error.problem)).collect();
        assert_eq!(
            found,
            [("queues".to_owned(), bad(4, "sem igual")), ("queues".to_owned(), bad(5, "=Nada"))]
        );

        let values = values.with("queues", "8002=Vendas\n8001 = Suporte");
        let record = read(&values, SourceKind::Asterisk, " pbx ", true).expect("a source");
        assert_eq!((record.name.as_str(), record.active), ("pbx", true));
        assert_eq!(pair_lines(&record.queues), "8001=Suporte\n8002=Vendas");
        assert_eq!(pair_lines(&record.agents), "PJSIP/1001=ana");
    }

    #[test]
    fn what_every_kind_makes_of_its_values_is_what_it_was() {
        let asterisk = AsteriskConnection {
            by_command: true,
            queue_log: "/q".to_owned(),
            cdr: "/c".to_owned(),
            recordings: "/r".to_owned(),
            time_zone: "-03:00".to_owned(),
            trunks: vec!["PJSIP/a".to_owned(), "PJSIP/b".to_owned()],
            direct_queue: "D".to_owned(),
            outbound_queue: "O".to_owned(),
            internal_queue: "I".to_owned(),
        };
        let number = NamePair { foreign: "106540352242922".to_owned(), name: "WhatsApp".to_owned() };
        let whatsapp = WhatsAppConnection {
            numbers: vec![number],
            idle_hours: 12,
            grace_s: 60,
            closing_words: vec!["Encerrado".to_owned()],
            history: false,
            media: true,
        };
        let chatwoot = ChatwootConnection {
            server: "https://chat.example.com".to_owned(),
            account: 7,
            inboxes: vec!["Site".to_owned()],
            settle_s: 30,
            media: true,
        };
        for connection in
            [Connection::Asterisk(asterisk), Connection::WhatsApp(whatsapp), Connection::Chatwoot(chatwoot)]
        {
            let kind = connection.kind();
            let record = SourceRecord {
                name: "fonte".to_owned(),
                active: true,
                connection,
                queues: vec![NamePair { foreign: "1".to_owned(), name: "Um".to_owned() }],
                agents: vec![NamePair { foreign: "2".to_owned(), name: "dois".to_owned() }],
            };
            assert_eq!(read(&values(&record), kind, "fonte", true), Ok(record));
        }
    }

    #[test]
    fn every_mistake_is_told_at_its_field() {
        let whatsapp = form(&[("numbers", ""), ("idle_hours", "73"), ("grace_s", "")]);
        assert_eq!(
            problems(read(&whatsapp, SourceKind::WhatsApp, "", false)),
            ["idle_hours out_of_range", "grace_s required", "name required", "numbers required"]
        );
        let chatwoot = form(&[("server", "chat"), ("account", "x"), ("settle_s", "-1")]);
        assert_eq!(
            problems(read(&chatwoot, SourceKind::Chatwoot, "c", false)),
            ["account out_of_range", "settle_s out_of_range", "server malformed"]
        );
    }

    #[test]
    fn a_time_zone_is_a_place_or_an_offset() {
        let zone = |zone: &str| {
            let values = form(&[("queue_log", "/q"), ("time_zone", zone)]);
            problems(read(&values, SourceKind::Asterisk, "pbx", false))
        };
        for good in ["", "America/Sao_Paulo", "-03:00", "UTC", " Brazil/East "] {
            assert!(zone(good).is_empty(), "{good}");
        }
        for bad in ["Sao Paulo", "Brasília"] {
            assert_eq!(zone(bad), ["time_zone malformed"], "{bad}");
        }
    }
}

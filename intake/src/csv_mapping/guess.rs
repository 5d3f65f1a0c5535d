//! What the columns of a file may mean, by their names and values: the beginning of a mapping, which a person
//! completes and tries. Nothing is imported by a guess.

use std::collections::BTreeMap;

use super::mapping::{Field, Mapping};
use super::rule::{Choice, Column, Constant, Rule};
use super::sample::{Sample, SampleColumn};
use super::simple::SimpleRule;
use super::three_cx;
use crate::file_kind::FileKind;
use crate::lines::Encoding;
use crate::zone::WrittenTime;

/// Names of columns, in Portuguese, English and Spanish, without accents. Of two fields that a name fits, the
/// first is meant; a column is taken once.
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::QueuedAt,
        &[
            "start",
            "start time",
            "started at",
            "inicio",
            "data",
            "date",
            "data hora",
            "date time",
            "datetime",
            "data inicio",
            "hora inicio",
            "data de inicio",
            "inicio da chamada",
            "inicio da ligacao",
            "entrada na fila",
            "queued at",
            "queue start",
            "calldate",
            "call date",
            "call time",
            "fecha",
            "fecha hora",
            "fecha inicio",
            "fecha de inicio",
            "created at",
            "criado em",
            "time start",
            "timestamp",
            "aberto em",
        ],
    ),
    (
        Field::AnsweredAt,
        &[
            "answered",
            "answered at",
            "answer time",
            "answer",
            "atendido em",
            "hora atendimento",
            "data atendimento",
            "atendimento em",
            "atendida",
            "atendida en",
            "respondida",
            "connect time",
            "connected at",
            "time answered",
        ],
    ),
    (
        Field::EndedAt,
        &[
            "end",
            "end time",
            "ended at",
            "fim",
            "termino",
            "data fim",
            "hora fim",
            "data de fim",
            "data termino",
            "encerrado em",
            "encerramento",
            "hangup",
            "hangup time",
            "finalizado em",
            "fin",
            "fecha fin",
            "fecha de fin",
            "closed at",
            "time end",
        ],
    ),
    (
        Field::WaitS,
        &[
            "wait",
            "wait time",
            "waiting time",
            "espera",
            "tempo de espera",
            "tempo espera",
            "tiempo de espera",
            "hold time",
            "queue time",
            "tempo em fila",
            "tempo na fila",
        ],
    ),
    (
        Field::TalkS,
        &[
            "talk",
            "talk time",
            "talking time",
            "conversa",
            "tempo de conversa",
            "tempo conversa",
            "tempo falado",
            "tempo de fala",
            "tiempo de conversacion",
            "tempo de atendimento",
            "billsec",
            "conversacion",
        ],
    ),
    (
        Field::TotalS,
        &[
            "duration",
            "duracao",
            "duracion",
            "total",
            "tempo total",
            "total time",
            "tiempo total",
            "call duration",
        ],
    ),
    (
        Field::Queue,
        &[
            "queue",
            "fila",
            "cola",
            "queue name",
            "nome da fila",
            "skill",
            "campanha",
            "campaign",
            "departamento",
            "department",
            "setor",
            "grupo",
            "group",
            "team",
            "equipe",
        ],
    ),
    (
        Field::Agent,
        &[
            "agent",
            "agente",
            "atendente",
            "operador",
            "operator",
            "agent name",
            "nome do agente",
            "usuario",
            "user",
            "ramal",
            "extension",
        ],
    ),
    (
        Field::Direction,
        &[
            "direction",
            "direcao",
            "sentido",
            "direccion",
            "type",
            "tipo",
            "call type",
            "tipo de chamada",
            "tipo da chamada",
            "tipo de llamada",
        ],
    ),
    (Field::Channel, &["channel", "canal", "midia", "media", "medio"]),
    (
        Field::Outcome,
        &[
            "result",
            "resultado",
            "status",
            "situacao",
            "outcome",
            "desfecho",
            "disposition",
            "estado",
            "call status",
        ],
    ),
    (
        Field::Number,
        &[
            "caller",
            "caller id",
            "callerid",
            "number",
            "numero",
            "telefone",
            "phone",
            "phone number",
            "telefono",
            "origem",
            "origen",
            "from",
            "ani",
            "numero de origem",
            "telefone do cliente",
            "customer phone",
            "cliente telefone",
            "numero do cliente",
            "celular",
        ],
    ),
    (
        Field::CustomerName,
        &[
            "customer",
            "cliente",
            "customer name",
            "nome do cliente",
            "nome cliente",
            "contato",
            "contact",
            "contacto",
            "nome",
            "name",
            "nombre",
        ],
    ),
    (Field::CustomerEmail, &["email", "e mail", "correo", "customer email", "email do cliente"]),
    (Field::CustomerDocument, &["cpf", "cnpj", "cpf cnpj", "documento", "document", "rut", "dni"]),
    (
        Field::ContactReason,
        &[
            "reason",
            "motivo",
            "contact reason",
            "motivo de contato",
            "motivo do contato",
            "assunto",
            "tabulacao",
            "qualificacao",
            "tipificacion",
        ],
    ),
    (
        Field::Notes,
        &[
            "notes",
            "notas",
            "observacao",
            "observacoes",
            "comentario",
            "comments",
            "comment",
            "observaciones",
        ],
    ),
    (Field::EndedBy, &["ended by", "encerrado por", "encerrada por", "hangup by", "desligado por"]),
    (Field::HoldS, &["hold", "tempo em pausa", "tempo em retencao"]),
    (Field::WrapUpS, &["wrap up", "wrapup", "acw", "pos atendimento"]),
];

/// Names of columns that identify a row.
const KEYS: &[&str] = &[
    "call id",
    "callid",
    "uniqueid",
    "unique id",
    "id",
    "id da chamada",
    "id da ligacao",
    "id chamada",
    "id de la llamada",
    "call uuid",
    "uuid",
    "protocolo",
    "protocol",
    "ticket",
    "ticket id",
    "conversation id",
    "interaction id",
    "numero do protocolo",
    "codigo",
    "historyid",
];

/// Values of columns, without accents, and the words of interactions.
const VALUES: &[(Field, &[(&str, &str)])] = &[
    (
        Field::Direction,
        &[
            ("in", "inbound"),
            ("inbound", "inbound"),
            ("incoming", "inbound"),
            ("entrada", "inbound"),
            ("entrante", "inbound"),
            ("recebida", "inbound"),
            ("receptiva", "inbound"),
            ("receptivo", "inbound"),
            ("recibida", "inbound"),
            ("out", "outbound"),
            ("outbound", "outbound"),
            ("outgoing", "outbound"),
            ("saida", "outbound"),
            ("saliente", "outbound"),
            ("realizada", "outbound"),
            ("ativa", "outbound"),
            ("ativo", "outbound"),
            ("efetuada", "outbound"),
        ],
    ),
    (
        Field::Outcome,
        &[
            ("answered", "answered"),
            ("answer", "answered"),
            ("atendida", "answered"),
            ("atendido", "answered"),
            ("contestada", "answered"),
            ("completed", "answered"),
            ("abandoned", "abandoned"),
            ("abandon", "abandoned"),
            ("abandonada", "abandoned"),
            ("abandonado", "abandoned"),
            ("desistencia", "abandoned"),
            ("hung up", "abandoned"),
            ("no answer", "abandoned"),
            ("missed", "abandoned"),
            ("perdida", "abandoned"),
            ("nao atendida", "abandoned"),
            ("voicemail", "voicemail"),
            ("correio de voz", "voicemail"),
            ("buzon de voz", "voicemail"),
            ("overflow", "overflow"),
            ("transbordo", "overflow"),
            ("callback", "callback"),
            ("failed", "failed"),
            ("falha", "failed"),
        ],
    ),
    (
        Field::Channel,
        &[
            ("voice", "voice"),
            ("voz", "voice"),
            ("phone", "voice"),
            ("telefone", "voice"),
            ("call", "voice"),
            ("chamada", "voice"),
            ("ligacao", "voice"),
            ("llamada", "voice"),
            ("chat", "webchat"),
            ("webchat", "webchat"),
            ("site", "webchat"),
            ("whatsapp", "whatsapp"),
        ],
    ),
    (
        Field::EndedBy,
        &[
            ("customer", "customer"),
            ("cliente", "customer"),
            ("caller", "customer"),
            ("agent", "agent"),
            ("agente", "agent"),
            ("atendente", "agent"),
            ("system", "system"),
            ("sistema", "system"),
        ],
    ),
];

/// A mapping for a file that begins with `bytes`. It may lack what no column says.
pub fn guess(bytes: &[u8], is_beginning: bool) -> Mapping {
    if FileKind::of(bytes) == FileKind::ThreeCx {
        let text = Encoding::Utf8.decoded(bytes);
        let order = three_cx::Order::of(text.lines().next().unwrap_or_default());
        if let Ok(mapping) = three_cx::mapping(order, &BTreeMap::new()) {
            return mapping;
        }
    }
    let mut mapping = Mapping::default();
    let mut sample = Sample::of(bytes, is_beginning, &mapping);
    if sample.columns.iter().any(|column| matches!(&column.column, Column::Name(name) if is_value(name))) {
        mapping.header = false;
        sample = Sample::of(bytes, is_beginning, &mapping);
    }
    by_names(&sample, &mut mapping);
    mapping
}

/// Whether a text in the first record is no name of a column.
fn is_value(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) || WrittenTime::parse(text).is_some()
}

fn by_names(sample: &Sample, mapping: &mut Mapping) {
    let mut free: Vec<(&SampleColumn, String)> = sample
        .columns
        .iter()
        .filter_map(|column| match &column.column {
            Column::Name(name) => Some((column, plain(name))),
            Column::Number(_) => None,
        })
        .collect();
    let key = KEYS.iter().find_map(|wanted| free.iter().position(|(_, name)| name == wanted));
    if let Some(position) = key {
        mapping.key.push(free.remove(position).0.column.clone());
    }
    for (field, names) in NAMES {
        let found = names.iter().find_map(|wanted| free.iter().position(|(_, name)| name == wanted));
        let Some(position) = found else { continue };
        let (column, name) = free.remove(position);
        let mut rule = SimpleRule { columns: vec![column.column.clone()], ..SimpleRule::default() };
        if *field == Field::QueuedAt && is_day(&name) {
            // A day and its time may be in two columns.
            let time = free.iter().position(|(_, name)| ["hora", "time", "horario"].contains(&name.as_str()));
            rule.columns.extend(time.map(|position| free.remove(position).0.column.clone()));
        }
        rule.values = suggested_words(*field, &column.values);
        if let Some(rule) = rule.rule() {
            mapping.fields.insert(*field, rule);
        }
    }
    if let Some(rule) = mapping.fields.get(&Field::Number).cloned() {
        mapping.fields.insert(Field::CustomerPhone, rule);
    }
    mapping.fields.entry(Field::Channel).or_insert_with(|| {
        let voice = Choice { value: Some(Constant::Text("voice".to_owned())), ..Choice::default() };
        Rule(vec![voice])
    });
    mapping.time_formats = formats(sample, mapping);
}

/// The formats of the columns with times.
fn formats(sample: &Sample, mapping: &Mapping) -> Vec<String> {
    let times = [Field::QueuedAt, Field::AnsweredAt, Field::EndedAt];
    let columns: Vec<Vec<Column>> = times
        .into_iter()
        .filter_map(|field| SimpleRule::of(field, mapping.fields.get(&field)?).map(|rule| rule.columns))
        .collect();
    let columns: Vec<&[Column]> = columns.iter().map(Vec::as_slice).collect();
    let formats = sample.time_formats(&columns);
    // That is the default.
    if formats == ["iso"] { Vec::new() } else { formats }
}

fn is_day(name: &str) -> bool {
    ["data", "date", "fecha", "call date"].contains(&name)
}

/// What values become that are known.
pub fn suggested_words(field: Field, values: &[String]) -> BTreeMap<String, Constant> {
    let known = VALUES.iter().find(|(of, _)| *of == field).map_or(&[][..], |(_, known)| known);
    let word = |value: &String| {
        let text = plain(value);
        let (_, word) = known.iter().find(|(from, _)| *from == text)?;
        (value != word).then(|| (value.clone(), Constant::Text((*word).to_owned())))
    };
    values.iter().filter_map(word).collect()
}

/// A name in lower case, without accents and signs.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' => plain.push('a'),
            'é' | 'ê' | 'è' => plain.push('e'),
            'í' | 'ì' => plain.push('i'),
            'ó' | 'ô' | 'õ' | 'ö' => plain.push('o'),
            'ú' | 'ü' => plain.push('u'),
            'ç' => plain.push('c'),
            'ñ' => plain.push('n'),
            c if c.is_alphanumeric() => plain.push(c),
            _ => plain.push(' '),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::csv_mapping::{CsvSettings, MappedCsv};
    use crate::dry_run::DryRun;

    fn guessed(file: &str) -> Mapping {
        guess(file.as_bytes(), false)
    }

    /// The columns of a field, for short.
    fn columns(mapping: &Mapping, field: Field) -> Vec<String> {
        let rule = mapping.fields.get(&field).and_then(|rule| SimpleRule::of(field, rule));
        rule.map(|rule| rule.columns.iter().map(ToString::to_string).collect()).unwrap_or_default()
    }

    #[test]
    fn the_example_of_the_documentation_is_nearly_guessed() {
        let file = "Call ID;Queue;Agent;Type;Caller;Start;Wait;Talk;Result\n\
            1001;Suporte;Ana Souza;In;11987654321;15/06/2026 09:00:00;0:00:30;0:02:10;Answered\n\
            1002;Suporte;;In;anonymous;15/06/2026 09:05:00;0:00:45;0:00:00;Hung up\n";
        let mapping = Mapping { time_zone: "America/Sao_Paulo".parse().ok(), ..guessed(file) };
        assert_eq!(mapping.check(), Ok(()));
        assert_eq!(mapping.time_formats, ["%d/%m/%Y %H:%M:%S"]);
        let settings = CsvSettings { source: "suite".to_owned(), mapping, ..CsvSettings::default() };
        let found = DryRun::of(&MappedCsv::new(settings), file.as_bytes(), false);
        assert_eq!((found.interactions, found.rejected), (2, 0), "{:?}", found.rejects);
        let first = serde_json::to_value(&found.shown[0].1).expect("JSON");
        assert_eq!(
            (&first["direction"], &first["outcome"], &first["queued_at"], &first["customer"]["phone"]),
            (&"inbound".into(), &"answered".into(), &"2026-06-15T12:00:00Z".into(), &"11987654321".into())
        );
    }

    #[test]
    fn names_are_known_in_three_languages_with_and_without_accents() {
        let mapping =
            guessed("Protocolo;Início;TÉRMINO;Fila;Operador;Direção\nP1;2026-06-15 09:00:00;x;S;a;Saída\n");
        assert_eq!(mapping.key, [Column::Name("Protocolo".to_owned())]);
        assert_eq!(columns(&mapping, Field::QueuedAt), ["Início"]);
        assert_eq!(columns(&mapping, Field::EndedAt), ["TÉRMINO"]);
        assert_eq!(columns(&mapping, Field::Agent), ["Operador"]);
        assert_eq!(
            mapping.fields[&Field::Direction].0[0].values["Saída"],
            Constant::Text("outbound".to_owned())
        );
        let mapping = guessed("Fecha,Hora,Cola\n15/06/2026,09:00:00,Soporte\n");
        assert_eq!(columns(&mapping, Field::QueuedAt), ["Fecha", "Hora"]);
        assert_eq!(mapping.time_formats, ["%d/%m/%Y %H:%M:%S"]);
    }

    #[test]
    fn a_file_without_a_header_is_known_by_its_first_record() {
        assert!(!guessed("1001;Suporte;2026-06-15 09:00:00\n").header);
        assert!(guessed("Id;Fila;Início\n").header);
    }

    #[test]
    fn calls_of_3cx_have_their_mapping() {
        let file = "Call 1,00A_1,00:00:24,2026/06/15 12:00:00,2026/06/15 12:00:30,2026/06/15 12:02:10,TerminatedBySrc,\
            1,Ext.800,10000,800,800,ReplacedDst,Ext.101,101,,,,,Chain: 1;,Line,Queue,Extension,C,S,A,\n";
        let mapping = guessed(file);
        assert_eq!((mapping.line_prefix.as_str(), mapping.header), ("Call ", false));
    }

    proptest! {
        #[test]
        fn any_file_has_a_mapping_that_is_read_again_as_it_was(text in "[A-Za-z;,\"\n0-9/ :]{0,200}") {
            let mapping = guessed(&text);
            if mapping.check().is_ok() {
                prop_assert_eq!(Mapping::parse(&mapping.to_json()), Ok(mapping));
            }
        }
    }
}

//! Whether a file is of the kind that was expected, by what its source makes of its beginning.
//!
//! A file of another kind would give a reject for each of its lines. After some, with nothing that could be
//! used, the import stops with one sentence that says what the file seems to be.

use std::mem::{Discriminant, discriminant};

use intake::file_kind::{ENOUGH, FileKind};
use intake::source::{Output, Reason, Skipped};

/// After how many rejects of one kind, with nothing usable, a file is not read further.
const MAX_REJECTS: usize = 20;
/// How many characters of a header are shown.
const MAX_HEADER: usize = 400;

/// The beginning of a file.
pub(super) struct Beginning<'a> {
    file: &'a str,
    /// What was expected, for the sentence.
    expected: &'static str,
    kind: Option<FileKind>,
    read: u64,
    rejects: usize,
    reason: Option<Discriminant<Reason>>,
    /// Whether something of the file could be used.
    is_usable: bool,
}

impl<'a> Beginning<'a> {
    pub(super) fn of(file: &'a str, expected: &'static str) -> Self {
        Self { file, expected, kind: None, read: 0, rejects: 0, reason: None, is_usable: false }
    }

    /// Looks at the first bytes, if they were not seen yet.
    pub(super) fn look_at(&mut self, bytes: &[u8]) {
        if self.kind.is_none() && !bytes.is_empty() {
            self.kind = Some(FileKind::of(&bytes[..bytes.len().min(ENOUGH)]));
        }
    }

    /// What there is to say at the end of the file: that it has no line, or that it seems to be something
    /// else, if none of its few lines could be used.
    pub(super) fn remark(&self) -> Option<String> {
        let Self { file, .. } = self;
        if self.read == 0 && matches!(self.kind, None | Some(FileKind::Empty)) {
            return Some(format!("{file} has no line: it is empty."));
        }
        let is_unusable = !self.is_usable && self.read > 0 && self.rejects as u64 == self.read;
        self.seems().filter(|_| is_unusable).map(|seems| format!("{file}: {seems}."))
    }

    /// What the file seems to be, if that is something else than was expected.
    fn seems(&self) -> Option<String> {
        let kind = self.kind.filter(|kind| *kind != FileKind::Text)?.to_string();
        let expected = self.expected;
        (!kind.starts_with(expected)).then(|| format!("it seems to be {kind}; expected: {expected}"))
    }

    /// Takes note of what was made of a piece. Returns why the file is not read further, if it is of
    /// another kind; of the rejects, only the first stay.
    pub(super) fn note(&mut self, output: &mut Output) -> Option<String> {
        if self.is_usable {
            return None;
        }
        let says_nothing = |kind: &Skipped| matches!(kind, Skipped::BlankLine | Skipped::RefusedTable);
        self.read += output.read;
        self.rejects += output.rejects.len();
        let first = output.rejects.first()?;
        let reason = *self.reason.get_or_insert(kind_of(&first.reason));
        let is_header = matches!(first.reason, Reason::MissingColumn { .. } | Reason::AmbiguousColumn { .. });
        let is_of_one_kind =
            output.rejects.iter().all(|reject| is_header || kind_of(&reject.reason) == reason);
        // A header may be read, and be all that can be.
        let is_all = is_header || self.rejects as u64 + 1 >= self.read;
        let is_unusable = output.interactions.is_empty()
            && output.skipped.keys().all(says_nothing)
            && is_of_one_kind
            && is_all
            && says_other_kind(&first.reason);
        self.is_usable = !is_unusable;
        if self.is_usable || (!is_header && self.rejects < MAX_REJECTS) {
            return None;
        }
        output.rejects.truncate(MAX_REJECTS);
        Some(self.sentence(output))
    }

    fn sentence(&self, output: &Output) -> String {
        let file = self.file;
        let seems = self.seems().map_or(String::new(), |seems| format!("; {seems}"));
        let Some(first) = output.rejects.first() else { return format!("{file} is not read{seems}") };
        match &first.reason {
            Reason::MissingColumn { .. } | Reason::AmbiguousColumn { .. } => {
                let reasons: Vec<String> =
                    output.rejects.iter().map(|reject| reject.reason.to_string()).collect();
                // It may be no text at all, and a terminal obeys control characters.
                let header = first.text.chars().take(MAX_HEADER);
                let header: String = header.map(|c| if c.is_control() { ' ' } else { c }).collect();
                format!("{file} is not read: {}{seems}\nIts first line is: {header}", reasons.join("; "))
            }
            Reason::NoTimeZone => format!(
                "{file} is not read: its times have no offset. Name their zone with --time-zone, like \
                 --time-zone America/Sao_Paulo"
            ),
            _ => format!(
                "{file} is not read: none of its first lines can be used as {}{seems}\nThe first reject is {first}",
                self.expected
            ),
        }
    }
}

/// What a reject is, as far as it shows that a file is of another kind: NUL bytes and what they cut are one.
fn kind_of(reason: &Reason) -> Discriminant<Reason> {
    match reason {
        Reason::NulBytes { .. } => discriminant(&Reason::CutLine),
        reason => discriminant(reason),
    }
}

/// Whether a reject may show that a file is of another kind. Others belong to events of a file that is
/// understood.
fn says_other_kind(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::LineTooLong { .. }
            | Reason::RecordTooLong { .. }
            | Reason::BadJson
            | Reason::MissingField { .. }
            | Reason::NulBytes { .. }
            | Reason::CutLine
            | Reason::TooFewFields
            | Reason::TooManyFields
            | Reason::BadTime
            | Reason::NoTimeZone
            | Reason::NoCall
            | Reason::NoKey
            | Reason::MissingColumn { .. }
            | Reason::AmbiguousColumn { .. }
            | Reason::BadFields(_)
    )
}

#[cfg(test)]
mod tests {
    use intake::asterisk::cdr::{Cdr, CdrSettings};
    use intake::asterisk::queue_log::{QueueLog, QueueLogSettings, QueueLogState};
    use intake::genesys::{Genesys, GenesysSettings};
    use intake::source::Source;

    use super::*;

    /// What is said of a file that one source reads, and how many rejects are left.
    fn said<S: Source>(source: &S, expected: &'static str, file: &[u8]) -> Option<(String, usize)> {
        let mut beginning = Beginning::of("a.txt", expected);
        beginning.look_at(file);
        let mut output = Output::default();
        source.read(&mut S::State::default(), file, &mut output);
        beginning.note(&mut output).map(|said| (said, output.rejects.len()))
    }

    fn queue_log(file: &[u8]) -> Option<(String, usize)> {
        let source = QueueLog::new(QueueLogSettings { source: "pbx".to_owned(), ..Default::default() });
        said(&source, "the queue_log of an Asterisk", file)
    }

    #[test]
    fn a_file_of_another_kind_is_not_read_further() {
        let table = "id;queue;agent\n".repeat(1_000);
        let (sentence, rejects) = queue_log(table.as_bytes()).expect("a sentence");
        assert_eq!(rejects, 20);
        assert!(
            sentence.starts_with(
                "a.txt is not read: none of its first lines can be used as the queue_log of an Asterisk; it seems to be a CSV table (protocolo \
                 import csv); expected: the queue_log of an Asterisk"
            ),
            "{sentence}"
        );
        let genesys = Genesys::new(GenesysSettings { source: "g".to_owned(), ..GenesysSettings::default() });
        let contacts = "{\"ContactId\": \"x\"}\n".repeat(21);
        let (sentence, _) =
            said(&genesys, "conversations of Genesys Cloud", contacts.as_bytes()).expect("a sentence");
        assert!(sentence.contains("seems to be contact records of Amazon Connect"), "{sentence}");
        assert!(sentence.contains("has no \"conversationId\""), "{sentence}");
    }

    #[test]
    fn bytes_that_are_no_text_are_said_to_be_none() {
        let utf_16: Vec<u8> =
            "\u{feff}id;queue\r\n1;2\r\n".repeat(20).encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (sentence, rejects) = queue_log(&utf_16).expect("a sentence");
        assert_eq!(rejects, 20);
        assert!(sentence.contains("it seems to be text in UTF-16 (save it as UTF-8)"), "{sentence}");
        let mapping = r#"{"key": ["id"], "fields": {"queue": "q", "channel": {"value": "voice"},
            "direction": {"value": "inbound"}, "queued_at": "a", "ended_at": "b"}}"#;
        let mapping = intake::csv_mapping::Mapping::parse(mapping).expect("a mapping");
        let source = intake::csv_mapping::MappedCsv::new(intake::csv_mapping::CsvSettings {
            source: "suite".to_owned(),
            mapping,
            ..Default::default()
        });
        let (sentence, _) = said(&source, "a CSV file", b"PK\x03\x04\x1b[2Jabc\nx\n").expect("a sentence");
        assert!(sentence.contains("an Excel workbook or another ZIP archive"), "{sentence}");
        assert!(!sentence.contains('\u{1b}'), "{sentence}");
    }

    #[test]
    fn a_few_bad_lines_are_no_other_kind() {
        assert_eq!(queue_log("hello\n".repeat(19).as_bytes()), None);
        let entry = "1772453200|1.1|suporte|NONE|ENTERQUEUE||1|1\n";
        let after = "1772453200|1.1|suporte|NONE|ABANDON|1|1|17\n";
        for used in [entry.repeat(2), format!("{entry}{after}")] {
            assert_eq!(queue_log((used + &"hello\n".repeat(500)).as_bytes()), None);
        }
        let no_visit = "1772453200|1.1|suporte|PJSIP/1|CONNECT|1|1|1\n".repeat(50);
        assert_eq!(queue_log(no_visit.as_bytes()), None, "it is understood");
    }

    #[test]
    fn a_table_that_lacks_a_column_says_so_at_once() {
        let cdr = Cdr::new(CdrSettings { source: "pbx".to_owned(), ..Default::default() });
        let file = b"calldate,clid,src\n2026-03-02 09:00:00,,1\n";
        let (sentence, _) = said(&cdr, "call detail records of an Asterisk", file).expect("a sentence");
        assert!(sentence.contains("the table has no column"), "{sentence}");
        assert!(sentence.ends_with("Its first line is: calldate,clid,src"), "{sentence}");
    }

    #[test]
    fn an_empty_file_has_no_line_and_a_short_one_may_be_another() {
        let remark = |bytes: &[u8]| {
            let source = QueueLog::new(QueueLogSettings { source: "pbx".to_owned(), ..Default::default() });
            let mut beginning = Beginning::of("a", "the queue_log of an Asterisk");
            beginning.look_at(bytes);
            let mut output = Output::default();
            source.read(&mut QueueLogState::default(), bytes, &mut output);
            assert_eq!(beginning.note(&mut output), None);
            beginning.remark()
        };
        for empty in [&b""[..], b"\n \r\n"] {
            assert_eq!(remark(empty).as_deref(), Some("a has no line: it is empty."));
        }
        let said = remark(b"{\"conversationId\": 1}\n").expect("a remark");
        assert_eq!(
            said,
            "a: it seems to be conversations of Genesys Cloud (protocolo import genesys); expected: the queue_log of an \
             Asterisk."
        );
        assert_eq!(remark(b"hello\n"), None);
        assert_eq!(remark(b"1772453200|1.1|suporte|NONE|ENTERQUEUE||1|1\n"), None);
    }
}

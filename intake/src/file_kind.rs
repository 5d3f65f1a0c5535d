//! What a file seems to be, by its beginning: for the message to an operator who named another one.

use std::fmt;

use crate::csv;
use crate::csv_mapping::three_cx;
use crate::lines::{BYTE_ORDER_MARK, Encoding};
use crate::zone::WrittenTime;

/// How many bytes of a file are enough.
pub const ENOUGH: usize = 4_096;

/// What a file seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// It has no bytes, or only blanks.
    Empty,
    /// A ZIP archive, which newer Excel workbooks are.
    Zip,
    /// An older Excel workbook.
    Workbook,
    /// A PDF document.
    Pdf,
    /// An `SQLite` database.
    Sqlite,
    /// A recording.
    Audio,
    /// Text in UTF-16.
    Utf16,
    /// Bytes that are no text.
    Binary,
    /// A page of HTML.
    Html,
    /// XML.
    Xml,
    /// Interactions of our own, one a line.
    Interactions,
    /// A record of `mod_json_cdr`.
    FreeSwitch,
    /// The table `v_xml_cdr` of `FusionPBX`.
    FusionPbx,
    /// A contact record of Amazon Connect.
    AmazonConnect,
    /// A conversation detail of Genesys Cloud.
    Genesys,
    /// Deliveries of the webhook of WhatsApp.
    WhatsApp,
    /// Other JSON.
    Json,
    /// The file `queue_log` of an Asterisk.
    QueueLog,
    /// The table `queue_log` of an Asterisk.
    QueueLogTable,
    /// Call detail records of an Asterisk.
    Cdr,
    /// Call data records of 3CX.
    ThreeCx,
    /// A table of which nothing else is known.
    Csv,
    /// Text.
    Text,
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an empty file",
            Self::Zip => "an Excel workbook or another ZIP archive (save it as CSV)",
            Self::Workbook => "an Excel workbook (save it as CSV)",
            Self::Pdf => "a PDF document",
            Self::Sqlite => "an SQLite database",
            Self::Audio => "a recording",
            Self::Utf16 => "text in UTF-16 (save it as UTF-8)",
            Self::Binary => "no text",
            Self::Html => "a page of HTML",
            Self::Xml => "XML",
            Self::Interactions => "interactions as NDJSON (protocolo import ndjson)",
            Self::FreeSwitch => "call records of FreeSWITCH (protocolo import freeswitch)",
            Self::FusionPbx => "the table v_xml_cdr of FusionPBX (protocolo import freeswitch)",
            Self::AmazonConnect => "contact records of Amazon Connect (protocolo import amazon-connect)",
            Self::Genesys => "conversations of Genesys Cloud (protocolo import genesys)",
            Self::WhatsApp => "deliveries of WhatsApp (protocolo import whatsapp)",
            Self::Json => "JSON",
            Self::QueueLog => "the queue_log of an Asterisk (protocolo import asterisk --queue-log)",
            Self::QueueLogTable => "the table queue_log of an Asterisk (protocolo import asterisk --table)",
            Self::Cdr => "call detail records of an Asterisk (protocolo import asterisk --cdr)",
            Self::ThreeCx => "call data records of 3CX (protocolo import 3cx)",
            Self::Csv => "a CSV table (protocolo import csv)",
            Self::Text => "text",
        })
    }
}

/// The first bytes of files that are no text.
const SIGNATURES: [(&[u8], FileKind); 11] = [
    (b"PK\x03\x04", FileKind::Zip),
    (b"\xd0\xcf\x11\xe0", FileKind::Workbook),
    (b"%PDF", FileKind::Pdf),
    (b"SQLite format 3\0", FileKind::Sqlite),
    (b"RIFF", FileKind::Audio),
    (b"OggS", FileKind::Audio),
    (b"ID3", FileKind::Audio),
    (b"\xff\xfb", FileKind::Audio),
    (b"\xff\xfe", FileKind::Utf16),
    (b"\xfe\xff", FileKind::Utf16),
    (b"\x1f\x8b", FileKind::Binary),
];

/// Keys by which JSON is recognised.
const KEYS: [(&str, FileKind); 5] = [
    ("\"x_hub_signature_256\"", FileKind::WhatsApp),
    ("\"conversationId\"", FileKind::Genesys),
    ("\"ContactId\"", FileKind::AmazonConnect),
    ("\"channel_data\"", FileKind::FreeSwitch),
    ("\"external_id\"", FileKind::Interactions),
];

/// Columns by which a header is recognised: all of them are there.
const COLUMNS: [(&[&str], FileKind); 4] = [
    (&["xml_cdr_uuid"], FileKind::FusionPbx),
    (&["callid", "event", "queuename"], FileKind::QueueLogTable),
    (&["calldate", "disposition"], FileKind::Cdr),
    (&["time-start", "time-end"], FileKind::ThreeCx),
];

impl FileKind {
    /// What begins with these bytes, of which [`ENOUGH`] are looked at.
    pub fn of(beginning: &[u8]) -> Self {
        let bytes = &beginning[..beginning.len().min(ENOUGH)];
        if let Some((_, kind)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
            return *kind;
        }
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        if bytes.trim_ascii().is_empty() {
            return Self::Empty;
        }
        if bytes.contains(&0) {
            return Self::Binary;
        }
        let text = Encoding::Utf8.decoded(bytes);
        let text = text.trim_start();
        match text.chars().next() {
            Some('{' | '[') => {
                let found = KEYS.iter().find(|(key, _)| text.contains(key));
                found.map_or(Self::Json, |(_, kind)| *kind)
            }
            Some('<') if text.to_lowercase().contains("<html") => Self::Html,
            Some('<') => Self::Xml,
            _ => Self::of_line(text.lines().next().unwrap_or("")),
        }
    }

    /// What begins with this line.
    fn of_line(line: &str) -> Self {
        if line.starts_with("cdr=") || line.starts_with("uuid=") || line.starts_with("%7B") {
            return Self::FreeSwitch;
        }
        let bars: Vec<&str> = line.split('|').collect();
        if bars.len() >= 5 && bars[0].len() >= 9 && bars[0].bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::QueueLog;
        }
        let delimiter = csv::delimiter(line);
        let fields = csv::fields(line, delimiter);
        if fields.len() < 3 {
            return Self::Text;
        }
        if three_cx::is_call(line) {
            return Self::ThreeCx;
        }
        let names: Vec<String> = fields.iter().map(|name| name.trim().to_lowercase()).collect();
        let has_all =
            |columns: &&[&str]| columns.iter().all(|column| names.iter().any(|name| name == column));
        if let Some((_, kind)) = COLUMNS.iter().find(|(columns, _)| has_all(columns)) {
            return *kind;
        }
        let is_time =
            |position: usize| fields.get(position).is_some_and(|text| WrittenTime::parse(text).is_some());
        // A call begins and ends at the tenth and twelfth field, or one earlier.
        let is_cdr = [9, 8].into_iter().any(|start| is_time(start) && is_time(start + 2));
        if is_cdr { Self::Cdr } else { Self::Csv }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_beginning() {
        for (beginning, kind) in [
            ("", FileKind::Empty),
            ("\u{feff}\r\n \n", FileKind::Empty),
            ("PK\x03\x04...", FileKind::Zip),
            ("%PDF-1.7", FileKind::Pdf),
            ("a\0b", FileKind::Binary),
            ("<!DOCTYPE html><HTML>", FileKind::Html),
            ("<?xml version=\"1.0\"?><cdr>", FileKind::Xml),
            ("[{\"conversationId\": \"x\"}]", FileKind::Genesys),
            ("{\"AWSAccountId\": 1, \"ContactId\": \"x\"}", FileKind::AmazonConnect),
            ("{\"core-uuid\": 1, \"channel_data\": {}}", FileKind::FreeSwitch),
            ("{\"source\": \"a\", \"external_id\": \"b\"}", FileKind::Interactions),
            (
                "{\"received_at\": \"x\", \"x_hub_signature_256\": \"y\", \"body\": \"{}\"}",
                FileKind::WhatsApp,
            ),
            ("{\"a\": 1}", FileKind::Json),
            ("uuid=1&cdr=%7B", FileKind::FreeSwitch),
            ("1772453200|1772453200.40|suporte|NONE|ENTERQUEUE||551190|1\n", FileKind::QueueLog),
            ("time,callid,queuename,agent,event\n", FileKind::QueueLogTable),
            ("calldate;clid;src;dst;disposition\n", FileKind::Cdr),
            (
                "\"\",\"119\",\"2000\",\"from\",\"\",\"a\",\"b\",\"Dial\",\"x\",\"2026-03-02 09:00:00\",,\"2026-03-02 09:01:00\",1\n",
                FileKind::Cdr,
            ),
            ("xml_cdr_uuid,domain_name,direction\n", FileKind::FusionPbx),
            ("Call 3268379,0000,00:00:24,2020/10/11 20:39:13,\r\n", FileKind::ThreeCx),
            ("Call 2020/10/11 20:39:13,Ext.141,Ext.314\r\n", FileKind::ThreeCx),
            ("historyid,time-start,time-answered,time-end\n", FileKind::ThreeCx),
            // Near misses: tables of other systems whose first name begins with the same word.
            ("Call ID,Queue,Agent,Start\n1,Suporte,Ana,2026/06/15 12:00:00\n", FileKind::Csv),
            ("Call ID;Queue;Agent\n1;2;3\n", FileKind::Csv),
            ("Call date,Call time,Caller\n2026/06/15,12:00:00,1\n", FileKind::Csv),
            ("Call 3268379,0000,00:00:24,2020/10/11\r\n", FileKind::Csv),
            ("Call 3268379;0000;2020/10/11 20:39:13\r\n", FileKind::Csv),
            ("Callback,2020/10/11 20:39:13,x\r\n", FileKind::Csv),
            ("historyid,time-start,time-answered\n", FileKind::Csv),
            ("id;queue;agent\n1;2;3\n", FileKind::Csv),
            ("hello, world\n", FileKind::Text),
        ] {
            assert_eq!(FileKind::of(beginning.as_bytes()), kind, "{beginning}");
        }
        assert_eq!(FileKind::of(b"\xff\xfea\0b\0"), FileKind::Utf16);
    }
}

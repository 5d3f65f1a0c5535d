//! What a reader rejected, as it is kept with its source, and as it is exported.

use std::path::Path;

use app::locales::Locale;
use app::settings::reject_reason;
use chrono::SecondsFormat;
use intake::source::Reject;
use serde_json::{Value, json};
use store::sources::{SourceReject, StoredReject};

/// The rejects of a reader; `log` names the file that is written to, whatever file they are in.
pub(super) fn source_rejects(rejects: &[Reject], log: &Path) -> Vec<SourceReject> {
    let one = |reject: &Reject| SourceReject {
        file: Some(file_name(log)),
        line: Some(reject.place.line),
        reason: serde_json::to_value(&reject.reason).unwrap_or(Value::Null),
        text: reject.text.clone(),
    };
    rejects.iter().map(one).collect()
}

/// The rejects of deliveries, each with the number of its delivery in place of a line.
pub(super) fn delivery_rejects(rejects: &[Reject]) -> Vec<SourceReject> {
    let one = |reject: &Reject| SourceReject {
        file: None,
        line: Some(reject.place.line),
        reason: serde_json::to_value(&reject.reason).unwrap_or(Value::Null),
        text: reject.text.clone(),
    };
    rejects.iter().map(one).collect()
}

/// Says that lines may be lost, since the file with the position is gone.
pub(super) fn lost_lines(log: &Path) -> SourceReject {
    SourceReject { file: Some(file_name(log)), line: None, reason: json!("lines_lost"), text: String::new() }
}

/// A reject as a line of NDJSON, without its end: the reason in words, and as programs know it.
pub(crate) fn reject_line(reject: &StoredReject, locale: Locale) -> String {
    let code: Value = serde_json::from_str(&reject.reason).unwrap_or(Value::Null);
    json!({
        "at": reject.at.to_utc().to_rfc3339_opts(SecondsFormat::Millis, true),
        "file": reject.file,
        "line": reject.line,
        "reason": reject_reason(locale, &reject.reason),
        "code": code,
        "text": reject.text,
    })
    .to_string()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

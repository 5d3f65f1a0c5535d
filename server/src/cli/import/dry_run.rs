//! A dry run: what an import would record, printed instead. No database is opened.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use domain::NewInteraction;
use intake::dry_run::DryRun;
use serde_json::Value;
use tokio::sync::mpsc;

use super::reading::{Piece, Stopped};
use super::report::Report;
use super::tally::counted;
use crate::cli::Failure;
use crate::cli::answer::Answer;

/// How many pieces wait to be looked at.
const MAX_WAITING_PIECES: usize = 2;
/// How many characters of a text are printed.
const MAX_TEXT: usize = 300;

/// What was read.
#[derive(Default)]
struct Printed {
    report: Report,
    found: DryRun,
    files: Arc<[String]>,
}

impl Printed {
    fn take(&mut self, piece: Piece) {
        self.files = piece.files;
        for (file, output) in piece.parts {
            for reject in &output.rejects {
                self.report.count_reject(&reject.reason);
            }
            self.report.count_skipped(output.skipped.clone());
            self.found.take(file, output);
        }
    }

    fn print(&self) -> Result<ExitCode, Failure> {
        let name = |file: usize| self.files.get(file).map_or("", String::as_str);
        let DryRun { interactions, shown, rejected, rejects, .. } = &self.found;
        let mut text = String::new();
        for (number, (file, interaction)) in (1..).zip(shown) {
            let of = file.map_or(String::new(), |file| format!(", of {}", name(file)));
            let _ = writeln!(text, "interaction {number}{of}{}\n", block(interaction));
        }
        let interactions = counted(*interactions, "interaction", "interactions");
        let _ = write!(text, "dry run, nothing was recorded: {interactions}, {rejected} rejected");
        let _ = write!(text, "{}", self.report.details());
        for reject in rejects {
            let file = name(reject.place.file as usize);
            let reject = one_line(&format!("{file} {reject}: {}", reject.text));
            let _ = write!(text, "\nrejected: {reject}");
        }
        if *rejected > rejects.len() as u64 {
            let _ = write!(text, "\n… and more; an import writes all of them to a file");
        }
        let printed = Answer::result(text).print()?;
        Ok(if *rejected > 0 { ExitCode::FAILURE } else { printed })
    }
}

/// Prints what `read` passes on, which runs in a task of its own.
///
/// # Errors
/// If a file cannot be read, or nothing can be printed.
pub(super) async fn show(
    read: impl FnOnce(&mpsc::Sender<Piece>) -> Result<(), Stopped> + Send + 'static,
) -> Result<ExitCode, Failure> {
    let (sender, mut pieces) = mpsc::channel(MAX_WAITING_PIECES);
    let reading = tokio::task::spawn_blocking(move || read(&sender));
    let mut found = Printed::default();
    while let Some(piece) = pieces.recv().await {
        found.take(piece);
    }
    let read = reading.await.map_err(|error| Failure(format!("the files could not be read: {error}")))?;
    let printed = found.print()?;
    read.or_else(Stopped::failure)?;
    Ok(printed)
}

/// The fields of an interaction, one a line.
fn block(interaction: &NewInteraction) -> String {
    let mut lines = String::new();
    fields("", &serde_json::to_value(interaction).unwrap_or_default(), &mut lines);
    lines
}

fn fields(path: &str, value: &Value, lines: &mut String) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| fields(&below(name), value, lines)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                fields(&format!("{path}[{index}]"), item, lines);
            }
        }
        Value::String(text) => {
            let _ = write!(lines, "\n  {path}: {}", one_line(text));
        }
        other => {
            let _ = write!(lines, "\n  {path}: {other}");
        }
    }
}

/// The beginning of a text without line ends and other control characters, which a terminal would obey.
fn one_line(text: &str) -> String {
    let shown: String = text.chars().take(MAX_TEXT).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MAX_TEXT).is_some() { shown + "…" } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interaction_is_a_block_of_its_fields() {
        let interaction: NewInteraction = serde_json::from_value(serde_json::json!({
            "source": "pbx", "external_id": "1", "channel": "voice", "direction": "outbound", "queue": "A\u{1b}[2J\nB",
            "customer": { "phone": "11987654321" }, "queued_at": "2026-03-02T12:00:00Z",
            "ended_at": "2026-03-02T12:01:00Z",
            "calls": [{ "at": "2026-03-02T12:00:00Z", "number": "1", "status": "busy", "duration_s": 0 }],
        }))
        .expect("an interaction");
        let text = block(&interaction);
        for line in ["\n  queue: A [2J B", "\n  customer.phone: 11987654321", "\n  calls[0].duration_s: 0"] {
            assert!(text.contains(line), "{text}");
        }
        assert!(!text.contains("agent"), "what is absent is left out");
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(one_line(&"x".repeat(300)), "x".repeat(300));
        assert_eq!(one_line(&"x".repeat(301)), "x".repeat(300) + "…");
    }
}

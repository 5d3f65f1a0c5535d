//! What is printed about sources.

use domain::settings::SourceRecord;
use store::Store;
use store::settings::Versioned;

use crate::cli::Failure;
use crate::cli::answer::Answer;
use crate::cli::table::{instant, table};
use crate::sources::reject_line;
use app::locales::Locale;
use app::settings::reject_reason;

/// How many rejects are shown with a source.
const SHOWN_REJECTS: u32 = 5;

pub(super) async fn list(store: &Store) -> Result<Answer, Failure> {
    let (settings, zone) = (store.sources().settings(), store.zone());
    let mut rows = Vec::new();
    for source in store.sources().all().await? {
        let status = settings.source_status(source.id).await?;
        let state = match (&status.problem, source.record.active) {
            (_, false) => "paused".to_owned(),
            (Some(problem), true) => problem.clone(),
            (None, true) => "read".to_owned(),
        };
        rows.push([
            source.record.name.clone(),
            source.record.kind().as_str().to_owned(),
            instant(status.last_event_at, zone),
            instant(status.read_at, zone),
            status.waiting.to_string(),
            status.rejects.to_string(),
            state,
        ]);
    }
    let titles = ["NAME", "KIND", "LAST EVENT", "LAST READ", "WAITING", "REJECTS", "STATE"];
    Ok(Answer::result(table(titles, &rows)))
}

pub(super) async fn source(store: &Store, source: &Versioned<SourceRecord>) -> Result<Answer, Failure> {
    let (settings, zone) = (store.sources().settings(), store.zone());
    let status = settings.source_status(source.id).await?;
    let record = serde_json::to_string_pretty(&source.record)
        .map_err(|error| Failure(format!("the settings could not be printed: {error}")))?;
    let mut lines = vec![record];
    for (name, set_at) in settings.source_secrets(source.id).await? {
        lines.push(format!("secret {name}: set {}", instant(Some(set_at), zone)));
    }
    if let Some(problem) = &status.problem {
        lines.push(format!("problem since {}: {problem}", instant(status.problem_at, zone)));
    }
    lines.push(format!("last event: {}", instant(status.last_event_at, zone)));
    lines.push(format!("last read: {}", instant(status.read_at, zone)));
    lines.push(format!("deliveries that wait: {}", status.waiting));
    for log in &status.logs {
        if let Some(unread) = log.unread {
            let since = log.unread_since.map(|at| format!(", some since {}", instant(Some(at), zone)));
            lines.push(format!("{}: {unread} bytes are not read yet{}", log.log, since.unwrap_or_default()));
        }
    }
    for count in settings.source_counts(source.id).await? {
        lines.push(format!("{}: {}", count.what, count.count));
    }
    for (role, name) in settings.source_names(source.id).await? {
        lines.push(format!("created {role}: {name}"));
    }
    for reject in settings.source_rejects(source.id, SHOWN_REJECTS).await? {
        let line = reject.line.map(|line| format!(" line {line}")).unwrap_or_default();
        lines.push(format!(
            "reject {}{line}: {}",
            reject.file.unwrap_or_default(),
            reject_reason(Locale::En, &reject.reason)
        ));
    }
    Ok(Answer::result(lines.join("\n")))
}

pub(super) async fn rejects(
    store: &Store,
    source: &Versioned<SourceRecord>,
    limit: u32,
) -> Result<Answer, Failure> {
    let rejects = store.sources().settings().source_rejects(source.id, limit).await?;
    let lines: Vec<String> = rejects.iter().map(|reject| reject_line(reject, Locale::En)).collect();
    Ok(Answer::result(lines.join("\n")))
}

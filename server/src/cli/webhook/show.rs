//! What is printed about webhooks.

use domain::Timestamp;
use domain::settings::{OffReason, WebhookRecord};
use store::Store;
use store::settings::Versioned;

use crate::cli::Failure;
use crate::cli::answer::Answer;
use crate::cli::table::{instant, table};

/// How many attempts are shown with a webhook.
const SHOWN_ATTEMPTS: u32 = 20;

pub(super) async fn list(store: &Store) -> Result<Answer, Failure> {
    let (settings, zone) = (store.webhooks().settings(), store.zone());
    let all = store.webhooks().all().await?;
    let ids: Vec<_> = all.iter().map(|webhook| webhook.id).collect();
    let facts = settings.webhook_facts(&ids).await?;
    let rows = all.iter().filter_map(|webhook| {
        let facts = facts.iter().find(|facts| facts.id == webhook.id)?;
        Some([
            webhook.record.name.clone(),
            webhook.record.url.clone(),
            instant(facts.delivered_at, zone),
            facts.waiting.to_string(),
            state(webhook.record.active, facts.off_reason, facts.problem.as_deref()),
        ])
    });
    let rows: Vec<_> = rows.collect();
    Ok(Answer::result(table(["NAME", "URL", "LAST DELIVERY", "WAITING", "STATE"], &rows)))
}

fn state(active: bool, off_reason: Option<OffReason>, problem: Option<&str>) -> String {
    match (active, off_reason, problem) {
        (false, Some(OffReason::Failing), _) => "off: failed for five days".to_owned(),
        (false, Some(OffReason::Gone), _) => "off: the address is gone".to_owned(),
        (false, None, _) => "off".to_owned(),
        (true, _, Some(problem)) => format!("fails: {problem}"),
        (true, _, None) => "in use".to_owned(),
    }
}

pub(super) async fn webhook(
    store: &Store,
    webhook: &Versioned<WebhookRecord>,
    now: Timestamp,
) -> Result<Answer, Failure> {
    let (settings, zone) = (store.webhooks().settings(), store.zone());
    let status = settings.webhook_status(webhook.id, now).await?;
    let record = serde_json::to_string_pretty(&webhook.record)
        .map_err(|error| Failure(format!("the settings could not be printed: {error}")))?;
    let mut lines = vec![
        record,
        format!("state: {}", state(webhook.record.active, status.off_reason, status.problem.as_deref())),
        format!("last delivery: {}", instant(status.delivered_at, zone)),
        format!("last number: {}", status.last_seq),
        format!("waiting: {}", status.waiting),
    ];
    if let Some(since) = status.failing_since {
        lines.push(format!("fails since: {}", instant(Some(since), zone)));
        if let Some((seq, kind)) = &status.next {
            lines.push(format!("the others wait for: {seq} {kind}"));
        }
    }
    if let Some(next) = status.next_attempt_at {
        lines.push(format!("next attempt: {}", instant(Some(next), zone)));
    }
    if let Some(until) = status.former_secret_until {
        lines.push(format!("the former secret signs until: {}", instant(Some(until), zone)));
    }
    for attempt in settings.webhook_attempts(webhook.id, SHOWN_ATTEMPTS).await? {
        let result = attempt.problem.unwrap_or_else(|| "accepted".to_owned());
        lines.push(format!(
            "{} {} {} {} ms {result}",
            instant(Some(attempt.at), zone),
            attempt.seq,
            attempt.kind,
            attempt.duration_ms.0
        ));
    }
    Ok(Answer::result(lines.join("\n")))
}

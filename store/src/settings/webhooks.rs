//! Webhooks (*Webhooks*), in the table `webhook` with their events in `webhook_kind` and their groups in
//! `webhook_group`. What is delivered to them is in [`crate::webhooks`].

use std::collections::BTreeMap;

use domain::settings::webhook::url::{self, WebhookUrl};
use domain::settings::{WebhookEvent, WebhookRecord, field_name};
use domain::{AuditObject, FieldErrors, GroupId, Problem, WebhookId};

use super::record::{Executor, Record};
use crate::Result;
use crate::db::{Arg, Statement};
use crate::webhooks::secret;

impl Record for WebhookRecord {
    type Id = WebhookId;
    const OBJECT: AuditObject = AuditObject::Webhook;
    const TABLE: &'static str = "webhook";
    const SEARCHED: &'static str = "name || ' ' || url";

    async fn read(executor: &mut Executor<'_>, ids: &[WebhookId]) -> Result<BTreeMap<WebhookId, Self>> {
        let mut statement = executor.statement();
        let these = statement.any("id", ids);
        statement.text = format!("SELECT id, name, url, active, full_body FROM webhook WHERE {these}");
        let rows: Vec<(WebhookId, String, String, bool, bool)> = executor.fetch_all(statement).await?;

        let mut statement = executor.statement();
        let these = statement.any("webhook_id", ids);
        statement.text = format!("SELECT webhook_id, kind FROM webhook_kind WHERE {these}");
        let mut events: BTreeMap<WebhookId, Vec<WebhookEvent>> = BTreeMap::new();
        for (id, kind) in executor.fetch_all::<(WebhookId, String)>(statement).await? {
            // Unknown words are of another version.
            events.entry(id).or_default().extend(WebhookEvent::parse(&kind));
        }

        let mut statement = executor.statement();
        let these = statement.any("webhook_id", ids);
        statement.text =
            format!("SELECT webhook_id, group_id FROM webhook_group WHERE {these} ORDER BY group_id");
        let mut groups: BTreeMap<WebhookId, Vec<GroupId>> = BTreeMap::new();
        for (id, group) in executor.fetch_all::<(WebhookId, GroupId)>(statement).await? {
            groups.entry(id).or_default().push(group);
        }

        let record = |(id, name, url, active, full)| {
            let mut events = events.remove(&id).unwrap_or_default();
            events.sort_unstable();
            let groups = groups.remove(&id).unwrap_or_default();
            (id, Self { name, url, active, events, groups, full })
        };
        Ok(rows.into_iter().map(record).collect())
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![
            ("name", statement.bind(&self.name)),
            ("url", statement.bind(&self.url)),
            ("full_body", statement.bind(self.full)),
            ("active", statement.bind(self.active)),
        ]
    }

    /// All groups must exist, and a literal address must be one that may be reached; names are resolved
    /// when something is sent.
    async fn check_in_database(
        &self,
        executor: &mut Executor<'_>,
        _id: Option<WebhookId>,
        _before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        let literal = WebhookUrl::parse(&self.url).ok().and_then(|url| url.literal());
        if literal.is_some_and(|address| !executor.store().webhooks().permits(address)) {
            errors.add(field_name::URL, Problem::Malformed { expected: url::PUBLIC.to_owned() });
        }
        if !self.groups.is_empty() {
            let mut statement = executor.statement();
            let these = statement.any("id", &self.groups);
            statement.text = format!("SELECT count(*) FROM monitoring_group WHERE {these}");
            let known: Option<(i64,)> = executor.fetch_optional(statement).await?;
            if known.is_none_or(|(count,)| usize::try_from(count) != Ok(self.groups.len())) {
                errors.add(field_name::GROUPS, Problem::UnknownValue { allowed: Vec::new() });
            }
        }
        Ok(errors)
    }

    /// Writes events and groups. A new webhook gets a secret; one that is switched on begins without the
    /// failures of before.
    async fn apply_effects(
        &self,
        executor: &mut Executor<'_>,
        id: WebhookId,
        before: Option<&Self>,
    ) -> Result<()> {
        for (table, column, values) in [
            ("webhook_kind", "kind", self.events.iter().map(|event| event.as_str().into()).collect()),
            ("webhook_group", "group_id", self.groups.iter().map(|group| (*group).into()).collect()),
        ] {
            let values: Vec<Arg> = values;
            let delete = executor.statement().delete_where(table, "webhook_id", id);
            executor.execute(delete).await?;
            for value in values {
                let mut insert = executor.statement();
                let columns = [("webhook_id", insert.bind(id)), (column, insert.bind(value))];
                insert.insert(table, columns);
                executor.execute(insert).await?;
            }
        }
        if before.is_none() {
            let insert = secret::insertion(executor.statement(), id, executor.now);
            executor.execute(insert).await?;
        }
        if self.active && before.is_some_and(|before| !before.active) {
            let mut fresh = executor.statement();
            let id = fresh.bind(id);
            fresh.text = format!(
                "UPDATE webhook SET failures = 0, failing_since = NULL, next_attempt_at = 0, problem = NULL, \
                 problem_at = NULL, off_reason = NULL WHERE id = {id}"
            );
            executor.execute(fresh).await?;
        }
        Ok(())
    }
}

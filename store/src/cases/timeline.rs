//! *Histórico do Caso*: the timeline of a case, newest first.
//!
//! Actions are stored in `case_event`; the opening of a case and its interactions are derived from
//! their own rows, so that intake writes nothing twice. The queries are in `timeline_rows.rs`.

use domain::cases::{Answer, Event, TIMELINE_PAGE, TimelineFilter, TimelinePage};
use domain::record::FieldChange;
use domain::{CaseId, Channel, TimelineAction, Timestamp, zone};

use crate::Result;
use crate::cases::Cases;
use crate::cases::stored_status;
use crate::db::stored_word;
use crate::history::{coded, stored_protocol};

/// The JSON in `case_event.detail`.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Detail {
    changes: Vec<FieldChange>,
    answers: Vec<Answer>,
    name: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    at: Timestamp,
    case_id: CaseId,
    action: String,
    actor: Option<String>,
    channel: Option<i16>,
    comment: Option<String>,
    status: Option<String>,
    other_case: Option<CaseId>,
    detail: String,
    protocol: Option<String>,
}

impl Cases<'_> {
    /// A page (1-based) of the timeline of a survivor.
    pub async fn timeline(&self, case: CaseId, filter: &TimelineFilter, page: u64) -> Result<TimelinePage> {
        let skip = (page.max(1) - 1).saturating_mul(TIMELINE_PAGE);
        if filter.search.is_empty() {
            let (events, total) = futures::try_join!(
                self.read_events(case, filter, Some((skip, TIMELINE_PAGE))),
                self.count_events(case, filter)
            )?;
            return Ok(TimelinePage { events, total });
        }
        // Neither engine can ignore accents; a case has some thousand events at most.
        let all = self.read_events(case, filter, None).await?;
        let found: Vec<Event> = all.into_iter().filter(|event| event.says(&filter.search)).collect();
        let total = found.len() as u64;
        let page = found.into_iter().skip(usize::try_from(skip).unwrap_or(usize::MAX));
        Ok(TimelinePage { events: page.take(TIMELINE_PAGE as usize).collect(), total })
    }

    /// The matching events, newest first; `slice` is `(skip, take)`.
    async fn read_events(
        &self,
        case: CaseId,
        filter: &TimelineFilter,
        slice: Option<(u64, u64)>,
    ) -> Result<Vec<Event>> {
        let Some(statement) = self.events(case, filter, slice) else { return Ok(Vec::new()) };
        let rows = self.fetch_all::<Row>(statement).await?;
        rows.into_iter().map(|row| self.event(row, case)).collect()
    }

    fn event(&self, row: Row, asked: CaseId) -> Result<Event> {
        let action = stored_word("case event", &row.action, TimelineAction::parse)?;
        let detail: Detail = serde_json::from_str(&row.detail).unwrap_or_default();
        Ok(Event {
            at: zone::civil(self.store.zone(), row.at),
            action,
            actor: row.actor,
            channel: row.channel.map(|code| coded("channel", code, Channel::from_code)).transpose()?,
            comment: row.comment.filter(|text| !text.is_empty()),
            status: row.status.as_deref().map(stored_status).transpose()?,
            other_case: row.other_case,
            protocol: row.protocol.as_deref().map(stored_protocol).transpose()?,
            changes: detail.changes,
            answers: detail.answers,
            subject: detail.name,
            from_case: (row.case_id != asked).then_some(row.case_id),
        })
    }
}

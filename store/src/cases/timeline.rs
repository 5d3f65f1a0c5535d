//! *Histórico do Caso*: everything that happened to a case, newest first.
//!
//! What was done stands in `case_event`; that the case was opened and that its interactions took
//! place is read off their own rows, so that intake writes nothing twice. Where the rows come from
//! is said in `timeline_rows.rs`.

use chrono::NaiveDateTime;
use domain::questionnaire::QuestionKind;
use domain::record::FieldChange;
use domain::text::contains_folded;
use domain::{CaseId, CaseStatus, Channel, Protocol, TimelineAction, UserId, zone};

use super::stored_status;
use crate::history::{coded, stored_protocol};
use crate::scoped::Scoped;
use crate::{Error, Result};

/// Events on a page.
pub const TIMELINE_PAGE: u64 = 50;

/// What somebody is looking for in a timeline; empty lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimelineFilter {
    /// Done by any of these.
    pub users: Vec<UserId>,
    /// On any of these channels.
    pub channels: Vec<Channel>,
    /// Any of these actions.
    pub actions: Vec<TimelineAction>,
    /// With a comment, or without.
    pub commented: Option<bool>,
    /// Words of the description.
    pub search: String,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, civil time.
    pub at: NaiveDateTime,
    /// What.
    pub action: TimelineAction,
    /// Who did it; nobody where a system or the customer did.
    pub actor: Option<String>,
    /// The channel.
    pub channel: Option<Channel>,
    /// What was said about it.
    pub comment: Option<String>,
    /// Where the case stood afterwards, where that changed.
    pub status: Option<CaseStatus>,
    /// The other case it is about.
    pub other_case: Option<CaseId>,
    /// The interaction it is about.
    pub protocol: Option<Protocol>,
    /// The fields that were changed.
    pub changes: Vec<FieldChange>,
    /// Questions and answers.
    pub answers: Vec<Answer>,
    /// The name of what it is about: a file, a questionnaire, a reason.
    pub subject: Option<String>,
    /// The case it happened to, where that was folded into the one asked for.
    pub from_case: Option<CaseId>,
}

/// An answered question.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Answer {
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// How it was to be answered, where that says how to read the answer.
    #[serde(default)]
    pub kind: Option<QuestionKind>,
}

/// A page of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelinePage {
    /// Newest first.
    pub events: Vec<Event>,
    /// How many there are in all.
    pub total: u64,
}

/// What an event's `detail` may say.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Detail {
    changes: Vec<FieldChange>,
    answers: Vec<Answer>,
    name: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    at: i64,
    case_id: i64,
    action: String,
    actor: Option<String>,
    channel: Option<i16>,
    comment: Option<String>,
    status: Option<String>,
    other_case: Option<i64>,
    detail: String,
    protocol: Option<String>,
}

impl Scoped<'_> {
    /// A page, from 1, of the timeline of a case, a survivor.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn timeline(&self, case: CaseId, filter: &TimelineFilter, page: u64) -> Result<TimelinePage> {
        let skip = (page.max(1) - 1).saturating_mul(TIMELINE_PAGE);
        if filter.search.is_empty() {
            let (events, total) = futures::try_join!(
                self.read_events(case, filter, Some((skip, TIMELINE_PAGE))),
                self.count_events(case, filter)
            )?;
            return Ok(TimelinePage { events, total });
        }
        // Neither engine compares without accents; a case has some thousand events at most.
        let all = self.read_events(case, filter, None).await?;
        let found: Vec<Event> = all.into_iter().filter(|event| event.says(&filter.search)).collect();
        let total = found.len() as u64;
        let page = found.into_iter().skip(usize::try_from(skip).unwrap_or(usize::MAX));
        Ok(TimelinePage { events: page.take(TIMELINE_PAGE as usize).collect(), total })
    }

    /// Those that a filter lets through, newest first; all of them, or so many after others.
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
        let action = TimelineAction::parse(&row.action)
            .ok_or_else(|| Error::Corrupt(format!("case event {:?}", row.action)))?;
        let detail: Detail = serde_json::from_str(&row.detail).unwrap_or_default();
        Ok(Event {
            at: zone::civil(self.store.zone(), row.at),
            action,
            actor: row.actor,
            channel: row.channel.map(|code| coded("channel", code, Channel::from_code)).transpose()?,
            comment: row.comment.filter(|text| !text.is_empty()),
            status: row.status.as_deref().map(stored_status).transpose()?,
            other_case: row.other_case.map(CaseId),
            protocol: row.protocol.as_deref().map(stored_protocol).transpose()?,
            changes: detail.changes,
            answers: detail.answers,
            subject: detail.name,
            from_case: (row.case_id != asked.0).then_some(CaseId(row.case_id)),
        })
    }
}

impl Event {
    /// Whether its description contains what somebody typed, accents and case aside.
    fn says(&self, typed: &str) -> bool {
        let changes = self.changes.iter().flat_map(|change| [&change.from, &change.to]);
        let answers = self.answers.iter().flat_map(|answer| [&answer.question, &answer.answer]);
        let texts = self.comment.iter().chain(&self.subject).chain(changes).chain(answers);
        let mut texts = texts.map(String::as_str).chain(self.protocol.as_ref().map(Protocol::as_str));
        texts.any(|text| contains_folded(text, typed))
    }
}

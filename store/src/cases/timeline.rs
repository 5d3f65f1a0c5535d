//! *Histórico do Caso*: everything that happened to a case, newest first.
//!
//! What was done stands in `case_event`; that the case was opened and that its interactions took
//! place is read off their own rows, so that intake writes nothing twice.

use chrono::NaiveDateTime;
use domain::history::Named;
use domain::questionnaire::QuestionKind;
use domain::record::FieldChange;
use domain::text::contains_folded;
use domain::{CaseId, CaseStatus, Channel, Protocol, TimelineAction, UserId, zone};

use super::head::named;
use super::{family, stored_status};
use crate::history::{coded, stored_protocol};
use crate::scoped::{Scoped, Statement};
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
            let mut statement = self.events(case, filter);
            let (most, skipped) = (TIMELINE_PAGE.cast_signed(), i64::try_from(skip).unwrap_or(i64::MAX));
            let (most, skipped) = (statement.int(most), statement.int(skipped));
            let at_most = statement.db.limit(&most);
            statement.text = format!("{} {at_most} OFFSET {skipped}", statement.text);
            let (rows, total) = futures::try_join!(statement.all::<Row>(), self.count_events(case, filter))?;
            let events = rows.into_iter().map(|row| self.event(row, case)).collect::<Result<_>>()?;
            return Ok(TimelinePage { events, total });
        }
        // Neither engine compares without accents; a case has some thousand events at most.
        let rows = self.events(case, filter).all::<Row>().await?;
        let all = rows.into_iter().map(|row| self.event(row, case)).collect::<Result<Vec<_>>>()?;
        let found: Vec<Event> = all.into_iter().filter(|event| event.says(&filter.search)).collect();
        let total = found.len() as u64;
        let page = found.into_iter().skip(usize::try_from(skip).unwrap_or(usize::MAX));
        Ok(TimelinePage { events: page.take(TIMELINE_PAGE as usize).collect(), total })
    }

    /// Everybody who has done something to a case, a survivor.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn timeline_users(&self, case: CaseId) -> Result<Vec<Named<UserId>>> {
        let mut statement = self.statement();
        let family = family(&mut statement, case);
        let scope = self.case_in_scope(&mut statement, case);
        statement.text = format!(
            "SELECT u.id, u.name FROM user_account AS u WHERE {scope} AND u.id IN \
             (SELECT e.actor_id FROM case_event AS e WHERE e.case_id IN ({family}) \
              UNION SELECT i.agent_id FROM interaction AS i WHERE i.case_id IN ({family})) ORDER BY u.name, u.id"
        );
        let rows: Vec<(i64, String)> = statement.all().await?;
        Ok(rows.into_iter().filter_map(|(id, name)| named(Some(UserId(id)), Some(name))).collect())
    }

    async fn count_events(&self, case: CaseId, filter: &TimelineFilter) -> Result<u64> {
        let mut statement = self.statement();
        let from = self.filtered_events(&mut statement, case, filter);
        statement.text = format!("SELECT count(*) AS n FROM {from}");
        let (n,): (i64,) = statement.optional().await?.unwrap_or_default();
        Ok(n.cast_unsigned())
    }

    fn events(&self, case: CaseId, filter: &TimelineFilter) -> Statement<'_> {
        let mut statement = self.statement();
        let from = self.filtered_events(&mut statement, case, filter);
        statement.text = format!(
            "SELECT t.at, t.case_id, t.action, u.name AS actor, t.channel, t.comment, t.status, t.other_case, \
             t.detail, t.protocol FROM {from} LEFT JOIN user_account AS u ON u.id = t.actor_id \
             ORDER BY t.at DESC, t.part DESC, t.id DESC"
        );
        statement
    }

    /// The events that a filter lets through, as a table `t`.
    fn filtered_events(
        &self,
        statement: &mut Statement<'_>,
        case: CaseId,
        filter: &TimelineFilter,
    ) -> String {
        let family = family(statement, case);
        let scope = self.case_in_scope(statement, case);
        let mut conditions = vec![scope];
        if !filter.users.is_empty() {
            let ids: Vec<i64> = filter.users.iter().map(|id| id.0).collect();
            conditions.push(statement.any("e.actor_id", &ids));
        }
        if !filter.channels.is_empty() {
            let codes: Vec<i64> = filter.channels.iter().map(|channel| channel.code().into()).collect();
            conditions.push(statement.any("e.channel", &codes));
        }
        if !filter.actions.is_empty() {
            let words: Vec<String> =
                filter.actions.iter().map(|action| statement.text(action.as_str())).collect();
            conditions.push(format!("e.action IN ({})", words.join(", ")));
        }
        match filter.commented {
            Some(true) => conditions.push("e.comment <> ''".to_owned()),
            Some(false) => conditions.push("coalesce(e.comment, '') = ''".to_owned()),
            None => {}
        }
        let conditions = conditions.join(" AND ");
        format!(
            "(SELECT e.* FROM ( \
             SELECT 2 AS part, d.id, d.at, d.case_id, d.action, d.actor_id, coalesce(d.channel, i.channel) AS channel, \
             d.comment, d.status, d.other_case, d.detail, i.protocol \
             FROM case_event AS d LEFT JOIN interaction AS i ON i.id = d.interaction_id WHERE d.case_id IN ({family}) \
             UNION ALL SELECT 1, i.id, i.queued_at, i.case_id, 'interaction', i.agent_id, i.channel, \
             nullif(i.notes, ''), NULL, NULL, '{{}}', i.protocol FROM interaction AS i WHERE i.case_id IN ({family}) \
             UNION ALL SELECT 0, s.id, s.opened_at, s.id, CASE WHEN s.continues IS NULL THEN 'opened' ELSE 'linked' END, \
             NULL, NULL, NULL, NULL, s.continues, '{{}}', NULL FROM service_case AS s WHERE s.id IN ({family}) \
             ) AS e WHERE {conditions}) AS t"
        )
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

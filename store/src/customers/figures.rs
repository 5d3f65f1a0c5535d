//! What the viewer sees of families besides their records: open cases, recent interactions, and the last
//! answer to a survey.

use std::collections::HashMap;

use domain::customers::RECENT_DAYS;
use domain::survey::Score;
use domain::{CaseStatus, CustomerId, Millis, Timestamp};

use super::{Customers, family_of};
use crate::Result;
use crate::cases::stored_score;

/// The figures of a family.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Figures {
    pub(super) open_cases: u64,
    pub(super) recent: u64,
    pub(super) last_score: Option<Score>,
}

/// Survivor, scale and score of the last answer.
type StoredScore = (CustomerId, String, i64);

impl Customers<'_> {
    /// The figures of these survivors, which were found in scope.
    pub(super) async fn figures(
        &self,
        survivors: &[CustomerId],
        now: Timestamp,
    ) -> Result<HashMap<CustomerId, Figures>> {
        if survivors.is_empty() {
            return Ok(HashMap::new());
        }
        let (counts, scores) =
            futures::try_join!(self.current_counts(survivors, now), self.last_scores(survivors))?;
        let mut figures: HashMap<CustomerId, Figures> = HashMap::new();
        for (id, open, recent) in counts {
            let found = figures.entry(id).or_default();
            (found.open_cases, found.recent) = (open.cast_unsigned(), recent.cast_unsigned());
        }
        for (id, scale, score) in scores {
            figures.entry(id).or_default().last_score = stored_score(Some(&scale), Some(score))?;
        }
        Ok(figures)
    }

    /// Cases that are not closed, and recent interactions.
    async fn current_counts(
        &self,
        survivors: &[CustomerId],
        now: Timestamp,
    ) -> Result<Vec<(CustomerId, i64, i64)>> {
        let mut statement = self.statement();
        let asked = statement.any("c.id", survivors);
        let since = statement.bind(now - Millis::days(RECENT_DAYS));
        let agent = statement.engine.unindexed("met.agent_id");
        let served = self.agent_in_scope(&mut statement, &agent);
        let sees = self.alias_in_scope(&mut statement, "kept");
        let (family, closed) = (family_of("c.id"), statement.bind(CaseStatus::Closed.as_str()));
        statement.text = format!(
            "SELECT c.id, (SELECT count(DISTINCT kept.id) FROM service_case AS own \
             JOIN service_case AS kept ON kept.id = coalesce(own.merged_into, own.id) \
             WHERE own.customer_id IN ({family}) AND kept.status <> {closed} AND {sees}), \
             (SELECT count(*) FROM interaction AS met \
             WHERE met.customer_id IN ({family}) AND met.queued_at >= {since} AND {served}) \
             FROM customer AS c WHERE {asked}"
        );
        self.fetch_all(statement).await
    }

    /// The last answers in scope: those to surveys whose agent is.
    async fn last_scores(&self, survivors: &[CustomerId]) -> Result<Vec<StoredScore>> {
        let mut statement = self.statement();
        let asked = statement.any("c.id", survivors);
        let agent = statement.engine.unindexed("r.agent_id");
        let sees = self.agent_in_scope(&mut statement, &agent);
        let family = family_of("c.id");
        statement.text = format!(
            "SELECT c.id, s.scale, answer.score FROM customer AS c JOIN survey_response AS answer \
             ON answer.id = (SELECT r.id FROM service_case AS own \
             JOIN survey_response AS r ON r.case_id = own.id \
             WHERE own.customer_id IN ({family}) AND r.answered_at IS NOT NULL AND r.score IS NOT NULL \
             AND {sees} ORDER BY r.answered_at DESC, r.id DESC LIMIT 1) \
             JOIN survey AS s ON s.id = answer.survey_id WHERE {asked}"
        );
        self.fetch_all(statement).await
    }
}

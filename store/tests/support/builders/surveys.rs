//! Customer surveys.

use domain::settings::{SurveyRecord, SurveyTrigger};
use domain::survey::{Question, Scale};
use domain::{QueueId, SurveyId};
use store::Store;

use super::settings::create;

/// A survey for all queues, sent on request and valid for a week.
pub(crate) struct SurveyBuilder(SurveyRecord);

impl SurveyBuilder {
    /// A survey on the CSAT scale.
    pub(crate) fn new(name: &str, questions: Vec<Question>) -> Self {
        Self(SurveyRecord {
            name: name.to_owned(),
            active: true,
            queue: None,
            asked: SurveyTrigger::Request,
            valid_days: 7,
            scale: Scale::Csat,
            low_score: None,
            questions,
        })
    }

    /// Restricts the survey to a queue.
    pub(crate) fn queue(mut self, queue: QueueId) -> Self {
        self.0.queue = Some(queue);
        self
    }

    pub(crate) fn scale(mut self, scale: Scale) -> Self {
        self.0.scale = scale;
        self
    }

    /// The highest score of which supervisors are notified.
    pub(crate) fn low_score(mut self, score: u32) -> Self {
        self.0.low_score = Some(score);
        self
    }

    pub(crate) fn valid_days(mut self, days: u32) -> Self {
        self.0.valid_days = days;
        self
    }

    pub(crate) async fn build(self, store: &Store) -> SurveyId {
        create(store, self.0).await
    }
}

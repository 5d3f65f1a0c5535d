//! Writing the timeline: one row for each thing that happened, in the transaction that did it.

use domain::{CaseId, CaseStatus, TimelineAction};

use crate::Result;
use crate::db::{Statement, Tx};
use crate::scoped::Scoped;

/// Something that has just happened to a case, done by whoever asks.
pub(crate) struct NewEvent<'a> {
    /// The case.
    pub(crate) case: CaseId,
    /// What happened.
    pub(crate) action: TimelineAction,
    /// When.
    pub(crate) at: i64,
    /// What was said about it.
    pub(crate) comment: Option<&'a str>,
    /// Where the case stands afterwards, where that changed.
    pub(crate) status: Option<CaseStatus>,
    /// The other case it is about.
    pub(crate) other_case: Option<CaseId>,
    /// The row of the interaction it is about.
    pub(crate) interaction: Option<i64>,
    /// What else there is to know.
    pub(crate) detail: serde_json::Value,
}

impl<'a> NewEvent<'a> {
    /// The bare event.
    pub(crate) fn of(case: CaseId, action: TimelineAction, at: i64) -> Self {
        Self {
            case,
            action,
            at,
            comment: None,
            status: None,
            other_case: None,
            interaction: None,
            detail: serde_json::Value::Object(serde_json::Map::new()),
        }
    }

    /// With what was said.
    pub(crate) fn saying(self, comment: Option<&'a str>) -> Self {
        Self { comment: comment.filter(|text| !text.trim().is_empty()), ..self }
    }

    /// With the other case it is about.
    pub(crate) fn about(self, case: CaseId) -> Self {
        Self { other_case: Some(case), ..self }
    }

    /// With the interaction it is about.
    pub(crate) fn of_interaction(self, id: i64) -> Self {
        Self { interaction: Some(id), ..self }
    }

    /// With where the case stands now.
    pub(crate) fn leading_to(self, status: CaseStatus) -> Self {
        Self { status: Some(status), ..self }
    }
}

impl Scoped<'_> {
    /// Writes an event by the viewer.
    pub(crate) async fn note(&self, tx: &mut Tx, event: NewEvent<'_>) -> Result<()> {
        note_by(self.statement(), tx, Some(self.principal.user.0), event).await
    }
}

/// Writes an event by somebody else, with a fresh statement: `None` is nobody of ours, like a
/// customer.
pub(crate) async fn note_by(
    mut insert: Statement,
    tx: &mut Tx,
    actor: Option<i64>,
    event: NewEvent<'_>,
) -> Result<()> {
    let values = [
        ("case_id", insert.bind(event.case.0)),
        ("at", insert.bind(event.at)),
        ("actor_id", insert.bind(actor)),
        ("action", insert.bind(event.action.as_str())),
        ("comment", insert.bind(event.comment)),
        ("status", insert.bind(event.status.map(CaseStatus::as_str))),
        ("other_case", insert.bind(event.other_case.map(|case| case.0))),
        ("interaction_id", insert.bind(event.interaction)),
        ("detail", insert.bind(event.detail.to_string())),
    ];
    insert.insert("case_event", values);
    tx.execute(insert).await?;
    Ok(())
}

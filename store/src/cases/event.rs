//! Timeline events: one row of `case_event` per change, written in the transaction of the change.

use domain::{CaseId, CaseStatus, InteractionId, TimelineAction, Timestamp, UserId};

use crate::Result;
use crate::cases::Cases;
use crate::db::{Statement, Tx};

/// A timeline event to write.
pub(crate) struct NewEvent<'a> {
    /// The case.
    pub(crate) case: CaseId,
    /// The action.
    pub(crate) action: TimelineAction,
    /// The instant.
    pub(crate) at: Timestamp,
    /// The comment.
    pub(crate) comment: Option<&'a str>,
    /// The new status of the case, if it changed.
    pub(crate) status: Option<CaseStatus>,
    /// The other case of a merge or its undo.
    pub(crate) other_case: Option<CaseId>,
    /// The ID of the interaction that it belongs to.
    pub(crate) interaction: Option<InteractionId>,
    /// Details as a JSON object.
    pub(crate) detail: serde_json::Value,
}

impl<'a> NewEvent<'a> {
    /// An event without optional parts.
    pub(crate) fn new(case: CaseId, action: TimelineAction, at: Timestamp) -> Self {
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

    /// Adds a comment, unless it is blank.
    pub(crate) fn with_comment(self, comment: Option<&'a str>) -> Self {
        Self { comment: comment.filter(|text| !text.trim().is_empty()), ..self }
    }

    /// Adds the other case.
    pub(crate) fn with_other_case(self, case: CaseId) -> Self {
        Self { other_case: Some(case), ..self }
    }

    /// Adds the interaction that it belongs to.
    pub(crate) fn with_interaction(self, id: InteractionId) -> Self {
        Self { interaction: Some(id), ..self }
    }

    /// Adds the new status of the case.
    pub(crate) fn with_status(self, status: CaseStatus) -> Self {
        Self { status: Some(status), ..self }
    }
}

impl Cases<'_> {
    /// Writes an event with the viewer as actor.
    pub(crate) async fn record_event(&self, tx: &mut Tx, event: NewEvent<'_>) -> Result<()> {
        record_event_by(self.statement(), tx, Some(self.principal.user), event).await
    }
}

/// Writes an event with another actor, given an empty statement. `None` means no user, as for an
/// event caused by the customer.
pub(crate) async fn record_event_by(
    mut insert: Statement,
    tx: &mut Tx,
    actor: Option<UserId>,
    event: NewEvent<'_>,
) -> Result<()> {
    let values = [
        ("case_id", insert.bind(event.case)),
        ("at", insert.bind(event.at)),
        ("actor_id", insert.bind(actor)),
        ("action", insert.bind(event.action.as_str())),
        ("comment", insert.bind(event.comment)),
        ("status", insert.bind(event.status.map(CaseStatus::as_str))),
        ("other_case", insert.bind(event.other_case)),
        ("interaction_id", insert.bind(event.interaction)),
        ("detail", insert.bind(event.detail.to_string())),
    ];
    insert.insert("case_event", values);
    tx.execute(insert).await?;
    Ok(())
}

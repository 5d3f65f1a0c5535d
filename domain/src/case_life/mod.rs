//! The case life cycle: status transitions, who may perform them, and their SLA clock effects.
//!
//! Every status change (buttons, the server, intake) goes through one table, [`TRANSITIONS`].
//! *Waiting → In service → On hold ↔ In service → Closed → (reopened) In service*.
//! [`CaseStatus::Merged`] is not part of it: only a merge sets it and only its undo clears it, see
//! [`crate::merge`].

use serde::{Deserialize, Serialize};

use crate::sla::{ClockEffect, ClockKind};
use crate::vocabulary::vocabulary;
use crate::{CaseId, CaseStatus, Millis, Principal, Role, Timestamp, UserId};

vocabulary! {
    /// An action that changes the status of a case; its word is used in forms and the timeline.
    pub enum CaseAction {
        /// Takes the case into service and makes the user responsible: *Continuar*.
        Continue = "continue",
        /// Puts the case on hold, waiting for the customer or a third party: *Pendente*.
        Hold = "hold",
        /// Closes the case: *Finalizar Atendimento*.
        Close = "close",
        /// Reopens a closed case; its button is also called *Continuar*.
        Reopen = "reopen",
        /// Hands an open case to another person or queue: *Repassar*.
        HandOver = "hand_over",
    }
}

/// A valid status transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The status before.
    pub from: CaseStatus,
    /// The action.
    pub action: CaseAction,
    /// The status after.
    pub to: CaseStatus,
    /// The effect on the first response clock.
    pub first_response: Option<ClockEffect>,
    /// The effect on the resolution clock.
    pub resolution: Option<ClockEffect>,
}

impl Transition {
    /// The effect of the transition on a clock.
    pub const fn effect(&self, clock: ClockKind) -> Option<ClockEffect> {
        match clock {
            ClockKind::FirstResponse => self.first_response,
            ClockKind::Resolution => self.resolution,
        }
    }
}

/// Every valid transition, with its effects on the SLA clocks.
///
/// The first response is met when an agent first takes the case (or has answered one of its
/// interactions earlier: intake stops the clock then); the resolution is met at close. Both clocks
/// pause while the case is *Pendente*. Reopening resumes only the resolution clock: a first
/// response stays met. A case in service that is handed over waits for its receiver, and its clocks
/// run on; one that waits for the customer or a third party goes on doing so, and its clocks stay
/// paused: who is responsible changes nothing about that. Applying an effect to a clock that already shows it does nothing, see
/// [`ClockEffect`].
pub const TRANSITIONS: [Transition; 8] = {
    use CaseAction::{Close, Continue, HandOver, Hold, Reopen};
    use CaseStatus::{Closed, InService, OnHold, Waiting};
    const PAUSE: Option<ClockEffect> = Some(ClockEffect::Pause);
    const RESUME: Option<ClockEffect> = Some(ClockEffect::Resume);
    const STOP: Option<ClockEffect> = Some(ClockEffect::Stop);
    const REOPEN: Option<ClockEffect> = Some(ClockEffect::Reopen);
    const fn step(
        (from, action, to): (CaseStatus, CaseAction, CaseStatus),
        first_response: Option<ClockEffect>,
        resolution: Option<ClockEffect>,
    ) -> Transition {
        Transition { from, action, to, first_response, resolution }
    }
    [
        //                              first response, resolution
        step((Waiting, Continue, InService), STOP, RESUME),
        step((OnHold, Continue, InService), STOP, RESUME),
        step((InService, Hold, OnHold), PAUSE, PAUSE),
        step((InService, Close, Closed), STOP, STOP),
        step((Closed, Reopen, InService), None, REOPEN),
        step((Waiting, HandOver, Waiting), None, None),
        step((InService, HandOver, Waiting), None, None),
        step((OnHold, HandOver, OnHold), None, None),
    ]
};

/// Undoing a hold: the case is in service with the person it was with, and the clocks that the hold has paused
/// run on. No button does this to a single case; it belongs to a bulk action that is undone.
pub const UNDO_HOLD: Transition = Transition {
    from: CaseStatus::OnHold,
    action: CaseAction::Hold,
    to: CaseStatus::InService,
    first_response: Some(ClockEffect::Resume),
    resolution: Some(ClockEffect::Resume),
};

/// The transition of an action from this status; `None` if it is not valid.
pub fn transition(from: CaseStatus, action: CaseAction) -> Option<Transition> {
    TRANSITIONS.into_iter().find(|step| step.from == from && step.action == action)
}

/// The valid actions for a case of this status, regardless of permissions.
pub fn actions(from: CaseStatus) -> impl Iterator<Item = CaseAction> {
    TRANSITIONS.into_iter().filter(move |step| step.from == from).map(|step| step.action)
}

/// The effect of a merge on the clocks of the source: they pause, the survivor's keep running.
pub const MERGE_EFFECT: ClockEffect = ClockEffect::Pause;

/// The effect of undoing a merge on the clocks of the source, by its restored status: clocks of a
/// case that was *Pendente* were paused before the merge and stay paused.
pub const fn undo_effect(restored: CaseStatus) -> Option<ClockEffect> {
    match restored {
        CaseStatus::Waiting | CaseStatus::InService => Some(ClockEffect::Resume),
        CaseStatus::OnHold | CaseStatus::Closed | CaseStatus::Merged => None,
    }
}

/// What permission checks need to know about a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseAccess {
    /// Its status.
    pub status: CaseStatus,
    /// The responsible user.
    pub responsible: Option<UserId>,
    /// Whether it is in the user's scope. Rows of *Histórico do Cliente* may not be.
    pub in_scope: bool,
}

/// Why an action is refused, in order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionRefusal {
    /// The case is out of scope; answered like a case that does not exist.
    OutOfScope,
    /// The case was merged: open its survivor.
    Merged,
    /// The action is not valid in this status.
    NotFromHere(CaseStatus),
    /// Another user is responsible for the case.
    NotResponsible,
}

/// Checks whether a user may perform an action, and returns its transition.
///
/// Every user with a case in scope may take it into service or reopen it, and becomes responsible.
/// Only the responsible user, and supervisors and administrators with the case in scope, may put
/// it on hold, close it or hand it over.
///
/// # Errors
/// Returns the first reason for a refusal.
pub fn may(
    principal: &Principal,
    action: CaseAction,
    case: &CaseAccess,
) -> Result<Transition, ActionRefusal> {
    if !case.in_scope {
        return Err(ActionRefusal::OutOfScope);
    }
    if case.status == CaseStatus::Merged {
        return Err(ActionRefusal::Merged);
    }
    let step = transition(case.status, action).ok_or(ActionRefusal::NotFromHere(case.status))?;
    let for_oneself = matches!(action, CaseAction::Continue | CaseAction::Reopen);
    let responsible = case.responsible == Some(principal.user) || principal.role != Role::Agent;
    if for_oneself || responsible { Ok(step) } else { Err(ActionRefusal::NotResponsible) }
}

/// Checks whether *Continuar* is available. It takes a waiting or on-hold case into service and
/// reopens a closed one; a case in service cannot be continued.
///
/// # Errors
/// Returns the first reason for a refusal.
pub fn may_continue(principal: &Principal, case: &CaseAccess) -> Result<Transition, ActionRefusal> {
    let action = match case.status {
        CaseStatus::Closed => CaseAction::Reopen,
        _ => CaseAction::Continue,
    };
    may(principal, action, case)
}

/// Checks whether a user may edit the data of a case and its customer: the responsible user, and
/// supervisors and administrators with the case in scope. Merged cases cannot be edited.
///
/// # Errors
/// Returns the first reason for a refusal.
pub fn may_edit(principal: &Principal, case: &CaseAccess) -> Result<(), ActionRefusal> {
    if !case.in_scope {
        Err(ActionRefusal::OutOfScope)
    } else if case.status == CaseStatus::Merged {
        Err(ActionRefusal::Merged)
    } else if case.responsible == Some(principal.user) || principal.role != Role::Agent {
        Ok(())
    } else {
        Err(ActionRefusal::NotResponsible)
    }
}

/// The case that a new interaction names, or its survivor if it was merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedCase {
    /// The survivor of the named case, see [`crate::merge::survivor`].
    pub survivor: CaseId,
    /// The survivor's status.
    pub status: CaseStatus,
    /// When the survivor was closed, in UTC milliseconds.
    pub closed_at: Option<Timestamp>,
}

/// Where intake puts a new interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrival {
    /// Into a new case.
    Open,
    /// Into this case, whose status does not change.
    Join(CaseId),
    /// Into this closed case, which is reopened ([`CaseAction::Reopen`]).
    Reopen(CaseId),
    /// Into a new case that is linked to this closed one.
    OpenLinked(CaseId),
}

/// The case of an interaction that entered the queue at `at` and names this case.
///
/// It joins the open case it names, or opens one; a merged case is replaced by its survivor. A
/// closed case is reopened if at most `window` have passed since it was closed; otherwise, or if
/// the time of closing is unknown, a new case linked to it is opened. An interaction that began no
/// later than the close was only delivered late (as the conversation that closed the case usually
/// is) and reopens nothing.
pub fn arrival(named: Option<NamedCase>, at: Timestamp, window: Millis) -> Arrival {
    let Some(NamedCase { survivor, status, closed_at }) = named else {
        return Arrival::Open;
    };
    match (status, closed_at) {
        (CaseStatus::Waiting | CaseStatus::InService | CaseStatus::OnHold, _) => Arrival::Join(survivor),
        (CaseStatus::Closed, Some(closed)) if at <= closed => Arrival::Join(survivor),
        (CaseStatus::Closed, Some(closed)) if at.saturating_since(closed) <= window => {
            Arrival::Reopen(survivor)
        }
        // A survivor is never merged; if a caller passes a merged case, the interaction is not
        // lost.
        (CaseStatus::Closed | CaseStatus::Merged, _) => Arrival::OpenLinked(survivor),
    }
}

#[cfg(test)]
mod tests;

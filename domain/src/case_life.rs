//! The life of a case: which steps there are, who may take them, what each does to the SLA clocks.
//!
//! There is one table, [`TRANSITIONS`], and everybody who changes a status asks it: buttons, the
//! server, intake. *Waiting → In service → On hold ↔ In service → Closed → (reopened) In service*.
//! [`CaseStatus::Merged`] stands nowhere in it, because merging alone leads there and its undo
//! alone leads back: see [`crate::merge`].

use serde::{Deserialize, Serialize};

use crate::sla::{ClockEffect, ClockKind};
use crate::{CaseId, CaseStatus, Principal, Role, UserId};

/// What somebody does with a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseAction {
    /// Takes it into service, for oneself: *Continuar*.
    Continue,
    /// Lets it wait for the customer or a third party: *Pendente*.
    Hold,
    /// Finishes it: *Finalizar Atendimento*.
    Close,
    /// Takes a finished one up again; the button is *Continuar* as well.
    Reopen,
}

impl CaseAction {
    /// Every action.
    pub const ALL: [Self; 4] = [Self::Continue, Self::Hold, Self::Close, Self::Reopen];

    /// The word of the contracts (forms, timeline).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Continue => "continue",
            Self::Hold => "hold",
            Self::Close => "close",
            Self::Reopen => "reopen",
        }
    }

    /// The inverse of [`CaseAction::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == text)
    }
}

/// One valid step in the life of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Where the case stands.
    pub from: CaseStatus,
    /// What is done.
    pub action: CaseAction,
    /// Where it stands afterwards.
    pub to: CaseStatus,
    /// What that does to the clock of the first response.
    pub first_response: Option<ClockEffect>,
    /// What that does to the clock of the resolution.
    pub resolution: Option<ClockEffect>,
}

impl Transition {
    /// What the step does to a clock.
    pub const fn effect(&self, clock: ClockKind) -> Option<ClockEffect> {
        match clock {
            ClockKind::FirstResponse => self.first_response,
            ClockKind::Resolution => self.resolution,
        }
    }
}

/// Every valid step ("Case life" and "SLA" of the case window's requirement).
///
/// The first response is met when somebody takes the case up for the first time (or answers an
/// interaction of it earlier: intake stops the clock then); the resolution is met at close. Both
/// pause while *Pendente*. Reopening resumes the resolution only: a first response, once given,
/// stays given. An effect on a clock that is already there does nothing, see [`ClockEffect`].
pub const TRANSITIONS: [Transition; 5] = {
    use CaseAction::{Close, Continue, Hold, Reopen};
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
    ]
};

/// The step that an action is for a case of this status; `None` where it is not valid.
pub fn transition(from: CaseStatus, action: CaseAction) -> Option<Transition> {
    TRANSITIONS.into_iter().find(|step| step.from == from && step.action == action)
}

/// The actions there are for a case of this status, whoever may carry them out.
pub fn actions(from: CaseStatus) -> impl Iterator<Item = CaseAction> {
    TRANSITIONS.into_iter().filter(move |step| step.from == from).map(|step| step.action)
}

/// What being merged does to the clocks of the source: they rest, and the survivor's run on.
pub const MERGE_EFFECT: ClockEffect = ClockEffect::Pause;

/// What the undo of a merge does to the clocks of the source, by the status it gets back: those of
/// a case that was *Pendente* were resting before and go on resting.
pub const fn undo_effect(restored: CaseStatus) -> Option<ClockEffect> {
    match restored {
        CaseStatus::Waiting | CaseStatus::InService => Some(ClockEffect::Resume),
        CaseStatus::OnHold | CaseStatus::Closed | CaseStatus::Merged => None,
    }
}

/// A case, as far as the question goes who may do what with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseStanding {
    /// Where it stands.
    pub status: CaseStatus,
    /// Who is responsible.
    pub responsible: Option<UserId>,
    /// Whether it lies within the asker's scope. The rows of *Histórico do Cliente* may not.
    pub in_scope: bool,
}

/// Why somebody may not carry an action out; in the order in which the reasons are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionRefusal {
    /// The case is out of their scope, which answers like a case that does not exist.
    OutOfScope,
    /// It lives on in another case: open that one.
    Merged,
    /// There is no such step from where it stands.
    NotFromHere(CaseStatus),
    /// Somebody else is responsible for it.
    NotResponsible,
}

/// The step of an action, where this person may take it.
///
/// Whoever has a case in scope may take it into service and reopen it: that is how it gets a
/// responsible. What is in service is put on hold and finished by who is responsible for it, and
/// by supervisors and administrators who have it in scope.
///
/// # Errors
/// The first reason why not.
pub fn may(
    principal: &Principal,
    action: CaseAction,
    case: &CaseStanding,
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

/// What *Continuar* is for this person and this case: it takes a waiting or on-hold case into
/// service for them and reopens a closed one; what is in service already it cannot continue.
///
/// # Errors
/// The first reason why it is not offered.
pub fn may_continue(principal: &Principal, case: &CaseStanding) -> Result<Transition, ActionRefusal> {
    let action = match case.status {
        CaseStatus::Closed => CaseAction::Reopen,
        _ => CaseAction::Continue,
    };
    may(principal, action, case)
}

/// Whether this person may edit the data of a case and of its customer: who is responsible for it,
/// and supervisors and administrators who have it in scope. A merged case lives on in its survivor.
///
/// # Errors
/// The first reason why not.
pub fn may_edit(principal: &Principal, case: &CaseStanding) -> Result<(), ActionRefusal> {
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

/// The case that a new interaction names, or the survivor where that one was merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedCase {
    /// The survivor of the case named: itself, or what [`crate::merge::survivor`] answers.
    pub survivor: CaseId,
    /// The survivor's status.
    pub status: CaseStatus,
    /// When the survivor was closed, in UTC milliseconds.
    pub closed_at: Option<i64>,
}

/// Where intake puts a new interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrival {
    /// Into a new case.
    Open,
    /// Into this case, which stays as it stands.
    Join(CaseId),
    /// Into this closed case, which [`CaseAction::Reopen`] takes up again.
    Reopen(CaseId),
    /// Into a new case that is linked to this closed one.
    OpenLinked(CaseId),
}

/// Where an interaction belongs that began (entered the queue) at `at` and names this case.
///
/// It joins the open case it names, or opens one; where that case was merged, the survivor takes
/// its place. A closed case reopens where at most `window_ms` have passed since it was closed, and
/// is followed by a new, linked case otherwise (as it is where nobody knows when it was closed).
/// What began no later than the close belongs to what was closed: it was only delivered late,
/// as the very conversation that closed the case usually is, and reopens nothing.
pub fn arrival(named: Option<NamedCase>, at: i64, window_ms: i64) -> Arrival {
    let Some(NamedCase { survivor, status, closed_at }) = named else {
        return Arrival::Open;
    };
    match (status, closed_at) {
        (CaseStatus::Waiting | CaseStatus::InService | CaseStatus::OnHold, _) => Arrival::Join(survivor),
        (CaseStatus::Closed, Some(closed)) if at <= closed => Arrival::Join(survivor),
        (CaseStatus::Closed, Some(closed)) if at.saturating_sub(closed) <= window_ms => {
            Arrival::Reopen(survivor)
        }
        // A survivor is never merged; a caller who did not look for it still loses nothing.
        (CaseStatus::Closed | CaseStatus::Merged, _) => Arrival::OpenLinked(survivor),
    }
}

#[cfg(test)]
mod tests;

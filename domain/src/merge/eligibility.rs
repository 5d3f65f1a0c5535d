//! Merge eligibility: section 5 of the design, and the note on the help page ("em atendimento,
//! finalizados, ou com números diferentes de WhatsApp e/ou chat").

use serde::{Deserialize, Serialize};

use crate::number::{self, NumberDefaults};
use crate::{CaseId, CaseStatus, CustomerId};

/// What the eligibility rules need to know about a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeCase {
    /// Its ID.
    pub id: CaseId,
    /// Its status.
    pub status: CaseStatus,
    /// Its customer.
    pub customer: CustomerId,
    /// The WhatsApp number used in the case: its own, or else the first one inherited from a case
    /// that was merged into it.
    pub whatsapp: Option<String>,
    /// The web chat handle used in the case, its own or an inherited one.
    pub chat: Option<String>,
    /// The case it was merged into.
    pub merged_into: Option<CaseId>,
    /// Whether it is in the user's scope.
    pub in_scope: bool,
}

/// A kind of contact address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AddressKind {
    /// The WhatsApp number.
    WhatsApp,
    /// The web chat handle.
    Chat,
}

/// Why a case cannot be merged into the target, in order of precedence (the first is shown).
///
/// Scope precedes every reason that would reveal something about a case out of scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeRefusal {
    /// It is the target.
    Itself,
    /// It is out of the user's scope.
    OutOfScope,
    /// It belongs to another customer.
    OtherCustomer,
    /// It has already been merged.
    AlreadyMerged,
    /// It is in service.
    InService,
    /// It is closed.
    Closed,
    /// It uses a different contact address than the target.
    OtherAddress(AddressKind),
}

/// Why a case cannot be the target of a merge, in order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetRefusal {
    /// It is out of the user's scope; answered like a case that does not exist.
    OutOfScope,
    /// It has been merged itself: merge into its survivor instead.
    Merged,
    /// It is closed, and waiting cases would disappear in it. Reopen it first.
    Closed,
}

/// Checks whether a case can be the target of a merge.
///
/// # Errors
/// Returns the first reason for a refusal.
pub fn may_receive(target: &MergeCase) -> Result<(), TargetRefusal> {
    if !target.in_scope {
        Err(TargetRefusal::OutOfScope)
    } else if is_merged(target) {
        Err(TargetRefusal::Merged)
    } else if target.status == CaseStatus::Closed {
        Err(TargetRefusal::Closed)
    } else {
        Ok(())
    }
}

/// Every reason why a case cannot be merged into the target, in order of precedence; empty if it
/// can. A case out of scope has no other reason.
///
/// Addresses differ only if both are known: a case handled by telephone alone matches any. WhatsApp
/// numbers are compared in canonical form, or by their digits if they have none.
pub fn refusals(target: &MergeCase, candidate: &MergeCase) -> Vec<MergeRefusal> {
    if candidate.id == target.id {
        return vec![MergeRefusal::Itself];
    }
    if !candidate.in_scope {
        return vec![MergeRefusal::OutOfScope];
    }
    let other = |kind| MergeRefusal::OtherAddress(kind);
    [
        (candidate.customer != target.customer, MergeRefusal::OtherCustomer),
        (is_merged(candidate), MergeRefusal::AlreadyMerged),
        (candidate.status == CaseStatus::InService, MergeRefusal::InService),
        (candidate.status == CaseStatus::Closed, MergeRefusal::Closed),
        (differ(number(target), number(candidate)), other(AddressKind::WhatsApp)),
        (differ(handle(target), handle(candidate)), other(AddressKind::Chat)),
    ]
    .into_iter()
    .filter_map(|(applies, reason)| applies.then_some(reason))
    .collect()
}

/// The first reason why a case cannot be merged into the target; `None` if it can.
pub fn refusal(target: &MergeCase, candidate: &MergeCase) -> Option<MergeRefusal> {
    refusals(target, candidate).into_iter().next()
}

/// Checks whether these cases can be merged into the target together. A target without an address
/// inherits that of the first source that has one, so sources with different addresses conflict
/// even if each could be merged alone; a case listed twice is refused.
///
/// # Errors
/// Returns every case that cannot be merged, with its first reason.
pub fn selection(target: &MergeCase, sources: &[MergeCase]) -> Result<(), Vec<(CaseId, MergeRefusal)>> {
    let mut grown = target.clone();
    let mut refused = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let twice = sources[..index].iter().any(|earlier| earlier.id == source.id);
        let reason = if twice { Some(MergeRefusal::AlreadyMerged) } else { refusal(&grown, source) };
        if let Some(reason) = reason {
            refused.push((source.id, reason));
        } else {
            grown.whatsapp = number(&grown).or(number(source));
            grown.chat = handle(&grown).or(handle(source)).map(str::to_owned);
        }
    }
    if refused.is_empty() { Ok(()) } else { Err(refused) }
}

fn is_merged(case: &MergeCase) -> bool {
    case.status == CaseStatus::Merged || case.merged_into.is_some()
}

fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

fn number(case: &MergeCase) -> Option<String> {
    let written = case.whatsapp.as_deref()?;
    let defaults = NumberDefaults::default();
    number::canonical(written, &defaults).or_else(|| number::search_key(written, &defaults))
}

fn handle(case: &MergeCase) -> Option<&str> {
    case.chat.as_deref().map(str::trim).filter(|handle| !handle.is_empty())
}

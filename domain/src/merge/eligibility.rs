//! Which cases may be merged: section 5 of the design, and the note of the help page ("em
//! atendimento, finalizados, ou com números diferentes de WhatsApp e/ou chat").

use serde::{Deserialize, Serialize};

use crate::number::{self, NumberDefaults};
use crate::{CaseId, CaseStatus, CustomerId};

/// A case, as far as merging goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeCase {
    /// Its ID.
    pub id: CaseId,
    /// Where it stands.
    pub status: CaseStatus,
    /// Whose it is.
    pub customer: CustomerId,
    /// The WhatsApp number it is conducted with, where there is one: its own, else one that it took
    /// on with a case that was folded into it.
    pub whatsapp: Option<String>,
    /// The chat handle it is conducted with, where there is one; likewise.
    pub chat: Option<String>,
    /// The case it was merged into.
    pub merged_into: Option<CaseId>,
    /// Whether it lies within the user's scope.
    pub in_scope: bool,
}

/// An address by which a customer writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AddressKind {
    /// The WhatsApp number.
    WhatsApp,
    /// The handle in the web chat.
    Chat,
}

/// Why a case cannot be merged into the target; in order of precedence, the one to show first.
///
/// What a case is comes before what it is like, and scope before everything that could be learnt
/// about a case that is out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeRefusal {
    /// It is the target.
    Itself,
    /// It is out of the user's scope.
    OutOfScope,
    /// It is another customer's.
    OtherCustomer,
    /// It was merged already.
    AlreadyMerged,
    /// It is in service.
    InService,
    /// It is closed.
    Closed,
    /// It is conducted with another address than the target.
    OtherAddress(AddressKind),
}

/// Why a case cannot receive others; in order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetRefusal {
    /// It is out of the user's scope, which answers like a case that does not exist.
    OutOfScope,
    /// It was merged itself: its survivor is the one to merge into.
    Merged,
    /// It is closed: what waits would be lost from sight in it. Reopen it first.
    Closed,
}

/// Whether a case can receive others at all.
///
/// # Errors
/// The first reason why not.
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

/// Every reason why a case cannot be merged into the target, in order of precedence; none where it
/// may be selected. Of a case out of scope no other reason is told.
///
/// Addresses differ where both are known and are not the same: a case conducted by telephone only
/// goes with any. WhatsApp numbers are compared by their canonical form; one that has none is
/// compared by its digits.
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

/// The first reason why a case cannot be merged into the target; `None` where it may be selected.
pub fn refusal(target: &MergeCase, candidate: &MergeCase) -> Option<MergeRefusal> {
    refusals(target, candidate).into_iter().next()
}

/// Whether these cases can be merged into the target together. A target without an address takes
/// on that of the first source that has one, so two sources of different addresses do not go
/// together even where each would go alone; nor does one that is named twice.
///
/// # Errors
/// Every case that cannot, with its first reason.
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

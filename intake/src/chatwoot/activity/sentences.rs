//! The sentences of activity messages that are built in, and what they say.

use domain::EndedBy;

use super::Changed;
use crate::chatwoot::rest::Status;

/// What a sentence says; the names in it are read apart.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    Status(Changed),
    Assigned,
    SelfAssigned,
    Unassigned,
    TeamRemoved,
}

const fn resolved(by: Option<EndedBy>) -> Meaning {
    Meaning::Status(Changed::Resolved(by))
}

pub(super) const RESOLVED: Meaning = resolved(None);
const BY_CUSTOMER: Meaning = resolved(Some(EndedBy::Customer));
const BY_SYSTEM: Meaning = resolved(Some(EndedBy::System));
pub(super) const OPENED: Meaning = Meaning::Status(Changed::Opened);
pub(super) const REOPENED: Meaning = Meaning::Status(Changed::Reopened);
pub(super) const PENDING: Meaning = Meaning::Status(Changed::Other(Status::Pending));
pub(super) const SNOOZED: Meaning = Meaning::Status(Changed::Other(Status::Snoozed));

/// The sentences of Chatwoot in English, Portuguese and Spanish, of all versions, without the article
/// with which some versions begin. `%` stands for what varies.
pub(super) const BUILT_IN: &[(Meaning, &str)] = &[
    (RESOLVED, "Conversation was marked resolved by %"),
    (BY_SYSTEM, "Conversation was marked resolved by % due to inactivity"),
    (BY_SYSTEM, "Conversation was marked resolved by system due to % of inactivity"),
    (BY_CUSTOMER, "Conversation was resolved by %"),
    (OPENED, "Conversation was reopened by %"),
    (OPENED, "Conversation was marked open by %"),
    (OPENED, "Conversation was marked open automatically after an agent reply"),
    (REOPENED, "System reopened the conversation due to a new incoming message."),
    (PENDING, "Conversation was marked as pending by %"),
    (SNOOZED, "Conversation was snoozed by %"),
    // Variants of programs derived from it.
    (RESOLVED, "Conversation was marked as resolved by %"),
    (OPENED, "Conversation was marked as open by %"),
    (OPENED, "Conversation was opened by %"),
    (PENDING, "Conversation was marked pending by %"),
    (SNOOZED, "Conversation was marked snoozed by %"),
    (SNOOZED, "Conversation was marked as snoozed by %"),
    (Meaning::Assigned, "Assigned to % by %"),
    (Meaning::SelfAssigned, "% self-assigned this conversation"),
    (Meaning::Unassigned, "Conversation unassigned by %"),
    (Meaning::TeamRemoved, "Unassigned from % by %"),
    // Portuguese, of Brazil and of Portugal.
    (RESOLVED, "Conversa foi marcada como resolvida por %"),
    (RESOLVED, "Conversa marcada como resolvida por %"),
    (BY_SYSTEM, "Conversa foi marcada como resolvida por % por inatividade"),
    (BY_SYSTEM, "Conversa foi marcada como resolvida pelo sistema%"),
    (BY_SYSTEM, "Conversa marcada como resolvida pelo sistema%"),
    (BY_SYSTEM, "Conversa auto-resolvida pelo sistema%"),
    (BY_CUSTOMER, "Conversa foi resolvida por %"),
    (OPENED, "Conversa foi reaberta por %"),
    (OPENED, "Conversa reaberta por %"),
    (OPENED, "Conversa foi aberta por %"),
    (OPENED, "Conversa foi marcada como aberta por %"),
    (OPENED, "Conversa foi marcada como aberta pelo sistema%"),
    (OPENED, "Conversa foi marcada como aberta automaticamente%"),
    (REOPENED, "O sistema reabriu a conversa devido a uma nova mensagem%"),
    (REOPENED, "Sistema reabriu a conversa devido a uma nova mensagem%"),
    (PENDING, "Conversa foi marcada como pendente por %"),
    (PENDING, "Conversa marcada como pendente por %"),
    (SNOOZED, "Conversa foi adiada por %"),
    (SNOOZED, "Conversa adiada por %"),
    (Meaning::Assigned, "Atribuído a % por %"),
    (Meaning::SelfAssigned, "% atribuiu a si mesmo essa conversa"),
    (Meaning::SelfAssigned, "% auto-atribuída esta conversa"),
    (Meaning::Unassigned, "Conversa desatribuída por %"),
    (Meaning::Unassigned, "Conversa não atribuída por %"),
    (Meaning::TeamRemoved, "Desatribuído de % por %"),
    (Meaning::TeamRemoved, "Não atribuído a % por %"),
    // Spanish, whose sentence for "resolved" says only "marked".
    (RESOLVED, "Conversación fue marcada por %"),
    (RESOLVED, "Conversación fue marcada como resuelta por %"),
    (BY_SYSTEM, "Conversación fue marcada por el sistema debido a % de inactividad"),
    (BY_SYSTEM, "Conversación fue marcada como resuelta por el sistema%"),
    (BY_CUSTOMER, "Conversación fue resuelta por %"),
    (OPENED, "Conversación fue reabierta por %"),
    (OPENED, "Conversación fue abierta por %"),
    (OPENED, "Conversación fue marcada como abierta%"),
    (REOPENED, "El sistema reabrió la conversación debido a un nuevo mensaje entrante%"),
    (PENDING, "Conversación fue marcada como pendiente por %"),
    (SNOOZED, "Conversación fue pospuesta por %"),
    (Meaning::Assigned, "Asignado a % por %"),
    (Meaning::SelfAssigned, "% auto-asignado a esta conversación"),
    (Meaning::Unassigned, "Conversación no asignada por %"),
    (Meaning::TeamRemoved, "Desasignado de % por %"),
];

//! The columns of each list that can be left out and moved.

use serde::{Deserialize, Serialize};

use super::{ListField, ListKind};
use crate::cases::CaseOrder;

/// A column of the history that can be left out and moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HistoryField {
    /// *Data e Hora*.
    Queued,
    /// *Duração*.
    Duration,
    /// *Fila*.
    Queue,
    /// *Número*.
    Number,
    /// *Canais*.
    Channel,
    /// *Qualificações*.
    Reason,
    /// *Agente*.
    Agent,
    /// *Cliente*.
    Customer,
    /// *Espera*.
    Wait,
    /// *Gravação*.
    Recording,
    /// *Nota*.
    Score,
}

impl ListField for HistoryField {
    const LIST: ListKind = ListKind::History;
    const ALL: &'static [Self] = &[
        Self::Queued,
        Self::Duration,
        Self::Queue,
        Self::Number,
        Self::Channel,
        Self::Reason,
        Self::Agent,
        Self::Customer,
        Self::Wait,
        Self::Recording,
        Self::Score,
    ];
    const STANDARD: usize = 6;

    fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "date",
            Self::Duration => "duration",
            Self::Queue => "queue",
            Self::Number => "number",
            Self::Channel => "channel",
            Self::Reason => "reason",
            Self::Agent => "agent",
            Self::Customer => "customer",
            Self::Wait => "wait",
            Self::Recording => "recording",
            Self::Score => "score",
        }
    }
}

/// A column of a list of cases that can be left out and moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CaseField {
    /// *Cliente*.
    Customer,
    /// *Tipo*.
    Kind,
    /// *Assunto*.
    Subject,
    /// *Fila*.
    Queue,
    /// *Situação*.
    Status,
    /// *Responsável*.
    Responsible,
    /// *Abertura*.
    Opened,
    /// *Última atualização*.
    Updated,
    /// *SLA*: the status of the clocks, and the next due instant unless it has a column of its own.
    Sla,
    /// *Vence em*: the next due instant.
    Due,
}

impl CaseField {
    /// The column of what a list is sorted by; none for the ID, which is always shown.
    pub fn of_order(order: CaseOrder) -> Option<Self> {
        match order {
            CaseOrder::Id => None,
            CaseOrder::Opened => Some(Self::Opened),
            CaseOrder::Updated => Some(Self::Updated),
            CaseOrder::Due => Some(Self::Due),
        }
    }
}

impl ListField for CaseField {
    const LIST: ListKind = ListKind::Cases;
    const ALL: &'static [Self] = &[
        Self::Customer,
        Self::Kind,
        Self::Subject,
        Self::Queue,
        Self::Status,
        Self::Responsible,
        Self::Opened,
        Self::Updated,
        Self::Sla,
        Self::Due,
    ];
    const STANDARD: usize = 9;

    fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Kind => "kind",
            Self::Subject => "subject",
            Self::Queue => "queue",
            Self::Status => "status",
            Self::Responsible => "responsible",
            Self::Opened => "opened",
            Self::Updated => "updated",
            Self::Sla => "sla",
            Self::Due => "due",
        }
    }
}

/// A column of the cases of the user, who is responsible for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OwnCaseField(CaseField);

impl OwnCaseField {
    /// The column in lists of cases.
    pub fn of_cases(self) -> CaseField {
        self.0
    }
}

impl ListField for OwnCaseField {
    const LIST: ListKind = ListKind::MyCases;
    const ALL: &'static [Self] = &[
        Self(CaseField::Customer),
        Self(CaseField::Kind),
        Self(CaseField::Subject),
        Self(CaseField::Queue),
        Self(CaseField::Status),
        Self(CaseField::Opened),
        Self(CaseField::Updated),
        Self(CaseField::Sla),
        Self(CaseField::Due),
    ];
    const STANDARD: usize = 8;

    fn as_str(self) -> &'static str {
        self.0.as_str()
    }
}

/// A column of the list of agents that can be left out and moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AgentField {
    /// *Grupos*.
    Groups,
    /// *Em atendimento*.
    InService,
    /// *Aguardando*.
    Waiting,
    /// *Pendente*.
    OnHold,
    /// *Finalizados hoje*.
    ClosedToday,
    /// *Tempo médio hoje*.
    MeanHandling,
    /// *Casos abertos*.
    OpenCases,
}

impl ListField for AgentField {
    const LIST: ListKind = ListKind::Agents;
    const ALL: &'static [Self] = &[
        Self::Groups,
        Self::InService,
        Self::Waiting,
        Self::OnHold,
        Self::ClosedToday,
        Self::MeanHandling,
        Self::OpenCases,
    ];
    const STANDARD: usize = 7;

    fn as_str(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::InService => "in-service",
            Self::Waiting => "waiting",
            Self::OnHold => "on-hold",
            Self::ClosedToday => "closed-today",
            Self::MeanHandling => "mean-handling",
            Self::OpenCases => "open-cases",
        }
    }
}

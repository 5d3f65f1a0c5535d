//! How a user sees a list: which columns in which order, how dense the rows are, and whether what stands above
//! it is folded. The column that names a row is always the first, and one that opens it the last: they cannot
//! be left out and are no [`ListField`].

use serde::{Deserialize, Serialize};

use crate::cases::CaseOrder;

/// A list whose columns are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListKind {
    /// *Histórico*.
    History,
    /// *Gerenciamento*, *Casos*.
    Cases,
    /// *Meus Atendimentos*.
    MyCases,
    /// *Gerenciamento*, *Agentes*.
    Agents,
}

impl ListKind {
    /// The name in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Cases => "cases",
            Self::MyCases => "my-cases",
            Self::Agents => "agents",
        }
    }
}

/// A column of a list that can be left out and moved.
pub trait ListField: Copy + PartialEq + 'static {
    /// The list.
    const LIST: ListKind;
    /// All columns.
    const ALL: &'static [Self];
    /// How many of them, from the first, are shown unless the user chooses others.
    const STANDARD: usize;

    /// The name in forms and in the database.
    fn as_str(self) -> &'static str;

    /// Parses the name.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.as_str() == text)
    }
}

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

/// How a user sees a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ListLayout<F> {
    fields: Vec<F>,
    /// Whether the rows are close together.
    pub compact: bool,
    /// Whether what stands above the list is folded: the chart of the history.
    pub folded: bool,
}

/// How a user sees the history.
pub type HistoryLayout = ListLayout<HistoryField>;
/// How a user sees a list of cases.
pub type CaseLayout = ListLayout<CaseField>;
/// How a user sees their own cases.
pub type OwnCaseLayout = ListLayout<OwnCaseField>;
/// How a user sees the agents.
pub type AgentLayout = ListLayout<AgentField>;

impl<F: ListField> Default for ListLayout<F> {
    fn default() -> Self {
        Self::new(F::ALL.iter().copied().take(F::STANDARD))
    }
}

impl<F: ListField> ListLayout<F> {
    /// The layout with these columns, each once.
    pub fn new(fields: impl IntoIterator<Item = F>) -> Self {
        let mut found = Vec::new();
        for field in fields {
            if !found.contains(&field) {
                found.push(field);
            }
        }
        Self { fields: found, compact: false, folded: false }
    }

    /// Parses names with commas between them, and what is said of the rest behind semicolons. Unknown names
    /// are skipped, so that a column that is no longer offered spoils nothing.
    pub fn parse(text: &str) -> Self {
        let mut parts = text.split(';');
        let fields = parts.next().unwrap_or_default().split(',');
        let mut layout = Self::new(fields.filter_map(|name| F::parse(name.trim())));
        for part in parts {
            layout.compact |= part == "compact";
            layout.folded |= part == "folded";
        }
        layout
    }

    /// The columns.
    pub fn fields(&self) -> &[F] {
        &self.fields
    }

    /// Whether a column is shown.
    pub fn shows(&self, field: F) -> bool {
        self.fields.contains(&field)
    }

    /// All columns for choosing: those shown in their order, then the others.
    pub fn offered(&self) -> Vec<F> {
        let others = F::ALL.iter().copied().filter(|field| !self.shows(*field));
        self.fields.iter().copied().chain(others).collect()
    }

    /// The layout after a choice.
    #[must_use]
    pub fn chosen(&self, choice: &ColumnChoice<'_>) -> Self {
        let layout = if choice.step == Some(STANDARD_STEP) {
            Self::default()
        } else {
            let mut order = Self::parse(choice.order).offered();
            if let Some(step) = choice.step.and_then(ColumnMove::parse) {
                step.apply(&mut order);
            }
            Self::new(
                order.into_iter().filter(|field| choice.shown.iter().any(|name| name == field.as_str())),
            )
        };
        Self { compact: choice.compact, folded: self.folded, ..layout }
    }
}

impl OwnCaseLayout {
    /// The layout of the list that shows them.
    pub fn of_cases(&self) -> CaseLayout {
        let layout = CaseLayout::new(self.fields.iter().map(|field| field.of_cases()));
        CaseLayout { compact: self.compact, ..layout }
    }
}

impl<F: ListField> std::fmt::Display for ListLayout<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.fields.iter().map(|field| field.as_str()).collect();
        f.write_str(&names.join(","))?;
        f.write_str(if self.compact { ";compact" } else { "" })?;
        f.write_str(if self.folded { ";folded" } else { "" })
    }
}

/// How a user sees the lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLayouts {
    /// *Histórico*.
    pub history: HistoryLayout,
    /// *Gerenciamento*, *Casos*.
    pub cases: CaseLayout,
    /// *Meus Atendimentos*.
    pub my_cases: OwnCaseLayout,
    /// *Gerenciamento*, *Agentes*.
    pub agents: AgentLayout,
}

/// The step that returns to the standard columns.
pub const STANDARD_STEP: &str = "standard";

/// What the form of the columns says.
#[derive(Clone, Copy, Debug)]
pub struct ColumnChoice<'a> {
    /// The names of all columns in the order of the form, with commas between them.
    pub order: &'a str,
    /// The names of those to be shown.
    pub shown: &'a [String],
    /// A step of one of them ([`ColumnMove`]), or [`STANDARD_STEP`].
    pub step: Option<&'a str>,
    /// Whether the rows are close together.
    pub compact: bool,
}

/// A step of a column among those offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnMove<F> {
    /// The column.
    pub field: F,
    /// Whether it moves towards the beginning.
    pub up: bool,
}

impl<F: ListField> ColumnMove<F> {
    /// Parses `agent:up` or `agent:down`.
    pub fn parse(text: &str) -> Option<Self> {
        let (field, way) = text.split_once(':')?;
        let up = match way {
            "up" => true,
            "down" => false,
            _ => return None,
        };
        F::parse(field).map(|field| Self { field, up })
    }

    /// Swaps the column with its neighbour, if there is one.
    pub fn apply(self, fields: &mut [F]) {
        let Some(at) = fields.iter().position(|field| *field == self.field) else { return };
        let to = if self.up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < fields.len()) };
        if let Some(to) = to {
            fields.swap(at, to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_is_read_back_and_forgives() {
        let layout = HistoryLayout::parse("agent,date, wait,agent,gone,");
        assert_eq!(layout.fields(), [HistoryField::Agent, HistoryField::Queued, HistoryField::Wait]);
        assert_eq!(layout.to_string(), "agent,date,wait");
        assert_eq!(HistoryLayout::parse(&layout.to_string()), layout);
        let dense = HistoryLayout { compact: true, folded: true, ..layout.clone() };
        assert_eq!(dense.to_string(), "agent,date,wait;compact;folded");
        assert_eq!(HistoryLayout::parse(&dense.to_string()), dense);
        assert_eq!(HistoryLayout::default().to_string(), "date,duration,queue,number,channel,reason");
    }

    /// Every name is read back, and names one column.
    fn names_are_read_back<F: ListField + std::fmt::Debug>() {
        for field in F::ALL {
            assert_eq!(F::parse(field.as_str()), Some(*field));
        }
        assert_eq!(ListLayout::new(F::ALL.iter().copied()).fields().len(), F::ALL.len());
        assert!(F::STANDARD <= F::ALL.len());
    }

    #[test]
    fn the_columns_of_every_list_have_names_of_their_own() {
        names_are_read_back::<HistoryField>();
        names_are_read_back::<CaseField>();
        names_are_read_back::<OwnCaseField>();
        names_are_read_back::<AgentField>();
    }

    #[test]
    fn every_column_is_offered_once_the_shown_ones_first() {
        let layout = HistoryLayout::parse("wait,agent");
        let offered = layout.offered();
        assert_eq!(offered[..2], [HistoryField::Wait, HistoryField::Agent]);
        assert_eq!(offered.len(), HistoryField::ALL.len());
        assert!(HistoryField::ALL.iter().all(|field| offered.contains(field)));
    }

    #[test]
    fn ones_own_cases_have_every_column_but_the_person_responsible() {
        let of_all = CaseField::ALL.iter().filter(|field| **field != CaseField::Responsible);
        assert!(OwnCaseField::ALL.iter().map(|field| field.of_cases()).eq(of_all.copied()));
        let own = OwnCaseLayout::parse("due,responsible,status;compact").of_cases();
        assert_eq!(own.to_string(), "due,status;compact");
    }

    #[test]
    fn a_choice_has_the_checked_columns_in_the_order_of_the_form() {
        let before = HistoryLayout::parse("date;compact;folded");
        let shown = ["wait", "agent", "gone"].map(str::to_owned);
        let choice = ColumnChoice { order: "agent,date,wait", shown: &shown, step: None, compact: false };
        assert_eq!(before.chosen(&choice).to_string(), "agent,wait;folded");
        let moved = ColumnChoice { step: Some("wait:up"), ..choice };
        assert_eq!(before.chosen(&moved).to_string(), "agent,wait;folded", "past one that is not shown");
        let moved = ColumnChoice { order: "agent,wait,date", ..moved };
        assert_eq!(before.chosen(&moved).to_string(), "wait,agent;folded");
        let standard = ColumnChoice { step: Some(STANDARD_STEP), compact: true, ..choice };
        let expected = HistoryLayout { compact: true, folded: true, ..HistoryLayout::default() };
        assert_eq!(before.chosen(&standard), expected);
    }

    #[test]
    fn a_column_moves_by_one_place_and_not_beyond_the_ends() {
        let mut fields = HistoryLayout::parse("date,wait,agent").fields().to_vec();
        let mut step = |text: &str| {
            ColumnMove::parse(text).expect("a step").apply(&mut fields);
            HistoryLayout::new(fields.iter().copied()).to_string()
        };
        assert_eq!(step("agent:up"), "date,agent,wait");
        assert_eq!(step("date:up"), "date,agent,wait");
        assert_eq!(step("date:down"), "agent,date,wait");
        assert_eq!(step("wait:down"), "agent,date,wait");
        assert_eq!(step("queue:up"), "agent,date,wait");
        for wrong in ["agent", "agent:left", "gone:up", ""] {
            assert_eq!(ColumnMove::<HistoryField>::parse(wrong), None);
        }
    }
}

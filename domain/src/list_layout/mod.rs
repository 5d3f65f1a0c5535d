//! How a user sees a list: which columns in which order, how dense the rows are, and whether what stands above
//! it is folded. The column that names a row is always the first, and one that opens it the last: they cannot
//! be left out and are no [`ListField`].

mod fields;

use serde::{Deserialize, Serialize};

pub use fields::{AgentField, CaseField, HistoryField, OwnCaseField};

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
mod tests;

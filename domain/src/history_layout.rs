//! How a user sees the history: which columns in which order, how dense the rows are, and whether the chart
//! is folded. The protocol is always the first column and
//! the actions are the last: the one names the row, the other opens it.

use serde::{Deserialize, Serialize};

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

impl HistoryField {
    /// All of them; the first six are shown unless the user chooses others.
    pub const ALL: [Self; 11] = [
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

    /// The name in forms and in the database.
    pub fn as_str(self) -> &'static str {
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

    /// Parses the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }
}

/// How a user sees the history.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HistoryLayout {
    fields: Vec<HistoryField>,
    /// Whether the rows are close together.
    pub compact: bool,
    /// Whether the chart is folded.
    pub chart_folded: bool,
}

impl Default for HistoryLayout {
    fn default() -> Self {
        Self::new(HistoryField::ALL.into_iter().take(6))
    }
}

impl HistoryLayout {
    /// The layout with these columns, each once.
    pub fn new(fields: impl IntoIterator<Item = HistoryField>) -> Self {
        let mut found = Vec::new();
        for field in fields {
            if !found.contains(&field) {
                found.push(field);
            }
        }
        Self { fields: found, compact: false, chart_folded: false }
    }

    /// Parses names with commas between them, and what is said of the rest behind semicolons. Unknown names
    /// are skipped, so that a column that is no longer offered spoils nothing.
    pub fn parse(text: &str) -> Self {
        let mut parts = text.split(';');
        let fields = parts.next().unwrap_or_default().split(',');
        let mut layout = Self::new(fields.filter_map(|name| HistoryField::parse(name.trim())));
        for part in parts {
            layout.compact |= part == "compact";
            layout.chart_folded |= part == "folded";
        }
        layout
    }

    /// The same with other columns.
    #[must_use]
    pub fn with_fields(&self, fields: impl IntoIterator<Item = HistoryField>) -> Self {
        Self { compact: self.compact, chart_folded: self.chart_folded, ..Self::new(fields) }
    }

    /// The columns.
    pub fn fields(&self) -> &[HistoryField] {
        &self.fields
    }

    /// Whether a column is shown.
    pub fn shows(&self, field: HistoryField) -> bool {
        self.fields.contains(&field)
    }

    /// All columns for choosing: those shown in their order, then the others.
    pub fn offered(&self) -> Vec<HistoryField> {
        let others = HistoryField::ALL.into_iter().filter(|field| !self.shows(*field));
        self.fields.iter().copied().chain(others).collect()
    }
}

impl std::fmt::Display for HistoryLayout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.fields.iter().map(|field| field.as_str()).collect();
        f.write_str(&names.join(","))?;
        f.write_str(if self.compact { ";compact" } else { "" })?;
        f.write_str(if self.chart_folded { ";folded" } else { "" })
    }
}

/// A step of a column among those offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnMove {
    /// The column.
    pub field: HistoryField,
    /// Whether it moves towards the beginning.
    pub up: bool,
}

impl ColumnMove {
    /// Parses `agent:up` or `agent:down`.
    pub fn parse(text: &str) -> Option<Self> {
        let (field, way) = text.split_once(':')?;
        let up = match way {
            "up" => true,
            "down" => false,
            _ => return None,
        };
        HistoryField::parse(field).map(|field| Self { field, up })
    }

    /// Swaps the column with its neighbour, if there is one.
    pub fn apply(self, fields: &mut [HistoryField]) {
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
        let dense = HistoryLayout { compact: true, chart_folded: true, ..layout.clone() };
        assert_eq!(dense.to_string(), "agent,date,wait;compact;folded");
        assert_eq!(HistoryLayout::parse(&dense.to_string()), dense);
        assert_eq!(dense.with_fields([HistoryField::Queue]).to_string(), "queue;compact;folded");
        assert_eq!(HistoryLayout::default().to_string(), "date,duration,queue,number,channel,reason");
        for field in HistoryField::ALL {
            assert_eq!(HistoryField::parse(field.as_str()), Some(field));
        }
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
            assert_eq!(ColumnMove::parse(wrong), None);
        }
    }
}

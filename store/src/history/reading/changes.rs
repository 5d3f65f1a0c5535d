//! What was recorded or has changed since an instant, in the order of the changes.
//!
//! The list ends at the instant before which every change is visible
//! ([`crate::db::Db::changes_complete_until`]), so a reader who goes on from there misses none, however
//! late a transaction commits. An interaction that changes while the list is read moves to its end, where
//! it is given in its new state.
//!
//! With filters, each part reads a limited number of entries of the index of changes, and may be short.

use domain::reading::{ListPart, Position, RecordedInteraction};
use domain::{HistoryFilter, Timestamp};

use super::{CHANGED, Row, columns, joined, part};
use crate::Result;
use crate::db::{Statement, Window};
use crate::history::History;

/// Maximum number of changes that a filter looks at for one part of the list.
const MAX_EXAMINED: i64 = 5_000;

/// Where a list of changes begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangesAfter {
    /// With what has changed at this instant.
    Since(Timestamp),
    /// After the last row of the part before.
    Position(Position),
}

/// A part of the list of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedPart {
    /// The interactions.
    pub part: ListPart<RecordedInteraction>,
    /// The list is complete before this instant: the next one begins here.
    pub complete_until: Timestamp,
}

impl ChangesAfter {
    /// SQL predicate: the interaction `i` comes afterwards.
    fn condition(self, statement: &mut Statement) -> String {
        match self {
            Self::Since(at) => format!("{CHANGED} >= {}", statement.bind(at)),
            Self::Position(Position { at, id }) => {
                let (at, id) = (statement.bind(at), statement.bind(id));
                format!("({CHANGED}, i.id) > ({at}, {id})")
            }
        }
    }
}

impl History<'_> {
    /// At most `limit` of the matching interactions that were recorded or changed, by the order of their
    /// last change.
    pub async fn changed_after(
        &self,
        filter: &HistoryFilter,
        after: ChangesAfter,
        limit: u64,
    ) -> Result<ChangedPart> {
        // Before the rows: see `crate::changes`.
        let complete_until = self.db().changes_complete_until().await?;
        if filter.is_impossible() {
            return Ok(ChangedPart { part: ListPart::empty(), complete_until });
        }
        let is_filtered = *filter != HistoryFilter::default() || !self.sees_all();
        let examined = if is_filtered { self.last_examined(after, complete_until).await? } else { None };

        let mut statement = self.statement();
        let begin = after.condition(&mut statement);
        let end = match examined {
            Some(Position { at, id }) => {
                let (at, id) = (statement.bind(at), statement.bind(id));
                format!("({CHANGED}, i.id) <= ({at}, {id})")
            }
            None => format!("{CHANGED} < {}", statement.bind(complete_until)),
        };
        let window = Window::of_history(self.store.zone(), filter);
        let matches = self.conditions(&mut statement, filter, window).all();
        let index = statement.engine.indexed_by("interaction_changed");
        let most = statement.bind(limit.saturating_add(1).cast_signed());
        let most = statement.engine.limit(&most);
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        let order = format!("{CHANGED}, i.id");
        statement.text = format!(
            "WITH page AS MATERIALIZED (SELECT i.id FROM interaction AS i {index} \
             WHERE {begin} AND {end} AND {matches} ORDER BY {order} {most}) \
             SELECT {} FROM {} AND i.id = page.id AND {scope}",
            columns(),
            joined("page CROSS JOIN interaction AS i")
        );
        let mut rows = self.fetch_all::<Row>(statement).await?;
        rows.sort_unstable_by_key(|row| (row.changed_at, row.id));
        let mut part = part(rows, limit, |row| Position { at: row.changed_at, id: row.id.0 })?;
        part.next = part.next.or(examined);
        Ok(ChangedPart { part, complete_until })
    }

    /// The last change that a filter looks at, if more follow.
    async fn last_examined(&self, after: ChangesAfter, until: Timestamp) -> Result<Option<Position>> {
        // The place alone reveals no row.
        let mut statement = self.unrestricted_statement();
        let begin = after.condition(&mut statement);
        let until = statement.bind(until);
        let index = statement.engine.indexed_by("interaction_changed");
        let skipped = statement.bind(MAX_EXAMINED - 1);
        statement.text = format!(
            "SELECT {CHANGED} AS at, i.id FROM interaction AS i {index} WHERE {begin} AND {CHANGED} < {until} \
             ORDER BY {CHANGED}, i.id LIMIT 1 OFFSET {skipped}"
        );
        let found = self.fetch_optional::<(Timestamp, i64)>(statement).await?;
        Ok(found.map(|(at, id)| Position { at, id }))
    }
}

//! Page arithmetic: 20 rows a page, every page directly reachable.

/// Rows on a page of the history ("Cada página lista 20 atendimentos").
pub const PAGE_SIZE: u64 = 20;

/// Where in a list of `total` rows a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The page, from 1.
    pub number: u64,
    /// The last page, at least 1.
    pub last: u64,
    /// Rows in the whole list.
    pub total: u64,
}

impl Page {
    /// The page asked for; beyond the last one it is the last one, 0 is the first.
    pub fn new(asked: u64, total: u64) -> Self {
        let last = total.div_ceil(PAGE_SIZE).max(1);
        Self { number: asked.clamp(1, last), last, total }
    }

    /// Rows before this page.
    pub fn offset(self) -> u64 {
        (self.number - 1) * PAGE_SIZE
    }

    /// The position of its first row, from 1; 0 in an empty list.
    pub fn first_row(self) -> u64 {
        if self.total == 0 { 0 } else { self.offset() + 1 }
    }

    /// The position of its last row.
    pub fn last_row(self) -> u64 {
        (self.offset() + PAGE_SIZE).min(self.total)
    }

    /// The page before, where there is one.
    pub fn previous(self) -> Option<u64> {
        (self.number > 1).then(|| self.number - 1)
    }

    /// The page after, where there is one.
    pub fn next(self) -> Option<u64> {
        (self.number < self.last).then(|| self.number + 1)
    }

    /// The pages a pager shows: the first, the last, and two around this one; `None` where
    /// some are left out. A gap of one page is never shown as a gap.
    pub fn links(self) -> Vec<Option<u64>> {
        let from = self.number.saturating_sub(2).max(1);
        let to = (self.number + 2).min(self.last);
        let mut links = Vec::new();
        match from {
            1 => {}
            2 => links.push(Some(1)),
            3 => links.extend([Some(1), Some(2)]),
            _ => links.extend([Some(1), None]),
        }
        links.extend((from..=to).map(Some));
        match self.last - to {
            0 => {}
            1 => links.push(Some(self.last)),
            2 => links.extend([Some(self.last - 1), Some(self.last)]),
            _ => links.extend([None, Some(self.last)]),
        }
        links
    }
}

/// The days of a list, newest first, with how many rows each has: where does the row at `offset`
/// stand? Answers the index of its day and the rows to skip inside that day, so that a deep page
/// skips a day's rows at most and never the whole list.
pub fn locate(counts: impl IntoIterator<Item = u64>, offset: u64) -> Option<(usize, u64)> {
    let mut left = offset;
    for (index, count) in counts.into_iter().enumerate() {
        if left < count {
            return Some((index, left));
        }
        left -= count;
    }
    None
}

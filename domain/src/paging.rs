//! Page arithmetic: 20 rows a page unless a list says otherwise, every page directly reachable.

use serde::{Deserialize, Serialize};

/// Rows on a page of the history ("Cada página lista 20 atendimentos").
pub const PAGE_SIZE: u64 = 20;

/// The position of a page in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The page number, from 1.
    pub number: u64,
    /// The last page, at least 1.
    pub last: u64,
    /// Rows in the whole list.
    pub total: u64,
    /// Rows on a page.
    pub size: u64,
}

impl Page {
    /// The requested page, clamped to the existing ones, with [`PAGE_SIZE`] rows.
    pub fn new(asked: u64, total: u64) -> Self {
        Self::sized(asked, total, PAGE_SIZE)
    }

    /// The requested page, clamped to the existing ones, with `size` rows (at least one).
    pub fn sized(asked: u64, total: u64, size: u64) -> Self {
        let size = size.max(1);
        let last = total.div_ceil(size).max(1);
        Self { number: asked.clamp(1, last), last, total, size }
    }

    /// Rows before this page.
    pub fn offset(self) -> u64 {
        (self.number - 1) * self.size
    }

    /// The number of its first row, from 1; 0 in an empty list.
    pub fn first_row(self) -> u64 {
        if self.total == 0 { 0 } else { self.offset() + 1 }
    }

    /// The number of its last row.
    pub fn last_row(self) -> u64 {
        (self.offset() + self.size).min(self.total)
    }

    /// Its rows of the whole list, as far as that has them.
    pub fn of<T>(self, all: &[T]) -> &[T] {
        let index = |row: u64| usize::try_from(row).unwrap_or(usize::MAX).min(all.len());
        &all[index(self.offset())..index(self.last_row())]
    }

    /// The previous page, if there is one.
    pub fn previous(self) -> Option<u64> {
        (self.number > 1).then(|| self.number - 1)
    }

    /// The next page, if there is one.
    pub fn next(self) -> Option<u64> {
        (self.number < self.last).then(|| self.number + 1)
    }

    /// The page links of a pager: the first, the last, and two on each side of this one; `None` is
    /// a gap. A gap is never a single page.
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

/// Finds the row at `offset` by the row counts of days, newest first. Returns the index of its day
/// and the rows to skip within that day, so that a deep page skips at most the rows of one day.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{PAGE_SIZE, Page, locate};

    #[test]
    fn an_empty_list_has_one_page_without_rows() {
        let page = Page::new(7, 0);
        assert_eq!((page.number, page.last, page.first_row(), page.last_row()), (1, 1, 0, 0));
        assert_eq!((page.previous(), page.next()), (None, None));
        assert_eq!(page.links(), [Some(1)]);
    }

    #[test]
    fn the_last_page_may_be_short() {
        let page = Page::new(3, 41);
        assert_eq!((page.first_row(), page.last_row()), (41, 41));
        assert_eq!((page.previous(), page.next()), (Some(2), None));
        assert_eq!(Page::new(2, 40).last_row(), 40);
        let all: Vec<u64> = (1..=41).collect();
        assert_eq!((page.of(&all), Page::new(2, 41).of(&all)), (&all[40..], &all[20..40]));
        assert_eq!(page.of(&all[..7]), &[0; 0], "fewer than the list has");
    }

    #[test]
    fn a_page_that_is_not_there_is_the_nearest_that_is() {
        assert_eq!(Page::new(0, 100).number, 1);
        assert_eq!(Page::new(u64::MAX, 100).number, 5);
    }

    #[test]
    fn a_list_may_have_shorter_pages() {
        let page = Page::sized(3, 21, 10);
        assert_eq!((page.last, page.offset(), page.first_row(), page.last_row()), (3, 20, 21, 21));
    }

    #[test]
    fn long_lists_leave_pages_out_on_both_sides() {
        let links = Page::new(10, 400).links();
        let expected = [Some(1), None, Some(8), Some(9), Some(10), Some(11), Some(12), None, Some(20)];
        assert_eq!(links, expected);
    }

    proptest! {
        #[test]
        fn links_lead_everywhere_in_order_and_never_skip_exactly_one(asked in 1_u64..80, total in 0_u64..1500) {
            let page = Page::new(asked, total);
            let links = page.links();
            prop_assert_eq!(links.first(), Some(&Some(1)));
            prop_assert_eq!(links.last(), Some(&Some(page.last)));
            prop_assert!(links.contains(&Some(page.number)));
            let mut before = 0;
            let mut gap = false;
            for link in links {
                match link {
                    None => {
                        prop_assert!(!gap, "two gaps in a row");
                        gap = true;
                    }
                    Some(number) if gap => {
                        prop_assert!(number > before + 2, "a gap hides {} pages", number - before - 1);
                        (before, gap) = (number, false);
                    }
                    Some(number) => {
                        prop_assert_eq!(number, before + 1);
                        before = number;
                    }
                }
            }
        }

        #[test]
        fn pages_cover_every_row_once(total in 0_u64..1000) {
            let mut covered = 0;
            for number in 1..=Page::new(1, total).last {
                let page = Page::new(number, total);
                prop_assert_eq!(page.offset(), covered);
                prop_assert!(page.last_row() - page.offset() <= PAGE_SIZE);
                covered = page.last_row();
            }
            prop_assert_eq!(covered, total);
        }

        #[test]
        fn locate_finds_what_walking_row_by_row_finds(counts in prop::collection::vec(0_u64..9, 0..12), offset in 0_u64..60) {
            let rows: Vec<(usize, u64)> = counts
                .iter()
                .enumerate()
                .flat_map(|(day, count)| (0..*count).map(move |row| (day, row)))
                .collect();
            prop_assert_eq!(locate(counts, offset), rows.get(offset as usize).copied());
        }
    }
}

//! The parts by which numbers are searched, and how those of numbers that are gone are forgotten.
//!
//! Intake takes a number for known, with all of its parts, where the part that is the whole number is
//! there. All parts of a number therefore come and go in one transaction.

use std::collections::BTreeSet;

use super::BATCH;
use crate::db::{Given, Tx};
use crate::{Result, Store};

/// A row of `number_part`: the part and its number.
pub(super) type Part = (String, String);

const FORGET: &str = "DELETE FROM number_part WHERE (part, number) IN (SELECT part, number FROM given)";

/// The ends of a number from which any part of it of three digits or more can be found.
pub(crate) fn suffixes(number: &str) -> impl Iterator<Item = &str> {
    (0..(number.len() + 1).saturating_sub(3)).map(|start| &number[start..])
}

impl Store {
    /// Looks at a batch of parts behind `after` and forgets the numbers among them that no interaction
    /// has any more, with all their parts; the part after which to go on, where there may be more.
    pub(super) async fn forget_parts(&self, tx: &mut Tx, after: &Part) -> Result<Option<Part>> {
        let mut read = self.db().statement();
        let (part, number) = (read.bind(after.0.as_str()), read.bind(after.1.as_str()));
        let most = read.bind(BATCH);
        read.text = format!(
            "SELECT part, number, EXISTS (SELECT 1 FROM interaction AS i \
             WHERE i.number_digits = number_part.number) FROM number_part \
             WHERE (part, number) > ({part}, {number}) ORDER BY part, number {}",
            self.db().engine().limit(&most)
        );
        let mut rows: Vec<(String, String, bool)> = tx.fetch_all(read).await?;
        let unused: Vec<(&str, &str)> = rows
            .iter()
            .filter(|(_, _, in_use)| !in_use)
            .flat_map(|(part, number, _)| {
                std::iter::once((part.as_str(), number.as_str()))
                    .chain(suffixes(number).map(|suffix| (suffix, number.as_str())))
            })
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let given = Given::default()
            .texts("part", unused.iter().map(|(part, _)| *part))
            .texts("number", unused.iter().map(|(_, number)| *number));
        tx.execute_given(FORGET, &given).await?;
        let whole = i64::try_from(rows.len()).is_ok_and(|found| found == BATCH);
        Ok(rows.pop().filter(|_| whole).map(|(part, number, _)| (part, number)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_have_three_digits_or_more() {
        assert_eq!(suffixes("12345").collect::<Vec<_>>(), ["12345", "2345", "345"]);
        assert_eq!(suffixes("123").collect::<Vec<_>>(), ["123"]);
        assert_eq!(suffixes("12").count(), 0);
        assert_eq!(suffixes("").count(), 0);
    }
}

//! Suffixes of numbers for substring search (`number_part`), and deletion of unused ones.
//!
//! Intake assumes that all parts of a number exist if the part equal to the whole number does. All
//! parts of a number are therefore inserted and deleted in one transaction.

use std::collections::BTreeSet;

use super::BATCH;
use crate::db::{RowSet, Tx};
use crate::{Result, Store};

/// Primary key of `number_part`: the part and its number.
pub(super) type Part = (String, String);

const DELETE_PARTS: &str = "DELETE FROM number_part WHERE (part, number) IN (SELECT part, number FROM given)";

/// Every suffix of at least three digits: any such substring is a prefix of one of them.
pub(crate) fn suffixes(number: &str) -> impl Iterator<Item = &str> {
    (0..(number.len() + 1).saturating_sub(3)).map(|start| &number[start..])
}

impl Store {
    /// Checks a batch of parts after `after` and deletes all parts of numbers that no interaction
    /// has any more. Returns the last part checked if there may be more.
    pub(super) async fn delete_unused_parts(&self, tx: &mut Tx, after: &Part) -> Result<Option<Part>> {
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
        let given = RowSet::default()
            .texts("part", unused.iter().map(|(part, _)| *part))
            .texts("number", unused.iter().map(|(_, number)| *number));
        tx.execute_given(DELETE_PARTS, &given).await?;
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

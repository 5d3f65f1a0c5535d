//! A number of rows and the rows themselves as one answer, where finding them takes longer than sorting them.

/// The query of the rows of `found`, each with its `id` and its `place` in the list, and of the number of rows of
/// `counted` in a row with the ID 0. Both are names of tables; a condition may follow.
pub(crate) fn counted(counted: &str, found: &str) -> String {
    format!(
        "SELECT CAST(0 AS BIGINT) AS id, count(*) AS place FROM {counted} UNION ALL SELECT id, place FROM {found}"
    )
}

/// The number in an answer to [`counted`], and the IDs in the order of their places; equal places in the order of the IDs.
pub(crate) fn counted_in_order<Id>(
    mut rows: Vec<(i64, i64)>,
    ascending: bool,
    id: fn(i64) -> Id,
) -> (u64, Vec<Id>) {
    let number = rows.iter().position(|(id, _)| *id == 0).map(|at| rows.swap_remove(at).1);
    rows.sort_unstable_by_key(|(id, place)| (*place, *id));
    if !ascending {
        rows.reverse();
    }
    (number.unwrap_or_default().cast_unsigned(), rows.into_iter().map(|(of_row, _)| id(of_row)).collect())
}

#[cfg(test)]
mod tests {
    use domain::CaseId;

    use super::*;

    #[test]
    fn the_number_is_no_row_and_equal_places_follow_their_ids() {
        let rows = vec![(7, -5), (0, 40), (9, 20), (8, 20)];
        assert_eq!(counted_in_order(rows.clone(), true, CaseId), (40, [7, 8, 9].map(CaseId).to_vec()));
        assert_eq!(counted_in_order(rows, false, CaseId), (40, [9, 8, 7].map(CaseId).to_vec()));
        assert_eq!(counted_in_order(vec![(0, 0)], true, CaseId), (0, Vec::new()));
    }
}

//! The times and clocks of cases whose interactions were corrected.
//!
//! A case opens with its earliest interaction, is as new as its latest end, and gets its first
//! response from the earliest answer. What still is as its interactions said before the correction
//! follows them; what something else has changed since is only moved to where an interaction that
//! arrives late would move it. The first response follows the earliest answer or, if that is
//! earlier, the first time that a person took the case or closed it. Without either, the clock runs
//! again; pauses while it was stopped are not known and count as time that ran. Time that was fixed
//! at a change of queue or policy stays fixed. The policy stays the one that was chosen when the case
//! was opened.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::sla::{ClockEffect, ClockKind};
use domain::{CaseId, Timestamp};

use crate::Result;
use crate::db::{RowSet, Tx};
use crate::intake::clocks::{self, CLOCKS, ClockUpsert};
use crate::sla::ClockRow;

pub(in crate::intake) const TIMES: &str =
    "SELECT i.case_id, MIN(i.queued_at), MAX(i.ended_at), MIN(COALESCE(i.first_reply_at, i.answered_at))
    FROM given CROSS JOIN interaction i WHERE i.case_id = given.case_id GROUP BY i.case_id";

/// When a person first took or closed each case.
pub(in crate::intake) const TAKEN: &str = "SELECT e.case_id, MIN(e.at)
    FROM given CROSS JOIN case_event e
    WHERE e.case_id = given.case_id AND e.action IN ('continued', 'closed') GROUP BY e.case_id";

pub(in crate::intake) const CORRECT: &str = "UPDATE service_case SET
        opened_at = CASE WHEN service_case.opened_at = given.was_opened_at
                OR given.opened_at < service_case.opened_at
            THEN given.opened_at ELSE service_case.opened_at END,
        updated_at = CASE WHEN service_case.updated_at = given.was_updated_at
                OR given.updated_at > service_case.updated_at
            THEN given.updated_at ELSE service_case.updated_at END
    FROM given WHERE service_case.id = given.id";

/// What the interactions of a case say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    opened: Timestamp,
    ended: Timestamp,
    answered: Option<Timestamp>,
}

/// Reads the times of cases from their interactions.
pub(super) async fn times(tx: &mut Tx, cases: &BTreeSet<CaseId>) -> Result<BTreeMap<CaseId, Times>> {
    let given = RowSet::default().integers("case_id", cases.iter().copied());
    let found: Vec<(CaseId, Timestamp, Timestamp, Option<Timestamp>)> = tx.fetch_given(TIMES, &given).await?;
    let times = |(case, opened, ended, answered)| (case, Times { opened, ended, answered });
    Ok(found.into_iter().map(times).collect())
}

/// Corrects the cases, whose interactions said `before`.
pub(super) async fn write(tx: &mut Tx, before: &BTreeMap<CaseId, Times>) -> Result<()> {
    let after = times(tx, &before.keys().copied().collect()).await?;
    let moved: BTreeMap<CaseId, (Times, Times)> = before
        .iter()
        .filter_map(|(case, was)| Some((*case, (*was, *after.get(case)?))))
        .filter(|(_, (was, is))| was != is)
        .collect();
    let given = RowSet::default()
        .integers("id", moved.keys().copied())
        .integers("was_opened_at", moved.values().map(|(was, _)| was.opened))
        .integers("opened_at", moved.values().map(|(_, is)| is.opened))
        .integers("was_updated_at", moved.values().map(|(was, _)| was.ended))
        .integers("updated_at", moved.values().map(|(_, is)| is.ended));
    tx.execute_given(CORRECT, &given).await?;
    let given = RowSet::default().integers("case_id", moved.keys().copied());
    let taken: HashMap<CaseId, Timestamp> = tx.fetch_given(TAKEN, &given).await?.into_iter().collect();
    let mut written = Vec::new();
    for row in tx.fetch_given::<ClockRow>(CLOCKS, &given).await? {
        let Some((was, is)) = moved.get(&row.case_id) else { continue };
        written.extend(corrected(&row, (was, is), taken.get(&row.case_id).copied())?);
    }
    clocks::save(tx, written).await
}

/// The clock after the correction; `None` if it stays.
fn corrected(
    row: &ClockRow,
    (was, is): (&Times, &Times),
    taken: Option<Timestamp>,
) -> Result<Option<ClockUpsert>> {
    let (kind, before) = (row.measures()?, row.clock()?);
    let mut clock = before.clone();
    if before.started == was.opened {
        clock.correct_start(is.opened);
    } else {
        clock.begin_earlier(is.opened);
    }
    if kind == ClockKind::FirstResponse {
        let response = |answered: Option<Timestamp>| answered.into_iter().chain(taken).min();
        let stopped_by_those = response(was.answered).map(|at| at.max(before.started));
        if before.stopped == stopped_by_those {
            clock.correct_stop(response(is.answered));
        } else if let Some(at) = is.answered {
            clock.apply(ClockEffect::Stop, at);
            clock.stop_earlier(at);
        }
    }
    Ok((clock != before).then(|| ClockUpsert::of(row.case_id, kind, row.policy_id, clock)))
}

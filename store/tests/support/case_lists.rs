//! Cases that cover the edge cases of lists: merged ones, ones without a responsible agent, equal
//! instants, agents outside every group. Built on the interactions of `world.rs`.

#![allow(clippy::format_push_string, reason = "plain SQL is easiest to read as text")]
#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

use domain::{CaseStatus, Millis, Timestamp, zone};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use crate::support::builders::sql_number;
use crate::support::world::World;

/// The expected row of a case.
#[derive(Clone, Debug)]
pub(crate) struct ExpectedCase {
    pub(crate) id: i64,
    pub(crate) queue: Option<i64>,
    pub(crate) kind: Option<String>,
    pub(crate) status: CaseStatus,
    pub(crate) agent: Option<i64>,
    pub(crate) opened: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) closed: Option<Timestamp>,
    pub(crate) merged_into: Option<i64>,
}

/// Random cases for the interactions of a world, reproducible by seed.
pub(crate) fn expected_cases(world: &World, seed: u64) -> Vec<ExpectedCase> {
    let mut random = StdRng::seed_from_u64(seed);
    let last = world.interactions.iter().map(|i| i.case).max().unwrap_or(0);
    let mut cases: Vec<ExpectedCase> = (1..=last).map(|id| expected_case(&mut random, world, id)).collect();
    // Every ninth case was merged into a later one, sometimes several into the same.
    for index in (0..cases.len()).step_by(9) {
        let target = (index + 1 + index % 3).min(cases.len() - 1);
        if target != index && target % 9 != 0 {
            cases[index].status = CaseStatus::Merged;
            cases[index].merged_into = Some(cases[target].id);
        }
    }
    cases
}

fn expected_case(random: &mut StdRng, world: &World, id: i64) -> ExpectedCase {
    let status = *[CaseStatus::Waiting, CaseStatus::InService, CaseStatus::OnHold, CaseStatus::Closed]
        .choose(random)
        .expect("a status");
    let (start, end) = zone::day_span(world.zone, *world.days.choose(random).expect("a day"));
    let opened = match random.random_range(0..5) {
        0 => start,
        1 => end - Millis(1),
        _ => Timestamp(random.random_range(start.0..end.0)),
    };
    let updated = opened + random.random_range(0..4) * Millis::hours(1);
    let agent =
        *[None, Some(2), Some(3), Some(4), Some(10), Some(12), Some(13), Some(16), Some(17), Some(19)]
            .choose(random)
            .expect("somebody or nobody");
    ExpectedCase {
        id,
        queue: *[None, Some(1), Some(2), Some(3)].choose(random).expect("a queue or none"),
        kind: [None, Some("Reclamação".to_owned()), Some("Dúvida".to_owned()), Some("Pedido".to_owned())]
            .choose(random)
            .expect("a kind or none")
            .clone(),
        status,
        agent: if status == CaseStatus::Waiting { None } else { agent },
        opened,
        updated,
        closed: (status == CaseStatus::Closed).then_some(updated),
        merged_into: None,
    }
}

/// The statements that write the cases to the database.
pub(crate) fn sql(cases: &[ExpectedCase]) -> String {
    let mut sql = String::new();
    for case in cases {
        let kind = case.kind.as_ref().map_or("NULL".to_owned(), |kind| format!("'{kind}'"));
        sql += &format!(
            "UPDATE service_case SET queue_id = {}, kind = {kind}, status = '{}', agent_id = {}, opened_at = {}, \
             updated_at = {}, closed_at = {}, merged_into = {} WHERE id = {};\n",
            sql_number(case.queue),
            case.status.as_str(),
            sql_number(case.agent),
            case.opened,
            case.updated,
            sql_number(case.closed),
            sql_number(case.merged_into),
            case.id,
        );
    }
    sql
}

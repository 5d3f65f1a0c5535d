//! Cases with everything that makes their lists hard: merged ones, ones nobody is responsible for,
//! equal instants, responsible people outside every group. Made upon the world of `world.rs`.

#![allow(clippy::format_push_string, reason = "plain SQL is easiest to read as text")]
#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

use domain::{CaseStatus, zone};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use crate::support::world::World;

/// A case as the tests know it.
#[derive(Clone, Debug)]
pub(crate) struct Matter {
    pub(crate) id: i64,
    pub(crate) queue: Option<i64>,
    pub(crate) kind: Option<String>,
    pub(crate) status: CaseStatus,
    pub(crate) agent: Option<i64>,
    pub(crate) opened: i64,
    pub(crate) updated: i64,
    pub(crate) closed: Option<i64>,
    pub(crate) merged_into: Option<i64>,
}

/// What becomes of the cases of a world; the same seed makes the same of them.
pub(crate) fn matters(world: &World, seed: u64) -> Vec<Matter> {
    let mut random = StdRng::seed_from_u64(seed);
    let last = world.interactions.iter().map(|i| i.case).max().unwrap_or(0);
    let mut matters: Vec<Matter> = (1..=last).map(|id| matter(&mut random, world, id)).collect();
    // Every ninth case was folded into a later one, sometimes several into the same.
    for index in (0..matters.len()).step_by(9) {
        let target = (index + 1 + index % 3).min(matters.len() - 1);
        if target != index && target % 9 != 0 {
            matters[index].status = CaseStatus::Merged;
            matters[index].merged_into = Some(matters[target].id);
        }
    }
    matters
}

fn matter(random: &mut StdRng, world: &World, id: i64) -> Matter {
    let status = *[CaseStatus::Waiting, CaseStatus::InService, CaseStatus::OnHold, CaseStatus::Closed]
        .choose(random)
        .expect("a status");
    let (start, end) = zone::day_span(world.zone, *world.days.choose(random).expect("a day"));
    let opened = match random.random_range(0..5) {
        0 => start,
        1 => end - 1,
        _ => random.random_range(start..end),
    };
    let updated = opened + random.random_range(0..4) * 3_600_000;
    let agent =
        *[None, Some(2), Some(3), Some(4), Some(10), Some(12), Some(13), Some(16), Some(17), Some(19)]
            .choose(random)
            .expect("somebody or nobody");
    Matter {
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

/// The cases as the database is told of them.
pub(crate) fn sql(matters: &[Matter]) -> String {
    let int = |value: Option<i64>| value.map_or("NULL".to_owned(), |n| n.to_string());
    let mut sql = String::new();
    for matter in matters {
        let kind = matter.kind.as_ref().map_or("NULL".to_owned(), |kind| format!("'{kind}'"));
        sql += &format!(
            "UPDATE service_case SET queue_id = {}, kind = {kind}, status = '{}', agent_id = {}, opened_at = {}, \
             updated_at = {}, closed_at = {}, merged_into = {} WHERE id = {};\n",
            int(matter.queue),
            matter.status.as_str(),
            int(matter.agent),
            matter.opened,
            matter.updated,
            int(matter.closed),
            int(matter.merged_into),
            matter.id,
        );
    }
    sql
}

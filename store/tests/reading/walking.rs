//! A list that is read on while interactions arrive gives each of those that were there once.

use domain::{HistoryFilter, Millis, QueueId, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use store::history::ChangesAfter;

use super::{protocols, reader};
use crate::support::builders::InteractionBuilder;
use crate::support::people::T;

contract!(a_walk_gives_every_interaction_once_while_others_arrive, |store| {
    let mut random = StdRng::seed_from_u64(5);
    let mut at = |n: i64| T + Millis::seconds(random.random_range(0..40)) + Millis::minutes(n % 7);
    let mut there = Vec::new();
    for n in 0..40 {
        let protocol = format!("before-{n}");
        InteractionBuilder::new(&protocol, at(n)).build(&store).await;
        there.push(protocol);
    }
    there.sort();
    let history = reader(&store);
    let history = history.history();
    for filter in
        [HistoryFilter::default(), HistoryFilter { queues: vec![QueueId(1)], ..HistoryFilter::default() }]
    {
        let (mut given, mut after, mut n) = (Vec::new(), None, 0);
        loop {
            let part = history.newest_after(&filter, after, 4).await.unwrap();
            given.extend(protocols(&part.items));
            n += 1;
            let (newer, older) =
                (format!("new-{}-{n}", filter.queues.len()), format!("old-{}-{n}", filter.queues.len()));
            InteractionBuilder::new(&newer, at(n) + Millis::hours(1)).build(&store).await;
            InteractionBuilder::new(&older, at(n) - Millis::minutes(n % 3)).build(&store).await;
            after = part.next;
            if after.is_none() {
                break;
            }
        }
        let mut distinct = given.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), given.len(), "nothing is given twice");
        distinct.retain(|protocol| protocol.starts_with("before"));
        assert_eq!(distinct, there, "nothing is left out");
    }
});

contract!(the_changes_are_complete_while_others_arrive_and_change, |store| {
    for n in 0..12 {
        InteractionBuilder::new(&format!("before-{n}"), T).build(&store).await;
    }
    let scoped = reader(&store);
    let (mut given, mut n) = (Vec::new(), 0);
    let mut after = ChangesAfter::Since(Timestamp(0));
    // Arrivals end after a while, so that the walk does, too.
    loop {
        let read = scoped.history().changed_after(&HistoryFilter::default(), after, 3).await.unwrap();
        for item in &read.part.items {
            given.push((item.updated_at, item.protocol.to_string()));
        }
        if n < 10 {
            InteractionBuilder::new(&format!("new-{n}"), T).build(&store).await;
        }
        n += 1;
        match read.part.next {
            Some(next) => after = ChangesAfter::Position(next),
            None if n > 10 && given.len() >= 22 => break,
            // The end, for now: the next list begins where this one was complete.
            None => after = ChangesAfter::Since(read.complete_until),
        }
    }
    assert!(given.is_sorted(), "{given:?}");
    let mut distinct: Vec<_> = given.iter().map(|(_, protocol)| protocol.clone()).collect();
    distinct.sort();
    distinct.dedup();
    assert_eq!((distinct.len(), given.len()), (22, 22), "each of them once");
});

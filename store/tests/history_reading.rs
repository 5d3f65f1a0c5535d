//! Reading one interaction: its header, messages and recording.

use crate::support::builders::{many_messages, many_recordings};
use crate::support::world;
use crate::support::world::{PEOPLE, World, days_from, principal};
use domain::{Millis, Protocol, Sender, Timestamp, zone};
use store::history::Recording;

fn protocol(text: &str) -> Protocol {
    Protocol::parse(text).expect("a protocol")
}

contract!(a_conversation_says_what_the_interaction_says, |store| {
    let world = World::build(&store, 31, 60, days_from("2026-11-01", 5)).await;
    let messages = many_messages(0..=1).with("interaction_id", "1").with("position", "n");
    messages.with("sender", "n + 1").build(&store).await;
    let recording = many_recordings(2..=2).with("blob", "'blob'").with("content_type", "'audio/ogg'");
    recording.with("size", "5000000000").with("sha256", "'abc'").build(&store).await;
    let admin = principal(PEOPLE[0]);
    let scoped = store.as_principal(&admin);
    for known in &world.interactions {
        let asked = protocol(&known.protocol);
        let found = scoped.history().conversation(&asked).await.expect("an answer").expect("a conversation");
        let civil = |at| zone::civil(world.zone, at);
        assert_eq!(found.protocol, asked);
        assert_eq!(found.case.0, known.case);
        assert_eq!(found.agent, known.agent.map(World::agent_name));
        assert_eq!(found.queue, world::QUEUES[known.queue as usize - 1].1);
        assert_eq!((found.channel, found.direction), (known.channel, known.direction));
        assert_eq!(found.queued, civil(known.queued_at));
        assert_eq!(found.answered, known.answered_at.map(civil));
        assert_eq!(found.ended, civil(known.ended_at));
        assert_eq!(found.number, known.number);
        assert_eq!(found.notes, known.notes.clone().filter(|notes| !notes.is_empty()));
        assert_eq!(found.message_count, if known.id == 1 { 2 } else { 0 });
        assert_eq!(found.has_recording, known.id == 2);
        assert_eq!(found.recording_length, (known.id == 2).then_some(Millis(1000)));
    }
    let recording =
        scoped.history().recording(&protocol(&world.interactions[1].protocol)).await.expect("an answer");
    let expected = Recording {
        blob: "blob".into(),
        content_type: "audio/ogg".into(),
        size: 5_000_000_000,
        sha256: "abc".into(),
    };
    assert_eq!(recording, Some(expected));
    assert_eq!(
        scoped.history().recording(&protocol(&world.interactions[0].protocol)).await.expect("an answer"),
        None
    );
});

contract!(messages_come_in_pieces_and_in_order, |store| {
    let world = World::build(&store, 32, 3, days_from("2026-11-01", 1)).await;
    let messages = many_messages(0..=249).with("interaction_id", "1").with("position", "n");
    let messages = messages.with("at", "n * 1000").with("sender", "n % 4 + 1").with("name", "'nome'");
    messages.with("text", "'texto ' || n").in_reverse().build(&store).await;
    let admin = principal(PEOPLE[0]);
    let scoped = store.as_principal(&admin);
    let asked = protocol(&world.interactions[0].protocol);
    let mut all = Vec::new();
    loop {
        let piece = scoped
            .history()
            .messages(&asked, all.len() as u64, 100)
            .await
            .expect("an answer")
            .expect("messages");
        if piece.is_empty() {
            break;
        }
        all.extend(piece);
    }
    assert_eq!(all.len(), 250);
    for (n, message) in all.iter().enumerate() {
        assert_eq!(message.position, n as u64);
        assert_eq!(message.text, format!("texto {n}"));
        assert_eq!(message.sender, Sender::ALL[n % 4]);
        assert_eq!(message.name.as_deref(), Some("nome"));
        assert_eq!(message.at, zone::civil(world.zone, Timestamp(n as i64 * 1000)));
    }
    let count = |from, limit| {
        let (scoped, asked) = (&scoped, &asked);
        async move {
            scoped.history().messages(asked, from, limit).await.expect("an answer").expect("messages").len()
        }
    };
    assert_eq!(count(0, 0).await, 0);
    assert_eq!(count(249, u64::MAX).await, 1);
    assert_eq!(count(u64::MAX, 10).await, 0);
    let silent = protocol(&world.interactions[1].protocol);
    assert_eq!(scoped.history().messages(&silent, 0, 10).await.expect("an answer"), Some(Vec::new()));
});

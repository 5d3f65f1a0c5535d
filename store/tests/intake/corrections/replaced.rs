//! What a correction replaces, what it never does, and when there is one.

use domain::{Channel, Direction, EndedBy, NewCase, NewInteraction, NewMedia, Outcome as Became};
use store::intake::Outcome;

use super::{attempt, correct, said, time, version};
use crate::intake::probe::{assert_counters_agree, count, run, texts};
use crate::intake::sample::{call_with, outcomes, protocol, record, text};

/// Everything a source can say, in a row of the table.
const ROW: &str = "SELECT concat_ws(' ', i.channel, i.direction, q.name, u.login, i.number, i.number_digits,
        i.queued_at - 1772456400000, i.answered_at - 1772456400000, i.ended_at - 1772456400000, i.day,
        r.name, i.notes, i.hold_s, i.wrap_up_s, i.ended_by, i.outcome, i.follows,
        i.first_reply_at - 1772456400000, i.version)
    FROM interaction i JOIN queue q ON q.id = i.queue_id LEFT JOIN user_account u ON u.id = i.agent_id
        LEFT JOIN contact_reason r ON r.id = i.contact_reason_id ORDER BY i.external_id";

fn everything() -> NewInteraction {
    version("1", 1, |new| {
        new.channel = Channel::WhatsApp;
        new.direction = Direction::Outbound;
        new.queue = "Suporte".to_owned();
        new.agent = text("bia");
        new.number = text("11 98888-7777");
        new.queued_at = "2026-03-03T10:00:00-03:00".parse().expect("a time");
        new.answered_at = Some("2026-03-03T10:01:00-03:00".parse().expect("a time"));
        new.ended_at = "2026-03-03T10:05:00-03:00".parse().expect("a time");
        new.contact_reason = text("Boleto");
        new.notes = text("Pediu boleto");
        new.hold_s = Some(3);
        new.wrap_up_s = Some(4);
        new.ended_by = Some(EndedBy::Customer);
        new.outcome = Some(Became::Answered);
        new.follows = text("0");
        new.first_reply_at = Some("2026-03-03T10:02:00-03:00".parse().expect("a time"));
        new.messages = vec![said("10:01:00", "Bom dia"), said("10:02:00", "Boleto?")];
        new.calls = vec![attempt("10:00:30", "1133334444")];
    })
}

contract!(a_higher_version_replaces_all_that_the_source_said, |store| {
    let first = record(&store, version("1", 0, |new| new.messages = vec![said("10:00:00", "Oi")])).await;
    assert_eq!(
        texts(&store, ROW).await,
        ["1 1 Vendas ana 0 60000 300000 2026-03-02 0"],
        "as it was recorded"
    );
    let corrected = correct(&store, everything()).await;
    assert_eq!((&corrected.protocol, corrected.case), (&first.protocol, first.case));
    assert!(corrected.created_queue && corrected.created_agent);
    assert_eq!(
        texts(&store, ROW).await,
        ["3 2 Suporte bia 11 98888-7777 5511988887777 86400000 86460000 86700000 2026-03-03 Boleto \
          Pediu boleto 3 4 1 1 0 86520000 1"]
    );
    assert_eq!(texts(&store, "SELECT text FROM message ORDER BY position").await, ["Bom dia", "Boleto?"]);
    assert_eq!(texts(&store, "SELECT number FROM call_attempt").await, ["1133334444"]);
    // What is absent in the next version is unknown again.
    correct(&store, version("1", 2, |_| ())).await;
    assert_eq!(texts(&store, ROW).await, ["1 1 Vendas ana 0 60000 300000 2026-03-02 2"]);
    assert_eq!((count(&store, "message").await, count(&store, "call_attempt").await), (0, 0));
    assert_eq!(count(&store, "interaction").await, 1);
});

contract!(only_a_higher_version_is_a_correction, |store| {
    let noted = |number: u32, notes: &str| version("1", number, |new| new.notes = text(notes));
    record(&store, noted(0, "a")).await;
    let answers = store.intake().record_all(vec![noted(0, "b"), noted(0, "a")]).await;
    assert_eq!(outcomes(&answers), ["other content", "unchanged"], "without versions as ever");
    correct(&store, noted(2, "c")).await;
    for (number, notes) in [(2, "c"), (2, "d"), (1, "e"), (0, "a"), (0, "f")] {
        let again = record(&store, noted(number, notes)).await;
        assert_eq!(again.outcome, Outcome::Unchanged, "{number} {notes}");
    }
    assert_eq!(texts(&store, "SELECT notes FROM interaction").await, ["c"]);
    assert_eq!(count(&store, "audit_entry WHERE action = 'corrected'").await, 1);
    assert_counters_agree(&store).await;
});

contract!(versions_in_one_batch_count_as_if_one_came_after_the_other, |store| {
    let noted = |id: &str, number: u32| {
        version(id, number, |new| {
            new.notes = Some(format!("{id} {number}"));
            new.queue = format!("Fila {number}");
        })
    };
    record(&store, noted("stored", 1)).await;
    let batch = vec![
        noted("stored", 3),
        noted("new", 0),
        noted("new", 2),
        noted("stored", 2),
        noted("new", 1),
        noted("stored", 5),
        noted("new", 3),
        noted("new", 3),
        noted("late", 4),
        noted("late", 1),
    ];
    let answers = store.intake().record_all(batch).await;
    assert_eq!(
        outcomes(&answers),
        [
            "corrected",
            "created",
            "corrected",
            "unchanged",
            "unchanged",
            "corrected",
            "corrected",
            "unchanged",
            "created",
            "unchanged"
        ]
    );
    let protocols = answers.iter().flatten().map(|recorded| recorded.protocol.to_string());
    assert_eq!(protocols.collect::<std::collections::BTreeSet<_>>().len(), 3);
    let notes = "SELECT notes FROM interaction ORDER BY external_id";
    assert_eq!(texts(&store, notes).await, ["late 4", "new 3", "stored 5"]);
    crate::intake::probe::assert_days_agree(&store).await;
});

contract!(protocol_customer_and_case_stay, |store| {
    let of = |number: u32, name: &str, case: &str, own: &str| {
        version("1", number, |new| {
            new.customer.external_id = text(name);
            new.customer.name = text(name);
            new.case = Some(NewCase { external_id: case.to_owned(), kind: text(case), subject: None });
            new.protocol = Some(protocol(own));
        })
    };
    record(&store, of(1, "Ana", "A", "P-1")).await;
    record(&store, call_with("2", |new| new.protocol = Some(protocol("P-2")))).await;
    for (number, own) in [(2, "P-2"), (3, "P-3")] {
        let corrected = correct(&store, of(number, "Bia", "B", own)).await;
        assert_eq!(corrected.protocol, protocol("P-1"));
    }
    let kept =
        "SELECT i.protocol || ' ' || c.name || ' ' || s.external_id || ' ' || s.kind FROM interaction i
        JOIN customer c ON c.id = i.customer_id JOIN service_case s ON s.id = i.case_id
        WHERE i.external_id = '1'";
    assert_eq!(texts(&store, kept).await, ["P-1 Ana A A"]);
    assert_eq!((count(&store, "customer").await, count(&store, "service_case").await), (2, 2));
    assert_eq!(texts(&store, "SELECT name FROM case_kind").await, ["A"]);
});

contract!(a_file_that_stays_keeps_its_bytes, |store| {
    let file = |name: &str, digits: &str| NewMedia {
        name: name.to_owned(),
        media_type: "image/jpeg".to_owned(),
        size: 3,
        sha256: digits.repeat(32),
    };
    let with = |number: u32, files: Vec<(&str, NewMedia)>| {
        version("1", number, |new| {
            let message = |(clock, file)| domain::NewMessage { attachments: vec![file], ..said(clock, "x") };
            new.messages = files.into_iter().map(message).collect();
        })
    };
    record(&store, with(1, vec![("10:01:00", file("a", "aa")), ("10:02:00", file("b", "bb"))])).await;
    run(&store, "UPDATE message_media SET blob = 'blob ' || name, uploaded_at = 7").await;
    let files = "SELECT concat_ws(' ', position, name, blob, uploaded_at) FROM message_media
        ORDER BY position, file";
    correct(&store, with(1 + 1, vec![("10:01:00", file("a", "aa")), ("10:02:00", file("b", "bb"))])).await;
    assert_eq!(texts(&store, files).await, ["0 a blob a 7", "1 b blob b 7"], "nothing was touched");
    let moved = vec![("10:00:30", file("c", "cc")), ("10:03:00", file("again", "aa"))];
    correct(&store, with(3, moved)).await;
    assert_eq!(texts(&store, files).await, ["0 c", "1 again blob a 7"]);
    assert_eq!(count(&store, "message").await, 2);
});

contract!(of_versions_that_arrive_at_once_the_highest_stays, |store| {
    let intake = store.intake();
    let versions = (1..=30).map(|number| {
        intake.record(version("1", number, |new| {
            new.notes = Some(number.to_string());
            new.ended_at = time(&format!("10:05:{number:02}"));
        }))
    });
    let answers = futures::future::join_all(versions).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(texts(&store, "SELECT notes FROM interaction").await, ["30"]);
    assert_counters_agree(&store).await;
});

//! What belongs to a case: its calls and its interactions, with those of the cases folded into it.

use crate::support::world::run;
use domain::CallStatus::{Answered, Busy, Failed, NoAnswer};
use domain::{CallStatus, CaseId, Channel, Period, Principal, Role, UserId};
use store::Store;
use store::cases::{CallFilter, CallRow};

const ADMINISTRATOR: Principal = Principal { user: UserId(1), role: Role::Administrator };
const ANA: Principal = Principal { user: UserId(7), role: Role::Agent };
const BIA: Principal = Principal { user: UserId(8), role: Role::Agent };

/// Case 10 with case 11 folded into it, served by two agents; case 12 is another matter. 2 March
/// 2026 begins in São Paulo at 1772420400000.
const MATTERS: &str = "
    INSERT INTO user_account (id, login, login_key, name, role, active, created_at) VALUES
        (7, 'ana', 'ana', 'Ana', 'agent', TRUE, 0), (8, 'bia', 'bia', 'Bia', 'agent', TRUE, 0);
    INSERT INTO queue (id, name) VALUES (1, 'Vendas');
    INSERT INTO customer (id, name, created_at, updated_at) VALUES (1, 'Cliente', 0, 0);
    INSERT INTO service_case (id, customer_id, status, opened_at, updated_at, merged_into) VALUES
        (10, 1, 'closed', 0, 0, NULL), (11, 1, 'merged', 0, 0, 10), (12, 1, 'closed', 0, 0, NULL);
    INSERT INTO interaction (id, protocol, source, external_id, fingerprint, case_id, customer_id, channel, direction,
        queue_id, agent_id, queued_at, answered_at, ended_at, day, notes, created_at) VALUES
        (1, 'P1', 's', '1', FINGERPRINT, 10, 1, 1, 1, 1, 7, 1000, 2000, 5000, '2026-03-02', 'Notas da Ana', 0),
        (2, 'P2', 's', '2', FINGERPRINT, 11, 1, 1, 2, 1, 8, 3000, NULL, 4000, '2026-03-02', 'Notas da Bia', 0),
        (3, 'P3', 's', '3', FINGERPRINT, 10, 1, 3, 1, 1, 7, 2000, 2000, 9000, '2026-03-02', NULL, 0),
        (4, 'P4', 's', '4', FINGERPRINT, 12, 1, 1, 1, 1, 8, 1000, 2000, 5000, '2026-03-02', NULL, 0);
    INSERT INTO message (interaction_id, position, at, sender, text) VALUES
        (3, 0, 0, 1, 'LONG'), (3, 1, 0, 2, 'b');
    INSERT INTO recording (interaction_id, blob, content_type, size, sha256, uploaded_at) VALUES
        (1, 'b', 'audio/wav', 1, 'x', 0), (2, 'b', 'audio/wav', 1, 'x', 0);
    INSERT INTO call_attempt (interaction_id, position, at, number, status, duration_s) VALUES
        (1, 0, 1772420399999, '(11) 98888-7777', 'no_answer', 0), (1, 1, 1772420400000, '+55 11 98888-7777', 'answered', 63),
        (2, 0, 1772506799999, '2133334444', 'busy', 0), (2, 1, 1772506800000, '2133334444', 'failed', 0),
        (4, 0, 1772420400000, '11988887777', 'answered', 5);";

async fn build(store: &Store) {
    let fingerprint = if store.db().is_sqlite() { "X'00'" } else { "'\\x00'" };
    run(store, &MATTERS.replace("FINGERPRINT", fingerprint).replace("LONG", &"é".repeat(300))).await;
    // The keys by which numbers are found are made as for a database of before.
    run(store, "UPDATE operation SET numbers_by = NULL").await;
    store.migrate().await.expect("numbers are brought up to date");
}

async fn calls(store: &Store, who: Principal, filter: CallFilter) -> Vec<CallRow> {
    let list = store.as_principal(&who).case_calls(CaseId(10), &filter, 1).await.expect("calls");
    assert_eq!(list.page.total, list.rows.len() as u64);
    list.rows
}

fn places(rows: &[CallRow]) -> Vec<(&str, CallStatus)> {
    rows.iter().map(|row| (row.protocol.as_str(), row.status)).collect()
}

contract!(the_calls_of_a_case_and_of_those_folded_into_it_newest_first, |store| {
    build(&store).await;
    let rows = calls(&store, ADMINISTRATOR, CallFilter::default()).await;
    assert_eq!(places(&rows), [("P2", Failed), ("P2", Busy), ("P1", Answered), ("P1", NoAnswer)]);
    assert_eq!(rows.iter().map(|row| row.case.0).collect::<Vec<_>>(), [11, 11, 10, 10]);
    assert_eq!((rows[2].duration_s, rows[2].responsible.as_deref()), (63, Some("Ana")));
    assert_eq!(rows[2].at.to_string(), "2026-03-02 00:00:00");
});

contract!(a_recording_is_of_the_answered_attempt_where_there_is_one, |store| {
    build(&store).await;
    let rows = calls(&store, ADMINISTRATOR, CallFilter::default()).await;
    assert_eq!(rows.iter().map(|row| row.recorded).collect::<Vec<_>>(), [true, true, true, false]);
});

contract!(calls_are_filtered_by_status_days_and_digits, |store| {
    build(&store).await;
    let all = CallFilter::default;
    let day = |text: &str| text.parse().ok();
    for (filter, expected) in [
        (CallFilter { status: Some(Answered), ..all() }, vec![("P1", Answered)]),
        (
            CallFilter { period: Period { from: day("2026-03-02"), to: day("2026-03-02") }, ..all() },
            vec![("P2", Busy), ("P1", Answered)],
        ),
        (
            CallFilter { period: Period { from: None, to: day("2026-03-01") }, ..all() },
            vec![("P1", NoAnswer)],
        ),
        (CallFilter { period: Period { from: day("2026-03-03"), to: day("2026-03-02") }, ..all() }, vec![]),
        (CallFilter { number: "98888-77".to_owned(), ..all() }, vec![("P1", Answered), ("P1", NoAnswer)]),
        (CallFilter { number: "5511".to_owned(), ..all() }, vec![("P1", Answered), ("P1", NoAnswer)]),
        (
            CallFilter { number: "0XX11 8888-7777".to_owned(), ..all() },
            vec![("P1", Answered), ("P1", NoAnswer)],
        ),
        (CallFilter { number: "999999".to_owned(), ..all() }, vec![]),
    ] {
        assert_eq!(places(&calls(&store, ADMINISTRATOR, filter.clone()).await), expected, "{filter:?}");
    }
});

contract!(who_sees_a_case_sees_all_its_calls_but_hears_only_their_own, |store| {
    build(&store).await;
    for (who, own) in [(ANA, "P1"), (BIA, "P2")] {
        let rows = calls(&store, who, CallFilter::default()).await;
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|row| row.in_scope == (row.protocol.as_str() == own)), "{rows:?}");
    }
    let nobody = Principal { user: UserId(9), role: Role::Agent };
    assert!(calls(&store, nobody, CallFilter::default()).await.is_empty());
    let nobody = store.as_principal(&nobody);
    assert!(nobody.case_channels(CaseId(10)).await.expect("channels").is_empty());
    assert!(nobody.case_interactions(CaseId(10), Channel::Voice, 2, 1).await.expect("rows").rows.is_empty());
});

contract!(the_channels_in_use_with_their_interactions, |store| {
    build(&store).await;
    let scoped = store.as_principal(&ANA);
    let channels = scoped.case_channels(CaseId(10)).await.expect("channels");
    assert_eq!(channels, [(Channel::Voice, 2), (Channel::WhatsApp, 1)]);
    let calls = scoped.case_interactions(CaseId(10), Channel::Voice, 2, 1).await.expect("rows").rows;
    let [second, first] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!((second.protocol.as_str(), second.case, second.in_scope), ("P2", CaseId(11), false));
    assert_eq!((second.preview.as_deref(), second.duration_ms), (None, 1000), "it may not be read");
    assert_eq!((first.protocol.as_str(), first.preview.as_deref()), ("P1", Some("Notas da Ana")));
    assert_eq!((first.duration_ms, first.has_recording, first.in_scope), (3000, true, true));
    let chats = scoped.case_interactions(CaseId(10), Channel::WhatsApp, 1, 7).await.expect("rows");
    assert_eq!(chats.page.number, 1);
    assert_eq!(chats.rows[0].preview.as_deref(), Some("é".repeat(200).as_str()));
    assert_eq!((chats.rows[0].message_count, chats.rows[0].has_recording), (2, false));
});

contract!(long_lists_page, |store| {
    build(&store).await;
    let many = "WITH RECURSIVE s (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM s WHERE n < 54)
        INSERT INTO call_attempt (interaction_id, position, at, number, status, duration_s)
        SELECT 1, n, n, '1', 'busy', 0 FROM s";
    run(&store, many).await;
    let scoped = store.as_principal(&ADMINISTRATOR);
    let list = scoped.case_calls(CaseId(10), &CallFilter::default(), 3).await.expect("calls");
    assert_eq!((list.page.total, list.page.last, list.rows.len()), (49, 3, 9));
});
